"""report.xlsx: the workbook that goes upwards.

A summary that prints on A4; coverage of everything and by county, street and community; the ladder; a sheet per rule;
what is unknown, was not supplied, was waived and hangs loose. Every figure leads to the rows it counts, every place,
body and organisation to its picture in the page beside the workbook. People stand here as codes, and only where
something is amiss; where they hang loose, as numbers.
"""

from __future__ import annotations

from pathlib import Path

from graphmodel.pages import contents
from graphmodel.pages.findings import told, unknowns
from graphmodel.pages.report import sheets
from graphmodel.pages.report.links import first_rows, linked
from graphmodel.pages.report.summary import write_summary
from graphmodel.pages.tables import workbook
from graphmodel.pages.wording import TITLE
from graphmodel.rules import Judgement


def write_report(judgement: Judgement, path: Path) -> None:
    """Write the workbook of a judgement.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    lists, missing = told(judgement), unknowns(judgement)
    addresses = first_rows(lists, missing)
    coverage = linked(contents.coverage(judgement), addresses)
    with workbook(path, str(TITLE)) as book:
        write_summary(book, judgement, coverage)
        sheets.write_coverage(book, judgement, coverage)
        sheets.write_ladder(book, judgement, coverage)
        for level in sheets.BY:
            sheets.write_coverage_by(
                book, judgement, level, linked(contents.coverage_by(judgement, level), addresses)
            )
        for rule in judgement.rules:
            sheets.write_rule(book, judgement, rule, lists.filter(rule=rule.id))
        sheets.write_unknown(book, judgement, missing)
        sheets.write_not_supplied(book, judgement)
        sheets.write_waivers(book, judgement)
        sheets.write_loose(book, judgement)
