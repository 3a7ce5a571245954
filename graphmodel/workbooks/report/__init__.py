"""report.xlsx: the workbook that goes upwards.

A summary; every gap in one list, one line per fact; what would close them, rule by rule; streets beside headline rules; coverage of everything and by county,
street and community; the ladder; the subjects of the rules, gaps first and what is met folded away; what is unknown, was not supplied, was waived and hangs loose. Every figure leads to the rows it counts, every place,
body and organisation to its picture in the page beside the workbook. People stand here as codes, and only where
something is amiss; where they hang loose, as numbers. The lists of single subjects are for the screen: of them only that of the
gaps prints.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.wording import TITLE
from graphmodel.workbooks.book import workbook
from graphmodel.workbooks.report import sheets
from graphmodel.workbooks.report.links import first_rows, linked
from graphmodel.workbooks.report.summary import write_summary


def write_report(dossier: Dossier, path: Path) -> None:
    """Write the workbook of a judgement.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    findings = dossier.findings.sort("rule", pl.col("verdict") != "gap", maintain_order=True)
    unknowns = dossier.unknowns
    addresses = first_rows(findings, unknowns)
    coverage = linked(dossier.coverage, addresses)
    with workbook(path, str(TITLE), dossier.data) as book:
        write_summary(book, dossier, coverage)
        sheets.write_gaps(book, dossier)
        sheets.write_closing(book, dossier)
        sheets.write_matrix(book, dossier)
        sheets.write_coverage(book, dossier, coverage)
        sheets.write_registers(book, dossier, linked(dossier.registers, addresses), links=True)
        sheets.write_ladder(book, dossier, coverage)
        for level, of_units in dossier.coverage_by.items():
            sheets.write_coverage_by(book, dossier, level, linked(of_units, addresses))
        sheets.write_subjects(book, dossier, findings)
        sheets.write_unknown(book, dossier)
        sheets.write_not_supplied(book, dossier)
        sheets.write_waivers(book, dossier)
        sheets.write_loose(book, dossier)
        sheets.write_proposal(book, dossier)
        sheets.write_analysis(book, dossier)
