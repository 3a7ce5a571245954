import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import polars as pl
import pytest
from playwright.sync_api import Browser, Page

from graphmodel import language
from graphmodel.errors import EnvironmentFailure
from graphmodel.pages import index
from graphmodel.pages.index import write_index
from graphmodel.reporting import gap_lists
from graphmodel.reporting.addresses import address
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.gap_lists import SUBJECTS_AT_MOST
from graphmodel.reporting.wording import percent
from graphmodel.rules import Judgement
from graphmodel.workbooks.report import write_report
from tests.cities import MARKUP
from tests.pages.conftest import REFUSED, refused_by

Opened = Callable[[Path], Page]


def page_of(judgement: Judgement, folder: Path) -> Path:
    write_index(Dossier(judgement), folder / "index.html")
    return folder / "index.html"


@pytest.fixture
def chromium_page(chromium: Browser) -> Iterator[Page]:
    """A page that may complain."""
    page = chromium.new_page()
    yield page
    page.close()


def rows_of(page: Page, section: str) -> list[list[str]]:
    script = "rows => rows.map(row => Array.from(row.cells, cell => cell.innerText.trim()))"
    rows: list[list[str]] = page.eval_on_selector_all(f"#{section} tbody tr", script)
    return rows


def shown(number: int) -> str:
    return f"{number:,}"


def test_the_coverage_table_shows_every_count_beside_its_rate(
    city: Judgement, tmp_path: Path, opened: Opened
) -> None:
    shown_page = opened(page_of(city, tmp_path))
    rows = [row for row in rows_of(shown_page, "coverage") if row[0] != "R51"]
    with_subjects = Dossier(city).coverage.filter(pl.sum_horizontal("met", "gap", "unknown", "exempt") > 0)
    expected = [
        [
            row["rule"],
            row["counted"],
            percent(row["rate"]),
            *(shown(row[name]) for name in ("judged", "met", "gap", "unknown", "exempt")),
        ]
        for row in with_subjects.iter_rows(named=True)
    ]
    assert [[row[0], row[2], *row[4:]] for row in rows] == expected


def test_cards_are_the_coverage_claims_of_the_programme(
    city: Judgement, tmp_path: Path, opened: Opened
) -> None:
    page = opened(page_of(city, tmp_path))
    rules = page.eval_on_selector_all(".card .rule", "cards => cards.map(card => card.innerText)")
    assert {"R02", "R21", "R23", "R25", "R35"} <= set(rules)
    assert "R22" not in rules  # a duty, not a goal
    assert "R36" not in rules  # a goal whose gap is of the second severity
    card = page.locator(".card", has_text="R25")
    counts = city.coverage.row(by_predicate=pl.col("rule") == "R25", named=True)
    assert f"{counts['met']} / {counts['met'] + counts['gap']}" in card.inner_text()
    assert f"缺口 {counts['gap']}" in card.inner_text()


def test_bars_are_as_wide_as_their_counts(city: Judgement, tmp_path: Path) -> None:
    text = page_of(city, tmp_path).read_text(encoding="utf-8")
    table = text.split('<section id="coverage">')[1].split("</section>")[0]
    bars = re.findall(r'<svg class="bar".*?</svg>', table)
    widths = [sum(map(float, re.findall(r' width="([0-9.]+)"', bar))) for bar in bars]
    assert widths == pytest.approx([100] * len(widths), abs=0.01)


def test_it_loads_nothing_and_runs_nothing(city: Judgement, tmp_path: Path, opened: Opened) -> None:
    page = opened(page_of(city, tmp_path))
    assert page.locator("script, img, link, iframe, [onload], [onclick], [style]").count() == 0
    assert page.evaluate("document.fonts.size") == 0


def test_the_policy_is_in_force_and_lets_the_style_through(
    city: Judgement, tmp_path: Path, chromium_page: Page
) -> None:
    chromium_page.goto(page_of(city, tmp_path).as_uri())
    banner = "getComputedStyle(document.querySelector('.banner')).backgroundColor"
    assert chromium_page.evaluate(banner) == "rgb(143, 29, 24)"
    assert refused_by(chromium_page) >= REFUSED


