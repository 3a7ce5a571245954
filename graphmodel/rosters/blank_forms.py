"""The blank forms as a workbook: what an office sends out to streets, communities and organs to have it filled in.

Sheets and columns are declared in :mod:`graphmodel.ontology.sent_out`; headings, lists to choose from and instructions
follow from the ontology.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graphmodel.language import AND, Text
from graphmodel.ontology import (
    LABEL,
    ROSTER,
    RUNNING_NUMBER,
    SUB_HEADINGS,
    Column,
    FieldKind,
    FormField,
    ValueType,
)
from graphmodel.ontology.sent_out import ATTACHMENTS, Attachment
from graphmodel.rosters.template import explained, write_instructions
from graphmodel.rosters.writing import RosterBook, words
from graphmodel.spreadsheets.creation import A4, new_workbook

_NUMBERED: Final = "附件{}"
_SUB_HEADING: Final = {part.name: part for part in SUB_HEADINGS}

_WIDE: Final = {FieldKind.PLACE: 10, FieldKind.THING: 13, FieldKind.PERSON: 8}
_WIDTHS: Final = {ValueType.YES_NO: 5, ValueType.DATE: 11, ValueType.MONTH: 10, ValueType.COUNT: 6}
_USUAL: Final = 11
_ID_WIDTH: Final = 20
_NUMBER_WIDTH: Final = 5
_PAGE_WIDTH: Final = 135
"""Characters beside one another on A4 landscape, as large as they are."""
_PAGE_HEIGHT: Final = 540
"""Points below one another."""
_TITLE_HEIGHT: Final = 34
_HEADING_LINE: Final = 15
_ROW_HEIGHT: Final = 22
_NOTE_HEIGHT: Final = 30

_SONG: Final = {"font_name": "SimSun", "font_size": 11, "valign": "vcenter"}
_CELL: Final = _SONG | {"border": 1, "text_wrap": True, "align": "center"}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"font_name": "SimHei", "font_size": 18, "align": "center", "valign": "vcenter"},
    "heading": _CELL | {"bold": True},
    "text": _CELL | {"num_format": "@"},
    "date": _CELL | {"num_format": "yyyy-mm-dd"},
    "number": _CELL | {"num_format": "0"},
    "note": _SONG | {"text_wrap": True, "align": "left"},
}
_DOCUMENT: Final = Text("填报表", "forms to fill in")
_HOW: Final = Text("怎样填表", "how to fill in the forms")
_RULES: Final = (
    Text(
        "每张表单独填写，用不到的可以删去整张。标题可以写上街道、社区的名称，表头不要改字。",
        "Every sheet stands for itself; one that is not needed may be deleted. Titles may name the street or "
        "community; headings stay as they are.",
    ),
    Text(
        "确实没有的填“无”，不清楚的留空：留空是“不知道”，不是“没有”。",
        "无 where there is none; leave empty what is not known: empty is not none.",
    ),
    Text(
        "几个人或几个名称填在同一格，用“、”分开。同一个名称前后要写得一样。",
        "Several people or names in one cell are separated by 、. The same name is always written alike.",
    ),
    Text(
        "同名的人写成“姓名(单位)”；同名的小区、网格写成“社区/小区”“小区/网格”。",
        "People who share a name are written 姓名(单位); compounds and grids that do, 社区/小区 and 小区/网格.",
    ),
    Text(
        "身份证号、电话、室号只在读入时用来分清是谁、是哪一户，不保存，也不会出现在任何结果里。",
        "ID-card, phone and room numbers only tell people and homes apart while the forms are read; they are not kept "
        "and appear in no result.",
    ),
    Text(
        "行不够时在中间插入；合计行、末行的注不读入。",
        "Insert rows where more are needed; totals and the note in the last row are not read.",
    ),
)
_NAME: Final = Text("{things}的名称", "name of: {things}")
_PEOPLE: Final = Text("姓名，可填几人", "names; several may be listed")
_PARTS: Final = {
    "name": Text("姓名", "the name"),
    "unit": Text("单位或所在党组织的名称", "name of the unit or Party organisation"),
    "phone": Text("手机号，只用来认人，不保存", "mobile number; only tells people apart and is not kept"),
    "id_number": Text(
        "身份证号，只用来认人，不保存", "ID-card number; only tells people apart and is not kept"
    ),
}
_ROOM: Final = Text("室号，只用来区分住户，不保存", "the room; only tells homes apart and is not kept")
_SEVERAL: Final = Text("，可填几个", "; several may be listed")


def write_blank_forms(path: Path) -> None:
    """Write the blank forms: a sheet of instructions, then a sheet for each.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    with new_workbook(path, {"title": str(_DOCUMENT)}) as workbook:
        numbered = list(enumerate(ATTACHMENTS, start=1))
        lines = [
            (_NUMBERED.format(number), *line)
            for number, attachment in numbered
            for line in _lines(attachment)
        ]
        write_instructions(RosterBook(workbook, guided=True), _HOW, _RULES, lines)
        formats = {name: workbook.add_format(look) for name, look in _LOOKS.items()}
        for number, attachment in numbered:
            _Sheet(workbook, formats, number, attachment).write()


def _called(number: int, attachment: Attachment) -> str:
    """What a sheet and the title above its headings are called: always as the office calls it."""
    return f"{_NUMBERED.format(number)} {attachment.title.zh}"


