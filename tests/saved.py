"""What a store holds, for tests that look into it."""

from datetime import date
from pathlib import Path

from graphmodel.alliance import Alliance
from graphmodel.stores.days import Snapshots
from graphmodel.stores.snapshot import Manifest


def saved_in(store: Path, which: date | str | None = None) -> tuple[Alliance, Manifest]:
    """Return the snapshot that tells of a day, or is named by how its id begins."""
    told = Snapshots(store).telling(which)
    return told.alliance(), told.manifest
