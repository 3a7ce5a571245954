import polars as pl
import pytest

from graphmodel.reporting.dossier import Dossier
from graphmodel.rules import Judgement
from tests.rules.build import judged

CITY = """
compounds: id part_of
  c1 k1
  c2 k2
  c3 k3
grids: id part_of
  g1 c1
  g2 c1
  g3 c2
  g4 c3
  g5 c1、c3
party_orgs: id kind covers
  b1 grid_branch g1
"""


def streets(rule: str, judgement: Judgement) -> list[tuple[object, ...]]:
    rows = Dossier(judgement).first.filter(pl.col("rule") == rule)
    return rows.select("street", "total", "gap", "judged", "communities").rows()


def test_streets_with_most_gaps_come_first_and_name_their_communities() -> None:
    assert streets("R02", judged(CITY, "R02")) == [
        ("s1", 4, 3, 4, "k1 2、k2 1"),
        ("s2", 4, 2, 2, "k3 2"),
    ]


def test_communities_that_are_the_subjects_stand_without_a_number() -> None:
    assert streets("R21", judged(CITY + "pairings: from to\n", "R21")) == [
        ("s1", 3, 2, 2, "k1、k2"),
        ("s2", 3, 1, 1, "k3"),
    ]


def test_the_rule_with_most_gaps_comes_first() -> None:
    first = Dossier(judged(CITY, "R02", "R23", "R25")).first
    assert first["rule"].unique(maintain_order=True).to_list() == ["R25", "R02", "R23"]


@pytest.mark.parametrize("rule", ["R19", "R52"])
def test_only_the_gravest_gaps_of_duties_and_goals_count(rule: str) -> None:
    text = CITY.replace("covers\n  b1 grid_branch g1", "covers has_venue\n  b1 grid_branch g1 否")
    text += "people: id\n  p\nposts: from post to\n  p grid_head g1\n"
    judgement = judged(text, rule)
    assert judgement.findings["gap"].sum() > 0
    assert streets(rule, judgement) == []


def test_a_gap_without_a_street_is_not_lost() -> None:
    text = "party_orgs: id kind\n  b grid_branch\npeople: id\nposts: from post to\n"
    assert streets("R12", judged(text, "R12")) == [(None, 1, 1, None, None)]


def test_counties_are_named(city: Judgement) -> None:
    first = Dossier(city).first
    assert set(first.drop_nulls("street")["county"]) == {"甲区"}


def test_the_streets_of_a_rule_add_up(city: Judgement) -> None:
    grids = Dossier(city).first.filter((pl.col("rule") == "R25") & (pl.col("subject_label") == "Grid"))
    gap = city.coverage.row(by_predicate=pl.col("rule") == "R25", named=True)["gap"]
    assert grids["gap"].sum() == gap == grids["total"][0]
