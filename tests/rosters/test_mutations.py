"""Whatever is done to clean rosters: a listed problem or the same network, no traceback, and no row lost in silence."""

import tempfile
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.alliance import assemble
from graphmodel.ontology import ROSTER
from graphmodel.rosters import Reading
from graphmodel.rosters.headings import candidates
from graphmodel.rosters.problems import SORTS
from graphmodel.spreadsheets.cleaning import clean_text
from graphmodel.spreadsheets.sheets import ERROR_VALUES
from tests.rosters.city import (
    CITY,
    GRID,
    Rows,
    clean_network,
    network,
    read,
    write_texts,
    write_workbook,
)

TITLES = {str(roster.title.zh): name for name, roster in ROSTER.items()}

_tokens = st.sampled_from(
    [
        *(
            "",
            " ",
            "\u200b",
            "无",
            "合计",
            "是",
            "否",
            "市外",
            "P1",
            "D3",
            GRID,
            "荷苑小区",
            "柯城区/一网格",
            "至今",
        ),
        *(
            "2018-02-30",
            "2018.1",
            "2018年5月",
            "9999-12",
            "43241",
            "-1",
            "3.0",
            "1,000",
            "3.3E+11",
            "1E5",
            "1.38E+10",
        ),
        *(
            "P→1",
            "a\tb",
            "a\x07b",
            "\ufffe",
            "\u202eP1",
            "Ｐ１",
            "13800000000",
            "#REF!",
            "=1",
            "x" * 1001,
            "/",
            "、",
            "A、B",
        ),
        *("人员编号", "所属小区*", "备注", "失效日期", "【示例】", "True"),
    ]
)
_texts = st.one_of(
    _tokens, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)
)
_typed = st.one_of(
    st.integers(-5, 10**18),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(date(1901, 1, 1)),
    st.datetimes(datetime(1901, 1, 1)),  # noqa: DTZ001
    st.none(),
)


@st.composite
def mutated(draw: st.DrawFn, cells: st.SearchStrategy[Any]) -> dict[str, Rows]:
    """The city after a few things that happen to spreadsheets."""
    sheets = deepcopy(CITY)
    for _ in range(draw(st.integers(1, 4))):
        rows = sheets[draw(st.sampled_from(list(sheets)))]
        at = draw(st.integers(0, len(rows) - 1))
        place = draw(st.integers(0, max(0, len(rows[at]) - 1)))
        match draw(st.integers(0, 9)):
            case 0 | 1 | 2 | 3:
                rows[at][place : place + 1] = [draw(cells)]
            case 4:
                rows.insert(draw(st.integers(0, len(rows))), deepcopy(rows[at]))
            case 5:
                rows.insert(draw(st.integers(0, len(rows))), [draw(cells)])
            case 6:
                rows[at].append(draw(cells))
            case 7:
                for row in rows:
                    row[place : place + 1] = []
            case 8:
                for row in rows:
                    row[place:place] = row[place : place + 1]
            case 9:
                rows[at][::1] = rows[at][::-1]
    return sheets


def written(sheets: dict[str, Rows], folder: Path, *, as_workbook: bool) -> Path:
    return (
        write_workbook(folder / "city.xlsx", sheets) if as_workbook else write_texts(folder / "city", sheets)
    )


def assert_every_row_is_accounted_for(
    sheets: dict[str, Rows], reading: Reading, *, as_workbook: bool
) -> None:
    """Rows read = rows kept + rows reported, sheet by sheet; a sheet that is reported whole accounts for its rows."""
    kept = pl.concat(
        [pl.DataFrame(schema={"file": pl.String, "sheet": pl.String, "row": pl.Int64})]
        + [resolved.rows.select("file", "sheet", "row") for resolved in reading.rosters.values()]
    )
    sheet = "sheet" if as_workbook else "file"
    where = {title: title if as_workbook else f"{title}.csv" for title in sheets}
    for title, rows in sheets.items():
        of_sheet = reading.problems.filter(pl.col(sheet) == where[title])
        if of_sheet.filter(
            pl.col("row").is_null()
            & pl.col("code").is_in(
                [
                    "unknown-roster",
                    "ambiguous-roster",
                    "missing-column",
                    "duplicate-column",
                    "unreadable-file",
                    "reference-not-supplied",
                ]
            )
        ).height:
            continue
        seen = {*kept.filter(pl.col(sheet) == where[title])["row"], *of_sheet["row"].drop_nulls()}
        filled = {
            number
            for number, row in enumerate(rows, start=1)
            if any(
                clean_text(str(cell)) and cell not in ERROR_VALUES and not str(cell).startswith("=")
                for cell in row
                if cell is not None
            )
        }
        if not filled:  # a sheet without any cell is passed over
            continue
        heading = next(number for number, row in enumerate(rows, start=1) if len(candidates(shown(row))) == 1)
        lost = {row for row in filled - seen if row > heading}
        allowed = reading.left_out.get(TITLES[title], 0)
        assert len(lost) <= allowed, (title, lost)


