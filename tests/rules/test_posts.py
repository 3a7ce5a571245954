"""Rules on who holds which post: secretaries, grid heads, instructors, appointees, directors, the red team."""

from tests.rules.build import evidence, judged, verdicts

GRIDS = """
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


def test_r08_the_secretary_is_the_grid_head() -> None:
    result = judged(
        GRIDS
        + """
        people: id party_status
          member full
          other full
          outsider none
          unclear -
        party_orgs: id kind covers
          same grid_branch g1
          not-the-same grid_branch g1
          all-outside grid_group g2
          unclear-head grid_branch g3
          serving-beside-outsider grid_branch g1、g2
          no-secretary grid_branch g1
          no-head grid_branch g4
          no-grid grid_branch -
          not-asked owners_committee_branch g1
        posts: from post to
          member grid_head g1
          outsider grid_head g2
          unclear grid_head g3
          member secretary same
          other secretary not-the-same
          outsider secretary all-outside
          member secretary unclear-head
          member secretary serving-beside-outsider
          member secretary no-head
          member secretary no-grid
        """,
        "R08",
    )
    assert verdicts(result) == {
        **dict.fromkeys(("same", "serving-beside-outsider"), "met"),
        "not-the-same": "gap S3",
        "all-outside": "exempt",
        **dict.fromkeys(("unclear-head", "no-secretary", "no-head", "no-grid"), "unknown"),
    }
    assert evidence(result, "head")["serving-beside-outsider"] == ["member", "outsider"]


def test_r09_the_grid_head_sits_on_the_two_committees() -> None:
    result = judged(
        GRIDS
        + """
        people: id
          p1
          p2
          p3
        party_orgs: id kind seated_in
          ko1 community k1
          ko3 community k3
          so1 street s1
        posts: from post to
          p1 committee_member ko1
          p2 secretary ko1
          p3 secretary so1
          p1 grid_head g1
          p2 grid_head g2
          p3 grid_head g3
          p1 grid_head g4
        """,
        "R09",
    )
    assert verdicts(result) == {"g1": "met", "g2": "met", "g3": "gap S3", "g4": "unknown"}
    assert evidence(result, "head")["g3"] == ["p3"]


def test_r09_without_a_head_nothing_is_known() -> None:
    text = (
        GRIDS
        + """
    people: id
      p1
    party_orgs: id kind seated_in
      ko1 community k1
    posts: from post to
      p1 secretary ko1
    """
    )
    assert set(verdicts(judged(text, "R09")).values()) == {"unknown"}


def test_r10_the_communitys_secretary_heads_no_grid() -> None:
    result = judged(
        GRIDS
        + """
        people: id
          p1
          p2
        party_orgs: id kind seated_in
          ko1 community k1
          ko2 community k2
          ko3 community k3
        posts: from post to
          p1 secretary ko1
          p2 secretary ko2
          p1 grid_head g4
        """,
        "R10",
    )
    assert verdicts(result) == {"ko1": "gap S3", "ko2": "met", "ko3": "unknown"}
    assert evidence(result, "grids")["ko1"] == ["g4"]


def test_r11_where_the_head_is_no_member_another_member_of_the_grid_leads() -> None:
    result = judged(
        """
        compounds: id part_of
          c1 k1
        grids: id part_of
          member-head c1
          no-head c1
          unclear-head c1
          no-secretary c1
          led-by-head c1
          led-by-outsider c1
          led-from-outside c1
          led-by-unclear c1
          lives-there c1
          belongs c1
          registered c1
          best-of-two c1
        people: id party_status lives_in member_of
          in full - -
          out none - -
          second-out none led-by-outsider -
          blank - - -
          home full lives-there -
          own full - b10
          guest full - -
          blank-home - led-by-unclear -
          away full no-head -
        party_orgs: id kind covers
          b4 other no-secretary
          b5 grid_branch led-by-head
          b6 grid_branch led-by-outsider
          b7 grid_branch led-from-outside
          b8 grid_branch led-by-unclear
          b9 grid_branch lives-there
          b10 grid_branch belongs
          b11 grid_group registered
          b12 grid_branch best-of-two
          b13 grid_branch best-of-two
        registrations: from to
          guest b11
        posts: from post to
          in grid_head member-head
          blank grid_head unclear-head
          out grid_head no-secretary
          out grid_head led-by-head
          out grid_head led-by-outsider
          out grid_head led-from-outside
          out grid_head led-by-unclear
          out grid_head lives-there
          out grid_head belongs
          out grid_head registered
          out grid_head best-of-two
          in secretary b4
          out secretary b5
          away secretary b7
          blank-home secretary b8
          home secretary b9
          own secretary b10
          guest secretary b11
          out secretary b12
          away secretary b13
          second-out secretary b6
        """,
        "R11",
    )
    assert verdicts(result) == {
        "member-head": "exempt",
        **dict.fromkeys(("no-head", "unclear-head", "no-secretary", "led-by-unclear"), "unknown"),
        **dict.fromkeys(("led-by-head", "led-by-outsider"), "gap S1"),
        **dict.fromkeys(("led-from-outside", "best-of-two"), "gap S2"),
        **dict.fromkeys(("lives-there", "belongs", "registered"), "met"),
    }
    reasons = evidence(result, "reason")
    assert reasons["led-by-head"] == "secretary-is-head"
    assert reasons["led-by-outsider"] == "secretary-not-member"


def test_r12_every_own_branch_has_one_secretary_who_is_a_member() -> None:
    result = judged(
        """
        people: id party_status
          p1 full
          p2 probationary
          p3 none
          p4 -
        party_orgs: id kind
          one grid_branch
          two grid_group
          none social_org_branch
          outsider owners_committee_branch
          unclear property_company_branch
          organ organ_branch
        posts: from post to
          p1 secretary one
          p1 secretary two
          p2 secretary two
          p3 secretary outsider
          p4 secretary unclear
        """,
        "R12",
    )
    assert verdicts(result) == {
        "one": "met",
        **dict.fromkeys(("two", "none", "outsider"), "gap S1"),
        "unclear": "unknown",
    }
    assert evidence(result, "secretaries")["two"] == 2


def test_r13_committee_and_cadres_are_enough_for_the_grids() -> None:
    result = judged(
        """
        divisions: id level part_of
          q city -
          w county q
          s1 street w
          enough community s1
          short community s1
          perhaps community s1
          silent community s1
          gridless community s1
        compounds: id part_of
          c1 enough
          c2 short
          c3 perhaps
          c4 silent
        grids: id part_of
          g1 c1
          h1 c1
          g2 c2
          h2 c2
          g3 c3
          h3 c3
          g4 c4
        people: id party_status is_cadre lives_in
          officer none no -
          boss full yes g2
          cadre full yes g1
          trainee probationary yes g2
          elsewhere full yes g1
          maybe full - h3
        party_orgs: id kind seated_in
          ko1 community enough
          ko2 community short
          ko3 community perhaps
          ko4 community silent
        posts: from post to
          officer committee_member ko1
          officer committee_member ko2
          boss committee_member ko2
          boss secretary ko2
          officer committee_member ko3
        """,
        "R13",
    )
    assert verdicts(result) == {
        "enough": "met",
        "short": "gap S2",
        "perhaps": "unknown",
        "silent": "unknown",
    }
    assert evidence(result, "candidates")["enough"] == 3
    assert evidence(result, "candidates")["short"] == 1
    assert evidence(result, "grids")["short"] == 2


def test_r25_every_grid_has_an_instructor_shared_or_not() -> None:
    result = judged(
        GRIDS
        + """
        people: id
          p1
          p2
        posts: from post to
          p1 instructor g1
          p2 instructor g1
          p2 instructor g2
          p1 volunteer g3
        """,
        "R25",
    )
    assert verdicts(result) == {"g1": "met", "g2": "met", "g3": "gap S1", "g4": "gap S1"}
    assert evidence(result, "instructors")["g1"] == 2
    assert evidence(result, "shared") == {"g1": 1, "g2": 1, "g3": 0, "g4": 0}


APPOINTMENTS = """
compounds: id part_of
  c1 k1
  c3 k3
