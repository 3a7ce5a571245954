"""A small office's rosters, made by hand the way people fill them in, with the verdicts counted by hand.

Names instead of codes, lists in one cell, a title row, a total row, months for dates, 是/否, one file in GB18030.
Everyone and everything in it is invented.
"""

from collections.abc import Sequence
from pathlib import Path

import openpyxl

INVENTED_DIVISIONS = """\
code,name,level,parent_code
990000000000,示例省,1,
990100000000,示例市,2,990000000000
990101000000,市辖区,3,990100000000
990102000000,示例区,3,990100000000
990102001000,示例街道,4,990102000000
990102001001,东风社区,5,990102001000
990102001002,西苑社区,5,990102001000
990102001003,没有小区的社区,5,990102001000
"""

REAL_DIVISIONS = Path(__file__).parents[2].parent / "shared" / "data" / "divisions_quzhou_2018.csv"
"""The official list, with that of 2017 beside it; where it lies, it lies outside the project."""

COVERAGE = {
    ("R02", "Grid"): (2, 2, 0, 0),
    ("R21", "Community"): (1, 1, 0, 0),
    ("R22", "Grid"): (1, 3, 0, 0),
    ("R22", "PartyOrg"): (1, 0, 0, 1),
    ("R23", "Compound"): (1, 2, 0, 0),
    ("R25", "Grid"): (1, 3, 0, 0),
    ("R26", "Community"): (1, 1, 0, 0),
    ("R26", "PartyOrg"): (1, 1, 0, 0),
    ("R27", "PartyOrg"): (1, 1, 0, 0),
    ("R31", "PartyOrg"): (1, 1, 0, 0),
    ("R31", "Person"): (1, 1, 0, 1),
    ("R35", "Grid"): (2, 1, 1, 2),
}
"""Met, gap, unknown, exempt of each rule and subject label."""


def workbook(
    path: Path, title: str, headings: list[str], rows: Sequence[Sequence[object]], total: str = ""
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
    sheet.append(headings)
    for row in rows:
        sheet.append([*row])
    if total:
        sheet.append([total])
    book.save(path)


def text(path: Path, lines: list[str], encoding: str = "utf-8-sig") -> None:
    path.write_text("\r\n".join(lines) + "\r\n", encoding=encoding, newline="")


def fill_in(
    folder: Path, first: str = "东风社区", second: str = "西苑社区", divisions: Path | None = None
) -> Path:
    """Write the rosters over a division list, in which the two communities' names are unique."""
    folder.mkdir(parents=True, exist_ok=True)
    content = divisions.read_bytes() if divisions else INVENTED_DIVISIONS.encode()
    (folder / "区划名单.csv").write_bytes(content)
    workbook(
        folder / "小区花名册.xlsx",
        "示例街道住宅小区花名册(2018年12月)",
        ["序号", "小区名称", "所属社区", "备注"],
        [[1, "甲小区", first, ""], [2, "乙小区", first, "老旧"], [3, "丙小区", f"{second}", ""]],
        "合计:3个",
    )
    workbook(
        folder / "网格.xlsx",
        "网格表",
        ["网格名称*", "所属小区*"],
        [["甲一网格", "甲小区"], ["甲二网格", "甲小区"], ["乙网格", "乙小区"], ["丙网格", "丙小区"]],
    )
    text(
        folder / "党组织.csv",
        [
            "党组织名称,类型,所在街道或社区,覆盖对象,成立日期,是否离退休",
            f"第一社区党委,社区党组织,{first},,,否",
            f"第二社区党委,社区党组织,{second},,,否",
            "甲小区网格党支部,网格党支部,,甲一网格、甲二网格,2018年5月,否",
            "示例局机关党委,机关党委,,,2010.3,否",
            "示例局第一党支部,机关党支部,,,2010/3/1,否",
            "样本局党总支,机关党总支,,,,否",
            "样本局党支部,机关党支部,,,,否",
            "示例局退休党支部,机关党支部,,,,是",
        ],
        encoding="gb18030",
    )
    workbook(
        folder / "人员.xlsx",
        "党员和任职人员",
        ["人员编号", "姓名", "政治面貌", "所在党组织", "居住网格", "是否业主"],
        [
            ["001", "示例甲", "正式党员", "示例局第一党支部", "甲一网格", "是"],
            ["002", "示例乙", "预备党员", "样本局党支部", "丙网格", "否"],
            ["003", "示例丙", "正式党员", "样本局党支部", "市外", ""],
            ["004", "示例丁", "群众", "", "", ""],
            ["005", "示例戊", "正式党员", "甲小区网格党支部", "甲二网格", "√"],
        ],
    )
    text(
        folder / "任职.csv",
        [
            "人员,职务,任职对象,推荐党组织,生效日期,失效日期",
            "示例甲,党建指导员,甲一网格,示例局第一党支部,2018年5月,至今",
            "示例戊,党支部书记,甲小区网格党支部,,2018.5.21,",
            "示例丁,网格长,甲一网格,,,",
            "示例戊,第一书记,第一社区党委,示例局机关党委,2018-06-01,",
            "示例乙,党建指导员,丙网格,样本局党支部,2018-01-01,2018年11月",
        ],
    )
    text(
        folder / "结对.csv",
        [
            "党组织;结对对象;协议签订日期",
            f"示例局机关党委;{first};2018/5/30",
            "示例局第一党支部;甲一网格;",
            "样本局党总支;甲小区;",
        ],
    )
    text(
        folder / "报到.csv",
        ["报到者,报到对象,认领数", f"示例局机关党委,{first},2", "示例甲,甲小区网格党支部,1"],
    )
    workbook(
        folder / "住户.xlsx",
        "住户(不含姓名)",
        ["户编号", "所属网格", "状态"],
        [
            ["H1", "甲一网格", "有人"],
            ["H2", "甲一网格", "有人"],
            ["H3", "甲一网格", "空置"],
            ["H4", "乙网格", "有人"],
            ["H5", "乙网格", ""],
            ["H6", "乙网格", "不参加"],
        ],
    )
    text(
        folder / "联户.csv",
        ["人员,户编号,最近联系月份", "001,H1,2018-11", "001,H2,2018年12月", "005,H3,2018.11"],
    )
    return folder
