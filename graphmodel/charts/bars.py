"""Bars that lie: one to a row, of parts side by side, with a mark where it stood before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from graphmodel.charts.chart import Chart, drawn, fitted, longest

_WIDTH: Final = 720
_ROW: Final = 26
_BAR: Final = 16
_LETTER: Final = 12
_LABEL_AT_MOST: Final = 190
_NARROWEST_NUMBER: Final = 9


class Part(NamedTuple):
    """A part of a bar."""

    kind: str
    """A class of the style sheet: a verdict, a level."""
    value: float
    text: str = ""
    """Written on it, where there is room."""


class Bar(NamedTuple):
    """A row: what it is of, its parts, what is written behind them."""

    label: str
    parts: Sequence[Part]
    note: str = ""
    before: float | None = None
    """Where the first part ended the time before."""
    address: str | None = None


def bar_chart(title: str, rows: Sequence[Bar], whole: float | None = None, width: float = _WIDTH) -> Chart:
    """Rows of bars on one scale.

    Args:
        title: what the chart shows.
        rows: from the top.
        whole: the value of the full width; None: the longest bar.
        width: of the chart, in units in which letters are 12 high.

    >>> bar_chart("缺口", [Bar("甲街道", [Part("gap", 3, "3")])]).title
    '缺口'
    """
    label = longest((row.label for row in rows), _LETTER, _LABEL_AT_MOST)
    note = longest((row.note for row in rows), _LETTER, _LABEL_AT_MOST)
    room = width - label - note - 20
    most = whole or max((sum(part.value for part in row.parts) for row in rows), default=0) or 1
    laid = []
    for number, row in enumerate(rows):
        at, parts = label + 8, []
        for part in row.parts:
            if part.value:
                long = round(part.value / most * room, 1)
                text = (
                    part.text if longest([part.text], _LETTER, room) <= max(long, _NARROWEST_NUMBER) else ""
                )
                parts.append((part.kind, round(at, 1), long, text))
                at += long
        was = None if row.before is None else round(label + 8 + row.before / most * room, 1)
        laid.append(
            (
                row,
                fitted(row.label, label, _LETTER),
                number * _ROW,
                parts,
                round(max(at, was or 0) + 6, 1),
                was,
            )
        )
    body = drawn("bars.svg.j2", rows=laid, label=label, row=_ROW, bar=_BAR)
    return Chart(title, width, len(rows) * _ROW or _ROW, body)
