"""Rules on organs and the places they are paired with: who, with what papers, and whether anything comes of it."""

from tests.rules.build import evidence, judged, verdicts

PLACES = """
compounds: id part_of
  c1 k1
  c2 k1
  c3 k3
grids: id part_of
  g1 c1
  g2 c1
  g3 c2
  g4 c3
"""

ORGANS = """
party_orgs: id kind is_retired
  committee organ_committee -
  general organ_general_branch -
  branch organ_branch -
  second organ_branch -
  company other -
  retired organ_branch yes
  retired-other other yes
"""


def test_r21_an_organ_committee_is_paired_with_every_community_that_has_a_compound() -> None:
    result = judged(PLACES + ORGANS + "pairings: from to\n committee k1\n general k1\n branch k3\n", "R21")
    assert verdicts(result) == {"k1": "met", "k3": "gap S1"}
    assert evidence(result, "orgs")["k1"] == ["committee", "general"]


def test_r22_many_branches_may_have_one_grid_but_one_branch_not_many() -> None:
    result = judged(
        PLACES
        + ORGANS
        + """
        pairings: from to
          branch g1
          second g1
          second g2
          committee g3
          retired g4
        """,
        "R22",
    )
    assert verdicts(result) == {
        **dict.fromkeys(("g1", "g2"), "met"),
        **dict.fromkeys(("g3", "g4"), "gap S1"),
        "branch": "met",
        "second": "gap S2",
    }
    assert evidence(result, "branches")["g1"] == ["branch", "second"]
    assert evidence(result, "grids")["second"] == ["g1", "g2"]


def test_r22_a_branch_without_a_grid_is_exempt() -> None:
    assert verdicts(judged(ORGANS, "R22")) == {"branch": "exempt", "second": "exempt"}


def test_r23_the_compound_itself_is_paired() -> None:
    result = judged(
        PLACES
        + ORGANS
        + """
        pairings: from to
          company c1
          retired-other c2
          retired c2
          branch g3
          committee c3
        """,
        "R23",
    )
    assert verdicts(result) == {"c1": "met", "c2": "gap S1", "c3": "met"}


PAIRED = (
    PLACES
    + ORGANS
    + """
pairings: from to agreement_signed_on party_building_list governance_list
  committee k1 2018-06-01 yes yes
  general k1 2019-01-01 yes no
  branch g1 - - no
  second g4 2018-12-31 yes -
"""
)


def test_r43_an_agreement_is_signed_by_the_day() -> None:
    assert verdicts(judged(PAIRED, "R43")) == {
        "committee→k1": "met",
        "general→k1": "gap S2",
        "branch→g1": "gap S2",
        "second→g4": "met",
    }


def test_r43_without_any_date_nothing_is_known() -> None:
    text = PLACES + ORGANS + "pairings: from to\n committee k1\n"
    assert verdicts(judged(text, "R43")) == {"committee→k1": "unknown"}


def test_r44_two_lists_of_duties() -> None:
    result = judged(PAIRED, "R44")
    assert verdicts(result) == {
        "committee→k1": "met",
        "general→k1": "gap S2",
        "branch→g1": "gap S2",
        "second→g4": "unknown",
    }
    assert evidence(result, "missing")["branch→g1"] == ["governance_list"]


def test_r45_joint_work_counts_at_the_target_above_it_or_below_it() -> None:
    result = judged(
        PLACES
        + """
        party_orgs: id kind
          o1 organ_committee
          o2 organ_committee
          o3 organ_committee
          o4 organ_branch
          o5 organ_branch
          o6 organ_branch
          o7 organ_branch
        pairings: from to
          o1 k1
          o2 k1
          o3 c1
          o4 g1
          o5 g1
          o6 g1
          o7 g1
        activities: from to activity month times
          o1 g3 volunteering 2018-10 1
          o2 g4 volunteering 2018-12 1
          o3 g2 hard_problem 2018-12 1
          o4 c1 joint_activity 2018-11 1
          o5 g2 livelihood_project 2018-12 1
          o6 g1 home_visit 2018-12 1
          o6 g1 volunteering 2018-12 0
          o6 g1 volunteering 2018-09 1
          o7 g1 livelihood_project 2018-12 1
        """,
        "R45",
    )
    assert verdicts(result) == {
        "o1→k1": "met",
        "o2→k1": "gap S3",
        "o3→c1": "met",
        "o4→g1": "met",
        "o5→g1": "gap S3",
        "o6→g1": "gap S3",
        "o7→g1": "met",
    }
