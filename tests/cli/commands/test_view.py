"""One picture as a file: of any place, body or organisation, and of nobody."""

from pathlib import Path

import pytest

from graphmodel.reporting.addresses import NETWORK_PAGE, place
from tests.cli.conftest import Run
from tests.cli.office import INVENTED_DIVISIONS, fill_in, text

GRID = "990102001002/丙小区/丙网格"


@pytest.mark.parametrize(
    ("asked", "label", "code"),
    [
        ("990102001001", "Community", "990102001001"),
        (GRID, "Grid", GRID),
        (f"Grid:{GRID}", "Grid", GRID),
        ("示例局第一党支部", "PartyOrg", None),
    ],
)
def test_the_page_opens_at_what_was_asked(
    asked: str, label: str, code: str | None, loaded: Run, tmp_path: Path
) -> None:
    done = loaded("view", asked, "-o", tmp_path / "one.html")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "one.html").read_text(encoding="utf-8")
    start = f'"start":"{place(label, code)}"' if code else f'"start":"{label}/'
    assert start in page
    assert "2018-12-31" in page


def test_it_is_of_the_day_asked_for(loaded: Run, tmp_path: Path) -> None:
    done = loaded("view", GRID, "-o", tmp_path / "one.html", "--as-of", "2018-10-31")
    assert done.returncode == 0, done.stderr
    assert '"as_of":"2018-10-31"' in (tmp_path / "one.html").read_text(encoding="utf-8")


def test_an_unknown_code_names_the_nearest_and_writes_nothing(loaded: Run, tmp_path: Path) -> None:
    done = loaded("view", "990102001009", "-o", tmp_path / "one.html", lang="zh")
    assert done.returncode == 2
    assert "990102001001" in done.stderr
    assert not (tmp_path / "one.html").exists()


@pytest.mark.parametrize(("code", "instead"), [("001", "甲一网格"), ("H1", "甲一网格")])
def test_people_and_homes_are_not_drawn(code: str, instead: str, loaded: Run, tmp_path: Path) -> None:
    done = loaded("view", code, "-o", tmp_path / "one.html")
    assert done.returncode == 2
    assert "are not drawn" in done.stderr
    assert instead in done.stderr
    assert not (tmp_path / "one.html").exists()


def test_a_code_that_two_things_bear_is_asked_back(graphmodel: Run, tmp_path: Path) -> None:
    folder = fill_in(tmp_path / "rosters")
    text(folder / "业委会.csv", ["业委会代码,业委会名称,所属小区", "990102001001,甲业委会,甲小区"])
    assert graphmodel("load", "rosters", "--as-of", "2018-12-31").returncode == 0
    done = graphmodel("view", "990102001001", "-o", "one.html")
    assert done.returncode == 2
    assert "Community:990102001001, OwnersCommittee:990102001001" in done.stderr
    assert graphmodel("view", "OwnersCommittee:990102001001", "-o", "one.html").returncode == 0


def test_the_main_job_writes_the_network_beside_the_other_pages(graphmodel: Run, tmp_path: Path) -> None:
    fill_in(tmp_path / "rosters")
    done = graphmodel("run", "rosters", "-o", "out", "--as-of", "2018-12-31")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / NETWORK_PAGE).read_text(encoding="utf-8")
    assert 'href="index.html"' in page
    assert INVENTED_DIVISIONS.splitlines()[-1].split(",")[1] in page
