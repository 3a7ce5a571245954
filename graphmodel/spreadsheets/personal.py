"""Personal numbers: what an ID-card or mobile number looks like, where one stands in a text, and its mask.

One idea of such a number serves both the check of cells and the mask of what is shown. It is about digits only;
which columns are looked at is said by the ontology. Names of files and sheets are masked as soon as they are read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

import polars as pl

from graphmodel.spreadsheets.cleaning import clean_text, cleaned

MASK: Final = "＊＊＊"

_GAP: Final = r"[ \-‐‑‒–—―−]"
_BORN: Final = r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"

MAYBE_PERSONAL: Final = "|".join(
    (
        rf"(?:^|[^0-9]|86)1{_GAP}*[3-9](?:{_GAP}*[0-9]){{9}}",
        rf"(?:^|[^0-9])(?:[0-9]{_GAP}*){{8}}[01]{_GAP}*[0-9]{_GAP}*[0-3](?:{_GAP}*[0-9]){{4}}(?:$|[^0-9])",
        rf"(?:^|[^0-9])(?:[0-9]{_GAP}*){{6}}[12](?:{_GAP}*[0-9]){{10}}{_GAP}*[0-9Xx]",
        r"[0-9][eE]\+?1[0-9]",
    )
)
"""Texts without this hold no personal number; it is quick and lets some through that hold none either."""

_MANY_DIGITS: Final = r"(?:[0-9][^0-9]*){11}|[0-9][^0-9]*[eE]"
"""Texts that are without this when cleaned hold nothing to mask."""

_SHAPES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # a run of digits
        r"(?<![0-9])(?:(?:\+|00)86)?(1[3-9][0-9]{9})(?![0-9])",
        rf"(?<![0-9])([0-9]{{6}}{_BORN}[0-9]{{3}}[0-9Xx])(?![0-9])",
        r"(?<![0-9])([0-9]{15})(?![0-9])",
        # grouped in the usual way, whatever stands beside it
        rf"(?<![0-9])(1[3-9][0-9]{_GAP}+[0-9]{{4}}{_GAP}+[0-9]{{4}})(?![0-9])",
        rf"(?<![0-9])([0-9]{{6}}{_GAP}+[0-9]{{8}}{_GAP}+[0-9]{{3}}[0-9Xx])(?![0-9])",
        # grouped somehow, but not as part of a longer number with hyphens
        rf"(?<![0-9\-])(?:(?:\+|00)86{_GAP}*)?(1{_GAP}*[3-9](?:{_GAP}*[0-9]){{9}})(?!-?[0-9])",
        rf"(?<![0-9\-])((?:[0-9]{_GAP}*){{17}}[0-9Xx])(?!-?[0-9])",
        rf"(?<![0-9\-])([0-9](?:{_GAP}*[0-9]){{14}})(?!-?[0-9])",
    )
)
_POWER: Final = re.compile(r"(?<![0-9.])([0-9])(?:\.([0-9]*))?[eE]\+?([0-9]{1,2})(?![0-9])")
_NO_GAPS: Final = str.maketrans("", "", " -‐‑‒–—―−")


def holds_personal(texts: pl.Series, divisions: pl.Series) -> pl.Series:
    """Which texts hold an ID-card or mobile number: with blanks, hyphens, a country code, or in powers of ten.

    Args:
        texts: cleaned texts.
        divisions: the supplied 12-digit codes; 15 digits that begin with one are no ID-card number.
    """
    maybe = texts.str.contains(MAYBE_PERSONAL).fill_null(value=False)
    if not maybe.any():
        return maybe
    known = frozenset(divisions)
    looked_at = texts.filter(maybe).unique()
    compact = looked_at.str.replace_all(_GAP, "")
    within = compact.str.contains("^[0-9]{15}$") & compact.str.head(12).is_in(divisions.implode())
    found = [text for text in looked_at.filter(~within) if any(_spans(text, known))]
    return texts.is_in(pl.Series(found, dtype=pl.String).implode()).fill_null(value=False)


def mask(text: str, divisions: Collection[str] = ()) -> str:
    """The text with every personal number replaced.

    >>> mask("张三138-0000-0000")
    '张三＊＊＊'
    """
    for start, end in sorted(_spans(text, divisions), reverse=True):
        text = text[:start] + MASK + text[end:]
    plain = clean_text(text)
    if plain != text and any(_spans(plain, divisions)):
        return mask(plain, divisions)
    return text


def masked(texts: pl.Expr, divisions: Collection[str]) -> pl.Expr:
    """:func:`mask` over a column; only texts with many digits are looked at one by one."""

    def mask_them(column: pl.Series) -> pl.Series:
        looked_at = column.filter(cleaned(column).str.contains(_MANY_DIGITS)).unique()
        if looked_at.is_empty():
            return column
        return column.replace(looked_at, [mask(text, divisions) for text in looked_at])

    return texts.map_batches(mask_them, return_dtype=pl.String)


def _spans(text: str, divisions: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where personal numbers stand; spans do not overlap."""
    end_of_last = 0
    for start, end in sorted(_matches(text, divisions)):
        if start >= end_of_last:
            yield start, end
            end_of_last = end


def _matches(text: str, divisions: Collection[str]) -> Iterator[tuple[int, int]]:
    for shape in _SHAPES:
        for match in shape.finditer(text):
            if _is_personal(match[1].translate(_NO_GAPS), divisions):
                yield match.span()
    for match in _POWER.finditer(text):
        digits = match[1] + (match[2] or "")
        whole = digits[: int(match[3]) + 1].ljust(int(match[3]) + 1, "0")
        if _is_personal(whole, divisions):
            yield match.span()


def _is_personal(digits: str, divisions: Collection[str]) -> bool:
    match len(digits):
        case 11:
            return digits[0] == "1" and digits[1] in "3456789"
        case 15:
            born = digits[6:12]
            return digits[:12] not in divisions and (_is_day(f"19{born}") or _is_day(f"20{born}"))
        case 18:
            return digits[6:10] >= "1900" and _is_day(digits[6:14])
    return False


def _is_day(digits: str) -> bool:
    """Whether eight digits are a day not after today."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return day <= date.today()  # noqa: DTZ011 - births are dates of the office's calendar
