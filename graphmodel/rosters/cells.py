"""Checking cells: for each kind of cell what it says, or what is wrong with it, a whole column at once.

Every kind is one function from a cell (its cleaned text, its raw text and what kind of cell it was in its file) to two
expressions: the value to store, null where there is none, and the problem's code, null where there is none.
References are only read here; :mod:`graphmodel.rosters.references` resolves them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

import polars as pl

from graphmodel.language import AND, Text
from graphmodel.ontology import LIST, VALID_TO, Column, ValueType
from graphmodel.spreadsheets.cleaning import NONCHARACTERS, UNCLEAN, cleaned, trimmed, unmarked
from graphmodel.spreadsheets.personal import MAYBE_PERSONAL, holds_personal
from graphmodel.spreadsheets.repetition import different_cells, repeat, told_apart
from graphmodel.spreadsheets.sheets import BARE, DATE, EPOCH, NUMBER, TEXT, TRUTH

MAX_LENGTH: Final = 1000

YES: Final = ("是", "有", "√", "✓", "1", "yes", "true", "y", "已", "具备")
NO: Final = ("否", "无", "×", "✗", "0", "no", "false", "n", "未", "不具备", "没有")
OPEN_ENDED: Final = ("至今", "长期")

_FIRST_SERIAL, _LAST_SERIAL = 20000, 80000
_STORED_AS_TYPED: Final = frozenset({ValueType.CODE, ValueType.REFERENCE, ValueType.TEXT, ValueType.MONTH})


class Cells(NamedTuple):
    """One column as read: raw texts, null where empty, and what kind each cell was, or all of them were."""

    raw: pl.Series
    kinds: pl.Series | str
    counted_from: date = EPOCH
    """The day from which numbers count days."""
    clean: bool = False
    """Whether it is known that all texts are clean as they are."""
    plain: bool = False
    """Whether it is known that no text is long or one of :data:`REMARKABLE` either."""

    @property
    def text(self) -> pl.Series:
        """The texts, cleaned."""
        return self.raw if self.clean else cleaned(self.raw)


class Checked(NamedTuple):
    """One column as understood: cleaned texts, values, and problem codes; never value and problem at once."""

    text: pl.Series
    value: pl.Series
    problem: pl.Series | None
    """None: nothing is wrong."""


class Cell(NamedTuple):
    """A cell of every row at once: expressions for its cleaned text, its raw text and its kind."""

    text: pl.Expr
    raw: pl.Expr
    kind: pl.Expr
    counted_from: date


class Understood(NamedTuple):
    """What a kind of cell makes of it: expressions for the value and the problem."""

    value: pl.Expr
    problem: pl.Expr


def check(columns: Iterable[Column], cells: Mapping[str, Cells], divisions: pl.Series) -> dict[str, Checked]:
    """What the cells of a table say and what is wrong with them; empty cells say nothing, rightly or not.

    Args:
        columns: what each column should say.
        cells: the columns that are there, by name.
        divisions: the codes of the supplied divisions, by which some numbers are known not to be personal.
    """
    present = [column for column in columns if column.name in cells]
    plain = _plain(present, cells)
    return {
        column.name: Checked(cells[column.name].raw, cells[column.name].raw, None)
        if column.name in plain
        else _check_column(column, cells[column.name], divisions)
        for column in present
    }


def _plain(columns: Sequence[Column], cells: Mapping[str, Cells]) -> set[str]:
    """The columns that say what they hold, without anything to mend or to look at closely: told at one glance."""
    texts = [
        column
        for column in columns
        if column.value_type in _STORED_AS_TYPED and isinstance(cells[column.name].kinds, str)
    ]
    plain = {
        column.name
        for column in texts
        if cells[column.name].plain and column.value_type is not ValueType.MONTH
    }
    texts = [column for column in texts if column.name not in plain]
    if not texts:
        return plain
    raw = pl.DataFrame({column.name: cells[column.name].raw for column in texts})
    different = dict(zip(raw.columns, different_cells(raw), strict=True))
    seen = raw.select(
        _is_remarkable(column, different[column.name]).any()
        | (pl.col(column.name).str.len_bytes() > MAX_LENGTH).any()
        for column in texts
    )
    return plain | {column.name for column in texts if not seen.item(0, column.name)}


def _is_remarkable(column: Column, text: pl.Expr) -> pl.Expr:
    """Whether it is worth looking closely at a text: it may be unclean, mended or wrong."""
    if column.value_type is ValueType.MONTH:
        return ~text.str.contains(_PLAIN_MONTH)
    patterns = [UNCLEAN]
    if column.value_type is not ValueType.TEXT:
        patterns.append(_DOUBTFUL)
    if column.value_type is ValueType.REFERENCE:
        patterns.append(_NO_PART)
    if column.many and column.value_type is ValueType.TEXT:
        patterns.append(SEPARATORS)
    if column.guarded:
        patterns.append(MAYBE_PERSONAL)
    return text.str.contains("|".join(patterns))


def _check_column(column: Column, cells: Cells, divisions: pl.Series) -> Checked:
    """What the cells of a column say and what is wrong with them."""
    if isinstance(cells.kinds, str) and repeat(cells.raw):
        distinct, places = told_apart(cells.raw)
        told, value, problem = _check(column, cells._replace(raw=distinct), divisions)
        text = cells.raw if told is distinct else told[places]
        return Checked(
            text,
            text if value is told else value[places],
            None if problem is None else problem[places],
        )
    return _check(column, cells, divisions)


def unless_plain(
    raw: pl.Series,
    plain: str,
    read: Callable[[pl.Expr], pl.Expr],
    as_it_is: Callable[[pl.Expr], pl.Expr] = lambda cell: cell,
) -> pl.Series:
    """A column read closely only where its cells are not written plainly, which most are.

    Args:
        raw: the cells.
        plain: what a plain one looks like, a pattern.
        read: of other cells what they hold.
        as_it_is: of plain ones.
    """
    cell = pl.col("cell")
    odd = ~raw.str.contains(plain)
    closely = raw.filter(odd).to_frame("cell").select(read(cell)).to_series() if odd.any() else None
    if closely is None:
        return raw.to_frame("cell").select(as_it_is(cell)).to_series()
    place = pl.lit(odd).cum_sum() - 1
    return (
        raw.to_frame("cell")
        .select(pl.when(odd).then(pl.lit(closely).gather(pl.when(odd).then(place))).otherwise(as_it_is(cell)))
        .to_series()
    )


def _check(column: Column, cells: Cells, divisions: pl.Series) -> Checked:
    text = cells.text
    if column.value_type is ValueType.REFERENCE or column.many:
        text = pl.select(pl.when(~text.str.contains(_NO_PART)).then(text)).to_series()
    value, problem = _understood_at_a_glance(column, text, cells)
    if column.guarded and (personal := holds_personal(text, divisions)).any():
        problem = pl.select(pl.when(personal).then(pl.lit("personal-number")).otherwise(problem)).to_series()
    if problem.null_count() == problem.len():
        return Checked(text, value, None)
    return Checked(text, pl.select(pl.when(problem.is_null()).then(value)).to_series(), problem)


def _understood_at_a_glance(column: Column, text: pl.Series, cells: Cells) -> tuple[pl.Series, pl.Series]:
    """Value and problem; where most cells of a kind are written plainly, only the others are looked at closely."""
    if column.value_type not in _PLAINLY:
        return _understood(column, text, cells)
    plain, doubtful = _PLAINLY[column.value_type](text, cells)
    if not doubtful.any():
        return plain, pl.repeat(None, text.len(), dtype=pl.String, eager=True)
    kinds = cells.kinds if isinstance(cells.kinds, str) else cells.kinds.filter(doubtful)
    value, problem = _understood(
        column, text.filter(doubtful), cells._replace(raw=cells.raw.filter(doubtful), kinds=kinds)
    )
    place = pl.select(pl.when(doubtful).then(doubtful.cum_sum() - 1)).to_series()
    value = pl.select(pl.when(doubtful).then(value[place]).otherwise(plain)).to_series()
    return value, problem[place]


def _plain_codes(text: pl.Series, cells: Cells) -> tuple[pl.Series, pl.Series]:
    """Codes and references as they are written, and in which of them something may be wrong."""
    doubtful = text.str.contains(_DOUBTFUL) | (text.str.len_bytes() > MAX_LENGTH)
    doubtful |= cells.raw.str.contains(_CONTROL)
    if not isinstance(cells.kinds, str):
        doubtful |= cells.kinds != TEXT
    return text, doubtful


def _plain_dates(text: pl.Series, _: Cells) -> tuple[pl.Series, pl.Series]:
    """Dates written like 2018-05-21, and in which cells something else is."""
    plain = pl.when(text.str.contains(_PLAIN_DATE)).then(text).str.to_date("%Y-%m-%d", strict=False)
    day = pl.select(plain).to_series()
    return day, day.is_null() & text.is_not_null()


def _plain_months(text: pl.Series, _: Cells) -> tuple[pl.Series, pl.Series]:
    """Months written like 2018-05, and in which cells something else is."""
    return text, ~text.str.contains(_PLAIN_MONTH)


def _understood(column: Column, text: pl.Series, cells: Cells) -> tuple[pl.Series, pl.Series]:
    """Value and problem as the kind of the column has it."""
    cell = Cell(pl.col("text"), pl.col("raw"), pl.lit(cells.kinds), cells.counted_from)
    value, problem = _KINDS[column.value_type](column, cell)
    code = pl.when(_is_lengthy(column, cell)).then(pl.lit("too-long"))
    frame = pl.DataFrame([text.alias("text"), cells.raw.alias("raw")])
    checked = frame.select(value=value, problem=code.when(cell.text.is_not_null()).then(problem))
    return checked["value"], checked["problem"]


def _is_lengthy(column: Column, cell: Cell) -> pl.Expr:
    """Whether a text is too long, or in a list some part of it."""
    lengthy = cell.text.str.len_chars() > MAX_LENGTH
    if not column.many:
        return lengthy
    longest = parts(pl.when(lengthy).then(cell.raw)).list.eval(pl.element().str.len_chars()).list.max()
    return longest > MAX_LENGTH


def expected(column: Column) -> dict[str, str]:
    """What the column's cells should hold, by problem code, in the language that is spoken."""
    return {
        "bad-code": str(Text("文本格式的完整代码", "the whole code as text")),
        "bad-choice": str(AND).join(choice.title.zh for choice in column.choices),
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


# --- codes, references, texts ---

SEPARATORS: Final = r"[、,;\r\n\x0B\x0C\x{85}\x{2028}\x{2029}]"
_NO_PART: Final = rf"^(?:{SEPARATORS}| )+$"
"""A cell of separators alone names nothing; it counts as empty."""
_ONE_PART: Final = r"^[0-9A-Za-z\x{4E00}-\x{9FA5}]*[\x{4E00}-\x{9FA5}]$"
"""What one reference alone looks like that is clean and like no number."""
_LIKE_A_NUMBER: Final = r"^[0-9]+\.0+$|^[0-9](?:\.[0-9]*)?[eE]\+?[0-9]{1,3}$"
_ARROW: Final = "→"
_MARKED: Final = r"""^'|^=["]"""
"""Codes to which a spreadsheet, or one who wrote for it, put a sign that they are texts."""
_DOUBTFUL: Final = f"{_LIKE_A_NUMBER}|{_ARROW}|{_MARKED}|^="
REMARKABLE: Final = "|".join((SEPARATORS, _DOUBTFUL, MAYBE_PERSONAL))
"""What in a clean text some kind of column has to mend or to look at closely."""
_CONTROL: Final = rf"[\p{{Cc}}{NONCHARACTERS}]"
_SCIENTIFIC: Final = r"^([0-9])(?:\.([0-9]*))?[eE]\+?([0-9]{1,3})$"


def parts(raw: pl.Expr) -> pl.Expr:
    """The parts of a list of references, cleaned, without empty and repeated ones."""
    return (
        unmarked(raw)
        .str.replace_all(SEPARATORS, LIST)
        .str.split(LIST)
        .list.eval(mended(_part(pl.element())).drop_nulls())
        .list.unique(maintain_order=True)
    )


def parts_in(raw: pl.Series) -> pl.Series:
    """:func:`parts` of a column."""
    return unless_plain(
        raw, _ONE_PART, parts, lambda cell: pl.when(cell.is_not_null()).then(pl.concat_list(cell))
    )


def _part(unmarked_text: pl.Expr) -> pl.Expr:
    text = trimmed(unmarked_text).str.replace_all(r"[\s\p{Cc}]+", " ")
    return pl.when(text != "").then(text)


def mended(text: pl.Expr) -> pl.Expr:
    """A code as it was before a spreadsheet took it for a number, where that can be told without loss.

    A mark that keeps it from being taken for one goes: in ``'00103`` the sign before it.
    """
    return text.map_batches(_mended, return_dtype=pl.String)


def _mended(codes: pl.Series) -> pl.Series:
    """See :func:`mended`: powers of ten are worked out only where there are any, for hardly any column has one."""
    told = codes.str.replace(r"^([0-9]+)\.0+$", "$1").str.replace("^' ?(.)", "$1")
    if not codes.str.contains(_SCIENTIFIC).any():
        return told
    text = pl.col("text")
    frame = pl.DataFrame({"text": codes, "told": told})
    return frame.select(pl.when(_is_whole_power(text)).then(_digits(text)).otherwise("told")).to_series()


def _is_power(text: pl.Expr) -> pl.Expr:
    return text.str.contains(_SCIENTIFIC) & text.str.contains(r"[.+]")


def _is_whole_power(text: pl.Expr) -> pl.Expr:
    """Whether a number in powers of ten shows every digit, and nothing behind the point."""
    mantissa, exponent = _mantissa(text), _exponent(text)
    whole = (mantissa.str.len_chars() >= exponent) & ~mantissa.str.slice(exponent).str.contains("[1-9]")
    return _is_power(text) & whole


def _digits(text: pl.Expr) -> pl.Expr:
    return text.str.extract(_SCIENTIFIC, 1) + _mantissa(text).str.head(_exponent(text))


def _mantissa(text: pl.Expr) -> pl.Expr:
    return text.str.extract(_SCIENTIFIC, 2).fill_null("")


def _exponent(text: pl.Expr) -> pl.Expr:
    return text.str.extract(_SCIENTIFIC, 3).cast(pl.Int64)


def _code(column: Column, cell: Cell) -> Understood:
    understood = _reference(column, cell)
    broken = trimmed(unmarked(cell.raw)).str.contains(f"{_ARROW}|{_CONTROL}|^'?=")
    return Understood(
        understood.value, pl.when(broken).then(pl.lit("bad-code")).otherwise(understood.problem)
    )


def _reference(_: Column, cell: Cell) -> Understood:
    """A code as typed, or mended; what a spreadsheet has spoilt beyond mending is refused."""
    unfit_number = (cell.kind == NUMBER) & ~cell.text.str.contains("^[0-9]{1,15}$")
    spoilt = _is_power(cell.text) & ~_is_whole_power(cell.text)
    code = mended(cell.text)
    still_marked = code.str.contains(_MARKED)
    unfit = unfit_number | (cell.kind == DATE) | (cell.kind == TRUTH) | spoilt | still_marked
    return Understood(code, pl.when(unfit).then(pl.lit("bad-code")))


def _text(column: Column, cell: Cell) -> Understood:
    text = cell.text if not column.many else parts(cell.raw).list.join(LIST)
    return Understood(text, pl.lit(None, pl.String))


# --- closed lists and counts ---


_UNHEARD: Final = '[ “”"]'
"""What does not count in the word of a choice."""


def _yes_no(_: Column, cell: Cell) -> Understood:
    words = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    value = cell.text.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)
    return Understood(value, pl.when(value.is_null()).then(pl.lit("bad-yes-no")))


