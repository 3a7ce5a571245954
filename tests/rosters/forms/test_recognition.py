"""Which table is which form, what its columns are, over how many rows its headings stand."""

from pathlib import Path

import pytest

from tests.rosters.forms.sheets import codes, columns, taken, text, workbook

DATA = "|".join(["甲"] * 8)

WHICH = {
    "网格名称|所属小区|网格长": ["grids"],
    "网格代码|网格名称|所属小区": ["=grids"],
    "网格代码|网格名称|所属小区|备注|序号": ["=grids"],
    "小区名称|所属社区": ["=compounds"],
    "小区名称|所属社区|业委会": ["compounds"],
    "小区|社区|户数(户)": ["compounds"],
    "社区|社区书记": ["communities"],
    "镇街|社区名称|两委班子成员": ["communities"],
    "楼栋|室号|小区|网格": ["homes"],
    "户编号|所属网格|楼栋|单元": ["=households"],
    "户编号|所属网格|楼栋|单元|联系党员": ["=households"],
    "户编号|所属网格|楼栋|单元|室号": ["homes"],
    "姓名|电话": ["people"],
    "党员|所在党支部": ["people"],
    "姓名|政治面貌|人员编号": ["=people"],
    "姓名|政治面貌|人员编号|联系户": ["people"],
    "姓名|职务|任职对象": ["=posts"],
    "姓名|户编号": ["=household_ties"],
    "网格|网格长|姓名|电话": ["grids"],
    "网格|网格长|户数|姓名": ["people"],
    "机关党组织|结对社区": ["pairings"],
    "机关党委|类型": ["pairings"],
    "机关党组织名称|书记": [],
    "社会组织名称|小区|社会组织党建指导员": ["compounds"],
    "党组织名称|类型|上级党组织|批准党组织|承诺书份数": ["=party_orgs"],
    "网格|姓名|单位": ["people"],
    "楼栋|室号|姓名|机关党组织|结对社区|社区": ["homes"],
    "姓名|机关党组织|结对社区|网格": ["people"],
    "机关党组织|结对社区|网格|小区": ["pairings"],
    "网格|小区|社区|街道": ["grids"],
    "村|组": [],
}


@pytest.mark.parametrize(("headings", "what"), WHICH.items())
def test_a_table_is_the_first_form_of_which_the_keys_are_there(
    headings: str, what: list[str], tmp_path: Path
) -> None:
    assert taken(text(tmp_path, f"{headings}\n{DATA}")) == what


BLOCKS = {
    "one row": (
        "网格|小区|党建指导员|党建指导员单位|党建指导员电话",
        [
            "grid 网格",
            "compound 小区",
            "instructor:name 党建指导员",
            "instructor:unit 党建指导员单位",
            "instructor:phone 党建指导员电话",
        ],
    ),
    "two rows": (
        """网格|小区|党建指导员|||户数
        |||||
        """.replace("        |||||\n", "||姓名|单位|电话|"),
        [
            "grid 网格",
            "compound 小区",
            "instructor:name 党建指导员/姓名",
            "instructor:unit 党建指导员/单位",
            "instructor:phone 党建指导员/电话",
            "homes_counted 户数",
        ],
    ),
    "an upper text that says nothing": (
        """基本情况||||组织
        网格|小区|网格长|电话|网格党支部""",
        ["grid 网格", "compound 小区", "grid_head:name 网格长", "grid_head:phone 电话", "branch 网格党支部"],
    ),
    "an upper heading word above a row of several": (
        """|||网格长|
        网格|小区|社区|姓名|联系方式""",
        [
            "grid 网格",
            "compound 小区",
            "community 社区",
            "grid_head:name 网格长/姓名",
            "grid_head:phone 网格长/联系方式",
        ],
    ),
    "three rows": (
        """||党建指导员||
        网格|小区|||
        ||姓名|单位|手机""",
        [
            "grid 网格",
            "compound 小区",
            "instructor:name 党建指导员/姓名",
            "instructor:unit 党建指导员/单位",
            "instructor:phone 党建指导员/手机",
        ],
    ),
    "a list in brackets": (
        "网格|小区|党建指导员（姓名、单位、联系电话）",
        ["grid 网格", "compound 小区", "instructor:name+unit+phone 党建指导员（姓名、单位、联系电话）"],
    ),
    "brackets that are part of the word": (
        "社区|街道|第一书记（兼职委员）|职务",
        ["community 社区", "street 街道", "appointee:name 第一书记（兼职委员）", "appointee:duty 职务"],
    ),
    "brackets that are not": (
        "网格名称（全称）|小区*|户 数(户)",
        ["grid 网格名称（全称）", "compound 小区*", "homes_counted 户 数(户)"],
    ),
    "an organisation by its name": (
        """小区|社区|业委会|
        ||名称|业委会主任""",
        [
            "compound 小区",
            "community 社区",
            "owners_committee 业委会/名称",
            "committee_director:name 业委会主任",
        ],
    ),
    "people under a heading of their own": (
        """党员|||
        姓名|身份证号|单位|所在党支部""",
        ["name 姓名", "id_number 身份证号", "unit 单位", "member_of 所在党支部"],
    ),
    "people beside a place": (
        "网格|姓名|手机号|联系户",
        ["grid 网格", "name 姓名", "phone 手机号", "homes_contacted 联系户"],
    ),
}


@pytest.mark.parametrize(("rows", "found"), BLOCKS.values(), ids=BLOCKS)
def test_a_heading_is_the_lowest_text_and_the_sub_heading_below_it(
    rows: str, found: list[str], tmp_path: Path
) -> None:
    (table,) = text(tmp_path, f"某街道某表\n{rows}\n{DATA[:9]}").forms
    assert columns(table) == found
    assert table.titles[0] == "某街道某表"
    assert table.rows.to_list() == [table.heading_row + 1]
    assert table.sound


