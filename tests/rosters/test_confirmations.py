"""The 对照表: what is asked, and that nothing but what is confirmed is obeyed."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from graphmodel.errors import UsageError
from graphmodel.language import speaking
from graphmodel.rosters import Reading, read_rosters
from graphmodel.rosters.asking import questions
from graphmodel.rosters.confirmations import confirmed_in, read_lines
from graphmodel.rosters.problems import message
from graphmodel.rosters.reading import tables_in
from graphmodel.rosters.wordbook import Line, carried_over, write_lines
from tests.rosters.forms.sheets import rows_of

FORMS = {
    "社区": """街道|社区|社区党组织|社区书记|备忘|联系手机
        荷花街道|新荷社区|新荷社区党委|王甲|一|二
        荷花街道|新湖社区|新湖社区党委|王乙|三|四""",
    "小区": """小区|社区|小区户数
        荷苑小区|新荷社区|
        菊苑小区|新河社区|8""",
    "网格": """社区|小区|网格|网格长|网格党支部|书记|组建形式|党建指导员
        新荷社区|荷苑小区|一网格|李甲|荷苑一支部|李甲|单建|赵丙
        新荷社区|荷苑小区|二网格|李乙(某局)|荷苑二支部|李乙|单独|赵丁""",
    "人员": """姓名|单位|所在党组织
        李甲||荷苑一支部
        李乙||荷苑二支部
        李乙||荷苑一支部
        王甲||新荷社区党委
        王乙||新湖社区党委
        赵丙|市某局|""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("office")
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in FORMS.items():
        sheet = book.create_sheet(name)
        for row in rows_of(rows):
            sheet.append(row)
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / "forms.xlsx")
    return tmp_path / "in"


def write_tables(folder: Path, tables: Mapping[str, str]) -> None:
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text(rows.replace("|", ","), encoding="utf-8")


@cache
def unconfirmed(folder: Path) -> Reading:
    with speaking("zh"):
        return read_rosters([folder])


@cache
def asked(folder: Path) -> list[Line]:
    with speaking("zh"):
        return questions(unconfirmed(folder), *tables_in([folder]))


def confirming(folder: Path, answers: Mapping[tuple[str, ...], str]) -> Reading:
    """What is read when these lines, by sheet and what they are about, are confirmed."""
    lines = {(line.sheet, *line.original): line for line in asked(folder)}
    book = folder.parent / "map.xlsx"
    write_lines(
        book,
        [
            Line(key[0], key[1:], lines[key].suggested if key in lines else "", confirmed=answer)
            for key, answer in answers.items()
        ],
    )
    return read_rosters([folder], confirmed=confirmed_in(book))


def test_everything_that_was_not_read_is_asked_for_once(folder: Path) -> None:
    assert [(line.sheet, line.original, line.suggested) for line in asked(folder)] == [
        ("表头", ("备忘",), ""),
        ("表头", ("小区户数",), "户数"),
        ("单位", ("新河社区", "社区(村)"), "新湖社区"),
        ("用词", ("组建形式", "单建"), ""),
        ("人员", ("李乙", "某局"), ""),
        ("人员", ("李乙", "荷苑二支部"), ""),
        ("人员", ("赵丁", "二网格"), ""),
        ("单位", ("市某局", "单位"), ""),
    ]


def problems(reading: Reading) -> set[tuple[str, str]]:
    return set(reading.problems.select("code", "column").drop_nulls().iter_rows())


ANSWERS = {
    "the suggestion": ({("单位", "新河社区", "社区(村)"): "√"}, ("unknown-reference", "社区")),
    "another name": ({("单位", "新河社区", "社区(村)"): "新荷社区"}, ("unknown-reference", "社区")),
    "a qualified name": (
        {("单位", "新河社区", "社区(村)"): "荷花街道/新荷社区"},
        ("unknown-reference", "社区"),
    ),
    "a word": ({("用词", "组建形式", "单建"): "单独"}, ("bad-choice", "组建形式")),
    "no word": ({("用词", "组建形式", "单建"): "略过"}, ("bad-choice", "组建形式")),
    "a heading": ({("表头", "小区户数"): "√"}, ("dropped-column", "小区户数")),
    "a heading passed over": ({("表头", "备忘"): "略过"}, ("dropped-column", "备忘")),
    "a person by his unit": ({("人员", "李乙", "荷苑二支部"): "荷苑二支部"}, ("ambiguous-reference", "书记")),
    "a person whose qualifier is wrong": (
        {("人员", "李乙", "某局"): "荷苑一支部"},
        ("unknown-reference", "网格长"),
    ),
    "somebody new": ({("人员", "赵丁", "二网格"): "新增"}, ("unknown-reference", "党建指导员")),
    "nobody": ({("人员", "赵丁", "二网格"): "略过"}, ("unknown-reference", "党建指导员")),
}


