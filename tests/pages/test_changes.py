from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from graphmodel.pages.changes import page, words
from graphmodel.pages.changes.page import write_changes_page
from graphmodel.pages.changes.workbook import write_changes_workbook
from graphmodel.rules.changes import Changes
from tests.rules.build import judged

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")
"""openpyxl does not read the newer form of data bars."""

Opened = Callable[[Path], Page]

BEFORE, AFTER = date(2018, 10, 31), date(2018, 12, 31)
RULES = ("R25", "R34")
TEXT = """
compounds: id part_of
  c1 k1
grids: id name part_of valid_from
  g1 <b>一网格</b> c1 -
  g2 =1+1 c1 -
  g3 三网格 c1 -
  g4 四网格 c1 2018-11-01
people: id party_status
  RY1 正式党员
  RY2 正式党员
  RY3 正式党员
party_orgs: id kind covers
  o1 grid_branch g1
registrations: from to
  RY1 o1
  RY2 o1
posts: from post to valid_from valid_to
  RY1 instructor g1 - 2018-12-01
  RY2 instructor g2 2018-11-01 -
households: id part_of status
  H1 g1 有人
household_ties: from to valid_from valid_to
  RY1 H1 - 2018-12-01
"""


@pytest.fixture(scope="module")
def changes() -> Changes:
    return Changes(*(judged(TEXT, *RULES, as_of=day) for day in (BEFORE, AFTER)))


def rows_of(opened_page: Page, section: str) -> list[list[str]]:
    script = "rows => rows.map(row => Array.from(row.cells, cell => cell.innerText.trim()))"
    rows: list[list[str]] = opened_page.eval_on_selector_all(f"#{section} tbody tr", script)
    return rows


def test_every_gap_has_its_state_and_cause_in_words(changes: Changes) -> None:
    found = words.gaps(changes, RULES, with_people=True)
    assert set(found.select("key", "rule", "subject", "cause", "ties").iter_rows()) == {
        ("new", "R25", "g1", "关系终止", "任职 RY1→<b>一网格</b>"),
        ("closed", "R25", "g2", None, None),
        ("persisting", "R25", "g3", None, None),
        ("new", "R25", "g4", "新增的对象", None),
        ("new", "R34", "RY1", "对象的信息变了", None),
        ("persisting", "R34", "RY2", None, None),
    }


def test_the_sheet_of_rates_has_both_days_and_every_state(changes: Changes, tmp_path: Path) -> None:
    write_changes_workbook(changes, RULES, tmp_path / "changes.xlsx")
    book = openpyxl.load_workbook(tmp_path / "changes.xlsx")
    rates = [row for row in book["前后对比"].iter_rows(values_only=True) if row[0] == "R25"]
    assert rates == [
        ("R25", "一网格一党建指导员", "网格", 0.3333, 0.25, 3, 4, 2, 3, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0)
    ]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "H1" not in [cell.value for cell in cells]


def test_the_page_shows_rates_then_and_now_and_no_person_and_no_home(
    changes: Changes, tmp_path: Path, opened: Opened
) -> None:
    write_changes_page(changes, RULES, tmp_path / "changes.html")
    shown = opened(tmp_path / "changes.html")
    (grids,) = [row for row in rows_of(shown, "rates") if row[0] == "R25"]
    assert grids[3:] == ["33.3%\n1 / 3", "25.0%\n1 / 4", "-8.3", "2", "1", "1", "0", "0", "0", "0 → 0"]
    assert rows_of(shown, "new") == [
        ["R25 一网格一党建指导员", "网格 <b>一网格</b>", "关系终止", "任职 人员→<b>一网格</b>"],
        ["R25 一网格一党建指导员", "网格 四网格", "新增的对象", ""],
        ["R34 1+N党员联户", "人员 1", "对象的信息变了", ""],
    ]
    assert [row[1] for row in rows_of(shown, "closed")] == ["网格 =1+1"]
    text = shown.content()
    assert not [code for code in ("RY1", "RY2", "RY3", "H1") if code in text]


def test_what_does_not_fit_is_said(
    changes: Changes, tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "_GAPS_AT_MOST", 1)
    write_changes_page(changes, RULES, tmp_path / "changes.html")
    assert "另有 1 个" in opened(tmp_path / "changes.html").inner_text("#new")


def test_without_changes_the_page_says_so(changes: Changes, tmp_path: Path, opened: Opened) -> None:
    same = Changes(changes.before, changes.before)
    write_changes_page(same, RULES, tmp_path / "changes.html")
    shown = opened(tmp_path / "changes.html")
    assert shown.locator("#new, #closed").count() == 0
    assert shown.inner_text("#network .panel") == "无"
