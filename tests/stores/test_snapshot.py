"""A store gives the old snapshot or the new one, never half of either."""

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, tzinfo
from pathlib import Path

import polars as pl
import pytest

from graphmodel.alliance import Alliance, empty
from graphmodel.errors import EnvironmentFailure
from graphmodel.ontology import node_schema
from graphmodel.stores import checked, snapshot
from tests.saved import saved_in


def with_grids(*ids: str, row: int = 2) -> Alliance:
    none = empty()
    rows = [
        {"id": id_, "name": id_, "source_file": "网格.csv", "source_row": row + n}
        for n, id_ in enumerate(ids)
    ]
    return replace(none, nodes={**none.nodes, "Grid": pl.DataFrame(rows, schema=node_schema("Grid"))})


def only_snapshot(store: Path) -> Path:
    (folder,) = (store / "snapshots").iterdir()
    return folder


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    saved = with_grids("g1", "g2")
    written = snapshot.save(saved, tmp_path, date(2018, 12, 31))
    alliance, manifest = saved_in(tmp_path)
    assert manifest == written
    assert manifest.as_of == date(2018, 12, 31)
    assert all(alliance.nodes[label].equals(table) for label, table in saved.nodes.items())
    assert all(alliance.ties[relation].equals(table) for relation, table in saved.ties.items())


def test_a_snapshot_notes_the_key_of_its_codes(tmp_path: Path) -> None:
    snapshot.save(replace(with_grids("g1"), people_key="0123abcd"), tmp_path)
    alliance, manifest = saved_in(tmp_path)
    assert alliance.people_key == manifest.people_key == "0123abcd"
    assert alliance.at(date(2018, 12, 31)).people_key == "0123abcd"


def test_the_id_tells_values_and_nothing_else(tmp_path: Path) -> None:
    first = snapshot.save(with_grids("g1", "g2"), tmp_path / "a").snapshot
    assert snapshot.save(with_grids("g2", "g1", row=40), tmp_path / "b", date(2018, 1, 1)).snapshot == first
    assert snapshot.save(with_grids("g1", "g3"), tmp_path / "c").snapshot != first
    not_supplied = Alliance(with_grids("g1", "g2").nodes, empty().ties, frozenset(), frozenset({"COVERS"}))
    assert snapshot.save(not_supplied, tmp_path / "d").snapshot != first


def test_what_was_supplied_in_parts_is_no_whole_to_an_earlier_version(tmp_path: Path) -> None:
    whole = with_grids("g1", "g2")
    lacking = replace(whole, absent_parts=frozenset({"posts:grid_head", "covers:Grid"}))
    saved = snapshot.save(lacking, tmp_path / "parts")
    assert saved_in(tmp_path / "parts")[0].absent_parts == lacking.absent_parts
    assert saved.schema_version > snapshot.save(whole, tmp_path / "whole").schema_version == 1
    assert saved_in(tmp_path / "whole")[0].absent_parts == frozenset()
    less = snapshot.save(replace(whole, absent_parts=frozenset({"covers:Grid"})), tmp_path / "less")
    assert len({saved.snapshot, less.snapshot, saved_in(tmp_path / "whole")[1].snapshot}) == 3


@pytest.mark.parametrize("damage", ["flip", "cut", "remove", "swap"])
def test_a_damaged_table_is_named(tmp_path: Path, damage: str) -> None:
    snapshot.save(with_grids("g1"), tmp_path)
    table = only_snapshot(tmp_path) / "nodes" / "Grid.parquet"
    content = bytearray(table.read_bytes())
    match damage:
        case "flip":
            content[len(content) // 2] ^= 0xFF
            table.write_bytes(content)
        case "cut":
            table.write_bytes(content[:-10])
        case "remove":
            table.unlink()
        case "swap":
            table.write_bytes((table.parent / "City.parquet").read_bytes())
    with pytest.raises(EnvironmentFailure, match=r"Grid\.parquet"):
        saved_in(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "{}", '{"schema_version": 1}', "[]"])
