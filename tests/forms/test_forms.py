"""Whatever its style, a form says what the canonical tables say; whatever is done to it, nothing is lost in silence."""

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graphmodel import synthetic
from graphmodel.alliance import Alliance, assemble
from graphmodel.contract.problems import problems_document
from graphmodel.rosters import Reading, read_rosters
from graphmodel.rosters.problems import SORTS
from graphmodel.synthetic import synthesise
from tests.forms.rows import Said
from tests.forms.told import differences, told
from tests.forms.worlds import world
from tests.forms.writing import NUMBERS, Style, write_forms
from tests.rosters.test_mutations import assert_ties_hold

MENTIONED = {"identity-used", "made-from-form", "person-added", "skipped-row", "dropped-column"}
"""What is said of forms in which nothing is wrong."""
PERSONAL = re.compile("|".join(f"{number}[0-9]{{{digits}}}" for number, digits in NUMBERS.items()))

FEW = settings(max_examples=settings().max_examples // 5, phases=[Phase.generate])
"""Each example writes and reads a whole office, and says by its number what it is: none is looked for that is smaller."""

NUMBERS_OF_OFFICES = st.integers(0, 10**6)


def style_of(number: int) -> Style:
    """A style in which about every second thing is done that offices do."""
    random = Random(number)  # noqa: S311 - nothing secret is drawn
    choices: dict[str, tuple[Any, ...]] = {
        "told_by": ("column", "title", "name", "folder"),
        "headings": ("one row", "two rows", "brackets", "bare"),
        "known_by": ("id_number", "phone", "both", "unit", "code"),
    }
    drawn: dict[str, Any] = {name: random.choice(values) for name, values in choices.items()}
    drawn |= {one.name: random.random() < 0.5 for one in fields(Style) if one.type == "bool"}
    return Style(seed=number, **drawn)


def said_in(style: Style, number: int) -> Said:
    return Said(world(number), by_organ=style.by_organ, one_by_one=style.one_by_one)


def read_forms(said: Said, style: Style, folder: Path) -> Reading:
    return read_rosters([write_forms(said, style, folder / "forms")])


def canonical(said: Said, folder: Path) -> Alliance:
    synthetic.write(said.rosters, folder / "rosters", "csv")
    reading = read_rosters([folder / "rosters"])
    assert reading.problems.is_empty()
    return assemble(reading)


def assert_same(said: Said, style: Style, folder: Path) -> None:
    reading = read_forms(said, style, folder)
    assert {*reading.problems["code"]} <= MENTIONED, reading.problems.filter(
        ~reading.problems["code"].is_in(MENTIONED)
    ).rows()
    without = style.divisions_made
    expected = told(canonical(said, folder), without_divisions=without)
    assert differences(expected, told(assemble(reading), without_divisions=without)) == []
    assert_counted(reading)
    assert_no_number(reading)


def assert_counted(reading: Reading) -> None:
    for table in problems_document(reading)["forms"]:
        assert table["rows"] == table["used"] + table["skipped"] + table["with_errors"], table


def assert_no_number(reading: Reading) -> None:
    alliance = assemble(reading)
    kept = [table.write_csv() for table in (*alliance.nodes.values(), *alliance.ties.values())]
    for text in (*kept, json.dumps(problems_document(reading), ensure_ascii=False)):
        assert not PERSONAL.search(text)


@FEW
@given(NUMBERS_OF_OFFICES)
def test_in_any_style_forms_say_what_canonical_tables_say(number: int) -> None:
    style = style_of(number)
    with tempfile.TemporaryDirectory() as folder:
        assert_same(said_in(style, number), style, Path(folder))


TOKENS = (
    *(
        "",
        "无",
        "同上",
        "〃",
        "合计",
        "注：",
        "是",
        "√",
        "0",
        "-",
        "/",
        "，",
        "、",
        "市外",
        "示例街道",
        "荷苑小区",
        "一网格",
    ),
    *(
        "赵甲",
        "赵甲(甲局机关党委)",
        "甲局机关党委/赵甲",
        "赵甲、钱乙、",
        "（",
        "姓名",
        "网格长",
        "小区",
        "电话",
        "1-1-101",
    ),
    *("2018.1", "1,000", "\u200b", "x" * 1001, "【示例】", "#REF!", "=1", "甲\n乙", "党建指导员(姓名、电话)"),
)
PLAIN = Style(workbook=False, titles=True, totals=True, known_by="both", headings="two rows")


@FEW
@given(NUMBERS_OF_OFFICES)
def test_whatever_is_in_the_cells_every_row_is_accounted_for(number: int) -> None:
    random = Random(number)  # noqa: S311 - nothing secret is drawn

    def change(rows: list[list[str]]) -> None:
        for _ in range(random.randint(0, 2)):
            row = random.choice(rows)
            match random.randrange(5):
                case 0:
                    rows.insert(random.randrange(len(rows)), list(row))
                case 1:
                    rows.remove(row)
                case 2:
                    place = random.randrange(len(rows[-1]) + 3)
                    for each in rows:
                        del each[place : place + 1]
                case _ if row:
                    row[random.randrange(len(row))] = random.choice(TOKENS)

    with tempfile.TemporaryDirectory() as folder:
        place = write_forms(Said(world(number)), PLAIN, Path(folder), change)
        reading = read_rosters([place])
        assert set(reading.problems["code"]) <= set(SORTS)
        assert_counted(reading)
        assert_no_number(reading)
        if not reading.has_errors:
            assert_ties_hold(reading)
        kept = read_rosters([place], keep_going=True)
        assert_ties_hold(kept)
        assert_no_number(kept)


NOISE: tuple[Callable[[str], str], ...] = (
    lambda text: f" {text}\u3000",
    lambda text: f"{text[:1]}\u200b{text[1:]}",
    lambda text: "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text),
)


@FEW
@given(NUMBERS_OF_OFFICES)
def test_noise_in_cells_changes_nothing_or_is_told(number: int) -> None:
    random, style = Random(number), style_of(number)  # noqa: S311 - nothing secret is drawn

    def change(rows: list[list[str]]) -> None:
        noise = random.choice(NOISE)
        rows[:] = [[noise(cell) if cell and random.random() < 0.2 else cell for cell in row] for row in rows]

    said = said_in(style, number)
    with tempfile.TemporaryDirectory() as folder:
        reading = read_rosters([write_forms(said, style, Path(folder) / "forms", change)])
        expected = told(canonical(said, Path(folder)), without_divisions=style.divisions_made)
        found = told(assemble(reading), without_divisions=style.divisions_made)
        assert reading.has_errors or differences(expected, found) == []


def test_an_invented_city_may_be_written_as_forms(tmp_path: Path) -> None:
    style = Style(titles=True, numbered=True, marks=True, totals=True, merged=True, headings="two rows")
    assert_same(Said(synthesise("tiny")), style, tmp_path)