@dataclass(frozen=True)
class _Column:
    """One column of a sheet; ``part`` is the sub-heading it has below that of the field."""

    field: FormField
    part: str = ""

    @property
    def headings(self) -> tuple[str, str]:
        return self.field.title.zh, _SUB_HEADING[self.part].title.zh if self.part else ""

    @property
    def of_roster(self) -> Column | None:
        """The column of a roster whose cells these are like."""
        if self.field.kind is not FieldKind.VALUE:
            return None
        roster, name = self.field.feeds[0]
        return ROSTER[roster].column(name)

    @property
    def told(self) -> str:
        """What to fill in, in one sentence."""
        kind = self.part or (self.field.name if self.field.name in _PARTS else "")
        if kind:
            return str(_PARTS[kind])
        if self.of_roster is not None:
            return explained(self.of_roster, many=self.field.many)
        if self.field.kind is FieldKind.ADDRESS:
            return str(_ROOM)
        if self.field.kind is FieldKind.PERSON:
            return str(_PEOPLE)
        said = _NAME.fill(things=str(AND).join(str(LABEL[label].title) for label in self.field.labels))
        return said + str(_SEVERAL) if self.field.many else said

    @property
    def width(self) -> int:
        """In characters."""
        if self.field.name == "id_number":
            return _ID_WIDTH
        if self.part == "unit":
            return _WIDE[FieldKind.THING]
        if self.of_roster is not None and self.of_roster.value_type in _WIDTHS:
            return _WIDTHS[self.of_roster.value_type]
        return _WIDE.get(self.field.kind, _USUAL)

    @property
    def look(self) -> str:
        """The format of its cells: text, wherever a spreadsheet would take a number for another."""
        kind = self.of_roster.value_type if self.of_roster is not None else ValueType.TEXT
        return {ValueType.DATE: "date", ValueType.COUNT: "number"}.get(kind, "text")


def _columns(attachment: Attachment) -> list[_Column]:
    return [
        _Column(field, part)
        for field in attachment.fields
        for part in (attachment.parts if field.name == attachment.in_parts else ("",))
    ]


def _lines(attachment: Attachment) -> Iterator[tuple[str, bool, str]]:
    """Of every column its heading, whether it must be filled in, and what with."""
    form = attachment.of_form
    required = {*form.needs, *(names[0] for names in form.keys if len(names) == 1)}
    for column in _columns(attachment):
        yield "/".join(filter(None, column.headings)), column.field.name in required, column.told


class _Sheet:
    """One form on a sheet of its own: a page of A4 to fill in, more rows may be added; headings on every page."""

    def __init__(self, workbook: Any, formats: dict[str, Any], number: int, attachment: Attachment) -> None:
        self._title, self._attachment = _called(number, attachment), attachment
        self._formats, self._sheet = formats, workbook.add_worksheet(self._title)
        self._columns = _columns(attachment)
        self._first = 3 if attachment.parts else 2
        """The first row of cells to fill in, from 0; above it stand the title and the headings."""
        natural = _NUMBER_WIDTH + sum(column.width for column in self._columns)
        self._wider = max(1.0, _PAGE_WIDTH / natural)
        self._heading_height = _HEADING_LINE * max(2, *map(self._lines, self._columns))
        fixed = _TITLE_HEIGHT + self._heading_height + _NOTE_HEIGHT
        height = _PAGE_HEIGHT * max(1.0, natural / _PAGE_WIDTH)
        self._rows = int((height - fixed) / _ROW_HEIGHT)

    def _lines(self, column: _Column) -> int:
        """The lines of a column's heading, whose letters are two characters wide."""
        return -(-2 * len(column.headings[0]) // (int(column.width * self._wider) - 1))

    def write(self) -> None:
        """Write all of it."""
        sheet, last = self._sheet, len(self._columns)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1, self._first - 1)
        sheet.freeze_panes(self._first, 2)
        sheet.set_footer("&C&P / &N")
        sheet.merge_range(0, 0, 0, last, self._title, self._formats["title"])
        sheet.set_row(0, _TITLE_HEIGHT)
        self._write_headings()
        self._write_cells()
        note = self._first + self._rows
        sheet.merge_range(note, 0, note, last, str(self._attachment.last_row), self._formats["note"])
        sheet.set_row(note, _NOTE_HEIGHT)

    def _write_headings(self) -> None:
        self._sheet.set_column(0, 0, _NUMBER_WIDTH)
        self._write_heading(0, RUNNING_NUMBER, "")
        for place, column in enumerate(self._columns, start=1):
            self._sheet.set_column(place, place, column.width * self._wider)
            self._write_heading(place, *column.headings)
        for row in range(1, self._first):
            self._sheet.set_row(row, self._heading_height / (self._first - 1))
        above = [place for place, column in enumerate(self._columns, start=1) if column.part]
        if above:
            heading = self._attachment.of_form.field(self._attachment.in_parts).title.zh
            self._sheet.merge_range(1, above[0], 1, above[-1], heading, self._formats["heading"])

    def _write_heading(self, place: int, heading: str, below: str) -> None:
        look = self._formats["heading"]
        if below:
            self._sheet.write_string(2, place, below, look)
        elif self._attachment.parts:
            self._sheet.merge_range(1, place, 2, place, heading, look)
        else:
            self._sheet.write_string(1, place, heading, look)

    def _write_cells(self) -> None:
        last = self._first + self._rows - 1
        for row in range(self._first, last + 1):
            self._sheet.set_row(row, _ROW_HEIGHT)
            self._sheet.write_number(row, 0, row - self._first + 1, self._formats["number"])
            for place, column in enumerate(self._columns, start=1):
                self._sheet.write_blank(row, place, None, self._formats[column.look])
        for place, column in enumerate(self._columns, start=1):
            if column.of_roster is not None and (choice := words(column.of_roster)):
                rule = {"validate": "list", "source": choice, "error_type": "warning"}
                self._sheet.data_validation(self._first, place, last, place, rule)
