"""A slice holds what is live on a day, and no tie to an end that is not."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from graphmodel.alliance import Alliance, empty
from graphmodel.ontology import node_schema, tie_schema


def alliance(nodes: dict[str, list[dict[str, object]]], ties: dict[str, list[dict[str, object]]]) -> Alliance:
    none = empty()
    told = {label: pl.DataFrame(rows, schema=node_schema(label)) for label, rows in nodes.items()}
    tied = {relation: pl.DataFrame(rows, schema=tie_schema(relation)) for relation, rows in ties.items()}
    return replace(none, nodes={**none.nodes, **told}, ties={**none.ties, **tied})


def lying(grid: str, compound: str, **period: date) -> dict[str, object]:
    return {"from_label": "Grid", "from_id": grid, "to_label": "Compound", "to_id": compound, **period}


@pytest.mark.parametrize(
    ("day", "live"),
    [
        (date(2018, 4, 30), ["always", "until June"]),
        (date(2018, 5, 1), ["always", "from May", "until June"]),
        (date(2018, 5, 31), ["always", "from May", "until June"]),
        (date(2018, 6, 1), ["always", "from May"]),
    ],
)
def test_a_period_begins_on_its_first_day_and_does_not_hold_on_its_last(day: date, live: list[str]) -> None:
    grids: list[dict[str, object]] = [
        {"id": "always"},
        {"id": "from May", "valid_from": date(2018, 5, 1)},
        {"id": "until June", "valid_to": date(2018, 6, 1)},
    ]
    assert alliance({"Grid": grids}, {}).at(day).nodes["Grid"]["id"].to_list() == live


def test_a_tie_to_a_closed_end_is_left_out_and_counted_at_the_living_one() -> None:
    slice_ = alliance(
        {
            "Grid": [{"id": "g1"}, {"id": "g2"}],
            "Compound": [{"id": "open"}, {"id": "closed", "valid_to": date(2018, 1, 1)}],
        },
        {"PART_OF": [lying("g1", "open"), lying("g2", "closed"), lying("g2", "open")]},
    ).at(date(2018, 12, 31))
    assert slice_.ties["PART_OF"].select("from_id", "to_id").rows() == [("g1", "open"), ("g2", "open")]
    assert slice_.loose_ties.rows() == [("Grid", "g2", 1)]


def test_a_thing_stays_when_what_it_is_part_of_has_ended() -> None:
    slice_ = alliance(
        {"Grid": [{"id": "g"}], "Compound": [{"id": "c", "valid_to": date(2018, 1, 1)}]},
        {"PART_OF": [lying("g", "c")]},
    ).at(date(2018, 12, 31))
    assert slice_.nodes["Grid"].height == 1
    assert slice_.ties["PART_OF"].is_empty()


def test_a_tie_has_the_number_of_its_row_among_all_of_the_alliance_on_every_day() -> None:
    whole = alliance(
        {"Grid": [{"id": "g"}], "Compound": [{"id": "c"}, {"id": "d"}], "PartyOrg": [{"id": "o"}]},
        {
            "PART_OF": [lying("g", "d", valid_to=date(2018, 6, 1)), lying("g", "c")],
            "COVERS": [{"from_label": "PartyOrg", "from_id": "o", "to_label": "Grid", "to_id": "g"}],
        },
    )
    numbers = {
        day: [n for table in whole.at(day).ties.values() for n in table["tie"]]
        for day in (date(2018, 5, 1), date(2018, 12, 31))
    }
    assert numbers == {date(2018, 5, 1): [0, 1, 2], date(2018, 12, 31): [1, 2]}


def test_a_part_keeps_the_numbers_that_ties_have_in_the_whole() -> None:
    whole = alliance({"Grid": [{"id": "g"}], "Compound": [{"id": "c"}]}, {"PART_OF": [lying("g", "c")]})
    numbered = whole.ties["PART_OF"].with_columns(tie=pl.lit(41, pl.Int64))
    part = replace(whole, ties={**whole.ties, "PART_OF": numbered})
    assert part.at(date(2018, 12, 31)).ties["PART_OF"]["tie"].to_list() == [41]


def test_what_was_not_supplied_is_named_in_the_order_asked() -> None:
    whole = Alliance(empty().nodes, empty().ties, frozenset({"posts"}), frozenset({"COVERS"}))
    slice_ = whole.at(date(2018, 12, 31))
    assert slice_.missing(["party_orgs", "posts", "grids"], ["LED_BY", "COVERS"]) == [
        "party_orgs",
        "grids",
        "COVERS",
    ]


def test_a_part_that_was_not_supplied_is_named_after_rosters_and_columns() -> None:
    lacking = replace(empty(), supplied=frozenset({"posts"}), absent_parts=frozenset({"posts:grid_head"}))
    slice_ = lacking.at(date(2018, 12, 31))
    missing = slice_.missing(["posts", "grids"], parts=["posts:instructor", "posts:grid_head"])
    assert missing == ["grids", "posts:grid_head"]


def test_people_and_homes_have_no_names() -> None:
    slice_ = alliance(
        {"Person": [{"id": "p", "name": "示例"}], "Grid": [{"id": "g", "name": "一网格"}]}, {}
    ).at(date(2018, 12, 31))
    assert slice_.names.rows() == [("Grid", "g", "一网格")]
