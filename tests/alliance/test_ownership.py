"""Every node has one owner, by the table of ways to a part."""

from functools import cache

import pytest

from graphmodel.alliance.ownership import REST, owners
from tests.rules.build import alliance

TEXT = """
compounds: id part_of
  c1 k1
  c2 k2
  c3 k3
grids: id part_of
  g1 c1
  g2 c2
  g3 c3
  g23 c3、c2
households: id part_of
  h1 g1
  h2 g2
owners_committees: id serves
  y1 c3
property_companies: id serves
  w1 c3、c2
social_orgs: id serves
  z1 -
party_orgs: id kind covers seated_in led_by
  covers_two grid_branch g3、g2 - community1
  covers_body owners_committee_branch y1 - community1
  covers_nowhere social_org_branch z1 - community1
  community1 community - k1 -
  community2 community - k2 -
  street1 street - s1 -
  paired organ_committee - - community1
  led organ_branch - - paired
  led_further organ_branch - - led
  led_by_two organ_branch - - led_further、community1
  circle1 organ_branch - - circle2
  circle2 organ_branch - - circle1
  alone other - - -
pairings: from to
  community2 k1
  paired c3
  paired g2
people: id lives_in member_of
  lives g2 community1
  lived g3 -
  registered - community1
  holds - community1
  member - led
  nowhere - alone
registrations: from to
  lives community1
  registered covers_two
posts: from post to valid_from valid_to
  lives volunteer g1 - -
  registered volunteer g1 - -
  holds volunteer g23 - -
  holds volunteer g3 - 2017-01-01
  lived volunteer g1 - -
"""


@cache
def owned(label: str) -> dict[str, str]:
    return {row["id"]: row["part"] for row in owners(alliance(TEXT), label).iter_rows(named=True)}


@pytest.mark.parametrize(
    ("node", "part", "for_"),
    [
        ("q", REST, "the city stands above the parts"),
        ("w", REST, "the county too"),
        ("s1", REST, "the street too"),
        ("k1", "k1", "a part owns its own unit"),
        ("c2", "k2", "a compound is part of it"),
        ("g3", "k3", "a grid is, further down"),
        ("g23", "k2", "of two parts the smallest"),
        ("h1", "k1", "a home goes with its grid"),
        ("y1", "k3", "a body serves a compound"),
        ("w1", "k2", "of the parts where it serves the smallest"),
        ("z1", REST, "a body that serves nowhere"),
        ("covers_two", "k2", "what it covers goes before who leads it"),
        ("covers_body", "k3", "a body is covered as a grid is"),
        ("covers_nowhere", "k1", "cover that leads to no part is no way; the leader is the next"),
        ("community2", "k2", "the seat goes before pairings"),
        ("street1", REST, "its seat stands above the parts"),
        ("paired", "k2", "pairings go before who leads it, the smallest of several"),
        ("led", "k2", "whoever leads it"),
        ("led_further", "k2", "whoever leads that"),
        ("led_by_two", "k1", "of several leaders the smallest"),
        ("circle1", REST, "they only lead each other"),
        ("alone", REST, "nothing leads anywhere"),
        ("lives", "k2", "where they live goes before registration, post and membership"),
        ("registered", "k2", "registration goes before post and membership"),
        ("holds", "k2", "posts go before membership, also posts that were"),
        ("lived", "k3", "the home grid goes before a post"),
        ("member", "k2", "membership comes last"),
        ("nowhere", REST, "a member of what is nowhere"),
    ],
)
def test_the_first_way_that_leads_to_a_part_tells_the_owner(node: str, part: str, for_: str) -> None:
    assert owned("Community")[node] == part, for_


@pytest.mark.parametrize(("label", "parts"), [("City", {"q"}), ("County", {"w"}), ("Street", {"s1", "s2"})])
def test_parts_are_the_units_of_any_label(label: str, parts: set[str]) -> None:
    above = {"City": {}, "County": {"q"}, "Street": {"q", "w"}}[label]
    assert {owned(label)[node] for node in ("k1", "k3", "g1", "g3", "h2", "lives", "street1")} <= parts
    assert {node for node, part in owned(label).items() if part == REST} >= {*above, "z1", "alone"}
    assert set(owned(label).values()) == parts | {REST}