def test_a_damaged_manifest_is_named(tmp_path: Path, content: str) -> None:
    snapshot.save(with_grids("g1"), tmp_path)
    (only_snapshot(tmp_path) / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(EnvironmentFailure, match=r"manifest\.json"):
        saved_in(tmp_path)


def test_a_snapshot_of_a_newer_program_asks_for_an_upgrade(tmp_path: Path) -> None:
    snapshot.save(with_grids("g1"), tmp_path)
    place = only_snapshot(tmp_path) / "manifest.json"
    manifest = json.loads(place.read_text(encoding="utf-8"))
    place.write_text(json.dumps(manifest | {"schema_version": 999, "what_is_new": 1}), encoding="utf-8")
    with pytest.raises(EnvironmentFailure, match=r"newer|更新"):
        saved_in(tmp_path)


def test_a_save_killed_at_any_moment_leaves_the_old_snapshot(tmp_path: Path) -> None:
    snapshot.save(with_grids("old"), tmp_path)
    killed_at = """
import os, sys
from pathlib import Path
import polars as pl
from graphmodel.alliance import empty
from graphmodel.stores import checked, snapshot
store, moment = Path(sys.argv[1]), int(sys.argv[2])
reached = 0
def step(original):
    def stepping(*arguments):
        global reached
        if reached == moment:
            os._exit(9)
        reached += 1
        return original(*arguments)
    return stepping
checked.flush = step(checked.flush)
Path.rename, Path.replace = step(Path.rename), step(Path.replace)
snapshot.save(empty(), store)
"""
    survived = False
    for moment in [0, 1, 12, 24, 25, 26, 27, 28, 29, 30]:
        command = [sys.executable, "-c", killed_at, str(tmp_path), str(moment)]
        code = subprocess.run(command, check=False).returncode
        alliance, _ = saved_in(tmp_path)
        if code == 0:
            survived = True
            assert alliance.nodes["Grid"].is_empty()
            break
        assert code == 9
        assert alliance.nodes["Grid"]["id"].to_list() == ["old"]
    assert survived, "the last moment must lie beyond the end of a save"


@pytest.mark.skipif(os.name == "nt", reason="/dev/full is Linux's")
def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        Path("/dev/full").write_bytes(b"x")

    monkeypatch.setattr(checked, "flush", full)
    with pytest.raises(EnvironmentFailure, match=r"full|已满"):
        snapshot.save(with_grids("g1"), tmp_path)
    assert not any(tmp_path.rglob("*.parquet"))


def test_a_store_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFailure, match="file"):
        snapshot.save(with_grids("g1"), tmp_path / "file" / "store")


def test_the_same_values_saved_twice_at_the_very_same_moment_are_two_snapshots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Stopped":
            return cls(2018, 12, 31, tzinfo=tz)

    monkeypatch.setattr(snapshot, "datetime", Stopped)
    first, second = (snapshot.save(empty(), tmp_path, day) for day in (None, date(2018, 6, 1)))
    assert first.snapshot == second.snapshot
    assert first.folder < second.folder
    assert saved_in(tmp_path)[1] == second


def test_what_is_saved_last_is_last_though_the_clock_was_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot.save(with_grids("g1"), tmp_path)

    class SetBack(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "SetBack":
            return cls(2018, 1, 1, tzinfo=tz)

    monkeypatch.setattr(snapshot, "datetime", SetBack)
    snapshot.save(with_grids("g2"), tmp_path)
    assert saved_in(tmp_path)[0].nodes["Grid"]["id"].to_list() == ["g2"]


def test_a_second_save_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with (
        snapshot.saving(with_grids("g1"), tmp_path),
        pytest.raises(EnvironmentFailure, match=r"another process|另一个"),
    ):
        snapshot.save(with_grids("g2"), tmp_path)
    assert saved_in(tmp_path)[0].nodes["Grid"]["id"].to_list() == ["g1"]


def test_a_save_that_fails_in_the_end_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), snapshot.saving(with_grids("g1"), tmp_path):
        _ = 1 / 0
    assert [path.name for path in tmp_path.iterdir()] == ["snapshots"]
    assert not list((tmp_path / "snapshots").iterdir())