@pytest.mark.parametrize(("answers", "settled"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_confirmed_settles_its_problem_and_no_other(
    answers: dict[tuple[str, ...], str], settled: tuple[str, str], folder: Path
) -> None:
    before, after = problems(unconfirmed(folder)), problems(confirming(folder, answers))
    assert settled in before
    new = {("person-added", "党建指导员")} if "新增" in answers.values() else set()
    new |= {("ignored-value", "小区户数")} if settled[1] == "小区户数" else set()
    assert after == before - {settled} | new


def test_lines_of_every_sheet_come_as_what_they_are_about_first_appears(tmp_path: Path) -> None:
    tables = {
        "a": "小区,Z栏,社区,A栏,业委会\n一苑,,丁社区,,\n二苑,,丙社区,,",
        "b": "姓名,单位,政治面貌,职称\n李甲,乙局,,\n李乙,,党群,\n李丙,甲局,,",
        "c": "街道,社区,M栏\n荷花街道,新荷社区,",
    }
    write_tables(tmp_path, tables)
    book = openpyxl.Workbook()
    for name, rows in {"党": "党组织名称|类型\n丙党委|党字", "网": "网格名称|所属小区\n某网格|三苑"}.items():
        sheet = book.create_sheet(name)
        for row in rows_of(rows):
            sheet.append(row)
    book.save(tmp_path / "d.xlsx")
    lines = asked(tmp_path)
    assert [(line.sheet, line.original[0]) for line in lines] == [
        *(("表头", heading) for heading in ("Z栏", "A栏")),
        *(("单位", unit) for unit in ("丁社区", "丙社区")),
        ("表头", "职称"),
        ("单位", "乙局"),
        ("用词", "政治面貌"),
        ("单位", "甲局"),
        ("表头", "M栏"),
        ("用词", "类型"),
        ("单位", "三苑"),
    ]


def test_what_stands_under_a_confirmed_heading_is_asked_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("小区,坐落社区\n一苑,丁社区")
    (tmp_path / "c.csv").write_text("街道,社区\n荷花街道,新荷社区")
    book = tmp_path.parent / "heading.xlsx"
    write_lines(book, [Line("表头", ("坐落社区",), confirmed="社区")])
    confirmed = confirmed_in(book)
    reading = read_rosters([tmp_path], confirmed=confirmed)
    lines = questions(reading, *tables_in([tmp_path], confirmed=confirmed))
    assert [(line.sheet, line.original) for line in lines] == [("单位", ("丁社区", "社区(村)"))]


def test_a_confirmed_name_leads_where_it_says(folder: Path) -> None:
    reading = confirming(folder, {("单位", "新河社区", "社区(村)"): "新荷社区"})
    compounds = reading.rosters["compounds"]
    found = compounds.references["part_of"].join(compounds.rows.select("uid", "name"), on="uid")
    assert dict(found.select("name", "id").iter_rows()) == {
        "荷苑小区": "区划/荷花街道/新荷社区",
        "菊苑小区": "区划/荷花街道/新荷社区",
    }


def test_a_name_that_a_table_makes_is_never_changed(folder: Path) -> None:
    reading = confirming(folder, {("单位", "新湖社区", "社区(村)"): "新荷社区"})
    assert "新湖社区" in reading.rosters["divisions"].rows["name"].to_list()


WRONG = {
    "a suggestion that is none": ({("表头", "备忘"): "√"}, "map-unknown"),
    "a heading that is none": ({("表头", "备忘"): "天气"}, "map-unknown"),
    "a thing that is none": ({("单位", "新河社区", "社区(村)"): "某社区"}, "map-unknown"),
    "a word that is none": ({("用词", "组建形式", "单建"): "双建"}, "map-unknown"),
    "a unit that is none": ({("人员", "李乙", "某局"): "另一个局"}, "map-unknown"),
    "a heading that is one already": ({("表头", "网格长"): "书记"}, "map-conflict"),
}


@pytest.mark.parametrize(("answers", "code"), WRONG.values(), ids=WRONG)
def test_with_an_error_in_the_map_no_line_is_applied(
    answers: dict[tuple[str, ...], str], code: str, folder: Path
) -> None:
    before = problems(unconfirmed(folder))
    reading = confirming(folder, {("人员", "李乙", "荷苑二支部"): "荷苑二支部", **answers})
    (found,) = reading.problems.filter(file="map.xlsx").iter_rows(named=True)
    assert (found["code"], found["severity"], found["column"]) == (code, "error", "确认")
    assert (found["sheet"], found["row"]) == (next(iter(answers))[0], 2 + (found["sheet"] == "人员"))
    assert problems(reading) == before | {(code, "确认")}


def test_one_original_confirmed_as_two_things_is_a_conflict(folder: Path) -> None:
    book = folder.parent / "map.xlsx"
    write_lines(
        book,
        [Line("用词", ("组建形式", "单建"), confirmed=word) for word in ("单独", "单独", "联合")],
    )
    reading = read_rosters([folder], confirmed=confirmed_in(book))
    found = reading.problems.filter(file="map.xlsx").select("code", "sheet", "row").rows()
    assert found == [("map-conflict", "用词", 4)]


def test_a_confirmed_line_that_nothing_uses_is_told(folder: Path) -> None:
    reading = confirming(folder, {("单位", "旧社区", "社区(村)"): "新荷社区", ("表头", "旧表头"): "略过"})
    found = (
        reading.problems.filter(file="map.xlsx").select("code", "severity", "sheet", "row", "value").rows()
    )
    assert sorted(found) == [
        ("map-stale", "warning", "单位", 2, "旧社区"),
        ("map-stale", "warning", "表头", 2, "旧表头"),
    ]


def test_a_map_that_was_mended_in_a_spreadsheet_says_what_its_rows_say(
    folder: Path, converted: Callable[[Path, str], Path]
) -> None:
    answers = {
        ("单位", "新河社区", "社区(村)"): "新荷社区",
        ("人员", "李乙", "荷苑二支部"): "荷苑二支部",
        ("人员", "李乙", "某局"): "荷苑一支部",
        ("用词", "组建形式", "单建"): "单独",
        ("表头", "小区户数"): "√",
    }
    book = folder.parent / "mended.xlsx"
    write_lines(book, asked(folder))
    workbook = openpyxl.load_workbook(book)
    for sheet in workbook.worksheets:
        heading, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        told = [[*row[:-1], answers.get((sheet.title, *map(str, row[:-4])))] for row in reversed(rows)]
        kept = [row for number, row in enumerate(told) if row[-1] or number]  # one row is thrown away
        sheet.delete_rows(1, sheet.max_row)
        for row in (
            [*heading[:-1], "处理人", heading[-1]],
            [],
            *([*row[:-1], "某", row[-1]] for row in kept),
        ):
            sheet.append(row)
    workbook.save(book)
    mended = read_rosters([folder], confirmed=confirmed_in(converted(book, "xlsx")))
    assert problems(mended) == problems(confirming(folder, answers))
    assert mended.problems.filter(file="mended.xlsx").is_empty()


def test_one_thing_confirmed_twice_in_other_words_is_no_conflict(folder: Path) -> None:
    book = folder.parent / "twice.xlsx"
    about = ("新河社区", "社区(村)")
    lines = [Line("单位", about, "新荷社区", confirmed=word) for word in ("√", "新荷社区", "")]
    write_lines(book, lines)
    reading = read_rosters([folder], confirmed=confirmed_in(book))
    assert reading.problems.filter(file="twice.xlsx").is_empty()
    assert ("unknown-reference", "社区") not in problems(reading)


def test_confirmed_lines_are_carried_over(folder: Path) -> None:
    lines = asked(folder)
    old = [Line("表头", ("备忘",), confirmed="略过"), Line("表头", ("旧表头",), confirmed="备注")]
    new = carried_over(lines, [*old, Line("用词", ("组建形式", "单建"))])
    assert [line.original for line in new if line.confirmed] == [("旧表头",), ("备忘",)]
    assert len(new) == len(lines) + 1


def test_the_same_lines_give_the_same_bytes_and_are_read_back(folder: Path) -> None:
    lines, book = asked(folder), folder.parent / "map.xlsx"
    write_lines(book, lines)
    first = book.read_bytes()
    write_lines(book, lines)
    assert book.read_bytes() == first
    printed = openpyxl.load_workbook(book).worksheets
    assert {sheet.page_setup.orientation for sheet in printed} == {"landscape"}
    assert [(line.sheet, line.original) for line in read_lines(book)] == [
        (line.sheet, line.original)
        for name in ("表头", "单位", "用词", "人员")
        for line in lines
        if line.sheet == name
    ]


@pytest.mark.parametrize("name", ["in/forms.xlsx", "nowhere.xlsx"])
def test_what_is_no_map_is_refused(name: str, folder: Path) -> None:
    with pytest.raises(UsageError):
        confirmed_in(folder.parent / name)


def test_a_map_among_the_inputs_is_passed_over(folder: Path) -> None:
    before = problems(unconfirmed(folder))
    write_lines(folder / "map.xlsx", asked(folder))
    assert problems(unconfirmed(folder)) == before


def test_no_number_and_no_sensitive_heading_is_asked_about(tmp_path: Path) -> None:
    rows = "姓名,单位,所在党组织,性别,民族,家庭住址,籍贯,联系手机,身份证件,出生日期,备忘\n李甲,市局13800000000,某支部13800000000,,,,,,,,\n"
    (tmp_path / "people.csv").write_text(rows, encoding="utf-8")
    assert [line.original for line in asked(tmp_path)] == [("备忘",)]


@pytest.mark.parametrize(("answer", "tellers"), [("甲支部", 2), ("新增", 3), ("略过", 2)])
def test_a_unit_in_a_column_of_its_own_tells_which_person_is_asked_about(
    answer: str, tellers: int, tmp_path: Path
) -> None:
    tables = {
        "机关": "机关党组织|类型\n甲支部|机关党支部\n乙支部|机关党支部",
        "党员": "姓名|所在党组织\n张三|甲支部\n张三|乙支部",
        "报到": "姓名|单位|认领数\n张三|某局|2",
        "网格": "街道|社区|小区|网格|党建指导员姓名|党建指导员单位\n一街道|一社区|一小区|一网格|周二、张三|某局",
    }
    write_tables(tmp_path, tables)
    people = [line.original for line in asked(tmp_path) if line.sheet == "人员"]
    assert people == [("张三", "某局"), ("周二", "某局")]
    reading = confirming(tmp_path, {("人员", "张三", "某局"): answer, ("人员", "周二", "某局"): "略过"})
    assert not reading.problems["code"].is_in(["unknown-reference", "ambiguous-reference", "map-stale"]).any()
    assert reading.people.height == tellers


def test_homes_are_told_by_their_grid_and_namesakes_among_places_by_what_is_above_them(
    tmp_path: Path,
) -> None:
    tables = {
        "机关": "机关党组织|类型\n甲支部|机关党支部\n乙支部|机关党支部",
        "党员": "姓名|所在党组织|居住网格\n张三|甲支部|一苑第一网格\n张三|乙支部|",
        "网格": "街道|社区|小区|网格\n一街道|一社区|一苑|一网格\n一街道|一社区|二苑|一网格",
        "住户": "小区|网格|楼栋|室号|联系党员\n一苑|一网格|1幢|101室|张三",
    }
    write_tables(tmp_path, tables)
    assert {(line.original, line.suggested) for line in asked(tmp_path)} == {
        (("一苑第一网格", "网格"), "一苑/一网格"),
        (("张三", "一网格"), ""),
    }
    answers: dict[tuple[str, ...], str] = {
        ("单位", "一苑第一网格", "网格"): "√",
        ("人员", "张三", "一网格"): "乙支部",
    }
    reading = confirming(tmp_path, answers)
    assert not reading.has_errors
    assert "map-stale" not in set(reading.problems["code"])


def test_a_word_is_confirmed_under_the_heading_an_office_writes_it_under(tmp_path: Path) -> None:
    def asking(reading: Reading) -> list[tuple[str, ...]]:
        return [line.original for line in questions(reading, *tables_in([tmp_path])) if line.sheet == "用词"]

    def confirming(answers: Mapping[tuple[str, ...], str]) -> Reading:
        book = tmp_path.parent / "words.xlsx"
        write_lines(book, [Line("用词", original, confirmed=word) for original, word in answers.items()])
        reading = read_rosters([tmp_path], confirmed=confirmed_in(book))
        assert reading.problems.filter(pl.col("code").str.starts_with("map-")).is_empty()
        return reading

    tables = {
        "a": "社区,街道,社区党组织,第一书记(兼职委员),职务\n新荷社区,荷花街道,新荷党委,张甲,挂职书记",
        "b": "社区,街道,社区党组织,第一书记(兼职委员)\n新湖社区,荷花街道,新湖党委,李乙(挂职)",
        "c": "社区,小区,网格,网格党支部,组建形式（单独、联合）\n新荷社区,荷苑,一网格,荷苑党支部,联建",
        "d": "机关党组织,结对社区\n水利局,新荷社区",
    }
    write_tables(tmp_path, tables)
    words: dict[tuple[str, ...], str] = {
        ("职务", "挂职书记"): "第一书记",
        ("第一书记(兼职委员)", "李乙(挂职)"): "兼职委员",
        ("组建形式(单独、联合)", "联建"): "联合",
        ("机关党组织", "水利局"): "机关党委",
    }
    unconfirmed = read_rosters([tmp_path])
    assert sorted(asking(unconfirmed)) == sorted(words)
    no_kind = unconfirmed.problems.row(by_predicate=pl.col("value") == "水利局", named=True)
    assert "类型" in message(no_kind)
    assert "可填" not in message(no_kind)
    assert not asking(confirming(words))
    empty = confirming(dict.fromkeys(words, "略过"))
    assert asking(empty) == [("第一书记(兼职委员)", "张甲")]  # no word stands beside him any more
    named = [reading.rosters["people"].rows["name"].to_list() for reading in (unconfirmed, empty)]
    assert named == [["张甲", "李乙"], ["张甲"]]
    assert empty.problems.filter(code="missing-value")["column"].to_list() == ["机关党组织"]
