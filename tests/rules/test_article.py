"""The numbers of the article, computed from alliances built to its sizes.

50 appointees for 64 communities, 313 instructors for 369 compounds with a grid each and for 434 organ branches that
should each recommend one; and one set of facts that reads 80 % or 57 %, by its denominator.
"""

from collections.abc import Iterable

import polars as pl
import pytest

from graphmodel.rules import Judgement
from graphmodel.rules.ladder import levels, rates
from tests.rules.build import judged

COMMUNITIES, COMPOUNDS, BRANCHES = 64, 369, 434
APPOINTEES, INSTRUCTORS = 50, 313


def roster(name: str, columns: str, rows: Iterable[str]) -> str:
    return "\n".join([f"{name}: {columns}", *rows]) + "\n"


@pytest.fixture(scope="module")
def main_urban_area() -> Judgement:
    """Nobody doubles up: every appointee and instructor has one post, every branch at most one grid."""
    communities, compounds = range(COMMUNITIES), range(COMPOUNDS)
    text = (
        roster(
            "divisions",
            "id level part_of in_main_urban",
            ["q city - -", "w county q -", "s street w -", *(f"k{n} community s yes" for n in communities)],
        )
        + roster("compounds", "id part_of", (f"c{n} k{n % COMMUNITIES}" for n in compounds))
        + roster("grids", "id part_of", (f"g{n} c{n}" for n in compounds))
        + roster("people", "id", (f"p{n}" for n in range(APPOINTEES + INSTRUCTORS)))
        + roster(
            "party_orgs",
            "id kind seated_in",
            [
                *(f"ko{n} community k{n}" for n in communities),
                *(f"m{n} organ_committee -" for n in range(APPOINTEES)),
                *(f"o{n} organ_branch -" for n in range(BRANCHES)),
            ],
        )
        + roster(
            "pairings",
            "from to",
            [
                *(f"m{n} k{n}" for n in range(APPOINTEES)),
                *(f"o{n} g{n % COMPOUNDS}" for n in range(BRANCHES)),
            ],
        )
        + roster(
            "posts",
            "from post to recommended_by",
            [
                *(f"p{n} first_secretary ko{n} m{n}" for n in range(APPOINTEES)),
                *(f"p{APPOINTEES + n} instructor g{n} o{n}" for n in range(INSTRUCTORS)),
            ],
        )
    )
    return judged(text, "R22", "R25", "R26", "R27")


def counts(judgement: Judgement, rule: str, label: str) -> tuple[int, int, float]:
    """Met, gaps and the rate."""
    row = judgement.coverage.filter(rule=rule, subject_label=label).select("met", "gap", "rate")
    met, gap, rate = row.row(0)
    return met, gap, rate


def test_50_appointees_leave_14_of_64_communities_without(main_urban_area: Judgement) -> None:
    assert counts(main_urban_area, "R26", "Community") == (50, 14, 0.7813)
    assert counts(main_urban_area, "R26", "PartyOrg") == (50, 0, 1.0)


def test_313_instructors_leave_56_of_369_grids_without(main_urban_area: Judgement) -> None:
    assert counts(main_urban_area, "R25", "Grid") == (313, 56, 0.8482)


def test_121_of_434_branches_have_recommended_no_instructor(main_urban_area: Judgement) -> None:
    assert counts(main_urban_area, "R27", "PartyOrg") == (313, 121, 0.7212)


def test_434_branches_suffice_for_369_grids_many_to_one(main_urban_area: Judgement) -> None:
    assert counts(main_urban_area, "R22", "Grid") == (369, 0, 1.0)
    assert counts(main_urban_area, "R22", "PartyOrg") == (434, 0, 1.0)


def test_who_doubles_up_leaves_more_grids_without() -> None:
    """313 people on 369 grids are the best case: with two grids each for 50 of them the count of people hides it."""
    text = (
        roster("compounds", "id part_of", (f"c{n} k1" for n in range(COMPOUNDS)))
        + roster("grids", "id part_of", (f"g{n} c{n}" for n in range(COMPOUNDS)))
        + roster("people", "id", (f"p{n}" for n in range(INSTRUCTORS)))
        + roster(
            "posts",
            "from post to",
            [
                *(f"p{n} instructor g{n}" for n in range(INSTRUCTORS - 50)),
                *(f"p{n} instructor g{n - 50}" for n in range(INSTRUCTORS - 50, INSTRUCTORS)),
            ],
        )
    )
    assert counts(judged(text, "R25"), "R25", "Grid") == (263, 106, 0.7127)


BODIES = """
compounds: id part_of
  c1 k1
people: id
  p1
owners_committees: id serves eligible
  formed-1 c1 yes
  formed-2 c1 yes
  formed-3 c1 yes
  formed-4 c1 yes
  not-formed c1 yes
  unfit-1 c1 no
  unfit-2 c1 no
party_orgs: id kind covers
  b1 owners_committee_branch formed-1
  b2 owners_committee_branch formed-2
  b3 owners_committee_branch formed-3
  b4 owners_committee_branch formed-4
posts: from post to
  p1 owner_liaison unfit-1
"""


def test_the_same_facts_read_80_percent_of_the_eligible_and_57_of_all() -> None:
    judgement = judged(BODIES, "R14", "R17")
    found = (
        rates(judgement)
        .filter(subject_label="OwnersCommittee")
        .select("measure", "reached", "of", "unknown", "rate")
    )
    assert found.rows() == [
        ("organisation", 4, 7, 0, 0.5714),
        ("total", 5, 7, 0, 0.7143),
        ("formation", 4, 5, 0, 0.8),
    ]
    assert counts(judgement, "R14", "OwnersCommittee") == (4, 1, 0.8)


def test_the_ladder_counts_every_body_once_and_what_is_not_known_in_no_rate() -> None:
    known, unknown = judged(BODIES, "R17"), judged(BODIES, "R17", without=("posts",))
    assert _levels(known) == (4, 0, 0, 1, 2, 0)
    assert _levels(unknown) == (0, 0, 0, 0, 0, 7)
    assert rates(unknown)["rate"].to_list() == [None] * 9
    of_committees = rates(unknown).filter(subject_label="OwnersCommittee")
    assert of_committees["unknown"].to_list() == [7, 7, 5], "two are known not to be eligible"


def _levels(judgement: Judgement) -> tuple[int, ...]:
    return levels(judgement).filter(pl.col("subject_label") == "OwnersCommittee").drop("subject_label").row(0)
