"""Checking cells: one vectorised expression per kind of cell, giving value and problem.

Every function takes a cell (its cleaned text, its raw text and what kind of cell it was) and answers with two
expressions: the value to store, null where there is none, and the problem's code, null where there is none.
References are only read here; :mod:`graphmodel.rosters.references` resolves them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology import VALID_TO, Column, Kind
from graphmodel.rosters.sheets import BARE, DATE, NUMBER, TRUTH

MAX_LENGTH: Final = 1000

YES: Final = ("是", "有", "√", "✓", "1", "yes", "true")
NO: Final = ("否", "无", "×", "✗", "0", "no", "false")
OPEN_ENDED: Final = ("至今", "长期")

_NONCHARACTERS: Final = (
    r"\x{FDD0}-\x{FDEF}"
    + "".join(rf"\x{{{plane:X}FFFE}}\x{{{plane:X}FFFF}}" for plane in range(1, 17))
    + r"\x{FFFE}\x{FFFF}"
)
_BLANKS: Final = rf"[\s\p{{Cc}}{_NONCHARACTERS}]+"
_FIRST_SERIAL, _LAST_SERIAL = 20000, 80000
_EXCEL_EPOCH: Final = date(1899, 12, 30)


class Cell(NamedTuple):
    """A cell of every row at once: expressions for its cleaned text, its raw text and its kind."""

    text: pl.Expr
    raw: pl.Expr
    kind: pl.Expr


class Checked(NamedTuple):
    """What a cell says and what is wrong with it; never both."""

    value: pl.Expr
    problem: pl.Expr


def clean(raw: pl.Expr) -> pl.Expr:
    """Text as it is stored: NFKC, without direction marks, blanks trimmed and made single; empty is null."""
    text = unmarked(raw).str.replace_all(_BLANKS, " ").str.strip_chars(" ")
    return pl.when(text != "").then(text)


def unmarked(raw: pl.Expr) -> pl.Expr:
    """Text with widths folded and zero-width and direction characters taken away."""
    return raw.str.normalize("NFKC").str.replace_all(r"\p{Cf}", "")


def check(column: Column, cell: Cell, required: pl.Expr) -> Checked:
    """The value and the problem of a column's cells; at most one problem per cell."""
    value, problem = _CHECKS[column.kind](column, cell)
    problem = (
        pl.when(cell.text.is_null())
        .then(pl.when(required).then(pl.lit("missing-value")))
        .when(cell.text.str.len_chars() > MAX_LENGTH)
        .then(pl.lit("too-long"))
        .otherwise(problem)
    )
    return Checked(pl.when(problem.is_null()).then(value), problem)


def expected(column: Column) -> dict[str, str]:
    """What the column's cells should hold, by problem code, in the process's language."""
    words = ", ".join(choice.title.zh for choice in column.choices)
    return {
        "bad-code": str(Text("文本格式的完整代码", "the whole code as text")),
        "bad-choice": words,
        "bad-yes-no": str(Text("是或否", "是 (yes) or 否 (no)")),
        "bad-date": "2018-05-21",
        "bad-month": "2018-11",
        "bad-count": str(
            Text("不大于次数的整数", "a whole number, at most the total")
            if column.at_most
            else Text("不小于 0 的整数", "a whole number of at least 0")
        ),
        "too-long": str(MAX_LENGTH),
    }


# --- kinds of cells ---


def _code(column: Column, cell: Cell) -> Checked:
    checked = _reference(column, cell)
    inner = unmarked(cell.raw).str.strip_chars()
    broken = inner.str.contains(rf"[\p{{Cc}}→{_NONCHARACTERS}]")
    return Checked(checked.value, pl.when(broken).then(pl.lit("bad-code")).otherwise(checked.problem))


def _reference(_: Column, cell: Cell) -> Checked:
    """A code as typed, or as a spreadsheet has spoilt it, where it can be mended without loss."""
    scientific = r"^([0-9])(?:\.([0-9]+))?[eE]\+?([0-9]{1,3})$"
    is_scientific = cell.text.str.contains(scientific) & cell.text.str.contains(r"[.+]")
    mantissa = cell.text.str.extract(scientific, 2).fill_null("")
    exponent = cell.text.str.extract(scientific, 3).cast(pl.Int64)
    digits = cell.text.str.extract(scientific, 1) + mantissa.str.head(exponent)
    whole = (mantissa.str.len_chars() >= exponent) & ~mantissa.str.slice(exponent).str.contains("[1-9]")
    value = pl.when(is_scientific).then(digits).otherwise(cell.text.str.replace(r"^([0-9]+)\.0+$", "$1"))
    unfit_number = (cell.kind == NUMBER) & ~cell.text.str.contains("^[0-9]{1,15}$")
    unfit = unfit_number | cell.kind.is_in([DATE, TRUTH]) | (is_scientific & ~whole)
    return Checked(value, pl.when(unfit).then(pl.lit("bad-code")))


def _text(_: Column, cell: Cell) -> Checked:
    return Checked(cell.text, pl.lit(None, pl.String))


def _yes_no(_: Column, cell: Cell) -> Checked:
    word = cell.text.str.to_lowercase()
    value = word.replace_strict(
        dict.fromkeys(YES, True) | dict.fromkeys(NO, False), default=None, return_dtype=pl.Boolean
    )
    return Checked(value, pl.when(value.is_null()).then(pl.lit("bad-yes-no")))


