"""Display texts of the words that are values rather than declarations: verdicts, severities, evidence, units."""

from __future__ import annotations

from typing import Final

from graphmodel.language import Text

VERDICTS: Final[dict[str, Text]] = {
    "met": Text("达标", "met"),
    "gap": Text("缺口", "gap"),
    "unknown": Text("未知", "unknown"),
    "exempt": Text("不适用", "exempt"),
}

SEVERITIES: Final[dict[str, Text]] = {
    "S1": Text("一级:覆盖或领导关系缺失", "S1: breaks coverage or the line of leadership"),
    "S2": Text("二级:明确职责未落实", "S2: a named duty unmet"),
    "S3": Text("三级:偏离一般做法或缺材料", "S3: a default departed from, or paper missing"),
    "S4": Text("四级:提示", "S4: information"),
}

MODALITIES: Final[dict[str, Text]] = {
    "MUST": Text("必须", "must"),
    "DEFAULT": Text("原则上", "as a rule"),
    "GOAL": Text("全覆盖目标", "goal"),
    "NORM": Text("倡导", "norm"),
}

UNITS: Final[dict[str, Text]] = {
    "subjects": Text("个", "subjects"),
    "homes": Text("户", "homes"),
}

EVIDENCE: Final[dict[str, Text]] = {
    "appointees": Text("任职人数", "people appointed"),
    "branches": Text("党组织", "branches"),
    "grids": Text("网格", "grids"),
    "instructors": Text("党建指导员人数", "instructors"),
    "missing_roster": Text("未提供的名册", "roster not supplied"),
    "orgs": Text("结对党组织", "organisations paired"),
    "paired": Text("结对对象", "paired with"),
    "shared": Text("其中兼任其他网格", "of them shared with another grid"),
}
"""What the evidence of a finding is called; a rule names its keys from here."""