def _choice(column: Column, cell: Cell) -> Understood:
    words = {
        re.sub(_UNHEARD, "", word.lower()): choice.value for choice in column.choices for word in choice.words
    }
    said = cell.text.str.replace_all(_UNHEARD, "").str.to_lowercase()
    value = said.replace_strict(words, default=None, return_dtype=pl.String)
    return Understood(value, pl.when(value.is_null()).then(pl.lit("bad-choice")))


def _count(_: Column, cell: Cell) -> Understood:
    digits = cell.text.str.extract(r"^([0-9]+)(?:\.0+)?$", 1)
    counted = (cell.kind != DATE) & (cell.kind != TRUTH)
    value = pl.when(counted).then(digits).cast(pl.Int64, strict=False)
    return Understood(value, pl.when(value.is_null()).then(pl.lit("bad-count")))


# --- dates ---

_LOCAL: Final = (
    r"(?:上午|下午)? ?[0-9]{1,2}[:时][0-9]{1,2}(?:[:分](?:[0-9]{1,2}(?:\.[0-9]+)?)?秒?)? ?(?:[AaPp][Mm])?"
)
_ZONE: Final = r"Z|UTC|GMT|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?"
_MOMENT: Final = rf"(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)? ?(?:{_ZONE})"
_TIME: Final = f"(?:{_LOCAL}|{_MOMENT})"
"""The time of day behind a date; one with a zone is a moment, which may be of another day in China."""
_PLAIN_DATE: Final = "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$"
_PLAIN_MONTH: Final = "^[1-9][0-9]{3}-(?:0[1-9]|1[0-2])$"
_OF_MOMENT: Final = r"[ T日号]([0-9]{1,2}):([0-9]{2})[0-9:.]* ?(?:Z|UTC|GMT|([+-][0-9]{2}):?([0-9]{2})?)$"
_MINUTES: Final = 24 * 60
_EAST: Final = 8 * 60
"""Minutes by which China's clocks are before UTC."""
_DAYS: Final = tuple(
    rf"^([0-9]{{4}}){year}([0-9]{{{least},2}}){month}([0-9]{{{least},2}}){day}{_TIME})?$"
    for year, month, day, least in (
        ("-", "-", "(?:[ T]", 1),
        ("/", "/", "(?:[ T]", 1),
        (r"\.", r"\.", "(?:[ T]", 1),
        (" ?年 ?", " ?月 ?", " ?[日号](?: ?", 1),
        ("", "", "(?:[ T]", 2),
    )
)
_MONTHS: Final = tuple(
    rf"^([0-9]{{4}}){year}([0-9]{{1,2}}){month}()$"
    for year, month in (("-", ""), ("/", ""), (r"\.", ""), (" ?年 ?", " ?月"))
)


