"""Forms of data in parts that is too much for one: aggregates of everything, and of each part pages and a workbook."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.cli.judging import InParts
from graphmodel.language import Text
from graphmodel.pages.by_county import PartPages, write_by_county
from graphmodel.pages.shell import Site
from graphmodel.pages.site import HOME, PARTS, REPORT, write_site
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.figures import Figures
from graphmodel.reporting.units import page_names
from graphmodel.rules import Judgement
from graphmodel.workbooks.answers import write_coverage
from graphmodel.workbooks.book import ROWS_AT_MOST
from graphmodel.workbooks.report import write_report

_BY_COUNTY: Final = Text("各县（市、区）", "By county")


def too_many(judgement: Judgement) -> bool:
    """Whether there are more gaps than a list of them can show."""
    gaps = judgement.told.filter(verdict="gap").select(pl.len()).collect(engine="streaming").item()
    return bool(gaps > ROWS_AT_MOST)


def write_part_by_part(
    parts: InParts, judgement: Judgement, place: Path, *, named: bool, with_english: bool
) -> None:
    """Write the first page and the workbook of everything, and into a folder for each part its pages and workbook.

    Args:
        parts: the data.
        judgement: of all of it.
        place: the folder.
        named: whether people are named.
        with_english: whether the pages of parts are written in both languages.

    Raises:
        EnvironmentFailure: something cannot be written, or the disk is full.
    """
    written = []
    codes = pl.Series("code", [*parts.told.manifest.parts])
    files = page_names(pl.DataFrame({"label": "Part", "code": codes}))
    for code, file in zip(codes, files, strict=True):
        alone = parts.alone(code)
        if alone.findings.is_empty():
            continue
        folder, dossier = f"{PARTS}/{Path(file).stem}", Dossier(alone)
        site = partial(_site, alone, named=named)
        write_site(site, place / folder, with_english=with_english)
        write_report(dossier, place / folder / REPORT)
        written.append(PartPages(code, dossier.scope, f"{folder}/{HOME}", f"{folder}/{REPORT}"))
    whole = Dossier(judgement)
    write_by_county(_site(judgement, named=named), written, place)
    tables = {"": judgement.coverage, str(_BY_COUNTY): judgement.coverage_by("County")}
    write_coverage(whole, tables, place / REPORT)


def _site(judgement: Judgement, *, named: bool) -> Site:
    return Site(Figures(Dossier(judgement), named=named), compared=False)
