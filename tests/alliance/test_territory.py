"""Where everything lies, by the words of the contract."""

import polars as pl
import pytest

from graphmodel.alliance import Slice
from graphmodel.alliance.territory import locate, within
from tests.rules.build import AS_OF, alliance

CITY, COUNTY, STREET = "990100000000", "990102000000", "990102001000"
FIRST, SECOND = "990102001001", "990102001002"
ABOVE = {CITY, COUNTY, STREET}


def units(office: Slice, label: str, id_: str) -> set[str]:
    return set(locate(office).filter((pl.col("label") == label) & (pl.col("id") == id_))["unit"])


def test_a_grid_lies_in_itself_and_everything_above_it(office: Slice) -> None:
    compound = f"{FIRST}/甲小区"
    grid = f"{compound}/甲一网格"
    assert units(office, "Grid", grid) == {grid, compound, FIRST, *ABOVE}


@pytest.mark.parametrize(
    ("way", "label", "id_", "communities"),
    [
        ("a grid branch by the grids it covers", "PartyOrg", "党组织/甲小区网格党支部", {FIRST}),
        ("a community organisation by its seat", "PartyOrg", "党组织/第二社区党委", {SECOND}),
        ("an organ organisation by any pairing", "PartyOrg", "党组织/示例局第一党支部", {FIRST}),
        ("one without a pairing nowhere", "PartyOrg", "党组织/样本局党支部", set()),
        ("a person by the home grid", "Person", "002", {SECOND}),
        ("else by a post", "Person", "004", {FIRST}),
        ("outside the city nowhere", "Person", "003", set()),
        ("a pairing by its target", "PAIRED_WITH", f"党组织/示例局机关党委→{FIRST}", {FIRST}),
    ],
)
def test_subjects_lie_where_the_contract_puts_them(
    office: Slice, way: str, label: str, id_: str, communities: set[str]
) -> None:
    assert units(office, label, id_) & {FIRST, SECOND} == communities, way


def test_several_scopes_are_a_union(office: Slice) -> None:
    places = locate(office)

    def grids(*scope: str) -> int:
        return within(places, office, scope).filter(pl.col("label") == "Grid").height

    assert (grids(FIRST), grids(SECOND), grids(FIRST, SECOND), grids(STREET)) == (3, 1, 4, 4)
    assert grids("main-urban") == 0, "no community says that it is main urban"


def test_a_person_with_a_post_at_a_body_lies_where_the_body_serves() -> None:
    text = """
        compounds: id part_of
          c1 k1
        property_companies: id serves
          w1 c1
        people: id
          p1
        posts: from post to
          p1 owner_liaison w1
    """
    assert units(alliance(text).at(AS_OF), "Person", "p1") == {"c1", "k1", "s1", "w", "q"}
