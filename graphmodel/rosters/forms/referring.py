"""What the cells of forms refer to, each looked up once: things as the rosters have them, places by their row."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.language import AND
from graphmodel.ontology import FieldKind, FormField, roster_of
from graphmodel.rosters.alongside import join_alongside
from graphmodel.rosters.cells import parts
from graphmodel.rosters.forms.context import UNITS
from graphmodel.rosters.forms.form_rows import NO_ENTRIES, FormRows
from graphmodel.rosters.forms.state import NO_THINGS, PLACES, Feeding
from graphmodel.rosters.forms.values import column_of
from graphmodel.rosters.references import resolve_column, told_in_full, wrong_references
from graphmodel.spreadsheets.repetition import any_twice, repeat, told_apart

_FOUND: Final = ["row", "part", "thing"]


def things_of(feeding: Feeding, rows: FormRows, name: str) -> pl.DataFrame:
    """``row``, ``part`` and ``thing``: what the cells of a field mean, in their order.

    What it makes must have been entered, and what it refers to be known. What is wrong is noted.
    """
    key = (rows.form.name, name)
    if key not in feeding.found:
        feeding.found[key] = _looked_up(feeding, rows, rows.form.field(name))
    return feeding.found[key]


def place_of(feeding: Feeding, rows: FormRows, label: str) -> pl.DataFrame:
    """``row`` and ``thing``: where rows are, by their own column, else by finer ones, else as is named around them."""
    return feeding.spots(rows).everywhere(_place_of_spots(feeding, rows, label))


def first_place_of(feeding: Feeding, rows: FormRows, label: str) -> pl.DataFrame:
    """The first of :func:`place_of` for every row."""
    return feeding.spots(rows).everywhere(first_of(_place_of_spots(feeding, rows, label)))


def _place_of_spots(feeding: Feeding, rows: FormRows, label: str) -> pl.DataFrame:
    """The places of the first row on every spot, looked for again only when more is known."""
    key, known = (rows.form.name, label), feeding.how_much_is_known()
    if key not in feeding.places or feeding.places[key][0] != known:
        feeding.places[key] = (known, _looked_for(feeding, rows, label))
    return feeding.places[key][1]


_NOWHERE: Final = NO_THINGS.select("row", "thing")


def _looked_for(feeding: Feeding, rows: FormRows, label: str) -> pl.DataFrame:
    names = {field.name for field in rows.form.fields}
    spots = feeding.spots(rows)
    found = _NOWHERE
    labels = list(PLACES)
    for finer in labels[labels.index(label) :]:
        if PLACES[finer] in names and roster_of(finer).name in feeding.intake.tables:
            things = _at_spots(feeding, rows, PLACES[finer])
            if things.is_empty() or found["row"].n_unique() == spots.firsts.height:
                continue  # it was looked up nevertheless: what leads to nothing there is told
            things = things.select("row", "thing") if finer == label else feeding.above(things, label)
            if not found.is_empty():
                things = things.join(found, on="row", how="anti", maintain_order="left")
            found = pl.concat([found, things])
    if label in UNITS and found["row"].n_unique() < spots.firsts.height:
        rest = spots.firsts.join(found, on="row", how="anti")
        if PLACES[label] in names:
            rest = rest.filter(~rows.has_heading(PLACES[label]).gather(rest["row"]))
        around = feeding.one_around(rows, label, rest["table"].unique())
        found = pl.concat([found, rest.join(around, on="table").select("row", "thing")])
    return found.unique(maintain_order=True) if any_twice(found["row"]) else found


def first_of(things: pl.DataFrame) -> pl.DataFrame:
    """The first thing of every row: ``row`` and ``thing``."""
    if any_twice(things["row"]):
        things = things.unique("row", keep="first", maintain_order=True)
    return things.select("row", "thing")


def tell_wrong(feeding: Feeding) -> None:
    """Report the references that lead to no one thing, everything being known."""
    for rows, name, wrong in feeding.wrong:
        if wrong.is_empty():
            continue
        rows.report(feeding.intake.problems, name, told_in_full(feeding.intake.register, wrong))


def _looked_up(feeding: Feeding, rows: FormRows, field: FormField) -> pl.DataFrame:
    if _is_place(field):
        return feeding.spots(rows).everywhere(_at_spots(feeding, rows, field.name))
    made = feeding.made.get((rows.form.name, field.name))
    if made is not None:
        return _known(feeding, made, field)
    column = column_of(field)
    labels = column.labels
    if not feeding.is_supplied(*labels):
        feeding.note_not_supplied(rows, field.name, labels)
        return NO_THINGS
    value = feeding.checked(rows, field.name).value
    if column.elsewhere:
        value = pl.select(pl.when(value != column.elsewhere[0]).then(value)).to_series()
    raw, places = rows.raw(field.name), None
    if repeat(raw) and value.equals(raw):  # the same words mean the same
        value, places = told_apart(raw)
        raw = value
    cells = pl.DataFrame({"text": value, "raw": raw}).with_row_index("uid")
    cells = cells.with_columns(labels=pl.lit("|".join(labels)))
    found, wrong = resolve_column(feeding.intake.register, column, cells, partly_supplied=False)
    if places is not None:
        of_rows = places.alias("cell").to_frame().with_row_index("uid")
        found, wrong = (
            of_rows.join(one.rename({"uid": "cell"}), on="cell", maintain_order="left_right").drop("cell")
            for one in (found, wrong)
        )
    feeding.wrong.append((rows, field.name, wrong.rename({"uid": "row"})))
    part = pl.lit(0, pl.UInt32)
    if any_twice(found["uid"]):
        part = pl.int_range(pl.len(), dtype=pl.UInt32).over("uid")
    return found.select(row="uid", part=part, thing="thing")


def _known(feeding: Feeding, made: pl.DataFrame, field: FormField) -> pl.DataFrame:
    """The things that cells of a field made."""
    known = feeding.of_label(field.labels[0])
    return join_alongside(made.select("row", "part", "code"), known, "code").select(_FOUND)


# --- places ---


def _is_place(field: FormField) -> bool:
    """Whether a field tells where its row is."""
    return field.kind is FieldKind.PLACE and PLACES[field.labels[0]] == field.name


def _coarser(label: str) -> list[str]:
    """The labels of the places in which those of a label are, the coarsest first."""
    labels = list(PLACES)
    return labels[: labels.index(label)]


def _at_spots(feeding: Feeding, rows: FormRows, name: str) -> pl.DataFrame:
    """As :func:`things_of`, of a field that tells places: looked up once for rows that tell theirs in the same words."""
    key = (rows.form.name, name)
    if key not in feeding.at_spots:
        feeding.at_spots[key] = _looked_up_place(feeding, rows, rows.form.field(name))
    return feeding.at_spots[key]


def _looked_up_place(feeding: Feeding, rows: FormRows, field: FormField) -> pl.DataFrame:
    """What a place column names: of several of one name those that hang on the coarser places of the row."""
    (label,) = field.labels
    made = feeding.made.get((rows.form.name, field.name))
    if made is not None:
        return _known(feeding, made, field)
    if not feeding.is_supplied(label):
        feeding.note_not_supplied(rows, field.name, (label,))
        return NO_THINGS
    entries, known = _entries(feeding, rows, field)
    if entries.is_empty():
        return _needed_around(feeding, rows, field)
    candidates = _borne_there(_candidates(feeding, rows, field, entries, known))
    if any_twice(candidates["row"]):
        candidates = _told_by_surroundings(feeding, rows, label, candidates)
        things = pl.col("thing").drop_nulls()
        told = candidates.group_by("row", "part", maintain_order=True).agg(
            text=pl.col("text").first(), thing=things.first(), count=things.n_unique()
        )
    else:
        told = candidates.with_columns(count=pl.col("thing").is_not_null().cast(pl.UInt32))
    is_one = told["count"] == 1
    if not is_one.all():
        wrong = told.filter(~is_one).unique("row", keep="first", maintain_order=True)
        several = _naming_several(feeding, rows, field, wrong.filter(pl.col("count") == 0)["row"])
        wrong = wrong.select("text", "count", uid="row", second=pl.col("row").is_in(several.implode()))
        found = wrong_references(feeding.intake.register, wrong, field.labels).rename({"uid": "row"})
        feeding.wrong.append((rows, field.name, feeding.spots(rows).everywhere(found)))
        told = told.filter(is_one)
    return pl.concat([told.select(_FOUND), _needed_around(feeding, rows, field)]).sort("row", "part")


def _entries(feeding: Feeding, rows: FormRows, field: FormField) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the cells of a place column name, and all that each of these texts may mean.

    A cell is tried whole first, and goes by the code that its row gives.
    """
    coding = rows.coding(field.name)
    if coding is None and not any(rows.columns(field.name)):  # many forms have no column for it
        return NO_ENTRIES, NO_ENTRIES
    at = feeding.spots(rows).firsts["row"]
    texts = feeding.checked(rows, field.name).value[at]
    codes = feeding.checked(rows, coding).value[at] if coding else pl.lit(None, pl.String)
    whole = pl.DataFrame({"row": at}).with_columns(
        pl.lit(0, pl.UInt32).alias("part"), text=pl.coalesce(codes, texts)
    )
    whole = whole.drop_nulls("text")
    register = feeding.intake.register
    known = register.candidates(whole["text"], field.labels)
    if not field.many:
        return whole, known
    is_known = whole["text"].is_in(known["text"].implode())
    if is_known.all():
        return whole, known
    split = rows.entries(field.name).join(
        whole.filter(~is_known), on="row", how="semi", maintain_order="left"
    )
    entries = pl.concat([whole.filter(is_known), split])
    return entries, register.candidates(entries["text"], field.labels)


