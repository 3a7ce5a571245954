"""The forms that are sent out: as the contract lists them."""

from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from graphmodel.language import Language, speaking
from graphmodel.ontology import ROSTER
from graphmodel.rosters.blank_forms import write_blank_forms

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
