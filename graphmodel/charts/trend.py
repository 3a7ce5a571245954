"""A line of what a rate has been, date by date; small ones stand beside a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graphmodel.charts.chart import Chart, drawn

_SMALL: Final = (96, 26)
_LARGE: Final = (300, 120)
_EDGE: Final = 5
_BELOW: Final = 18
_BESIDE: Final = 42

Point = tuple[str, float | None]
"""A date, and the rate on it; None: nothing was judged."""


def small_trend(title: str, points: Sequence[Point]) -> Chart:
    """The line alone, between the least and the greatest of its rates."""
    width, height = _SMALL
    return _trend(title, points, width, height, (_EDGE, _EDGE, width - _EDGE, height - _EDGE), named=False)


def trend_chart(title: str, points: Sequence[Point]) -> Chart:
    """The line with its first and last date and rate, and the scale from the least to the greatest."""
    width, height = _LARGE
    box = (_BESIDE, _EDGE + 8, width - _BESIDE - 8, height - _BELOW - _EDGE)
    return _trend(title, points, width, height, box, named=True)


def _trend(
    title: str,
    points: Sequence[Point],
    width: float,
    height: float,
    box: tuple[float, float, float, float],
    *,
    named: bool,
) -> Chart:
    left, top, right, bottom = box
    rates = [rate for _, rate in points if rate is not None]
    least, most = min(rates, default=0), max(rates, default=1)
    if most - least < 0.02:
        least, most = least - 0.02, most + 0.02
    step = (right - left) / max(len(points) - 1, 1)
    places = [
        (round(left + number * step, 1), round(bottom - (rate - least) / (most - least) * (bottom - top), 1))
        for number, (_, rate) in enumerate(points)
        if rate is not None
    ]
    body = drawn(
        "trend.svg.j2",
        places=places,
        named=named,
        box=box,
        first=points[0] if points else None,
        last=points[-1] if points else None,
        percents=[f"{rate:.1%}" for rate in rates],
    )
    return Chart(title, width, height, body)
