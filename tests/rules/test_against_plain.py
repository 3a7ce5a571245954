"""The catalogue against the plain readings of the rules, over small random alliances.

A difference names the rule, the subject, both verdicts and the case. Alliances for which everything was supplied are
judged side by side, because a query costs more than its rows; there the code of a subject begins with its seed.
"""

from collections import Counter
from datetime import date
from functools import cache

import pytest

from graphmodel.alliance import Alliance, Slice
from graphmodel.engines.embedded import Embedded
from graphmodel.ontology import PART, ROSTER
from graphmodel.rules import VERDICTS, Settings, judge, rules
from graphmodel.synthetic.plain import Verdicts, readings
from tests.rules.build import AS_OF, cases
from tests.rules.build import alliance as described
from tests.rules.comparing import differences, plain
from tests.rules.generate import DAYS, OPTIONAL_COLUMNS, alliance, side_by_side
from tests.rules.slices import SliceTables

BATCHES, IN_BATCH = 6, 50
SINGLE = range(24)
TIGHT = Settings.model_validate(
    {name: 1 for name, field in Settings.model_fields.items() if field.annotation is int}
    | {"window_months": 2, "tuesday_share": 0.34}
)
"""Small alliances exceed no threshold made for a city."""
SETTINGS = (Settings(), Settings(), TIGHT)

RULES = tuple(rule for rule in rules().values() if rule.id in readings())


def day(seed: int) -> date:
    return DAYS[seed % len(DAYS)]


def settings(number: int) -> Settings:
    return SETTINGS[number % len(SETTINGS)]


@cache
def batch(number: int) -> tuple[Slice, dict[str, Verdicts]]:
    """Some of the alliances for which everything was supplied, and what the plain readings say of them."""
    slice_ = side_by_side(range(number * IN_BATCH, (number + 1) * IN_BATCH)).at(day(number))
    return slice_, plain(slice_, RULES, settings(number))


@pytest.mark.parametrize("number", range(BATCHES))
def test_catalogue_and_plain_readings_agree_where_everything_was_supplied(number: int) -> None:
    _compare(*batch(number), settings(number), f"batch({number})")


@pytest.mark.parametrize("seed", SINGLE)
def test_catalogue_and_plain_readings_agree_where_something_was_not(seed: int) -> None:
    slice_ = alliance(seed).at(day(seed))
    _compare(slice_, plain(slice_, RULES, settings(seed)), settings(seed), f"alliance({seed})")


def _compare(slice_: Slice, readings_: dict[str, Verdicts], settings: Settings, case: str) -> None:
    with Embedded(slice_) as engine:
        judgement = judge(slice_, engine, RULES, snapshot="", settings=settings)

    assert not judgement.failed
    found = [*differences(judgement, readings_)]
    assert not found, "\n".join([f"{case} on {slice_.as_of}, {settings}:", *found])
    assert {
        (row["rule"], row["subject_label"]): tuple(row[verdict] for verdict in VERDICTS)
        for row in judgement.coverage.iter_rows(named=True)
    } == {(rule.id, label): _coverage(readings_[rule.id], label) for rule in RULES for label in rule.subjects}
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
    needing = {
        (rule.id, label)
        for rule in RULES
        for label, subject in rule.subjects.items()
        if subject.rosters or subject.columns
    }
    unknown = set()
    for seed in range(50):
        slice_ = alliance(seed).at(day(seed))
        for rule, found in plain(slice_, RULES, Settings()).items():
            unknown |= {(rule, label) for label, _ in found if rules()[rule].subjects[label].missing(slice_)}
    assert len(unknown) > 0.8 * len(needing), sorted(needing - unknown)


PUBLISHED = {
    *(("R20", "grids"), ("R31", "LIVES_IN"), ("R42", "grids"), ("R45", "grids")),
    *(("R28", f"posts:secretary:{of}") for of in ("grid", "community", "body")),
}
"""Rules that do not name everything without which they may find a gap: they stand as they were published."""


@cache
def without(name: str) -> dict[str, Verdicts]:
    """What the plain readings say of the same alliances when a roster, relation column or part was not supplied."""
    return plain(side_by_side(range(20), name).at(DAYS[0]), RULES, Settings())


@pytest.mark.parametrize("name", [*ROSTER, *OPTIONAL_COLUMNS, *PART])
def test_a_rule_names_among_its_needs_whatever_it_would_find_a_gap_without(name: str) -> None:
    new = {
        rule
        for rule, found in without(name).items()
        for subject, verdict in found.items()
        if verdict.verdict == "gap" and without("")[rule].get(subject, verdict).verdict != "gap"
    }
    assert not {rule for rule in new if (rule, name) not in PUBLISHED}


@cache
def verdicts_brought_out() -> set[tuple[str, str]]:
    """Rules and verdicts of all alliances side by side."""
    return {
        (rule, " ".join(filter(None, verdict[:2])))
        for number in range(BATCHES)
        for rule, found in batch(number)[1].items()
        for verdict in found.values()
    }


def verdicts_shown() -> set[tuple[str, str]]:
    """Rules and verdicts of all cases in which everything was supplied."""
    return {
        (case.rule, verdict) for case in cases() if not case.without for verdict in case.verdicts.values()
    }


def test_the_cases_of_a_rule_show_every_verdict_that_it_gives() -> None:
    with_cases = {case.rule for case in cases()}
    assert not {
        (rule, verdict) for rule, verdict in verdicts_brought_out() - verdicts_shown() if rule in with_cases
    }


def test_almost_every_verdict_is_among_what_is_compared() -> None:
    never = verdicts_shown() - verdicts_brought_out()
    assert len(never) <= len(verdicts_shown()) // 50, never
