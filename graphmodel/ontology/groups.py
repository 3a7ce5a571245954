"""The groups in which the rules speak: grid organisations, own branches, organ orgs, the five visits, and others.

A query names a group as if it were a parameter (``o.kind IN $grid_organisations``), Python looks it up in
:data:`GROUP`; neither lists its members again. The single values are in :mod:`graphmodel.ontology.choices`.
"""

from __future__ import annotations

from typing import Final

from graphmodel.language import Text
from graphmodel.ontology.choices import ACTIVITIES, HOME_STATUSES, KINDS, PARTY_STATUSES, POSTS
from graphmodel.ontology.model import Choice, Group


def _group(name: str, zh: str, en: str, of: tuple[Choice, ...], *values: str) -> Group:
    if unknown := set(values) - {choice.value for choice in of}:
        raise ValueError(f"group {name}: {sorted(unknown)}")
    return Group(name=name, title=Text(zh, en), values=values)


_GRID_ORGANISATIONS = ("grid_branch", "grid_group")
_BODY_BRANCHES = ("owners_committee_branch", "property_company_branch", "social_org_branch")
_ORGAN_COMMITTEES = ("organ_committee", "organ_general_branch")

GROUPS: Final = (
    _group("grid_organisations", "网格党组织", "grid organisations", KINDS, *_GRID_ORGANISATIONS),
    _group(
        *("own_branches", "小区里的党组织", "own branches", KINDS),
        *(*_GRID_ORGANISATIONS, *_BODY_BRANCHES),
    ),
    _group("body_branches", "业委会、物业企业、社会组织党支部", "branches of bodies", KINDS, *_BODY_BRANCHES),
    _group("organ_committees", "机关党委（党总支）", "organ committees", KINDS, *_ORGAN_COMMITTEES),
    _group("organ_orgs", "机关党组织", "organ organisations", KINDS, *_ORGAN_COMMITTEES, "organ_branch"),
    _group(
        "seated_orgs", "街道、社区党组织", "street and community organisations", KINDS, "street", "community"
    ),
    _group("members", "党员", "members", PARTY_STATUSES, "full", "probationary"),
    _group("homes_left_out", "空置、不参加的住户", "homes left out", HOME_STATUSES, "vacant", "opted_out"),
    _group(
        *("work_posts", "党的工作覆盖的职务", "posts of Party work", POSTS),
        *("instructor", "owner_liaison", "service_supervisor"),
    ),
    _group(
        *("appointed_posts", "第一书记、兼职委员", "first secretaries and part-time members", POSTS),
        *("first_secretary", "part_time_member"),
    ),
    _group(
        *("committee_posts", "社区“两委”班子", "the community's two committees", POSTS),
        *("committee_member", "secretary"),
    ),
    _group(
        *("five_visits", "上门五件事", "the five things at the door", ACTIVITIES),
        *("hear_opinions", "explain_policy", "settle_disputes", "help_hardship", "visit_sick"),
    ),
    _group(
        *("joint_activities", "联抓、联办、联解、联动", "the four joint kinds", ACTIVITIES),
        *("joint_activity", "livelihood_project", "hard_problem", "volunteering"),
    ),
    _group(
        *("councils", "议事协商的四种形式", "the four forms of council", ACTIVITIES),
        *("red_council", "joint_meeting", "three_meetings", "residents_day"),
    ),
    _group(
        *("whistle_calls", "小区吹哨", "whistle calls", ACTIVITIES),
        *("whistle_answered", "whistle_unanswered"),
    ),
)

GROUP: Final[dict[str, tuple[str, ...]]] = {group.name: group.values for group in GROUPS}
"""The members of each group, by its name."""
