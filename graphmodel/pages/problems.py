"""problems.xlsx: everything that is wrong in the rosters, one row per problem, in the order of files, sheets, rows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.pages.tables import Column, workbook
from graphmodel.pages.wording import number
from graphmodel.rosters.problems import messages

_TITLE: Final = Text("名册问题清单", "Problems in the rosters")
_NOTE: Final = Text("错误 {errors} 条,警告 {warnings} 条", "{errors} errors, {warnings} warnings")
_SEVERITY: Final = {"error": Text("错误", "error"), "warning": Text("警告", "warning")}
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


def write_problems(problems: pl.DataFrame, path: Path) -> None:
    """Write the list of problems.

    Args:
        problems: a table as :meth:`graphmodel.rosters.problems.Problems.table` gives it.
        path: the workbook.

    Raises:
        EnvironmentFailure: the file cannot be written.
    """
    rows = problems.with_columns(message=pl.Series(messages(problems), dtype=pl.String)).sort(
        "file", "sheet", "row", nulls_last=False, maintain_order=True
    )
    counts = {name: number(rows.filter(pl.col("severity") == name).height) for name in _SEVERITY}
    words = {name: str(text) for name, text in _SEVERITY.items()}
    with workbook(path, str(_TITLE)) as book:
        sheet = book.sheet(str(Text("问题", "problems")))
        sheet.title(str(_TITLE), _NOTE.fill(errors=counts["error"], warnings=counts["warning"]))
        sheet.long_table(
            rows.with_columns(pl.col("severity").replace_strict(words, return_dtype=pl.String)),
            [
                Column(name, str(title), "row" if name == "row" else "text", _WIDTHS.get(name, 24))
                for name, title in _COLUMNS
            ],
        )