def _choice(column: Column, cell: Cell) -> Checked:
    words = {word.lower(): choice.value for choice in column.choices for word in choice.words}
    value = cell.text.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)
    return Checked(value, pl.when(value.is_null()).then(pl.lit("bad-choice")))


def _count(_: Column, cell: Cell) -> Checked:
    digits = cell.text.str.extract(r"^([0-9]+)(?:\.0+)?$", 1)
    value = pl.when(cell.kind.is_in([DATE, TRUTH]).not_()).then(digits).cast(pl.Int64, strict=False)
    return Checked(value, pl.when(value.is_null()).then(pl.lit("bad-count")))


def _date(column: Column, cell: Cell) -> Checked:
    closing = column.name == VALID_TO.name
    first = _first_of_month(cell)
    value = pl.coalesce(_day(cell), first.dt.offset_by("1mo") if closing else first)
    fine = value.is_not_null()
    if closing:
        fine |= cell.text.is_in(OPEN_ENDED)
    return Checked(value, pl.when(~fine).then(pl.lit("bad-date")))


def _month(_: Column, cell: Cell) -> Checked:
    value = pl.coalesce(_day(cell), _first_of_month(cell)).dt.strftime("%Y-%m")
    return Checked(value, pl.when(value.is_null()).then(pl.lit("bad-month")))


_CHECKS: Final[dict[Kind, Callable[[Column, Cell], Checked]]] = {
    Kind.CODE: _code,
    Kind.REFERENCE: _reference,
    Kind.TEXT: _text,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.COUNT: _count,
    Kind.DATE: _date,
    Kind.MONTH: _month,
}


# --- dates ---


def _day(cell: Cell) -> pl.Expr:
    """A whole date, written in one of the usual ways or as the serial number of a spreadsheet."""
    time = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?$"
    written = pl.coalesce(
        _parsed(cell.text, rf"^([0-9]{{4}}){mark}([0-9]{{1,2}}){mark}([0-9]{{1,2}}){time}")
        for mark in ("-", "/", r"\.")
    )
    chinese = _parsed(cell.text, rf"^([0-9]{{4}}) ?年 ?([0-9]{{1,2}}) ?月 ?([0-9]{{1,2}}) ?日{time}")
    serial = cell.text.str.extract(r"^([0-9]{5})(?:\.[0-9]+)?$", 1).cast(pl.Int64)
    counted = pl.lit(_EXCEL_EPOCH) + pl.duration(days=serial)
    return pl.coalesce(
        written, chinese, pl.when(serial.is_between(_FIRST_SERIAL, _LAST_SERIAL)).then(counted)
    )


def _first_of_month(cell: Cell) -> pl.Expr:
    """The first day of a month written alone.

    A number cell, and a field of a text file that may have been one, cannot tell 2018.1 from 2018.10.
    """
    lossy = cell.kind.is_in([NUMBER, BARE]) & cell.text.str.contains(r"^[0-9]{4}\.1$")
    months = pl.coalesce(
        _parsed(cell.text, rf"^([0-9]{{4}}){pattern}([0-9]{{1,2}}){end}()$")
        for pattern, end in (("-", ""), ("/", ""), (r"\.", ""), (" ?年 ?", " ?月"))
    )
    return pl.when(~lossy).then(months)


def _parsed(text: pl.Expr, pattern: str) -> pl.Expr:
    day = text.str.extract(pattern, 3)
    whole = pl.concat_str(
        text.str.extract(pattern, 1),
        text.str.extract(pattern, 2),
        pl.when(day == "").then(pl.lit("1")).otherwise(day),
        separator="-",
    )
    return whole.str.to_date("%Y-%m-%d", strict=False)


# --- personal numbers ---


MAYBE_PERSONAL: Final = r"[0-9](?:[^0-9]*[0-9]){10}|[0-9][eE]\+?[0-9]"
"""What :func:`is_personal` need not look at twice: text without eleven digits or a power of ten."""


def is_personal(text: pl.Expr, divisions: pl.Series) -> pl.Expr:
    """ID-card and mobile numbers, with blanks, hyphens, a country code, or spoilt into powers of ten.

    Args:
        text: cleaned text.
        divisions: the supplied 12-digit codes; 15 digits that begin with one are no ID-card number.
    """
    expanded = pl.when(text.str.contains(r"^[0-9.]+[eE]\+?[0-9]+$")).then(
        text.cast(pl.Float64, strict=False).cast(pl.Decimal(38, 0), strict=False).cast(pl.String)
    )
    compact = pl.coalesce(expanded, text).str.replace_all(r"[\s\-‐-―]", "").str.replace(r"\+86", "")
    long_id = compact.str.extract(r"(?:^|[^0-9])[0-9]{6}([0-9]{8})[0-9]{3}[0-9Xx](?:$|[^0-9])", 1)
    born = long_id.str.to_date("%Y%m%d", strict=False)
    short_id = compact.str.extract(r"(?:^|[^0-9])([0-9]{15})(?:$|[^0-9])", 1)
    short_born = ("19" + short_id.str.slice(6, 6)).str.to_date("%Y%m%d", strict=False)
    return (
        born.is_between(date(1900, 1, 1), date.today()).fill_null(value=False)
        | (short_born.is_not_null() & ~short_id.str.head(12).is_in(divisions.implode())).fill_null(
            value=False
        )
        | compact.str.contains(r"(?:^|[^0-9])1[3-9][0-9]{9}(?:$|[^0-9])").fill_null(value=False)
    )
