"""Room for homes among members, how loads are spread, and how far it is to the street."""

from graphmodel.analysis import household_capacity, load, reach
from tests.rules.build import AS_OF, alliance

HOMES = """
compounds: id part_of
  c1 k1
  c2 k1
grids: id part_of
  g1 c1
  g2 c1
  g3 c2
party_orgs: id kind covers led_by seated_in
  s1o street - - s1
  z1 community - s1o k1
  b1 grid_branch g1 z1 -
  b2 grid_branch g2、g3 - -
people: id party_status lives_in
  p1 full g2
  p2 probationary 市外
  p3 none g1
registrations: from to
  p1 b1
  p2 b2
  p3 b1
households: id part_of status
  h1 g1 有人
  h2 g1 有人
  h3 g1 有人
  h4 g2 有人
  h5 g2 空置
  h6 g3 有人
  h7 g3 -
household_ties: from to
  p1 h1
"""


def test_members_take_homes_where_they_live_and_where_they_are_registered() -> None:
    table = household_capacity(alliance(HOMES).at(AS_OF), max_homes=2)
    assert table.rows() == [
        ("Community", "k1", 4, 2, 3, 3, 1, 1),
        ("Compound", "c1", 3, 2, 3, 2, 1, 1),
        ("Compound", "c2", 1, 1, 2, 1, 0, 0),
        ("Grid", "g1", 2, 1, 1, 1, 1, 1),
        ("Grid", "g2", 1, 2, 3, 1, 0, 0),
        ("Grid", "g3", 1, 1, 2, 1, 0, 0),
    ]


def test_who_reaches_a_grid_without_homes_could_spare() -> None:
    alone = HOMES.replace("  h3 g1 有人\n  h4 g2 有人\n  h5 g2 空置\n  h6 g3 有人\n  h7 g3 -\n", "")
    rows = {row[:2]: row[2:5] for row in household_capacity(alliance(alone).at(AS_OF), max_homes=2).rows()}
    assert rows == {("Community", "k1"): (1, 2, 3), ("Compound", "c1"): (1, 2, 3), ("Grid", "g1"): (1, 1, 1)}


def test_loads_are_counted_and_nobody_is_named() -> None:
    spread = {name: table.rows() for name, table in load(alliance(HOMES).at(AS_OF)).items()}
    assert spread == {
        "homes_per_member": [(0, 1), (1, 1)],
        "posts_per_person": [],
        "grids_per_branch": [],
        "compounds_per_org": [],
        "communities_per_committee": [],
    }


def test_the_line_leads_upwards_to_the_street_of_the_compound() -> None:
    assert reach(alliance(HOMES).at(AS_OF)).rows() == [("c1", 3), ("c2", None)]
    elsewhere = HOMES.replace("s1o street - - s1", "s1o street - - s2")
    assert reach(alliance(elsewhere).at(AS_OF)).rows() == [("c1", None), ("c2", None)]


def test_a_circle_of_leadership_leads_nowhere_and_ends() -> None:
    circle = HOMES.replace("z1 community - s1o k1", "z1 community - b1 k1")
    assert reach(alliance(circle).at(AS_OF)).rows() == [("c1", None), ("c2", None)]
