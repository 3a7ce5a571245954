"""problems.xlsx: everything that is wrong in the rosters.

First the list, one row per problem, in the order of files, sheets and rows, that leads to the cells; then the sheets
with errors as they came, every cell in its place, the bad ones coloured and with a comment that says what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.reporting import roster_problems
from graphmodel.reporting.wording import number
from graphmodel.rosters.originals import Original
from graphmodel.rosters.problems import messages
from graphmodel.workbooks.book import Book, Column, workbook

_TITLE: Final = Text("名册问题清单", "Problems in the rosters")
_NOTE: Final = Text("错误 {errors} 条，警告 {warnings} 条", "{errors} errors, {warnings} warnings")
_COLUMNS: Final = (
    ("severity", Text("级别", "severity")),
    ("file", Text("文件", "file")),
    ("sheet", Text("工作表", "sheet")),
    ("row", Text("行", "row")),
    ("column", Text("列", "column")),
    ("value", Text("内容", "value")),
    ("message", Text("说明", "what is wrong")),
    ("expected", Text("应为", "expected")),
    ("code", Text("问题代码", "problem code")),
)
_WIDTHS: Final = {"message": 60, "expected": 40, "value": 30}


_KEYS: Final = ("file", "sheet", "row", "column", "code")
_LIST: Final = Text("问题", "problems")
_FIRST_ROWS: Final = Text(
    "这张表共 {count} 行，这里只列出有问题的行，行号不变",
    "of the {count} rows of this sheet only those with problems stand here, each in its own row",
)
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "plain": {"num_format": "@"},
    "heading": {"num_format": "@", "bold": True, "bg_color": "#EFEFEF", "bottom": 1},
    "error": {"num_format": "@", "bg_color": "#F2B3AB", "border": 1, "border_color": "#8F1D18"},
    "warning": {"num_format": "@", "bg_color": "#FBE7A8"},
}
_WHOLE_AT_MOST: Final = 20_000
"""Rows of a sheet that is shown whole."""
_COMMENTS_AT_MOST: Final = 2_000
"""Comments in a sheet; with many more of them office suites become slow."""
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def write_problems(problems: pl.DataFrame, originals: Iterable[Original], path: Path) -> None:
    """Write the list of problems, and the sheets in which they stand.

    Args:
        problems: a table as :meth:`graphmodel.rosters.problems.Problems.table` gives it.
        originals: what :meth:`graphmodel.rosters.Reading.originals` makes of it.
        path: the workbook.

    Raises:
        EnvironmentFailure: the file cannot be written.
    """
    shown = _named(originals)
    with workbook(path, str(_TITLE)) as book:
        _write_list(book, problems, _addresses(shown))
        looks = {name: book.xlsx.add_format(look) for name, look in _LOOKS.items()}
        for name, original in shown.items():
            _write_original(book.xlsx.add_worksheet(name), original, looks)


def _named(originals: Iterable[Original]) -> dict[str, Original]:
    """The sheets by names that a spreadsheet takes, each once."""
    named: dict[str, Original] = {}
    taken = {str(_LIST).casefold()}
    for original in originals:
        wanted = (original.sheet or PurePosixPath(original.file).stem).translate(_NOT_IN_NAMES)
        name, number_ = wanted[:_LONGEST_NAME], 1
        while name.casefold() in taken:
            number_ += 1
            suffix = f" ({number_})"
            name = wanted[: _LONGEST_NAME - len(suffix)] + suffix
        taken.add(name.casefold())
        named[name] = original
    return named


def _addresses(shown: Mapping[str, Original]) -> pl.DataFrame:
    """Where the cell of a problem is: ``file``, ``sheet``, ``row``, ``column``, ``code`` and its ``address``."""
    return pl.concat(
        [
            pl.DataFrame(schema=dict.fromkeys((*_KEYS, "address"), pl.String) | {"row": pl.Int64}),
            *(
                original.marks.select(*_KEYS, address=pl.format("#'{}'!{}{}", pl.lit(name), "letter", "at"))
                for name, original in shown.items()
            ),
        ]
    ).unique(_KEYS, keep="first", maintain_order=True)


def _write_list(book: Book, problems: pl.DataFrame, addresses: pl.DataFrame) -> None:
    rows = roster_problems.in_words(problems).join(
        addresses, on=_KEYS, how="left", nulls_equal=True, maintain_order="left"
    )
    counts = {name: number(count) for name, count in roster_problems.counts(problems).items()}
    sheet = book.sheet(str(_LIST))
    sheet.title(str(_TITLE), _NOTE.fill(errors=counts["error"], warnings=counts["warning"]))
    sheet.long_table(
        rows,
        [
            Column(
                name,
                str(title),
                "row" if name == "row" else "text",
                _WIDTHS.get(name, 24),
                link="address" if name == "column" else None,
            )
            for name, title in _COLUMNS
        ],
    )


def _write_original(sheet: Any, original: Original, looks: dict[str, Any]) -> None:
    """Every cell in its own place; what has a problem is coloured and says which."""
    marks: dict[tuple[int, str], tuple[str, str]] = {}
    worded = original.marks.with_columns(message=pl.Series(messages(original.marks), dtype=pl.String))
    for at, letter, severity, said in worded.select("at", "letter", "severity", "message").iter_rows():
        before = marks.get((at, letter))
        marks[at, letter] = (before[0], f"{before[1]}\n{said}") if before else (severity, said)
    rows = original.cells
    if rows.height > _WHOLE_AT_MOST:
        rows = rows.filter(pl.col("row").is_in(original.marks["at"].implode()))
        count = _FIRST_ROWS.fill(count=number(original.cells.height))
        sheet.write_comment(f"A{original.heading_row}", count)
    sheet.freeze_panes(original.heading_row, 0)
    letters = dict.fromkeys([*original.headings, *original.marks["letter"].sort()])
    comments = 0
    heading = {"row": original.heading_row, **original.headings}
    for row in (heading, *rows.iter_rows(named=True)):
        usual = looks["heading" if row is heading else "plain"]
        for letter in letters:
            place, text = f"{letter}{row['row']}", row.get(letter) or ""
            severity, said = marks.get((row["row"], letter), (None, None))
            if severity or text:
                sheet.write_string(place, text, looks[severity] if severity else usual)
            if said and comments < _COMMENTS_AT_MOST:
                sheet.write_comment(place, said, {"x_scale": 2})
                comments += 1
