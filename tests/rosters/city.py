"""A clean city small enough to count: every roster, every column, and the ways tests write and read them."""

import csv
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from graphmodel.alliance import assemble
from graphmodel.ontology import PROVENANCE
from graphmodel.rosters import Reading, read_rosters
from graphmodel.rosters.cells import Cells
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.sources import open_tables
from graphmodel.spreadsheets.files import find

Rows = list[list[Any]]

STREET, COMMUNITY, OTHER = "330802001000", "330802001001", "330802001002"
GRID, GRID_2 = f"{COMMUNITY}/荷苑小区/一网格", f"{COMMUNITY}/荷苑小区/二网格"
HOME, HOME_2, HOME_3 = "H0001", "H0002", "H0003"

CITY: dict[str, Rows] = {
    "区划": [
        ["代码*", "名称*", "级别*", "上级代码*", "是否主城区"],
        ["330000000000", "浙江省", "1", None, None],
        ["330800000000", "衢州市", "市", None, None],
        ["330801000000", "市辖区", "县", "330800000000", None],
        ["330802000000", "柯城区", "县", "330800000000", None],
        [STREET, "府山街道", "街道", "330802000000", None],
        [COMMUNITY, "城北社区", "社区", STREET, "是"],
        [OTHER, "城南社区", "社区", STREET, "否"],
    ],
    "小区": [
        ["小区代码", "小区名称*", "所属社区*"],
        [None, "荷苑小区", "城北社区"],
        ["XQ2", "菊苑小区", OTHER],
    ],
    "网格": [
        ["网格代码", "网格名称*", "所属小区*"],
        [None, "一网格", "荷苑小区"],
        [None, "二网格", "荷苑小区"],
        ["WG3", "三网格", "荷苑小区、菊苑小区"],
    ],
    "住户": [
        ["户编号*", "所属网格*", "楼栋", "单元", "状态", "生效日期", "失效日期"],
        [HOME, GRID, "1", "1", "有人", None, None],
        [HOME_2, GRID, "1", "2", "空置", "2018-05-21", "2019-01-01"],
        [HOME_3, "柯城区/二网格", "2", None, None, None, None],
    ],
    "党组织": [
        [
            *("党组织代码", "党组织名称*", "类型*", "组建形式", "是否离退休", "所在街道或社区", "上级党组织"),
            *(
                "批准党组织",
                "批准日期",
                "成立日期",
                "覆盖对象",
                "有场所",
                "有设施",
                "有标识",
                "有经费",
                "有制度",
            ),
            "承诺书份数",
        ],
        ["D1", "府山街道党工委", "街道党组织", None, None, STREET, *[None] * 11],
        ["D2", "城北社区党委", "社区党组织", None, None, COMMUNITY, "D1", *[None] * 10],
        [
            *(
                "D3",
                "荷苑小区网格党支部",
                "网格党支部",
                "单独",
                "否",
                None,
                "D2",
                "D1",
                "2018-06-01",
                "2018-06-02",
            ),
            *(f"{GRID}、{GRID_2}", "是", "是", "否", None, "是", 12),
        ],
        [None, "市教育局机关党委", "机关党委", None, "否", *[None] * 11, 30],
        ["D5", "市教育局第一支部", "机关党支部", "联合", "否", None, "市教育局机关党委", *[None] * 10],
    ],
    "业主委员会": [
        ["业委会代码", "业委会名称*", "所属小区*", "是否具备单独组建条件"],
        [None, "荷苑业委会", "荷苑小区", "是"],
    ],
    "物业服务企业": [
        ["物业企业代码", "物业企业名称*", "服务小区*", "是否具备单独组建条件"],
        ["91330800MA28F1234X", "清风物业", "荷苑小区、XQ2", "否"],
    ],
    "社会组织": [
        ["社会组织代码", "社会组织名称*", "服务小区", "是否具备单独组建条件"],
        [None, "红色义工队", None, None],
    ],
    "人员": [
        ["人员编号*", "姓名", "政治面貌", "所在党组织", "居住网格", "是否党务干部", "是否业主"],
        ["P1", "甲", "正式党员", "D5", GRID, "是", "是"],
        ["P2", "乙", "预备党员", "D3", "市外", "否", None],
        ["P3", "丙", "群众", None, None, None, None],
    ],
    "任职": [
        ["人员*", "职务*", "任职对象*", "推荐党组织"],
        ["P1", "党建指导员", GRID, "D5"],
        ["P2", "书记", "D3", None],
        ["P3", "网格长", "三网格", None],
    ],
    "结对": [
        ["党组织*", "结对对象*", "协议签订日期", "党建责任清单", "小区治理责任清单"],
        ["市教育局机关党委", "城北社区", "2018-07-01", "有", "无"],
        ["D5", GRID, None, None, None],
    ],
    "报到": [
        ["报到者*", "报到对象*", "认领数"],
        ["P1", "D3", 2],
        ["市教育局机关党委", COMMUNITY, 0],
    ],
    "联户": [
        ["人员*", "户编号*", "最近联系月份"],
        ["P1", HOME, "2018-11"],
        ["P1", HOME_2, None],
    ],
    "活动": [
        ["党组织*", "小区或网格*", "活动类型*", "月份*", "次数*", "其中周二次数"],
        ["D3", GRID, "上门走访", "2018-11", 4, 2],
        ["D3", "荷苑小区", "红色议事会", "2018-12", 1, None],
    ],
}


