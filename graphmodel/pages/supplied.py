"""data.html: can I trust it? Files, rosters, rows, what was not read, what is missing."""

from __future__ import annotations

from typing import Any, Final

from graphmodel.language import Text
from graphmodel.pages.shell import Page, Site
from graphmodel.reporting import received

_COUNTED_AT_MOST: Final = 30


def _content(site: Site) -> dict[str, Any]:
    dossier = site.dossier
    told = None if site.released else site.received
    return {
        "files": site.figures.files,
        "rosters": site.figures.live,
        "rows": received.rows_read(site.rows) if site.rows and not site.released else [],
        "not_supplied": dossier.not_supplied,
        "told": told is not None,
        "not_read": [] if told is None else received.columns_not_read(told),
        "kinds": [] if told is None else received.kinds(told).to_dicts(),
        "differ": [] if told is None else received.counts_that_differ(told)[:_COUNTED_AT_MOST],
        "failed": dossier.failed,
    }


PAGE: Final = Page("data.html", Text("数据", "Data"), _content)
