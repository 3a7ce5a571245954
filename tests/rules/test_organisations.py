"""Rules on how the Party is organised where people live: cover, approval, leadership, names, forms, five haves."""

import pytest

from graphmodel.rules import Settings
from tests.rules.build import evidence, judged, verdicts

COMPOUNDS = """
compounds: id name part_of
  c1 荷苑 k1
  c2 菊苑 k1
  c3 兰苑 k3
grids: id part_of
  g1 c1
  g2 c1
  g3 c2
  g4 c3
"""


def test_r01_organisation_or_work_covers_grids_and_bodies() -> None:
    result = judged(
        COMPOUNDS
        + """
        people: id
          p1
        owners_committees: id serves
          w1 c1
          w2 c1
        property_companies: id serves
          y1 c1
        social_orgs: id
          z1
        party_orgs: id kind covers
          b1 other g1、z1
        posts: from post to
          p1 instructor g2
          p1 red_steward g3
          p1 owner_liaison w1
          p1 committee_director w2
          p1 service_supervisor y1
        """,
        "R01",
    )
    assert verdicts(result) == {
        "g1": "met",
        "g2": "met",
        "g3": "gap S1",
        "g4": "gap S1",
        "w1": "met",
        "w2": "gap S1",
        "y1": "met",
        "z1": "met",
    }
    assert evidence(result, "cover") == {
        **dict.fromkeys(("g1", "z1"), "organisation"),
        **dict.fromkeys(("g2", "w1", "y1"), "work"),
        **dict.fromkeys(("g3", "g4", "w2"), "none"),
    }


def test_r02_only_a_grid_organisation_makes_a_grid_covered() -> None:
    result = judged(
        COMPOUNDS
        + """
        party_orgs: id kind covers
          b1 grid_branch g1
          b2 grid_group g1、g2
          b3 other g3
        """,
        "R02",
    )
    assert verdicts(result) == {"g1": "met", "g2": "met", "g3": "gap S1", "g4": "gap S1"}
    assert evidence(result, "branches") == {"g1": ["b1", "b2"], "g2": ["b2"], "g3": [], "g4": []}


def test_r03_a_branch_is_approved_by_its_own_street() -> None:
    result = judged(
        COMPOUNDS
        + """
        party_orgs: id kind seated_in covers approved_by approved_on founded_on
          so1 street s1 - - - -
          so2 street s2 - - - -
          so3 street - - - - -
          ko1 community k1 - - - -
          group grid_group - g1 - - -
          good grid_branch - g1 so1 2018-05-01 2018-05-01
          undated grid_branch - g1 so1 2018-05-01 -
          nobody grid_branch - g1 - - -
          two grid_branch - g1 so1、so2 - -
          community grid_branch - g1 ko1 - -
          elsewhere grid_branch - g1 so2 - -
          late grid_branch - g1 so1 2018-05-02 2018-05-01
          late-and-placeless grid_branch - - so1 2018-05-02 2018-05-01
          placeless grid_branch - - so1 - -
          by-seatless grid_branch - g1 so3 - -
          across grid_branch - g1、g4 so2 - -
        """,
        "R03",
    )
    assert verdicts(result) == {
        "group": "exempt",
        **dict.fromkeys(("good", "undated", "across"), "met"),
        **dict.fromkeys(("nobody", "two", "community"), "gap S1"),
        **dict.fromkeys(("elsewhere", "late", "late-and-placeless"), "gap S2"),
        **dict.fromkeys(("placeless", "by-seatless"), "unknown"),
    }
    reasons = evidence(result, "reason")
    assert reasons["nobody"] == reasons["two"] == "not-one"
    assert (reasons["community"], reasons["elsewhere"], reasons["late"]) == (
        "not-street",
        "other-street",
        "after-founding",
    )
    assert reasons["good"] is None


def test_r04_a_grid_organisation_is_led_by_its_own_community() -> None:
    result = judged(
        COMPOUNDS
        + """
        party_orgs: id kind seated_in covers led_by
          so1 street s1 - -
          ko1 community k1 - -
          ko3 community k3 - -
          ko0 community - - -
          good grid_branch - g1 ko1
          group grid_group - g2 ko1
          nobody grid_group - g1 -
          two grid_branch - g1 ko1、ko3
          street grid_branch - g1 so1
          elsewhere grid_branch - g1 ko3
          placeless grid_branch - - ko1
          by-seatless grid_branch - g1 ko0
        """,
        "R04",
    )
    assert verdicts(result) == {
        **dict.fromkeys(("good", "group"), "met"),
        **dict.fromkeys(("nobody", "two", "street"), "gap S1"),
        "elsewhere": "gap S2",
        **dict.fromkeys(("placeless", "by-seatless"), "unknown"),
    }
    assert evidence(result, "leaders")["two"] == ["ko1", "ko3"]


