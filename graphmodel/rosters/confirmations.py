"""What an office has confirmed in a 对照表, whether that can be understood, and which of it was used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.ontology import FORM, GROUP, REMARKS, ROSTER, Choice, FieldKind, FormField, ValueType
from graphmodel.ontology.choices import KINDS, POSTS
from graphmodel.rosters.heading_words import is_word, meanings, said
from graphmodel.rosters.headings import columns_of, normalised
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.wordbook import (
    ADD,
    CONFIRMED,
    HEADINGS,
    LEAVE_OUT,
    ORIGINAL,
    PEOPLE,
    REASON,
    SEEN,
    SUGGESTED,
    UNITS,
    WORDS,
    YES,
    Line,
)
from graphmodel.spreadsheets.cleaning import clean_text
from graphmodel.spreadsheets.files import Unreadable, content
from graphmodel.spreadsheets.sheets import Sheet
from graphmodel.spreadsheets.workbooks import is_workbook, read_workbook

_NO_MAP: Final = Text("这不是对照表：{path}", "this is no 对照表: {path}")
_NO_FILE: Final = Text("找不到对照表：{path}", "there is no 对照表 {path}")
_NOT_RENAMED: Final[Mapping[str, str]] = {}


@dataclass
class Confirmed:
    """The confirmed lines of a 对照表; without one there are none."""

    file: str = ""
    lines: tuple[Line, ...] = ()
    used: set[Line] = field(default_factory=set)
    """Those that something in the load used."""

    def of(self, sheet: str) -> Mapping[tuple[str, ...], Line]:
        """The lines of a sheet by what they are about."""
        return {line.original: line for line in self.lines if line.sheet == sheet}

    def headings(self) -> dict[str, str]:
        """What headings are to be read as, both normalised; one to be passed over, as one that is never read."""
        return {
            normalised(original): normalised(meant(line) or REMARKS)
            for (original,), line in self.of(HEADINGS).items()
        }

    def words(self, headings: Iterable[str]) -> dict[str, Line]:
        """The lines about words under any of these headings, by the word."""
        mine = set(map(normalised, headings))
        return {word: line for (of, word), line in self.of(WORDS).items() if normalised(of) in mine}

    def left_out(self, headings: Iterable[str | None]) -> dict[str, Line]:
        """The lines that pass over a word under any of these headings, by the word."""
        return {word: line for word, line in self.words(filter(None, headings)).items() if not meant(line)}

    def leaves_out(self, headings: Iterable[str | None], texts: pl.Series) -> pl.Series:
        """Whether each of the texts under such headings is confirmed to be passed over."""
        lines = self.left_out(headings)
        if not lines:
            return pl.repeat(value=False, n=texts.len(), eager=True)
        there = texts.is_in(list(lines), nulls_equal=True)
        self.used |= {lines[text] for text in texts.filter(there).unique()}
        return there

    def chosen(self, headings: Iterable[str | None], texts: pl.Series) -> pl.Series:
        """The values of the choices that texts under such headings are confirmed to mean; null for others."""
        lines = self.words(filter(None, headings))
        met = {text: lines[text] for text in texts.unique() if text in lines}
        self.used |= set(met.values())
        values = {text: choice.value for text, line in met.items() for choice in _choices_meant(line)}
        return texts.replace_strict(values, default=None, return_dtype=pl.String)

    def use_headings(self, met: Collection[str]) -> None:
        """Note which headings, normalised, were met."""
        self.used |= {line for (text,), line in self.of(HEADINGS).items() if normalised(text) in met}

    def use(self, sheet: str, originals: Iterable[tuple[str, ...]]) -> None:
        """Note that the lines of a sheet about any of these were used."""
        lines = self.of(sheet)
        self.used |= {lines[original] for original in originals if original in lines} if lines else set()

    def check(self, names: Collection[str], problems: Problems) -> None:
        """Report what cannot be understood; with an error no line holds.

        Args:
            names: those and the codes of all things in the load, and the units of people.
            problems: where it is noted.
        """
        wrong = list(_conflicts(self.lines))
        renamed = self.headings()
        wrong += [(line, "map-unknown") for line in self.lines if not _is_known(line, names, renamed)]
        for line, code in wrong:
            problems.add(code, self.file, line.sheet, row=line.row, column=CONFIRMED, value=line.confirmed)
        if wrong:
            self.lines = ()

    def report_stale(self, problems: Problems) -> None:
        """Note the lines that nothing used; of several that say the same of one thing, using one is using all."""
        used = {(line.sheet, _compared(line)) for line in self.used}
        for line in self.lines:
            if (line.sheet, _compared(line)) not in used:
                problems.add(
                    "map-stale",
                    self.file,
                    line.sheet,
                    row=line.row,
                    column=ORIGINAL[line.sheet][0],
                    value=line.original[0],
                )


def meant(line: Line) -> str:
    """What a confirmed line says its original is; empty: nothing."""
    if line.confirmed == LEAVE_OUT:
        return ""
    return line.suggested if line.confirmed == YES else line.confirmed


def confirmed_in(path: Path | None) -> Confirmed:
    """The confirmed lines of a 对照表; none without one.

    Raises:
        UsageError: it is no 对照表.
    """
    if path is None:
        return Confirmed()
    return Confirmed(path.name, tuple(line for line in read_lines(path) if line.confirmed))


def read_lines(path: Path) -> list[Line]:
    """Every line of a 对照表.

    Raises:
        UsageError: it is no 对照表, or is not there.
        EnvironmentFailure: the system does not let it be read.
    """
    if not path.is_file():
        raise UsageError(_NO_MAP if path.exists() else _NO_FILE, path=path)
    try:
        read = content(path)
        sheets = list(read_workbook(path.name, read, lambda _: 0, own=True)) if is_workbook(read) else []
    except Unreadable as error:
        raise UsageError(_NO_MAP, path=path) from error
    ours = [sheet for sheet in sheets if _is_ours(sheet)]
    if not ours:
        raise UsageError(_NO_MAP, path=path)
    return [line for sheet in ours for line in _lines(sheet)]


def _is_ours(sheet: Sheet) -> bool:
    headings = {clean_text(cell or "") for row in sheet.texts.head(1).rows() for cell in row}
    return sheet.name in ORIGINAL and {*ORIGINAL[sheet.name], CONFIRMED} <= headings


def _lines(sheet: Sheet) -> Iterator[Line]:
    name = sheet.name or ""
    written = sheet.texts.rows()
    rows = [[clean_text(cell or "") for cell in row] for row in written]
    places = {heading: place for place, heading in enumerate(rows[0])}
    for number, row in enumerate(rows[1:], start=2):
        original = tuple(row[places[column]] for column in ORIGINAL[name])
        if original[0]:
            said = {column: row[place] for column, place in places.items()}
            as_written = {column: written[number - 1][place] or "" for column, place in places.items()}
            reason, seen = (as_written.get(column, "").strip() for column in (REASON, SEEN))
            yield Line(name, original, said.get(SUGGESTED, ""), reason, seen, said[CONFIRMED], number)


def _conflicts(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """The lines that say something else of what an earlier one is about, and those about a heading that is one."""
    earlier: dict[tuple[str, tuple[str, ...]], Line] = {}
    for line in lines:
        about = (line.sheet, _compared(line))
        if meant(earlier.setdefault(about, line)) != meant(line) or (
            line.sheet == HEADINGS and is_word(line.original[0])
        ):
            yield line, "map-conflict"


def _compared(line: Line) -> tuple[str, ...]:
    return (normalised(line.original[0]),) if line.sheet == HEADINGS else line.original


def _is_known(line: Line, names: Collection[str], renamed: Mapping[str, str]) -> bool:
    """Whether what a line says is a heading, a thing, a word or a qualifier."""
    said = meant(line)
    if line.confirmed == LEAVE_OUT or not said:
        return line.confirmed == LEAVE_OUT
    if line.sheet == HEADINGS:
        return is_word(said)
    if line.sheet == WORDS:
        return bool(_choices_meant(line, renamed))
    if line.sheet in {UNITS, PEOPLE}:
        return said in names or _last(said) in names or (line.sheet == PEOPLE and said == ADD)
    return True


def _choices_meant(line: Line, renamed: Mapping[str, str] = _NOT_RENAMED) -> list[Choice]:
    """The choices under the heading of a line that have the word it says."""
    heading, word = line.original[0], meant(line).casefold()
    choices = choices_under(renamed.get(normalised(heading), heading))
    return [choice for choice in choices if word in map(str.casefold, choice.words)]


def _last(name: str) -> str:
    """A name without what qualifies it."""
    return name.rsplit("/", 1)[-1]


def answers_of(confirmed: Confirmed, asked: pl.DataFrame) -> pl.DataFrame:
    """What was confirmed of people: ``name`` and ``unit`` of each, and what that ``means``, empty for nothing."""
    lines = confirmed.of(PEOPLE)
    answers = pl.DataFrame(
        [(*original, meant(line)) for original, line in lines.items()],
        schema=dict.fromkeys(("name", "unit", "means"), pl.String),
        orient="row",
    )
    told = asked.with_columns(pl.col("unit").fill_null("")).join(
        answers, on=["name", "unit"], how="left", maintain_order="left"
    )
    met = told.drop_nulls("means").select("name", "unit").unique()
    confirmed.use(PEOPLE, met.iter_rows())
    return told


def choices_under(heading: str) -> list[Choice]:
    """The choices that a word in the cells under a heading may mean, in any roster or form; its levels are joined by /.

    >>> [choice.title.zh for choice in choices_under("第一书记（兼职委员）/姓名")]
    ['第一书记', '兼职委员']
    """
    words = {said(level).word for level in heading.split("/")}
    in_rosters = (
        column.choices
        for roster in ROSTER.values()
        for column in columns_of(roster)
        if column.value_type is ValueType.CHOICE and not words.isdisjoint(map(normalised, column.headings))
    )
    in_forms = (
        told_by_name(meaning.field)
        for form in FORM
        for word, meaning in meanings(form).items()
        if word in words
    )
    return list(dict.fromkeys(choice for choices in (*in_rosters, *in_forms) for choice in choices))


def told_by_name(field: FormField) -> Sequence[Choice]:
    """The choices one of which the office has to tell of whom or what a column of a form names, if the name does not."""
    if field.kind is FieldKind.PERSON and field.relation == "HOLDS" and field.post is None:
        return [choice for choice in POSTS if choice.value in GROUP["appointed_posts"]]
    return KINDS if field.makes and field.labels == ("PartyOrg",) and field.party_kind is None else ()
