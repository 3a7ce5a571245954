"""Every form in which an office may write a thing gives exactly the clean network."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.rosters.city import (
    CITY,
    COMMUNITY,
    GRID,
    GRID_2,
    HOME_2,
    OTHER,
    STREET,
    Rows,
    city,
    clean_network,
    network,
    opened,
    read,
    write_texts,
    write_workbook,
)
from tests.rosters.conftest import Write
from tests.rosters.xlsb import write_xlsb


def replaced(roster: str, old: Any, new: Any) -> dict[str, Rows]:
    """The city with one kind of cell written otherwise."""
    rows = [
        [new if cell == old and type(cell) is type(old) else cell for cell in row] for row in CITY[roster]
    ]
    assert repr(rows) != repr(CITY[roster])
    return city(**{roster: rows})


def headings(roster: str, change: Callable[[str], str]) -> dict[str, Rows]:
    first, *rest = CITY[roster]
    return city(**{roster: [[change(heading) for heading in first], *rest]})


def together(forms: dict[str, dict[str, Rows]]) -> dict[str, dict[str, Rows]]:
    """Cities in which as many rosters as may be are each written in one of the forms: few are read, and all are tried."""
    cities: list[dict[str, Rows]] = []
    names: list[list[str]] = []
    for name, form in forms.items():
        changed = {roster for roster in form if repr(form[roster]) != repr(CITY.get(roster))}
        free = (
            number
            for number, whole in enumerate(cities)
            if all(repr(whole.get(roster)) == repr(CITY.get(roster)) for roster in changed)
        )
        number = next(free, len(cities))
        if number == len(cities):
            cities.append(dict(CITY))
            names.append([])
        cities[number] |= {roster: form[roster] for roster in changed}
        names[number].append(name)
    return {", ".join(of_city): whole for of_city, whole in zip(names, cities, strict=True)}


FORMS = {
    "code with a point": replaced("小区", OTHER, f"{OTHER}.0"),
    "code in powers of ten": replaced("小区", OTHER, "3.30802001002E+11"),
    "code in powers of ten, small e": replaced("区划", OTHER, "3.30802001002e11"),
    "code with blanks around": replaced("人员", "P1", " P1\u3000"),
    "code in full width": replaced("人员", "P1", "Ｐ１"),
    "code with a direction mark": replaced("人员", "P1", "\u202aP1\u202c"),
    "code with a zero-width blank": replaced("人员", "P1", "P\u200b1"),
    "reference with a variation selector": replaced("小区", "城北社区", "城\ufe00北\U000e0101社区"),
    "choice with a radical": replaced("任职", "网格长", "网格\u2ed3"),
    "choice by a further word": replaced("人员", "正式党员", "中共党员"),
    "choice by a further word with blanks and quotes": replaced("任职", "网格长", "“小区” 网格长"),
    "yes by a further word": replaced("区划", "是", "已"),
    "no by a further word": replaced("区划", "否", "没有"),
    "further headings of people": headings("人员", lambda text: text.replace("人员编号", "党员编号")),
    "further headings of grids": headings("网格", lambda text: text.replace("所属小区", "所在小区")),
    "further headings of posts": headings("任职", lambda text: {"任职对象*": "任职单位"}.get(text, text)),
    "reference by name": replaced("小区", OTHER, "城南社区"),
    "reference by code": replaced("小区", "城北社区", COMMUNITY),
    "reference by qualified name": replaced("小区", "城北社区", "柯城区/城北社区"),
    "reference qualified from afar": replaced("小区", "城北社区", "衢州市/城北社区"),
    "reference qualified twice": replaced("小区", "城北社区", "衢州市/府山街道/城北社区"),
    "reference qualified in full width": replaced("小区", "城北社区", "柯城区／ 城北社区"),
    "reference by a name with a line break": replaced("小区", "城北社区", "城北社区\n"),
    "list with commas": replaced("网格", "荷苑小区、菊苑小区", "荷苑小区,菊苑小区"),
    "list with full-width commas": replaced("网格", "荷苑小区、菊苑小区", "荷苑小区，菊苑小区"),
    "list with semicolons": replaced("网格", "荷苑小区、菊苑小区", "荷苑小区；菊苑小区;"),
    "list of codes with points": replaced("结对", "城北社区", f"、{COMMUNITY}.0"),
    "list with line breaks": replaced("网格", "荷苑小区、菊苑小区", "荷苑小区\n菊苑小区"),
    "list with repeated and empty parts": replaced(
        "网格", "荷苑小区、菊苑小区", "、荷苑小区、、菊苑小区、XQ2"
    ),
    "grid by code in a list": replaced("党组织", f"{GRID}、{GRID_2}", f"{GRID_2},{GRID}"),
    "yes in every way": replaced("人员", "是", "√"),
    "yes as a tick": replaced("人员", "是", "✓"),
    "yes as one": replaced("人员", "是", "1"),
    "yes in English": replaced("人员", "是", "YES"),
    "yes as true": replaced("人员", "是", "True"),
    "no as a cross": replaced("人员", "否", "×"),
    "no as none": replaced("人员", "否", "无"),
    "no as zero": replaced("党组织", "否", "0"),
    "date with slashes": replaced("党组织", "2018-06-01", "2018/6/1"),
    "date with points": replaced("党组织", "2018-06-01", "2018.6.1"),
    "date in Chinese": replaced("党组织", "2018-06-01", "2018年6月1日"),
    "date by another word for day": replaced("党组织", "2018-06-01", "2018年6月1号"),
    "date of digits": replaced("党组织", "2018-06-01", "20180601"),
    "date as a moment elsewhere": replaced("党组织", "2018-06-01", "2018-05-31T16:00:00.000Z"),
    "date as a moment far west": replaced("党组织", "2018-06-01", "2018/5/31 20:30:00 -05:00"),
    "date as a moment here": replaced("党组织", "2018-06-01", "2018-06-01T00:00:00+08:00"),
    "date as midnight in UTC": replaced("党组织", "2018-06-01", "2018-06-01T00:00:00Z"),
    "date as a serial": replaced("党组织", "2018-06-01", "43252"),
    "date with a time": replaced("党组织", "2018-06-01", "2018-06-01 00:00:00"),
    "date as a month": replaced("党组织", "2018-06-01", "2018年6月"),
    "date as a month with a point": replaced("党组织", "2018-06-01", "2018.6"),
    "end as the month before": replaced("住户", "2019-01-01", "2018年12月"),
    "month with a point": replaced("联户", "2018-11", "2018.11"),
    "month with a slash": replaced("联户", "2018-11", "2018/11"),
    "month in Chinese": replaced("联户", "2018-11", "2018年11月"),
    "month as a day": replaced("联户", "2018-11", "2018-11-30"),
    "month as a moment elsewhere": replaced("联户", "2018-11", "2018-10-31T16:00:00.000Z"),
    "month as a serial": replaced("联户", "2018-11", "43405"),
    "October in a text": replaced("活动", "2018-12", "2018.12"),
    "count with a point": replaced("报到", 2, "2.0"),
    "choice in English": replaced("党组织", "网格党支部", "Grid_Branch"),
    "choice by another word": replaced("任职", "书记", "党支部书记"),
    "choice with blanks": replaced("住户", "有人", " 有人 "),
    "level as a number": replaced("区划", "社区", "5"),
    "headings in full width": headings("活动", lambda heading: heading.replace("*", "＊")),
    "headings with blanks": headings("任职", lambda heading: f" {heading[0]} {heading[1:]}"),
    "headings with line breaks": headings("任职", lambda heading: f"{heading[:2]}\n{heading[2:]}"),
    "headings without stars": headings("任职", lambda heading: heading.rstrip("*")),
    "headings with leading stars": headings("任职", lambda heading: "*" + heading.rstrip("*")),
    "the official headings": city(
        区划=[["CODE", "Name", "level", "parent_code", "是否主城区"], *CITY["区划"][1:]]
    ),
    "a title above": city(任职=[["红色物业联盟任职名册"], [], ["2018年12月"], *CITY["任职"]]),
    "empty rows between": city(任职=[row for rows in CITY["任职"] for row in (rows, [])]),
    "rows of blanks": city(任职=[*CITY["任职"], [" ", "\u3000", "\u200b"]]),
    "headings once more": city(任职=[row for rows in CITY["任职"] for row in (rows, CITY["任职"][0])]),
    "headings once more, some of them, in full width": city(
        任职=[*CITY["任职"], [None, " 职 务＊", None, None], [], ["人员*"]]
    ),
    "running numbers alone": city(
        任职=[
            ["序号", *CITY["任职"][0]],
            *([n, *row] for n, row in enumerate([*CITY["任职"][1:], [None] * 4])),
        ]
    ),
    "columns in another order": city(任职=[row[::-1] for row in CITY["任职"]]),
    "an empty column before": city(任职=[[None, *row] for row in CITY["任职"]]),
    "remarks": city(任职=[[*CITY["任职"][0], "备注"], *([*row, "已核"] for row in CITY["任职"][1:])]),
    "an empty period": city(任职=[[*CITY["任职"][0], "生效日期", "失效日期"], *CITY["任职"][1:]]),
    "an open end": city(
        任职=[
            [*CITY["任职"][0], "失效日期"],
            *([*row, word] for row, word in zip(CITY["任职"][1:], ["至今", "长期", None], strict=True)),
        ]
    ),
}


@pytest.mark.parametrize("form", together(FORMS).values(), ids=together(FORMS))
def test_a_form_gives_the_clean_network(form: dict[str, Rows], write_either: Write) -> None:
    reading = read(write_either(form))
    assert not reading.has_errors, reading.problems.rows()
    assert network(reading) == clean_network()


TYPED = {
    "code as a number": replaced("小区", OTHER, int(OTHER)),
    "code as a number with a point": replaced("区划", STREET, float(STREET)),
    "a real date": replaced("党组织", "2018-06-01", date(2018, 6, 1)),
    "a real date with a time": replaced("党组织", "2018-06-01", datetime(2018, 6, 1, 13, 30)),  # noqa: DTZ001
    "a serial number": replaced("党组织", "2018-06-01", 43252),
    "a serial number with a time": replaced("党组织", "2018-06-01", 43252.5),
    "a month as a number": replaced("党组织", "2018-06-01", 2018.6),
    "a month as a date": replaced("联户", "2018-11", date(2018, 11, 3)),
    "November as a number": replaced("联户", "2018-11", 2018.11),
    "true and false": city(
        人员=[[{"是": True, "否": False}.get(cell, cell) for cell in row] for row in CITY["人员"]]
    ),
    "one and zero": city(人员=[[{"是": 1, "否": 0}.get(cell, cell) for cell in row] for row in CITY["人员"]]),
    "a count as a number": replaced("报到", 2, 2.0),
    "a level as a number": replaced("区划", "社区", 5),
    "a building as a number": replaced("住户", "1", 1),
    "an error value where nothing need stand": replaced("任职", None, "#N/A"),
    "a formula without a value where nothing need stand": replaced("任职", None, "=A1"),
}


@pytest.mark.parametrize("form", together(TYPED).values(), ids=together(TYPED))
def test_a_typed_cell_gives_the_clean_network(form: dict[str, Rows], tmp_path: Path) -> None:
    reading = read(write_workbook(tmp_path / "city.xlsx", form))
    assert not reading.has_errors, reading.problems.rows()
    assert network(reading) == clean_network()


@pytest.mark.parametrize("suffix", ["xls", "ods", "xlsm", "et", "xlsb"])
def test_a_workbook_of_any_kind_gives_the_clean_network(
    suffix: str, tmp_path: Path, converted: Callable[[Path, str], Path]
) -> None:
    typed = city(
        小区=replaced("小区", OTHER, int(OTHER))["小区"],
        区划=replaced("区划", STREET, float(STREET))["区划"],
        党组织=replaced("党组织", "2018-06-01", 43252 if suffix == "xlsb" else date(2018, 6, 1))["党组织"],
        联户=replaced("联户", "2018-11", 2018.11)["联户"],
        人员=TYPED["true and false"]["人员"],
        报到=replaced("报到", 2, 2.0)["报到"],
    )
    if suffix == "xlsb":
        path = write_xlsb(tmp_path / "city.xlsb", typed)
    else:
        path = write_workbook(tmp_path / "city.xlsx", typed)
        if suffix != "xlsm":
            path = converted(path, "ods" if suffix == "ods" else "xls")
        path = path.rename(tmp_path / f"city.{suffix}")
    reading = read(path)
    assert not reading.has_errors, reading.problems.rows()
    assert network(reading) == clean_network()


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"]
SEPARATORS = [",", ";", "\t"]
ENDS = ["\n", "\r\n", "\r"]
TEXTS = [
    (encoding, separator, ENDS[(number + place) % len(ENDS)])
    for number, encoding in enumerate(ENCODINGS)
    for place, separator in enumerate(SEPARATORS)
]
"""Every encoding with every separator and with every end of a line, and so each of these with each."""


@pytest.mark.parametrize(("encoding", "separator", "end"), TEXTS)
def test_a_text_is_read_in_every_encoding(encoding: str, separator: str, end: str, tmp_path: Path) -> None:
    options = {"encoding": encoding, "separator": separator, "lineterminator": end}
    assert opened(write_texts(tmp_path / "city", CITY, **options)) == opened(
        write_texts(tmp_path / "clean", CITY)
    )


def test_a_first_line_may_declare_the_separator(tmp_path: Path) -> None:
    for separator in ",;\t|":
        rows = "\n".join(separator.join(row) for row in [["人员编号", "姓名"], ["P1", "甲"]])
        path = tmp_path / "人员.csv"
        path.write_text(f"sep={separator}\n{rows}\n", encoding="utf-8")
        reading = read(path)
        assert reading.row_counts == {"people": 1}
        assert reading.rosters["people"].rows["row"].to_list() == [2]


def test_the_heading_row_tells_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "网格.txt"
    path.write_text("表,一,二,三,四\n网格名称;所属小区\n一网格;甲,乙,丙,丁,戊,己\n", encoding="utf-8")
    assert read(path).problems["code"].unique().to_list() == ["reference-not-supplied"]


def test_a_long_number_is_told_as_it_stands_in_the_sheet(tmp_path: Path) -> None:
    rows: Rows = [["人员编号", "姓名"], [1234567890123456, None], [123456789012345, None]]
    reading = read(write_workbook(tmp_path / "numbers.xlsx", {"人员": rows}))
    assert reading.problems.select("code", "row", "value").rows() == [("bad-code", 2, "1234567890123456")]
    assert reading.rosters["people"].rows["id"].to_list() == [None, "123456789012345"]


@pytest.fixture(params=["xlsx", "xls", "ods"])
def as_form(request: pytest.FixtureRequest, converted: Callable[[Path, str], Path]) -> Callable[[Path], Path]:
    """Save a workbook as another kind of workbook."""
    return lambda path: path if request.param == "xlsx" else converted(path, request.param)


def test_merged_cells_stand_in_every_row(tmp_path: Path, as_form: Callable[[Path], Path]) -> None:
    rows = CITY["任职"]
    merged = city(任职=[rows[0], ["P1", "党建指导员", GRID, "D5"], [None, "书记", "D3", None]])
    apart = city(任职=[rows[0], ["P1", "党建指导员", GRID, "D5"], ["P1", "书记", "D3", None]])
    path = write_workbook(tmp_path / "merged.xlsx", merged)
    workbook = openpyxl.load_workbook(path)
    workbook["任职"].merge_cells("A2:A3")
    workbook.save(path)
    assert network(read(as_form(path))) == network(read(write_workbook(tmp_path / "apart.xlsx", apart)))


def test_headings_may_span_two_rows(tmp_path: Path, as_form: Callable[[Path], Path]) -> None:
    first, *rest = CITY["党组织"]
    flags = [heading if heading.startswith("有") else None for heading in first]
    above = [None if heading.startswith("有") else heading for heading in first]
    above[11] = "五有"
    path = write_workbook(tmp_path / "two.xlsx", city(党组织=[["党组织名册"], above, flags, *rest]))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["党组织"]
    sheet.merge_cells("A1:Q1")
    sheet.merge_cells("L2:P2")
    for place, heading in enumerate(above, start=1):
        if heading and heading != "五有":
            sheet.merge_cells(start_row=2, end_row=3, start_column=place, end_column=place)
    workbook.save(path)
    reading = read(as_form(path))
    assert not reading.has_errors, reading.problems.rows()
    assert network(reading) == clean_network()


def test_hidden_sheets_rows_and_columns_are_read_like_others(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "hidden.xlsx", CITY)
    workbook = openpyxl.load_workbook(path)
    workbook["人员"].sheet_state = "hidden"
    workbook["任职"].sheet_state = "veryHidden"
    workbook["小区"].row_dimensions[2].hidden = True
    workbook["小区"].column_dimensions["A"].hidden = True
    workbook.save(path)
    assert network(read(path)) == clean_network()


def test_a_former_name_counts_as_a_name(write: Write) -> None:
    divisions = [
        [*CITY["区划"][0], "曾用名"],
        *([*row, "北门社区、老北门"] if row[1] == "城北社区" else [*row, None] for row in CITY["区划"][1:]),
    ]
    compounds = [
        [cell if cell != "城北社区" else "府山街道/北门社区" for cell in row] for row in CITY["小区"]
    ]
    said = network(read(write(city(区划=divisions, 小区=compounds))))
    north, *others = clean_network()["Community"]
    renamed = (*north[:3], "北门社区、老北门", *north[4:])
    assert said == clean_network() | {"Community": [renamed, *others]}


def test_a_former_name_answers_where_nothing_is_called_so_now(write: Write) -> None:
    compounds = [
        [*CITY["小区"][0], "曾用名"],
        [None, "荷苑小区", "城北社区", "兰苑、菊苑小区;兰苑"],
        ["XQ2", "菊苑小区", OTHER, None],
    ]
    grids = [*CITY["网格"], ["WG8", "八网格", "菊苑小区"], ["WG9", "九网格", "兰苑"]]
    grids.append(["WG10", "十网格", "城北社区/菊苑小区"])  # there it is a former name
    said = network(read(write(city(小区=compounds, 网格=grids))))
    (renamed,) = [row for row in said["Compound"] if row[1] == "荷苑小区"]
    assert renamed[2] == "兰苑、菊苑小区"
    hang = {row[1]: row[3] for row in said["PART_OF"] if row[0] == "Grid"}
    assert (hang["WG8"], hang["WG9"], hang["WG10"]) == ("XQ2", renamed[0], renamed[0])


def test_children_of_the_virtual_county_hang_on_the_city(write: Write) -> None:
    divisions = [
        [cell if cell != "330802000000" or row[2] == "县" else "330801000000" for cell in row]
        for row in CITY["区划"]
    ]
    said = network(read(write(city(区划=divisions))))
    assert ("Street", STREET, "City", "330800000000", None, None) in said["PART_OF"]


def test_a_home_ends_on_the_first_of_the_next_month(write: Write) -> None:
    said = network(read(write(replaced("住户", "2019-01-01", "2018.12"))))
    assert [home[-1] for home in said["Household"] if home[0] == HOME_2] == [date(2019, 1, 1)]
