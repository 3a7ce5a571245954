"""Which tables the sheets of a file hold: rosters as they are, forms, or neither; a sheet may hold several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import polars as pl

from graphmodel.language import AND
from graphmodel.ontology import PERIOD, ROSTER, Form
from graphmodel.rosters.expectations import most_like
from graphmodel.rosters.forms.blocks import Block, first_block, further_blocks, rows_like_headings
from graphmodel.rosters.forms.columns import Placed, form_of, known
from graphmodel.rosters.forms.reading import Part, form_tables
from graphmodel.rosters.forms.table import FormTable
from graphmodel.rosters.heading_words import is_word
from graphmodel.rosters.headings import candidates
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.recognition import Heading, Table, heading_of, table_of
from graphmodel.spreadsheets.cleaning import clean_text
from graphmodel.spreadsheets.sheets import Sheet

INSTRUCTIONS_MARK: Final = "【说明】"
"""At the beginning of a sheet or a table, it says that there are instructions and no data."""

_Form = tuple[Form, tuple[Placed, ...]] | None
"""The form that a table is, and its columns; None: it is none."""
_Forms = dict[tuple[object, ...], _Form]
"""The forms of one file by the headings of their blocks: the sheets of an office are alike."""


@dataclass(frozen=True)
class _Unknown:
    """A filled sheet, or a further table on one, that is neither roster nor form."""

    sheet: Sheet
    might_be: tuple[str, ...]
    """The rosters it might be."""
    head: list[tuple[str | None, ...]]
    """The rows in which its headings were looked for."""
    further: bool


class _Begun(NamedTuple):
    """A sheet whose first table is a form or nothing."""

    sheet: Sheet
    block: Block
    heading: Heading | tuple[str, ...]


class Found(NamedTuple):
    """The tables of one file."""

    rosters: list[Table]
    forms: list[FormTable]


def tables_of(sheets: Iterable[Sheet], problems: Problems) -> Found:
    """The tables of one file's sheets, each found as its sheet comes; what is neither roster nor form is reported.

    Further tables are looked for below a form, and below what is nothing, when all sheets have come.
    """
    forms: _Forms = {}
    begun = [
        _begun(sheet, forms, problems)
        for sheet in sheets
        if not sheet.is_empty and not _are_instructions(sheet.texts.item(0, 0))
    ]
    parts = list(_parts(begun, forms, problems))
    found = Found(
        [part for part in parts if isinstance(part, Table)],
        form_tables([part for part in parts if isinstance(part, Part)], problems),
    )
    for table in parts:
        if not isinstance(table, _Unknown):
            continue
        sheet = table.sheet
        if table.might_be:
            titles = str(AND).join(str(ROSTER[roster].title) for roster in table.might_be)
            problems.add("ambiguous-roster", sheet.file, sheet.name, expected=titles)
        else:
            beside = table.further or sheet.name is not None
            beside &= bool(found.rosters or found.forms)
            problems.add(
                *("unknown-roster", sheet.file, sheet.name),
                severity="warning" if beside else "error",
                expected=most_like(table.head),
            )
    return found


def fitness(row: Iterable[str | None]) -> int:
    """How well a row does as headings: 2, of a roster or form; 1, of one of several rosters; 0, of none."""
    cells = list(row)
    names = candidates(cells)
    if len(names) == 1 or sum(map(is_word, set(cells))) > 1:
        return 2
    return 1 if names else 0


def _are_instructions(text: str | None) -> bool:
    return clean_text(text or "").startswith(INSTRUCTIONS_MARK)


def _begun(sheet: Sheet, forms: _Forms, problems: Problems) -> Table | _Unknown | _Begun:
    """What a sheet is, as far as it can be told by itself: a roster, nothing, or one in which several tables may stand."""
    block = first_block(sheet)
    heading = heading_of(sheet, sheet.head())
    if block is None or (isinstance(heading, Heading) and _form(block, heading, forms) is None):
        part = _part(sheet, None, heading, forms, problems)
        assert not isinstance(part, Part)
        return part
    return _Begun(sheet, block, heading)


def _parts(
    sheets: Sequence[Table | _Unknown | _Begun], forms: _Forms, problems: Problems
) -> Iterator[Part | Table | _Unknown]:
    """Every table of the sheets, in their order."""
    begun = [sheet for sheet in sheets if isinstance(sheet, _Begun)]
    like_headings = iter(
        rows_like_headings([one.sheet for one in begun], [one.block.last + 1 for one in begun])
        if begun
        else []
    )
    for one in sheets:
        if not isinstance(one, _Begun):
            yield one
            continue
        sheet, block, heading = one
        blocks = [block, *further_blocks(sheet, block, next(like_headings))]
        ends = [*(further.begins for further in blocks[1:]), sheet.texts.height]
        for number, (table, end) in enumerate(zip(blocks, ends, strict=True)):
            if not _are_instructions(next(iter(table.titles), "")):
                if number:
                    heading = heading_of(
                        sheet, sheet.head(table.first, table.last + 1 - table.first), table.first
                    )
                yield _part(_until(sheet, end), table, heading, forms, problems, further=number > 0)


def _part(
    sheet: Sheet,
    block: Block | None,
    heading: Heading | tuple[str, ...],
    forms: _Forms,
    problems: Problems,
    *,
    further: bool = False,
) -> Part | Table | _Unknown:
    """One table of a sheet."""
    form = None if block is None else _form(block, heading, forms)
    if block is not None and form is not None:
        return Part(sheet, block, *form)
    if isinstance(heading, Heading):
        return table_of(sheet, heading, problems)
    head = sheet.head(block.first, block.last + 1 - block.first) if block and further else sheet.head()
    return _Unknown(sheet, heading, head, further)


def _form(block: Block, heading: Heading | tuple[str, ...], forms: _Forms) -> _Form:
    """The form a table is and its columns: if its keys are there, unless it is as well a roster that knows as much."""
    if block.headings not in forms:
        forms[block.headings] = form_of(block)
    form = forms[block.headings]
    if form is None or not isinstance(heading, Heading) or not heading.complete:
        return form
    shared = {column.name for column in PERIOD}
    at_least_as_good = heading.first_row <= block.last and len(heading.named - shared) >= known(form[1])
    return None if at_least_as_good else form


def _until(sheet: Sheet, end: int) -> Sheet:
    """The sheet without the rows from there on."""
    if end >= sheet.texts.height and sheet.valueless.is_empty():
        return sheet
    return replace(
        sheet,
        texts=sheet.texts.head(end),
        kinds={name: kinds.head(end) for name, kinds in sheet.kinds.items()},
        valueless=sheet.valueless.filter(pl.col("row") <= end),
    )