def city(**changed: Rows) -> dict[str, Rows]:
    """The rosters, some of them replaced (by title)."""
    return {**CITY, **changed}


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """One workbook with a sheet per roster; cells keep the types they are given."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(number, place).value = value
    workbook.save(path)
    return path


def write_texts(folder: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], **options: Any) -> Path:
    """One CSV per roster in a folder."""
    folder.mkdir(exist_ok=True)
    for title, rows in sheets.items():
        write_text(folder / f"{title}.csv", rows, **options)
    return folder


def write_text(
    path: Path,
    rows: Iterable[Sequence[Any]],
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    **options: Any,
) -> Path:
    """One text file."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=separator, **options)
        writer.writerows([[_shown(value) for value in row] for row in rows])
    return path


def _shown(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def network(reading: Reading) -> dict[str, list[Any]]:
    """What the rosters say, without where it stands."""
    alliance = assemble(reading)
    tables = {**alliance.nodes, **alliance.ties}
    said = {name: table.drop(PROVENANCE).rows() for name, table in tables.items()}
    return {name: sorted(rows, key=repr) for name, rows in said.items()} | {
        "supplied": sorted(alliance.supplied),
        "absent": sorted(alliance.absent_columns),
    }


def found(reading: Reading, *codes: str) -> list[tuple[Any, ...]]:
    """The problems as ``(code, sheet, row, column, value)``; some codes, or all but dropped-column."""
    problems = reading.problems
    if codes:
        problems = problems.filter(pl.col("code").is_in(codes))
    return problems.select("code", "sheet", "row", "column", "value").rows()


def read(*paths: Path, keep_going: bool = False) -> Reading:
    return read_rosters(paths, keep_going=keep_going)


@cache
def clean_reading() -> Reading:
    """The clean city as it is read; nobody changes it."""
    with tempfile.TemporaryDirectory() as folder:
        return read(write_texts(Path(folder), CITY))


@cache
def clean_network() -> dict[str, list[Any]]:
    """What the clean city says; nobody changes it."""
    return network(clean_reading())


def opened(*paths: Path) -> list[Any]:
    """What stands in files, place by place, but for their names: those that hold the same say the same."""
    tables, problems = [], Problems()
    for source in find(paths):
        found = open_tables(source)
        tables += [_said(table) for table in (*found.tables, *found.forms)]
        problems.take(found.problems)
    return [sorted(tables, key=repr), sorted(problems.table().drop("file", "sheet").rows(), key=repr)]


def _said(value: Any) -> Any:
    """A table, or a part of it, as plain values."""
    if isinstance(value, Cells):
        return value.raw.to_list()
    if isinstance(value, pl.Series):
        return value.to_list()
    if isinstance(value, dict):
        return {name: _said(part) for name, part in value.items()}
    if is_dataclass(value):
        parts = {field.name: _said(getattr(value, field.name)) for field in fields(value)}
        return parts | dict.fromkeys(("file", "sheet")) | {"folders": getattr(value, "folders", None)}
    return [_said(part) for part in value] if isinstance(value, tuple) else value
