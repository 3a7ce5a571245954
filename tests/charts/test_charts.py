import re
import struct
from xml.etree import ElementTree

import pytest

from graphmodel.charts.bars import Bar, Part, bar_chart
from graphmodel.charts.chart import SLIDE, Chart, fitted, style
from graphmodel.charts.curve import curve_chart
from graphmodel.charts.matrix import Line, matrix_chart
from graphmodel.charts.treemap import Area, treemap_chart
from graphmodel.charts.trend import small_trend, trend_chart
from tests.cities import MARKUP

NAMES = (*MARKUP, "荷" * 200, "حديقة", "👨‍👩‍👧小区")


def area(name: str, number: int, wrong: float | None = 0) -> Area:
    return Area(f"c{number}", name, 1 + number % 3, wrong, f"{name}：{wrong}", f"▲{number}")


def charts() -> list[Chart]:
    cells = [area(name, number, [None, 0, 0.4, 3][number % 4]) for number, name in enumerate(NAMES)]
    lines = [Line(name, name, marked=number == 1) for number, name in enumerate(NAMES)]
    points = [("2018-10-31", 0.5), ("2018-11-30", None), ("2018-12-31", 0.75)]
    return [
        bar_chart(
            "条", [Bar(name, [Part("met", 3, "3"), Part("gap", 1, "1")], "3/4", before=2) for name in NAMES]
        ),
        trend_chart(NAMES[0], points),
        small_trend("率", points),
        treemap_chart("区", [Area("s", NAMES[2], 9, 0, "", parts=cells)]),
        matrix_chart("结对", lines, lines, {(NAMES[0], NAMES[1]): 2}),
        curve_chart("补上", [0, 2, 5], {"S1": [0, 1, 3], "S2": [0, 0, 3]}, {"S1": NAMES[0], "S2": "二级"}),
    ]


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: chart.title[:3])
def test_a_chart_is_sound_svg_whatever_it_is_told(chart: Chart) -> None:
    root = ElementTree.fromstring(chart.svg)  # noqa: S314 - our own
    assert {element.tag for element in root.iter()} <= {
        *("svg", "title", "g", "a", "rect", "path", "circle", "polyline", "text", "tspan")
    }
    assert root.findtext("title") == chart.title
    classes = {name for element in root.iter() for name in element.get("class", "").split()}
    assert classes <= set(re.findall(r"\.([a-zA-Z][\w-]*)", style()))


@pytest.mark.parametrize("chart", charts()[:1])
def test_a_picture_for_a_meeting_has_the_size_of_a_screen(chart: Chart) -> None:
    width, height = struct.unpack(">II", chart.slide("2018-12-31")[16:24])
    assert (width, height) == SLIDE


def test_two_thousand_areas_alike_are_laid_out_within_their_frame() -> None:
    many = [Area(str(number), "小区", 1, None, "") for number in range(2000)]
    root = ElementTree.fromstring(treemap_chart("多", many, 1000, 500).svg)  # noqa: S314 - our own
    rects = [
        [float(rect.get(name, 0)) for name in ("x", "y", "width", "height")] for rect in root.iter("rect")
    ]
    assert len(rects) == 2000
    assert max(x + width for x, _, width, _ in rects) <= 1000.2
    assert max(y + height for _, y, _, height in rects) <= 500.2
    assert sum(width * height for *_, width, height in rects) == pytest.approx(500_000, rel=0.03)


def test_a_text_is_cut_where_the_room_ends() -> None:
    assert fitted("荷苑小区", 48, 12) == "荷苑小区"
    assert fitted("荷苑小区", 36, 12) == "荷苑…"
    assert fitted("荷苑小区", 20, 12) == ""