def test_what_a_dead_save_left_is_swept(tmp_path: Path) -> None:
    for left in (".writing-abc", ".graphmodel-0123456789abcdef"):
        (tmp_path / left / "nodes").mkdir(parents=True)
    (tmp_path / ".current-20261127T091031591438-51d2fc6f0ce3").touch()
    (tmp_path / "current").touch()  # earlier versions would go on answering from where it leads
    snapshot.save(with_grids("g1"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["snapshots"]


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
@pytest.mark.parametrize("part", ["snapshots", "folder", "manifest.json", "nodes", "nodes/Grid.parquet"])
def test_no_link_leads_out_of_a_store(tmp_path: Path, part: str) -> None:
    store = tmp_path / "store"
    snapshot.save(with_grids("g1"), store)
    place = {
        "snapshots": store / "snapshots",
        "folder": only_snapshot(store),
    }.get(part, only_snapshot(store) / part)
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EnvironmentFailure, match=r"damaged|已损坏"):
        saved_in(store)


def test_what_is_no_snapshot_is_passed_over(tmp_path: Path) -> None:
    saved = snapshot.save(with_grids("g1"), tmp_path, date(2018, 12, 31))
    snapshots = tmp_path / "snapshots"
    for name in ("old-copy", f"{saved.folder} (2)", ".git-x"):
        (snapshots / name).mkdir()
    (snapshots / "a-file").touch()
    (snapshots / "20261127T091031591438-51d2fc6f0ce3").touch()
    for which in (None, date(2018, 12, 31), saved.snapshot[:6]):
        assert saved_in(tmp_path, which)[1] == saved


def test_a_folder_by_another_name_is_not_the_snapshot_it_claims_to_be(tmp_path: Path) -> None:
    snapshot.save(with_grids("g1"), tmp_path, date(2018, 12, 31))
    folder = only_snapshot(tmp_path)
    folder.rename(folder.with_name(f"29990101T000000000000-{folder.name[-12:]}"))
    with pytest.raises(EnvironmentFailure, match="manifest"):
        saved_in(tmp_path, date(2018, 12, 31))


@pytest.mark.parametrize(
    "told",
    [
        {"as_of": "2017-12-31"},
        {"as_of": None},
        {"snapshot": "0" * 64},
        {"supplied": ["grids"]},
        {"absent_columns": ["COVERS"]},
        {"sources": {"x.csv": "0"}},
        {"more": 1},
        {"checksum": "0" * 64},
    ],
)
def test_a_manifest_that_says_something_else_is_damaged(tmp_path: Path, told: dict[str, object]) -> None:
    snapshot.save(with_grids("g1"), tmp_path, date(2018, 12, 31))
    place = only_snapshot(tmp_path) / "manifest.json"
    manifest = json.loads(place.read_text(encoding="utf-8"))
    place.write_text(json.dumps(manifest | told), encoding="utf-8")
    with pytest.raises(EnvironmentFailure, match=r"manifest\.json"):
        saved_in(tmp_path)


def test_without_a_checksum_the_values_are_held_against_the_id(tmp_path: Path) -> None:
    saved = snapshot.save(with_grids("g1"), tmp_path / "a")
    other = snapshot.save(with_grids("g2"), tmp_path / "b")
    place = only_snapshot(tmp_path / "a") / "manifest.json"
    manifest = json.loads(place.read_text(encoding="utf-8"))
    del manifest["checksum"]
    place.write_text(json.dumps(manifest), encoding="utf-8")
    assert saved_in(tmp_path / "a")[1].snapshot == saved.snapshot
    grids = only_snapshot(tmp_path / "b") / "nodes" / "Grid.parquet"
    (only_snapshot(tmp_path / "a") / "nodes" / "Grid.parquet").write_bytes(grids.read_bytes())
    manifest["tables"]["nodes/Grid.parquet"] = other.tables["nodes/Grid.parquet"].model_dump()
    place.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(EnvironmentFailure, match=r"manifest\.json"):
        saved_in(tmp_path / "a")


def test_a_file_that_may_not_be_read_is_never_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot.save(with_grids("g1"), tmp_path)

    def refuse(self: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(EnvironmentFailure, match=r"Permission denied") as caught:
        saved_in(tmp_path)
    assert "damaged" not in str(caught.value)