def test_merged_headings_read_like_unmerged_ones(tmp_path: Path) -> None:
    rows = """基本情况|||党建指导员|||户数
    网格|小区|网格长|姓名|单位|电话|
    一网格|荷苑小区|甲|乙|丙局|丁|3"""
    merged = ["A1:C1", "D1:F1", "G1:G2"]
    (ranges,) = workbook(tmp_path, {"表": rows}, merged).forms
    (plain,) = text(tmp_path, rows).forms
    assert columns(ranges) == columns(plain)
    assert [c.cells.raw.to_list() for c in ranges.columns] == [c.cells.raw.to_list() for c in plain.columns]
    assert ranges.rows.to_list() == [3]


def test_a_cell_that_is_a_heading_word_among_data_is_no_heading(tmp_path: Path) -> None:
    rows = """网格|小区|结对党支部|网格长
    一网格|荷苑小区|机关党委|甲
    二网格|荷苑小区|网格长|社区"""
    (table,) = text(tmp_path, rows).forms
    assert (table.heading_row, table.rows.to_list()) == (1, [2, 3])


DROPPED = {
    "a column that is none": ("网格|小区|天气", ["dropped-column 天气"]),
    "one that is named twice": ("网格|小区|天气|天气", ["dropped-column 天气"]),
    "a running number and remarks": ("序号|网格|小区|备 注", []),
    "a sub-heading of nobody": ("网格|电话|小区", ["dropped-column 电话"]),
    "a sub-heading behind another column": ("网格|网格长|小区|电话", ["dropped-column 电话"]),
    "a part without its person": ("网格|小区|网格长电话", ["dropped-column 网格长电话"]),
    "a person of another form": ("姓名|所在党支部|网格长", ["dropped-column 网格长"]),
    "what no person of the form has": ("姓名|所在党支部|职务", ["dropped-column 职务"]),
    "a heading twice": ("网格|网格名称|小区", ["duplicate-column 网格名称"]),
    "a person twice": ("网格|小区|网格长|姓名", ["duplicate-column 姓名"]),
}


@pytest.mark.parametrize(("headings", "problems"), DROPPED.values(), ids=DROPPED)
def test_a_column_that_is_not_read_is_named_once(headings: str, problems: list[str], tmp_path: Path) -> None:
    opened = text(tmp_path, f"{headings}\n{DATA[: 2 * headings.count('|') + 1]}")
    assert len(opened.forms) == 1
    assert codes(opened) == problems
    assert opened.forms[0].sound is not any("duplicate" in problem for problem in problems)


def test_a_merge_sideways_over_an_empty_column_is_no_second_column(tmp_path: Path) -> None:
    rows = "网格|网格长||小区\n一网格|甲||荷苑小区"
    opened = workbook(tmp_path, {"表": rows}, ["B1:C1"])
    assert codes(opened) == []
    assert columns(opened.forms[0]) == ["grid 网格", "grid_head:name 网格长", "compound 小区"]


TABLES = {
    "two forms": (
        """荷苑社区网格
        网格|小区|网格长
        一网格|荷苑小区|甲

        荷苑社区小区
        小区|社区|户数
        荷苑小区|荷苑社区|8""",
        ["grids", "compounds"],
        [(("荷苑社区网格",), 2, [3]), (("荷苑社区小区",), 6, [7])],
    ),
    "the second over two rows": (
        """网格|小区|网格长
        一网格|荷苑小区|甲
        |党建指导员||
        小区|姓名|电话|网格
        甲|乙|丙|丁""",
        ["grids", "grids"],
        [((), 1, [2]), ((), 4, [5])],
    ),
    "a roster below a form": (
        """网格|小区|网格长
        一网格|荷苑小区|甲
        小区名册
        小区名称|所属社区
        荷苑小区|荷苑社区""",
        ["=compounds", "grids"],
        [((), 1, [2])],
    ),
    "instructions below a form": (
        """网格|小区|网格长
        一网格|荷苑小区|甲

        【说明】
        小区|网格
        写名称|写名称""",
        ["grids"],
        [((), 1, [2])],
    ),
    "a form below what is none": (
        """联系电话|单位
        零|荷苑街道
        网格|小区|网格长
        一网格|荷苑小区|甲""",
        ["grids"],
        [((), 3, [4])],
    ),
}


@pytest.mark.parametrize(("rows", "what", "where"), TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("kind", ["workbook", "text"])
def test_several_tables_may_stand_on_one_sheet(
    kind: str, rows: str, what: list[str], where: list[tuple[tuple[str, ...], int, list[int]]], tmp_path: Path
) -> None:
    opened = workbook(tmp_path, {"表": rows}) if kind == "workbook" else text(tmp_path, rows)
    assert taken(opened) == what
    assert [(t.titles, t.heading_row, t.rows.to_list()) for t in opened.forms] == where


def test_a_sheet_of_instructions_is_passed_over(tmp_path: Path) -> None:
    opened = workbook(
        tmp_path, {"说明": "【说明】怎样填写\n网格|小区|网格长\n一|二|三", "表": "网格|小区\n一|二"}
    )
    assert taken(opened) == ["grids"]
    assert codes(opened) == []


def test_a_table_beside_forms_that_is_neither_is_a_warning(tmp_path: Path) -> None:
    opened = workbook(tmp_path, {"表": "网格|小区|网格长\n一|二|三", "其他": "村|组\n一|二"})
    severities = opened.problems.table().select("code", "severity").rows()
    assert severities == [("unknown-roster", "warning")]
