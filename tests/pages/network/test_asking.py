"""What a person asks of the network page: rules, ready questions, the camera, search, ties, the scope."""

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Page

from graphmodel import language
from graphmodel.reporting.addresses import place
from graphmodel.reporting.dossier import Dossier
from graphmodel.rules import Judgement
from tests.pages.conftest import folder_of
from tests.pages.network.test_page import drawn, middle_of
from tests.rules import build

ALLIANCE = """
compounds: id name part_of
  c1 荷苑小区 k1
  c2 菊苑小区 k1
  c3 梅苑小区 k2
grids: id name part_of
  g1 第一网格 c1
  g2 第一网格 c2
  g3 第二网格 c2
  g4 梅苑网格 c3
people: id party_status
  RY1 正式党员
party_orgs: id name kind covers led_by
  o1 荷苑网格党支部 grid_branch g1 -
  w1 财政局党委 organ_committee - -
  d1 财政局一支部 organ_branch - w1
  d2 财政局二支部 organ_branch - w1
pairings: from to valid_from
  d1 g1 2018-03-01
  d1 g2 2018-05-01
  w1 c1 2018-03-01
  w1 k1 2018-03-01
owners_committees: id name serves
  y1 菊苑业委会 c2
posts: from post to
  RY1 grid_head g1
  RY1 instructor g1
  RY1 stairwell_head g2
"""
"""Two grids of one name, paired with one branch alone; a person with three posts; a second branch paired with nothing."""

WHERE_THEY_STAND = """() => {
    const { network, scene, code } = picture;
    const room = document.getElementById('canvas');
    return scene().shown.map((node, at) => {
        const { x, y } = network.canvasToDOM({ x: scene().x[at], y: scene().y[at] });
        const scale = network.getScale();
        const high = (scene().heights && scene().heights[at]) || scene().size[1];
        return [code(node), x / room.clientWidth, y / room.clientHeight,
            scene().size[0] * scale / room.clientWidth, high * scale / room.clientHeight];
    });
}"""
"""Of every card its code, its middle, width and height, in parts of the canvas."""


@pytest.fixture(scope="module")
def few() -> Judgement:
    return build.judged(ALLIANCE)


