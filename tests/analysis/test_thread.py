"""The red thread of each compound."""

from graphmodel.alliance import Slice
from graphmodel.analysis import loose_members, red_thread
from tests.rules.build import AS_OF, alliance

FIRST = "990102001001"


def test_the_thread_joins_what_party_organisations_hold_together(office: Slice) -> None:
    threads = {thread.compound.rsplit("/")[-1]: thread for thread in red_thread(office)}
    joined = threads["甲小区"].joined
    assert ("Grid", f"{FIRST}/甲小区/甲一网格") in joined
    assert ("Grid", f"{FIRST}/甲小区/甲二网格") in joined
    assert ("Person", "005") in joined, "the secretary of the branch"
    assert not threads["甲小区"].loose


def test_a_grid_without_any_party_organisation_hangs_loose(office: Slice) -> None:
    assert loose_members(red_thread(office)).rows() == [
        (f"{FIRST}/乙小区", "Grid", f"{FIRST}/乙小区/乙网格"),
        ("990102001002/丙小区", "Grid", "990102001002/丙小区/丙网格"),
    ]


BROKEN = """
compounds: id part_of
  c1 k1
  c2 k1
grids: id part_of
  g1 c1
  g2 c1
  g3 c1
  g4 c2
owners_committees: id serves
  y1 c1
party_orgs: id kind covers led_by
  z1 community - -
  b1 grid_branch g1 z1
  b2 grid_branch g2 z1
  d1 organ_branch - -
people: id party_status
  p1 full
  p2 full
posts: from post to
  p1 secretary b1
  p1 secretary b2
  p2 committee_director y1
pairings: from to
  d1 g1
  d1 c1
"""


def test_a_thread_says_where_it_is_broken_and_on_whom_it_hangs() -> None:
    first, second = red_thread(alliance(BROKEN).at(AS_OF))
    assert len(first.graph) == 9, (
        "grids, body, branches, people, the paired branch; nobody leads within the compound"
    )
    assert first.components == [
        [("Grid", "g1"), ("Grid", "g2")],
        [("Grid", "g3")],
        [("OwnersCommittee", "y1")],
    ]
    assert first.loose_places == [("Grid", "g3"), ("OwnersCommittee", "y1")]
    assert first.joins_needed == 2
    assert first.cut_points == [("PartyOrg", "b1"), ("PartyOrg", "b2"), ("Person", "p1")]
    assert first.bridges == [
        (("PartyOrg", "b1"), ("Grid", "g1")),
        (("PartyOrg", "b2"), ("Grid", "g2")),
        (("Person", "p1"), ("PartyOrg", "b1")),
        (("Person", "p1"), ("PartyOrg", "b2")),
    ]
    assert (second.components, second.joins_needed, second.cut_points) == ([[("Grid", "g4")]], 0, [])


def test_of_two_organisations_that_lead_each_other_one_tie_is_told() -> None:
    for lines in (
        ("b1 grid_branch g1 b2", "b2 grid_branch g2 b1"),
        ("b2 grid_branch g2 b1", "b1 grid_branch g1 b2"),
    ):
        text = "\n".join(
            [
                *("compounds: id part_of", "  c1 k1", "grids: id part_of", "  g1 c1", "  g2 c1"),
                *("party_orgs: id kind covers led_by", *(f"  {line}" for line in lines)),
            ]
        )
        (thread,) = red_thread(alliance(text).at(AS_OF))
        assert (("PartyOrg", "b1"), ("PartyOrg", "b2")) in thread.bridges
