"""What came in: files, rosters and rows; what of them was not read; where counts differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.at_home import begun, begun_in_all
from graphmodel.alliance.between import pieces_of
from graphmodel.ontology import FILLED_IN, FORM, HOUSEHOLD, LABEL, RELATION
from graphmodel.reporting.roster_problems import GRAVITY
from graphmodel.reporting.wording import label_titles
from graphmodel.rosters import Reading
from graphmodel.rosters.problems import SORTS, messages

_PLACE: Final = ["source_file", "source_sheet"]
_OF_PEOPLE_AND_HOMES: Final = (
    *("Person", HOUSEHOLD, "PART_OF", "CONTACTS"),
    *("LIVES_IN", "MEMBER_OF", "REGISTERED_WITH", "HOLDS"),
)


def files(slice_: Slice) -> pl.DataFrame:
    """Every file and sheet of which something is live: ``file``, ``sheet``, ``rows``, ``holds`` (of what, in words)."""
    pieces = pieces_of(slice_)
    every = pl.concat(_rows_of(pieces.read(code).slice) for code in pieces.codes).sort(
        pl.col("what").cast(pl.Enum([*LABEL, *RELATION]))
    )
    return (
        every.group_by(*_PLACE)
        .agg(
            rows=pl.col("source_row").explode().n_unique().cast(pl.Int64),
            holds=label_titles("what").unique(maintain_order=True).str.join("、"),
        )
        .sort(_PLACE, nulls_last=False)
        .rename({"source_file": "file", "source_sheet": "sheet"})
    )


def _rows_of(slice_: Slice) -> pl.DataFrame:
    """By file, sheet and ``what`` is made of them the numbers of rows, ``source_row``."""
    tables = [
        table.group_by(_PLACE).agg(pl.col("source_row").unique()).with_columns(what=pl.lit(name))
        for name, table in (*slice_.nodes.items(), *slice_.ties.items())
    ]
    return pl.concat(tables).drop_nulls("source_file")


def rosters(slice_: Slice) -> pl.DataFrame:
    """What is live on the day: ``what`` in words, ``count``, ``starts`` (the first and the last day on which one begins), ``of_things`` (neither people nor homes)."""
    tables = [begun(name, table) for name, table in (*slice_.nodes.items(), *slice_.ties.items())]
    if slice_.pieces:
        tables.append(slice_.at_home.begun)
    titles = {
        **{name: str(one.title) for name, one in LABEL.items()},
        **{name: str(one.title) for name, one in RELATION.items()},
    }
    in_order = pl.DataFrame({"what": [*titles]})
    counted = in_order.join(begun_in_all(tables), on="what", maintain_order="left").filter(
        pl.col("count") > 0
    )
    return counted.with_columns(
        pl.col("what").replace(titles),
        pl.col("first", "last").cast(pl.String),
        of_things=~pl.col("what").is_in(_OF_PEOPLE_AND_HOMES),
    )


def rows_read(rows: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many rows each roster had, by its title.

    Args:
        rows: by the name of the roster.

    >>> rows_read({"grids": 3})
    [('grids', 3)]
    """
    return [(str(roster.title), rows[roster.name]) for roster in FILLED_IN if roster.name in rows]


def missing(slice_: Slice) -> list[str]:
    """The rosters that were not supplied, in words."""
    return [str(roster.title) for roster in FILLED_IN if roster.name not in slice_.supplied]


def kinds(problems: pl.DataFrame) -> pl.DataFrame:
    """How often each kind of problem occurs: ``severity`` and ``said`` in words, ``count``; errors first.

    Args:
        problems: of :func:`graphmodel.rosters.problems.in_brief`; sorts that this version does not know are passed over.
    """
    known = problems.filter(pl.col("code").is_in(list(SORTS)))
    counted = known.group_by("code", "severity").agg(pl.col("count").sum()).sort("severity", "code")
    said = [str(SORTS[code].message).format_map(_Dots()) for code in counted["code"]]
    words = {name: str(text) for name, text in GRAVITY.items()}
    return counted.with_columns(
        pl.col("severity").replace_strict(words, return_dtype=pl.String),
        said=pl.Series(said, dtype=pl.String),
    )


class _Dots(dict[str, str]):
    """What stands where a single problem has its own words."""

    def __missing__(self, key: str) -> str:
        return "…"


def columns_not_read(problems: pl.DataFrame) -> list[tuple[str, str, str]]:
    """File, sheet and heading of the columns that were not read."""
    dropped = problems.filter(pl.col("code") == "dropped-column").select("file", "sheet", "column")
    return dropped.fill_null("").unique(maintain_order=True).rows()


def counts_that_differ(problems: pl.DataFrame) -> list[tuple[str, str]]:
    """Place and message of the counts that are other than what the rosters give."""
    found = problems.filter(pl.col("code") == "count-differs")
    places = (
        found.select(pl.concat_str("file", "sheet", separator=" ", ignore_nulls=True)).to_series().to_list()
    )
    return list(zip(places, messages(found), strict=True))


def tables(reading: Reading) -> pl.DataFrame:
    """What every sheet was read as.

    Returns:
        ``file``, ``sheet``, ``read_as`` (a form or a roster, in words; null: nothing), ``rows`` that are not empty, and of
        forms how many were ``used`` and ``skipped``; in the order of files.
    """
    schema = {**dict.fromkeys(("file", "sheet", "read_as"), pl.String), **_COUNTS}
    forms = pl.DataFrame(
        [
            (one.file, one.sheet, str(FORM[one.form].title), one.rows, one.used, one.skipped)
            for one in reading.forms
        ],
        schema=schema,
        orient="row",
    )
    rosters = pl.concat(
        [
            forms.clear(),
            *(
                resolved.rows.group_by("file", "sheet", maintain_order=True)
                .agg(rows=pl.len().cast(pl.Int64))
                .with_columns(read_as=pl.lit(str(resolved.roster.title)))
                for resolved in reading.rosters.values()
            ),
        ],
        how="diagonal",
    ).join(forms, on=["file", "sheet"], how="anti", nulls_equal=True)
    read = pl.concat([forms, rosters])
    nothing = pl.DataFrame({"file": list(reading.sources)}, schema={"file": pl.String}).join(
        read, on="file", how="anti", maintain_order="left"
    )
    return pl.concat([read, nothing], how="diagonal").sort(
        "file", "sheet", nulls_last=False, maintain_order=True
    )


_COUNTS: Final = dict.fromkeys(("rows", "used", "skipped"), pl.Int64)
