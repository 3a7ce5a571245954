"""A treemap: areas within areas, as large as what they hold, as dark as what is wrong in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import squarify

from graphmodel.charts.chart import Chart, drawn, fitted

STEPS: Final = (0.0, 0.5, 1.0, 2.0)
"""Where a darker colour begins, exclusive; nothing wrong is the lightest."""
_HEADS: Final = (0, 20, 18, 14)
"""How high the heading of an area is, by how deep it lies."""
_LETTERS: Final = (0, 13, 12, 10.5)
_LETTER: Final = 11
_LEAST_HEAD: Final = 46
"""An area narrower than this has no heading: it would say nothing."""
_LINE: Final = 14
_LEAST_OF_NAME: Final = 4
"""Letters, the ellipsis among them."""


class Area(NamedTuple):
    """A place: how large, how much is wrong, what lies in it."""

    code: str
    name: str
    size: float
    wrong: float | None
    """Per unit of size; None: nothing could be judged."""
    told: str
    """In a sentence, for who points at it."""
    mark: str = ""
    """Written under the name where there is room."""
    address: str | None = None
    parts: Sequence[Area] = ()


class _Frame(NamedTuple):
    area: Area
    depth: int
    x: float
    y: float
    width: float
    height: float
    head: float
    letter: float
    heading: str


class _Cell(NamedTuple):
    area: Area
    shade: str
    x: float
    y: float
    width: float
    height: float
    name: str
    mark: str


_Box = tuple[float, float, float, float]


def shade(wrong: float | None) -> str:
    """The class of a value.

    >>> [shade(value) for value in (None, 0, 0.3, 5)]
    ['hu', 'h0', 'h1', 'h4']
    """
    return "hu" if wrong is None else f"h{sum(wrong > step for step in STEPS)}"


def treemap_chart(title: str, areas: Sequence[Area], width: float = 1180, height: float = 470) -> Chart:
    """Areas side by side, each with what lies in it; those without size are not drawn."""
    laid = list(_laid(areas, 1, (0, 0, width, height)))
    frames = [one for one in laid if isinstance(one, _Frame)]
    cells = [one for one in laid if isinstance(one, _Cell)]
    return Chart(title, width, height, drawn("treemap.svg.j2", frames=frames, cells=cells))


def steps_in_words() -> list[tuple[str, str]]:
    """The classes of the scale, each with its values: ``0``, ``≤0.5``, …, ``>2``."""
    between = [(f"h{number}", f"≤{most:g}") for number, (_, most) in enumerate(pairwise(STEPS), 1)]
    return [("h0", "0"), *between, (f"h{len(STEPS)}", f">{STEPS[-1]:g}")]


def _laid(areas: Sequence[Area], depth: int, box: _Box) -> Iterator[_Frame | _Cell]:
    x, y, width, height = box
    drawn_ = sorted((area for area in areas if area.size > 0), key=lambda area: (-area.size, area.code))
    if not drawn_ or width <= 0 or height <= 0:
        return
    sizes = squarify.normalize_sizes([area.size for area in drawn_], width, height)
    for area, place in zip(drawn_, squarify.squarify(sizes, x, y, width, height), strict=True):
        here = (place["x"], place["y"], place["dx"], place["dy"])
        yield from _nested(area, depth, here) if area.parts else [_cell(area, here)]


def _nested(area: Area, depth: int, box: _Box) -> Iterator[_Frame | _Cell]:
    x, y, width, height = box
    head = _HEADS[depth] if width > _LEAST_HEAD and height > 2 * _HEADS[depth] else 0
    letter = _LETTERS[depth]
    edge = 1.5 if depth < len(_HEADS) - 1 else 1
    heading = fitted(area.name, width - 8, letter) if head else ""
    yield _Frame(area, depth, *_rounded(box), head, letter, heading)
    inner = (x + edge, y + max(head, edge), width - 2 * edge, height - max(head, edge) - edge)
    yield from _laid(area.parts, depth + 1, inner)


def _cell(area: Area, box: _Box) -> _Cell:
    """Name and mark, as far as there is room; a name of which hardly anything would be left gives way to the mark."""
    _, _, width, height = box
    room = width - 6
    name = fitted(area.name, room, _LETTER) if height > _LINE + 3 else ""
    if name != area.name and len(name) <= _LEAST_OF_NAME:
        name = ""
    lines = 2 if name else 1
    fits = height > lines * _LINE + 3 and fitted(area.mark, room, _LETTER) == area.mark
    return _Cell(area, shade(area.wrong), *_rounded(box), name, area.mark if fits else "")


def _rounded(box: _Box) -> _Box:
    x, y, width, height = (round(value, 1) for value in box)
    return x, y, width, height
