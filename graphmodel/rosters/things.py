"""Things: what each row of a roster of things is, by which code, and what it is PART_OF, made known to the register."""

from __future__ import annotations

from functools import partial

import polars as pl

from graphmodel.ontology import FORMER_NAMES, LABEL, VALID_FROM, VALID_TO
from graphmodel.rosters.alongside import join_alongside
from graphmodel.rosters.identity.people import Organisations, People
from graphmodel.rosters.intake import Intake
from graphmodel.rosters.linking import link
from graphmodel.rosters.references import NO_REFERENCES, former_names
from graphmodel.rosters.register import LABELS, PERSON, made_code
from graphmodel.rosters.repeats import drop_repeated_things
from graphmodel.rosters.tables import RosterTable, references_of
from graphmodel.rosters.uniting import unite
from graphmodel.spreadsheets.personal import holds_personal


def connect(intake: Intake, table: RosterTable) -> None:
    """Find what the rows of a roster refer to, those it refers to being known, and let the register know what they are."""
    roster = table.roster
    makes_things = any(made in LABEL for made in roster.makes)
    first = [column for column in references_of(roster) if column.name == roster.parent]
    for column in first:
        link(intake, table, column)
    if makes_things:
        enter(intake, table)
    for column in references_of(roster):
        if column not in first:
            link(intake, table, column)
    if makes_things:
        enter_above(intake, table)
    if roster.makes == (PERSON,):
        enter_units(intake, table)


def enter(intake: Intake, table: RosterTable) -> None:
    """Give every row its label and its code, and let the register know what it is, if the roster counts."""
    roster = table.roster
    label = pl.col(roster.label_by).str.to_titlecase() if roster.label_by else pl.lit(roster.makes[0])
    table.rows = table.rows.with_columns(label=label.cast(LABELS), id=_codes(intake, table))
    unite(intake, table)
    repeating = drop_repeated_things(table, intake.problems)
    if not table.supplied:
        return
    first = table.rows.filter(pl.col("id").is_not_null() & ~pl.col("uid").is_in(repeating.implode()))
    numbers = intake.register.enter(
        first.select("label", "id", roster=pl.lit(roster.name), starts=VALID_FROM.name, ends=VALID_TO.name)
    )
    if first.height == table.rows.height:
        table.rows = table.rows.with_columns(thing=numbers)
    else:
        numbered = first.select("id", thing=numbers)
        table.rows = table.rows.join(numbered, on="id", how="left", maintain_order="left")
    if "name" in table.rows.columns:
        intake.register.enter_names(table.rows.select("thing", "name"))
    if FORMER_NAMES in table.rows.columns:
        intake.register.enter_names(former_names(table.rows), former=True)


def enter_above(intake: Intake, table: RosterTable) -> None:
    """Let the register know what these things are PART_OF, if they have names to be qualified by it."""
    if not table.supplied or "name" not in table.rows.columns:
        return
    things = table.rows.select("uid", "thing").drop_nulls()
    for column in references_of(table.roster):
        found = table.references.get(column.name)
        if column.relation == "PART_OF" and found is not None:
            intake.register.enter_above(things.join(found.select("uid", above="thing"), on="uid"))


def enter_units(intake: Intake, table: RosterTable) -> None:
    """Let the register know by which of their units people may be told apart."""
    if not table.supplied:
        return
    persons = table.rows.select("uid", code="id", person="thing").drop_nulls()
    members, ids = table.references.get("member_of", NO_REFERENCES), intake.register.things["id"]
    intake.register.enter_units(partial(_units, intake.people, persons, members, ids, organisations(intake)))


def _units(
    people: People, persons: pl.DataFrame, members: pl.DataFrame, ids: pl.Series, orgs: Organisations
) -> pl.DataFrame:
    """``person``, ``text`` and ``above``: the units that forms tell of people, of others the organisations they are in."""
    known = join_alongside(persons, people.persons.select("code", told="person"), "code")
    units = people.tell_units().rename({"person": "told"})
    told = known.select("told", "person").join(units, on="told").select("person", "text", "above")
    others = persons.drop("code").join(told, on="person", how="anti")
    of_orgs = members.select("uid", code=ids[members["thing"]])
    return pl.concat([told, orgs.known_by(others.join(of_orgs, on="uid").drop("uid"))])


def organisations(intake: Intake) -> Organisations:
    """The Party organisations that were read: what they are called, and what they are led by."""
    things = intake.register.things.with_row_index("thing").filter(roster="party_orgs")
    names = things.join(intake.register.names, on="thing").select("name", code="id")
    table = intake.tables.get("party_orgs")
    found = NO_REFERENCES if table is None else table.references.get("led_by", NO_REFERENCES)
    led = found.select("uid", above=intake.register.things["id"][found["thing"]])
    by = led.clear().rename({"above": "code"}) if table is None else table.rows.select("uid", code="id")
    return Organisations(names, by.join(led, on="uid").select("code", "above"))


def _codes(intake: Intake, table: RosterTable) -> pl.Series:
    """Codes, with empty ones filled from the parent's code, or the roster's name, and the thing's own name."""
    codes = _filled_in(intake, table)
    fed = table.rows["uid"] >= table.first_fed
    if not fed.any():
        return codes
    made = pl.concat([codes.filter(~fed), table.codes[table.rows["uid"].filter(fed) - table.first_fed]])
    return pl.select(pl.coalesce(pl.lit(table.rows["id"]), made.alias("id"))).to_series()


def _filled_in(intake: Intake, table: RosterTable) -> pl.Series:
    roster, rows = table.roster, table.rows
    if roster.column("id").required:
        return rows["id"]
    rows = rows.join(_parents(intake, table), on="uid", how="left", maintain_order="left")
    above = pl.col("above") if roster.parent else pl.lit(roster.title.zh)
    made = made_code(above, pl.col("name"))
    filled_in = table.empty_codes[rows["uid"]]
    codes = rows.select(pl.when(filled_in).then(made).otherwise("id")).to_series()
    return _refuse_personal(intake, table, codes, filled_in)


def _refuse_personal(intake: Intake, table: RosterTable, codes: pl.Series, filled_in: pl.Series) -> pl.Series:
    """No personal number comes in through a name of which a code is made."""
    personal = holds_personal(codes, intake.divisions) & filled_in
    found = table.rows.filter(personal).select("uid", code=pl.lit("personal-number"))
    table.report(intake.problems, found, table.roster.column("name"))
    return pl.select(pl.when(~personal).then(codes)).to_series().alias("id")


def _parents(intake: Intake, table: RosterTable) -> pl.DataFrame:
    """``uid`` and the code of the first thing each row hangs on."""
    found = table.references.get(table.roster.parent or "", NO_REFERENCES)
    first = found.unique("uid", keep="first", maintain_order=True)
    return first.select("uid", above=intake.register.things["id"][first["thing"]])