def _date(column: Column, cell: Cell) -> Understood:
    closing = column.name == VALID_TO.name
    first = _first_of_month(cell)
    value = pl.coalesce(_day(cell), first.dt.offset_by("1mo") if closing else first)
    value = pl.when(value <= date.max).then(value)
    fine = value.is_not_null()
    if closing:
        fine |= cell.text.is_in(OPEN_ENDED)
    return Understood(value, pl.when(~fine).then(pl.lit("bad-date")))


def _month(_: Column, cell: Cell) -> Understood:
    day = pl.coalesce(_day(cell), _first_of_month(cell))
    value = pl.when(day <= date.max).then(day.dt.strftime("%Y-%m"))
    return Understood(value, pl.when(value.is_null()).then(pl.lit("bad-month")))


def day_of(text: str) -> date | None:
    """The day that a text means, written as in a cell; a month alone means its last day. None: it means no day.

    >>> day_of("2018年12月31日") == day_of("2018/12/31") == day_of("20181231") == day_of("2018年12月")
    True
    """
    raw = pl.Series("raw", [text], pl.String)
    cell = Cell(pl.col("text"), pl.col("raw"), pl.lit(TEXT), EPOCH)
    day = pl.coalesce(_day(cell), _first_of_month(cell).dt.month_end())
    read: date | None = (
        pl.select(text=cleaned(raw), raw=raw).select(pl.when(day <= date.max).then(day)).item()
    )
    return read


