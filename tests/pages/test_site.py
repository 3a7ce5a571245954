"""The folder of pages, opened in a real browser as a double-click does."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import axe_playwright_python
import polars as pl
import pytest
from playwright.sync_api import Page

import graphmodel
from graphmodel import language
from graphmodel.charts.chart import Chart
from graphmodel.ontology import ROSTER
from graphmodel.pages import gap_table, overview, rates
from graphmodel.pages.html import own_text
from graphmodel.pages.shell import Site, rendered
from graphmodel.pages.site import RELEASED, write_site
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.figures import Figures
from graphmodel.reporting.wording import percent
from graphmodel.rules import Judgement
from graphmodel.rules.release import LEVELS, Release
from tests.cities import MARKUP
from tests.pages.conftest import REFUSED, folder_of, refused_by
from tests.rules import build

Opened = Callable[[Path], Page]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LINTED = {
    "env": {"browser": True, "es2019": True},
    "globals": {"vis": "readonly"},
    "plugins": ["eslint", "oxc"],
    "categories": {"correctness": "error"},
    "rules": {
        "eqeqeq": "error",
        "no-undef": "error",
        "no-unused-vars": ["error", {"caughtErrors": "none"}],
        "no-var": "error",
        "prefer-const": "error",
    },
}
"""What oxlint looks for in our scripts."""
STREET, COMMUNITY = "990101001000", "990101001001"
PAGES = ("index", "coverage", "gaps", "network", "pairing", "plan", "changes", "data", "rules")


def data_of(page: Path) -> Any:
    (data,) = re.findall(
        r'<script type="application/json" id="data">(.*?)</script>', page.read_text(encoding="utf-8")
    )
    return json.loads(data)


def at(folder: Path, file: str, hash_: str = "") -> str:
    return (folder / file).as_uri() + hash_


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_fits_the_window_and_has_head_and_navigation(
    name: str, site: Path, opened: Opened
) -> None:
    page = opened(site / f"{name}.html")
    head = page.inner_text("header")
    assert "2018-12-31" in head
    assert "内部使用" in head
    assert "全部" in head
    tabs = page.eval_on_selector_all("nav a", "links => links.map(link => link.getAttribute('href'))")
    assert [f"{one}.html" for one in PAGES[:3]] == tabs[:3]
    assert page.locator("nav a[aria-current]").get_attribute("href") == f"{name}.html"
    width, height = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert width <= 1366
    assert height <= 3 * 768 or name == "rules"  # a list, with its search in view
    page.set_viewport_size({"width": 683, "height": 384})  # 200 % of the same window
    assert page.evaluate("document.documentElement.scrollWidth") <= 683


@pytest.mark.parametrize("name", [*PAGES, f"unit/{STREET}", "unit/XQ0002"])
def test_a_page_breaks_no_rule_of_accessibility(name: str, site: Path, browsed: Page) -> None:
    browsed.goto(at(site, f"{name}.html"))
    browsed.evaluate(AXE)  # by the debugger, which the policy of the page does not bind
    found = browsed.evaluate(
        "async () => (await axe.run()).violations.map(one => [one.id, one.nodes[0].html])"
    )
    assert found == []


def test_the_policy_is_in_force(site: Path, window: Page) -> None:
    window.goto(at(site, "index.html"))
    assert (
        window.evaluate("getComputedStyle(document.querySelector('.banner')).backgroundColor")
        == "rgb(143, 29, 24)"
    )
    assert refused_by(window) >= REFUSED


def test_the_scripts_of_all_pages_pass_the_linter(site: Path, tmp_path: Path) -> None:
    shared = "|".join(
        re.findall(r"^function (\w+)", own_text("address.js") + own_text("scope.js"), re.MULTILINE)
    )
    unused = ["error", {"caughtErrors": "none", "varsIgnorePattern": f"^({shared})$"}]
    rules = {**LINTED, "rules": {**cast("dict[str, Any]", LINTED["rules"]), "no-unused-vars": unused}}
    (tmp_path / "oxlint.json").write_text(json.dumps(rules), encoding="utf-8")
    for name in PAGES:
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        *_, script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        (tmp_path / f"{name}.js").write_text(script, encoding="utf-8")
    console = Path(graphmodel.__file__).parent / "console" / "templates" / "console.js"
    (tmp_path / console.name).write_text(console.read_text(encoding="utf-8"), encoding="utf-8")
    oxlint = Path(sys.executable).parent / "oxlint"
    command = [oxlint, "--deny-warnings", "--config", tmp_path / "oxlint.json", tmp_path]
    linted = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout


def test_every_link_leads_to_something_that_is_there(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r'href="([^"]+)"', text):
            parts = urlsplit(link.replace("&amp;", "&"))
            assert not parts.scheme
            assert not parts.netloc
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), (page.name, link)


def test_headlines_show_gaps_denominators_and_unknown(city: Judgement, site: Path, opened: Opened) -> None:
    page = opened(site / "index.html")
    cards = page.locator(".card").all()
    assert len(cards) <= 7
    row = city.coverage.row(by_predicate=pl.col("rule") == "R25", named=True)
    told = next(card.inner_text() for card in cards if "党建指导员" in card.inner_text())
    assert f"{row['gap']}/{row['met'] + row['gap']} 个网格没有党建指导员" in told.replace("\n", "")
    assert percent(row["rate"]) in told
    bottom = page.locator(".card").last.bounding_box()
    assert bottom is not None
    assert bottom["y"] + bottom["height"] <= 768
    assert page.locator(".first").first.locator("li").count() == Dossier(city).look_first.height


def test_a_scope_holds_on_every_page_and_figures_follow_it(
    city: Judgement, site: Path, browsed: Page
) -> None:
    browsed.goto(at(site, "index.html"))
    browsed.select_option("#scope", STREET)
    assert browsed.url.endswith(f"#scope={STREET}")
    here = city.coverage_within((STREET,)).row(by_predicate=pl.col("rule") == "R25", named=True)
    said = f"{here['gap']}/{here['gap'] + here['met']} 个网格没有党建指导员"
    assert said in browsed.locator(".card", has_text="党建指导员").inner_text().replace("\n", "")
    lines = Figures(Dossier(city)).severities_of["Street", STREET]
    assert browsed.inner_text("[data-severity='0']") == str(lines[0])
    assert browsed.locator("#units-here tr").count() == 2
    assert browsed.get_attribute("svg.zooms", "viewBox") != browsed.get_attribute("svg.zooms", "data-view")
    seen = browsed.locator("svg.zooms [data-code]:visible")
    codes = {area.get_attribute("data-code") for area in seen.all()}
    assert codes == {STREET, COMMUNITY}

    browsed.click("nav a[href^='coverage.html']")
    browsed.wait_for_url(f"**/coverage.html#scope={STREET}")
    row = browsed.locator("#rules tr[data-rule='R25']")
    assert row.locator("[data-count='1']").inner_text() == str(here["gap"])
    assert row.locator(".rate").inner_text() == percent(here["rate"])
    assert browsed.locator("[data-whole]").first.is_visible()  # what cannot follow says so

    browsed.click("nav a[href^='gaps.html']")
    browsed.wait_for_url("**/gaps.html*")
    assert browsed.input_value("#scope") == STREET
    assert browsed.inner_text("#sum") == str(sum(lines))
    browsed.click("nav a[href^='pairing.html']")
    assert browsed.locator(".local:visible").count() == 1
    browsed.go_back()
    assert browsed.inner_text("#sum") == str(sum(lines))
    browsed.select_option("#scope", "")
    assert browsed.inner_text("#sum") == str(Dossier(city).lines.height)


@pytest.mark.parametrize(("name", "place"), [("coverage", "#no-such"), ("network", "#notice")])
def test_a_scope_that_is_not_there_is_said_and_the_nearest_are_offered(
    name: str, place: str, site: Path, browsed: Page
) -> None:
    browsed.goto(at(site, f"{name}.html", "#scope=甲子一社"))
    assert "“甲子一社”" in browsed.inner_text(place)
    browsed.click(f"{place} button >> nth=0")
    assert browsed.input_value("#scope") == COMMUNITY
    assert not browsed.is_visible(place)


def test_gaps_are_filtered_sorted_explained_and_saved(city: Judgement, site: Path, browsed: Page) -> None:
    browsed.goto(at(site, "gaps.html", "#rule=R25"))
    gaps = city.findings.filter(rule="R25", verdict="gap")
    assert browsed.inner_text("#sum") == str(gaps.height)
    assert browsed.input_value("#rule") == "R25"
    browsed.locator("#lines button").first.click()
    told = browsed.inner_text("#lines .open ~ tr, #lines tr.open")
    assert "怎样补上" in told
    assert re.search(r"网格.*第 \d+ 行", told)
    pages = browsed.eval_on_selector_all(
        "#lines .open a", "links => links.map(link => link.getAttribute('href'))"
    )
    assert re.match(r"unit/.*\.html", pages[0])
    assert pages[1].startswith("network.html#Grid/")

    browsed.select_option("#rule", "")
    browsed.fill("#q", "一级不存在的词")
    assert browsed.inner_text("#sum") == "0"
    browsed.fill("#q", "业主委员会")
    kinds = browsed.eval_on_selector_all("#lines tr", "rows => rows.map(row => row.innerText)")
    assert kinds
    assert all("业主委员会" in row for row in kinds)
    browsed.click("#none")
    browsed.click("th button[data-by='community']")
    places = browsed.eval_on_selector_all("#lines tr", "rows => rows.map(row => row.cells[6].innerText)")
    browsed.click("th button[data-by='community']")
    assert browsed.get_attribute("th[aria-sort]", "aria-sort") == "descending"
    assert browsed.eval_on_selector_all("#lines tr", "rows => rows[0].cells[6].innerText") == max(
        places, key=lambda place: (bool(place), places.index(place))
    )

    browsed.click("#none")
    browsed.select_option("#severity", "S1")
    with browsed.expect_download() as saving:
        browsed.click("#save")
    saved = saving.value.path().read_bytes()
    assert saved.startswith("\ufeff".encode())
    rows = list(csv.reader(saved.decode("utf-8-sig").splitlines()))
    assert sum(int(row[9]) for row in rows[1:]) == Dossier(city).lines.filter(severity="S1").height


def test_people_and_homes_are_on_no_page_unless_they_are_asked_for(
    city: Judgement, site: Path, tmp_path: Path
) -> None:
    people = city.slice.nodes["Person"]
    words = [*people["id"], *people["name"].drop_nulls(), *city.slice.nodes["Household"]["id"]]
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], page
    named = folder_of(Dossier(city), tmp_path, named=True)
    concerned = city.findings.filter(subject_label="Person", verdict="gap", rule="R31")["subject"].item(0)
    name = people.filter(id=concerned)["name"].item()
    where = city.territory.filter(label="Person", id=concerned, unit_label="Community")["unit"].item(0)
    for file in ("gaps.html", f"unit/{where}.html"):
        assert name in (named / file).read_text(encoding="utf-8")
    homes = [path.read_text(encoding="utf-8") for path in named.glob("unit/XQ*.html")]
    assert not any(name in page for page in homes), "the page of a compound would tell where a person lives"
    for page in named.rglob("*.html"):
        (mark,) = re.findall(r'<p class="mark">(.*?)</p>', page.read_text(encoding="utf-8"))
        assert "含姓名" in mark


def test_hostile_names_stay_names(hostile: Judgement, tmp_path: Path, browsed: Page) -> None:
    with language.speaking("zh"):
        folder_of(Dossier(hostile), tmp_path)
    for page in sorted(tmp_path.glob("*.html")) + sorted(tmp_path.glob("unit/*.html"))[:4]:
        browsed.goto(page.as_uri())
        assert browsed.locator("img, iframe, svg[onload], [onerror]").count() == 0
    browsed.goto(at(tmp_path, "gaps.html"))
    text = browsed.inner_text("#lines")
    assert any(name in text for name in MARKUP)


def test_what_was_not_supplied_is_unknown_and_no_gap(
    without_posts: Judgement, tmp_path: Path, opened: Opened
) -> None:
    folder_of(Dossier(without_posts), tmp_path)
    page = opened(tmp_path / "index.html")
    card = page.locator(".card", has_text="党建指导员").inner_text().replace("\n", "")
    assert "0/0" in card
    assert f"未知 {without_posts.slice.nodes['Grid'].height}" in card
    assert "“任职”名册" in page.inner_text("main")


SPILLED = """() => Array.from(document.querySelectorAll('svg.chart :is(a, g)')).filter(part => {
    const rect = part.querySelector('rect'), text = part.querySelector('text');
    if (!rect || !text) return false;
    const frame = rect.getBoundingClientRect(), box = text.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 2;
}).map(part => part.textContent)"""
"""The areas and cards of charts out of which their texts run."""
LONG = "格" * 200


def is_laid_out(page: Page) -> None:
    for width in (1366, 683):  # and at 200 %
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate(SPILLED) == []


def test_nothing_but_unknown_is_laid_out_and_grey(tmp_path: Path, browsed: Page) -> None:
    others = tuple(name for name in ROSTER if name not in {"divisions", "compounds", "grids"})
    text = f"""
