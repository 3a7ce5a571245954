"""The catalogue against the plain readings of the rules, over small random alliances.

A difference names the rule, the subject, both verdicts and the case. Alliances for which everything was supplied are
judged side by side, because a query costs more than its rows; there the code of a subject begins with its seed. What
was not supplied makes unknown whatever the front matter of the rule says needs it.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from graphmodel.alliance import Alliance, Slice
from graphmodel.engines.embedded import Embedded
from graphmodel.rules import VERDICTS, Judgement, Settings, judge, rules
from graphmodel.synthetic.plain import Facts, Verdict, Verdicts, readings
from graphmodel.synthetic.plain.tables import SliceTables
from tests.rules.build import AS_OF
from tests.rules.build import alliance as described
from tests.rules.generate import DAYS, alliance, side_by_side

BATCHES, IN_BATCH = 10, 30
SINGLE = range(24)
TIGHT = Settings.model_validate(
    {name: 1 for name, field in Settings.model_fields.items() if field.annotation is int}
    | {"window_months": 2, "tuesday_share": 0.34}
)
"""Small alliances exceed no threshold made for a city."""
SETTINGS = (Settings(), Settings(), TIGHT)

READ = [rule for rule in rules() if rule in readings()]


def day(seed: int) -> date:
    return DAYS[seed % len(DAYS)]


def _seeds(number: int) -> range:
    return range(number * IN_BATCH, (number + 1) * IN_BATCH)


def read(slice_: Slice, settings: Settings) -> dict[str, Verdicts]:
    """What the plain readings say, as if everything had been supplied."""
    facts = Facts(SliceTables(slice_), slice_.as_of, settings)
    return {rule: readings()[rule].verdicts(facts) for rule in READ}


def lacking(slice_: Slice) -> set[tuple[str, str]]:
    """Rules and subject labels that lack a roster or relation column they need."""
    return {
        (rule, label)
        for rule in rules()
        for label, subject in rules()[rule].subjects.items()
        if slice_.missing(subject.rosters, subject.columns)
    }


def _unknown(verdict: Verdict) -> Verdict:
    """The verdict on a subject for which something was not supplied."""
    if verdict.homes is None:
        return Verdict("unknown")
    return Verdict("unknown", homes=dict.fromkeys(VERDICTS, 0) | {"unknown": sum(verdict.homes.values())})


def _found(row: dict[str, Any]) -> tuple[Verdict, dict[str, Any]]:
    """A finding as a plain verdict, and its evidence."""
    homes = {verdict: row[verdict] for verdict in VERDICTS} if rules()[row["rule"]].unit == "homes" else None
    return Verdict(row["verdict"], row["severity"], homes), json.loads(row["evidence"])


def differences(judgement: Judgement, plain: dict[str, Verdicts]) -> Iterator[str]:
    """Where the catalogue says otherwise than the plain readings: another verdict, or other evidence."""
    catalogue: dict[tuple[str, str, str], tuple[Verdict, dict[str, Any]]] = {
        (row["rule"], row["subject_label"], row["subject"]): _found(row)
        for row in judgement.findings.iter_rows(named=True)
    }
    expected = {
        (rule, *subject): verdict for rule, found in plain.items() for subject, verdict in found.items()
    }
    for key in sorted(catalogue.keys() | expected.keys()):
        verdict, evidence = catalogue.get(key, (None, {}))
        reading = expected.get(key)
        shown = reading and reading._replace(evidence=None)
        if verdict != shown:
            yield f"{key}: catalogue {verdict}, plain {shown}"
        for name, value in ((reading and reading.evidence) or {}).items():
            if evidence.get(name) != value:
                yield f"{key}: {name} of the catalogue {evidence.get(name)}, plain {value}"


@pytest.mark.parametrize("number", range(BATCHES))
def test_catalogue_and_plain_readings_agree_where_everything_was_supplied(number: int) -> None:
    seeds = _seeds(number)
    _compare(side_by_side(seeds), day(number), SETTINGS[number % len(SETTINGS)], f"side_by_side({seeds})")


@pytest.mark.parametrize("seed", SINGLE)
def test_catalogue_and_plain_readings_agree_where_something_was_not(seed: int) -> None:
    _compare(alliance(seed), day(seed), SETTINGS[seed % len(SETTINGS)], f"alliance({seed})")


def _compare(generated: Alliance, day: date, settings: Settings, case: str) -> None:
    slice_ = generated.at(day)
    with Embedded(slice_) as engine:
        judgement = judge(slice_, engine, [rules()[rule] for rule in READ], snapshot="", settings=settings)
    unknown = lacking(slice_)
    plain = {
        rule: {
            subject: _unknown(verdict) if (rule, subject[0]) in unknown else verdict
            for subject, verdict in found.items()
        }
        for rule, found in read(slice_, settings).items()
    }

    assert not judgement.failed
    found = [*differences(judgement, plain)]
    assert not found, "\n".join([f"{case}.at({day}), {settings}:", *found])
    assert {
        (row["rule"], row["subject_label"]): tuple(row[verdict] for verdict in VERDICTS)
        for row in judgement.coverage.iter_rows(named=True)
    } == {(rule, label): _coverage(plain[rule], label) for rule in READ for label in rules()[rule].subjects}
    for row in judgement.coverage.iter_rows(named=True):
        judged = row["met"] + row["gap"]
        rate = pytest.approx(row["met"] / judged, abs=0.00005 + 1e-9) if judged else None
        assert row["rate"] == rate, row


def _coverage(found: Verdicts, label: str) -> tuple[int, ...]:
    counts: Counter[str] = Counter()
    for (of, _), verdict in found.items():
        if of == label:
            counts.update(verdict.homes or [verdict.verdict])
    return tuple(counts[verdict] for verdict in VERDICTS)


def test_ties_that_lost_an_end_are_counted_alike() -> None:
    for seed in range(60):
        generated = alliance(seed)
        table = generated.at(day(seed)).loose_ties
        of_slice = {(label, id_): ties for label, id_, ties in table.iter_rows()}
        assert of_slice == loose_ties(generated, day(seed)), seed


def loose_ties(alliance: Alliance, day: date) -> Counter[tuple[str, str]]:
    """Ties of live nodes, TOOK_PART apart, that are live on a day while their other end is not."""

    def is_live(start: date | None, end: date | None) -> bool:
        return (start is None or start <= day) and (end is None or day < end)

    live = {
        (label, row["id"])
        for label, table in alliance.nodes.items()
        for row in table.iter_rows(named=True)
        if is_live(row["valid_from"], row["valid_to"])
    }
    found: Counter[tuple[str, str]] = Counter()
    for relation, table in alliance.ties.items():
        for tie in table.iter_rows(named=True):
            if relation != "TOOK_PART" and is_live(tie["valid_from"], tie["valid_to"]):
                start, end = (tie["from_label"], tie["from_id"]), (tie["to_label"], tie["to_id"])
                found.update(
                    one for one, other in ((start, end), (end, start)) if one in live and other not in live
                )
    return found


def test_a_code_of_two_things_is_refused_rather_than_confused() -> None:
    slice_ = described("compounds: id part_of\n  c1 k1\ngrids: id part_of\n  c1 c1\n").at(AS_OF)
    with pytest.raises(ValueError, match="c1"):
        SliceTables(slice_)


def test_alliances_that_lack_rosters_make_most_rules_unknown() -> None:
    unknown = set()
    for seed in range(80):
        slice_ = alliance(seed).at(day(seed))
        judged = {(rule, label) for rule, found in read(slice_, Settings()).items() for label, _ in found}
        unknown |= judged & lacking(slice_)
    needing = {
        (rule, label)
        for rule in READ
        for label, subject in rules()[rule].subjects.items()
        if subject.rosters or subject.columns
    }
    assert len(unknown) > 0.8 * len(needing), sorted(needing - unknown)
