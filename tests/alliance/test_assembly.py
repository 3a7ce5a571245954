"""Rosters become nodes and ties with their period and the row they come from."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from graphmodel.alliance import Slice, assemble
from graphmodel.rosters import read_rosters


def test_every_node_and_tie_knows_its_row(office: Slice) -> None:
    for table in (*office.nodes.values(), *office.ties.values()):
        assert table["source_file"].null_count() == 0
        assert table["source_row"].null_count() == 0
    grid = office.nodes["Grid"].filter(pl.col("name") == "乙网格")
    assert grid.select("source_file", "source_sheet", "source_row").row(0) == ("网格.xlsx", "Sheet", 5)


def test_a_list_in_a_cell_becomes_a_tie_each(office: Slice) -> None:
    covers = office.ties["COVERS"].select("from_id", "to_id").rows()
    assert covers == [
        ("党组织/甲小区网格党支部", "990102001001/甲小区/甲一网格"),
        ("党组织/甲小区网格党支部", "990102001001/甲小区/甲二网格"),
    ]


def test_children_of_the_virtual_division_hang_on_its_parent(office: Slice) -> None:
    assert office.nodes["County"]["name"].to_list() == ["示例区"]
    above = office.ties["PART_OF"].filter(pl.col("from_label") == "County").select("from_id", "to_id").rows()
    assert above == [("990102000000", "990100000000")]


def test_an_agreement_is_unknown_only_where_nobody_dated_one(office: Slice) -> None:
    agreed = dict(office.ties["PAIRED_WITH"].select("from_id", "has_agreement").iter_rows())
    assert agreed["党组织/示例局机关党委"] is True
    assert agreed["党组织/样本局党总支"] is False
    assert office.ties["PAIRED_WITH"]["party_building_list"].null_count() == 3


def test_a_month_is_its_first_day_and_ends_with_its_last(office: Slice) -> None:
    posts = office.ties["HOLDS"].filter(pl.col("from_id") == "001")
    assert posts["valid_from"].to_list() == [date(2018, 5, 1)]
    assert office.ties["HOLDS"].filter(pl.col("from_id") == "002").is_empty(), (
        "gone since the end of November"
    )


def test_the_word_for_outside_the_city_is_a_fact_not_a_place(office: Slice) -> None:
    outside = dict(office.nodes["Person"].select("id", "lives_outside").iter_rows())
    assert outside == {"001": False, "002": False, "003": True, "004": None, "005": False}
    assert "003" not in office.ties["LIVES_IN"]["from_id"].to_list()


def test_what_was_not_supplied_is_known(office: Slice) -> None:
    assert "activities" not in office.supplied
    assert {"LED_BY", "APPROVED_BY"} <= office.absent_columns
    assert office.absent_columns.isdisjoint({"COVERS", "recommended_by", "MEMBER_OF", "LIVES_IN"})


def test_parts_are_lacking_only_of_what_was_supplied(tmp_path: Path) -> None:
    tables = {"people": "人员编号,姓名", "party_orgs": "党组织名称,类型", "posts": "人员,职务,任职对象"}
    for name, headings in tables.items():
        (tmp_path / f"{name}.csv").write_text(f"{headings}\n无\n", encoding="utf-8")
    reading = read_rosters([tmp_path])
    assert assemble(reading).absent_parts == frozenset()
    in_parts = replace(reading, absent_parts=frozenset({"posts:volunteer", "pairings:Grid", "covers:Grid"}))
    assert assemble(in_parts).absent_parts == {"posts:volunteer", "covers:Grid"}
    assert assemble(reading).absent_columns - assemble(in_parts).absent_columns == {"COVERS"}
