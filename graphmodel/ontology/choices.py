"""The closed lists of the domain: levels, kinds and forms of Party organisations, posts, activities, statuses."""

from __future__ import annotations

from typing import Final

from graphmodel.language import Text
from graphmodel.ontology.model import Choice


def _choice(value: str, zh: str, en: str, *aliases: str) -> Choice:
    return Choice(value=value, title=Text(zh, en), aliases=aliases)


PROVINCE: Final = "province"
LEVELS: Final = (
    _choice(PROVINCE, "省", "province", "1"),
    _choice("city", "市", "city", "2"),
    _choice("county", "县", "county or district", "3"),
    _choice("street", "街道", "street, town or township", "4"),
    _choice("community", "社区", "community or village", "5"),
)

HOME_STATUSES: Final = (
    _choice("occupied", "有人", "occupied"),
    _choice("vacant", "空置", "vacant"),
    _choice("opted_out", "不参加", "opted out"),
)

KINDS: Final = (
    _choice("municipal_body", "市级机关党组织", "municipal Party body"),
    _choice("street", "街道党组织", "street Party organisation"),
    _choice("community", "社区党组织", "community Party organisation"),
    _choice("grid_branch", "网格党支部", "grid branch"),
    _choice("grid_group", "网格党小组", "grid Party group"),
    _choice("owners_committee_branch", "业委会党支部", "owners' committee branch"),
    _choice("property_company_branch", "物业企业党支部", "property company branch"),
    _choice("social_org_branch", "社会组织党支部", "social organisation branch"),
    _choice("organ_committee", "机关党委", "organ Party committee"),
    _choice("organ_general_branch", "机关党总支", "organ general branch"),
    _choice("organ_branch", "机关党支部", "organ branch"),
    _choice("other", "其他", "other"),
)

FORMS: Final = (
    _choice("standalone", "单独", "standalone"),
    _choice("joint", "联合", "joint"),
    _choice("temporary", "临时", "temporary"),
    _choice("mobile", "流动", "mobile"),
)

PARTY_STATUSES: Final = (
    _choice("full", "正式党员", "full member"),
    _choice("probationary", "预备党员", "probationary member"),
    _choice("none", "群众", "not a member"),
)

POSTS: Final = (
    _choice("secretary", "书记", "secretary", "党支部书记", "党小组长", "社区党组织书记"),
    _choice("grid_head", "网格长", "grid head"),
    _choice("committee_member", "两委成员", "member of the community's two committees"),
    _choice("first_secretary", "第一书记", "first secretary"),
    _choice("part_time_member", "兼职委员", "part-time committee member"),
    _choice("instructor", "党建指导员", "Party-building instructor"),
    _choice("owner_liaison", "党员业主联络员", "Party-member owner liaison"),
    _choice("service_supervisor", "物业服务质量党员监督员", "service quality supervisor"),
    _choice("committee_director", "业委会主任", "owners' committee director"),
    _choice("part_time_grid_worker", "兼职网格员", "part-time grid worker"),
    _choice("red_steward", "红管家", "red steward", "红色管家"),
    _choice("stairwell_head", "楼道长", "stairwell head", "红色楼道长", "党员楼道长"),
    _choice("volunteer", "党员志愿者", "Party-member volunteer"),
)

POST_PLACES: Final[dict[str, tuple[str, ...]]] = {
    "secretary": ("PartyOrg",),
    "grid_head": ("Grid",),
    "committee_member": ("PartyOrg",),
    "first_secretary": ("PartyOrg",),
    "part_time_member": ("PartyOrg",),
    "instructor": ("Grid", "OwnersCommittee", "PropertyCompany", "SocialOrg"),
    "owner_liaison": ("OwnersCommittee", "PropertyCompany"),
    "service_supervisor": ("PropertyCompany",),
    "committee_director": ("OwnersCommittee",),
    "part_time_grid_worker": ("Grid",),
    "red_steward": ("Grid",),
    "stairwell_head": ("Grid",),
    "volunteer": ("Grid",),
}
"""Where each post may be held."""

ACTIVITIES: Final = (
    _choice("joint_meeting", "联席会商", "joint meeting"),
    _choice("red_council", "红色议事会", "red council"),
    _choice("three_meetings", "三会一课", "three meetings and one lecture"),
    _choice("residents_day", "民情沟通日", "residents' day"),
    _choice("joint_activity", "党建活动联抓", "joint Party-building activity"),
    _choice("livelihood_project", "民生实事联办", "joint livelihood project"),
    _choice("hard_problem", "治理难题联解", "joint solving of a hard problem"),
    _choice("volunteering", "志愿服务联动", "joint volunteering"),
    _choice("home_visit", "上门走访", "home visit"),
    _choice("hear_opinions", "民意要去听", "opinions heard"),
    _choice("explain_policy", "政策要去讲", "policy explained"),
    _choice("settle_disputes", "矛盾要去解", "disputes settled"),
    _choice("help_hardship", "困难要去帮", "hardship helped"),
    _choice("visit_sick", "生病要去看", "sick visited"),
    _choice("whistle_answered", "吹哨响应", "whistle call answered"),
    _choice("whistle_unanswered", "吹哨未应", "whistle call unanswered"),
)

ENDED: Final = (
    _choice("posts", "任职", "posts"),
    _choice("pairings", "结对", "pairings"),
    _choice("registrations", "报到", "registrations"),
    _choice("household_ties", "联户", "home ties"),
)
"""The rosters of which a row may end before its time."""
