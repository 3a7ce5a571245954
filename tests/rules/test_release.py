"""What may leave the office betrays no small count, not even by subtraction from one table to another."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.rules import VERDICTS, Judgement
from graphmodel.rules.judge import evidence
from graphmodel.rules.release import LEAST_HOMES, LEAST_PEOPLE, LEVELS, Cell, Release, pseudonym
from tests.rules.build import judged

KEY = b"a key kept elsewhere"
COMMUNITIES = {"k1": "s1", "k2": "s1", "k3": "s1", "k4": "s2", "k5": "s2", "k6": "s3"}
STREETS = {"s1": "w1", "s2": "w1", "s3": "w2"}
GRIDS = {f"g{n}": f"k{n // 2 + 1}" for n in range(12)}


def roster(name: str, columns: str, rows: list[str]) -> str:
    return "\n".join([f"{name}: {columns}", *rows]) + "\n"


PLACES = (
    roster(
        "divisions",
        "id level part_of",
        [
            "q city -",
            "w1 county q",
            "w2 county q",
            *(f"{street} street {county}" for street, county in STREETS.items()),
            *(f"{community} community {street}" for community, street in COMMUNITIES.items()),
        ],
    )
    + roster("compounds", "id part_of", [f"c{k} {k}" for k in COMMUNITIES])
    + roster("grids", "id part_of", [f"{grid} c{k}" for grid, k in GRIDS.items()])
)
HOMES = roster("households", "id part_of status", [f"H{grid} {grid} 有人" for grid in GRIDS])


@pytest.fixture(scope="module")
def city() -> Judgement:
    """Every rule on contacts over a city whose homes the tests draw themselves."""
    return judged(PLACES + HOMES, "R25", "R35")


def with_homes(judgement: Judgement, homes: list[tuple[int, int, int, int]]) -> Judgement:
    """The judgement with other numbers of homes, grid by grid."""
    of_rule = judgement.findings.filter(rule="R35").drop(VERDICTS)
    counts = pl.DataFrame(homes, schema=list(VERDICTS), orient="row")
    others = judgement.findings.filter(pl.col("rule") != "R35")
    return replace(judgement, findings=pl.concat([others, of_rule.hstack(counts)], how="diagonal"))


def published(release: Release) -> dict[Cell, int | None]:
    """Every count of homes in all tables that could be given away, and in the findings."""
    cells: dict[Cell, int | None] = {}
    for level in LEVELS:
        for row in release.coverage(level).filter(rule="R35").to_dicts():
            for verdict in VERDICTS:
                cells[Cell("R35", "Grid", level, row.get("unit_code", ""), verdict)] = row[verdict]
    findings = [
        {"rule": "R35", "subject_label": "Grid", "subject": row["subject"], "verdict": row["verdict"]}
        | {"evidence": {verdict: row[verdict] for verdict in VERDICTS}, "sources": []}
        for row in release.judgement.findings.filter(rule="R35").to_dicts()
    ]
    for finding in release.findings(findings, KEY):
        for verdict, count in finding["evidence"].items():
            cells[Cell("R35", "Grid", "Grid", finding["subject"], verdict)] = count
    return cells


def equations(cells: dict[Cell, int | None]) -> list[dict[Cell, int]]:
    """What a reader knows: each row has a total, each unit less the sum of its parts is nought; the coefficients."""
    above = {("Community", k): ("Street", s) for k, s in COMMUNITIES.items()}
    above |= {("Street", s): ("County", w) for s, w in STREETS.items()}
    above |= {("County", w): ("", "") for w in STREETS.values()}
    above |= {("Grid", grid): ("Community", k) for grid, k in GRIDS.items()}
    units = {(cell.level, cell.unit) for cell in cells}
    rows = [dict.fromkeys((Cell("R35", "Grid", *unit, v) for v in VERDICTS), 1) for unit in sorted(units)]
    sums = []
    for whole in sorted(set(above.values())):
        parts = [part for part in above if above[part] == whole]
        for v in VERDICTS:
            of_parts = {Cell("R35", "Grid", *part, v): 1 for part in parts}
            sums.append({Cell("R35", "Grid", *whole, v): -1} | of_parts)
    return rows + sums


def determined(cells: dict[Cell, int | None]) -> set[Cell]:
    """The hidden counts that follow from what is shown, by elimination: those alone in a reduced equation."""
    hidden = sorted(cell for cell, count in cells.items() if count is None)
    matrix = [[Fraction(line.get(cell, 0)) for cell in hidden] for line in equations(cells)]
    reduced: list[list[Fraction]] = []
    for column in range(len(hidden)):
        pivot = next((row for row in matrix if row[column]), None)
        if pivot is None:
            continue
        matrix.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        for rows in (matrix, reduced):
            rows[:] = [
                [a - row[column] * b for a, b in zip(row, pivot, strict=True)] if row[column] else row
                for row in rows
            ]
        reduced.append(pivot)
    return {
        hidden[next(i for i, value in enumerate(row) if value)] for row in reduced if sum(map(bool, row)) == 1
    }


def test_grids_and_organisations_are_never_suppressed(city: Judgement) -> None:
    for level in LEVELS:
        shown = Release(city).coverage(level).filter(rule="R25")
        counted = city.coverage_by(level) if level else city.coverage
        assert shown.equals(counted.filter(rule="R25"))


@given(st.lists(st.tuples(*[st.sampled_from((0, 0, 3, 9, 12, 20, 40, 300))] * 4), min_size=12, max_size=12))
def test_no_small_count_of_homes_follows_from_all_that_is_given_away(
    city: Judgement, homes: list[tuple[int, int, int, int]]
) -> None:
    release = Release(with_homes(city, homes))
    cells = published(release)
    assert all(count is None or count == 0 or count >= LEAST_HOMES for count in cells.values())
    assert not determined(cells)


def test_what_is_large_enough_is_shown(city: Judgement) -> None:
    release = Release(with_homes(city, [(300, 40, 0, 20)] * 12))
    assert not release.hidden
    assert release.coverage().filter(rule="R35")["gap"].item() == 480
    assert release.coverage().filter(rule="R35")["rate"].item() is not None


PEOPLE = roster("people", "id party_status", [f"p{n} 正式党员" for n in range(20)])


def members(contacting: int) -> Judgement:
    """Twenty members registered with the branch of a grid, of whom some contact a home."""
    text = PLACES + HOMES + PEOPLE
    text += roster("party_orgs", "id kind covers", ["o1 grid_branch g0", "o2 organ_branch -"])
    text += roster("registrations", "from to", [f"p{n} o1" for n in range(20)])
    text += roster("household_ties", "from to", [f"p{n} Hg0" for n in range(contacting)])
    text += roster("posts", "from post to", ["p0 instructor g0", "p0 instructor g1", "p1 secretary o1"])
    return judged(text, "R08", "R25", "R34")


def given_away(judgement: Judgement, rule: str) -> list[dict[str, Any]]:
    rows = judgement.findings.filter(rule=rule).to_dicts()
    return Release(judgement).findings(
        [row | {"evidence": evidence(row), "sources": [{"row": 1}, {"row": 2}]} for row in rows], KEY
    )


def test_a_list_of_people_does_not_tell_how_few_they_are() -> None:
    few, many = members(contacting=17), members(contacting=10)
    assert Release(few).coverage().filter(rule="R34")["gap"].item() is None
    assert given_away(few, "R34") == []
    assert len(given_away(many, "R34")) == 20


def test_people_bear_pseudonyms_and_nothing_tells_where_they_are() -> None:
    found = given_away(members(contacting=10), "R34")
    assert {row["subject"] for row in found} == {pseudonym(f"p{n}", KEY) for n in range(20)}
    assert all(row["evidence"] == {} and row["sources"] == [] for row in found)


def test_counts_of_people_leave_no_evidence_and_codes_of_people_are_replaced() -> None:
    judgement = members(contacting=10)
    grid = next(row for row in given_away(judgement, "R25") if row["subject"] == "g0")
    assert grid["evidence"] == {"instructors": None, "shared": None}
    assert grid["sources"] == [{"row": 1}]
    branch = next(row for row in given_away(judgement, "R08") if row["subject"] == "o1")
    assert branch["evidence"]["secretary"] == [pseudonym("p1", KEY)]


def test_a_small_count_of_people_hides_with_others() -> None:
    for level in LEVELS:
        shown = Release(members(contacting=17)).coverage(level).filter(rule="R34")
        counts = [count for row in shown.select(VERDICTS).rows() for count in row]
        assert None in counts
        assert all(count is None or count == 0 or count >= LEAST_PEOPLE for count in counts)


def test_homes_without_contact_do_not_follow_from_those_that_are_exempt() -> None:
    """Those that R35 misses are exempt from R36: what one rule hides the other must not show."""
    homes = roster(
        "households", "id part_of status", [f"H{n} g0 {'有人' if n < 43 else '空置'}" for n in range(60)]
    )
    contacted = roster(
        "household_ties", "from to last_contact_month", [f"p0 H{n} 2018-12" for n in range(40)]
    )
    judgement = judged(PLACES + homes + PEOPLE + contacted, "R35", "R36")
    assert judgement.coverage.select("met", "gap", "exempt").rows() == [(40, 3, 17), (40, 0, 20)]
    shown = Release(judgement).coverage()
    assert shown.filter(rule="R35")["gap"].item() is None
    exempt = [shown.filter(rule=rule)["exempt"].item() for rule in ("R35", "R36")]
    assert None in exempt


def test_a_pseudonym_needs_the_key() -> None:
    assert pseudonym("001", b"one") == pseudonym("001", b"one")
    assert pseudonym("001", b"one") != pseudonym("001", b"two")