def _day(cell: Cell) -> pl.Expr:
    """A whole date, in China, written in one of the usual ways or as the serial number of a spreadsheet."""
    serial = cell.text.str.extract(r"^([0-9]{5})(?:\.[0-9]+)?$", 1).cast(pl.Int64)
    counted = pl.lit(cell.counted_from) + pl.duration(days=serial)
    return pl.coalesce(
        pl.coalesce(_parsed(cell.text, pattern) for pattern in _DAYS) + _days_to_china(cell.text),
        pl.when(serial.is_between(_FIRST_SERIAL, _LAST_SERIAL)).then(counted),
    )


def _days_to_china(text: pl.Expr) -> pl.Expr:
    """By how many days the day in China is another than the written one; none without a zone."""
    hour, minute, hours, minutes = (text.str.extract(_OF_MOMENT, n).cast(pl.Int32) for n in (1, 2, 3, 4))
    east = hours * 60 + minutes.fill_null(0) * pl.when(hours < 0).then(-1).otherwise(1)
    days = (hour * 60 + minute - east.fill_null(0) + _EAST).floordiv(_MINUTES)
    return pl.duration(days=days.fill_null(0))


def _first_of_month(cell: Cell) -> pl.Expr:
    """The first day of a month written alone.

    A number cell, and a field of a text file that may have been one, cannot tell 2018.1 from 2018.10.
    """
    lossy = (cell.kind == NUMBER) | (cell.kind == BARE)
    lossy &= cell.text.str.contains(r"^[0-9]{4}\.1$")
    return pl.when(~lossy).then(pl.coalesce(_parsed(cell.text, pattern) for pattern in _MONTHS))


def _parsed(text: pl.Expr, pattern: str) -> pl.Expr:
    year = text.str.extract(pattern, 1)
    day = text.str.extract(pattern, 3)
    whole = pl.concat_str(
        pl.when(year != "0000").then(year),
        text.str.extract(pattern, 2),
        pl.when(day == "").then(pl.lit("1")).otherwise(day),
        separator="-",
    )
    return whole.str.to_date("%Y-%m-%d", strict=False)


_KINDS: Final[dict[ValueType, Callable[[Column, Cell], Understood]]] = {
    ValueType.CODE: _code,
    ValueType.REFERENCE: _reference,
    ValueType.TEXT: _text,
    ValueType.YES_NO: _yes_no,
    ValueType.CHOICE: _choice,
    ValueType.COUNT: _count,
    ValueType.DATE: _date,
    ValueType.MONTH: _month,
}
_PLAINLY: Final[dict[ValueType, Callable[[pl.Series, Cells], tuple[pl.Series, pl.Series]]]] = {
    ValueType.CODE: _plain_codes,
    ValueType.REFERENCE: _plain_codes,
    ValueType.DATE: _plain_dates,
    ValueType.MONTH: _plain_months,
}
"""Values as they stand where they are written plainly, and which cells are to be looked at closely."""
