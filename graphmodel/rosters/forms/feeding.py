"""Feeding: forms read as rows of the rosters, roster by roster, each after those it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graphmodel.ontology import LABEL, ROSTER, FieldKind, FormField, Roster, ValueType, parts_not_supplied
from graphmodel.rosters.fed import Fed
from graphmodel.rosters.forms.counts import compare_counts
from graphmodel.rosters.forms.form_rows import by_form
from graphmodel.rosters.forms.home_rows import feed_homes, report_unknown_homes
from graphmodel.rosters.forms.making import ignore_values, made_of, refer_inward, tell_made
from graphmodel.rosters.forms.people import feed_people
from graphmodel.rosters.forms.referring import report_unplaced, tell_wrong, things_of
from graphmodel.rosters.forms.state import PLACES, Feeding
from graphmodel.rosters.forms.table import FormTable
from graphmodel.rosters.forms.ties import contacts_of, cover_more, pairings_of, posts_of, registrations_of
from graphmodel.rosters.forms.values import column_of
from graphmodel.rosters.intake import Intake
from graphmodel.rosters.recognition import Table

_TIES = {
    "posts": posts_of,
    "pairings": pairings_of,
    "registrations": registrations_of,
    "household_ties": contacts_of,
}


def begin(intake: Intake, forms: Iterable[FormTable], tables: Mapping[str, Iterable[Table]]) -> Feeding:
    """Get ready to feed forms.

    Args:
        intake: what is read.
        forms: the tables of forms.
        tables: those of the rosters themselves.
    """
    own = {
        name
        for name, of_roster in tables.items()
        if any(table.rows.len() or table.none_row for table in of_roster)
    }
    filled = (table for table in forms if table.rows.len() or table.none_row is not None)
    return Feeding(intake, by_form(filled), frozenset(own))


def feed(feeding: Feeding, roster: Roster, tables: Sequence[Table]) -> list[Fed]:
    """The rows of a roster that the forms feed; those it refers to have been read.

    Args:
        feeding: the forms.
        roster: which.
        tables: the tables of the roster itself.
    """
    if not feeding.forms:
        return []
    if roster.name in _TIES:
        return _TIES[roster.name](feeding)
    if roster.name == "people":
        return feed_people(feeding, tables)
    if roster.name == "households":
        return feed_homes(feeding)
    if roster.label_by:
        for rows in feeding.forms.values():
            for label in ("Street", "Community"):
                if feeding.is_maker(rows, label):
                    report_unplaced(feeding, rows, label)
    return made_of(feeding, roster) if roster.makes[0] in LABEL else []


def after(feeding: Feeding, roster: Roster) -> None:
    """What is to be done with forms when a roster is read."""
    if not feeding.forms:
        return
    for label in PLACES:
        if label in roster.makes:
            for rows in feeding.forms.values():
                if not (feeding.is_maker(rows, label) and label in {"Street", "Community"}):
                    report_unplaced(feeding, rows, label)
    if roster.makes[0] in LABEL and roster.name in feeding.intake.tables:
        refer_inward(feeding, roster)
    if roster.label_by and roster.name in feeding.intake.tables:
        tell_made(feeding, roster)
    if roster.name in feeding.canonical and roster.makes[0] in LABEL:
        ignore_values(feeding, roster)
        if roster.name == "party_orgs":
            cover_more(feeding)


def finish(feeding: Feeding) -> None:
    """Look at what no roster asked for, and report what can be told only now."""
    for rows in feeding.forms.values():
        for field in rows.form.fields:
            if rows.has(field.name) and _is_looked_up(feeding, field):
                things_of(feeding, rows, field.name)
    report_unknown_homes(feeding)
    compare_counts(feeding)
    tell_wrong(feeding)
    for rows in feeding.forms.values():
        for names in rows.form.keys:
            if len(names) == 1 and rows.form.field(names[0]).kind in {FieldKind.PLACE, FieldKind.THING}:
                rows.report_missing(feeding.intake.problems, names[0], rows.text(names[0]).is_null())


def absent_parts(feeding: Feeding, whole: Iterable[str]) -> frozenset[str]:
    """The parts of rosters and relations that neither a roster of its own nor a column of a form supplies."""
    supplied = {
        part
        for rows in feeding.forms.values()
        for field in rows.form.fields
        if rows.has(field.name) and (rows.form.name, field.name) not in feeding.not_supplied
        for part in field.supplies
    }
    return parts_not_supplied(supplied, frozenset(whole))


def _is_looked_up(feeding: Feeding, field: FormField) -> bool:
    """Whether the cells of a field are references, to be told of even where nothing is made of them."""
    if field.kind in {FieldKind.PLACE, FieldKind.THING}:
        return True
    if field.kind is not FieldKind.VALUE or not any(name in ROSTER for name, _ in field.feeds):
        return False
    ignored = all(ROSTER[name].makes[0] in LABEL and name in feeding.canonical for name, _ in field.feeds)
    return not ignored and column_of(field).value_type is ValueType.REFERENCE
