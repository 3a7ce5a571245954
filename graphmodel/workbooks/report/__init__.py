"""report.xlsx: the workbook that goes upwards.

A summary that prints on A4; coverage of everything and by county, street and community; the ladder; a sheet per rule;
what is unknown, was not supplied, was waived and hangs loose. Every figure leads to the rows it counts, every place,
body and organisation to its picture in the page beside the workbook. People stand here as codes, and only where
something is amiss; where they hang loose, as numbers.
"""

from __future__ import annotations

from pathlib import Path

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
    findings, unknowns = dossier.findings, dossier.unknowns
    addresses = first_rows(findings, unknowns)
    coverage = linked(dossier.coverage, addresses)
    with workbook(path, str(TITLE), dossier.data) as book:
        write_summary(book, dossier, coverage)
        sheets.write_coverage(book, dossier, coverage)
        sheets.write_registers(book, dossier, linked(dossier.registers, addresses), links=True)
        sheets.write_ladder(book, dossier, coverage)
        for level, of_units in dossier.coverage_by.items():
            sheets.write_coverage_by(book, dossier, level, linked(of_units, addresses))
        for rule in dossier.rules:
            sheets.write_rule(book, dossier, rule, findings.filter(rule=rule.id))
        sheets.write_unknown(book, dossier)
        sheets.write_not_supplied(book, dossier)
        sheets.write_waivers(book, dossier)
        sheets.write_loose(book, dossier)
        sheets.write_proposal(book, dossier)
        sheets.write_analysis(book, dossier)
