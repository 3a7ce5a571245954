"""Rules on members: where they belong, live and register, what they claim, and whether they signed."""

from tests.rules.build import evidence, judged, verdicts

GRIDS = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
"""


def test_r30_registration_reaches_beyond_ones_own_organisation() -> None:
    result = judged(
        """
        people: id member_of
          beyond o1
          own b1
          unregistered o1
          unattached -
        party_orgs: id kind
          o1 organ_branch
          b1 grid_branch
        registrations: from to
          beyond b1
          own b1
          unattached b1
        """,
        "R30",
    )
    assert verdicts(result) == {"beyond": "met", "own": "gap S3"}
    assert evidence(result, "org")["own"] == ["b1"]


def test_r31_organs_and_their_members_register() -> None:
    result = judged(
        """
        people: id party_status member_of lives_in
          registered full o1 -
          elsewhere probationary o1 -
          not-yet full o1 -
          away full o1 市外
          outsider none o1 -
          retired full o2 -
        party_orgs: id kind is_retired
          o1 organ_branch -
          o2 organ_branch yes
          o3 organ_committee -
          o4 organ_general_branch -
          b1 grid_group -
        registrations: from to
          registered b1
          elsewhere o1
          o3 k1
        """,
        "R31",
    )
    assert verdicts(result) == {
        "registered": "met",
        **dict.fromkeys(("elsewhere", "not-yet"), "gap S2"),
        "away": "exempt",
        "o3": "met",
        "o4": "gap S2",
    }


def test_r32_members_register_where_they_live() -> None:
    result = judged(
        GRIDS
        + """
        people: id lives_in
          here g1
          there g2
          away 市外
          homeless -
          nowhere g1
          one-of-two g2
        party_orgs: id kind covers
          b1 grid_branch g1
          b2 grid_group g2
          b3 grid_branch -
          o1 organ_branch -
        registrations: from to
          here b1
          there b1
          away b1
          homeless b1
          nowhere b3
          one-of-two b1
          one-of-two b2
        """,
        "R32",
    )
    assert verdicts(result) == {
        **dict.fromkeys(("here", "one-of-two"), "met"),
        "there": "gap S2",
        "away": "exempt",
        **dict.fromkeys(("homeless", "nowhere"), "unknown"),
    }
    assert evidence(result, "lives_in")["there"] == ["g2"]


def test_r33_those_who_register_claim_something() -> None:
    result = judged(
        """
        people: id
          claims
          nothing
          blank
          blank-once
        party_orgs: id kind
          b1 grid_branch
          b2 grid_branch
          o1 organ_committee
          o2 organ_committee
        registrations: from to claims
          claims b1 0
          claims b2 2
          nothing b1 0
          blank b1 -
          blank-once b1 0
          blank-once b2 -
          o1 k1 1
          o2 k1 0
        """,
        "R33",
    )
    assert verdicts(result) == {
        **dict.fromkeys(("claims", "o1"), "met"),
        **dict.fromkeys(("nothing", "o2"), "gap S4"),
        **dict.fromkeys(("blank", "blank-once"), "unknown"),
    }
    assert evidence(result, "claims")["claims"] == 2


def test_r49_every_member_signs_the_pledge() -> None:
    result = judged(
        """
        people: id party_status member_of
          p1 full all
          p2 probationary short
          p3 full short
          p4 full blank
          p5 none outsiders
          p6 full branch
        party_orgs: id kind pledges_signed
          all organ_branch 3
          short organ_committee 1
          blank organ_general_branch -
          outsiders organ_branch 0
          empty organ_branch 0
          branch grid_branch 0
        """,
        "R49",
    )
    assert verdicts(result) == {"all": "met", "short": "gap S4", "blank": "unknown"}
    assert evidence(result, "members")["short"] == 2
    assert evidence(result, "signed")["blank"] is None
