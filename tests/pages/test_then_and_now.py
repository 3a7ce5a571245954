from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from graphmodel.pages import then_and_now
from graphmodel.pages.shell import Site, rendered
from graphmodel.pages.then_and_now import PAGE, shown, write_changes_page
from graphmodel.reporting.comparison import Comparison
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.figures import Figures
from graphmodel.rules.changes import Changes
from tests.cities import COMPARED
from tests.rules import build

Opened = Callable[[Path], Page]


def rows_of(opened_page: Page, section: str) -> list[list[str]]:
    script = "rows => rows.map(row => Array.from(row.cells, cell => cell.innerText.trim()))"
    rows: list[list[str]] = opened_page.eval_on_selector_all(f"#{section} tbody tr", script)
    return rows


def test_the_page_shows_rates_then_and_now_and_no_person_and_no_home(
    changes: Changes, tmp_path: Path, opened: Opened
) -> None:
    write_changes_page(Comparison(changes, COMPARED), tmp_path / "changes.html")
    shown = opened(tmp_path / "changes.html")
    (grids,) = [row for row in rows_of(shown, "rates") if row[0] == "R25"]
    assert grids[3:] == ["33.3%\n1 / 3", "25.0%\n1 / 4", "-8.3", "2", "1", "1", "0", "0", "0", "0", "0 → 0"]
    assert rows_of(shown, "new") == [
        ["R25 一网格一党建指导员", "网格 <b>一网格</b>", "关系终止", "任职 人员→<b>一网格</b>"],
        ["R25 一网格一党建指导员", "网格 四网格", "新增的对象", ""],
        ["R34 1+N党员联户", "人员 1", "对象信息有变化", ""],
    ]
    assert [row[1] for row in rows_of(shown, "closed")] == ["网格 =1+1"]
    text = shown.content()
    assert not [code for code in ("RY1", "RY2", "RY3", "H1") if code in text]


def test_what_does_not_fit_is_said(
    changes: Changes, tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(then_and_now, "_GAPS_AT_MOST", 1)
    write_changes_page(Comparison(changes, COMPARED), tmp_path / "changes.html")
    assert "另有 1 个" in opened(tmp_path / "changes.html").inner_text("#new")


def test_without_changes_the_page_says_so(changes: Changes, tmp_path: Path, opened: Opened) -> None:
    same = Changes(changes.before, changes.before)
    write_changes_page(Comparison(same, COMPARED), tmp_path / "changes.html")
    shown = opened(tmp_path / "changes.html")
    assert shown.locator("#new, #closed").count() == 0
    assert shown.inner_text("#network p") == "无"


def test_without_a_time_before_the_page_of_the_site_says_so(site: Path, opened: Opened) -> None:
    assert "没有上一次" in opened(site / "changes.html").inner_text("main")


GRIDS = (
    "compounds: id part_of\n  c1 k1\n  c3 k3\ngrids: id part_of\n  g1 c1\n  g2 c1\n  g3 c3\npeople: id\n  p\n"
)
LED = "posts: from post to\n  p instructor {}\n"


def test_what_changed_follows_the_scope(tmp_path: Path, opened: Opened) -> None:
    changes = Changes(*(build.judged(GRIDS + LED.format(grid), "R25") for grid in ("g1", "g3")))
    site = replace(Site(Figures(Dossier(changes.after))), pages=(PAGE,))
    told = rendered(site, PAGE, "changes.html.j2", shown(Comparison(changes, ["R25"]), site))
    (tmp_path / "changes.html").write_text(told, encoding="utf-8")
    page = opened(tmp_path / "changes.html")

    def counts() -> dict[str, str]:
        panels = [panel.splitlines() for panel in page.locator("#counts .panel").all_inner_texts()]
        return {words.removeprefix("缺口 · "): count for count, words in panels}

    assert [counts()[state] for state in ("新增", "持续", "已补上")] == ["1", "1", "1"]
    page.select_option("#scope", "k1")
    assert [counts()[state] for state in ("新增", "持续", "已补上")] == ["1", "1", "0"]
    row = page.locator("#rates-here td").all_inner_texts()
    assert row[:9] == ["R25", *row[1:3], "50.0%\n1 / 2", "0.0%\n0 / 2", "-50.0", "1", "1", "0"]
    assert "网格 g1" in page.inner_text("#new")
    assert not page.locator("#closed").is_visible()
    page.select_option("#scope", "k3")
    assert "网格 g3" in page.inner_text("#closed")
    assert not page.locator("#new").is_visible()
    page.select_option("#scope", "")
    assert [counts()[state] for state in ("新增", "持续", "已补上")] == ["1", "1", "1"]
