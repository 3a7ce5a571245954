"""Rules on what was done in the last months: visits, five things, whistle calls, councils."""

from graphmodel.rules import Settings
from tests.rules.build import evidence, judged, verdicts

PLACES = """
compounds: id part_of
  c1 k1
  c2 k1
  c3 k1
  c4 k1
grids: id part_of
  g1 c1
  g2 c2
party_orgs: id kind
  o1 organ_branch
  o2 organ_branch
  o3 organ_branch
  o4 organ_branch
  o5 other
"""

VISITS = (
    PLACES
    + """
activities: from to activity month times times_on_tuesday
  o1 g1 home_visit 2018-12 2 2
  o1 g2 home_visit 2018-11 2 0
  o2 g1 home_visit 2018-12 10 4
  o3 g1 home_visit 2018-12 10 -
  o3 g1 home_visit 2018-11 10 10
  o4 g1 home_visit 2018-09 10 0
  o4 g1 home_visit 2018-12 0 -
  o5 g1 volunteering 2018-12 10 0
"""
)


def test_r39_homes_are_visited_on_tuesdays() -> None:
    result = judged(VISITS, "R39")
    assert verdicts(result) == {"o1": "met", "o2": "gap S4", "o3": "unknown"}
    assert evidence(result, "share") == {"o1": 0.5, "o2": 0.4, "o3": None}


def test_r39_a_share_equal_to_the_setting_is_enough() -> None:
    assert verdicts(judged(VISITS, "R39", settings=Settings(tuesday_share=0.4)))["o2"] == "met"


def test_r40_the_five_things_are_done_in_every_grid() -> None:
    result = judged(
        PLACES
        + """
        activities: from to activity month times
          o1 g1 hear_opinions 2018-10 1
          o1 g1 explain_policy 2018-11 1
          o2 g1 settle_disputes 2018-12 1
          o2 g1 help_hardship 2018-12 1
          o5 g1 visit_sick 2018-12 1
          o1 g2 hear_opinions 2018-12 1
          o1 g2 explain_policy 2018-09 1
          o1 g2 settle_disputes 2018-12 0
          o1 c2 help_hardship 2018-12 1
        """,
        "R40",
    )
    assert verdicts(result) == {"g1": "met", "g2": "gap S4"}
    assert evidence(result, "missing")["g2"] == [
        "explain_policy",
        "help_hardship",
        "settle_disputes",
        "visit_sick",
    ]


def test_r41_whistle_calls_are_answered() -> None:
    result = judged(
        PLACES
        + """
        activities: from to activity month times
          o1 g1 whistle_answered 2018-12 3
          o1 g1 whistle_unanswered 2018-12 0
          o2 g1 whistle_answered 2018-12 1
          o2 c1 whistle_unanswered 2018-10 2
          o3 g1 whistle_unanswered 2018-09 1
          o4 g1 whistle_unanswered 2018-12 0
        """,
        "R41",
    )
    assert verdicts(result) == {"o1": "met", "o2": "gap S4"}
    assert evidence(result, "answered") == {"o1": 3, "o2": 1}
    assert evidence(result, "unanswered") == {"o1": 0, "o2": 2}


def test_r42_paired_organ_organisations_are_active() -> None:
    result = judged(
        PLACES
        + """
        pairings: from to
          o1 g1
          o2 g1
          o3 g1
          o5 g1
        activities: from to activity month times
          o1 c2 home_visit 2018-10 1
          o2 g1 home_visit 2018-09 1
          o2 g1 whistle_unanswered 2018-12 1
          o2 g1 volunteering 2018-11 0
          o2 g1 volunteering 2019-01 1
        """,
        "R42",
    )
    assert verdicts(result) == {"o1": "met", "o2": "gap S4", "o3": "gap S4"}
    assert evidence(result, "last_month") == {"o1": "2018-10", "o2": "2018-09", "o3": None}


def test_r46_one_of_four_forms_is_held_in_the_compound_or_its_grids() -> None:
    result = judged(
        PLACES
        + """
        activities: from to activity month times
          o1 c1 red_council 2018-12 1
          o5 g2 three_meetings 2018-10 1
          o1 c3 home_visit 2018-12 1
          o1 c3 residents_day 2018-12 0
          o1 c4 joint_meeting 2018-09 1
        """,
        "R46",
    )
    assert verdicts(result) == {"c1": "met", "c2": "met", "c3": "gap S4", "c4": "gap S4"}
