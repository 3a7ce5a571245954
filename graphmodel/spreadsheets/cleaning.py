"""What counts as the same text: widths and radicals folded, invisible characters gone, blanks made one.

Every cell and every heading passes through here before it is compared or stored, so that what looks the same is the
same. What a text means is not known here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import polars as pl

from graphmodel.spreadsheets.radicals import LETTERS

_NONCHARACTERS: Final = ((0xFDD0, 0xFDEF), *((16**4 * p + 0xFFFE, 16**4 * p + 0xFFFF) for p in range(17)))
NONCHARACTERS: Final = "".join(rf"\x{{{first:X}}}-\x{{{last:X}}}" for first, last in _NONCHARACTERS)
"""Code points that no text may hold, for a class of polars; like control characters they count as blanks."""

_BLANKS: Final = rf"[\s\p{{Cc}}{NONCHARACTERS}]+"
_SELECTORS: Final = ((0x180B, 0x180D), (0x180F, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
"""Variation selectors: which form of the letter before them is drawn, not which letter it is."""
_SELECTING: Final = "".join(rf"\x{{{first:X}}}-\x{{{last:X}}}" for first, last in _SELECTORS)
_INVISIBLE: Final = rf"[\p{{Cf}}{_SELECTING}]"
_VISIBLE: Final = rf"[^\s\p{{Cc}}\p{{Cf}}{_SELECTING}{NONCHARACTERS}]"
UNCLEAN: Final = r"[^!-~\x{4E00}-\x{9FA5}、→]"
"""What a text without blanks, widths and invisible characters does not hold; some clean texts do."""

_BLANKS_IN_PYTHON: Final = re.compile(
    r"[\s\x00-\x1F\x7F-\x9F" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _NONCHARACTERS) + "]+"
)
_SELECTING_IN_PYTHON: Final = re.compile(
    "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _SELECTORS) + "]"
)
_LETTERS_IN_PYTHON: Final = str.maketrans(LETTERS)


def clean(raw: pl.Expr) -> pl.Expr:
    """Text as it is stored: NFKC, without direction marks, blanks trimmed and made single; empty is null."""
    return unmarked(raw).str.replace_all(_BLANKS, " ").str.strip_chars(" ").replace("", None)


def unmarked(raw: pl.Expr) -> pl.Expr:
    """Text without zero-width and direction characters, widths and radicals folded; blanks stay as they are."""
    return raw.str.replace_all(_INVISIBLE, "").str.normalize("NFKC").str.replace_many(LETTERS)


def trimmed(unmarked_text: pl.Expr) -> pl.Expr:
    """Text without blanks at its ends."""
    return unmarked_text.str.replace(f"^{_BLANKS}", "").str.replace(f"{_BLANKS}$", "")


def cleaned(raw: pl.Series) -> pl.Series:
    """:func:`clean` of a column, in which empty cells are null; only what may be unclean is worked on."""
    unclean = raw.str.contains(UNCLEAN)
    if not unclean.any():
        return raw
    worked_on = raw.to_frame("raw").select(pl.when(unclean).then("raw").alias("raw"))
    return worked_on.select(pl.when(unclean).then(clean(pl.col("raw"))).otherwise(raw)).to_series()


def has_content(raw: pl.Expr) -> pl.Expr:
    """Whether anything can be seen in a cell; false where it is empty."""
    return raw.str.contains(_VISIBLE).fill_null(value=False)


def shown(cells: pl.Series) -> pl.Series:
    """:func:`has_content` of a column; the letter with which most cells begin is told by comparing."""
    plain = begins_in_ascii(cells).fill_null(value=False)
    if plain.all():
        return plain
    plain |= cells.is_between("\u4e00", "\u9fa5").fill_null(value=False)
    others = (~plain & cells.is_not_null()).arg_true()
    if others.is_empty():
        return plain
    return plain.scatter(others, pl.select(has_content(pl.lit(cells.gather(others)))).to_series())


def begins_in_ascii(cells: pl.Series) -> pl.Series:
    """Whether cells begin with a visible character of ASCII; null where they are empty."""
    return cells.is_between("!", "\x7f", closed="left")


def clean_text(raw: str) -> str:
    """:func:`clean` of one text; empty stays empty.

    >>> clean_text(" 荷苑　小区\u200b ")
    '荷苑 小区'
    """
    text = _SELECTING_IN_PYTHON.sub("", raw)
    if not text.isprintable():  # as nothing of the category Cf is
        text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    folded = unicodedata.normalize("NFKC", text).translate(_LETTERS_IN_PYTHON)
    return _BLANKS_IN_PYTHON.sub(" ", folded).strip(" ")