@pytest.fixture(scope="module")
def folder(few: Judgement, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with language.speaking("zh"):
        return folder_of(Dossier(few), tmp_path_factory.mktemp("few"))


@pytest.fixture
def page(browsed: Page, folder: Path) -> Page:
    """The page of the small alliance, as it opens."""
    return opened_at(browsed, folder, "")


def opened_at(page: Page, folder: Path, address: str) -> Page:
    page.goto("about:blank")
    page.goto((folder / "network.html").as_uri() + (f"#{address}" if address else ""))
    return page


def cards(page: Page) -> dict[str, tuple[float, float, float, float]]:
    return {code: tuple(rest) for code, *rest in page.evaluate(WHERE_THEY_STAND)}


def faded(page: Page) -> set[str]:
    return set(page.evaluate("picture.scene().shown.filter(picture.faded).map(picture.code)"))


def everything_is_in_view(page: Page) -> bool:
    return all(
        x - width / 2 >= 0 and x + width / 2 <= 1 and y - height / 2 >= 0 and y + height / 2 <= 1
        for x, y, width, height in cards(page).values()
    )


def counts(page: Page, legend: str) -> dict[str, int]:
    script = "all => all.map(one => [one.querySelector('input').dataset.key, one.querySelector('.count').textContent])"
    return {key: int(number) for key, number in page.eval_on_selector_all(f"{legend} li", script)}


# --- rules ---


def test_of_chosen_rules_the_gaps_stay_the_rest_fades_and_counts_follow(few: Judgement, page: Page) -> None:
    gaps = {
        rule: few.findings.filter(rule=rule, verdict="gap")["subject"].to_list() for rule in ("R25", "R23")
    }
    assert counts(page, "#rules").items() >= {rule: len(of_rule) for rule, of_rule in gaps.items()}.items()
    page.check("#rules input[data-key=R23]")
    assert "rules=R23" in page.url
    assert faded(page) == {"c1"}
    assert f"{len(gaps['R23'])} 处所选规则的缺口" in page.inner_text("#details .chip")
    assert counts(page, "#statuses")["S1"] == len(gaps["R23"])
    page.check("#rules input[data-key=R25]")
    both = len(gaps["R23"]) + len(gaps["R25"])
    assert f"{both} 处所选规则的缺口" in page.inner_text("#details .chip")
    page.reload()
    assert page.is_checked("#rules input[data-key=R25]")
    page.click("#all-rules")
    assert "rules" not in page.url
    assert faded(page) == set()


def test_gaps_alone_close_up_the_holes(few: Judgement, page: Page, folder: Path) -> None:
    opened_at(page, folder, "Community/k1")
    before = cards(page)
    page.check("#rules input[data-key=R25]")
    page.check("#gaps-only")
    after = cards(page)
    gaps = set(few.findings.filter(rule="R25", verdict="gap")["subject"])
    assert after.keys() == {"k1", "c2", "g2", "g3"}
    assert {code for code in after if code.startswith("g")} <= gaps
    scale = after["c2"][3] / before["c2"][3]
    assert scale >= 1
    down = {code: (at[1] - at[3] / 2) / at[3] for code, at in after.items()}
    assert down["c2"] - down["k1"] < 3  # no room is left for the row of the other compound
    for code, (x, y, width, height) in after.items():
        for other, (right, below, *_) in after.items():
            assert code == other or abs(x - right) >= width * 0.99 or abs(y - below) >= height * 0.99
    page.reload()
    assert cards(page).keys() == after.keys()


# --- ready questions ---


def test_a_click_on_a_ready_question_draws_its_answer(page: Page) -> None:
    answers = {
        "instructor": {"g2", "g3", "g4"},
        "free": {"d2"},
        "one": {"c1"},
        "work": {"y1"},
        "committee": {"k2"},
        "hall": {"g1", "g2", "d1"},
    }
    for key, expected in answers.items():
        button = page.locator(f"#questions button[data-key={key}]")
        assert button.locator(".count").inner_text() == str(len(expected))
        button.click()
        assert expected <= set(drawn(page))
        assert set(page.evaluate("Array.from(picture.scene().answers, picture.code)")) == expected
        assert everything_is_in_view(page)
        assert button.get_attribute("aria-pressed") == "true"
        assert all(row in page.inner_text("#details") for row in expected)
    assert "这 2 个网格只有 1 个机关党支部结对" in page.inner_text("#details")
    page.click("#tabs a[href^='pairing.html']")
    page.click("text=在网络图中看")
    page.wait_for_function("() => typeof picture === 'object'")  # a click does not wait for where it leads
    assert set(drawn(page)) == {"g1", "g2", "d1"}
    page.click("#questions button[data-key=hall]")
    assert "g4" in drawn(page) or "c3" in drawn(page)


def test_people_with_three_posts_are_numbers(page: Page) -> None:
    page.click("#questions button[data-key=posts]")
    assert page.inner_text("#details .answer") == "1 人"
    assert {"g1", "g2"} <= set(drawn(page))
    assert "RY1" not in page.content()


# --- the camera ---


def test_nearer_further_all_of_it_and_the_small_map(page: Page) -> None:
    assert everything_is_in_view(page)
    assert page.locator("#map").is_hidden()
    for _ in range(6):
        page.click("#nearer")
    assert not everything_is_in_view(page)
    page.wait_for_selector("#map", state="visible")
    before = page.evaluate("picture.network.getViewPosition()")
    page.mouse.click(*corner_of(page, "#map"))
    assert page.evaluate("picture.network.getViewPosition()") != before
    page.click("#whole")
    assert everything_is_in_view(page)
    scale = page.evaluate("picture.network.getScale()")
    page.click("#further")
    assert page.evaluate("picture.network.getScale()") < scale
    page.focus("#canvas")
    page.keyboard.press("0")
    assert page.evaluate("picture.network.getScale()") == pytest.approx(scale)


def corner_of(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + 12, box["y"] + 12


def test_the_whole_screen_is_the_pictures(page: Page) -> None:
    width = page.evaluate("document.getElementById('canvas').clientWidth")
    page.click("#full")
    assert page.locator("#right").is_hidden()
    page.wait_for_function("width => document.getElementById('canvas').clientWidth > width", arg=width)
    page.click("#full")
    assert page.locator("#right").is_visible()


def test_cards_are_chosen_and_opened_by_keyboard(page: Page) -> None:
    page.focus("#canvas")
    page.keyboard.press("ArrowDown")
    chosen = page.inner_text("#details h2")
    assert chosen != "w"
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#details h2") not in {chosen, "w"}
    page.keyboard.press("Enter")
    assert page.inner_text("#crumbs .here") == page.inner_text("#details h2")


# --- search and addresses ---


@pytest.mark.parametrize(
    ("label", "code"),
    [("Street", "s1"), ("Community", "k1"), ("Compound", "c2"), ("Grid", "g2"), ("PartyOrg", "w1"), ("OwnersCommittee", "y1")],
)  # fmt: skip
def test_enter_opens_what_was_found_in_the_middle_with_everything_in_view(
    label: str, code: str, page: Page
) -> None:
    page.fill("#search", code)
    page.press("#search", "Enter")
    assert page.url.endswith(f"#{place(label, code)}")
    assert page.evaluate("picture.code(picture.scene().node)") == code
    x, y, *_ = cards(page)[code]
    assert max(abs(x - 0.5), abs(y - 0.5)) < 0.02
    assert everything_is_in_view(page)


def test_a_name_that_repeats_has_its_place_before_it_everywhere(page: Page, folder: Path) -> None:
    page.fill("#search", "第一网格")
    found = page.locator("#found [role=option]").all_inner_texts()
    assert [text.split("\n")[0] for text in found] == ["荷苑小区·第一网格", "菊苑小区·第一网格"]
    assert all(word in found[1] for word in ("网格", "g2", "s1 › k1 › 菊苑小区"))
    box = page.locator("#found").bounding_box()
    assert box is not None
    assert box["width"] >= 480
    page.fill("#search", "菊苑小区/第一")
    assert page.locator("#found [role=option]").count() == 1
    page.fill("#search", "第一网格")
    page.press("#search", "Enter")
    assert page.inner_text("#details h2") == page.inner_text("#crumbs .here") == "荷苑小区·第一网格"
    opened_at(page, folder, "PartyOrg/d1")
    assert "菊苑小区·第一网格" in page.inner_text("#details .ties >> nth=0") + page.inner_text("#details")


def test_an_address_of_nothing_offers_the_nearest(page: Page, folder: Path) -> None:
    opened_at(page, folder, "Compound/%E8%8D%B7%E5%9B%AD%E5%B0%8F%E5%8C%BA")  # 荷园小区
    assert "没有“荷园小区”" in page.inner_text("#notice")
    assert page.inner_text("#notice button >> nth=0") == "荷苑小区"
    page.click("#notice button >> nth=0")
    assert page.inner_text("#crumbs .here") == "荷苑小区"
    assert page.locator("#notice").is_hidden()


# --- ties and neighbours ---


def test_a_click_on_a_tie_tells_what_it_is_since_when_and_its_row(
    few: Judgement, page: Page, folder: Path
) -> None:
    opened_at(page, folder, "Grid/g2")
    (x, y), (right, below) = middle_of(page, "g2"), middle_of(page, "d1")
    page.mouse.click((x + right) / 2 - 12, (y + below) / 2)
    row = few.slice.ties["PAIRED_WITH"].filter(from_id="d1", to_id="g2").row(0, named=True)
    told = page.inner_text("#details")
    for words in ("结对", "财政局一支部", "菊苑小区·第一网格", "2018-05-01"):
        assert words in told
    assert f"{row['source_file']} 第 {row['source_row']} 行" in told


def test_neighbours_are_added_and_taken_out_again(page: Page, folder: Path) -> None:
    opened_at(page, folder, "Grid/g2")
    before = cards(page)
    assert "w1" not in before
    page.mouse.click(*middle_of(page, "d1"))
    page.click("[data-does=expand]")
    after = cards(page)
    assert after.keys() == before.keys() | {"w1", "g1"}
    assert {code: after[code] for code in before} == before
    boxes = list(after.values())
    for at, (x, y, width, height) in enumerate(boxes):
        for right, below, *_ in boxes[at + 1 :]:
            assert abs(x - right) >= width or abs(y - below) >= height
    page.click("[data-does=unexpand]")
    assert cards(page) == before


# --- facts ---


def test_a_fact_is_one_line_however_many_rules_tell_of_it(few: Judgement, page: Page, folder: Path) -> None:
    rules = few.findings.filter(subject="y1", verdict="gap")["rule"].to_list()
    assert {"R01", "R16", "R17"} <= {*rules}
    opened_at(page, folder, "OwnersCommittee/y1")
    titles = page.locator("#details .finding .title").all_inner_texts()
    assert [title for title in titles if "R17" in title or "R16" in title or "R01" in title] == [
        next(title for title in titles if title.startswith("R17（R01、R16）"))
    ]


def test_gaps_in_no_unit_explain_why_other_pages_count_more(few: Judgement, page: Page, folder: Path) -> None:
    opened_at(page, folder, "City/q")
    within = dict(
        page.eval_on_selector_all(
            "#details tr", "rows => rows.map(row => Array.from(row.cells, cell => cell.innerText))"
        )
    )
    elsewhere = page.inner_text("#elsewhere")
    whole: dict[str, Any] = dict(Dossier(few).lines.group_by("severity").agg(pl.len()).iter_rows())
    told = re.findall(r"(.级)：[^ ]* ([0-9]+) 处", elsewhere)
    more = dict(told)
    for severity, word in (("S1", "一级"), ("S2", "二级")):
        here = next((int(number) for title, number in within.items() if title.startswith(word)), 0)
        assert here + int(more.get(word, 0)) == whole[severity]
    assert told
    page.check("#rules input[data-key=R27]")
    (elsewhere,) = re.findall("([0-9]+) 处", page.inner_text("#elsewhere"))
    assert counts(page, "#rules")["R27"] + int(elsewhere) == few.coverage.filter(rule="R27")["gap"].sum()


def test_the_chain_of_a_single_point_is_drawn(few: Judgement, page: Page, folder: Path) -> None:
    losses = Dossier(few).analysis.single_points.filter(label="PartyOrg", id="w1")
    assert losses.height > 1
    opened_at(page, folder, "PartyOrg/w1")
    page.click("[data-does=hang]")
    assert page.url.endswith("#hang/PartyOrg/w1")
    assert {"w1", *losses["subject"]} <= set(drawn(page))
    opened_at(page, folder, "Grid/g1")
    assert "一个人" in page.inner_text("#details")  # on whom alone it is that it has an instructor


# --- the scope ---


def test_the_scope_of_the_head_holds(few: Judgement, page: Page, folder: Path) -> None:
    page.select_option("#scope", "k2")
    assert page.inner_text("#crumbs") == "k2"
    assert set(drawn(page)) == {"k2", "c3", "g4"}
    assert page.inner_text("#questions button[data-key=instructor] .count") == "1"
    here = few.coverage_within(("k2",)).row(by_predicate=pl.col("rule") == "R25", named=True)
    assert counts(page, "#rules")["R25"] == here["gap"] == 1
    page.fill("#search", "网格")
    assert page.locator("#found [role=option]").first.inner_text().startswith("梅苑网格")
    page.keyboard.press("Escape")
    page.click("#tabs a[href^='gaps.html']")
    page.wait_for_url("**/gaps.html#scope=k2")
    page.go_back()
    opened_at(page, folder, "Grid/g1&scope=k2")
    assert "不在所选范围（k2）" in page.inner_text("#notice")
    page.click("#notice button")
    assert page.input_value("#scope") == ""