def _naming_several(feeding: Feeding, rows: FormRows, field: FormField, unknown: pl.Series) -> pl.Series:
    """Of the rows whose cell is the name of nothing those that list places where one is expected."""
    if field.many:
        return unknown.clear()
    listed = pl.DataFrame({"row": unknown, "raw": rows.raw(field.name).gather(unknown)})
    listed = listed.select("row", part=parts(pl.col("raw"))).filter(pl.col("part").list.len() > 1)
    each = listed.explode("part")
    known = feeding.intake.register.candidates(each["part"], field.labels)["text"]
    return each.filter(pl.col("part").is_in(known.implode()))["row"]


def _candidates(
    feeding: Feeding, rows: FormRows, field: FormField, entries: pl.DataFrame, known: pl.DataFrame
) -> pl.DataFrame:
    """The entries with every ``thing`` that each may be, and whether that is its ``former`` name; null where it is none.

    Many grids are called alike: of a row that names something above only what hangs on that is tried. Where columns
    told that, it hangs on what these say of still coarser places.
    """
    (label,) = field.labels
    there = {other.name for other in rows.form.fields}
    above = [PLACES[coarser] for coarser in _coarser(label) if PLACES[coarser] in there]
    nearest = _at_spots(feeding, rows, above[-1]).select("row", above="thing") if above else _NOWHERE
    by_columns = (
        not nearest.is_empty()
        and (rows.form.name, above[-1]) not in feeding.made
        and not rows.text(above[-1])[nearest["row"]].has_nulls()
    )
    if nearest.is_empty() or (not by_columns and known["text"].n_unique() == known.height):
        found = entries.join(known, on="text", how="left", maintain_order="left")
        return _told_by_columns(feeding, rows, label, found)
    hanging = known.join(feeding.intake.register.above_at_all(), on="thing")
    several = any_twice(nearest["row"])
    placed = (
        entries.join(nearest, on="row", maintain_order="left")
        if several
        else join_alongside(entries, nearest, "row")
    )
    told = placed.join(hanging, on=["text", "above"], how="left", maintain_order="left").drop("above")
    if several:
        told = told.unique(maintain_order=True)
    if by_columns and placed["row"].n_unique() == entries["row"].n_unique():
        return told
    others = entries.join(nearest, on="row", how="anti", maintain_order="left")
    others = others.join(known, on="text", how="left", maintain_order="left").select(told.columns)
    if by_columns:
        return pl.concat([told, _told_by_columns(feeding, rows, label, others).select(told.columns)])
    return _told_by_columns(feeding, rows, label, pl.concat([told, others]))


