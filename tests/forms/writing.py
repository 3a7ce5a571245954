"""Any alliance as the forms an office keeps, in whatever style: the other direction of the reader, from its contract.

What is said is decided in :mod:`tests.forms.rows`; here it gets headings, mentions, marks, titles, totals and files.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from graphmodel import synthetic
from graphmodel.ontology import ROSTER, Choice, ValueType
from graphmodel.ontology.forms import FORMS, SUB_HEADINGS
from graphmodel.ontology.model import FieldKind, Form, FormField
from tests.forms.rows import PERIOD, Row, Said, listed

Place = Literal["column", "title", "name", "folder"]
PLACES: Final = ("street", "community", "compound", "grid")
PHONE, ID_NUMBER = "13000", "990101"
NUMBERS: Final = {PHONE: 6, ID_NUMBER: 11}
"""What every phone and every ID number in a form begins with, nobody's, and how many digits follow."""

_FORM: Final = {form.name: form for form in FORMS}
_SUBS: Final = {part.name: part for part in SUB_HEADINGS}
_LOCAL: Final = ("compounds", "grids", "homes")
"""The forms that a community may keep for itself."""
_MARKS: Final = ("", "", "无", "—", "-", "/", "暂无", "空缺")
_MARKS_OF_FLAGS: Final = ("", "-", "/", "–")
_OPTIONAL: Final = ("appointee", "both_lists", "registered_grid")
"""Columns in whose place others may stand."""
_NEVER_EMPTY: Final = (
    "code",
    "compound_code",
    "room",
    "building",
    "stairwell",
    "status",
    "valid_from",
    "valid_to",
)
"""Columns in whose cells a mark says nothing."""


@dataclass(frozen=True)
class Style:
    """How an office writes its forms."""

    seed: int = 0
    """Decides what the rest leaves open: which aliases, marks and notes, and where."""
    workbook: bool = True
    stacked: bool = False
    """All forms but those of people stand on one sheet, one below the other, if no community keeps its own."""
    told_by: Place = "column"
    """Where the community of a row stands; if not in a column, each community keeps its own tables."""
    headings: Literal["two rows", "one row", "brackets", "bare"] = "one row"
    known_by: Literal["id_number", "phone", "both", "unit", "code"] = "id_number"
    merged: bool = False
    """Titles, headings and equal cells below one another, in a workbook."""
    aliases: bool = False
    divisions_made: bool = False
    by_organ: bool = False
    one_by_one: bool = False
    both_posts: bool = False
    """First secretaries and part-time members share a column."""
    registered_in_grid: bool = False
    titles: bool = False
    totals: bool = False
    numbered: bool = False
    repeated: bool = False
    same_as_above: bool = False
    counted: bool = False
    """Places tell how many homes they have and how many of these somebody contacts, and branches how many members."""
    live_in_compounds: bool = False
    """Where a compound has one grid only, people are said to live in the compound."""
    more_columns: bool = False
    marks: bool = False


@dataclass
class _Column:
    top: str
    sub: str
    cell: Callable[[Row], str]
    marks: Sequence[str] = ()
    """What an empty cell may hold."""
    repeats: bool = True
    """Whether a cell may say that it is the same as the one above."""


