"""index.html of what is too much for the pages of one folder: rates by county, and where the pages of each part are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from graphmodel.errors import writing
from graphmodel.language import Text
from graphmodel.pages.shell import Page, Site, rendered
from graphmodel.reporting.headlines import SENTENCES


class PartPages(NamedTuple):
    """What was written of one part."""

    code: str
    name: str
    page: str
    workbook: str


_PAGE: Final = Page("index.html", Text("总览", "Overview"), lambda _: {})


def write_by_county(site: Site, parts: Sequence[PartPages], place: Path) -> None:
    """Write the first page.

    Args:
        site: of everything, without other pages.
        parts: of which there are pages in folders of their own.
        place: the folder.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    page = rendered(site, _PAGE, "by_county.html.j2", _content(site, parts))
    with writing(place / _PAGE.file):
        (place / _PAGE.file).write_bytes(page.encode())


def _content(site: Site, parts: Sequence[PartPages]) -> dict[str, Any]:
    dossier = site.dossier
    headlines = dossier.headlines.to_dicts()
    cells: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for row in dossier.headlines_by_county.iter_rows(named=True):
        cells.setdefault(row["unit_code"], {})[row["rule"], row["subject_label"]] = row
    pages = {part.code: part for part in parts}
    named = dict(dossier.counties.iter_rows())
    keys = [(row["rule"], row["subject_label"]) for row in headlines]
    rows = [
        (name, pages.get(code), [cells.get(code, {}).get(key) for key in keys])
        for code, name in named.items()
    ]
    return {
        "headlines": [{**row, "sentence": SENTENCES[row["rule"]]} for row in headlines],
        "counties": rows,
        "others": [part for part in parts if part.code not in named],
        "failed": dossier.failed,
    }
