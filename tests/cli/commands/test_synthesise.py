from pathlib import Path

import pytest

from tests.cli.conftest import Run


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
