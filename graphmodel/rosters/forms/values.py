"""What the cells of a form hold, each checked once: the rosters' own checks under the headings of the form."""

from __future__ import annotations

import polars as pl

from graphmodel.ontology import PERIOD, ROSTER, Column, FieldKind, FormField, ValueType, dtype, roster_of
from graphmodel.rosters.cells import Checked, check
from graphmodel.rosters.expectations import what_was_expected
from graphmodel.rosters.forms.form_rows import FormRows
from graphmodel.rosters.forms.table import MARKS
from graphmodel.rosters.headings import columns_of
from graphmodel.rosters.problems import Problems


def column_of(field: FormField, *, makes: bool = False) -> Column:
    """What cells of a field hold, as a column of a roster: a value, a name that it makes, or references.

    Raises:
        ValueError: its cells are of no column.
    """
    for roster, name in field.feeds:
        for column in columns_of(ROSTER[roster]):
            if column.name == name:
                return column.model_copy(update={"many": column.many or field.many})
    for column in PERIOD:
        if column.name == field.name:
            return column
    if field.kind in {FieldKind.PLACE, FieldKind.THING}:
        if makes:
            return roster_of(field.labels[0]).column("name")
        return Column(
            name=field.name,
            title=field.title,
            value_type=ValueType.REFERENCE,
            labels=field.labels,
            many=field.many,
        )
    if field.kind is FieldKind.COUNTED:
        return Column(name=field.name, title=field.title, value_type=ValueType.COUNT)
    raise ValueError(field.name)


def _without_marks(codes: Checked) -> Checked:
    """Codes of which none is an empty mark: that is wrong in a column of codes, as in one of states."""
    marked = codes.value.str.contains(MARKS).fill_null(value=False)
    if not marked.any():
        return codes
    frame = pl.DataFrame({"value": codes.value, "problem": codes.problem})
    told = frame.select(
        pl.when(~marked).then("value"),
        problem=pl.when(marked).then(pl.lit("bad-code")).otherwise(pl.col("problem").cast(pl.String)),
    )
    return codes._replace(value=told["value"], problem=told["problem"])


def check_values(
    rows: FormRows, field: FormField, makes: bool, divisions: pl.Series, problems: Problems
) -> Checked:
    """The values of a field for every row; what is wrong with them is reported."""
    column = column_of(field, makes=makes)
    if not any(rows.columns(field.name)):
        nothing = rows.raw(field.name)
        return Checked(nothing, nothing.cast(dtype(column)), None)
    runs = [check([column], {column.name: cells}, divisions)[column.name] for cells in rows.cells(field.name)]
    if column.value_type is ValueType.CODE:
        runs = [_without_marks(run) for run in runs]
    text = pl.concat([run.text for run in runs])
    value = pl.concat([run.value.cast(dtype(column)) for run in runs])
    if all(run.problem is None for run in runs):
        return Checked(text, value, None)
    problem = pl.concat(
        [
            pl.repeat(None, run.text.len(), dtype=pl.String, eager=True)
            if run.problem is None
            else run.problem
            for run in runs
        ]
    )
    wrong = pl.DataFrame({"code": problem, "value": text}).with_row_index("row").drop_nulls("code")
    code = pl.col("code")
    rows.report(
        problems,
        field.name,
        wrong.with_columns(
            value=pl.when(code != "personal-number").then("value"),
            expected=what_was_expected(column, wrong["code"], wrong["value"]),
        ),
    )
    return Checked(text, value, problem)