def _told_by_columns(feeding: Feeding, rows: FormRows, label: str, candidates: pl.DataFrame) -> pl.DataFrame:
    """The candidates that hang on the coarser places which columns of the row name, other ones null.

    Rows of which such a place was refused have none: nothing more is said of them.
    """
    names = {field.name for field in rows.form.fields}
    at = feeding.spots(rows).firsts["row"]
    for coarser in _coarser(label):
        if PLACES[coarser] not in names or not any(rows.columns(PLACES[coarser])):
            continue
        stated = at.filter(rows.text(PLACES[coarser])[at].is_not_null()).to_frame()
        if stated.is_empty():
            continue
        things = _at_spots(feeding, rows, PLACES[coarser]).join(stated, on="row", how="semi")
        refused = stated.join(things, on="row", how="anti")
        if not refused.is_empty():
            candidates = candidates.join(refused, on="row", how="anti", maintain_order="left")
        hanging = (
            candidates.select("row", "thing")
            .join(feeding.intake.register.above_at_all(), on="thing")
            .join(things.select("row", above="thing"), on=["row", "above"])
            .select("row", "thing", hangs=pl.lit(value=True))
            .unique()
        )
        free = ~pl.col("row").is_in(things["row"].implode())
        candidates = candidates.join(hanging, on=["row", "thing"], how="left", maintain_order="left")
        candidates = candidates.select(
            "row", "part", "text", "former", thing=pl.when(free | pl.col("hangs").is_not_null()).then("thing")
        )
    return candidates


