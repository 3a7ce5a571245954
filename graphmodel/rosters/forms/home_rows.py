"""Homes in forms: the codes of those that rows make, and which homes cells name."""

from __future__ import annotations

import polars as pl

from graphmodel.ontology import ROSTER
from graphmodel.rosters.alongside import join_alongside
from graphmodel.rosters.fed import Fed
from graphmodel.rosters.forms.form_rows import FormRows
from graphmodel.rosters.forms.making import fed_rows
from graphmodel.rosters.forms.referring import first_place_of, place_of
from graphmodel.rosters.forms.state import NO_THINGS, PLACES, Feeding
from graphmodel.rosters.identity.homes import ADDRESS, address_parts, home_codes, homes_named


def feed_homes(feeding: Feeding) -> list[Fed]:
    """The homes that rows of their form make. Where a roster makes them, a row only means the home of its code."""
    rows = feeding.forms.get("homes")
    if rows is None:
        return []
    rows.report_missing(feeding.intake.problems, "room", rows.text("room").is_null())
    address = {part: address_parts(rows.raw(part)) for part in ADDRESS}
    grids = first_place_of(feeding, rows, "Grid").select("row", grid="thing")
    homes = pl.DataFrame({"code": feeding.checked(rows, "code").value, **address}).with_row_index("row")
    homes = join_alongside(homes, grids, "row", "left")
    homes = homes.with_columns(grid=feeding.ids_of(homes["grid"]))
    given = pl.col("code").is_not_null()
    homes = homes.filter(pl.col("room").is_not_null() | given)
    codes = home_codes(homes, feeding.intake.key)
    feeding.addresses = homes.with_columns(codes.alias("code")).select("row", "code", "grid", *ADDRESS)
    at = homes["row"]
    feeding.made["homes", "room"] = homes.select(
        "row",
        pl.lit(0, pl.UInt32).alias("part"),
        text=pl.lit(None, pl.String),
        code=codes,
        bad=pl.lit(feeding.bad(rows, "code")[at]) | pl.lit(codes.is_null()),
        given=pl.lit(None, pl.String),
    )
    if "households" in feeding.canonical:
        return []
    return [fed_rows(feeding, rows, rows.form.field("room"), "Household", ROSTER["households"])]


def report_unknown_homes(feeding: Feeding) -> None:
    """Note the rows that mean no home of the roster of homes, where there is one."""
    rows = feeding.forms.get("homes")
    if rows is None or "households" not in feeding.canonical:
        return
    made = feeding.made["homes", "room"].join(feeding.of_label("Household"), on="code", how="anti")
    given = rows.text("code")[made["row"]]
    unknown = made.select("row", value=given, code=pl.lit("unknown-reference"))
    for name, is_given in (("code", True), ("room", False)):
        rows.report(feeding.intake.problems, name, unknown.filter(pl.col("value").is_not_null() == is_given))


def homes_of(feeding: Feeding, rows: FormRows, name: str) -> pl.DataFrame:
    """``row`` and ``thing``: the homes that the cells of a column list, by code or by address."""
    known = feeding.of_label("Household")
    table = feeding.intake.tables["households"]
    grids = table.references.get("part_of")
    homes = table.rows.select("uid", code="id").drop_nulls("code")
    if grids is not None:
        of_homes = grids.select("uid", grid=feeding.ids_of(grids["thing"]))
        homes = homes.join(of_homes, on="uid", how="left", maintain_order="left")
    homes = homes.select("code", "grid").unique("code", keep="first", maintain_order=True)
    homes = homes.join(
        feeding.addresses.select("code", *ADDRESS).unique("code", keep="first"), on="code", how="left"
    )
    cells = pl.DataFrame({"raw": rows.raw(name)}).with_row_index("cell").drop_nulls()
    places = _grids(feeding, rows)
    grids_of_cells = places.select(cell="row", grid=feeding.ids_of(places["thing"]))
    found, wrong = homes_named(cells, grids_of_cells, homes)
    nowhere = pl.col("code") == "missing-column"
    rows.report(feeding.intake.problems, name, wrong.filter(~nowhere).select("code", row="cell").unique())
    _report_nowhere(feeding, rows, wrong.filter(nowhere)["cell"])
    return (
        found.select("code", row="cell").join(known, on="code", maintain_order="left").select("row", "thing")
    )


def _report_nowhere(feeding: Feeding, rows: FormRows, cells: pl.Series) -> None:
    """Note the tables with addresses of which nothing says in which grid they are."""
    field = rows.form.field(PLACES["Grid"])
    for number in rows.table_numbers[cells].unique().sort():
        table = rows.tables[number]
        feeding.unplaced.add((rows.form.name, number))
        feeding.intake.problems.add(
            "missing-column", table.file, table.sheet, column=field.title.zh, expected=str(rows.form.title)
        )


def _grids(feeding: Feeding, rows: FormRows) -> pl.DataFrame:
    """``row`` and ``thing``: in which grids homes are looked for.

    It is that of the row, else those of its compound, else of what is named around it.
    """
    found = NO_THINGS.select("row", "thing")
    for label in reversed(PLACES):
        places = place_of(feeding, rows, label).join(found, on="row", how="anti", maintain_order="left")
        if label != "Grid":
            above = feeding.intake.register.above_at_all()
            grids = above.join(feeding.of_label("Grid"), on="thing", how="semi").select(
                grid="thing", thing="above"
            )
            places = places.join(grids, on="thing", maintain_order="left").select("row", thing="grid")
        found = pl.concat([found, places])
    return found