def test_r05_one_grid_branch_leads_a_compound() -> None:
    result = judged(
        COMPOUNDS
        + """
        party_orgs: id kind covers
          b1 grid_branch g1、g2
          b2 grid_branch g3
          b3 grid_branch g3
          b4 grid_group g4
        """,
        "R05",
    )
    assert verdicts(result) == {"c1": "met", "c2": "gap S4", "c3": "exempt"}
    assert evidence(result, "branches")["c2"] == ["b2", "b3"]


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("荷苑网格党支部", "met"),
        ("荷苑网格支部", "met"),
        ("荷苑第一网格党支部", "met"),
        ("荷苑二十网格党支部", "met"),
        ("荷苑第2网格支部", "met"),
        ("荷苑12网格党支部", "met"),
        ("荷苑一网格党支部", "met"),
        ("荷苑第网格党支部", "gap S3"),
        ("荷苑第1二网格党支部", "gap S3"),
        ("荷苑小区网格党支部", "gap S3"),
        ("网格党支部", "gap S3"),
        ("荷", "gap S3"),
        ("荷苑党支部", "gap S3"),
        ("荷苑网格党支部委员会", "gap S3"),
        ("新荷苑网格党支部", "gap S3"),
        ("菊苑网格党支部", "gap S3"),
    ],
)
def test_r06_a_branch_is_named_after_its_compound(name: str, verdict: str) -> None:
    result = judged(COMPOUNDS + f"party_orgs: id name kind covers\n b1 {name} grid_branch g1", "R06")
    assert verdicts(result) == {"b1": verdict}
    assert evidence(result, "expected") == {"b1": ["荷苑网格党支部"]}


def test_r06_blanks_and_wide_digits_do_not_matter_and_any_compound_of_it_serves() -> None:
    result = judged(
        """
        compounds: id name part_of
          c1 Ａ苑　１期 k1
          c2 菊苑 k1
        grids: id part_of
          g1 c1
          g2 c2
        party_orgs: id name kind covers
          b1 A苑１期第２网格党支部 grid_branch g1
          b2 菊苑网格党支部 grid_branch g1、g2
          b3 菊苑网格党支部 grid_branch -
        """,
        "R06",
    )
    assert verdicts(result) == {"b1": "met", "b2": "met", "b3": "unknown"}


def test_r07_no_two_branches_of_a_street_bear_one_name() -> None:
    result = judged(
        COMPOUNDS
        + """
        party_orgs: id name kind covers
          b1 荷苑网格党支部 grid_branch g1
          b2 荷苑网格支部 grid_branch g3
          b3 荷苑第一网格党支部 grid_branch g1
          b4 荷苑一网格党支部 grid_branch g1
          b5 荷苑网格党支部 grid_branch g4
          b6 荷苑网格党支部 grid_branch -
          b7 荷苑第一网格党支部 grid_group g1
        """,
        "R07",
    )
    assert verdicts(result) == {
        "b1": "gap S3",
        "b2": "gap S3",
        "b3": "met",
        "b4": "met",
        "b5": "met",
        "b6": "unknown",
    }
    assert evidence(result, "others")["b1"] == ["b2"]


BODIES = """
compounds: id part_of
  c1 k1
people: id
  p1
owners_committees: id serves eligible
  alone c1 yes
  shared c1 yes
  bare c1 yes
  unfit c1 no
  unfit-worked c1 no
  unfit-mobile c1 no
  open c1 -
  open-alone c1 -
  open-worked c1 -
property_companies: id serves
  y1 c1
party_orgs: id kind form covers
  b1 owners_committee_branch standalone alone
  b2 owners_committee_branch standalone shared、y1
  b3 owners_committee_branch mobile unfit-mobile
  b4 owners_committee_branch - open-alone
posts: from post to
  p1 instructor unfit-worked
  p1 owner_liaison open-worked
"""


def test_r14_eligible_bodies_have_a_branch_of_their_own() -> None:
    result = judged(BODIES, "R14")
    assert verdicts(result) == {
        **dict.fromkeys(("alone", "open-alone"), "met"),
        **dict.fromkeys(("shared", "bare"), "gap S1"),
        **dict.fromkeys(("unfit", "unfit-worked", "unfit-mobile"), "exempt"),
        **dict.fromkeys(("open", "open-worked", "y1"), "unknown"),
    }
    assert evidence(result, "form")["shared"] == ["joint"]


def test_r14_a_standalone_branch_that_also_covers_a_grid_stays_standalone() -> None:
    text = """
    compounds: id part_of
      c1 k1
    grids: id part_of
      g1 c1
    owners_committees: id serves eligible
      w1 c1 yes
    party_orgs: id kind covers
      b1 owners_committee_branch w1、g1
    """
    assert verdicts(judged(text, "R14")) == {"w1": "met"}


