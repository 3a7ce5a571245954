"""Cards where they are told to stand, and lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from graphmodel.charts.chart import Chart, drawn, fitted

_EDGE: Final = 6
_NAME: Final = 13
_LETTER: Final = 11
_LINE: Final = 15


class Card(NamedTuple):
    """A card: its middle, its size, how it looks, what it says."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    """A class of the style sheet."""
    sign: str
    name: str
    lines: Sequence[str] = ()
    address: str | None = None


Point = tuple[float, float]


def cards_chart(
    title: str,
    cards: Sequence[Card],
    ties: Sequence[tuple[Point, Point]],
    heads: Sequence[tuple[float, float, str]] = (),
) -> Chart:
    """Cards, ties between points, and words over columns."""
    left = min((card.x - card.width / 2 for card in cards), default=0) - _EDGE
    top = (
        min([*(card.y - card.height / 2 for card in cards), *(y - _LINE for _, y, _ in heads)], default=0)
        - _EDGE
    )
    right = max((card.x + card.width / 2 for card in cards), default=1) + _EDGE
    low = max((card.y + card.height / 2 for card in cards), default=1) + _EDGE
    laid = []
    for card in cards:
        room = int((card.height - 26) // _LINE)
        said = [fitted(line, card.width - 12, _LETTER) for line in card.lines[: max(room, 0)]]
        name = fitted(card.name, card.width - 34, _NAME)
        laid.append(
            (
                card,
                round(card.x - card.width / 2 - left, 1),
                round(card.y - card.height / 2 - top, 1),
                name,
                said,
            )
        )
    body = drawn(
        "cards.svg.j2",
        cards=laid,
        ties="".join(
            f"M{x1 - left:.1f} {y1 - top:.1f}L{x2 - left:.1f} {y2 - top:.1f}" for (x1, y1), (x2, y2) in ties
        ),
        heads=[(round(x - left, 1), round(y - top, 1), words) for x, y, words in heads],
        step=_LINE,
    )
    return Chart(title, round(right - left, 1), round(low - top, 1), body)