divisions: id name level part_of
  q 市 city -
  w {"区" * 200} county q
  s1 شارع👨‍👩‍👧 street w
  k1 {"社" * 200} community s1
compounds: id name part_of
  c حديقة👨‍👩‍👧 k1
  d {LONG} k1
grids: id name part_of
  g {LONG} c
  h {LONG} d
"""
    folder_of(Dossier(build.judged(text, without=others)), tmp_path)
    for name in ("index", "coverage", "gaps", "pairing", "data", "unit/s1", "unit/k1", "unit/c", "unit/d"):
        browsed.goto(at(tmp_path, f"{name}.html"))
        is_laid_out(browsed)
    browsed.goto(at(tmp_path, "index.html"))
    assert browsed.locator("svg rect.hu").count() >= 1


def test_one_community_without_a_gap_is_no_empty_page(tmp_path: Path, browsed: Page) -> None:
    text = "compounds: id part_of\n  c k1\ngrids: id part_of\n  g c\npeople: id\n  p\n"
    folder_of(Dossier(build.judged(f"{text}posts: from post to\n  p instructor g\n", "R25")), tmp_path)
    told = {"index": "没有一级缺口", "gaps": "共 0 行", "unit/k1": "没有缺口", "coverage": "100.0%"}
    for name, words in told.items():
        browsed.goto(at(tmp_path, f"{name}.html"))
        assert words in browsed.inner_text("main"), name
        is_laid_out(browsed)


def test_codes_that_an_address_or_a_file_would_take_apart_lead_where_they_should(
    tmp_path: Path, browsed: Page
) -> None:
    text = "divisions: id name level part_of\n  q 市 city -\n  w 区 county q\n  s 街 street w\n  k%20#b 社区 community s\n"
    text += "compounds: id name part_of\n  CON 甲 k%20#b\n  990/乙?#a 乙 k%20#b\ngrids: id part_of\n  g CON\n  h 990/乙?#a\n"
    folder_of(Dossier(build.judged(f"{text}posts: from post to\n", "R25")), tmp_path)
    pages = sorted((tmp_path / "unit").iterdir())
    assert len(pages) == 5
    for page in pages:
        browsed.goto(page.as_uri())
        name = browsed.inner_text("h2.name")
        browsed.click("text=缺口清单")
        assert not browsed.is_visible("#no-such")
        assert browsed.inner_text("#sum") == ("1" if name in {"甲", "乙"} else "2"), name
        browsed.goto(page.as_uri())
        browsed.click("text=网络图")
        assert browsed.inner_text("#crumbs .here") == name


def test_units_of_one_code_are_told_apart(tmp_path: Path) -> None:
    text = "divisions: id name level part_of\n  1 荷城 city -\n  2 荷县 county 1\n  3 荷街 street 2\n"
    text += "  4 荷社区 community 3\n  5 莲社区 community 3\n"
    text += "compounds: id name part_of\n  3 荷苑 4\n  4 莲苑 5\n  5 兰苑 4\ngrids: id part_of\n  1 3\n  2 4\n  3 5\n"
    folder_of(Dossier(build.judged(text, "R02")), tmp_path)
    above = {}
    for page in (tmp_path / "unit").iterdir():
        (figures,) = re.findall(
            r'<table class="figures"><thead>(.*)</thead>', page.read_text(encoding="utf-8")
        )
        name, *units, _ = re.findall(r'<th scope="col" class="n">([^<]*)', figures)
        above[name] = units
    city = ["荷街", "荷县"]
    compounds = {"荷苑": ["荷社区", *city], "莲苑": ["莲社区", *city], "兰苑": ["荷社区", *city]}
    assert above == compounds | {"荷县": [], "荷街": ["荷县"], "荷社区": city, "莲社区": city}


def test_two_thousand_compounds_are_laid_out_and_answer_at_once(tmp_path: Path, browsed: Page) -> None:
    numbers = range(2000)
    compounds = "".join(f"  c{number} {'荷苑' if number % 2 else LONG}{number} k1\n" for number in numbers)
    grids = "".join(f"  g{number} c{number}\n" for number in numbers)
    text = f"compounds: id name part_of\n{compounds}grids: id part_of\n{grids}posts: from post to\n"
    pages = (overview.PAGE, rates.PAGE, gap_table.PAGE)
    site = replace(Site(Figures(Dossier(build.judged(text, "R25")))), pages=pages)
    for page in pages:
        told = rendered(site, page, f"{page.file}.j2", page.content(site))
        (tmp_path / page.file).write_text(told, encoding="utf-8")
        browsed.goto(at(tmp_path, page.file))
        is_laid_out(browsed)
    browsed.set_viewport_size({"width": 1366, "height": 768})
    took = browsed.evaluate(
        """() => {
            const field = document.getElementById('q');
            const begun = performance.now();
            field.value = '荷苑19';
            field.dispatchEvent(new Event('input'));
            document.querySelector("th button[data-by='compound']").click();
            document.body.getBoundingClientRect();
            return performance.now() - begun;
        }"""
    )
    assert took <= 1000  # two answers; a machine that is busy with other tests is several times slower
    assert browsed.locator("#lines tr").count() == 56  # 荷苑19, 荷苑191 … 荷苑1999
    for page in pages:
        browsed.goto(at(tmp_path, page.file))
        assert browsed.evaluate("document.documentElement.scrollHeight") <= 3 * 768


def test_a_sheet_of_a_unit_is_printed_on_one_a4_page(site: Path, browsed: Page) -> None:
    units = sorted(site.glob("unit/*.html"), key=lambda page: page.stat().st_size)
    fullest = {len(page.stem) + len(page.stem.rstrip("0")): page for page in units}  # a county, a street, …
    assert len(fullest) >= 4
    for page in fullest.values():
        browsed.goto(page.as_uri())
        printed = browsed.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, page.name


def test_a_list_is_printed_with_its_headings_and_names(site: Path, browsed: Page) -> None:
    browsed.goto(at(site, "gaps.html", "#rule=R25"))
    name = browsed.locator("#lines button").first.inner_text()
    browsed.emulate_media(media="print")
    assert browsed.locator("#gap-table thead button").first.is_visible()
    assert browsed.locator("#lines button", has_text=name).first.is_visible()
    assert not browsed.locator("#scope, #save, nav").first.is_visible()


def test_every_count_of_gaps_leads_to_as_many_lines(site: Path, browsed: Page) -> None:
    pages = {
        "index": ".first[data-all] a",
        f"unit/{COMMUNITY}": "table td.n a",
        "coverage": "#rules td[data-count='1'] a",
    }
    for name, links in pages.items():
        browsed.goto(at(site, f"{name}.html"))
        told = "link => [link.href, (link.closest('li') || link.closest('td')).innerText]"
        found = browsed.eval_on_selector_all(links, f"links => links.map({told})")
        assert found, name
        for address, words in found[:6]:
            count = re.findall(r"[0-9,]+", words)[-1]
            browsed.goto(address)
            rows = browsed.inner_text("#sum")
            homes = "R35" in address or "R36" in address  # a line a grid
            assert rows == count or homes or name == "coverage", (name, address)
            assert rows != "0", (name, address)


def test_a_sheet_shows_the_figures_of_what_a_unit_is_part_of(
    city: Judgement, site: Path, opened: Opened
) -> None:
    page = opened(site / f"unit/{COMMUNITY}.html")
    row = page.locator(".figures tbody tr", has_text="R25").locator("td").all_inner_texts()
    rates = [
        percent(city.coverage_within(scope).row(by_predicate=pl.col("rule") == "R25", named=True)["rate"])
        for scope in ((COMMUNITY,), (STREET,), ("990101000000",))
    ]
    assert [cell.splitlines()[0] for cell in row] == [
        *rates,
        percent(city.coverage.filter(rule="R25")["rate"].item()),
    ]
    links = page.eval_on_selector_all("nav a", "links => links.map(link => link.getAttribute('href'))")
    assert links[0] == f"../index.html#scope={COMMUNITY}"


def test_two_languages_are_linked_page_by_page(site: Path, browsed: Page) -> None:
    browsed.goto(at(site, f"unit/{STREET}.html"))
    browsed.click("nav a[lang='en']")
    assert browsed.get_attribute("html", "lang") == "en"
    assert not re.search(
        "[一-鿿]",
        " ".join(browsed.locator("h2, thead th, nav a").all_inner_texts())
        .replace("中文", "")
        .replace("甲区", "")
        .replace("甲子街道", ""),
    )
    browsed.click("nav a[lang='zh-CN']")
    assert browsed.url.split("#")[0] == at(site, f"unit/{STREET}.html")
    browsed.goto(at(site, "network.html", f"#Community/{COMMUNITY}"))
    browsed.click("#other")
    assert browsed.url == at(site, "en/network.html", f"#Community/{COMMUNITY}")
    assert browsed.inner_text("#crumbs .here") == "甲子一社区"


def test_what_may_leave_the_office_has_no_list_no_network_and_no_link_to_them(
    city: Judgement, tmp_path: Path, browsed: Page
) -> None:
    folder_of(Dossier(city), tmp_path, for_release=True)
    files = {page.relative_to(tmp_path).as_posix() for page in tmp_path.rglob("*.html")}
    assert {"index.html", "coverage.html", f"unit/{COMMUNITY}.html"} <= files
    assert not files & {"gaps.html", "network.html", "plan.html", "changes.html", "unit/XQ0001.html"}
    assert "够不够" not in (tmp_path / "pairing.html").read_text(encoding="utf-8")  # an analysis
    assert RELEASED in (tmp_path / "index.html").read_text(encoding="utf-8")
    for page in tmp_path.rglob("*.html"):
        for link in re.findall(r'href="([^"#]+)', page.read_text(encoding="utf-8")):
            assert (page.parent / link).resolve().is_file()
    figures = data_of(tmp_path / "index.html")["figures"]
    every = data_of(tmp_path / "coverage.html")["figures"]
    row = {
        (one["rule"], one["subject_label"]): at_ for at_, one in enumerate(Figures(Dossier(city)).coverage)
    }
    for at_, key in enumerate(Dossier(city).headlines.select("rule", "subject_label").iter_rows()):
        for unit in every if key in row else ():  # of all bodies there is no row
            shown, told = figures[unit][3 * at_ :][:3], every[unit][4 * row[key] :][:3]
            assert shown == told, "hidden here, shown there"
    browsed.goto(at(tmp_path, "index.html"))
    browsed.select_option("#scope", COMMUNITY)
    assert "*" in browsed.locator(".card", has_text="报到").inner_text()  # few people live in one community


MEMBERS = "".join(f"  p{n} 正式党员\n" for n in range(21))
FEW = f"""
compounds: id part_of
  c k1
