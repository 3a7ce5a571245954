"""Rosters that are written out of an alliance make the same alliance when they are read, whatever it holds and lacks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graphmodel.alliance import Alliance, assemble
from graphmodel.errors import UsageError
from graphmodel.exports.filled_in import write_filled_in
from graphmodel.ontology import PARTS
from graphmodel.rosters import Reading, read_rosters
from graphmodel.rosters.noted import Noted, noted_in
from graphmodel.stores.layout import identity
from tests.forms.test_forms import said_in, style_of
from tests.forms.writing import write_forms
from tests.planning.handed_in import told
from tests.rosters.city import write_text
from tests.rules import generate
from tests.rules.build import alliance

FEW = settings(max_examples=settings().max_examples // 12, phases=[Phase.generate])
"""Each example writes and reads a whole office twice, and says by its number what it is."""


@contextmanager
def a_folder() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


def read_again(data: Alliance, folder: Path) -> Reading:
    write_filled_in(data, folder / "out.xlsx")
    reading = read_rosters([folder / "out.xlsx"])
    assert not reading.has_errors, reading.problems
    return reading


def loaded_again(data: Alliance) -> Alliance:
    with a_folder() as folder:
        return assemble(read_again(data, folder))


def id_of(data: Alliance) -> str:
    return identity(data)


def lacks(data: Alliance) -> tuple[frozenset[str], frozenset[str], frozenset[str], str | None]:
    return data.supplied, data.absent_columns, data.absent_parts, data.people_key


@FEW
@given(seed=st.integers(0, 10_000))
def test_what_a_store_holds_is_the_same_when_it_is_loaded_again(seed: int) -> None:
    made = replace(generate.alliance(seed), people_key="0123abcd" if seed % 2 else None)
    once = loaded_again(made)
    again = loaded_again(once)
    assert (once.absent_parts, once.people_key) == (made.absent_parts, made.people_key)
    assert lacks(again) == lacks(once)
    assert told(again) == told(once)
    assert id_of(again) == id_of(once)


@FEW
@given(seed=st.integers(0, 10_000))
def test_rosters_that_came_as_forms_are_the_same_too(seed: int) -> None:
    style = style_of(seed)
    with a_folder() as folder:
        read = assemble(read_rosters([write_forms(said_in(style, seed), style, folder / "forms")]))
    again = loaded_again(read)
    assert lacks(again) == lacks(read)
    assert told(again) == told(read)
    assert id_of(again) == id_of(read)


@given(absent=st.sets(st.sampled_from([part.name for part in PARTS])))
def test_parts_that_were_not_supplied_are_noted_in_few_words(absent: set[str]) -> None:
    noted = Noted("0123abcd", frozenset(absent))
    said = noted.as_property()
    assert noted_in(said) == noted
    assert len(said) < 300


def by_hand(text: str, *without: str) -> Alliance:
    return alliance(text, ("endings", *without))


def test_what_a_row_of_endings_ended_is_limited_in_time_now(tmp_path: Path) -> None:
    write_text(
        tmp_path / "任职.csv",
        [
            ["人员", "职务", "任职对象", "生效日期"],
            ["p1", "网格长", "g1", ""],
            ["p1", "楼道长", "g1", "2018-12-01"],
        ],
    )
    write_text(tmp_path / "人员.csv", [["人员编号", "姓名"], ["p1", "示例甲"]])
    write_text(
        tmp_path / "区划.csv",
        [
            ["代码", "名称", "级别", "上级代码"],
            ["k1", "示例社区", "社区", "s1"],
            ["s1", "示例街道", "街道", "w"],
            ["w", "示例县", "县", "q"],
            ["q", "示例市", "市", ""],
        ],
    )
    write_text(tmp_path / "小区.csv", [["小区代码", "小区名称", "所属社区"], ["c1", "甲小区", "k1"]])
    write_text(tmp_path / "网格.csv", [["网格代码", "网格名称", "所属小区"], ["g1", "一网格", "c1"]])
    write_text(
        tmp_path / "终止.csv",
        [
            ["名册", "起点", "终点", "职务", "终止日期"],
            ["任职", "p1", "g1", "网格长", "2018-12-01"],
            ["任职", "p1", "g1", "楼道长", "2018-12-01"],
        ],
    )
    read = assemble(read_rosters([tmp_path]))
    posts = loaded_again(read).ties["HOLDS"].select("post", "valid_from", "valid_to").rows()
    day = date(2018, 12, 1)
    assert posts == [("grid_head", None, day), ("stairwell_head", day, day)]  # the second never held
    assert id_of(loaded_again(read)) == id_of(read)


def test_a_roster_without_rows_says_that_there_are_none_and_which_columns_it_had(tmp_path: Path) -> None:
    made = by_hand(
        """
        compounds: id part_of
          c1 k1
        """,
        "recommended_by",
    )
    write_filled_in(made, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["任职"]
    assert list(sheet.values) == [("人员", "职务", "任职对象"), ("无", None, None)]
    again = assemble(read_again(made, tmp_path))
    assert "recommended_by" in again.absent_columns
    assert lacks(again) == lacks(made)


def test_a_column_that_was_there_without_any_tie_is_there_again() -> None:
    made = by_hand(
        """
        party_orgs: id kind
          b1 grid_branch
        """
    )
    assert "COVERS" not in made.absent_columns
    assert lacks(loaded_again(made)) == lacks(made)


def test_a_code_that_two_things_bear_is_told_apart_by_its_label() -> None:
    made = by_hand(
        """
        compounds: id part_of
          c1 k1
        grids: id part_of
          一号 c1
        owners_committees: id serves
          二号 c1
        people: id
          p1
        posts: from post to
          p1 instructor 一号
          p1 instructor 二号
        """
    )
    same = replace(
        made,
        nodes={
            **made.nodes,
            "OwnersCommittee": made.nodes["OwnersCommittee"].with_columns(id=pl.lit("一号")),
        },
        ties={
            **made.ties,
            "HOLDS": made.ties["HOLDS"].with_columns(to_id=pl.lit("一号")),
            "SERVES": made.ties["SERVES"].with_columns(from_id=pl.lit("一号")),
        },
    )
    assert told(loaded_again(same)) == told(same)


def test_a_column_that_was_absent_is_not_written_and_the_names_of_people_are(tmp_path: Path) -> None:
    made = by_hand(
        """
        compounds: id part_of
          c1 k1
        grids: id part_of
          g1 c1
        people: id name
          p1 示例甲
        """,
        *("MEMBER_OF", "LIVES_IN", "posts"),
    )
    write_filled_in(made, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert "任职" not in book.sheetnames
    assert list(book["人员"].values) == [("人员编号", "姓名"), ("p1", "示例甲")]
    assert book.properties.keywords in {"内部使用", "For internal use only"}


def test_codes_made_with_two_keys_are_not_read_together(tmp_path: Path) -> None:
    made = by_hand("")
    for name, key in (("a", "0" * 8), ("b", "1" * 8)):
        write_filled_in(replace(made, people_key=key), tmp_path / f"{name}.xlsx")
    with pytest.raises(UsageError, match="11111111"):
        read_rosters([tmp_path])
