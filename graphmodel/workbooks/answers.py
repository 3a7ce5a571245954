"""One answer as a workbook: the findings or the rates that were asked for, in the columns of the report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.reporting.coverage import registers, without_registers
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.findings import PAST
from graphmodel.reporting.lines import one_per_fact
from graphmodel.reporting.wording import in_part
from graphmodel.workbooks.book import ROWS_AT_MOST, workbook
from graphmodel.workbooks.headings import columns, titled
from graphmodel.workbooks.report.sheets import COVERAGE, RATE, VERDICT_COLUMNS, state, write_registers

_FINDINGS: Final = Text("结论清单", "Findings")


_COLUMNS: Final = (
    *("rule", "title", "kind", "name", "code", "county", "street", "community", "compound", *PAST),
    *("outcome", "severity", "why", "closes", "file", "sheet", "row", "further"),
)


def finding_list(dossier: Dossier, findings: pl.DataFrame) -> pl.DataFrame:
    """Some of a judgement's findings under headings that people read, each by itself; people stand there as codes."""
    rows = dossier.in_words(findings)
    return titled(rows, *_columns_of(rows))


def _columns_of(rows: pl.DataFrame) -> list[str]:
    """The columns of a list of findings; when they were first seen and what was answered only where that is known."""
    return [name for name in _COLUMNS if name in rows.columns]


def write_findings(dossier: Dossier, findings: pl.DataFrame, path: Path) -> None:
    """Write some of a judgement's findings, gaps one per fact; people stand there as codes.

    Of more than a sheet can show the first, and where the others are.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    with workbook(path, str(_FINDINGS), dossier.data) as book:
        sheet = book.sheet(str(_FINDINGS))
        sheet.title(str(_FINDINGS), state(dossier))
        facts = one_per_fact(findings)
        if facts.height > ROWS_AT_MOST:
            sheet.line(in_part(facts.height, ROWS_AT_MOST))
        rows = dossier.lines_in_words(facts.head(ROWS_AT_MOST))
        sheet.long_table(rows, columns(*_columns_of(rows)))


def write_coverage(dossier: Dossier, tables: Mapping[str, pl.DataFrame], path: Path) -> None:
    """Write coverage tables of a judgement, of everything or by units; a hidden count is an empty cell.

    Args:
        dossier: of the judgement.
        tables: by the names of their sheets, the usual one without a name; of the registers the first tells.
        path: the file.

    Raises:
        EnvironmentFailure: as :func:`write_findings`.
    """
    of_registers = None
    with workbook(path, str(COVERAGE), dossier.data) as book:
        for name, table in tables.items():
            units = ("unit_name", "unit_code") if "unit_code" in table.columns else ()
            rows = dossier.rates_in_words(table)
            sheet = book.sheet(name or str(COVERAGE))
            sheet.title(name or str(COVERAGE), state(dossier))
            sheet.line(str(RATE))
            table_columns = columns(*units, "rule", "title", "counted", "judged", *VERDICT_COLUMNS)
            sheet.long_table(without_registers(rows), table_columns)
            of_registers = registers(rows) if of_registers is None else of_registers
        if of_registers is not None:
            write_registers(book, dossier, of_registers)
