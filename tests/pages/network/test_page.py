"""The network page as a person meets it: opened by double-click in a real Chromium, with the network observed."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page

from graphmodel import language
from graphmodel.pages import show
from graphmodel.pages.network import picture
from graphmodel.pages.network.layout import View
from graphmodel.pages.network.picture import write_network
from graphmodel.reporting.addresses import address, place
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.drawing import Drawing
from graphmodel.rules import Judgement
from tests.cities import FORMULAS, HOSTILE, MARKUP
from tests.pages.conftest import REFUSED, refused_by

Opened = Callable[[Path], Page]

WATCH_TEXT = """() => {
    const write = CanvasRenderingContext2D.prototype.fillText;
    window.written = [];
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, most) {
        const { a, b, c, d, e, f } = this.getTransform();
        const size = parseFloat(/([0-9.]+)px/.exec(this.font)[1]);
        const width = Math.min(this.measureText(text).width, most || Infinity) * a;
        const left = a * x + e - width * { left: 0, center: 0.5, right: 1 }[this.textAlign];
        written.push({ text, size: size * d, left, width, middle: d * y + f });
        return write.apply(this, arguments);
    };
}"""
"""Notes every text that is written on the canvas: its height, and where it stands, in pixels of the window."""


@pytest.fixture(scope="session")
def page_file(city: Judgement, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("network") / "network.html"
    with language.speaking("zh"):
        write_network(Dossier(city), path)
    return path


@pytest.fixture(scope="session")
def large_file(
    large: Judgement,
    large_drawing: Drawing,
    large_laid_out: dict[int, list[View]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    path = tmp_path_factory.mktemp("network") / "network.html"
    with language.speaking("zh"):
        picture.draw(Dossier(large), laid=(large_drawing, large_laid_out)).write_html(str(path))
    return path


@pytest.fixture
def page(page_file: Path, opened: Opened) -> Page:
    """The page of the tiny city, at the top."""
    return opened(page_file)


def at(page: Page, label: str, id_: str) -> Page:
    """Open a view of the page that is open, by its address."""
    page.evaluate("place => { location.hash = place; }", place(label, id_))
    page.wait_for_function("code => picture.code(picture.scene().node) === code", arg=id_)
    return page


def drawn(page: Page) -> list[str]:
    """The codes of what is drawn."""
    codes: list[str] = page.evaluate("picture.scene().shown.map(picture.code)")
    return codes


def middle_of(page: Page, code: str) -> tuple[float, float]:
    """Where in the window a card stands."""
    script = """code => {
        const node = picture.scene().shown.find(one => picture.code(one) === code);
        const at = picture.network.canvasToDOM(picture.network.getPosition(node));
        const box = document.getElementById('canvas').getBoundingClientRect();
        return [box.left + at.x, box.top + at.y];
    }"""
    x, y = page.evaluate(script, code)
    return x, y


def one(judgement: Judgement, label: str) -> str:
    code: str = judgement.slice.nodes[label]["id"].sort()[0]
    return code


def test_it_opens_where_everything_lies_and_says_what_is_not_drawn(city: Judgement, page: Page) -> None:
    assert one(city, "County") in drawn(page)  # all of the tiny city lies in one
    assert page.inner_text("#crumbs").startswith("示例市")
    counts = page.inner_text("#drawn")
    assert str(len(drawn(page))) in counts
    compounds = city.slice.nodes["Compound"].height
    assert one(city, "Compound") in drawn(page) or f"小区 {compounds}" in page.inner_text("#left-out")
    assert page.inner_text(".mark") == "内部使用"
    assert "2018-12-31" in page.inner_text("#as-of")


def test_the_policy_is_in_force(page_file: Path, window: Page) -> None:
    window.goto(page_file.as_uri())
    assert (
        window.evaluate("getComputedStyle(document.querySelector('.banner')).backgroundColor")
        == "rgb(143, 29, 24)"
    )
    assert refused_by(window) >= REFUSED


def test_the_badge_of_an_area_speaks_of_what_lies_in_it(city: Judgement, page: Page) -> None:
    shown = at(page, "City", one(city, "City"))
    badge = shown.inner_text("#details .chip")
    assert re.fullmatch(r"范围内有 [0-9]+ 处一级缺口(；[0-9]+ 项未知)?", badge)
    assert "达标" not in badge


@pytest.mark.parametrize(("size", "width", "height"), [("city", 1366, 768), ("large", 1280, 720)])
def test_texts_can_be_read_and_do_not_overlap_in_the_standard_views(
    size: str, width: int, height: int, window: Page, request: pytest.FixtureRequest
) -> None:
    judgement: Judgement = request.getfixturevalue(size)
    page = window
    page.set_viewport_size({"width": width, "height": height})
    page.goto(request.getfixturevalue("page_file" if size == "city" else "large_file").as_uri())
    page.evaluate(WATCH_TEXT)
    for label in ("City", "County", "Street", "Community", "Compound"):
        at(page, label, one(judgement, label))
        for spoken in ("en", "zh-CN"):
            page.click("#language")
            assert page.get_attribute("html", "lang") == spoken
            page.evaluate("() => { written.length = 0; picture.network.redraw(); }")
            texts = page.evaluate("written")
            assert len(texts) > 3
            assert min(text["size"] for text in texts) >= 12, (label, spoken)
            boxes = sorted(texts, key=lambda text: text["left"])
            for number, text in enumerate(boxes):
                for other in boxes[number + 1 :]:
                    if other["left"] >= text["left"] + text["width"] - 1:
                        break
                    # lines of one name stand 18/15 of their height apart
                    assert abs(other["middle"] - text["middle"]) >= text["size"] * 1.05, (text, other)


def test_hostile_names_stay_names(hostile: Judgement, tmp_path: Path, opened: Opened) -> None:
    write_network(Dossier(hostile), tmp_path / "network.html")
    page = opened(tmp_path / "network.html")
    for label in ("City", "County", "Street", "Community", "Compound", "Grid", "PartyOrg", "OwnersCommittee"):
        for code in hostile.slice.nodes[label]["id"].sort()[:4]:
            at(page, label, code)
            page.hover("#canvas", position={"x": 200, "y": 200})
    for name in HOSTILE:
        page.fill("#search", name)
        assert page.locator("#found [role=option]").count() > 0
        assert name in page.inner_text("#found")
    page.fill("#search", MARKUP[0])
    page.press("#search", "Enter")
    assert MARKUP[0] in page.inner_text("#details h2")
    assert page.locator("img, link, iframe, style:not(head style), [onload], [onerror]").count() == 0
    assert page.locator("script").count() == 3  # the data, the library, ours


def test_a_name_or_a_code_is_found_by_keyboard(city: Judgement, page: Page) -> None:
    grids = city.slice.nodes["Grid"].sort("id")
    page.fill("#search", grids["id"][0])
    page.press("#search", "Enter")
    assert page.inner_text("#details h2") == grids["name"][0]
    page.fill("#search", grids["name"][1][:3])
    first = page.inner_text("#found [role=option][aria-selected=true]")
    page.press("#search", "ArrowDown")
    second = page.inner_text("#found [role=option][aria-selected=true]")
    assert first != second
    page.press("#search", "Enter")
    assert second.startswith(page.inner_text("#details h2"))
    page.fill("#search", "没有这样的东西")
    assert page.inner_text("#found") == "没有找到"
    page.press("#search", "Escape")
    assert page.input_value("#search") == ""


def test_the_legend_counts_and_filters(city: Judgement, page: Page) -> None:
    at(page, "Community", one(city, "Community"))
    everything = len(drawn(page))
    counts = page.eval_on_selector_all(
        "#groups .count", "counts => counts.map(one => Number(one.textContent))"
    )
    assert sum(counts) == everything
    tick = page.locator("#groups input[data-key=Compound]")
    tick.uncheck()
    compounds = set(city.slice.nodes["Compound"]["id"])
    assert not compounds & set(drawn(page))
    assert "筛选隐去" in page.inner_text("#left-out")
    tick.check()
    assert len(drawn(page)) == everything
    ties = page.evaluate("picture.scene().shownTies.length")
    page.locator("#relations input[data-key=PART_OF]").uncheck()
    assert page.evaluate("picture.scene().shownTies.length") < ties


def test_gaps_only_leaves_gaps(city: Judgement, page: Page) -> None:
    at(page, "Community", one(city, "Community"))
    everything = drawn(page)
    page.check("#gaps-only")
    left = drawn(page)
    assert 1 < len(left) < len(everything)
    gaps = set(city.findings.filter(pl.col("verdict") == "gap")["subject"])
    places = set(city.slice.nodes["Compound"]["id"]) | {one(city, "Community")}
    assert set(left) - places <= gaps


def test_double_click_goes_down_and_back_comes_up(city: Judgement, page: Page) -> None:
    street = one(city, "Street")
    page.mouse.dblclick(*middle_of(page, street))
    page.wait_for_function("place => location.hash === '#' + place", arg=place("Street", street))
    assert street in drawn(page)
    compounds = set(city.slice.nodes["Compound"]["id"])
    compound = next(code for code in drawn(page) if code in compounds)
    page.mouse.dblclick(*middle_of(page, compound))
    page.wait_for_function("place => location.hash === '#' + place", arg=place("Compound", compound))
    trail = page.locator("#crumbs .go").all_inner_texts()
    assert len(trail) >= 3
    page.go_back()
    page.wait_for_function("place => location.hash === '#' + place", arg=place("Street", street))
    assert compound in drawn(page)
    page.go_forward()
    page.wait_for_function("place => location.hash === '#' + place", arg=place("Compound", compound))
    page.click("#crumbs .go >> nth=0")
    assert street in drawn(page)


def test_one_click_shows_verdicts_evidence_and_rows(city: Judgement, page: Page) -> None:
    gap = city.findings.filter((pl.col("rule") == "R25") & (pl.col("verdict") == "gap")).row(0, named=True)
    at(page, "Grid", gap["subject"])
    page.locator("summary").first.click()
    details = page.inner_text("#details")
    rule = next(rule for rule in city.rules if rule.id == "R25")
    for words in (rule.title, rule.subjects["Grid"].gap, rule.subjects["Grid"].closes):
        assert str(words) in details
    assert f"党建指导员人数:{json.loads(gap['evidence'])['instructors']}" in details.replace("：", ":")
    row = city.slice.nodes["Grid"].filter(pl.col("id") == gap["subject"]).row(0, named=True)
    assert f"{row['source_file']} 第 {row['source_row']} 行" in details
    judged_by = city.findings.filter(
        (pl.col("subject_label") == "Grid") & (pl.col("subject") == gap["subject"])
    )
    titles = page.locator("#details .finding .title").all_text_contents()
    of_registers = {rule.id for rule in city.rules if rule.of_registers}
    sound = pl.col("rule").is_in(of_registers) & (pl.col("verdict") == "met")
    assert sorted(title[:3] for title in titles) == sorted(judged_by.filter(~sound)["rule"])


def test_the_rows_that_decided_are_named(city: Judgement, page: Page) -> None:
    met = city.findings.filter((pl.col("rule") == "R25") & (pl.col("verdict") == "met")).row(0, named=True)
    at(page, "Grid", met["subject"])
    ties = pl.concat(table.select("tie", "source_file", "source_row") for table in city.slice.ties.values())
    decided = ties.filter(pl.col("tie").is_in(met["decided_by"])).row(0, named=True)
    found = page.locator("#details .finding", has_text="R25").text_content()
    assert found is not None
    assert decided["source_file"] in found
    assert re.search(rf"\b{decided['source_row']}\b", found)


def test_a_pairing_tells_its_own_verdicts(city: Judgement, page: Page) -> None:
    gap = city.findings.filter((pl.col("subject_label") == "PAIRED_WITH") & (pl.col("verdict") == "gap"))
    org, target = gap["subject"][0].split("→")
    at(page, "PartyOrg", org)
    name = city.slice.names.filter(pl.col("id") == target)["name"][0]
    page.locator("#details .ties li", has_text=name).locator("button", has_text="▲").first.click()
    assert gap["rule"][0] in page.inner_text("#details")


def test_posts_and_homes_are_numbers(city: Judgement, page: Page) -> None:
    grid = one(city, "Grid")
    at(page, "Grid", grid)
    rows = dict(
        page.eval_on_selector_all(
            "#details tr", "rows => rows.map(row => Array.from(row.cells, cell => cell.innerText))"
        )
    )
    homes = city.slice.ties["PART_OF"].filter(
        (pl.col("from_label") == "Household") & (pl.col("to_id") == grid)
    )
    assert rows["住户"] == f"{homes.height:,}"
    heads = city.slice.ties["HOLDS"].filter((pl.col("to_id") == grid) & (pl.col("post") == "grid_head"))
    assert rows.get("网格长", "0") == str(heads.height)


def test_two_things_are_joined_by_a_path(city: Judgement, page: Page) -> None:
    grid, org = (
        city.slice.ties["PAIRED_WITH"].filter(pl.col("to_label") == "Grid").select("to_id", "from_id").row(0)
    )
    at(page, "Grid", grid)
    page.click("text=设为起点")
    at(page, "PartyOrg", org)
    page.click("text=设为终点")
    page.click("#find-path")
    assert drawn(page) == [grid, org]
    assert page.evaluate("location.hash") == f"#path/{place('Grid', grid)}/{place('PartyOrg', org)}"
    assert "1 步" in page.inner_text("#crumbs")
    far = city.slice.nodes["Grid"]["id"].sort()[-1]
    page.evaluate("place => { location.hash = place; }", f"path/{place('Grid', grid)}/{place('Grid', far)}")
    page.wait_for_function("() => picture.scene().cards.length > 2")
    steps = page.evaluate("[picture.scene().cards.length, picture.scene().ties.length]")
    assert steps[0] == steps[1] + 1
    assert (drawn(page)[0], drawn(page)[-1]) == (grid, far)


def test_the_neighbourhood_is_what_it_is_tied_to(city: Judgement, page: Page) -> None:
    company = one(city, "PropertyCompany")
    at(page, "PropertyCompany", company)
    ties = city.slice.ties
    serves = ties["SERVES"].filter(pl.col("from_id") == company)["to_id"]
    covers = ties["COVERS"].filter(pl.col("to_id") == company)["from_id"]
    assert set(drawn(page)) == {company, *serves, *covers}


def test_beyond_the_limit_the_rest_is_counted_and_can_be_drawn(
    city: Judgement, tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "DRAWN_AT_MOST", 3)
    write_network(Dossier(city), tmp_path / "network.html")
    page = opened(tmp_path / "network.html")
    led = city.slice.ties["LED_BY"]["to_id"].value_counts().sort("count", "to_id")["to_id"][-1]
    at(page, "PartyOrg", led)
    assert len(drawn(page)) == 3
    notice = page.inner_text("#notice")
    left = int(re.findall("另有 ([0-9]+) 个", notice)[0])
    page.click("#notice button")
    assert len(drawn(page)) == 3 + left
    assert page.locator("#notice").is_hidden()
    page.click("#questions button[data-key=free]")
    number = int(page.inner_text("#questions .on .count"))
    assert len(drawn(page)) == 3 > number  # a card or two are what leads them
    page.click("#notice button")
    assert len(drawn(page)) > 3


def test_it_speaks_both_languages(city: Judgement, page: Page) -> None:
    grid = city.findings.filter((pl.col("rule") == "R25") & (pl.col("verdict") == "gap"))["subject"][0]
    at(page, "Grid", grid)
    assert page.get_attribute("html", "lang") == "zh-CN"
    page.click("#language")
    assert page.get_attribute("html", "lang") == "en"
    own = "header h1, #tools button:not(#language), h2[data-words], label, .mark, #drawn, #about, .finding .title"
    texts = " ".join(page.locator(own).all_inner_texts())
    assert not re.search("[一-鿿]", texts), re.findall("[一-鿿]+", texts)
    rule = next(rule for rule in city.rules if rule.id == "R25")
    assert rule.subjects["Grid"].gap.en in page.inner_text("#details")
    page.click("#language")
    assert "只看缺口" in page.inner_text("#left")


def test_the_picture_is_saved(city: Judgement, page: Page) -> None:
    at(page, "Compound", one(city, "Compound"))
    with page.expect_download() as download:
        page.click("#png")
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 10_000
    assert re.fullmatch(r"[\w一-鿿-]+_2018-12-31\.png", download.value.suggested_filename)


def test_the_list_is_saved_for_excel(hostile: Judgement, tmp_path: Path, opened: Opened) -> None:
    write_network(Dossier(hostile), tmp_path / "network.html")
    page = opened(tmp_path / "network.html")
    rows = []
    for community in hostile.slice.nodes["Community"]["id"]:
        at(page, "Community", community)
        with page.expect_download() as download:
            page.click("#csv")
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert table[0][:3] == ["类型", "名称", "代码"]
        assert [row[2] for row in table[1:]] == drawn(page)
        rows += table[1:]
    names = {name for row in rows for name in row}
    assert not any(cell[:1] in "=+-@\t\r" for cell in names if cell)
    assert any(cell.startswith("'" + formula) for cell in names for formula in FORMULAS)
    assert any(cell.startswith(MARKUP[0]) for cell in names)


def test_every_view_has_an_address(city: Judgement, page_file: Path, browsed: Page) -> None:
    compound = one(city, "Compound")
    browsed.goto(page_file.as_uri())
    shown = drawn(at(browsed, "Compound", compound))
    browsed.click("#link")
    link = browsed.input_value(".address")
    assert link == page_file.parent.as_uri() + "/" + address("Compound", compound)
    browsed.goto("about:blank")
    browsed.goto(link)
    assert drawn(browsed) == shown


def test_an_address_of_nothing_is_said(page: Page) -> None:
    page.evaluate("location.hash = 'Grid/nothing'")
    page.wait_for_selector("#notice:not([hidden])")
    assert "nothing" in page.inner_text("#notice")
    assert len(drawn(page)) > 3


def test_on_paper_there_is_the_picture_the_legend_and_the_details(city: Judgement, page: Page) -> None:
    at(page, "Compound", one(city, "Compound"))
    page.emulate_media(media="print")
    for shown in ("#canvas", "#statuses", "#details", ".mark", "#as-of"):
        assert page.locator(shown).is_visible()
    for hidden in ("#tools", "#search", "#find-path", ".actions"):
        assert page.locator(hidden).first.is_hidden()


def test_it_works_in_the_frame_of_a_notebook(city: Judgement, browsed: Page) -> None:
    compound = one(city, "Compound")
    browsed.set_content(show(city, around=compound)._repr_html_())
    frame = browsed.frame_locator("iframe")
    assert (
        frame.locator("#details h2").inner_text()
        == city.slice.names.filter(pl.col("id") == compound)["name"][0]
    )
    frame.locator("#crumbs .go").first.click()
    frame.locator("#views .on").wait_for()
    assert frame.locator("#link").is_hidden()


def test_a_whole_city_opens(large: Judgement, large_file: Path, opened: Opened) -> None:
    assert large.slice.nodes["Compound"].height == 1100
    page = opened(large_file)
    assert 3 < len(drawn(page)) <= 300
    assert "小区 1100" in page.inner_text("#left-out")
    most = page.locator("#views button").last
    most.click()
    assert len(drawn(page)) > 1100
    for label in ("County", "Street", "Community", "Compound"):
        for code in large.slice.nodes[label]["id"].sort()[:3]:
            at(page, label, code)
            assert 0 < len(drawn(page)) <= 300


def test_what_is_undecided_is_said(without_posts: Judgement, tmp_path: Path, opened: Opened) -> None:
    write_network(Dossier(without_posts), tmp_path / "network.html")
    page = opened(tmp_path / "network.html")
    assert "无法判断哪些未纳入" in page.inner_text("#left-out")
    at(page, "Grid", one(without_posts, "Grid"))
    unknown = page.locator("#details .finding.unknown", has_text="R25")
    assert "“任职”名册" in unknown.inner_text()
    page.click("#language")
    assert "the roster “posts”" in unknown.inner_text()
