"""The fields of a report in Word, each declared once: what it is called in a file, what it says, what stands in it.

They are called in Chinese, as the report is in Chinese only and those who edit a file are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from graphmodel.charts.bars import Bar, Part, bar_chart
from graphmodel.charts.chart import Chart
from graphmodel.language import Text
from graphmodel.reporting.circular import Area, Circular
from graphmodel.reporting.wording import MARK, number, percent

_NOTHING: Final = "—"
_ORDINALS: Final = "一二三四五六七八九十"
_WIDTH: Final = 560
"""Of a picture, in units of which 12 are a letter: so it has nine points in print."""
_STREETS_AT_MOST: Final = 25
"""In a picture, so that it fits on a page with its caption."""


class Field(NamedTuple):
    """A field of a file."""

    name: str
    told: Text
    value: Callable[[Circular], Any]
    parts: tuple[str, ...] = ()
    """What each of its rows has, where it is a list of these."""

    @property
    def example(self) -> str:
        """How it is written in a file."""
        return f"{{%tr for 行 in {self.name} %}}" if self.parts else f"{{{{ {self.name} }}}}"


class Picture(NamedTuple):
    """A picture, and what it shows in words for who cannot see it."""

    chart: Chart
    told: str


def signed(number_: float | None, decimals: int = 0) -> str:
    """A change, with its sign; a dash where there is none to tell of.

    >>> signed(1.2, 1), signed(-3), signed(0), signed(None)
    ('+1.2', '-3', '0', '—')
    """
    if number_ is None:
        return _NOTHING
    return f"{number_:+,.{decimals}f}" if round(number_, decimals) else f"{0:.{decimals}f}"


# --- tables ---


def _rows(parts: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    return [
        {
            part: number(value) if isinstance(value, int) else value
            for part, value in zip(parts, row, strict=True)
        }
        for row in rows
    ]


_RATES: Final = ("规则", "内容", "对象", "应", "已", "缺", "未知", "不适用", "率", "上次", "增减")
_AREAS: Final = ("街道", "现在", "上次", "增减")
_TROUBLES: Final = ("序", "规则", "内容", "正文")
_FARES: Final = ("规则", "内容", "对象", "措施", "现有", "补上", "仍缺")
_OPEN: Final = ("规则", "对象", "原因", "数目")
_ANNEXES: Final = ("列", "行")


def _rates(circular: Circular) -> list[dict[str, Any]]:
    return _rows(
        _RATES,
        (
            (*rate[:8], percent(rate.rate), percent(rate.before), signed(rate.step, 1))
            for rate in circular.rates
        ),
    )


def _areas(circular: Circular) -> list[dict[str, Any]]:
    return _rows(
        _AREAS,
        ((area.name, area.now, _or_nothing(area.before), signed(_change(area))) for area in circular.areas),
    )


def _change(area: Area) -> int | None:
    return None if area.before is None else area.now - area.before


def _or_nothing(count: int | None) -> int | str:
    return _NOTHING if count is None else count


def _troubles(circular: Circular) -> list[dict[str, Any]]:
    return _rows(
        _TROUBLES, ((ordinal(place), *trouble) for place, trouble in enumerate(circular.troubles, 1))
    )


def ordinal(place: int) -> str:
    """A place in Chinese numerals, below 100.

    >>> ordinal(3), ordinal(10), ordinal(21)
    ('三', '十', '二十一')
    """
    tens, ones = divmod(place, 10)
    start = (_ORDINALS[tens - 1] if tens > 1 else "") + "十" if tens else ""
    return start + (_ORDINALS[ones - 1] if ones else "")


def _annexes(circular: Circular) -> list[dict[str, Any]]:
    """Each with the headings of its columns, and rows of a street and its numbers."""
    return [
        {
            "列": annex.columns,
            "行": [{"街道": street, "缺口": [number(gap) for gap in gaps]} for street, gaps in annex.rows],
        }
        for annex in circular.annexes
    ]


# --- pictures ---


def _rates_drawn(circular: Circular) -> Picture:
    title = "图1 主要指标"
    bars = [
        Bar(
            one.title,
            [Part("met", 100 * one.rate)],
            percent(one.rate) if one.before is None else f"{percent(one.rate)}（{percent(one.before)}）",
            None if one.before is None else 100 * one.before,
        )
        for one in circular.headlines
        if one.rate is not None
    ]
    told = "；".join(f"{bar.label}{bar.note}" for bar in bars)
    return Picture(bar_chart(title, bars, whole=100, width=_WIDTH), f"{title}（括号内为上次）：{told}")


def _areas_drawn(circular: Circular) -> Picture:
    title = "图2 各街道一级缺口"
    areas = circular.areas[:-1][:_STREETS_AT_MOST]
    bars = [
        Bar(
            area.name,
            [Part("gap", area.now)],
            number(area.now) if area.before is None else f"{number(area.now)}（{number(area.before)}）",
            area.before,
        )
        for area in areas
    ]
    most = max((max(area.now, area.before or 0) for area in areas), default=0) or 1
    told = "；".join(f"{bar.label}{bar.note}处" for bar in bars)
    return Picture(bar_chart(title, bars, whole=most, width=_WIDTH), f"{title}（括号内为上次）：{told}")


# --- all of them ---


def _date(circular: Circular) -> str:
    day = circular.now.as_of
    return f"{day.year}年{day.month}月{day.day}日"


FIELDS: Final = (
    Field("标题", Text("标题", "title"), lambda circular: circular.title),
    Field("标志", Text("内部使用", "for internal use"), lambda _: MARK.zh),
    Field(
        "日期", Text("哪一天，哪一天的数据", "the day, and that of its data"), lambda circular: circular.day
    ),
    Field("成文日期", Text("写成某年某月某日的那一天", "the day, as a document is dated"), _date),
    Field("范围", Text("通报的范围", "the place it is about"), lambda circular: circular.where),
    Field("总体情况", Text("一段文字", "how it stands, in a paragraph"), lambda circular: circular.standing),
    Field("覆盖率表", Text("全覆盖目标各规则的覆盖率", "the rates of the goals"), _rates, _RATES),
    Field("覆盖率图", Text("主要指标，现在和上次", "picture: rates now and before"), _rates_drawn),
    Field("与上次相比", Text("一段文字", "what changed, in a paragraph"), lambda circular: circular.changed),
    Field("街道表", Text("各街道一级缺口", "gaps of the first severity by street"), _areas, _AREAS),
    Field("街道图", Text("各街道一级缺口，现在和上次", "picture: the same now and before"), _areas_drawn),
    Field(
        "主要问题", Text("有一级缺口的各规则", "rules with gaps of the first severity"), _troubles, _TROUBLES
    ),
    Field(
        "下步建议", Text("一段文字", "what is proposed, in a paragraph"), lambda circular: circular.proposed
    ),
    Field(
        "建议表",
        Text("各规则能补上多少", "how much is closed, by rule"),
        lambda circular: _rows(_FARES, circular.fares),
        _FARES,
    ),
    Field(
        "未补表",
        Text("仍然补不上的和原因", "what stays open, and why"),
        lambda circular: _rows(_OPEN, circular.open),
        _OPEN,
    ),
    Field(
        "不作建议",
        Text("有缺口而不作建议的规则，没有时为空", "rules with gaps that are not planned, or empty"),
        lambda circular: circular.unplanned,
    ),
    Field(
        "口径说明", Text("各段文字", "under what it holds, a text each"), lambda circular: circular.conditions
    ),
    Field(
        "附表",
        Text(
            "各街道各规则的缺口：每表有列，行里有街道、缺口", "gaps by street and rule, a few rules a table"
        ),
        _annexes,
        _ANNEXES,
    ),
)
"""The fields, in the order of the report."""


def lines() -> list[str]:
    """Every field as it is written in a file, and what stands in it."""
    return [f"{field.example}  {field.told}" + _parts(field) for field in FIELDS]


def _parts(field: Field) -> str:
    if not field.parts:
        return ""
    written = " ".join(f"{{{{ 行.{part} }}}}" for part in field.parts)
    return Text("；每行：{written}", "; in each row: {written}").fill(written=written)
