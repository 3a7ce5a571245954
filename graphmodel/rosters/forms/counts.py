"""Counts in forms: compared with what is counted, never believed."""

from __future__ import annotations

import polars as pl

from graphmodel.ontology import ROSTER, FieldKind, FormField
from graphmodel.rosters.forms.form_rows import FormRows
from graphmodel.rosters.forms.referring import place_of, things_of
from graphmodel.rosters.forms.state import PLACES, Feeding

_NEEDED = {
    "homes": ("households", "part_of"),
    "homes_contacted": ("household_ties", "to"),
    "members": ("people", "member_of"),
}
"""By what is counted the roster that tells of it, and its column."""


def compare_counts(feeding: Feeding) -> None:
    """Warn where a form counts otherwise than the rosters do, or counts what none of them tells of."""
    for rows in feeding.forms.values():
        for field in rows.form.fields:
            if field.kind is FieldKind.COUNTED and rows.has(field.name):
                _compare(feeding, rows, field)


def _compare(feeding: Feeding, rows: FormRows, field: FormField) -> None:
    said = feeding.checked(rows, field.name)
    assert field.counts is not None
    roster, column = _NEEDED[field.counts]
    table = feeding.intake.tables.get(roster)
    if table is None or not table.supplied or column not in table.references or column not in table.filled:
        rows.report_columns(feeding.intake.problems, field.name, "ignored-value", str(ROSTER[roster].title))
        return
    counted = _members(feeding, rows) if field.counts == "members" else _homes(feeding, rows, field.counts)
    compared = pl.DataFrame({"said": said.value, "value": said.text}).with_row_index("row").drop_nulls("said")
    compared = compared.join(counted, on="row", how="left", maintain_order="left")
    different = compared.filter(pl.col("said") != pl.col("count"))
    rows.report(
        feeding.intake.problems,
        field.name,
        different.select(
            "row", "value", code=pl.lit("count-differs"), expected=pl.col("count").cast(pl.String)
        ),
    )


def _homes(feeding: Feeding, rows: FormRows, counts: str) -> pl.DataFrame:
    """``row`` and ``count``: how many homes the place of each row has, or how many of them that are in contact."""
    places = {field.name for field in rows.form.fields}
    label = next(label for label, name in reversed(PLACES.items()) if name in places and rows.has(name))
    table = feeding.intake.tables["households"]
    homes = table.rows.select("uid", home="thing").join(table.references["part_of"], on="uid")
    homes = homes.select("home", place="thing")
    above = feeding.intake.register.above_at_all().select(place="thing", above="above")
    within = pl.concat([homes, homes.join(above, on="place").select("home", place="above")]).unique()
    if counts == "homes_contacted":
        ties = feeding.intake.tables["household_ties"].references["to"]
        within = within.join(ties, left_on="home", right_on="thing", how="semi")
    of_rows = place_of(feeding, rows, label).join(within, left_on="thing", right_on="place")
    return _per_row(rows, place_of(feeding, rows, label), of_rows, "home")


def _members(feeding: Feeding, rows: FormRows) -> pl.DataFrame:
    """``row`` and ``count``: how many people are members of an organisation of each row."""
    names = [
        field.name
        for field in rows.form.fields
        if (field.party_kind not in {None, "street"} or field.name == "member_of") and rows.has(field.name)
    ]
    orgs = pl.concat([things_of(feeding, rows, name).select("row", "thing") for name in names])
    members = feeding.intake.tables["people"].references["member_of"]
    found = orgs.join(members, on="thing")
    return _per_row(rows, orgs, found, "uid")


def _per_row(rows: FormRows, told: pl.DataFrame, found: pl.DataFrame, what: str) -> pl.DataFrame:
    """How many different ones there are in every row of which it is told where to look."""
    del rows
    counted = found.group_by("row").agg(count=pl.col(what).n_unique().cast(pl.Int64))
    every = told.select("row").unique().join(counted, on="row", how="left")
    return every.with_columns(pl.col("count").fill_null(0))
