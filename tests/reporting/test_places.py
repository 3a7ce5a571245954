import polars as pl

from graphmodel.reporting.places import located
from tests.rules.build import judged

CITY = """
compounds: id part_of
  c1 k1
  c2 k2
  c3 k3
grids: id part_of
  g1 c1
  g2 c1、c3
party_orgs: id kind covers
  b1 grid_branch g1
  far other -
people: id lives_in
  p1 g1
pairings: from to
"""


def place(label: str, subject: str, column: str = "place") -> str | None:
    table = located(judged(CITY, "R02"))
    rows = table.filter((pl.col("subject_label") == label) & (pl.col("subject") == subject))
    return rows[column].item() if rows.height else None


def test_a_place_is_the_names_from_county_to_compound() -> None:
    assert place("Grid", "g1") == "w / s1 / k1 / c1"
    assert place("PartyOrg", "b1") == "w / s1 / k1 / c1"
    assert place("Community", "k3") == "w / s2 / k3"


def test_several_units_of_a_level_stand_beside_one_another() -> None:
    assert place("Grid", "g2") == "w / s1、s2 / k1、k3 / c1、c3"
    assert place("Grid", "g2", "community") == "k1、k3"


def test_many_are_cut_and_counted() -> None:
    many = [f"c{number}" for number in range(1, 8)]
    rows = "\n".join(f"  {code} k1" for code in many)
    text = f"compounds: id part_of\n{rows}\ngrids: id part_of\n  g {'、'.join(many)}\n"
    assert (
        located(judged(text, "R02")).filter(pl.col("subject") == "g")["compound"].item()
        == "c1、c2、c3、c4 等7个小区"
    )


def test_the_place_of_a_person_ends_at_the_community() -> None:
    assert place("Person", "p1") == "w / s1 / k1"
    assert place("Person", "p1", "compound") is None


def test_what_lies_nowhere_has_no_place() -> None:
    assert place("PartyOrg", "far") is None
