"""Results of another day: new ones do not take their place before they stand in a folder of their own day."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Final

FOLDER: Final = "earlier"
_FINDINGS: Final = "findings.json"
_PAGE: Final = "index.html"
_NAMED: Final = re.compile(r"<title>[^<]*?([0-9]{4}-[0-9]{2}-[0-9]{2})")
"""The day that a page names."""


def place_of(output: Path, day: date) -> Path | None:
    """Where the results in a folder go when those of a day come; None: there are none, or they are of that day.

    They are of the day their findings say, or, where there are only pages, of the one these name.
    """
    theirs = _day_of_findings(output / _FINDINGS) or _day_of_page(output / _PAGE)
    return output / FOLDER / f"{theirs}" if theirs and theirs != day else None


def _day_of_findings(path: Path) -> date | None:
    try:
        return date.fromisoformat(json.loads(path.read_bytes())["as_of"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _day_of_page(path: Path) -> date | None:
    try:
        named = _NAMED.search(path.read_text(encoding="utf-8", errors="replace"))
        return date.fromisoformat(named[1]) if named else None
    except (OSError, ValueError):
        return None
