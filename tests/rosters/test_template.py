"""The template: derived from the ontology, filled in in a real office suite, and read back."""

import html
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest

from graphmodel.errors import EnvironmentFailure
from graphmodel.language import Language, speaking
from graphmodel.ontology import FILLED_IN
from graphmodel.rosters.data_rows import letter
from graphmodel.rosters.headings import columns_of, normalised
from graphmodel.rosters.template import write_template
from tests.conftest import program
from tests.rosters.city import CITY, Rows, network, read, write_texts

_SCRIPT = "http://openoffice.org/2000/script"
_LIBRARY = "http://openoffice.org/2000/library"

TypeIn = Callable[[Path, Mapping[str, Mapping[tuple[int, int], str]]], list[Path]]


@pytest.fixture
def type_in(tmp_path: Path) -> TypeIn:
    """Open a workbook in LibreOffice, type into cells as a person would, and save it as `xlsx`, `xls` and `ods`."""
    soffice = program("GRAPHMODEL_SOFFICE")
    profile = tmp_path / "profile"
    command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    filters = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}

    def typed(workbook: Path, cells: Mapping[str, Mapping[tuple[int, int], str]]) -> list[Path]:
        saved = {tmp_path / f"filled.{suffix}": name for suffix, name in filters.items()}
        lines = [
            "sub fill",
            "dim hidden(0) as new com.sun.star.beans.PropertyValue",
            'hidden(0).Name = "Hidden"',
            "hidden(0).Value = true",
            f'document = StarDesktop.loadComponentFromURL("{workbook.as_uri()}", "_blank", 0, hidden())',
            *_typing(cells),
            "dim as_(0) as new com.sun.star.beans.PropertyValue",
            'as_(0).Name = "FilterName"',
            *(
                line
                for place, name in saved.items()
                for line in (f'as_(0).Value = "{name}"', f'document.storeToURL("{place.as_uri()}", as_())')
            ),
            "document.close(true)",
            "end sub",
        ]
        subprocess.run([*command, "--terminate_after_init"], check=True, capture_output=True, timeout=120)
        _put_macro(profile / "user/basic/Standard", "\n".join(lines))
        subprocess.run(
            [*command, "macro:///Standard.Module1.fill"], check=True, capture_output=True, timeout=120
        )
        return [*saved]

    return typed


def _typing(cells: Mapping[str, Mapping[tuple[int, int], str]]) -> Iterator[str]:
    for sheet, typed in cells.items():
        yield f'sheet = document.Sheets.getByName("{sheet}")'
        for (row, place), text in typed.items():
            yield f'sheet.getCellByPosition({place}, {row}).FormulaLocal = "{text}"'


def _put_macro(folder: Path, lines: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    attributes = f'xmlns:library="{_LIBRARY}" library:name="Standard" library:readonly="false" library:passwordprotected="false"'
    (folder / "Module1.xba").write_text(
        f'<script:module xmlns:script="{_SCRIPT}" script:name="Module1" script:language="StarBasic">'
        f"{html.escape(lines)}</script:module>",
        encoding="utf-8",
    )
    (folder / "script.xlb").write_text(
        f'<library:library {attributes}><library:element library:name="Module1"/></library:library>',
        encoding="utf-8",
    )
    (folder / "dialog.xlb").write_text(f"<library:library {attributes}/>", encoding="utf-8")


def placed(title: str, rows: Rows, first_row: int) -> dict[tuple[int, int], str]:
    """The cells of a roster, where the template has its columns."""
    roster = next(roster for roster in FILLED_IN if roster.title.zh == title)
    places = {normalised(column.title.zh): place for place, column in enumerate(columns_of(roster))}
    headings, *rest = rows
    return {
        (number, places[normalised(heading)]): str(cell)
        for number, row in enumerate(rest, start=first_row)
        for heading, cell in zip(headings, row, strict=False)
        if cell is not None
    }


def test_the_template_filled_in_by_hand_is_read_back(tmp_path: Path, type_in: TypeIn) -> None:
    template = tmp_path / "名册.xlsx"
    write_template(template)
    cells = {title: placed(title, rows, first_row=2) for title, rows in CITY.items()}
    cells["人员"] |= {(5, 0): "007", (6, 0): "330802001001001001"}
    people = [*CITY["人员"], ["007"], ["330802001001001001"]]
    clean = network(read(write_texts(tmp_path / "clean", {**CITY, "人员": people})))
    for filled in type_in(template, cells):
        reading = read(filled)
        assert not reading.has_errors, reading.problems.rows()
        assert network(reading) == clean, filled.suffix
        assert set(reading.problems["code"]) == {"skipped-row", "empty-roster", "outlives-its-end"}
        assert reading.problems.filter(code="empty-roster")["sheet"].to_list() == ["豁免"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_blank_template_supplies_nothing_and_has_no_error(language: Language, tmp_path: Path) -> None:
    with speaking(language):
        write_template(tmp_path / "名册.xlsx")
    reading = read(tmp_path / "名册.xlsx")
    assert reading.row_counts == {}
    assert reading.problems["code"].value_counts(sort=True).rows() == [
        ("empty-roster", 15),
        ("skipped-row", 15),
    ]


def test_the_template_has_every_heading_list_and_format(tmp_path: Path) -> None:
    write_template(tmp_path / "名册.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "名册.xlsx")
    for roster in FILLED_IN:
        sheet = workbook[roster.title.zh]
        assert sheet.freeze_panes == "B2"
        headings = [cell.value for cell in sheet[1]]
        columns = columns_of(roster)
        assert headings == [column.title.zh + "*" * column.required for column in columns] + ["备注"]
        lists = {str(rule.sqref)[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
        kept_as_text = {
            place
            for group in sheet.column_dimensions.values()
            if group.number_format == "@"
            for place in range(group.min or 0, (group.max or 0) + 1)
        }
        for place, column in enumerate(columns):
            name = letter(place)
            if column.choices:
                assert all(choice.title.zh in lists[name] for choice in column.choices)
            if column.value_type == "yes-no":
                assert lists[name] == '"是,否"'
            if column.value_type in {"code", "reference", "month"}:
                assert place + 1 in kept_as_text
        assert str(sheet["A2"].value).startswith("【示例】")


def test_the_instructions_name_every_column(tmp_path: Path) -> None:
    write_template(tmp_path / "名册.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "名册.xlsx").worksheets[0]
    named = {(row[0], row[1]) for row in sheet.iter_rows(values_only=True)}
    for roster in FILLED_IN:
        for column in columns_of(roster):
            assert (roster.title.zh, column.title.zh) in named


def test_the_same_template_has_the_same_bytes(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx")
    write_template(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure):
        write_template(tmp_path)


def test_none_may_be_written_below_the_example(tmp_path: Path) -> None:
    write_template(tmp_path / "名册.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "名册.xlsx")
    workbook["结对"]["A3"] = "无"
    workbook["党组织"]["A3"] = "无"
    workbook.save(tmp_path / "名册.xlsx")
    assert read(tmp_path / "名册.xlsx").row_counts["party_orgs"] == 0
