"""What may leave the office betrays no small count, not even by subtraction from one table to another."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import highspy
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.alliance import assemble
from graphmodel.engines.embedded import Embedded
from graphmodel.rosters import read_rosters
from graphmodel.rules import VERDICTS, Judgement, judge, rules
from graphmodel.rules.judging import Said, evidence
from graphmodel.rules.release import LEAST_HOMES, LEAST_PEOPLE, LEVELS, Release, pseudonym
from graphmodel.rules.suppression import LINKS, WHOLE, Cell, Unit
from graphmodel.synthetic import AS_OF as SYNTHETIC_DAY
from graphmodel.synthetic import plant, write
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
    return judged(PLACES + HOMES, "R25", "R35", "R36")


class Homes(NamedTuple):
    """The homes of a grid by what is known of them."""

    lately: int
    long_ago: int
    no_month: int
    not_contacted: int
    left_out: int
    unclear_contacted: int
    unclear: int

    @property
    def counts(self) -> dict[str, tuple[int, ...]]:
        """By rule, in the order of the verdicts."""
        contacted = self.lately + self.long_ago + self.no_month
        return {
            "R35": (contacted, self.not_contacted, self.unclear_contacted + self.unclear, self.left_out),
            "R36": (
                *(self.lately, self.long_ago, self.no_month + self.unclear_contacted),
                self.left_out + self.not_contacted + self.unclear,
            ),
        }


def with_homes(judgement: Judgement, homes: list[Homes]) -> Judgement:
    """The judgement with other numbers of homes, grid by grid."""
    parts = [judgement.findings.filter(~pl.col("rule").is_in(("R35", "R36")))]
    for rule in ("R35", "R36"):
        counts = pl.DataFrame([of.counts[rule] for of in homes], schema=list(VERDICTS), orient="row")
        verdict = pl.coalesce(
            *(pl.when(pl.col(v) > 0).then(pl.lit(v)) for v in ("gap", "unknown", "met")), pl.lit("exempt")
        )
        of_rule = judgement.findings.filter(rule=rule).drop(VERDICTS).hstack(counts)
        parts.append(of_rule.with_columns(verdict=verdict))
    return replace(judgement, said=(Said(pl.concat(parts, how="diagonal").lazy()),))


class GivenAway(NamedTuple):
    """Everything that could be given away of rows in which some counts are hidden."""

    true: dict[Cell, int]
    shown: dict[Cell, int | None]
    verdicts: dict[Cell, str]
    """Those that the findings on homes show, under a cell of the row."""
    suppressed: frozenset[Cell]


def given_away(judgement: Judgement) -> GivenAway:
    """All tables of coverage, and the findings on homes."""
    release = Release(judgement)
    true: dict[Cell, int] = {}
    shown: dict[Cell, int | None] = {}
    verdicts = {}
    for level in LEVELS:
        whole = judgement.coverage_by(level) if level else judgement.coverage
        for counted, row in zip(whole.to_dicts(), release.coverage(level).to_dicts(), strict=True):
            if counted["unit"] == "homes" or counted["subject_label"] == "Person":
                unit = Unit(level, row["unit_code"]) if level else WHOLE
                for verdict in VERDICTS:
                    cell = Cell(row["rule"], row["subject_label"], unit, verdict)
                    true[cell], shown[cell] = counted[verdict], row[verdict]
    homes = judgement.findings.filter(pl.col("rule").is_in(("R35", "R36"))).to_dicts()
    for row in homes:
        for verdict in VERDICTS:
            cell = Cell(row["rule"], "Grid", Unit("Grid", row["subject"]), verdict)
            true[cell], shown[cell] = row[verdict], None
    rows = [row | {"evidence": {v: row[v] for v in VERDICTS}, "sources": []} for row in homes]
    for row in release.findings(rows, KEY):
        of_row = Cell(row["rule"], "Grid", Unit("Grid", row["subject"]), "verdict")
        verdicts[of_row] = row["verdict"]
        shown |= {of_row._replace(verdict=verdict): count for verdict, count in row["evidence"].items()}
    return GivenAway(true, shown, verdicts, frozenset(release.hidden))


def lines(given: GivenAway, judgement: Judgement) -> Iterator[dict[Cell, int]]:
    """What a reader may know: the total of every row, and units less their parts, on every pair of levels."""
    rows = {(cell.rule, cell.subject_label, cell.unit) for cell in given.true}
    for rule, label, unit in rows:
        yield {Cell(rule, label, unit, verdict): 1 for verdict in VERDICTS}
    parts: dict[tuple[Unit, str], set[Unit]] = defaultdict(set)
    for label, id_, level, unit in judgement.territory.iter_rows():
        if label in (*LEVELS, "Grid") and label != level:
            parts[Unit(level, unit), label].add(Unit(label, id_))
            parts[WHOLE, label].add(Unit(label, id_))
    for (whole, _), units in parts.items():
        for rule, label in {(rule, label) for rule, label, _ in rows}:
            for verdict in VERDICTS:
                of_parts = {Cell(rule, label, part, verdict): -1 for part in units}
                yield {Cell(rule, label, whole, verdict): 1} | of_parts


def computed(given: GivenAway, judgement: Judgement) -> set[Cell]:
    """The hidden counts that only one value fits: of each the least and the most that a linear program finds."""
    hidden = sorted(cell for cell, count in given.shown.items() if count is None)
    column = {cell: number for number, cell in enumerate(hidden)}
    program = highspy.Highs()  # type: ignore[no-untyped-call]
    program.silent()
    for cell in hidden:
        program.addVar(*bounds(cell, given.verdicts.get(cell._replace(verdict="verdict"))))
    for line in lines(given, judgement):
        is_row = all(sign == 1 for sign in line.values())
        if not all(cell in given.true for cell in line):
            continue
        total = sum(sign * given.true[cell] for cell, sign in line.items())
        terms = {column[cell]: sign for cell, sign in line.items() if cell in column}
        if terms and (is_row or not total):
            seen = sum(sign * (given.shown[cell] or 0) for cell, sign in line.items())
            rest = total - seen
            program.addRow(rest, rest, len(terms), np.array([*terms]), np.array([*terms.values()], float))
    for link, unit in product(LINKS, {cell.unit for cell in hidden}):
        line = {Cell(*row, unit, verdict): sign for (row, verdict), sign in link.items()}
        terms = {column[cell]: sign for cell, sign in line.items() if cell in column}
        if terms and all(cell in given.true for cell in line):
            seen = sum(sign * (given.shown[cell] or 0) for cell, sign in line.items())
            columns, signs = np.array([*terms]), np.array([*terms.values()], float)
            program.addRow(-seen, highspy.kHighsInf, len(terms), columns, signs)
    return {
        cell
        for cell in hidden
        if cell in given.suppressed
        and extreme(program, column[cell], 1) >= extreme(program, column[cell], -1) - 0.5
    }


def bounds(cell: Cell, verdict: str | None) -> tuple[float, float]:
    """What the verdict of a finding tells of a count."""
    gravest_first = ("gap", "unknown", "met", "exempt")
    if verdict is None or gravest_first.index(cell.verdict) > gravest_first.index(verdict):
        return 0, highspy.kHighsInf
    return (1, highspy.kHighsInf) if cell.verdict == verdict else (0, 0)


def extreme(program: highspy.Highs, column: int, sign: int) -> float:
    """The least (sign 1) or the most (-1) that a count can be."""
    program.changeColCost(column, sign)
    program.run()
    value = highspy.kHighsInf
    if program.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        value = program.getSolution().col_value[column]
    program.changeColCost(column, 0)
    return value


def test_grids_and_organisations_are_never_suppressed(city: Judgement) -> None:
    for level in LEVELS:
        shown = Release(city).coverage(level).filter(rule="R25")
        counted = city.coverage_by(level) if level else city.coverage
        assert shown.equals(counted.filter(rule="R25"))


COUNTS = st.sampled_from((0, 0, 0, 1, 3, 9, 12, 20, 300))


@given(st.lists(st.builds(Homes, *[COUNTS] * 7), min_size=12, max_size=12))
def test_no_hidden_count_of_homes_can_be_computed_from_all_that_is_given_away(
    city: Judgement, homes: list[Homes]
) -> None:
    judgement = with_homes(city, homes)
    given = given_away(judgement)
    assert all(count is None or count == 0 or count >= LEAST_HOMES for count in given.shown.values())
    assert not computed(given, judgement)


@pytest.mark.parametrize("seed", [0, 1])
def test_no_hidden_count_of_a_city_can_be_computed_from_all_its_rules_together(seed: int) -> None:
    judgement = city_with_planted_gaps(seed)
    given = given_away(judgement)
    least = {cell: LEAST_PEOPLE if cell.subject_label == "Person" else LEAST_HOMES for cell in given.true}
    assert all(count is None or count == 0 or count >= least[cell] for cell, count in given.shown.items())
    assert any(count is None for count in given.shown.values())
    assert not computed(given, judgement)


def city_with_planted_gaps(seed: int) -> Judgement:
    with tempfile.TemporaryDirectory() as folder:
        write(plant("tiny", seed).rosters, Path(folder), "csv")
        slice_ = assemble(read_rosters([Path(folder)])).at(SYNTHETIC_DAY)
    with Embedded(slice_) as engine:
        return judge(slice_, engine, [*rules().values()], snapshot="")


def test_what_is_large_enough_is_shown(city: Judgement) -> None:
    release = Release(with_homes(city, [Homes(300, 0, 0, 40, 20, 0, 0)] * 12))
    assert not release.hidden
    assert release.coverage().filter(rule="R35")["gap"].item() == 480
    assert release.coverage().filter(rule="R35")["rate"].item() is not None


PEOPLE = roster("people", "id party_status", [f"p{n} 正式党员" for n in range(20)])


@cache
def members(contacting: int) -> Judgement:
    """Twenty members registered with the branch of a grid, of whom some contact a home."""
    text = PLACES + HOMES + PEOPLE
    text += roster("party_orgs", "id kind covers", ["o1 grid_branch g0", "o2 organ_branch -"])
    text += roster("registrations", "from to", [f"p{n} o1" for n in range(20)])
    text += roster("household_ties", "from to", [f"p{n} Hg0" for n in range(contacting)])
    text += roster("posts", "from post to", ["p0 instructor g0", "p0 instructor g1", "p1 secretary o1"])
    return judged(text, "R08", "R25", "R34")


def released(judgement: Judgement, rule: str) -> list[dict[str, Any]]:
    rows = judgement.findings.filter(rule=rule).to_dicts()
    return Release(judgement).findings(
        [row | {"evidence": evidence(row), "sources": [{"row": 1}, {"row": 2}]} for row in rows], KEY
    )


def test_a_list_of_people_does_not_tell_how_few_they_are() -> None:
    few, many = members(contacting=17), members(contacting=10)
    assert Release(few).coverage().filter(rule="R34")["gap"].item() is None
    assert released(few, "R34") == []
    assert len(released(many, "R34")) == 20


def test_people_bear_pseudonyms_and_nothing_tells_where_they_are() -> None:
    found = released(members(contacting=10), "R34")
    assert {row["subject"] for row in found} == {pseudonym("R34", f"p{n}", KEY) for n in range(20)}
    assert all(row["evidence"] == {} and row["sources"] == [] for row in found)


def test_the_order_of_people_tells_nothing_of_their_codes() -> None:
    shown = [row["subject"] for row in released(members(contacting=10), "R34")]
    assert shown == sorted(shown)
    assert shown != [pseudonym("R34", code, KEY) for code in sorted(f"p{n}" for n in range(20))]


def test_neither_counts_nor_codes_of_people_are_left_in_evidence() -> None:
    judgement = members(contacting=10)
    grid = next(row for row in released(judgement, "R25") if row["subject"] == "g0")
    assert grid["evidence"] == {"instructors": None, "shared": None}
    assert grid["sources"] == [{"row": 1}]
    branch = next(row for row in released(judgement, "R08") if row["subject"] == "o1")
    assert branch["evidence"] == {"secretary": None, "head": None}


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


def test_a_pseudonym_is_the_same_in_one_rule_and_tells_nothing_in_another_or_without_the_key() -> None:
    assert pseudonym("R34", "001", b"one") == pseudonym("R34", "001", b"one")
    assert pseudonym("R34", "001", b"one") != pseudonym("R34", "001", b"two")
    assert pseudonym("R34", "001", b"one") != pseudonym("R38", "001", b"one")
