"""How wide columns are: what a text takes, what a page has room for, and with which widths rows need the fewest lines.

All widths are in narrow characters, of which a Chinese one takes two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_UNITS_PER_CHARACTER: Final = 0.95
_PADDING: Final = 0.72
"""What each column of a page takes besides."""
_SHIFTS: Final = (12, 4, 1)
"""How much one column gives another at a time."""


def shown_width(texts: pl.Expr) -> pl.Expr:
    """The width of texts in the units of a column; a Chinese character has three bytes and needs almost two."""
    text = texts.cast(pl.String)
    return (text.str.len_bytes() + text.str.len_chars()) / 2 * _UNITS_PER_CHARACTER


def fitted(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that a page has room for: where there is too little, wide columns give of what they have above the least.

    >>> fitted([5, 29, 49], [9, 9, 9], 55)
    [5, 18, 28]
    """
    kept = [min(width, below) for width, below in zip(widths, least, strict=True)]
    above = sum(widths) - sum(kept)
    share = (room - _PADDING * len(widths) - sum(kept)) / above if above else 1
    share = min(1.0, max(0.0, share))
    return [below + int((width - below) * share) for width, below in zip(widths, kept, strict=True)]


def balanced(needs: pl.DataFrame, widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths with which rows need fewer lines: columns give to others as long as that saves lines of the whole.

    >>> balanced(pl.DataFrame({"few": [5.0, 15.0], "much": [60.0, 58.0]}), [25, 25], [9, 9], 52)
    [10, 40]

    Args:
        needs: how wide the text of each row is, column by column, in narrow characters.
        widths: from which to begin.
        least: below which no column gives.
        room: how wide all may be together on the page; what is left of it is given away first.
    """
    if needs.is_empty():
        return [*widths]
    best = [*widths, max(0, int(room - _PADDING * len(widths) - sum(widths)))]
    most = needs.max().row(0)
    wide = needs.to_numpy()
    fewest = _lines_in_all(wide, best)
    for shift in _SHIFTS:
        while moves := _moves(best, [*least, 0], most, shift):
            lines = [_lines_in_all(wide, move) for move in moves]
            if min(lines) >= fewest:
                break
            fewest = min(lines)
            best = moves[lines.index(fewest)]
    return best[:-1]


def _moves(widths: Sequence[int], least: Sequence[int], most: Sequence[float], shift: int) -> list[list[int]]:
    """Every way in which one gives that much to another that has use for it; the last is what is left over."""
    givers = [at for at, width in enumerate(widths) if width - shift >= least[at]]
    return [
        [width + shift * ((at == receiver) - (at == giver)) for at, width in enumerate(widths)]
        for giver in givers
        for receiver, need in enumerate(most)
        if receiver != giver and need > widths[receiver]
    ]


def _lines_in_all(wide: NDArray[np.float64], widths: Sequence[int]) -> float:
    """How many lines all rows need; of two ways with as many, the one nearer to a line less is fewer by a little.

    Args:
        wide: how wide the texts are, row by row; polars would take longer to begin than NumPy takes.
        widths: those of the columns, and what is left over.
    """
    full = (wide / widths[:-1]).max(axis=1).clip(1)
    upwards = -(-full // 1)
    return float(upwards.sum() + full.mean() / 100)
