"""Numbers of people: read to tell people apart, and never kept."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.rosters.cells import Cells, mended, unless_plain
from graphmodel.spreadsheets.cleaning import clean
from graphmodel.spreadsheets.sheets import NUMBER

CARD: Final = Text("存成文本的 18 位身份证号", "the 18 characters of an ID-card number, as text")
"""What a column of ID-card numbers should hold."""

_GAP: Final = r"[ \-‐‑‒–—―−]*"
_LABEL: Final = r"(?:联系电话|联系方式|电话号码|电话|手机号码|手机号|手机|身份证号码|身份证号|身份证)?[: ]*"
_ID: Final = rf"[0-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx]|[0-9](?:{_GAP}[0-9]){{14}}"
_MOBILE: Final = rf"1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}"
_PREFIX: Final = rf"(?:(?:\+|00)?86{_GAP})?"
_OTHER: Final = rf"[0-9](?:{_GAP}[0-9]){{6,}}[Xx]?"

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
"""GB 11643-1999: the check character by the weighted sum of the first 17 digits, modulo 11."""
_DIGITS_KEPT: Final = 15
"""Digits of a number that a spreadsheet keeps; of a longer one the last are gone."""


def id_number(text: pl.Expr) -> pl.Expr:
    """The 18 characters of an ID-card number, one of 15 digits completed; null where the text is none."""
    plain = text.str.replace_all(r"[\s\-‐‑‒–—―−]", "").str.to_uppercase()
    return plain.map_batches(_in_full, return_dtype=pl.String)


def mobile_number(text: pl.Expr) -> pl.Expr:
    """The 11 digits of the first mobile number in a text, without country code, blanks and hyphens; else null."""
    found = text.str.extract(rf"(?:^|[^0-9]){_PREFIX}({_MOBILE})(?:$|[^0-9])", 1)
    return found.str.replace_all("[^0-9]", "")


def without_numbers(text: pl.Expr) -> pl.Expr:
    """The text without any long number, of a person or a telephone, and the words that announce it."""
    return text.str.replace_all(rf"{_LABEL}{_PREFIX}(?:{_ID}|{_MOBILE}|{_OTHER})", "")


def id_number_in(text: pl.Expr) -> pl.Expr:
    """The ID-card number that stands in a text beside other things; else null."""
    return id_number(text.str.extract(rf"(?:^|[^0-9])({_ID})(?:$|[^0-9Xx])", 1))


def id_numbers(cells: Cells) -> pl.DataFrame:
    """The cells of a column of ID-card numbers.

    Returns:
        ``value``, the 18 characters, and ``problem``: ``bad-code`` where a filled cell holds none, or was kept as a
        number of which a spreadsheet has lost the last digits.
    """
    text = cells.text
    read = pl.DataFrame({"text": text, "value": unless_plain(text, "^[0-9]{17}[0-9X]$", id_number)})
    lost = pl.Series([cells.kinds == NUMBER]) if isinstance(cells.kinds, str) else cells.kinds == NUMBER
    lost = lost & (read["text"].str.len_chars() > _DIGITS_KEPT)
    value = pl.when(~pl.lit(lost)).then("value")
    wrong = pl.col("text").is_not_null() & value.is_null()
    return read.select(value=value, problem=pl.when(wrong).then(pl.lit("bad-code")))


def mobile_numbers(raw: pl.Series) -> pl.Series:
    """The mobile numbers of a column of telephones; null where a cell holds none."""
    return unless_plain(raw, "^1[3-9][0-9]{9}$", lambda cell: mobile_number(mended(clean(cell))))


def _in_full(plain: pl.Series) -> pl.Series:
    """Those that are 18 characters, and those of 15 digits completed, which takes long and hardly any column has."""
    whole, old = (plain.str.extract(f"^({kind})$", 1) for kind in ("[0-9]{17}[0-9X]", "[0-9]{15}"))
    if old.null_count() == old.len():
        return whole
    frame = pl.DataFrame({"whole": whole, "old": old})
    return frame.select(pl.coalesce("whole", _completed(pl.col("old")))).to_series()


def _completed(digits: pl.Expr) -> pl.Expr:
    """15 digits of the old kind as 18: the century, and the check character."""
    whole = digits.str.head(6) + "19" + digits.str.tail(9)
    each = (whole.str.slice(place, 1).cast(pl.Int32) * weight for place, weight in enumerate(_WEIGHTS))
    check = pl.sum_horizontal(*each) % len(_CHECKS)
    return whole + check.replace_strict(dict(enumerate(_CHECKS)), return_dtype=pl.String)