def _borne_there(candidates: pl.DataFrame) -> pl.DataFrame:
    """The candidates without those that once bore a name which another candidate bears now."""
    if not candidates["former"].any():
        return candidates.drop("former")
    now = pl.col("former").filter(pl.col("thing").is_not_null()).min().over("row", "part")
    return candidates.filter(pl.col("thing").is_null() | (pl.col("former") == now)).drop("former")


def _told_by_surroundings(
    feeding: Feeding, rows: FormRows, label: str, candidates: pl.DataFrame
) -> pl.DataFrame:
    """Where several places remain, those that hang on a unit named around the table, if that leaves any."""
    above = feeding.intake.register.above_at_all()
    for coarser in reversed(_coarser(label)):
        several = candidates.filter(pl.col("thing").n_unique().over("row", "part") > 1).drop_nulls("thing")
        if several.is_empty():
            break
        several = several.join(feeding.spots(rows).firsts, on="row", maintain_order="left")
        around = feeding.one_around(rows, coarser, several["table"].unique()).rename({"thing": "above"})
        hanging = several.join(above, on="thing").join(around, on=["table", "above"], how="semi")
        told = hanging.select("row", "part").unique()
        others = several.join(told, on=["row", "part"], how="semi").join(
            hanging, on=["row", "part", "thing"], how="anti"
        )
        candidates = candidates.join(others, on=["row", "part", "thing"], how="anti", maintain_order="left")
    return candidates


def _needed_around(feeding: Feeding, rows: FormRows, field: FormField) -> pl.DataFrame:
    """The units named around tables that have no column for them, where the form needs them."""
    (label,) = field.labels
    if label not in UNITS or label not in needed(feeding, rows) or all(rows.columns(field.name)):
        return NO_THINGS
    firsts = feeding.spots(rows).firsts
    lacking = firsts.filter(~rows.has_heading(field.name).gather(firsts["row"]))
    around = feeding.one_around(rows, label, lacking["table"].unique())
    found = lacking.join(around, on="table", maintain_order="left")
    return found.select("row", pl.lit(0, pl.UInt32).alias("part"), "thing")


def needed(feeding: Feeding, rows: FormRows) -> set[str]:
    """The labels of the places without which no row of a form is read."""
    labels = {label for label, name in PLACES.items() if name in rows.form.needs}
    if feeding.is_maker(rows, "Compound"):
        labels.add("Community")
    if feeding.is_maker(rows, "Community"):
        labels |= {"Street", "Community"}
    return labels


def report_unplaced(feeding: Feeding, rows: FormRows, label: str) -> None:
    """Note where a needed place is told neither by a column nor by the surroundings, and empty cells of such columns."""
    if label not in needed(feeding, rows):
        return
    name = PLACES[label]
    coding = rows.coding(name)
    codes = rows.columns(coding) if coding else [None] * len(rows.tables)
    for number, (column, code) in enumerate(zip(rows.columns(name), codes, strict=True)):
        if column is None and code is None:
            _report_unplaced(feeding, rows, number, label)
    lacking = rows.has_heading(name) & rows.text(name).is_null()
    if coding:
        lacking = (
            (lacking | rows.has_heading(coding)) & rows.text(name).is_null() & rows.text(coding).is_null()
        )
    rows.report_missing(feeding.intake.problems, name, lacking)


def _report_unplaced(feeding: Feeding, rows: FormRows, number: int, label: str) -> None:
    table, title = rows.tables[number], rows.form.field(PLACES[label]).title.zh
    by_column = label not in UNITS or feeding.is_maker(rows, label)
    named = None if by_column else feeding.around(rows, number, label)
    if named and len(named.things) == 1:
        return
    feeding.unplaced.add((rows.form.name, number))
    code = "ambiguous-context" if named and named.things else "missing-column"
    expected = str(AND).join(named.names) if named and named.things else str(rows.form.title)
    feeding.intake.problems.add(code, table.file, table.sheet, column=title, expected=expected)