people: id
  p1
  p2
  p3
party_orgs: id kind seated_in is_retired
  ko1 community k1 -
  ko2 community k2 -
  ko3 community k3 -
  one organ_committee - -
  two organ_general_branch - -
  nobody organ_committee - -
  blank organ_committee - -
  elsewhere organ_committee - -
  retired organ_committee - yes
pairings: from to
  one k1
  two k1
  nobody k3
  blank k2
  elsewhere k3
posts: from post to recommended_by
  p1 first_secretary ko1 one
  p2 part_time_member ko1 two
  p3 part_time_member ko1 two
  p1 part_time_member ko2 -
  p3 part_time_member ko2 elsewhere
"""


def test_r26_an_organ_committee_recommends_one_person_where_it_is_paired() -> None:
    result = judged(APPOINTMENTS, "R26")
    assert verdicts(result) == {
        "one": "met",
        **dict.fromkeys(("two", "nobody", "elsewhere"), "gap S2"),
        "blank": "unknown",
        "k1": "met",
        "k3": "gap S4",
    }
    assert evidence(result, "appointees")["k1"] == 3
    assert evidence(result, "paired")["k1"] == ["one", "two"]


def test_r27_an_organ_branch_recommends_one_instructor_where_it_is_paired() -> None:
    result = judged(
        GRIDS
        + """
        people: id
          p1
          p2
        party_orgs: id kind
          one organ_branch
          two organ_branch
          nobody organ_branch
          blank organ_branch
          unpaired organ_branch
        pairings: from to
          one g1
          two g2
          nobody g4
          blank g3
        posts: from post to recommended_by
          p1 instructor g1 one
          p1 instructor g2 two
          p2 instructor g2 two
          p1 instructor g3 -
          p2 instructor g4 unpaired
        """,
        "R27",
    )
    assert verdicts(result) == {
        "one": "met",
        **dict.fromkeys(("two", "nobody", "unpaired"), "gap S2"),
        "blank": "unknown",
    }
    assert evidence(result, "instructors")["two"] == 2


def test_r28_appointees_head_a_party_organisation() -> None:
    text = """
    people: id
      leads
      follows
      other
    party_orgs: id kind
      ko1 community
      o1 organ_branch
    posts: from post to
      leads first_secretary ko1
      leads secretary o1
      follows part_time_member ko1
      other secretary o1
    """
    assert verdicts(judged(text, "R28")) == {"leads": "met", "follows": "gap S3"}


def test_r29_instructors_belong_to_the_organisation_that_recommends_them() -> None:
    result = judged(
        GRIDS
        + """
        people: id member_of
          own o1
          foreign o2
          blank o1
          blank-and-foreign o2
          once-foreign o1
        party_orgs: id kind
          o1 organ_branch
          o2 organ_branch
        posts: from post to recommended_by
          own instructor g1 o1
          foreign instructor g1 o1
          blank instructor g1 -
          blank instructor g2 o1
          blank-and-foreign instructor g1 -
          blank-and-foreign instructor g2 o1
          once-foreign instructor g1 o1
          once-foreign instructor g3 o2
        """,
        "R29",
    )
    assert verdicts(result) == {
        "own": "met",
        **dict.fromkeys(("foreign", "blank-and-foreign", "once-foreign"), "gap S3"),
        "blank": "unknown",
    }
    assert evidence(result, "grids")["once-foreign"] == ["g3"]


def test_r47_the_director_is_told_and_no_more() -> None:
    text = """
    compounds: id part_of
      c1 k1
    people: id party_status
      p1 full
      p2 none
      p3 -
    owners_committees: id serves
      member c1
      outsider c1
      unclear c1
      vacant c1
      two c1
    posts: from post to
      p1 committee_director member
      p2 committee_director outsider
      p3 committee_director unclear
      p1 committee_director two
      p3 committee_director two
    """
    assert verdicts(judged(text, "R47")) == {
        "member": "met",
        "outsider": "gap S4",
        **dict.fromkeys(("unclear", "vacant", "two"), "unknown"),
    }


def test_r48_the_red_team_is_complete() -> None:
    team = "\n".join(
        f"p1 {post} {grid}"
        for post in ("instructor", "stairwell_head", "red_steward", "volunteer")
        for grid in ("whole", "no-owner", "perhaps", "no-secretary")
    )
    result = judged(
        f"""
        compounds: id part_of
          c1 k1
        grids: id part_of
          whole c1
          no-owner c1
          perhaps c1
          no-secretary c1
          empty c1
        people: id party_status is_owner lives_in
          p1 full yes whole
          p2 full no no-owner
          p3 none - no-owner
          p4 full - perhaps
          p5 full - no-secretary
          p6 full - empty
        party_orgs: id kind covers
          b1 grid_branch whole、no-owner、perhaps
          b2 other no-secretary
        posts: from post to
          {team}
          p1 secretary b1
          p1 secretary b2
        """,
        "R48",
    )
    assert verdicts(result) == {
        "whole": "met",
        **dict.fromkeys(("no-owner", "no-secretary", "empty"), "gap S3"),
        "perhaps": "unknown",
    }
    missing = evidence(result, "missing")
    assert missing["no-owner"] == ["owner_member"]
    assert missing["no-secretary"] == ["owner_member", "secretary"]
    assert len(missing["empty"]) == 6


def test_r50_those_sent_serve_where_their_organisation_is_paired() -> None:
    result = judged(
        GRIDS
        + """
        people: id
          paired
          in-grid
          elsewhere
          blank
          blank-and-elsewhere
          seatless
          branch
          at-body
        owners_committees: id serves
          w1 c1
        party_orgs: id kind seated_in
          ko1 community k1
          ko0 community -
          so1 street s1
          b1 organ_branch -
          o1 organ_committee -
        pairings: from to
          o1 k1
          o1 g1
        posts: from post to recommended_by
          paired first_secretary ko1 o1
          in-grid instructor g1 o1
          elsewhere part_time_member ko1 o1
          elsewhere instructor g2 o1
          blank part_time_member ko1 -
          blank instructor g1 o1
          blank-and-elsewhere part_time_member ko1 -
          blank-and-elsewhere instructor g2 o1
          seatless first_secretary ko0 o1
          branch first_secretary b1 o1
          at-body instructor w1 o1
        """,
        "R50",
    )
    assert verdicts(result) == {
        **dict.fromkeys(("paired", "in-grid"), "met"),
        **dict.fromkeys(("elsewhere", "blank-and-elsewhere", "branch"), "gap S2"),
        **dict.fromkeys(("blank", "seatless"), "unknown"),
    }
    assert evidence(result, "places")["elsewhere"] == ["g2"]


def test_r51_one_thing_has_one_head_one_membership_one_committee() -> None:
    result = judged(
        GRIDS
        + """
        people: id member_of
          p1 o1、o2
          p2 o1
          p3 -
        owners_committees: id serves
          w1 c1
          w2 c1
          w3 c2
        party_orgs: id kind seated_in
          ko1 community k1
          kk1 community k1
          o1 organ_branch -
          o2 organ_branch -
        registrations: from to
          p2 o1
          p2 o2
        posts: from post to
          p1 grid_head g1
          p2 grid_head g1
          p3 grid_head g2
          p1 first_secretary ko1
          p2 first_secretary kk1
          p1 committee_director w1
          p3 committee_director w1
        """,
        "R51",
    )
    gaps = {subject: what for subject, what in evidence(result, "what").items() if what}
    assert gaps == {
        "g1": ["heads"],
        "p1": ["memberships"],
        "p2": ["registrations"],
        "k1": ["first_secretaries"],
        "w1": ["directors"],
        "c1": ["owners_committees"],
    }
    assert {s for s, verdict in verdicts(result).items() if verdict == "gap S2"} == gaps.keys()


def test_r51_a_tie_that_outlives_its_other_end_is_found_activity_apart() -> None:
    result = judged(
        """
        compounds: id part_of valid_to
          c1 k1 -
          c2 k1 2018-06-01
        grids: id part_of
          g1 c1
          g2 c2
          g3 c1
        people: id lives_in
          p1 g1
        owners_committees: id serves
          w1 c2
        party_orgs: id kind valid_to
          o1 organ_branch 2018-06-01
        posts: from post to
          p1 secretary o1
        activities: from to activity month times
          o1 g3 home_visit 2018-05 1
        """,
        "R51",
    )
    gaps = {subject: what for subject, what in evidence(result, "what").items() if what}
    assert gaps == {"g2": ["loose_ties"], "w1": ["loose_ties"], "p1": ["loose_ties"]}


def test_r52_the_posts_of_a_grid_are_in_several_hands() -> None:
    result = judged(
        """
        compounds: id part_of
          c1 k1
        grids: id part_of
          single c1
          both c1
          shared c1
          three c1
          empty c1
        people: id
          p1
          p2
        party_orgs: id kind covers
          b1 grid_branch both
          b2 grid_group shared
          b3 other three
        posts: from post to
          p1 volunteer single
          p1 grid_head both
          p1 secretary b1
          p1 grid_head shared
          p1 secretary b2
          p2 volunteer shared
          p1 grid_head three
          p1 instructor three
          p1 volunteer three
          p2 volunteer three
          p2 secretary b3
        """,
        "R52",
    )
    assert verdicts(result) == {
        "single": "gap S3",
        "both": "gap S3",
        "shared": "met",
        "three": "gap S3",
    }
    assert evidence(result, "posts") == {"single": 1, "both": 2, "shared": 3, "three": 4}
    assert evidence(result, "people") == {"single": 1, "both": 1, "shared": 2, "three": 2}
