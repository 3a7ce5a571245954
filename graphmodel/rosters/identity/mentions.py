"""Mentions: what a cell says of whom. A cell lists people; each part names one, with what tells him apart beside it.

Parsing is total: every part that holds anything is a mention, and whom it means is for others to find.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.ontology import choices
from graphmodel.rosters.cells import unless_plain
from graphmodel.rosters.identity.numbers import id_number, id_number_in, mobile_number, without_numbers
from graphmodel.spreadsheets.cleaning import clean, unmarked
from graphmodel.spreadsheets.repetition import any_twice

NOTES: Final = frozenset(
    {
        *("兼", "代", "挂职", "男", "女", "党员", "群众", "离任"),
        *(word for choice in (*choices.PARTY_STATUSES, *choices.POSTS) for word in choice.words),
    }
)
"""What stands in brackets behind a name and says nothing of who it is."""

BESIDE: Final = ("unit", "phone", "id_number", "duty")
"""What further cells may say of the people of a cell, each a list beside theirs."""

_PLAIN: Final = r"^[\x{4E00}-\x{9FA5}]+$"
"""What a name looks like that stands alone and is clean."""
_SEPARATORS: Final = r"、,;\r\n\x0B\x0C\x{85}\x{2028}\x{2029}"
_PARTS: Final = rf"(?:\([^()]*\)|[^{_SEPARATORS}])+"
"""What a list is made of: a separator within brackets parts nothing."""
_BRACKETS: Final = r"\(([^()]*)(?:\)|$)"
_BRACKETED: Final = dict.fromkeys("[【〔〖{", "(") | dict.fromkeys("]】〕〗}", ")")
_OF_CHOICES: Final = r"[ “”\"]"
"""What does not count in the words of choices."""


def person_name(text: pl.Expr) -> pl.Expr:
    """A person's name as it is compared: blanks between Han characters taken away, middle dots made one; empty is null.

    >>> pl.select(person_name(pl.lit("张　三"))).item()
    '张三'
    """
    dotted = clean(text).str.replace_all("[•・‧]", "·")
    pair = r"(\p{Han}) (\p{Han})"  # twice, for in 张 三 丰 the two pairs share a character
    return dotted.str.replace_all(pair, "$1$2").str.replace_all(pair, "$1$2")


def person_names(raw: pl.Series) -> pl.Series:
    """:func:`person_name` of a column."""
    return unless_plain(raw, _PLAIN, person_name)


def listed(raw: pl.Expr) -> pl.Expr:
    """The parts of a list, cleaned, without empty ones, repeated ones kept: they may stand beside another list.

    A part in brackets is not split.
    """
    text = unmarked(raw).str.replace_many(_BRACKETED)
    return text.str.extract_all(_PARTS).list.eval(clean(pl.element()).drop_nulls())


def lists_in(raw: pl.Series) -> pl.Series:
    """:func:`listed` of a column."""
    return unless_plain(
        raw, _PLAIN, listed, lambda cell: pl.when(cell.is_not_null()).then(pl.concat_list(cell))
    )


def mentions_in(cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The people that cells name.

    Args:
        cells: ``cell``, a number of its own; ``names``, the parts of the cell that names people
            (:func:`listed`); and those of :data:`BESIDE` that there are, lists too, of as many or of one, which then
            holds for all.

    Returns:
        The mentions, a row each: ``cell``, ``place`` and ``of`` (which of how many in the cell, from 0), ``text`` (the
        part as written, without any number: what a problem may show), ``whole`` (with them: never to be shown),
        ``name`` (null where nothing is left), ``id_number`` and ``mobile``, ``qualifiers`` and ``notes`` (lists; what
        stands beside comes first).
        And the problems: ``cell``, ``part`` (which of :data:`BESIDE`) and ``code``, ``mismatched-lists``; the people
        of such a cell are no mentions.
    """
    beside = [name for name in BESIDE if name in cells.columns]
    cells = cells.filter(pl.col("names").list.len() > 0)
    many, problems = pl.col("names").list.len(), _NO_PROBLEMS
    for name in beside:
        length = pl.col(name).list.len().fill_null(0)
        unfit = cells.filter((length > 1) & (length != many))
        mismatched = unfit.select("cell", part=pl.lit(name), code=pl.lit("mismatched-lists"))
        problems = pl.concat([problems, mismatched])
    if not problems.is_empty():
        cells = cells.join(problems, on="cell", how="anti", maintain_order="left")
    missing = [pl.lit(None, pl.String).alias(name) for name in BESIDE if name not in beside]
    each = cells.select("cell", *(_one_each(name, many) for name in beside), *missing, part="names")
    return _parsed(each.explode("part", *beside, empty_as_null=False)), problems


def mentions_alone_in(cells: pl.Series) -> pl.DataFrame:
    """The people that cells name beside which nothing stands, as of :func:`mentions_in`; the ``cell`` is its place."""
    if not cells.str.contains(_PLAIN).all():
        mentions, _ = mentions_in(lists_in(cells).alias("names").to_frame().with_row_index("cell"))
        return mentions
    zero, one = pl.lit(0, pl.UInt32), pl.lit(1, pl.UInt32)
    named = cells.to_frame("part").lazy().select(*_PLAIN_NAME, place=zero, of=one)
    return named.with_row_index("cell").collect()


