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
    "S1": Text("一级：覆盖或领导关系缺失", "S1: breaks coverage or the line of leadership"),
    "S2": Text("二级：明确职责未落实", "S2: a named duty unmet"),
    "S3": Text("三级：偏离一般做法或缺材料", "S3: a default departed from, or paper missing"),
    "S4": Text("四级：提示", "S4: information"),
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
    "answered": Text("响应次数", "calls answered"),
    "appointees": Text("任职人数", "people appointed"),
    "approvals": Text("批准党组织数", "organisations that approved it"),
    "branches": Text("党组织", "branches"),
    "candidates": Text("可任网格长的人数", "people who could head a grid"),
    "claims": Text("认领数", "items claimed"),
    "cover": Text("覆盖方式", "cover"),
    "effective": Text("党的工作有效覆盖", "effective cover"),
    "expected": Text("规范名称", "name expected"),
    "form": Text("组建形式", "form"),
    "grids": Text("网格", "grids"),
    "head": Text("网格长", "grid head"),
    "homes": Text("联系户数", "homes contacted"),
    "homes_outside": Text("其中网格以外户数", "of them outside the member's grids"),
    "instructors": Text("党建指导员人数", "instructors"),
    "last_month": Text("最近活动月份", "month of the last activity"),
    "leaders": Text("上级党组织", "led by"),
    "level": Text("覆盖层级", "level of the ladder"),
    "lives_in": Text("居（常）住网格", "grid lived in"),
    "members": Text("党员人数", "members"),
    "missing": Text("缺少", "missing"),
    "missing_roster": Text("未提供的名册", "roster not supplied"),
    "org": Text("同一党组织", "the one organisation"),
    "orgs": Text("结对党组织", "organisations paired"),
    "others": Text("重名党组织", "others of that name"),
    "paired": Text("结对对象", "paired with"),
    "people": Text("任职人数", "people"),
    "places": Text("任职对象", "places of the posts"),
    "posts": Text("职务", "posts"),
    "reason": Text("原因", "reason"),
    "registered": Text("报到党组织", "registered with"),
    "secretaries": Text("书记人数", "secretaries"),
    "secretary": Text("书记（党小组长）", "secretary"),
    "share": Text("周二走访比例", "share of visits on Tuesdays"),
    "shared": Text("其中兼任其他网格", "of them shared with another grid"),
    "signed": Text("已签承诺书", "pledges signed"),
    "tangible": Text("党的组织有形覆盖", "tangible cover"),
    "targets": Text("结对对象", "paired with"),
    "unanswered": Text("未响应次数", "calls unanswered"),
    "unknown": Text("情况不明", "not known"),
    "waived": Text("豁免理由", "waived because"),
    "waived_until": Text("豁免至", "waived until"),
    "what": Text("问题", "what is wrong"),
}
"""What the evidence of a finding is called; a rule names its keys from here."""

OF_PEOPLE: Final = frozenset({"head", "secretary"})
"""Evidence that holds codes of people."""
