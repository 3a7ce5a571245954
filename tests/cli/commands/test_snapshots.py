"""``graphmodel snapshots``: what there is, and how one goes."""

from datetime import date, datetime
from pathlib import Path

import pytest

from graphmodel.stores import snapshot
from tests.cli.conftest import Run, answer, commands_in
from tests.stores.test_snapshot import with_grids

NOVEMBER, DECEMBER = date(2018, 11, 30), date(2018, 12, 31)


def saved(folder: Path, *days: date | None, grid: str = "g") -> str:
    """Save the same values for some days; their id."""
    for as_of in days:
        id_ = snapshot.save(with_grids(grid), folder / "alliance", as_of).snapshot
    return id_


def days_left(graphmodel: Run) -> list[str | None]:
    return [one["as_of"] for one in answer(graphmodel, "snapshots")["snapshots"]]


def test_they_are_listed_by_date_then_by_when_they_were_saved(graphmodel: Run, tmp_path: Path) -> None:
    first = saved(tmp_path, None, DECEMBER, grid="first")
    second = saved(tmp_path, NOVEMBER, DECEMBER, None, grid="second")
    told = answer(graphmodel, "snapshots")
    assert told["schema"] == "graphmodel/snapshots/1"
    assert [(one["as_of"], one["snapshot"], one["speaks"]) for one in told["snapshots"]] == [
        ("2018-12-31", second, True),
        ("2018-12-31", first, False),
        ("2018-11-30", second, True),
        (None, second, True),
        (None, first, False),
    ]
    for one in told["snapshots"]:
        assert datetime.fromisoformat(one["saved_at"]).tzinfo
        assert list(one) == ["snapshot", "as_of", "saved_at", "files", "rows", "speaks"]


def test_what_was_loaded_tells_its_files_and_rows(office_folder: Path) -> None:
    run = commands_in(office_folder)
    newest, undated = answer(run, "snapshots")["snapshots"]
    assert (newest["as_of"], undated["as_of"]) == ("2018-12-31", None)
    assert newest["snapshot"] == undated["snapshot"]
    assert newest["rows"]["grids"] == 4
    assert "区划名单.csv" in newest["files"]
    table = run("snapshots", lang="zh").stdout
    assert "2018-12-31" in table
    assert "未注明日期" in table


def test_an_earlier_version_did_not_count_rows(graphmodel: Run) -> None:
    frozen = Path(__file__).parents[2] / "frozen" / "0.1.0" / "alliance"
    told = answer(graphmodel, "snapshots", "--store", frozen)["snapshots"]
    assert [(one["as_of"], one["rows"], one["speaks"]) for one in told] == [
        ("2018-12-31", None, True),
        ("2018-11-30", None, True),
    ]


def test_without_yes_nothing_goes(graphmodel: Run, tmp_path: Path) -> None:
    id_ = saved(tmp_path, DECEMBER)
    done = graphmodel("snapshots", "--drop", id_[:6], lang="zh")
    assert done.returncode == 0
    assert f"{id_[:12]}（2018-12-31）" in done.stderr
    assert days_left(graphmodel) == ["2018-12-31"]


def test_what_goes_gives_its_place_to_what_was_saved_before(graphmodel: Run, tmp_path: Path) -> None:
    first, second = (saved(tmp_path, DECEMBER, grid=grid) for grid in ("first", "second"))
    assert graphmodel("snapshots", "--drop", second, "--yes").returncode == 0
    (left,) = answer(graphmodel, "snapshots")["snapshots"]
    assert (left["snapshot"], left["speaks"]) == (first, True)
    assert [path.name for path in (tmp_path / "alliance").iterdir()] == ["snapshots"]


def test_an_id_of_several_days_is_refused_naming_them(graphmodel: Run, tmp_path: Path) -> None:
    id_ = saved(tmp_path, NOVEMBER, DECEMBER, None, DECEMBER)
    done = graphmodel("snapshots", "--drop", id_[:8], "--yes")
    assert done.returncode == 2
    assert all(f"{id_[:8]}@{day}" in done.stderr for day in ("2018-12-31", "2018-11-30", "none"))
    assert len(days_left(graphmodel)) == 4
    assert graphmodel("snapshots", "--drop", f"{id_[:8]}@2018年12月", "--yes").returncode == 0
    assert days_left(graphmodel) == ["2018-11-30", None]  # what had both went together
    assert graphmodel("snapshots", "--drop", f"{id_[:8]}@none", "--yes").returncode == 0
    assert days_left(graphmodel) == ["2018-11-30"]


@pytest.mark.parametrize("written", ["abcde", "昨天", "ffffff", "{id}@2018-10", "{id}@"])
def test_what_names_none_is_wrong_use(graphmodel: Run, tmp_path: Path, written: str) -> None:
    id_ = saved(tmp_path, DECEMBER)
    assert not id_.startswith("ffffff")
    done = graphmodel("snapshots", "--drop", written.format(id=id_), "--yes")
    assert done.returncode == 2
    assert days_left(graphmodel) == ["2018-12-31"]


def test_what_is_damaged_can_go_by_its_id(graphmodel: Run, tmp_path: Path) -> None:
    broken, _ = saved(tmp_path, DECEMBER, grid="broken"), saved(tmp_path, NOVEMBER, grid="sound")
    (folder,) = (tmp_path / "alliance" / "snapshots").glob(f"*-{broken[:12]}")
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    listed = graphmodel("snapshots")
    assert listed.returncode == 3
    assert f"--drop {broken[:12]} --yes" in listed.stderr
    assert graphmodel("snapshots", "--drop", broken, "--yes").returncode == 0
    assert days_left(graphmodel) == ["2018-11-30"]


def test_a_folder_without_data_and_yes_alone_are_wrong_use(graphmodel: Run) -> None:
    assert graphmodel("snapshots").returncode == 2
    assert graphmodel("snapshots", "--yes").returncode == 2
