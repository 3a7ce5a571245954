"""A curve: how much is reached by so many steps, a line to each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from graphmodel.charts.chart import Chart, drawn

_WIDTH, _HEIGHT = 560, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 120, 12, 30
_POINTS: Final = 240
"""Of a line at most; more are not told apart on a screen."""


def curve_chart(
    title: str, steps: Sequence[int], reached: Mapping[str, Sequence[int]], names: Mapping[str, str]
) -> Chart:
    """Lines that never fall.

    Args:
        title: what the chart shows.
        steps: how many have been taken at each point; the last is all of them.
        reached: by kind (a class ``line-KIND`` of the style sheet) how much at each point.
        names: what a kind is called at the end of its line.
    """
    far, high = max(steps[-1], 1), max((values[-1] for values in reached.values()), default=1) or 1
    across, up = (_WIDTH - _LEFT - _RIGHT) / far, (_HEIGHT - _TOP - _BOTTOM) / high
    kept = sorted({*range(0, len(steps), max(1, len(steps) // _POINTS)), len(steps) - 1})
    lines = [
        (
            kind,
            [
                (round(_LEFT + steps[n] * across, 1), round(_HEIGHT - _BOTTOM - values[n] * up, 1))
                for n in kept
            ],
            names[kind],
            values[-1],
        )
        for kind, values in reached.items()
    ]
    body = drawn(
        "curve.svg.j2",
        lines=_apart(lines),
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        top=_TOP,
        bottom=_HEIGHT - _BOTTOM,
        far=f"{far:,}",
        high=f"{high:,}",
    )
    return Chart(title, _WIDTH, _HEIGHT, body)


_Laid = tuple[str, list[tuple[float, float]], str, int]


def _apart(lines: Sequence[_Laid]) -> list[tuple[str, list[tuple[float, float]], str, int, float]]:
    """Lines with where their names stand: at their ends, and none over another."""
    found: list[tuple[str, list[tuple[float, float]], str, int, float]] = []
    lowest = float("inf")
    for kind, points, name, total in sorted(lines, key=lambda line: -line[1][-1][1]):
        lowest = min(points[-1][1] + 4, lowest - 15)
        found.append((kind, points, name, total, round(lowest, 1)))
    return found
