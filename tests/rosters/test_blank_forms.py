"""The forms that are sent out: as the contract lists them, filled in in a real office suite, and read back."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from graphmodel.alliance import assemble
from graphmodel.language import Language, speaking
from graphmodel.ontology import ROSTER
from graphmodel.rosters.blank_forms import write_blank_forms
from tests.forms.cases import facts
from tests.rosters.city import read, write_text

SHEETS = {
    "附件1 社区党组织情况表": "街道 社区 街道党组织 社区党组织 上级党组织 社区书记 两委成员",
    "附件2 业委会、物业企业党组织情况表": "社区 小区 业委会 业委会主任 业委会是否具备单独组建条件 业委会党支部 业委会党支部书记 "
    "党员业主联络员 物业企业 物业企业是否具备单独组建条件 物业企业党支部 物业企业党支部书记 物业服务质量党员监督员 结对党组织",
    "附件3 小区网格党支部一览表": "街道 社区 小区 网格 网格长 网格党支部 书记 组建形式 成立日期 批准党组织 批准日期 上级党组织 有场所 "
    "有设施 有标识 有经费 有制度 党建指导员/姓名 党建指导员/单位 推荐党组织 楼道长 红管家 志愿者 结对机关党支部",
    "附件4 机关党组织结对共建情况表": "机关党组织 类型 是否离退休 上级党组织 书记 结对社区 结对小区 结对网格 第一书记 兼职委员 党建指导员 "
    "协议签订日期 党建责任清单 小区治理责任清单 报到社区 认领数 承诺书份数",
    "附件5 党员花名册": "姓名 身份证号 政治面貌 所在党组织 居住网格 是否党务干部 是否业主",
    "附件6 机关党员到社区报到登记表": "单位 姓名 电话 报到网格 认领数",
    "附件7 党员联户一览表": "小区 网格 楼栋 单元 室号 状态 联系党员 最近联系月份",
}


DIVISIONS = [
    ["code", "name", "level", "parent_code"],
    ["990100000000", "示例市", "2", ""],
    ["990102000000", "示例区", "3", "990100000000"],
    ["990102001000", "示例街道", "4", "990102000000"],
    ["990102001001", "东风社区", "5", "990102001000"],
]
FILLED = {
    "附件1 社区党组织情况表": """
        示例街道 东风社区 示例街道党工委 东风社区党委 示例街道党工委 赵某甲 赵某甲、钱某乙
    """,
    "附件2 业委会、物业企业党组织情况表": """
        东风社区 甲小区 甲业委会 钱某乙 是 甲业委会党支部 孙某丙 孙某丙 示例物业 否 无 无 李某丁 甲局党支部
        东风社区 乙小区 无 无 . 无 无 无 示例物业 否 无 无 . 无
    """,
    "附件3 小区网格党支部一览表": """
        示例街道 东风社区 甲小区 一网格 钱某乙 甲小区网格党支部 孙某丙 单独 2018-06-01 示例街道党工委 2018-05-21 东风社区党委 \
