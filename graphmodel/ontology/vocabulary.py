"""Display texts of the words that are values rather than declarations: verdicts, severities, evidence, units."""

from __future__ import annotations

from typing import Final, Literal

from graphmodel.language import Text
from graphmodel.ontology.model import Declaration

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

FINDING_KEY: Final = ("rule", "subject_label", "subject")
"""What tells a finding from all others, also from run to run."""

GRADES: Final[dict[str, Text]] = {
    "S1": Text("一级", "S1 cover"),
    "S2": Text("二级", "S2 duty"),
    "S3": Text("三级", "S3 practice"),
    "S4": Text("四级", "S4 note"),
}
"""Severities where there is room for a word only."""

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


class Evidence(Declaration):
    """What a key of the evidence of a finding is called, and whether its value is of people."""

    title: Text
    of_people: Literal["codes", "counts"] | None = None
    """Codes of people never leave the office, counts of people only where they are not small."""


EVIDENCE: Final[dict[str, Evidence]] = {
    "answered": Evidence(title=Text("响应次数", "calls answered")),
    "appointees": Evidence(title=Text("任职人数", "people appointed"), of_people="counts"),
    "approvals": Evidence(title=Text("批准党组织数", "organisations that approved it")),
    "branches": Evidence(title=Text("党组织", "branches")),
    "candidates": Evidence(
        title=Text("可任网格长的人数", "people who could head a grid"), of_people="counts"
    ),
    "claims": Evidence(title=Text("认领数", "items claimed")),
    "cover": Evidence(title=Text("覆盖方式", "cover")),
    "effective": Evidence(title=Text("党的工作有效覆盖", "effective cover")),
    "expected": Evidence(title=Text("规范名称", "name expected")),
    "form": Evidence(title=Text("组建形式", "form")),
    "grids": Evidence(title=Text("网格", "grids")),
    "head": Evidence(title=Text("网格长", "grid head"), of_people="codes"),
    "homes": Evidence(title=Text("联系户数", "homes contacted")),
    "homes_outside": Evidence(title=Text("其中网格以外户数", "of them outside the member's grids")),
    "instructors": Evidence(title=Text("党建指导员人数", "instructors"), of_people="counts"),
    "last_month": Evidence(title=Text("最近活动月份", "month of the last activity")),
    "leaders": Evidence(title=Text("上级党组织", "led by")),
    "level": Evidence(title=Text("覆盖层级", "level of the ladder")),
    "lives_in": Evidence(title=Text("居（常）住网格", "grid lived in")),
    "members": Evidence(title=Text("党员人数", "members"), of_people="counts"),
    "missing": Evidence(title=Text("缺少", "missing")),
    "missing_roster": Evidence(title=Text("未提供的名册", "roster not supplied")),
    "org": Evidence(title=Text("同一党组织", "the one organisation")),
    "orgs": Evidence(title=Text("结对党组织", "organisations paired")),
    "others": Evidence(title=Text("重名党组织", "others of that name")),
    "paired": Evidence(title=Text("结对对象", "paired with")),
    "people": Evidence(title=Text("任职人数", "people"), of_people="counts"),
    "places": Evidence(title=Text("任职对象", "places of the posts")),
    "posts": Evidence(title=Text("职务", "posts")),
    "reason": Evidence(title=Text("原因", "reason")),
    "registered": Evidence(title=Text("报到党组织", "registered with")),
    "secretaries": Evidence(title=Text("书记人数", "secretaries"), of_people="counts"),
    "secretary": Evidence(title=Text("书记（党小组长）", "secretary"), of_people="codes"),
    "share": Evidence(title=Text("周二走访比例", "share of visits on Tuesdays")),
    "shared": Evidence(
        title=Text("其中兼任其他网格", "of them shared with another grid"), of_people="counts"
    ),
    "signed": Evidence(title=Text("已签承诺书", "pledges signed"), of_people="counts"),
    "tangible": Evidence(title=Text("党的组织有形覆盖", "tangible cover")),
    "targets": Evidence(title=Text("结对对象", "paired with")),
    "unanswered": Evidence(title=Text("未响应次数", "calls unanswered")),
    "unknown": Evidence(title=Text("情况不明", "not known")),
    "waived": Evidence(title=Text("豁免理由", "waived because")),
    "waived_until": Evidence(title=Text("豁免至", "waived until")),
    "what": Evidence(title=Text("问题", "what is wrong")),
}
"""What the evidence of a finding is called; a rule names its keys from here."""


def of_people(what: Literal["codes", "counts"]) -> frozenset[str]:
    """The keys of evidence that hold codes or counts of people.

    >>> sorted(of_people("codes"))
    ['head', 'secretary']
    """
    return frozenset(key for key, evidence in EVIDENCE.items() if evidence.of_people == what)