grids: id part_of
  g c
households: id part_of status
{"".join(f"  H{n} g 有人{chr(10)}" for n in range(60))}
people: id party_status
{MEMBERS}
party_orgs: id kind covers seated_in
  o grid_branch g -
  o2 community - k2
registrations: from to
  p0 o2
{"".join(f"  p{n} o{chr(10)}" for n in range(21))}
"""
"""A grid whose branch has twenty-one members, and a community in which there is nothing but one of them."""


def test_what_is_hidden_changes_no_page_that_may_leave_the_office(tmp_path: Path) -> None:
    """Whoever reads the pages can compute no more than from the tables of coverage, of which that is proven."""

    def alliance(visiting: range, homes: int) -> Judgement:
        ties = [f"  p{visiting[n % len(visiting)]} H{n} 2018-12\n" for n in range(homes)]
        return build.judged(
            f"{FEW}household_ties: from to last_contact_month\n{''.join(ties)}", "R34", "R35", "R36"
        )

    one, other = alliance(range(1, 18), 56), alliance(range(19), 57)
    for level in LEVELS:
        assert Release(one).coverage(level).equals(Release(other).coverage(level))
    assert not one.coverage.equals(other.coverage)
    here, there = (
        folder_of(Dossier(replace(judgement, snapshot="0" * 64)), tmp_path / name, for_release=True)
        for name, judgement in (("one", one), ("other", other))
    )
    pages = {page.relative_to(here) for page in here.rglob("*.html")}
    assert pages == {page.relative_to(there) for page in there.rglob("*.html")}
    for page in pages:
        assert (here / page).read_bytes() == (there / page).read_bytes(), page


def test_every_chart_can_be_had_as_a_picture(city: Judgement, tmp_path: Path) -> None:
    drawn: dict[str, Chart] = {}
    with language.speaking("zh"):
        write_site(lambda: Site(Figures(Dossier(city))), tmp_path, draw_=drawn.__setitem__)
    assert {
        "index-treemap",
        "coverage-headline_chart",
        "pairing-committees",
        f"pairing-local-{COMMUNITY}",
        f"unit-{STREET}-picture",
        "unit-XQ0001-picture",
    } <= set(drawn)
    assert "甲子街道" in drawn[f"unit-{STREET}-picture"].title


def test_the_same_judgement_gives_the_same_bytes(city: Judgement, tmp_path: Path) -> None:
    again = folder_of(Dossier(city), tmp_path / "a")
    once = folder_of(Dossier(city), tmp_path / "b")
    for page in again.rglob("*.html"):
        assert page.read_bytes() == (once / page.relative_to(again)).read_bytes()