def shown(row: list[Any]) -> list[str | None]:
    return [None if cell is None else str(cell) for cell in row]


def assert_ties_hold(reading: Reading) -> None:
    """Every tie has two ends that are there."""
    alliance = assemble(reading)
    ids = {label: set(table["id"]) for label, table in alliance.nodes.items()}
    for ties in alliance.ties.values():
        for from_label, from_id, to_label, to_id in ties.select(
            "from_label", "from_id", "to_label", "to_id"
        ).iter_rows():
            assert from_id in ids[from_label]
            assert to_id in ids[to_label]


FEWER = settings(max_examples=settings().max_examples // 4)
"""Each example reads a whole office, some twice."""


@FEWER
@given(mutated(_texts))
def test_texts_with_anything_in_them(sheets: dict[str, Rows]) -> None:
    check(sheets, as_workbook=False)


@FEWER
@given(mutated(_typed | _tokens.filter(lambda text: not set(text) & set("\x07\ufffe"))))
def test_workbooks_with_anything_in_them(sheets: dict[str, Rows]) -> None:
    check(sheets, as_workbook=True)


def check(sheets: dict[str, Rows], *, as_workbook: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = written(sheets, Path(folder), as_workbook=as_workbook)
        reading = read(place)
        assert set(reading.problems["code"]) <= set(SORTS)
        if not reading.has_errors:
            assert_ties_hold(reading)
        kept = read(place, keep_going=True)
        assert_ties_hold(kept)
        assert_every_row_is_accounted_for(sheets, kept, as_workbook=as_workbook)


_NOISE = {
    " ": lambda text: f" {text}",
    "\u3000": lambda text: f"{text}\u3000",
    "\u200b": lambda text: f"{text[:1]}\u200b{text[1:]}",
    "\u202a": lambda text: f"\u202a{text}\u202c",
    "wide": lambda text: "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text),
    "\x07": lambda text: f"{text}\x07",
    "\ufeff": lambda text: f"\ufeff{text}",
}


@FEWER
@given(st.data())
def test_noise_changes_nothing_or_is_told(data: st.DataObject) -> None:
    sheets = deepcopy(CITY)
    title = data.draw(st.sampled_from(list(sheets)))
    rows = sheets[title]
    for row in rows:
        for place, cell in enumerate(row):
            if cell is not None and data.draw(st.booleans()):
                row[place] = _NOISE[data.draw(st.sampled_from(list(_NOISE)))](str(cell))
    with tempfile.TemporaryDirectory() as folder:
        reading = read(write_texts(Path(folder) / "city", sheets))
    assert reading.has_errors or network(reading) == clean_network()


@pytest.fixture(scope="module")
def as_bytes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A roster as a workbook and as a text, by file name; a workbook that is written again has other bytes."""
    folder = tmp_path_factory.mktemp("bytes")
    people = {"人员": CITY["人员"]}
    files = (write_workbook(folder / "city.xlsx", people), write_texts(folder / "city", people) / "人员.csv")
    return {path.name: path.read_bytes() for path in files}


@given(data=st.data())
def test_bytes_changed_at_random(as_bytes: dict[str, bytes], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(as_bytes)))
    content = bytearray(as_bytes[name])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        reading = read(path)
    assert set(reading.problems["code"]) <= set(SORTS)
    assert reading.problems.height or reading.row_counts or not content.strip()
