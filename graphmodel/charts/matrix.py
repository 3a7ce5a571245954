"""A matrix: who is tied to what, and what is tied to nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from graphmodel.charts.chart import Chart, drawn, fitted, longest

_SIDE: Final = 15
_NARROWEST: Final = 11
_LETTER: Final = 11
_LABEL_AT_MOST: Final = 170
_HEAD_AT_MOST: Final = 110
_WIDTH: Final = 1180


class Line(NamedTuple):
    """A row or a column."""

    code: str
    name: str
    marked: bool = False
    """Whether it belongs to the set that is told of beside the matrix."""
    address: str | None = None


def matrix_chart(
    title: str, rows: Sequence[Line], columns: Sequence[Line], cells: Mapping[tuple[str, str], int]
) -> Chart:
    """Rows and columns, and how many ties are where they meet; a column or row without any is shaded.

    Args:
        title: what the chart shows.
        rows: from the top.
        columns: from the left.
        cells: by the codes of row and column.
    """
    label = longest((row.name for row in rows), _LETTER, _LABEL_AT_MOST)
    head = longest((column.name for column in columns), _LETTER, _HEAD_AT_MOST)
    side = max(_NARROWEST, min(28, (_WIDTH - label - 10) / max(len(columns), 1)))
    across = {column.code: round(label + 6 + number * side, 1) for number, column in enumerate(columns)}
    down = {row.code: head + 6 + number * _SIDE for number, row in enumerate(rows)}
    filled = {row for row, _ in cells}, {column for _, column in cells}
    body = drawn(
        "matrix.svg.j2",
        rows=[(row, fitted(row.name, label, _LETTER), down[row.code], row.code in filled[0]) for row in rows],
        columns=[
            (column, fitted(column.name, head, _LETTER), across[column.code], column.code in filled[1])
            for column in columns
        ],
        cells=[
            (across[column], down[row], min(count, 3), count)
            for (row, column), count in cells.items()
            if row in down and column in across
        ],
        label=round(label, 1),
        head=round(head, 1),
        side=round(side, 1),
        row_height=_SIDE,
        far=round(label + 6 + len(columns) * side, 1),
        deep=round(head + 6 + len(rows) * _SIDE, 1),
    )
    return Chart(
        title, round(label + 12 + len(columns) * side, 1), round(head + 10 + len(rows) * _SIDE, 1), body
    )
