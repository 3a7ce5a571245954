"""Saying that rosters which are handed in lack what was collected before."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from graphmodel.alliance import Alliance
from graphmodel.cli.terminal import say
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.followup.lacking import rows_lacking
from graphmodel.language import Text
from graphmodel.stores.days import Snapshots

_LACKING: Final = Text(
    "以前收回的清单里有 {count} 行，这次的名册没有，相应的缺口会重新出现；要带上它们，先用 graphmodel export --format rosters 取出全部名册",
    "{count} rows that came back in lists are not in these rosters, and their gaps open again; "
    "graphmodel export --format rosters gives rosters that hold them",
)


def say_what_is_lacking(store: Path, day: date | None, alliance: Alliance) -> None:
    """Count the rows of returned lists that are in the data of a day, and not in rosters that are to be saved for it.

    Args:
        store: the folder of the store, before they are saved.
        day: the day; None: the newest there is.
        alliance: what the rosters describe.
    """
    with suppress(UsageError, EnvironmentFailure):  # there is none; or it is damaged, which saving anew mends
        saved = Snapshots(store).telling(day)
        files = saved.manifest.collected
        if files and (count := rows_lacking(saved.alliance(), files, alliance)):
            say(_LACKING.fill(count=count))


def was_collected(store: Path, day: date | None) -> bool:
    """Whether the data of a day holds rows of returned lists; arguments as of :func:`say_what_is_lacking`."""
    with suppress(UsageError, EnvironmentFailure):
        return bool(Snapshots(store).telling(day).manifest.collected)
    return False
