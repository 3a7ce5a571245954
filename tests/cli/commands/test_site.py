"""``graphmodel site``, as an office calls it."""

import json
import shutil
import struct
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.months import DECEMBER, fill_in


@pytest.fixture
def saved(graphmodel: Run) -> None:
    """The rosters of an invented city, saved for the end of 2018."""
    graphmodel("synthesise", "-o", "rosters")
    graphmodel("load", "rosters", "--store", "store", "--as-of", "2018-12-31")


@pytest.mark.usefixtures("saved")
def test_pages_of_saved_data_are_written_in_two_languages_and_their_charts_as_pictures(
    graphmodel: Run, tmp_path: Path
) -> None:
    done = graphmodel(
        *(
            "site",
            "--store",
            "store",
            "-o",
            "pages",
            "--with-english",
            "--pictures",
            "pictures",
            "--without-plan",
        )
    )
    assert done.returncode == 0, done.stderr
    for folder in ("pages", "pages/en"):
        assert {"index.html", "gaps.html", "network.html", "unit"} <= {
            p.name for p in (tmp_path / folder).iterdir()
        }
    assert not (tmp_path / "pages" / "plan.html").exists()
    picture = (tmp_path / "pictures" / "index-treemap.png").read_bytes()
    assert struct.unpack(">II", picture[16:24]) == (1920, 1080)
    shutil.copy(tmp_path / "pages" / "index.html", tmp_path / "pages" / "unit" / "gone.html")
    (tmp_path / "pages" / "notes.txt").touch()
    graphmodel("site", "--store", "store", "-o", "pages", "--without-plan", "--with-names")
    left = {path.relative_to(tmp_path / "pages").as_posix() for path in (tmp_path / "pages").rglob("*")}
    assert "notes.txt" in left
    assert not left & {"unit/gone.html", "en", "en/index.html"}
    assert "with names" in (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("saved")
def test_pages_for_release_go_where_nothing_else_is(graphmodel: Run, tmp_path: Path) -> None:
    release = ("site", "--store", "store", "-o", "outside", "--for-release")
    assert graphmodel(*release).returncode == 0
    assert graphmodel(*release).returncode == 0  # written so before
    written = {path.name for path in (tmp_path / "outside").iterdir()}
    assert written == {"index.html", "coverage.html", "pairing.html", "data.html", "rules.html", "unit"}
    assert graphmodel(*release, "--with-names").returncode == 2
    assert graphmodel(*release, "--pictures", "pictures").returncode == 2
    assert graphmodel(*release, "--scope", "990101001000").returncode == 2
    for strange in ("report.xlsx", "unit/report.xlsx"):
        (tmp_path / "outside" / strange).touch()
        assert graphmodel(*release).returncode == 2
        (tmp_path / "outside" / strange).unlink()
    (tmp_path / "file").touch()
    assert graphmodel(*release[:-2], "file", "--for-release").returncode == 2
    graphmodel("site", "--store", "store", "-o", "pages", "--without-plan")
    assert graphmodel("site", "--store", "store", "-o", "pages", "--for-release").returncode == 2


@pytest.mark.usefixtures("saved")
def test_pages_of_another_day_move_aside_and_what_is_not_ours_stays(graphmodel: Run, tmp_path: Path) -> None:
    graphmodel("site", "--store", "store", "-o", "pages", "--without-plan")
    units, earlier = tmp_path / "pages" / "unit", tmp_path / "pages" / "earlier" / "2018-12-31"
    shutil.copy(next(units.glob("*.html")), units / "990199999999.html")  # of a unit that is no more
    own = {"说明.html": "<!DOCTYPE html>\n<html><p>本单位的说明", "附图/图.txt": "本单位的图"}
    for name, content in own.items():
        (units / name).parent.mkdir(exist_ok=True)
        (units / name).write_text(content, encoding="utf-8")
    graphmodel("site", "--store", "store", "-o", "pages", "--without-plan", "--as-of", "2019-01-31")
    assert {name: (units / name).read_text(encoding="utf-8") for name in own} == own
    assert (earlier / "unit" / "990199999999.html").exists()
    assert not (units / "990199999999.html").exists()
    assert not any((earlier / "unit" / name).exists() for name in own)
    assert "2018-12-31" in (earlier / "index.html").read_text(encoding="utf-8")
    assert list((earlier / "unit").iterdir())
    assert "2019-01-31" in (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")


def test_pages_of_saved_data_know_what_was_not_read(graphmodel: Run, tmp_path: Path) -> None:
    folder = fill_in(tmp_path / "rosters", DECEMBER)
    compounds = folder / "小区.csv"
    compounds.write_text(compounds.read_text(encoding="utf-8").replace("曾用名", "停车位"), encoding="utf-8")
    graphmodel("load", "rosters", "--store", "store", "--as-of", DECEMBER)

    def data_page() -> str:
        graphmodel("site", "--store", "store", "-o", "pages", "--without-plan")
        return (tmp_path / "pages" / "data.html").read_text(encoding="utf-8")

    assert "停车位" in data_page()
    (manifest,) = (tmp_path / "store" / "snapshots").glob("*/manifest.json")
    told = json.loads(manifest.read_text(encoding="utf-8"))
    of_an_earlier_version = {key: value for key, value in told.items() if key not in {"received", "checksum"}}
    manifest.write_text(json.dumps(of_an_earlier_version), encoding="utf-8")
    page = data_page()
    assert "停车位" not in page
    assert "did not note it" in page