@dataclass
class _Table:
    """One table of a form as it stands on a sheet: cells from the first row on, and what is merged."""

    name: str
    folder: str
    rows: list[list[str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column, from 1."""


def check_character(digits: str) -> str:
    """The last character of an ID number."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return "10X98765432"[total % 11]


def id_number(number: int) -> str:
    """An ID number of the right form, of a division that there is none of."""
    digits = f"{ID_NUMBER}{1950 + number // 1000:04}0101{number % 1000:03}"
    return digits + check_character(digits)


def phone(number: int) -> str:
    """A mobile number of the right form."""
    return f"{PHONE}{number:06}"


def write_forms(
    said: Said, style: Style, folder: Path, change: Callable[[list[list[str]]], None] | None = None
) -> Path:
    """Write the forms, and the division list if no form makes it, into a folder.

    ``change``: what happens to the rows of every table before it is written.
    """
    writer = _Writer(said, style)
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: rows for name, rows in said.rosters.items() if name in writer.kept}
    synthetic.write(kept, folder / "名册", "csv")
    tables = list(writer.tables())
    for table in tables:
        if change is not None:
            change(table.rows)
    if style.workbook:
        _write_workbooks(tables, folder, style)
    else:
        for table in tables:
            place = folder / table.folder
            place.mkdir(parents=True, exist_ok=True)
            with (place / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(table.rows)
    return folder


def _write_workbooks(tables: list[_Table], folder: Path, style: Style) -> None:
    if style.stacked and style.told_by == "column":
        stacked = _Table("台账", "")
        for table in tables:
            if not table.name.startswith("_"):
                shift = len(stacked.rows)
                stacked.merged += [
                    (top + shift, left, bottom + shift, right) for top, left, bottom, right in table.merged
                ]
                stacked.rows += [*table.rows, []]
        tables = [stacked, *(table for table in tables if table.name.startswith("_"))]
    for place in dict.fromkeys(table.folder for table in tables):
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for table in tables:
            if table.folder == place:
                _fill(book.create_sheet(table.name.strip("_")), table)
        (folder / place).mkdir(parents=True, exist_ok=True)
        book.save(folder / place / "台账.xlsx")


def _fill(sheet: Worksheet, table: _Table) -> None:
    for number, row in enumerate(table.rows, start=1):
        for place, text in enumerate(row, start=1):
            if text:
                sheet.cell(number, place).value = text
    for top, left, bottom, right in table.merged:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


class _Writer:
    def __init__(self, said: Said, style: Style) -> None:
        self.said, self.style = said, style
        self.rng = Random(style.seed)  # noqa: S311 - nothing secret is drawn
        self.kept = set() if style.divisions_made else {"divisions"}
        self.number = {person: n for n, person in enumerate(said.people, start=1)}
        self.namesakes = {
            name: [person for person, row in said.people.items() if row["name"] == name]
            for name in {row["name"] for row in said.people.values()}
        }

    # --- tables ---

    def tables(self) -> Iterator[_Table]:
        style = self.style
        for name in ("communities", "compounds", "grids", "pairings", "homes"):
            rows = self.said.rows[name]
            if name in _LOCAL and style.told_by != "column":
                for community in dict.fromkeys(row["community"] for row in rows):
                    own = [row for row in rows if row["community"] == community]
                    yield self._table(_FORM[name], own, community)
            elif rows:
                yield self._table(_FORM[name], rows)
        rest = self.said.rows["people"]
        number = 0
        while rest:
            number += 1
            firsts = list({row["person"]: row for row in reversed(rest)}.values())[::-1]
            yield self._table(_FORM["people"], firsts, name=f"_人员{number}", first=number == 1)
            rest = [row for row in rest if not any(row is first for first in firsts)]

    def _table(
        self, form: Form, rows: list[Row], community: str | None = None, name: str = "", *, first: bool = True
    ) -> _Table:
        columns = list(self._columns(form, rows, community, first=first))
        name, folder, titles = name or form.title.zh, "", []
        if community:
            called = self.said.names[community]
            street = self.said.names[self.said.street_of(community)]
            match self.style.told_by:
                case "title":
                    titles = [f"{street}{called}{form.title.zh}"]
                    name = f"{form.title.zh}{list(self.said.divisions).index(community)}"
                case "name":
                    titles = [f"{street}统计"]
                    name = f"{called}{form.title.zh}{list(self.said.divisions).index(community)}"
                case _:
                    folder = f"{street}/{called}"
        elif self.style.titles:
            titles = [f"全区{form.title.zh}", "填报时间：2018年12月"][: self.rng.randint(1, 2)]
        return self._laid_out(_Table(name, folder), titles, columns, rows, len(rows))

    def _laid_out(
        self, table: _Table, titles: list[str], columns: list[_Column], rows: list[Row], height: int
    ) -> _Table:
        style, rng = self.style, self.rng
        table.rows += [[title] for title in titles]
        if style.merged:
            table.merged += [(n, 1, n, len(columns)) for n in range(1, len(titles) + 1)]
        block = self._block(table, columns)
        start = len(table.rows)
        above: list[str] = []
        middle = rng.randrange(1, height) if height > 1 else 0
        for number, row in enumerate(rows):
            if number and number == middle and style.totals:
                table.rows.append(self._total("小 计", columns))
            if number and number == middle and style.repeated:
                table.rows += [list(line) for line in block]
                above = []
            cells = [column.cell(row) for column in columns]
            told = [
                cell or (rng.choice(column.marks) if style.marks and column.marks else "")
                for cell, column in zip(cells, columns, strict=True)
            ]
            if style.same_as_above and above:
                told = [
                    rng.choice(("同上", "〃", cell)) if cell and cell == over and column.repeats else shown
                    for shown, cell, over, column in zip(told, cells, above, columns, strict=True)
                ]
            above = cells
            table.rows.append(told)
        self._show_empty_columns(table, columns, start)
        if style.workbook and style.merged and not style.totals and not style.repeated:
            self._merge_down(table, columns, start)
        if style.numbered:
            self._number(table, start, block)
        if style.totals:
            table.rows += [self._total("合计", columns), ["注：本表一式两份"], ["填表人：示例"]]
        return table

    def _block(self, table: _Table, columns: list[_Column]) -> list[list[str]]:
        """The headings, in one row or two."""
        if self.style.headings != "two rows" or not any(column.sub for column in columns):
            table.rows.append([column.top for column in columns])
            return table.rows[-1:]
        top = len(table.rows) + 1
        uppers = [
            "" if place and column.sub and columns[place - 1].top == column.top else column.top
            for place, column in enumerate(columns)
        ]
        table.rows += [uppers, [column.sub for column in columns]]
        if self.style.merged:
            for place, column in enumerate(columns, start=1):
                if not column.sub:
                    table.merged.append((top, place, top + 1, place))
                elif uppers[place - 1]:
                    last = place
                    while last < len(columns) and columns[last].sub and not uppers[last]:
                        last += 1
                    if last > place:
                        table.merged.append((top, place, top, last))
        return table.rows[-2:]

    def _total(self, word: str, columns: list[_Column]) -> list[str]:
        return [word, *(str(self.rng.randint(1, 9)) for _ in columns[1:])]

    def _show_empty_columns(self, table: _Table, columns: list[_Column], start: int) -> None:
        """A mark where a column says nothing, so that it is known to say that there is nothing."""
        for place, column in enumerate(columns):
            if column.marks and not any(place < len(row) and row[place] for row in table.rows[start:]):
                table.rows[start][place] = next(filter(None, column.marks))

    def _merge_down(self, table: _Table, columns: list[_Column], start: int) -> None:
        for place, column in enumerate(columns):
            if not column.repeats:
                continue
            first = start
            for number in range(start + 1, len(table.rows) + 1):
                same = number < len(table.rows) and table.rows[number][place] == table.rows[first][place]
                if not same:
                    if number - first > 1 and table.rows[first][place]:
                        table.merged.append((first + 1, place + 1, number, place + 1))
                        for below in range(first + 1, number):
                            table.rows[below][place] = ""
                    first = number

    def _number(self, table: _Table, start: int, block: list[list[str]]) -> None:
        """A first column 序号; totals stay in the first column that is not it."""
        head, number, headings = start - len(block), 0, [list(line) for line in block]
        for row in table.rows[head:]:
            if row in headings:
                row.insert(0, "序号" if row == headings[0] else "")
            elif row[0] in ("小 计", "合计"):
                row.insert(0, "")
            else:
                number += 1
                row.insert(0, str(number))
        table.merged = [
            (top, left + (top > head), bottom, right + 1) for top, left, bottom, right in table.merged
        ]

    # --- columns ---

    def _columns(
        self, form: Form, rows: list[Row], community: str | None, *, first: bool
    ) -> Iterator[_Column]:
        style, rng = self.style, self.rng
        if form.name == "people":
            yield from self._identity(first=first)
        told = {name for row in rows for name in row}
        fields = [one for one in form.fields if self._stands(form, one, told, community, first=first)]
        subs = (
            set(rng.sample([one.name for one in fields if one.kind is FieldKind.PERSON], k=1))
            if any(one.kind is FieldKind.PERSON for one in fields)
            else set()
        )
        for one in fields:
            if one.kind is FieldKind.PERSON:
                yield from self._person_columns(one, rows, with_parts=one.name in subs)
            else:
                flags = self._value_type(one) is ValueType.YES_NO
                marks = (
                    ()
                    if one.name in _NEVER_EMPTY or one.name in PLACES
                    else _MARKS_OF_FLAGS
                    if flags
                    else _MARKS
                )
                repeats = one.name not in _NEVER_EMPTY
                yield _Column(self._heading(one), "", self._teller(form, one), marks, repeats)
        if style.more_columns:
            yield _Column("备注", "", lambda _: rng.choice(("", "新增")), (), repeats=False)
            yield _Column("建筑面积", "", lambda _: rng.choice(("", "八万平方米")), (), repeats=False)

    def _stands(
        self, form: Form, one: FormField, told: set[str], community: str | None, *, first: bool
    ) -> bool:
        style = self.style
        if one.name.endswith("code"):
            return style.known_by == "code" and not (form.name == "people" and not first)
        if one.kind is FieldKind.COUNTED:
            return style.counted and self._is_counted(form, one)
        if one.name in PERIOD:
            return form.name == "homes" and any(home[one.name] for home in self.said.homes.values())
        if one.kind is FieldKind.IDENTITY:
            return False
        if one.name == "former_names":
            return one.name in told
        if form.name == "people":
            if one.name == "name":
                return False
            if not first or one.name in PLACES:
                return one.name in told
        if one.name in ("street", "community"):
            return community is None
        if one.name == "in_main_urban":
            return style.divisions_made
        if one.name == "lives_in_compound":
            return style.live_in_compounds and "lives_in" in told
        if one.name in (*_OPTIONAL, "registered_org", "first_secretary", "part_time_member"):
            return self._chosen(one.name)
        if style.by_organ and one.name in (
            "agreement_signed_on",
            "party_building_list",
            "governance_list",
            "paired_org",
        ):
            return form.name == "pairings"
        if not style.by_organ and form.name == "pairings":
            said = (
                "org",
                "kind",
                "is_retired",
                "led_by",
                "pledges_signed",
                "secretary",
                "registered_community",
                "claims",
            )
            return one.name in said
        return True

    def _is_counted(self, form: Form, one: FormField) -> bool:
        """Whether the form tells of places or organisations of which it is known how many there are."""
        match one.name:
            case "homes_counted":
                return form.makes in ("Community", "Compound", "Grid") and bool(self.said.homes)
            case "homes_contacted_counted":
                return (
                    form.makes in ("Community", "Compound", "Grid") and "household_ties" in self.said.rosters
                )
            case _:
                return form.name == "grids" and any(
                    person["member_of"] for person in self.said.people.values()
                )

    def _chosen(self, name: str) -> bool:
        if name == "appointee":
            return self.style.both_posts
        if name in ("first_secretary", "part_time_member"):
            return not self.style.both_posts
        if name in ("registered_grid", "registered_org"):
            return self._in_grids() == (name == "registered_grid")
        return False

    def _in_grids(self) -> bool:
        """Whether people register in a grid: where every one says which organisation is meant."""
        said = self.said
        branches = {org for row in said.rows["people"] for org in row.get("registered_org", ())}
        return self.style.registered_in_grid and all(
            any(said.covering(grid) == [org] for grid in said.grids) for org in branches
        )

    def _heading(self, one: FormField) -> str:
        if not self.style.aliases:
            return one.title.zh
        wanted = [heading for heading in one.headings if "“" not in heading]
        heading = self.rng.choice(wanted)
        return f"{heading}（{self.rng.choice(('个', '人', '全称'))}）" if self.rng.random() < 0.2 else heading

    def _value_type(self, one: FormField) -> ValueType:
        if one.name in PERIOD:
            return ValueType.DATE
        if not one.feeds:
            return ValueType.YES_NO if one.name == "both_lists" else ValueType.TEXT
        roster, column = one.feeds[0]
        return ROSTER[roster].column(column).value_type

    def _identity(self, *, first: bool) -> Iterator[_Column]:
        """By what a row of people tells who it is."""
        name = _Column(
            "姓名", "", lambda row: self._spaced(self.said.people[row["person"]]["name"]), (), repeats=False
        )
        known = self.style.known_by
        parts = {"id_number": ["id_number"], "phone": ["phone"], "both": ["id_number", "phone"]}.get(
            known, []
        )
        if known == "unit":
            parts = ["unit"]
        if known == "code" and not first:
            yield _Column("人员编号", "", lambda row: str(row["person"]), (), repeats=False)
        yield name
        for part in parts:
            heading = self.rng.choice(_headings_of(part)) if self.style.aliases else _SUBS[part].title.zh
            yield _Column(heading, "", self._identity_teller(part), (), repeats=False)

    def _identity_teller(self, part: str) -> Callable[[Row], str]:
        return lambda row: self._part(part, row["person"])

    def _spaced(self, name: str) -> str:
        """Offices stretch short names."""
        return (
            f"{name[0]}　{name[1]}"
            if self.style.marks and len(name) == 2 and self.rng.random() < 0.5
            else name
        )

    def _part(self, part: str, person: str) -> str:
        match part:
            case "id_number":
                return id_number(self.number[person])
            case "phone":
                return phone(self.number[person])
            case _:
                return self._unit(person)

    def _unit(self, person: str) -> str:
        """A person's unit: the organisation, or that of those who have none."""
        orgs = listed(self.said.people[person]["member_of"])
        return str(self.said.names[orgs[0]]) if orgs else "示例公司"

    # --- mentions ---

    def _person_columns(self, one: FormField, rows: list[Row], *, with_parts: bool) -> Iterator[_Column]:
        people = {person for row in rows for person in self._people_of(one, row)}
        parts = [part for part in ("unit", "phone") if with_parts and people and self._have(part, people)]
        heading, style = self._heading(one), self.style

        def plain(row: Row) -> str:
            return "、".join(self._mention(person) for person in self._people_of(one, row))

        def bare(row: Row) -> str:
            return "、".join(self.said.people[person]["name"] for person in self._people_of(one, row))

        def beside(part: str) -> Callable[[Row], str]:
            return lambda row: "、".join(self._part(part, person) for person in self._people_of(one, row))

        if one.name == "appointee":
            yield _Column(heading, "", self._with_notes, _MARKS)
        elif not parts or (style.headings == "brackets" and "（" in heading):
            yield _Column(heading, "", plain, _MARKS)
        elif style.headings == "brackets":
            titles = "、".join(_SUBS[part].title.zh for part in ("name", *parts))

            def together(row: Row) -> str:
                return "、".join(
                    "、".join(
                        (self.said.people[person]["name"], *(self._part(part, person) for part in parts))
                    )
                    for person in self._people_of(one, row)
                )

            yield _Column(f"{heading}（{titles}）", "", together, _MARKS)
        else:
            subs = {
                part: self.rng.choice(_headings_of(part)) if style.aliases else _SUBS[part].title.zh
                for part in parts
            }
            if style.headings == "two rows":
                yield _Column(heading, "姓名", bare, _MARKS)
                for part, sub in subs.items():
                    yield _Column(heading, sub, beside(part), ())
            else:
                own = heading if style.headings == "bare" or "（" in heading else f"{heading}姓名"
                before = "" if style.headings == "bare" or "（" in heading else heading
                yield _Column(own, "", bare, _MARKS)
                for part, sub in subs.items():
                    yield _Column(f"{before}{sub}", "", beside(part), ())

    def _have(self, part: str, people: set[str]) -> bool:
        """Whether a part tells each of these people."""
        if part == "phone":
            return self.style.known_by in ("phone", "both")
        return (
            all(self.said.people[person]["member_of"] for person in people) or self.style.known_by == "unit"
        )

    def _people_of(self, one: FormField, row: Row) -> list[str]:
        return list(row.get(one.name, ()))

    def _with_notes(self, row: Row) -> str:
        titles = {"first_secretary": "第一书记", "part_time_member": "兼职委员"}
        return "、".join(
            f"{self._mention(person)}（{title}）"
            for post, title in titles.items()
            for person in row.get(post, ())
        )

    def _mention(self, person: str) -> str:
        """A name, and what else is needed to know whose it is."""
        name = self.said.people[person]["name"]
        alone = len(self.namesakes[name]) == 1
        ways = [name] if alone else []
        if self.style.known_by in ("phone", "both"):
            ways.append(f"{name}{phone(self.number[person])}")
        if self.style.known_by == "code":
            ways.append(person)
        if self.said.people[person]["member_of"] or (
            self.style.known_by == "unit" and "/" not in self._unit(person)
        ):
            ways += [f"{name}({self._unit(person)})", f"{self._unit(person)}/{name}"]
        way = self.rng.choice(ways) if self.style.marks or not alone else ways[0]
        return f"{way}（兼）" if self.style.marks and self.rng.random() < 0.1 else way

    # --- other cells ---

    def _teller(self, form: Form, one: FormField) -> Callable[[Row], str]:
        if one.name == "code":
            return lambda row: str(row["person"] if form.name == "people" else row["code"])
        if one.name == "compound_code":
            return lambda row: "" if len(row["compound"]) > 1 else str(row["compound"][0])
        if one.name in PLACES:
            return lambda row: self._names(row.get(one.name))
        if one.name == "members_counted":
            return lambda row: str(self.said.members_of(row["branch"])) if row.get("branch") else ""
        if one.kind is FieldKind.COUNTED:
            own = form.keys[0][0]
            count = self.said.homes_in if one.name == "homes_counted" else self.said.contacted_in
            return lambda row: str(count(row[own] if isinstance(row[own], str) else row[own][0]))
        if one.name == "former_names":
            return lambda row: "、".join(row.get(one.name, ()))
        if one.name == "registered_grid":
            return lambda row: self._grid_of(row.get("registered_org"))
        if one.name == "homes_contacted":
            return self._addresses
        if one.name in ("lives_in", "lives_in_compound"):
            return lambda row: self._home(row.get("lives_in"), in_compound=one.name != "lives_in")
        if one.kind is FieldKind.PLACE or one.name == "lives_in":
            return lambda row: self._places(row.get(one.name))
        if one.kind is FieldKind.THING:
            return lambda row: self._names(row.get(one.name))
        return lambda row: self._told(one, row.get(one.name))

    def _told(self, one: FormField, value: Any) -> str:
        match self._value_type(one):
            case ValueType.YES_NO:
                return (
                    ""
                    if value is None
                    else self.rng.choice(("是", "有", "√"))
                    if value
                    else self.rng.choice(("否", "无", "×"))
                )
            case ValueType.CHOICE:
                return "" if value is None else _word(one, value)
            case ValueType.DATE:
                return "" if value is None else self._date(value)
            case ValueType.REFERENCE:
                return self._names(value)
            case _:
                return "" if value is None else str(value)

    def _date(self, value: date) -> str:
        return self.rng.choice(
            (
                value.isoformat(),
                f"{value.year}年{value.month}月{value.day}日",
                f"{value.year}/{value.month}/{value.day}",
            )
        )

    def _names(self, ids: str | Sequence[str] | None) -> str:
        ids = [ids] if isinstance(ids, str) else ids or ()
        return "、".join(str(self.said.names[id_]) for id_ in ids)

    def _places(self, ids: str | Sequence[str] | None) -> str:
        """Places that nothing else in the row tells: by name, where one has it alone, else by code."""
        ids = [ids] if isinstance(ids, str) else ids or ()
        return "、".join(id_ if id_ == "市外" else self._place(id_) for id_ in ids)

    def _home(self, grid: str | None, *, in_compound: bool) -> str:
        """Where somebody lives: by the grid, or by the compound of which it is the only grid."""
        above = listed(self.said.grids[grid]["part_of"]) if grid in self.said.grids else []
        beside = [one for one, row in self.said.grids.items() if set(above) & {*listed(row["part_of"])}]
        alone = self.style.live_in_compounds and len(above) == 1 and beside == [grid]
        if alone != in_compound:
            return ""
        return self._places(above if in_compound else grid)

    def _place(self, id_: str) -> str:
        said = self.said
        name = str(said.names[id_])
        same = [
            one
            for places in (said.compounds, said.grids, said.divisions)
            for one in places
            if said.names[one] == name
        ]
        if len(same) == 1:
            return name
        if self.style.known_by == "code" and id_ not in said.divisions:
            return id_
        return self.made_code(id_)

    def made_code(self, id_: str) -> str:
        """The code of a place that has no code of its own."""
        said = self.said
        name = said.names[id_]
        if id_ in said.grids:
            return f"{self.made_code(listed(said.grids[id_]['part_of'])[0])}/{name}"
        if id_ in said.compounds:
            return f"{self.made_code(said.compounds[id_]['part_of'])}/{name}"
        if not self.style.divisions_made:
            return id_
        return (
            f"区划/{name}"
            if said.divisions[id_]["level"] == "street"
            else f"{self.made_code(said.street_of(id_))}/{name}"
        )

    def _grid_of(self, orgs: Sequence[str] | None) -> str:
        grids = [grid for grid in self.said.grids if orgs and self.said.covering(grid) == list(orgs)]
        return self._place(grids[0]) if grids else ""

    def _addresses(self, row: Row) -> str:
        return "、".join(self._address(home) for home in row.get("homes_contacted", ()))

    def _address(self, home: str) -> str:
        if self.style.known_by == "code":
            return home
        one = self.said.homes[home]
        ways = (
            f"{one['building']}幢{one['stairwell']}单元{one['room']}室",
            f"{one['building']}-{one['stairwell']}-{one['room']}",
        )
        return self.rng.choice(ways)


def _headings_of(part: str) -> tuple[str, ...]:
    return _SUBS[part].headings


def _word(one: FormField, value: str) -> str:
    roster, column = one.feeds[0]
    choices: tuple[Choice, ...] = ROSTER[roster].column(column).choices
    return next(choice.title.zh for choice in choices if choice.value == value)
