"""The blank rosters as a workbook: a sheet of instructions, then every roster's headings, ready to be filled in.

Everything in it is derived from the ontology. What it helps to get right is checked again when it is read: a drop-down
list can be pasted over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from graphmodel.language import AND, Text
from graphmodel.ontology import FILLED_IN, LABEL, NAME, Column, Roster, ValueType
from graphmodel.rosters.cells import MAX_LENGTH
from graphmodel.rosters.data_rows import EXAMPLE_MARK, NONE_WORD
from graphmodel.rosters.discovery import INSTRUCTIONS_MARK
from graphmodel.rosters.headings import columns_of
from graphmodel.rosters.writing import YES, RosterBook
from graphmodel.spreadsheets.creation import A4, LINE, new_workbook

_INSTRUCTION_WIDTHS: Final = (16, 24, 10, 90)
_INSTRUCTIONS: Final = Text("说明", "instructions")
_TITLE: Final = Text("怎样填写名册", "how to fill in the rosters")
_RULES: Final = (
    Text(
        f"每张表是一种名册。带 * 的列必须填。以“{EXAMPLE_MARK}”开头的一行是示例，内容都是虚构的，读入时略过，可以删除。",
        f"Every sheet is a roster. Columns with * must be filled. The row that begins with {EXAMPLE_MARK} is an "
        "invented example; it is passed over when the workbook is read, and may be deleted.",
    ),
    Text(
        f"不填的表按“未提供”处理。确实一个也没有的，删去示例，在表头下第一格写“{NONE_WORD}”。",
        "A sheet that is left empty counts as not supplied. Where there are none, delete the example and write "
        f"{NONE_WORD} in the first cell below the headings.",
    ),
    Text(
        "表名和列的顺序可以改动，表头请不要改，多余的列不会读入。不要填身份证号、手机号、门牌号、健康和困难情况。",
        "Sheets may be renamed and columns may stand in any order; keep the headings. Further columns are not read. Never enter ID-card, phone or door numbers, "
        "nor anything on health or hardship.",
    ),
    Text(
        "代码用本单位自己的编号，按文本填写，例如 007 和 330802001001。可以不填的代码留空时，由上级代码和名称组成。",
        "Codes are the office's own, entered as text, such as 007 or 330802001001. Where a code may be left empty "
        "it is made of the code above and the name.",
    ),
    Text(
        "填写其他表里的对象，写代码或名称都可以；重名的，在前面写上级名称，例如“示例县/示例社区”。有多个的用“、”隔开。",
        "Another sheet's thing is referred to by code or by name; of two that share a name say what is above, as in "
        "示例县/示例社区. Several are separated by 、.",
    ),
    Text(
        "日期写成 2018-05-21，月份写成 2018-11。仍然有效的，失效日期留空。",
        "Dates are written 2018-05-21, months 2018-11. Leave 失效日期 empty for what still holds.",
    ),
)
_HEADINGS: Final = (
    Text("表", "sheet"),
    Text("列", "column"),
    Text("必填", "required"),
    Text("填什么", "what to fill in"),
)
_REQUIRED: Final = Text("必填", "required")
_KINDS: Final = {
    ValueType.CODE: Text("代码", "a code"),
    ValueType.TEXT: Text(f"文字，不超过 {MAX_LENGTH} 字", f"text of at most {MAX_LENGTH} characters"),
    ValueType.YES_NO: Text("是、否；不清楚的留空", "是 (yes) or 否 (no); empty when unknown"),
    ValueType.DATE: Text("日期", "a date"),
    ValueType.MONTH: Text("月份", "a month"),
    ValueType.COUNT: Text("整数", "a whole number"),
}
_REFERENCE: Final = Text("{things}的代码或名称", "code or name of: {things}")
_AS_FOUND: Final = Text("与报表中的写法相同", "as the report writes it")
_SEVERAL: Final = Text("，可填多个", "; several may be listed")
_DESCRIPTION: Final = Text("（{words}）", " ({words})")
_ELSEWHERE: Final = Text("，或“{word}”", ", or {word}")


def write_template(path: Path) -> None:
    """Write the blank rosters.

    Raises:
        EnvironmentFailure: the file is open elsewhere or cannot be written, or the disk is full.
    """
    with new_workbook(path, {"title": str(_TITLE)}) as workbook:
        book = RosterBook(workbook, guided=True)
        lines = [
            (roster.title.zh, column.title.zh, column.required, explained(column))
            for roster in FILLED_IN
            for column in columns_of(roster)
        ]
        write_instructions(book, _TITLE, _RULES, lines)
        for roster in FILLED_IN:
            book.add(roster, columns_of(roster), example=list(_example(roster)))


def write_instructions(
    book: RosterBook, title: Text, rules: Sequence[Text], lines: Iterable[tuple[str, str, bool, str]]
) -> None:
    """Add the sheet of instructions, which the reader passes over.

    Args:
        book: a guided one.
        title: what it is about.
        rules: what holds for all sheets.
        lines: of every column its sheet, its heading, whether it is required, and what to fill in.
    """
    sheet, formats = book.xlsx.add_worksheet(str(_INSTRUCTIONS)), book.formats
    sheet.hide_gridlines(2)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate(_INSTRUCTION_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, f"{INSTRUCTIONS_MARK}{title}", formats["title"])
    for row, rule in enumerate(rules, start=1):
        sheet.merge_range(row, 0, row, 3, str(rule), formats["wrapped"])
        sheet.set_row(row, 2 * LINE)
    first = len(rules) + 2
    for place, heading in enumerate(_HEADINGS):
        sheet.write_string(first, place, str(heading), formats["heading"])
    for row, (name, column, required, told) in enumerate(lines, start=first + 1):
        height = 1 + 2 * len(told) // _INSTRUCTION_WIDTHS[-1]
        sheet.set_row(row, height * LINE)
        for place, text in enumerate((name, column, str(_REQUIRED) if required else "", told)):
            sheet.write_string(row, place, text, formats["wrapped"])


def explained(column: Column, *, many: bool | None = None) -> str:
    """What to fill into a column, in one sentence; ``many`` goes before what the column says of lists."""
    if column.choices:
        said = str(AND).join(choice.title.zh for choice in column.choices)
    elif column.value_type is ValueType.REFERENCE and not column.labels:
        said = str(_AS_FOUND)
    elif column.value_type is ValueType.REFERENCE:
        said = _REFERENCE.fill(things=str(AND).join(str(LABEL[label].title) for label in column.labels))
    else:
        said = str(_KINDS[column.value_type])
    if column.many if many is None else many:
        said += str(_SEVERAL)
    if column.elsewhere:
        said += _ELSEWHERE.fill(word=column.elsewhere[0])
    return f"{said}{_DESCRIPTION.fill(words=column.description)}" if column.description else said


def _example(roster: Roster) -> Iterator[str]:
    """A row that shows what a row looks like; all of it is visibly invented."""
    for place, column in enumerate(columns_of(roster)):
        sample = column.example or _sample(roster, column)
        yield f"{EXAMPLE_MARK}{sample}" if place == 0 else sample


def _sample(roster: Roster, column: Column) -> str:
    match column.value_type:
        case ValueType.CODE:
            return f"示例{roster.title.zh}001"
        case ValueType.REFERENCE:
            return "示例" + LABEL[column.labels[0] if column.labels else "Grid"].title.zh.partition("（")[0]
        case ValueType.CHOICE:
            return column.choices[0].title.zh
        case ValueType.YES_NO:
            return YES
        case ValueType.DATE:
            return "2018-05-21"
        case ValueType.MONTH:
            return "2018-11"
        case ValueType.COUNT:
            return "1"
        case ValueType.TEXT:
            named = roster.title.zh if column.name == NAME.name else column.title.zh
            return "1" if column.opaque else f"示例{named}"
