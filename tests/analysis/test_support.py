"""What hangs on one person or Party organisation alone."""

from graphmodel.analysis import single_points
from tests.rules.build import AS_OF, alliance

ONE_OF_EACH = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
party_orgs: id kind seated_in covers
  z1 community k1 -
  b1 grid_branch - g1
  d1 organ_branch - -
people: id party_status
  p1 full
  p2 full
  p3 full
posts: from post to
  p1 instructor g1
  p1 instructor g2
  p2 instructor g2
  p3 first_secretary z1
pairings: from to
  d1 g1
"""


def test_a_subject_is_lost_with_the_one_that_upholds_it_and_not_while_there_is_another() -> None:
    losses = single_points(alliance(ONE_OF_EACH).at(AS_OF))
    assert losses.rows() == [
        ("PartyOrg", "b1", "R02", "Grid", "g1"),
        ("PartyOrg", "d1", "R22", "Grid", "g1"),
        ("PartyOrg", "z1", "R26", "Community", "k1"),
        ("Person", "p1", "R25", "Grid", "g1"),
        ("Person", "p3", "R26", "Community", "k1"),
    ]
