"""Where texts stand among others: told by their hashes, which a processor compares far sooner than texts."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.spreadsheets.repetition import LONG

_FEWEST: Final = 1 << 16
"""Slots that are made for however few codes, so that hardly two of them fall into one."""
_SLOTS_EACH: Final = 4


def found_among(texts: pl.Series, codes: pl.Series, turn: int = 0) -> pl.Series:
    """The place of each text among the codes, the last one of several that are equal; null where it is none of them.

    Every code takes the slot that its hash names, the last of those with one slot; every text looks there. What has
    lost its slot to another code, and what was not found, tries once more with other hashes: a tenth of it.

    >>> found_among(pl.Series(["b", "x", "a"]), pl.Series(["a", "b"])).to_list()
    [1, None, 0]
    """
    if max(texts.len(), codes.len()) < LONG:  # a join is made sooner than the slots
        known = codes.to_frame("text").with_row_index("place").unique("text", keep="last")
        return texts.to_frame("text").join(known, on="text", how="left", maintain_order="left")["place"]
    size = max(_FEWEST, 1 << (_SLOTS_EACH * codes.len()).bit_length())
    own = pl.int_range(codes.len(), dtype=pl.UInt32, eager=True)
    slots = _slots(codes, size, turn)
    taken = pl.repeat(None, size, dtype=pl.UInt32, eager=True).scatter(slots, own)
    place = taken[_slots(texts, size, turn)]
    found = (codes[place] == texts).fill_null(value=False)
    if found.all():
        return place
    place = pl.select(pl.when(found).then(place)).to_series()
    there = taken[slots]
    lost = (there != own).arg_true()
    homeless = lost.filter(codes[there[lost]] != codes[lost])
    if homeless.is_empty():
        return place
    rest = (~found).arg_true()
    further = found_among(texts[rest], codes[homeless], turn + 1)
    return place.scatter(rest, homeless[further])


def _slots(texts: pl.Series, size: int, turn: int) -> pl.Series:
    hashes = pl.col("text").hash(turn).cast(pl.UInt32, wrap_numerical=True)
    return texts.to_frame("text").select(hashes & (size - 1)).to_series()
