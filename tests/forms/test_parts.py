"""A column that is not there supplies nothing: the rules of the contract that look at it say unknown, and name it."""

import json
from pathlib import Path

import pytest

from graphmodel.alliance import assemble
from graphmodel.engines.embedded import Embedded
from graphmodel.rosters import read_rosters
from graphmodel.rules import Judgement, judge, rules
from graphmodel.synthetic import AS_OF
from tests.rosters.city import write_text

DIVISIONS = """
    代码 名称 级别 上级代码 是否主城区
    990100000000 示例市 市 . .
    990102000000 示例区 县 990100000000 .
    990102001000 示例街道 街道 990102000000 .
    990102001001 东风社区 社区 990102001000 是
"""
GRIDS = """
    社区 小区 网格 网格长 网格党支部 书记 党建指导员 推荐党组织 楼道长 红管家 志愿者 结对机关党支部
    东风社区 甲小区 一网格 张某甲 一党支部 张某甲 张某甲 甲局党支部 张某甲 张某甲 张某甲 甲局党支部
    东风社区 甲小区 二网格 无 二党支部 无 无 无 无 无 无 无
"""
WITHOUT = [
    ("网格长", "posts:grid_head", [("R08", "PartyOrg"), ("R11", "PartyOrg")]),
    ("党建指导员", "posts:instructor", [("R25", "Grid"), ("R01", "Grid")]),
    ("楼道长", "posts:stairwell_head", [("R48", "Grid")]),
    ("网格党支部", "covers:Grid", [("R01", "Grid"), ("R02", "Grid")]),
    ("结对机关党支部", "pairings", [("R22", "Grid")]),
]
"""Columns, what is lacking without them (of what nothing else feeds, the whole roster), and rules that ask for it."""


def judged(folder: Path, without: str = "") -> Judgement:
    folder.mkdir()
    for name, text in (("区划", DIVISIONS), ("网格", GRIDS)):
        headings, *rows = (
            [("" if cell == "." else cell) for cell in line.split()] for line in text.strip().splitlines()
        )
        left = [place for place, heading in enumerate(headings) if heading != without]
        if without == "网格党支部":
            left = [place for place in left if headings[place] != "书记"]
        write_text(folder / f"{name}.csv", [[row[place] for place in left] for row in (headings, *rows)])
    slice_ = assemble(read_rosters([folder])).at(AS_OF)
    with Embedded(slice_) as engine:
        return judge(slice_, engine, list(rules().values()), snapshot="")


@pytest.mark.parametrize(("column", "lacking", "asked"), WITHOUT)
def test_without_a_column_the_rules_that_look_at_it_say_unknown(
    column: str, lacking: str, asked: list[tuple[str, str]], tmp_path: Path
) -> None:
    whole, less = judged(tmp_path / "whole"), judged(tmp_path / "less", column)
    for rule, label in asked:
        for judgement, is_there in ((whole, True), (less, False)):
            found = judgement.findings.filter(rule=rule, subject_label=label)
            lacks = [lacking in json.loads(text).get("missing_roster", ()) for text in found["evidence"]]
            assert any(lacks) != is_there or found.is_empty(), (rule, label)
            assert is_there or set(found["verdict"]) <= {"unknown"}, (rule, label)