def test_r15_other_bodies_are_covered_in_another_way() -> None:
    assert verdicts(judged(BODIES, "R15")) == {
        **dict.fromkeys(("alone", "shared", "bare"), "exempt"),
        "unfit": "gap S2",
        **dict.fromkeys(("unfit-worked", "unfit-mobile", "open-alone", "open-worked", "y1"), "met"),
        "open": "unknown",
    }


def test_r16_bodies_without_an_organisation_have_party_work() -> None:
    result = judged(BODIES, "R16")
    assert verdicts(result) == {
        **dict.fromkeys(("alone", "shared", "unfit-mobile", "open-alone", "y1"), "exempt"),
        **dict.fromkeys(("bare", "unfit", "open"), "gap S1"),
        **dict.fromkeys(("unfit-worked", "open-worked"), "met"),
    }
    assert evidence(result, "posts")["open-worked"] == ["owner_liaison"]


def test_r17_the_ladder_shows_the_highest_level_that_holds() -> None:
    result = judged(BODIES, "R17")
    assert evidence(result, "level") == {
        **dict.fromkeys(("alone", "open-alone"), "L4"),
        **dict.fromkeys(("shared", "y1"), "L3"),
        "unfit-mobile": "L2",
        **dict.fromkeys(("unfit-worked", "open-worked"), "L1"),
        **dict.fromkeys(("bare", "unfit", "open"), "L0"),
    }
    gaps = {subject for subject, verdict in verdicts(result).items() if verdict == "gap S1"}
    assert gaps == {"bare", "unfit", "open"}


def test_r18_a_temporary_branch_has_an_end() -> None:
    text = """
    party_orgs: id kind form valid_to
      b1 other temporary 2019-06-01
      b2 other temporary 长期
      b3 other mobile -
    """
    assert verdicts(judged(text, "R18")) == {"b1": "met", "b2": "gap S3"}


def test_r19_the_five_haves() -> None:
    result = judged(
        """
        party_orgs: id kind has_venue has_facilities has_signage has_funds has_rules
          b1 grid_branch yes yes yes yes yes
          b2 grid_group yes yes yes yes no
          b3 social_org_branch no no yes yes -
          b4 owners_committee_branch yes yes yes yes -
          b5 property_company_branch - - - - no
          b6 organ_branch no no no no no
        """,
        "R19",
    )
    assert verdicts(result) == {
        "b1": "met",
        "b2": "gap S3",
        "b3": "gap S2",
        "b4": "unknown",
        "b5": "gap S3",
    }
    assert evidence(result, "missing")["b3"] == ["has_facilities", "has_venue"]
    assert evidence(result, "unknown")["b4"] == ["has_rules"]


FIVE_HAVES = """
grids: id part_of
  bare c1
  whole c1
  lacking c1
  idle c1
  unclear c1
  unclear-idle c1
  two c1
compounds: id part_of
  c1 k1
party_orgs: id kind covers has_venue has_facilities has_signage has_funds has_rules
  b1 grid_branch whole、two yes yes yes yes yes
  b2 grid_branch lacking、two no yes yes yes yes
  b3 grid_branch idle yes yes yes yes yes
  b4 grid_branch unclear - yes yes yes yes
  b5 grid_branch unclear-idle - yes yes yes yes
activities: from to activity month times
  b1 c1 home_visit 2018-10 1
  b2 c1 home_visit 2018-12 1
  b3 c1 home_visit 2018-09 9
  b3 c1 joint_meeting 2018-12 0
  b3 c1 whistle_unanswered 2018-12 3
  b4 whole home_visit 2018-11 1
  b5 c1 home_visit 2019-01 1
"""


def test_r20_cover_is_tangible_and_effective() -> None:
    result = judged(FIVE_HAVES, "R20")
    assert verdicts(result) == {
        **dict.fromkeys(("whole", "two"), "met"),
        **dict.fromkeys(("bare", "lacking", "idle", "unclear-idle"), "gap S2"),
        "unclear": "unknown",
    }
    assert evidence(result, "tangible")["bare"] is False
    assert evidence(result, "effective")["unclear"] is None


def test_r20_a_longer_window_finds_older_activity() -> None:
    result = judged(FIVE_HAVES, "R20", settings=Settings(window_months=4))
    assert verdicts(result)["idle"] == "met"


def test_r24_retired_branches_hold_no_pairing() -> None:
    result = judged(
        COMPOUNDS
        + """
        party_orgs: id kind is_retired
          o1 organ_branch yes
          o2 organ_branch yes
          o3 organ_branch no
        pairings: from to
          o1 g1
          o1 c1
          o3 g1
        """,
        "R24",
    )
    assert verdicts(result) == {"o1": "gap S2", "o2": "met"}
    assert evidence(result, "targets")["o1"] == ["c1", "g1"]
