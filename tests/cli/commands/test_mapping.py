"""``graphmodel map``, and ``--map`` where rosters are read."""

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run, commands_in
from tests.saved import saved_in

GRIDS = "小区,网格,街道,社区,组建形式,网格党支部\n荷苑小区,一网格,荷花街道,新荷社区,单建,荷苑支部\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "grids.csv").write_text(GRIDS, encoding="utf-8")
    return commands_in(tmp_path)


def test_what_is_written_is_confirmed_by_hand_and_then_obeyed(run: Run, tmp_path: Path) -> None:
    assert run("check", "in").returncode == 1
    written = run("map", "in", "-o", "map.xlsx")
    assert (written.returncode, written.stdout) == (0, "")
    assert "map.xlsx" in written.stderr
    assert run("check", "in", "--map", "map.xlsx").returncode == 1
    book = openpyxl.load_workbook(tmp_path / "map.xlsx")
    book["用词"]["F2"] = "单独"
    book.save(tmp_path / "map.xlsx")
    assert run("check", "in", "--map", "map.xlsx").returncode == 0
    assert run("load", "in", "--map", "map.xlsx", "--store", "store").returncode == 0
    assert run("run", "in", "--map", "map.xlsx", "-o", "out").returncode == 0
    again = run("map", "in", "--map", "map.xlsx", "-o", "again.xlsx")
    assert again.returncode == 0
    assert "nothing left to confirm" in again.stderr
    assert openpyxl.load_workbook(tmp_path / "again.xlsx")["用词"]["F2"].value == "单独"


def test_a_map_that_is_there_is_left_alone_and_what_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "map.xlsx").write_bytes(b"mine")
    assert run("map", "in", "-o", "map.xlsx").returncode == 2
    assert (tmp_path / "map.xlsx").read_bytes() == b"mine"
    assert run("check", "in", "--map", "in/grids.csv").returncode == 2
    assert run("check", "in", "--map", "nowhere.xlsx").returncode == 2


def test_check_says_what_was_read_as_which_form(run: Run) -> None:
    said = run("check", "in", lang="zh").stdout
    assert said.splitlines()[-1] == "grids.csv: 网格一览表, 1 行, 用 0, 跳过 0, 有错 1"
    assert json.loads(run("check", "in", "--format", "json").stdout)["forms"] == [
        {
            "file": "grids.csv",
            "sheet": None,
            "form": "grids",
            "heading_row": 1,
            "rows": 1,
            "used": 0,
            "skipped": 0,
            "with_errors": 1,
        }
    ]


def test_who_moved_between_units_keeps_his_code_when_that_is_confirmed(tmp_path: Path) -> None:
    run = commands_in(tmp_path)
    grids = (
        "小区,网格,街道,社区,网格党支部\n"
        "荷苑小区,一网格,荷花街道,新荷社区,一支部\n荷苑小区,二网格,荷花街道,新荷社区,二支部\n"
        "荷苑小区,三网格,荷花街道,新荷社区,三支部\n"
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "grids.csv").write_text(grids, encoding="utf-8")

    def people(branch: str) -> None:
        rows = f"姓名,所在党组织\n李甲,{branch}\n王乙,一支部\n"
        (tmp_path / "in" / "people.csv").write_text(rows, encoding="utf-8")

    def codes() -> set[str]:
        alliance, _ = saved_in(tmp_path / "store")
        return set(alliance.nodes["Person"]["id"])

    people("一支部")
    assert run("load", "in", "--store", "store").returncode == 0
    before = codes()
    people("二支部")
    assert run("map", "in", "--store", "store", "-o", "map.xlsx").returncode == 0
    book = openpyxl.load_workbook(tmp_path / "map.xlsx")
    ((name, unit, was, *_, confirmed),) = book["调动"].iter_rows(min_row=2, values_only=True)
    assert (name, unit, was, confirmed or "") == ("李甲", "二支部", "一支部", "")
    book["调动"]["F2"] = "√"
    book.save(tmp_path / "map.xlsx")
    assert run("load", "in", "--store", "store", "--map", "map.xlsx").returncode == 0
    assert codes() == before
    people("三支部")
    arguments = ("--map", "map.xlsx", "--store", "store", "-o", "again.xlsx")
    assert run("map", "in", *arguments).returncode == 0
    book = openpyxl.load_workbook(tmp_path / "again.xlsx")
    lines = [(*row[:3], row[5]) for row in book["调动"].iter_rows(min_row=2, values_only=True)]
    assert [tuple(cell or "" for cell in line) for line in lines] == [
        ("李甲", "二支部", "一支部", "√"),
        ("李甲", "三支部", "二支部", ""),
    ]
    book["调动"]["F3"] = "二支部"
    book.save(tmp_path / "again.xlsx")
    loaded = run("load", "in", "--store", "store", "--map", "again.xlsx")
    assert (loaded.returncode, codes()) == (0, before)
    assert "map-stale" not in run("check", "in", "--map", "again.xlsx", "--format", "json").stdout
    assert run("load", "in", "--store", "store").returncode == 0
    assert len(codes() & before) == 1
