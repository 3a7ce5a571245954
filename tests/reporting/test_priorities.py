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


def first(judgement: Judgement) -> list[tuple[object, ...]]:
    return Dossier(judgement).look_first.select("rule", "street", "lines").rows()


@pytest.mark.parametrize("rule", ["R19", "R52"])
def test_only_the_gravest_gaps_of_duties_and_goals_count(rule: str) -> None:
    text = CITY.replace("covers\n  b1 grid_branch g1", "covers has_venue\n  b1 grid_branch g1 否")
    text += "people: id\n  p\nposts: from post to\n  p grid_head g1\n"
    judgement = judged(text, rule)
    assert judgement.findings["gap"].sum() > 0
    assert first(judgement) == []


def test_rules_take_turns_duties_first_and_each_names_its_next_street() -> None:
    """R22 is a duty; of the goals R25 has five gaps, R02 four, R23 three: R23's turn is before R22's second street."""
    text = CITY + "pairings: from to\n"
    assert first(judged(text, "R02", "R22", "R23", "R25")) == [
        ("R22", "s1", 4),
        ("R25", "s1", 4),
        ("R02", "s1", 3),
        ("R23", "s1", 2),
        ("R22", "s2", 2),
    ]


def test_a_rule_with_few_streets_leaves_its_turn_to_the_others() -> None:
    assert first(judged(CITY, "R02", "R23")) == [
        ("R02", "s1", 3),
        ("R23", "s1", 2),
        ("R02", "s2", 2),
        ("R23", "s2", 1),
    ]


def test_equal_streets_stand_by_code_and_equal_rules_by_number() -> None:
    text = "compounds: id part_of\n  c1 k3\n  c2 k1\ngrids: id part_of\n  g1 c1\n  g2 c2\n"
    assert first(judged(text, "R25", "R02")) == [
        ("R02", "s1", 1),
        ("R25", "s1", 1),
        ("R02", "s2", 1),
        ("R25", "s2", 1),
    ]


def test_one_fact_is_named_once_whatever_it_is_of() -> None:
    text = "compounds: id part_of\n  c1 k1\nowners_committees: id serves\n  y c1\nsocial_orgs: id serves\n  s c1\n"
    assert first(judged(text, "R01", "R16", "R17")) == [("R17", "s1", 2)]


def test_what_lies_in_no_street_names_none() -> None:
    text = "party_orgs: id kind\n  b grid_branch\npeople: id\nposts: from post to\n"
    assert first(judged(text, "R12")) == []