是 是 否 是 是 李某丁 甲局党支部 甲局党支部 无 周某戊 无 甲局党支部
        示例街道 东风社区 乙小区 一网格 钱某乙 无 无 . . . . . . . . . . 无 . . 无 无 无 无
    """,
    "附件4 机关党组织结对共建情况表": """
        甲局机关党委 机关党委 否 . 李某丁 东风社区 无 无 李某丁 无 无 2018-07-01 是 否 东风社区 3 12
    """,
    "附件5 党员花名册": """
        赵某甲 990101199001010019 正式党员 东风社区党委 市外 是 否
        钱某乙 990101199001010027 群众 . 甲小区/一网格 否 是
        孙某丙 990101199001010035 正式党员 甲小区网格党支部 甲小区/一网格 . 是
        李某丁 990101199001010043 正式党员 甲局党支部 甲小区/一网格 是 .
        周某戊 990101199001010051 预备党员 甲小区网格党支部 乙小区/一网格 否 是
    """,
    "附件6 机关党员到社区报到登记表": """
        甲局党支部 李某丁 13000000001 甲小区/一网格 2
    """,
    "附件7 党员联户一览表": """
        甲小区 一网格 1 1 101 有人 孙某丙、李某丁 2018-12
        甲小区 一网格 1 1 102 空置 . .
    """,
}
"""Rows by sheet; a dot is an empty cell."""

Convert = Callable[[Path, str], Path]


def headings(sheet: Worksheet) -> tuple[list[str], int]:
    """The headings of every column, levels joined, and the first row below them."""
    upper, lower = ([cell.value for cell in sheet[row]] for row in (2, 3))
    if not isinstance(upper[0], str) or lower[0] == 1:
        return [str(text) for text in upper], 3
    for place, (left, text) in enumerate(pairwise(upper), start=1):
        upper[place] = text or left
    return [f"{top}/{sub}" if sub else str(top) for top, sub in zip(upper, lower, strict=True)], 4


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sheets_are_those_of_the_contract(language: Language, tmp_path: Path) -> None:
    with speaking(language):
        write_blank_forms(tmp_path / "forms.xlsx")
    instructions, *sheets = openpyxl.load_workbook(tmp_path / "forms.xlsx").worksheets
    assert str(instructions["A1"].value).startswith("【说明】")
    found = {}
    for sheet in sheets:
        texts, first = headings(sheet)
        found[sheet.title] = " ".join(texts[1:])
        assert texts[0] == "序号"
        assert sheet["A1"].value == sheet.title
        assert any(str(span).startswith("A1:") for span in sheet.merged_cells.ranges)
        assert (first == 4) == ("党建指导员/姓名" in texts)
        assert str(sheet.cell(sheet.max_row, 1).value).startswith("注：")
    assert found == SHEETS


def test_every_choice_has_its_list(tmp_path: Path) -> None:
    write_blank_forms(tmp_path / "forms.xlsx")
    words = {
        heading: [choice.title.zh for choice in ROSTER[roster].column(name).choices]
        for heading, roster, name in (
            ("类型", "party_orgs", "kind"),
            ("组建形式", "party_orgs", "form"),
            ("政治面貌", "people", "party_status"),
            ("状态", "households", "status"),
        )
    }
    told = [heading for heading in " ".join(SHEETS.values()).split() if heading.startswith(("是否", "有"))]
    flags = {
        *told,
        "党建责任清单",
        "小区治理责任清单",
        "业委会是否具备单独组建条件",
        "物业企业是否具备单独组建条件",
    }
    expected = {heading: f'"{",".join(choices)}"' for heading, choices in words.items()}
    expected |= dict.fromkeys(flags, '"是,否"')
    found = {}
    for sheet in openpyxl.load_workbook(tmp_path / "forms.xlsx").worksheets[1:]:
        texts, first = headings(sheet)
        for rule in sheet.data_validations.dataValidation:
            (cells,) = rule.sqref.ranges
            assert cells.min_row == first
            found[texts[cells.min_col - 1]] = rule.formula1
    assert found == expected


def test_the_same_forms_have_the_same_bytes(tmp_path: Path) -> None:
    write_blank_forms(tmp_path / "a.xlsx")
    write_blank_forms(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def fill_in(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for title, rows in FILLED.items():
        sheet = book[title]
        _, first = headings(sheet)
        for number, row in enumerate(rows.strip().splitlines(), start=first):
            for place, text in enumerate(row.split(), start=2):
                if text != ".":
                    sheet.cell(number, place).value = text
    book.save(path)


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_filled_in_and_sent_back_they_read_without_a_warning(
    suffix: str, tmp_path: Path, converted: Convert
) -> None:
    with speaking("zh"):
        write_blank_forms(tmp_path / "forms.xlsx")
    fill_in(tmp_path / "forms.xlsx")
    back = tmp_path / "back"
    back.mkdir()
    converted(tmp_path / "forms.xlsx", suffix).rename(back / f"forms.{suffix}")
    write_text(back / "区划.csv", DIVISIONS)
    reading = read(back)
    assert set(reading.problems["code"]) == {"identity-used"}, reading.problems.rows()
    alliance = assemble(reading)
    instructor = ["HOLDS", "李某丁", "一网格", "post=instructor", "recommended_by=党组织/甲局党支部"]
    assert instructor in facts(alliance, [["HOLDS", "post=", "recommended_by="]])
    assert facts(alliance, [["REGISTERED_WITH", "claims="]]) == [
        ["REGISTERED_WITH", "甲局机关党委", "东风社区", "claims=3"],
        ["REGISTERED_WITH", "李某丁", "甲小区网格党支部", "claims=2"],
    ]
    counted = {"CONTACTS": 2, "Person": 5, "Household": 2, "COVERS": 2, "PAIRED_WITH": 3}
    assert {kind: len(facts(alliance, [[kind]])) for kind in counted} == counted
