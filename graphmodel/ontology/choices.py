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
    _choice("occupied", "有人", "occupied", "有人居住", "常住", "自住", "出租", "租住", "在住"),
    _choice("vacant", "空置", "vacant", "空房", "空关", "无人居住"),
    _choice("opted_out", "不参加", "opted out", "不愿参加"),
)

KINDS: Final = (
    _choice("municipal_body", "市级机关党组织", "municipal Party body"),
    _choice(
        "street", "街道党组织", "street Party organisation", "街道党工委", "街道党委", "镇党委", "乡党委"
    ),
    _choice(
        "community",
        "社区党组织",
        "community Party organisation",
        "社区党委",
        "社区党总支",
        "社区党支部",
        "村党组织",
    ),
    _choice("grid_branch", "网格党支部", "grid branch", "网格支部", "小区网格党支部"),
    _choice("grid_group", "网格党小组", "grid Party group", "网格小组", "小区党小组", "党小组"),
    _choice(
        "owners_committee_branch",
        "业委会党支部",
        "owners' committee branch",
        "业主委员会党支部",
        "业委会支部",
    ),
    _choice(
        "property_company_branch",
        "物业企业党支部",
        "property company branch",
        "物业党支部",
        "物业公司党支部",
        "物业服务企业党支部",
        "物业支部",
    ),
    _choice("social_org_branch", "社会组织党支部", "social organisation branch", "社会组织支部"),
    _choice("organ_committee", "机关党委", "organ Party committee", "机关委员会", "直属机关党委"),
    _choice("organ_general_branch", "机关党总支", "organ general branch", "党总支", "机关总支"),
    _choice("organ_branch", "机关党支部", "organ branch", "机关支部"),
    _choice("other", "其他", "other"),
)

FORMS: Final = (
    _choice("standalone", "单独", "standalone", "单独组建", "单独党支部"),
    _choice("joint", "联合", "joint", "联合组建", "联合党支部", "联合支部"),
    _choice("temporary", "临时", "temporary", "临时组建", "临时党支部", "临时支部"),
    _choice("mobile", "流动", "mobile", "流动党支部", "流动支部"),
)

PARTY_STATUSES: Final = (
    _choice("full", "正式党员", "full member", "中共党员", "党员", "中共正式党员"),
    _choice("probationary", "预备党员", "probationary member", "中共预备党员"),
    _choice(
        "none",
        "群众",
        "not a member",
        "共青团员",
        "团员",
        "非党员",
        "非中共党员",
        "无党派人士",
        "无党派民主人士",
        "民主党派",
        "民革党员",
        "民盟盟员",
        "民建会员",
        "民进会员",
        "农工党党员",
        "致公党党员",
        "九三学社社员",
        "台盟盟员",
    ),
)

POSTS: Final = (
    _choice(
        "secretary",
        "书记",
        "secretary",
        "党支部书记",
        "党小组长",
        "社区党组织书记",
        "支部书记",
        "党组织书记",
        "社区书记",
        "社区党委书记",
        "网格党支部书记",
    ),
    _choice("grid_head", "网格长", "grid head", "小区网格长"),
    _choice(
        "committee_member",
        "两委成员",
        "member of the community's two committees",
        "社区两委成员",
        "两委班子成员",
        "社区两委班子成员",
        "两委委员",
    ),
    _choice("first_secretary", "第一书记", "first secretary", "社区第一书记"),
    _choice("part_time_member", "兼职委员", "part-time committee member", "社区兼职委员"),
    _choice(
        "instructor",
        "党建指导员",
        "Party-building instructor",
        "网格党建指导员",
        "小区网格党建指导员",
        "指导员",
    ),
    _choice("owner_liaison", "党员业主联络员", "Party-member owner liaison", "业主联络员", "联络员"),
    _choice(
        "service_supervisor",
        "物业服务质量党员监督员",
        "service quality supervisor",
        "质量监督员",
        "物业质量监督员",
        "党员监督员",
        "监督员",
    ),
    _choice("committee_director", "业委会主任", "owners' committee director", "业主委员会主任"),
    _choice("part_time_grid_worker", "兼职网格员", "part-time grid worker"),
    _choice("red_steward", "红管家", "red steward", "红色管家"),
    _choice("stairwell_head", "楼道长", "stairwell head", "红色楼道长", "党员楼道长", "楼栋长"),
    _choice("volunteer", "党员志愿者", "Party-member volunteer", "志愿者"),
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
    _choice("joint_meeting", "联席会商", "joint meeting", "联席会议"),
    _choice("red_council", "红色议事会", "red council", "议事会"),
    _choice("three_meetings", "三会一课", "three meetings and one lecture"),
    _choice("residents_day", "民情沟通日", "residents' day", "民情沟通"),
    _choice("joint_activity", "党建活动联抓", "joint Party-building activity"),
    _choice("livelihood_project", "民生实事联办", "joint livelihood project"),
    _choice("hard_problem", "治理难题联解", "joint solving of a hard problem"),
    _choice("volunteering", "志愿服务联动", "joint volunteering", "志愿服务"),
    _choice("home_visit", "上门走访", "home visit", "入户走访", "走访"),
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

REPLIES: Final = (
    _choice("done", "已整改", "done"),
    _choice("in_progress", "正在整改", "in progress"),
    _choice("disputed", "情况不符", "not as listed"),
    _choice("not_ready", "暂不具备条件", "cannot be done yet"),
)
"""What an addressee may say of a line of its list."""