def test_hostile_names_stay_names(
    hostile: Judgement, tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    for cap in ("_CLAIMS_AT_MOST", "_STREETS_AT_MOST", "_COMPOUNDS_AT_MOST", "_NAMES_AT_MOST"):
        monkeypatch.setattr(index, cap, 1000)
    page = opened(page_of(hostile, tmp_path))
    page.wait_for_timeout(200)
    text = page.inner_text("body")
    assert page.locator("script, img, link, iframe, svg[onload]").count() == 0
    for name in MARKUP:
        assert name in text


def test_people_and_homes_are_not_on_the_page(city: Judgement, tmp_path: Path) -> None:
    text = page_of(city, tmp_path).read_text(encoding="utf-8")
    people = city.slice.nodes["Person"]
    homes = city.slice.nodes["Household"]
    for word in (*people["id"], *people["name"].drop_nulls(), *homes["id"]):
        assert word not in text


def test_what_was_not_supplied_is_said_and_is_no_gap(
    without_posts: Judgement, tmp_path: Path, opened: Opened
) -> None:
    page = opened(page_of(without_posts, tmp_path))
    missing = {row[0]: row[1] for row in rows_of(page, "not-supplied")}
    assert "R25" in missing["“任职”名册"]
    assert "R32" in missing["“人员”名册的“居住网格”列"]
    card = page.locator(".card", has_text="R25").inner_text()
    assert "—" in card
    assert "无法判定" in card
    assert f"未知 {without_posts.slice.nodes['Grid'].height}" in card
    assert "没有提供“任职”名册，无法判断" in page.inner_text("#loose")


def test_loose_things_stand_by_name_and_people_by_number(
    city: Judgement, tmp_path: Path, opened: Opened
) -> None:
    rows = rows_of(opened(page_of(city, tmp_path)), "loose")
    loose = Dossier(city).loose
    assert len(rows) == loose["compound_code"].n_unique()
    assert sum(int(row[3]) for row in rows) == loose.filter(pl.col("label") == "Person")["members"].sum()
    for compound, name in loose.filter(pl.col("label") != "Person").select("compound", "name").iter_rows():
        (row,) = [row for row in rows if row[0] == compound]
        assert name in row[2]


def test_what_does_not_fit_is_said(
    city: Judgement, tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    for cap in ("_CLAIMS_AT_MOST", "_STREETS_AT_MOST", "_STREET_ROWS_AT_MOST", "_COMPOUNDS_AT_MOST"):
        monkeypatch.setattr(index, cap, 1)
    page = opened(page_of(city, tmp_path))
    assert page.locator(".claim").count() == 1
    assert re.search(r"另有 [0-9]+ 项有一级缺口，见工作簿", page.inner_text("#first"))
    assert len(rows_of(page, "streets")) == 1
    assert "另有 1 个街道" in page.inner_text("#streets")
    compounds = Dossier(city).loose["compound_code"].n_unique()
    assert f"另有 {compounds - 1} 个小区，见工作簿" in page.inner_text("#loose")


@pytest.mark.parametrize(("chosen", "lang"), [("zh", "zh-CN"), ("en", "en")])
def test_it_speaks_the_language_that_is_spoken(
    chosen: language.Language,
    lang: str,
    city: Judgement,
    tmp_path: Path,
    opened: Opened,
) -> None:
    with language.speaking(chosen):
        page = opened(page_of(city, tmp_path))
    assert page.get_attribute("html", "lang") == lang
    headings = " ".join(page.locator("h1, h2, thead th, .mark").all_inner_texts())
    assert bool(re.search("[一-鿿]", headings)) is (chosen == "zh")
    assert ("内部使用" if chosen == "zh" else "For internal use only") in headings


def test_it_says_of_when_and_of_what_it_is(city: Judgement, tmp_path: Path, opened: Opened) -> None:
    page = opened(page_of(city, tmp_path))
    facts = page.inner_text(".facts")
    assert "2018-12-31" in facts
    assert "0123456789ab" not in facts
    assert "0123456789ab" in page.inner_text("footer")
    assert "全部" in facts
    links = page.eval_on_selector_all(".facts a", "links => links.map(link => link.getAttribute('href'))")
    assert links == ["report.xlsx", "findings.json", "network.html"]


def test_every_link_leads_into_the_page_to_the_workbook_or_to_a_picture(
    city: Judgement, tmp_path: Path, opened: Opened
) -> None:
    page = opened(page_of(city, tmp_path))
    links = set(page.eval_on_selector_all("a", "links => links.map(link => link.getAttribute('href'))"))
    ids = set(page.eval_on_selector_all("[id]", "things => things.map(thing => thing.id)"))
    things = {(label, id_) for label, id_ in city.slice.names.select("label", "id").iter_rows()}
    write_report(Dossier(city), tmp_path / "report.xlsx")
    with closing(openpyxl.load_workbook(tmp_path / "report.xlsx", read_only=True)) as book:
        sheets = set(book.sheetnames)
    pictures = set()
    for link in links:
        target, _, place = link.partition("#")
        if target == "network.html" and place:
            label, _, code = place.partition("/")
            pictures.add((label, unquote(code)))
            assert link == address(label, unquote(code))
        elif target == "report.xlsx" and place:
            assert place.removesuffix("'!A1").removeprefix("'") in sheets
        elif not target:
            assert place in ids
        else:
            assert link in {"report.xlsx", "findings.json", "network.html"}
    assert pictures <= things
    assert {label for label, _ in pictures} >= {"Street", "Community", "Compound", "Grid", "PartyOrg"}


def test_every_gap_leads_to_its_subjects_and_they_to_their_pictures(
    city: Judgement, tmp_path: Path, opened: Opened
) -> None:
    page = opened(page_of(city, tmp_path))
    for rule, label, unit, gap in city.coverage.select("rule", "subject_label", "unit", "gap").iter_rows():
        anchor = f"[id='{rule}-{label}']"
        lists = page.locator(f"article:is({anchor}, :has({anchor}))")
        assert lists.count() == (1 if gap else 0)
        if not gap:
            continue
        text = lists.inner_text()
        assert shown(gap) in text or lists.get_attribute("id") != f"{rule}-{label}"
        if label == "Person":
            assert sum(map(int, re.findall("([0-9]+) 人", text))) == gap
        elif unit == "subjects" and gap <= SUBJECTS_AT_MOST:
            names = lists.locator("li > a").count()
            assert names == gap or (names > gap and lists.get_attribute("id") != f"{rule}-{label}")
    row = page.locator("#coverage tbody tr", has_text="R25")
    assert row.locator("a.lack").get_attribute("href") == "#R25-Grid"
    row.locator("a.lack").click()
    assert page.evaluate("document.querySelector(':target').id") == "R25-Grid"


def test_a_long_list_says_what_it_leaves_out(
    city: Judgement, tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gap_lists, "SUBJECTS_AT_MOST", 1)
    gap = city.coverage.row(by_predicate=pl.col("rule") == "R40", named=True)["gap"]
    assert f"另有 {gap - 1} 个，见 report.xlsx · R40" in opened(page_of(city, tmp_path)).inner_text(
        "#R40-Grid"
    )


def test_the_ladder_shows_three_rates_with_their_denominators(
    city: Judgement, tmp_path: Path, opened: Opened
) -> None:
    text = re.sub(r"\s+", " ", opened(page_of(city, tmp_path)).inner_text("#ladder"))
    for row in Dossier(city).rates.iter_rows(named=True):
        assert f"{row['measure']} {row['reached']} / {row['of']} {percent(row['rate'])}" in text.replace(
            f" 另有 {row['unknown']} 个不明", ""
        )
    assert Dossier(city).ladder_caption in text


def test_whether_the_registers_agree_is_told_apart_from_coverage(
    city: Judgement, tmp_path: Path, opened: Opened
) -> None:
    page = opened(page_of(city, tmp_path))
    rules = page.eval_on_selector_all(
        "#coverage table:not(#registers) td.id", "cells => cells.map(cell => cell.innerText)"
    )
    assert "R50" in rules
    assert "R51" not in rules
    assert "达标" not in page.inner_text("#registers")
    assert {"R51"} == {cell.inner_text() for cell in page.locator("#registers td.id").all()}


def test_thresholds_and_waivers_stand_there_without_the_people_concerned(
    waived: Judgement, tmp_path: Path, opened: Opened
) -> None:
    page = opened(page_of(waived, tmp_path))
    rows = rows_of(page, "conditions")
    assert ["每名党员联户上限", "2", "20", "R38"] in rows
    past, person, grid = rows[-3:]
    assert past[0] == "已过期，重新计入缺口"
    assert person[1].startswith("R38")
    assert person[2] == "人员"
    assert grid[3:] == ["正在整改<b>", "2018-12-01\n2019-03-01"]
    assert page.locator("#waivers tbody tr").nth(2).locator("a").get_attribute("href") == address(
        "Grid", waived.waivers.filter(outcome="applied", rule="R40")["subject"].item()
    )
    text = page.content()
    for code in waived.slice.nodes["Person"]["id"]:
        assert code not in text


def test_without_the_ladders_rule_there_is_no_ladder(city: Judgement, tmp_path: Path, opened: Opened) -> None:
    others = city.findings.filter(pl.col("rule") != "R17")
    page = opened(page_of(replace(city, findings=others, failed={"R17": "-"}), tmp_path))
    assert page.locator("#ladder, nav a[href='#ladder']").count() == 0


@pytest.mark.parametrize("width", [390, 1024, 1920])
def test_it_is_never_wider_than_the_window(
    width: int, city: Judgement, tmp_path: Path, opened: Opened
) -> None:
    page = opened(page_of(city, tmp_path))
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_same_judgement_gives_the_same_bytes(city: Judgement, tmp_path: Path) -> None:
    first = page_of(city, tmp_path / "a").read_bytes()
    assert page_of(city, tmp_path / "b").read_bytes() == first
    assert b"\r" not in first


def test_a_page_that_cannot_be_written_is_one_sentence(city: Judgement, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match=re.escape(str(tmp_path))):
        write_index(Dossier(city), tmp_path)


def test_a_rule_that_failed_is_named_with_its_reason(city: Judgement, tmp_path: Path, opened: Opened) -> None:
    page = opened(page_of(replace(city, failed={"R25": "<b>为什么</b>"}), tmp_path))
    assert page.inner_text(".alert td:last-child") == "<b>为什么</b>"
    assert page.locator(".card", has_text="R25").count() == 0
