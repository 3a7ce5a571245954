"""What rows of forms tie to one another: posts, pairings, registrations and contacts with homes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from graphmodel.language import AND
from graphmodel.ontology import GROUP, PERIOD, ROSTER, FieldKind, FormField, Roster, choices
from graphmodel.rosters.fed import Fed
from graphmodel.rosters.forms.form_rows import FormRows
from graphmodel.rosters.forms.home_rows import homes_of
from graphmodel.rosters.forms.making import add_ties, headings_of, report_lacking
from graphmodel.rosters.forms.people import people_fields, persons_of
from graphmodel.rosters.forms.referring import things_of
from graphmodel.rosters.forms.state import NO_THINGS, Feeding
from graphmodel.rosters.identity.mentions import listed
from graphmodel.rosters.register import borne_now

_GRID_KINDS: Final = ("grid_branch", "grid_group")


def posts_of(feeding: Feeding) -> list[Fed]:
    """Who holds which post where."""
    return [
        _post(feeding, rows, field)
        for rows in feeding.forms.values()
        for field in people_fields(rows)
        if field.relation == "HOLDS"
    ]


def pairings_of(feeding: Feeding) -> list[Fed]:
    """Which organisation is paired with which place."""
    fed = []
    for rows, field in _tying(feeding, "PAIRED_WITH"):
        (at,) = field.at
        things, others = things_of(feeding, rows, field.name), things_of(feeding, rows, at)
        if "PartyOrg" in field.labels:
            ties, ends = _joined(things, others), {"from": field.name, "to": at}
        else:
            ties, ends = _joined(others, things), {"from": at, "to": field.name}
        fed.append(_fed(feeding, rows, field, ROSTER["pairings"], ties, ends))
    return fed


def registrations_of(feeding: Feeding) -> list[Fed]:
    """Who registered where: people at organisations of grids, organisations at communities."""
    fed = []
    for rows, field in _tying(feeding, "REGISTERED_WITH"):
        (at,) = field.at
        places = things_of(feeding, rows, field.name)
        if "Grid" in field.labels:
            places = _the_one_there(feeding, rows, field, places, "covers", _GRID_KINDS)
        ties = _joined(things_of(feeding, rows, at), places)
        fed.append(_fed(feeding, rows, field, ROSTER["registrations"], ties, {"from": at, "to": field.name}))
    return fed


def contacts_of(feeding: Feeding) -> list[Fed]:
    """Who keeps in contact with which home."""
    fed = []
    for rows, field in _tying(feeding, "CONTACTS"):
        if not feeding.is_supplied("Household"):
            feeding.note_not_supplied(rows, field.name, ("Household",))
            continue
        (at,) = field.at
        if field.kind is FieldKind.PERSON:
            persons = persons_of(feeding, rows, field.name).select("row", "thing")
            ties = _joined(persons, things_of(feeding, rows, at))
            ends = {"from": field.name, "to": at}
        else:
            ties = _joined(things_of(feeding, rows, at), homes_of(feeding, rows, field.name))
            ends = {"from": at, "to": field.name}
        fed.append(_fed(feeding, rows, field, ROSTER["household_ties"], ties, ends))
    return fed


def cover_more(feeding: Feeding) -> None:
    """Let organisations that a roster makes cover what the rows of forms say they cover."""
    table = feeding.intake.tables["party_orgs"]
    feeding.covers_added = "covers" not in table.filled
    for rows, field in _tying(feeding, "COVERS"):
        report_lacking(feeding, rows, field)
        ends = things_of(feeding, rows, field.at[0]).select("row", to="thing")
        made = things_of(feeding, rows, field.name)
        add_ties(table, "covers", made.join(ends, on="row", maintain_order="left_right"))
        table.filled |= {"covers"}


def _tying(feeding: Feeding, relation: str) -> Iterator[tuple[FormRows, FormField]]:
    """The columns of forms that make ties of a type, of which something was supplied."""
    for rows in feeding.forms.values():
        for field in rows.form.fields:
            if field.relation == relation and rows.has(field.name):
                if field.kind is not FieldKind.PERSON and field.labels and field.labels != ("Household",):
                    things_of(feeding, rows, field.name)
                if (rows.form.name, field.name) not in feeding.not_supplied:
                    yield rows, field


def _joined(start: pl.DataFrame, end: pl.DataFrame) -> pl.DataFrame:
    """``row``, ``from`` and ``to``: all at one end in a row with all at the other, and what else is known of the first."""
    ends = end.select("row", pl.col("thing").alias("to"))
    if (
        start["row"].equals(end["row"]) and end["row"].n_unique() == end.height
    ):  # one at each end of every row
        return start.rename({"thing": "from"}).with_columns(ends["to"])
    return start.rename({"thing": "from"}).join(ends, on="row", maintain_order="left_right")


# --- posts ---


def _post(feeding: Feeding, rows: FormRows, field: FormField) -> Fed:
    (at,) = field.at
    report_lacking(feeding, rows, field)
    places = things_of(feeding, rows, at)
    if "Community" in rows.form.field(at).labels:
        filled = rows.text(field.name).is_not_null().arg_true().cast(pl.UInt32)
        there = places.filter(pl.col("row").is_in(filled.implode()))
        places = _the_one_there(feeding, rows, rows.form.field(at), there, "seated_in", ("community",))
    persons, by = _recommended(feeding, rows, field, persons_of(feeding, rows, field.name))
    persons = (
        persons.with_columns(post=pl.lit(field.post))
        if field.post
        else _appointed(feeding, rows, field, persons)
    )
    ties = _joined(persons.select("row", "thing", "post", "by"), places)
    names = {"from": field.name, "post": field.name, "to": at} | ({"recommended_by": by} if by else {})
    return _fed(feeding, rows, field, ROSTER["posts"], ties, names)


def _appointed(feeding: Feeding, rows: FormRows, field: FormField, persons: pl.DataFrame) -> pl.DataFrame:
    """The people with the post that a note says of each, or that the office confirmed."""
    asked = [choice for choice in choices.POSTS if choice.value in GROUP["appointed_posts"]]
    words = {word.lower(): choice.value for choice in asked for word in choice.words}
    beside = rows.raw(field.name, "duty").is_not_null()[persons["row"]]
    said = persons.hstack(feeding.words[persons["said"]]).with_columns(
        post=pl.when(beside)
        .then(pl.col("notes").list.head(1))
        .otherwise("notes")
        .list.eval(
            pl.element()
            .str.replace_all('[ “”"]', "")
            .str.to_lowercase()
            .replace_strict(words, default=None, return_dtype=pl.String)
        )
        .list.drop_nulls()
        .list.first()
    )
    confirmed = feeding.intake.confirmed.chosen(rows.headings(field.name), said["text"])
    said = said.with_columns(pl.coalesce("post", confirmed))
    wrong, titles = pl.col("post").is_null(), str(AND).join(choice.title.zh for choice in asked)
    for part, shown, told in (
        ("duty", pl.col("notes").list.first(), said.filter(wrong & beside)),
        (None, pl.col("text"), said.filter(wrong & ~beside)),
    ):
        complaint = told.select("row", value=shown, code=pl.lit("bad-choice"), expected=pl.lit(titles))
        rows.report(feeding.intake.problems, field.name, complaint, part)
    return said.drop_nulls("post")


def _recommended(
    feeding: Feeding, rows: FormRows, field: FormField, persons: pl.DataFrame
) -> tuple[pl.DataFrame, str | None]:
    """The people with ``by``, the organisation that recommends each, and the field that says so."""
    none = persons.with_columns(by=pl.lit(None, pl.UInt32))
    if rows.form.makes == "PartyOrg":
        if "recommended_by" not in field.supplies:
            return none, None
        org = things_of(feeding, rows, "org").select("row", by="thing")
        return persons.join(org, on="row", how="left", maintain_order="left"), "org"
    if not any(other.name == "recommended_by" and field.name in other.at for other in rows.form.fields):
        return none, None
    if not rows.has("recommended_by"):
        return none, None
    orgs = _recommending(feeding, rows).with_columns(many=pl.len().over("row"))
    mismatched = (
        persons.join(orgs.filter(pl.col("many") > 1), on="row", suffix=":org")
        .filter(pl.col("many") != pl.col("of"))
        .select("row", code=pl.lit("mismatched-lists"))
        .unique(maintain_order=True)
    )
    value = rows.text("recommended_by")[mismatched["row"]]
    rows.report(feeding.intake.problems, "recommended_by", mismatched.with_columns(value=value))
    for_all = orgs.filter(pl.col("many") == 1).select("row", "thing")
    one_each = orgs.filter(pl.col("many") > 1).select("row", "part", "thing")
    return (
        persons.join(for_all.rename({"thing": "all"}), on="row", how="left", maintain_order="left")
        .join(one_each.rename({"thing": "each"}), on=["row", "part"], how="left", maintain_order="left")
        .with_columns(by=pl.coalesce("all", "each")),
        "recommended_by",
    )


def _recommending(feeding: Feeding, rows: FormRows) -> pl.DataFrame:
    """``row``, ``part`` and ``thing``: the organisations listed in each row, repeated ones too, for each goes with one."""
    name = "recommended_by"
    meant = things_of(feeding, rows, name)
    listed_there = (
        pl.DataFrame({"text": rows.raw(name)})
        .select(listed(pl.col("text")))
        .with_row_index("row")
        .explode("text")
        .drop_nulls("text")
    )
    each = listed_there.with_columns(part=pl.int_range(pl.len(), dtype=pl.UInt32).over("row"))
    known = borne_now(feeding.intake.register.candidates(each["text"], ("PartyOrg",)))
    twice = each.filter(pl.struct("row", "text").is_duplicated()).select("row").unique()
    repeated = each.join(twice, on="row", how="semi", maintain_order="left")
    found = repeated.join(known.unique("text", keep="none"), on="text", how="left", maintain_order="left")
    return pl.concat(
        [meant.join(repeated, on="row", how="anti", maintain_order="left"), found.select(meant.columns)]
    )


def _the_one_there(
    feeding: Feeding,
    rows: FormRows,
    field: FormField,
    places: pl.DataFrame,
    column: str,
    kinds: tuple[str, ...],
) -> pl.DataFrame:
    """The one organisation of these kinds that a column of the roster puts at each place."""
    table = feeding.intake.tables.get("party_orgs")
    if table is None or column not in table.filled:
        feeding.note_not_supplied(rows, field.name, ("PartyOrg",))
        return NO_THINGS
    of_kind = table.rows.filter(pl.col("kind").is_in(kinds)).select("uid", org="thing").drop_nulls()
    there = of_kind.join(table.references.get(column, of_kind.select("uid", thing="org").clear()), on="uid")
    there = there.select("thing", "org").unique(maintain_order=True)
    found = places.join(there, on="thing", how="left", maintain_order="left")
    counted = found.with_columns(count=pl.col("org").drop_nulls().len().over("row", "part"))
    wrong = counted.filter(pl.col("count") != 1).unique(["row", "part"], keep="first", maintain_order=True)
    names = feeding.intake.register.names.unique("thing", keep="first").rename({"name": "value"})
    written = pl.lit(rows.text(field.name)[wrong["row"]])
    alone = pl.lit(~wrong["row"].is_in(places.filter(pl.col("row").is_duplicated())["row"].implode()))
    told = wrong.join(names, on="thing", how="left", maintain_order="left").select(
        "row",
        value=pl.when(alone).then(written).otherwise("value"),
        code=pl.when(pl.col("count") == 0)
        .then(pl.lit("unknown-reference"))
        .otherwise(pl.lit("ambiguous-reference")),
    )
    rows.report(feeding.intake.problems, field.name, told)
    return counted.filter(pl.col("count") == 1).select("row", "part", thing="org")


# --- rows of rosters of ties ---


def _said_by(other: FormField, field: FormField, roster: Roster) -> set[str]:
    """The columns of a roster of ties in which a field says something of the ties that another makes."""
    if other.name in {column.name for column in PERIOD}:
        return {other.name}
    if other.kind is not FieldKind.VALUE or field.name not in other.at:
        return set()
    return {column for fed, column in other.feeds if fed == roster.name}


def _fed(
    feeding: Feeding,
    rows: FormRows,
    field: FormField,
    roster: Roster,
    ties: pl.DataFrame,
    ends: dict[str, str],
) -> Fed:
    """Rows of a roster of ties.

    Args:
        feeding: what is known.
        rows: the form.
        field: the column that makes the ties.
        roster: of ties.
        ties: ``row``, ``from``, ``to`` and, where they are known, ``post`` and ``by``.
        ends: by column of the roster the field that says it.
    """
    at = ties["row"]
    says = {
        column: other.name
        for other in rows.form.fields
        if other.name not in ends.values() and rows.has(other.name)
        for column in _said_by(other, field, roster)
    }
    checked = {name: feeding.checked(rows, other) for name, other in says.items()}
    values = {name: found.value[at] for name, found in checked.items()}
    if "post" in ties.columns:
        values["post"] = ties["post"]
    numbered = ties.with_row_index("number")
    references = {end: numbered.select(row="number", thing=end) for end in ("from", "to")}
    if "by" in ties.columns:
        references["recommended_by"] = numbered.select(row="number", thing="by").drop_nulls()
    return Fed(
        roster,
        rows.row_numbers[at],
        rows.table_numbers[at],
        rows.sheets,
        headings_of(rows, ends | says),
        pl.DataFrame(values) if values else pl.DataFrame({"post": ties["row"]}).clear(),
        pl.DataFrame({name: found.text[at] for name, found in checked.items()}),
        pl.repeat(None, at.len(), dtype=pl.String, eager=True),
        feeding.bad(rows, *says.values())[at],
        frozenset({"from", "to", "post", *says, *ends}),
        references,
    )
