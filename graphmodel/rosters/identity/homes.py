"""Homes without codes: by their addresses, which are read to make codes and to find homes, and never kept or shown."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.rosters.cells import mended, unless_plain
from graphmodel.rosters.identity.codes import HOME, coded
from graphmodel.rosters.identity.key import KeyInUse
from graphmodel.rosters.identity.mentions import listed
from graphmodel.spreadsheets.cleaning import clean
from graphmodel.spreadsheets.repetition import repeat, told_apart

ADDRESS: Final = ("building", "stairwell", "room")

_HYPHEN: Final = "[-‐‑‒–—―−]"
_BUILDING: Final = "(?:幢|栋|号楼)"
_WORDS: Final = "(?:幢|栋|号楼|单元|室|号)"
_WITHOUT_BUILDING: Final = "^([^-幢栋楼]+)单元(.+)$"


def address_part(text: pl.Expr) -> pl.Expr:
    """A building, stairwell or room as it is compared: without the word for it, and leading zeros; empty is null.

    >>> pl.select(address_part(pl.lit("01号楼"))).item()
    '1'
    """
    bare = clean(mended(clean(text)).str.replace(f" ?{_WORDS}+$", ""))
    return bare.str.replace("^0+(.)", "$1")


def address_parts(raw: pl.Series) -> pl.Series:
    """:func:`address_part` of a column."""
    plain = "^(?:0|[1-9][0-9]{0,9})$"
    if not repeat(raw):
        return unless_plain(raw, plain, address_part)
    if raw.unique().str.contains(plain).all():
        return raw
    distinct, places = told_apart(raw)
    return unless_plain(distinct, plain, address_part)[places]


def home_codes(homes: pl.DataFrame, key: KeyInUse) -> pl.Series:
    """The codes of homes: the one given, else one made of grid and address; null where grid or room is not known.

    Args:
        homes: ``code`` (as given), ``grid`` (its code) and :data:`ADDRESS` (:func:`address_parts`).
        key: asked for only when a code must be made.
    """
    parts = homes.select(
        pl.lit("home").alias("kind"),
        pl.when(pl.col("code").is_null()).then("grid").alias("grid"),
        *(pl.col(part).fill_null("") for part in ADDRESS[:-1]),
        "room",
    )
    return homes.select(pl.coalesce("code", coded(HOME, parts, key))).to_series()


def homes_named(
    cells: pl.DataFrame, grids: pl.DataFrame, homes: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Which homes cells name, by code or by address.

    Args:
        cells: ``cell``, a number, and ``raw``, a list of homes.
        grids: ``cell`` and ``grid``: the grids among whose homes addresses are looked up.
        homes: every home that is known: ``code``, ``grid`` and, where there is an address, :data:`ADDRESS`.

    Returns:
        ``cell`` and ``code`` of every home found, and ``cell`` and ``code`` of every problem: ``unknown-reference``,
        ``ambiguous-reference``, or ``missing-column`` where there is no grid to look in.
    """
    entries = (
        cells.select("cell", text=listed(pl.col("raw")))
        .explode("text", empty_as_null=False)
        .with_row_index("entry")
    )
    coded = entries.join(homes.select("code").unique(), left_on="text", right_on="code", how="semi")
    asked = _addresses(entries).join(coded, on="entry", how="anti", maintain_order="left")
    placed = asked.join(grids, on="cell", maintain_order="left")
    found = _found(placed, homes)
    counted = asked.join(
        found.group_by("entry").agg(count=pl.len(), home=pl.col("code").first()),
        on="entry",
        how="left",
        maintain_order="left",
    )
    nowhere = ~pl.col("cell").is_in(grids["cell"].unique().implode())
    problem = (
        pl.when(nowhere)
        .then(pl.lit("missing-column"))
        .when(pl.col("count").is_null())
        .then(pl.lit("unknown-reference"))
        .when(pl.col("count") > 1)
        .then(pl.lit("ambiguous-reference"))
    )
    told = counted.with_columns(problem=problem)
    one = told.filter(pl.col("problem").is_null()).select("entry", "cell", code="home")
    found = pl.concat([coded.select("entry", "cell", code="text"), one]).sort("entry").select("cell", "code")
    return found, told.drop_nulls("problem").select("cell", code="problem")


def _addresses(entries: pl.DataFrame) -> pl.DataFrame:
    """``entry``, ``cell`` and the parts of its address; what is left out in a list is that of the entry before."""
    written = _written(entries["text"].unique())
    read = entries.join(written, on="text", how="left", maintain_order="left")
    building, stairwell = pl.col("building").is_not_null(), pl.col("stairwell").is_not_null()
    return read.select(
        "entry",
        "cell",
        pl.col("building").first().over("cell", building.cum_sum().over("cell")),
        pl.col("stairwell").first().over("cell", (building | stairwell).cum_sum().over("cell")),
        "room",
    )


def _written(addresses: pl.Series) -> pl.DataFrame:
    """``text`` and the parts of the address that stand in it."""
    plain = pl.col("text").str.replace_all(_HYPHEN, "-").str.replace_all(" ", "")
    steps = plain.str.replace_all(f"(?:{_BUILDING}|单元)-?", "-").str.replace("(?:室|号)$", "").str.split("-")
    step, many = pl.col("steps"), pl.col("steps").list.len()
    within = pl.col("within").is_not_null()
    return (
        addresses.to_frame("text")
        .with_columns(steps=steps, within=plain.str.extract(_WITHOUT_BUILDING, 1))
        .select(
            "text",
            building=pl.when(many.is_between(2, 3) & ~within).then(step.list.first()),
            stairwell=pl.when(within).then("within").when(many == 3).then(step.list.get(1, null_on_oob=True)),
            room=pl.when(many <= 3).then(step.list.last()),
        )
        .with_columns(address_part(pl.col(part)) for part in ADDRESS)
    )


def _found(asked: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """``entry`` and ``code`` of every home that an address may be; one without stairwell is any, or that without."""
    there = asked.drop_nulls("room").join(homes, on=["grid", "building", "room"], nulls_equal=True)
    same = pl.col("stairwell").eq_missing(pl.col("stairwell_right"))
    fits = there.filter(same | pl.col("stairwell").is_null())
    exact = fits.filter(same)
    return pl.concat([exact, fits.join(exact, on="entry", how="anti")]).select("entry", "code").unique()
