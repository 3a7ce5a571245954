"""What is kept beside the snapshots is lost without harm, and goes with what it was worked out of."""

import shutil
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from graphmodel.drafts import only_writer
from graphmodel.stores import snapshot
from graphmodel.stores.keeping import Key, forget, keep, kept, of_parts
from tests.stores.test_snapshot import with_grids

DECEMBER = date(2018, 12, 31)
TABLES = {"found": pl.DataFrame({"subject": ["g1", "g2"], "ties": [[1, 2], []]}), "none": pl.DataFrame()}


def saved(store: Path, means: str = "a" * 64) -> Key:
    """Save a snapshot, and say by what something worked out of it is known."""
    return Key(snapshot.save(with_grids("g1"), store, DECEMBER).folder, DECEMBER, means)


def test_what_was_kept_is_read_back(tmp_path: Path) -> None:
    key = saved(tmp_path)
    assert kept(tmp_path, key) is None
    keep(tmp_path, key, TABLES)
    told = kept(tmp_path, key)
    assert told is not None
    assert {name: table.to_dicts() for name, table in told.items()} == {
        name: table.to_dicts() for name, table in TABLES.items()
    }
    assert kept(tmp_path, key._replace(day=date(2018, 12, 30))) is None


def test_other_means_take_its_place_and_what_went_takes_it_along(tmp_path: Path) -> None:
    first, second = saved(tmp_path), saved(tmp_path)
    for key in (first, second, first._replace(means="b" * 64)):
        keep(tmp_path, key, TABLES)
    assert kept(tmp_path, first) is None
    assert kept(tmp_path, second) is not None
    shutil.rmtree(tmp_path / "snapshots" / second.snapshot)
    keep(tmp_path, first, TABLES)
    assert kept(tmp_path, second) is None


def test_what_is_in_work_stays_though_no_snapshot_is_called_so(tmp_path: Path) -> None:
    saved(tmp_path)
    place = of_parts(tmp_path, Key("of-the-moment", DECEMBER, "a" * 64))
    with only_writer(place):
        forget(tmp_path)
        assert place.exists()
    place.mkdir(exist_ok=True)
    forget(tmp_path)
    assert not place.exists()


def test_what_is_damaged_was_not_kept(tmp_path: Path) -> None:
    key = saved(tmp_path)
    keep(tmp_path, key, TABLES)
    (tmp_path / "judged" / f"{key}" / "found.parquet").write_bytes(b"")
    assert kept(tmp_path, key) is None


def test_a_store_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    key = saved(tmp_path)
    (tmp_path / "judged").touch()
    keep(tmp_path, key, TABLES)
    assert kept(tmp_path, key) is None
    assert {path.name for path in tmp_path.iterdir()} == {"judged", "snapshots"}


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_no_link_leads_out_of_a_store(tmp_path: Path) -> None:
    store, elsewhere = tmp_path / "store", tmp_path / "elsewhere"
    key = saved(store)
    keep(store, key, TABLES)
    (store / "judged").rename(elsewhere)
    (store / "judged").symlink_to(elsewhere)
    assert kept(store, key) is None
    keep(store, key._replace(means="b" * 64), TABLES)
    assert [path.name for path in elsewhere.iterdir()] == [f"{key}"]
