"""One answer as a workbook: the findings or the rates that were asked for, in the columns of the report."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.pages import contents
from graphmodel.pages.findings import worded
from graphmodel.pages.report.columns import columns
from graphmodel.pages.report.sheets import COVERAGE, RATE, VERDICT_COLUMNS, state
from graphmodel.pages.tables import workbook
from graphmodel.rules import Judgement

_FINDINGS: Final = Text("结论清单", "Findings")


def write_findings(judgement: Judgement, findings: pl.DataFrame, path: Path) -> None:
    """Write some of a judgement's findings; people stand there as codes.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    names = ("rule", "title", "kind", "name", "code", "county", "street", "community", "compound")
    with workbook(path, str(_FINDINGS)) as book:
        sheet = book.sheet(str(_FINDINGS))
        sheet.title(str(_FINDINGS), state(judgement))
        sheet.long_table(
            worded(judgement, findings),
            columns(*names, *("outcome", "severity", "why", "closes", "file", "sheet", "row", "further")),
        )


def write_coverage(judgement: Judgement, table: pl.DataFrame, path: Path) -> None:
    """Write a coverage table of a judgement, of everything or by units; a hidden count is an empty cell.

    Raises:
        EnvironmentFailure: as :func:`write_findings`.
    """
    units = ("unit", "unit_code") if "unit_code" in table.columns else ()
    rows = contents.in_words(judgement, table)
    if units:
        called = judgement.slice.names.select("name", unit_code="id").unique("unit_code")
        rows = rows.join(called, on="unit_code", how="left", maintain_order="left").with_columns(unit="name")
    with workbook(path, str(COVERAGE)) as book:
        sheet = book.sheet(str(COVERAGE))
        sheet.title(str(COVERAGE), state(judgement))
        sheet.line(str(RATE))
        sheet.long_table(rows, columns(*units, "rule", "title", "counted", "judged", *VERDICT_COLUMNS))
