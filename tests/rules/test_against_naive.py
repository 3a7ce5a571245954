"""The catalogue against a second, independent reading of the rules, over small random alliances.

A difference names the rule, the subject, both verdicts and the case. Alliances for which everything was supplied are
judged side by side, because a query costs more than its rows; there the code of a subject begins with its seed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from typing import Any

import polars as pl
import pytest

from graphmodel.alliance import Alliance
from graphmodel.engines.embedded import Embedded
from graphmodel.rules import VERDICTS, Judgement, judge, rules
from graphmodel.rules import Settings as CatalogueSettings
from tests.rules.generate import DAYS, alliance, side_by_side
from tests.rules.naive import (
    SUBJECT_LABELS,
    Found,
    Settings,
    Verdict,
    evaluate,
    ladder,
    loose_ties,
    unknown_by_roster,
)

BATCHES, IN_BATCH = 10, 30
SINGLE = range(24)
SETTINGS = (Settings(), Settings(), Settings(window_months=1, max_homes=3, tuesday_share=0.34))

_RULES_THAT_GIVE = {
    ("met", "gap"): (1, 2, 17, 18, 21, 23, 24, 25, 28, 30, 34, 38, 40, 41, 42, 45, 46, 51, 52),
    ("met", "gap", "exempt"): (5, 16, 22, 31),
    ("met", "gap", "unknown"): (
        4,
        6,
        7,
        9,
        10,
        12,
        13,
        19,
        20,
        26,
        27,
        29,
        33,
        37,
        39,
        43,
        44,
        47,
        48,
        49,
        50,
    ),
    ("met", "gap", "unknown", "exempt"): (3, 8, 11, 14, 15, 32, 35, 36),
}
CAN_GIVE = {
    f"R{number:02}": set(verdicts) for verdicts, numbers in _RULES_THAT_GIVE.items() for number in numbers
}
"""What each rule may answer when everything was supplied."""
SEVERITIES = {
    **{key: {"S1", "S2"} for key in ("R03", "R04", "R11")},
    "R19": {"S2", "S3"},
    "R22": {"S1", "S2"},
    "R26": {"S2", "S4"},
}
"""Where there are several."""
NEVER_UNKNOWN_BY_ROSTER = {"R18", "R19", "R28", "R30", "R33", "R38", "R39", "R41", "R43", "R44", "R49"}
"""They need nothing, or only what their subjects are made of."""


def day(seed: int) -> date:
    return DAYS[seed % len(DAYS)]


def _seeds(number: int) -> range:
    return range(number * IN_BATCH, (number + 1) * IN_BATCH)


def _of_catalogue(judgement: Judgement) -> dict[str, Found]:
    found: dict[str, Found] = {rule.id: {} for rule in judgement.rules}
    for row in judgement.findings.iter_rows(named=True):
        facts = json.loads(row["evidence"])
        homes = _homes(facts) if rules()[row["rule"]].unit == "homes" else None
        found[row["rule"]][row["subject_label"], row["subject"]] = Verdict(
            row["verdict"], row["severity"], homes
        )
    return found


def _homes(facts: dict[str, Any]) -> tuple[int, int, int, int]:
    return facts["met"], facts["gap"], facts["unknown"], facts["exempt"]


def _differences(catalogue: dict[str, Found], naive: dict[str, Found]) -> list[str]:
    return [
        f"{rule} {label} {id_}: catalogue {theirs.get((label, id_))}, naive {ours.get((label, id_))}"
        for rule, theirs in catalogue.items()
        for ours in [naive[rule]]
        for label, id_ in sorted(theirs.keys() | ours.keys())
        if theirs.get((label, id_)) != ours.get((label, id_))
    ]


def _other_levels(judgement: Judgement) -> list[str]:
    """Where the ladder of R17 says another level."""
    levels = ladder(judgement.slice)
    bodies = judgement.findings.filter((pl.col("rule") == "R17") & (pl.col("verdict") != "unknown"))
    return [
        f"R17 {label} {id_}: catalogue {level}, naive {levels[label, id_]}"
        for label, id_, evidence in bodies.select("subject_label", "subject", "evidence").iter_rows()
        for level in [json.loads(evidence)["level"]]
        if level != levels[label, id_]
    ]


@pytest.mark.parametrize("number", range(BATCHES))
def test_catalogue_and_naive_evaluation_agree_where_everything_was_supplied(number: int) -> None:
    seeds = _seeds(number)
    _compare(side_by_side(seeds), day(number), SETTINGS[number % len(SETTINGS)], f"side_by_side({seeds})")


@pytest.mark.parametrize("seed", SINGLE)
def test_catalogue_and_naive_evaluation_agree_where_something_was_not(seed: int) -> None:
    _compare(alliance(seed), day(seed), SETTINGS[seed % len(SETTINGS)], f"alliance({seed})")


def _compare(generated: Alliance, day: date, settings: Settings, case: str) -> None:
    slice_ = generated.at(day)
    with Embedded(slice_) as engine:
        thresholds = CatalogueSettings(**vars(settings))
        judgement = judge(slice_, engine, list(rules().values()), snapshot="", settings=thresholds)
    naive = evaluate(slice_, settings)

    assert not judgement.failed
    differences = _differences(_of_catalogue(judgement), naive) + _other_levels(judgement)
    assert not differences, "\n".join([f"{case}.at({day}), {settings}:", *differences])
    assert {
        (row["rule"], row["subject_label"]): tuple(row[verdict] for verdict in VERDICTS)
        for row in judgement.coverage.iter_rows(named=True)
    } == {(rule, label): _coverage(naive[rule], label) for rule in rules() for label in SUBJECT_LABELS[rule]}
    for row in judgement.coverage.iter_rows(named=True):
        judged = row["met"] + row["gap"]
        rate = pytest.approx(row["met"] / judged, abs=0.00005 + 1e-9) if judged else None
        assert row["rate"] == rate, row


def _coverage(found: Found, label: str) -> tuple[int, int, int, int]:
    verdicts = [verdict for (of, _), verdict in found.items() if of == label]
    counts = Counter(verdict.verdict for verdict in verdicts if verdict.homes is None)
    for verdict in verdicts:
        counts.update(dict(zip(VERDICTS, verdict.homes or (), strict=False)))
    return counts["met"], counts["gap"], counts["unknown"], counts["exempt"]


@pytest.mark.parametrize("rule", rules())
def test_catalogue_judges_the_labels_that_the_rule_names(rule: str) -> None:
    assert sorted(rules()[rule].subjects) == sorted(SUBJECT_LABELS[rule])


def test_defaults_of_the_settings_are_those_of_the_rules() -> None:
    assert CatalogueSettings().model_dump() == vars(Settings())


def test_ties_that_lost_an_end_are_counted_alike() -> None:
    for seed in range(60):
        generated = alliance(seed)
        table = generated.at(day(seed)).loose_ties
        of_slice = {(label, id_): ties for label, id_, ties in table.iter_rows()}
        assert of_slice == loose_ties(generated, day(seed)), seed


def test_alliances_side_by_side_bring_out_every_verdict_and_severity_of_every_rule() -> None:
    verdicts: defaultdict[str, set[str]] = defaultdict(set)
    severities: defaultdict[str, set[str]] = defaultdict(set)
    for number in range(BATCHES):
        for rule, found in evaluate(side_by_side(_seeds(number)).at(day(number))).items():
            verdicts[rule].update(verdict.verdict for verdict in found.values())
            severities[rule].update(verdict.severity for verdict in found.values() if verdict.severity)
    assert verdicts == CAN_GIVE
    assert {rule: found for rule, found in severities.items() if len(found) > 1} == SEVERITIES


def test_alliances_that_lack_rosters_make_every_rule_unknown_that_can_be() -> None:
    unknown = set()
    for seed in range(200):
        slice_ = alliance(seed).at(day(seed))
        judged = {(rule, label) for rule, found in evaluate(slice_).items() for label, _ in found}
        unknown |= judged & unknown_by_roster(slice_)
    never = {(rule, label) for rule, labels in SUBJECT_LABELS.items() for label in labels} - unknown
    assert {rule for rule, _ in never} == NEVER_UNKNOWN_BY_ROSTER
