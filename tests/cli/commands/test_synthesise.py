from pathlib import Path

import pytest

from graphmodel.synthetic import PROVINCES
from tests.cli.conftest import Run
from tests.synthetic.provinces import SMALL


def test_each_month_has_a_folder_of_rosters_that_can_be_checked(graphmodel: Run, tmp_path: Path) -> None:
    done = graphmodel("synthesise", "-o", "city", "--months", 2, "--format", "csv")
    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(path.name for path in (tmp_path / "city").iterdir()) == ["2018-11", "2018-12"]
    assert graphmodel("check", "city/2018-11").returncode == 0


@pytest.mark.parametrize("more", [("--months", 2, "--planted"), ("--months", 0)])
def test_months_of_a_planted_city_and_no_months_are_wrong_use(
    graphmodel: Run, tmp_path: Path, more: tuple[object, ...]
) -> None:
    done = graphmodel("synthesise", "-o", "city", *more)
    assert done.returncode == 2
    assert "--months" in done.stderr
    assert not (tmp_path / "city").exists()


def test_a_province_is_told_of_beforehand_and_written_county_by_county(
    graphmodel: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PROVINCES, "province", SMALL)
    done = graphmodel("synthesise", "-o", "all", "--size", "province", "--format", "csv", lang="zh")
    assert (done.returncode, done.stdout) == (0, "")
    assert "2个市、4个县（市、区）、136户" in done.stderr
    folders = {path.parent.relative_to(tmp_path / "all").as_posix() for path in tmp_path.rglob("*.csv")}
    assert folders == {"示例一市/甲区", "示例一市/乙区", "示例二市/甲区", "示例二市/乙区"}
    checked = graphmodel("check", "all")
    assert checked.returncode == 0


@pytest.mark.parametrize("more", [("--months", 2), ("--divisions", "d.csv"), ("--format", "xlsx")])
def test_a_province_is_of_one_day_of_its_own_divisions_and_in_no_workbook(
    graphmodel: Run, tmp_path: Path, more: tuple[object, ...]
) -> None:
    done = graphmodel("synthesise", "-o", "all", "--size", "province", *more)
    assert done.returncode == 2
    assert str(more[0]) in done.stderr
    assert not (tmp_path / "all").exists()