_NO_PROBLEMS: Final = pl.DataFrame(schema={"cell": pl.UInt32, "part": pl.String, "code": pl.String})


def _one_each(name: str, many: pl.Expr) -> pl.Expr:
    """A list that goes with the people as one entry for each of them."""
    length = pl.col(name).list.len().fill_null(0)
    return pl.when(length == many).then(name).otherwise(pl.col(name).list.first().repeat_by(many)).alias(name)


def _parsed(parts: pl.DataFrame) -> pl.DataFrame:
    """What each part says, alone and with what stands beside it: whoever calls on twenty homes is read once."""
    keys = ["part", *BESIDE]
    distinct = parts.select(keys).unique(maintain_order=True)
    said = _said(distinct)
    if distinct.height < parts.height:
        which = parts.join(
            distinct.with_row_index("which"), on=keys, how="left", nulls_equal=True, maintain_order="left"
        )
        said = said[which["which"]]
    read = _with_numbers_behind(parts["cell"].to_frame().hstack(said))
    place, of = pl.lit(0, pl.UInt32), pl.lit(1, pl.UInt32)
    if any_twice(read["cell"]):
        place, of = pl.int_range(pl.len(), dtype=pl.UInt32).over("cell"), pl.len().over("cell")
    return read.with_columns(place=place, of=of)


def _said(parts: pl.DataFrame) -> pl.DataFrame:
    """What parts say, a row each; see :func:`mentions_in`. Most are a plain name, and nothing beside it."""
    alone = pl.all_horizontal(pl.col(name).is_null() for name in BESIDE)
    plain = parts.select(pl.col("part").str.contains(_PLAIN) & alone).to_series()
    names = parts.filter(plain).select(_PLAIN_NAME)
    if names.height == parts.height:
        return names
    places = pl.concat([plain.arg_true(), (~plain).arg_true()])
    return pl.concat([names, _said_closely(parts.filter(~plain))])[places.arg_sort()]


_PLAIN_NAME: Final = (
    *(pl.col("part").alias(name) for name in ("whole", "text", "name")),
    *(pl.lit(None, pl.String).alias(name) for name in ("id_number", "mobile")),
    *(pl.lit([], pl.List(pl.String)).alias(name) for name in ("qualifiers", "notes")),
)
"""What a part that is a plain name says."""


def _said_closely(parts: pl.DataFrame) -> pl.DataFrame:
    bare = parts.select(
        whole="part",
        units=pl.concat_list("unit").list.drop_nulls(),
        duties=pl.concat_list("duty").list.drop_nulls(),
        id_number=pl.coalesce(id_number(pl.col("id_number")), id_number_in(pl.col("part"))),
        mobile=pl.coalesce(mobile_number(pl.col("phone")), mobile_number(pl.col("part"))),
        bare=without_numbers(pl.col("part")),
    )
    within = pl.col("bare").str.extract_all(_BRACKETS).list.join("、").str.replace_all("[()]", "")
    bare = bare.with_columns(path=clean(pl.col("bare").str.replace_all(_BRACKETS, "")), noted=listed(within))
    bare = bare.with_columns(
        pl.col("noted").list.eval(pl.element().filter(which)).alias(name)
        for name, which in (("notes", _IS_NOTE), ("units within", ~_IS_NOTE))
    )
    only_notes = (pl.col("notes").list.len() > 0) & (pl.col("units within").list.len() == 0)
    above = clean(pl.col("path").str.extract("^(.*)/", 1))
    return bare.select(
        whole=pl.when(only_notes).then("path").otherwise("whole"),
        text=clean(pl.col("bare").str.replace_all(r"\( *(?:\)|$)", "")),
        name=person_name(pl.col("path").str.extract("([^/]*)$", 1)),
        id_number="id_number",
        mobile="mobile",
        qualifiers=pl.concat_list("units", pl.concat_list(above).list.drop_nulls(), "units within"),
        notes=pl.concat_list("duties", "notes"),
    )


_IS_NOTE: Final = pl.element().str.replace_all(_OF_CHOICES, "").str.to_lowercase().is_in(sorted(NOTES))


def _with_numbers_behind(read: pl.DataFrame) -> pl.DataFrame:
    """Parts of a list that are nothing but a number belong to the person before them, as in 张三，138…；李四，139…."""
    if not read["text"].has_nulls():
        return read
    number_alone = pl.col("text").is_null() & (
        pl.col("id_number").is_not_null() | pl.col("mobile").is_not_null()
    )
    behind = number_alone & (pl.col("cell") == pl.col("cell").shift())
    if not read.select(behind.any()).item():
        return read
    numbers = ("id_number", "mobile")
    only = [
        pl.when(pl.col(name).n_unique() - pl.col(name).has_nulls() == 1).then(
            pl.col(name).drop_nulls().first()
        )
        for name in numbers
    ]
    others = [pl.col(name).first() for name in read.columns if name not in numbers]
    return (
        read.with_columns(person=(~behind.fill_null(value=False)).cum_sum())
        .group_by("person", maintain_order=True)
        .agg(*others, *(one.alias(name) for one, name in zip(only, numbers, strict=True)))
        .select(read.columns)
    )
