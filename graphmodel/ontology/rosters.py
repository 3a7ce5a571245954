"""The sixteen rosters and their columns: the one place where a heading, a type or a requirement is stated.

Adding a column here adds it to the reader, the checks, the tables, the snapshot, the query schema and the
documentation.
"""

from __future__ import annotations

from typing import Any, Final

from graphmodel.language import Text
from graphmodel.ontology import choices
from graphmodel.ontology.model import Column, Roster, ValueType
from graphmodel.ontology.network import BODIES, HOUSEHOLD

_PLACES = ("Community", "Compound", "Grid")


def _column(value_type: ValueType, name: str, zh: str, en: str, *aliases: str, **more: Any) -> Column:
    return Column(name=name, title=Text(zh, en), value_type=value_type, aliases=aliases, **more)


def _code(zh: str, en: str, *aliases: str, **more: Any) -> Column:
    return _column(ValueType.CODE, "id", zh, en, *aliases, **more)


def _name(zh: str, en: str, *aliases: str, **more: Any) -> Column:
    return _column(ValueType.TEXT, "name", zh, en, *aliases, **more)


def _reference(name: str, zh: str, en: str, labels: tuple[str, ...], *aliases: str, **more: Any) -> Column:
    return _column(ValueType.REFERENCE, name, zh, en, *aliases, labels=labels, **more)


def _end(name: str, zh: str, en: str, labels: tuple[str, ...], *aliases: str, **more: Any) -> Column:
    """An end of the tie that a row of a relation roster makes."""
    return _reference(name, zh, en, labels, *aliases, required=True, **more)


def _yes_no(name: str, zh: str, en: str, *aliases: str, **more: Any) -> Column:
    return _column(ValueType.YES_NO, name, zh, en, *aliases, **more)


def _date(name: str, zh: str, en: str, *aliases: str, **more: Any) -> Column:
    return _column(ValueType.DATE, name, zh, en, *aliases, **more)


def _count(name: str, zh: str, en: str, *aliases: str, **more: Any) -> Column:
    return _column(ValueType.COUNT, name, zh, en, *aliases, **more)


_ELIGIBLE = _yes_no(
    "eligible",
    "是否具备单独组建条件",
    "eligible for a branch of its own",
    description=Text(
        "符合党组织建立条件的…要求单独组建党组织", "meets the conditions for a branch of its own"
    ),
)

FORMER_NAMES: Final = "former_names"
"""The column of earlier names; a thing answers to them where nothing bears them now."""

_FORMER_NAMES = _column(
    ValueType.TEXT,
    FORMER_NAMES,
    "曾用名",
    "former names",
    many=True,
    description=Text(
        "改名前的名称；其他名册中可仍写旧名", "names before it was renamed; other rosters may still use them"
    ),
)

VALID_FROM: Final = _date("valid_from", "生效日期", "valid from")
VALID_TO: Final = _date(
    "valid_to",
    "失效日期",
    "valid to",
    description=Text("当日起不再有效；至今、长期为空", "the first day on which it no longer holds"),
    after=VALID_FROM.name,
    example="至今",
)
PERIOD: Final = (VALID_FROM, VALID_TO)
"""Carried by every roster; they hold for the thing and for every tie made from the row."""

WAIVER: Final = "Waiver"
"""What the rows of the waivers become: no part of the network, but a word on what the rules find in it."""

ENDING: Final = "Ending"
"""What the rows of the endings become: no part of the network, but the end of a row of another roster."""

REMARKS: Final = "备注"
"""A heading every roster may have and that is never read."""

ROSTERS: Final = (
    Roster(
        name="divisions",
        title=Text("区划", "divisions"),
        description=Text(
            "官方区划名单，含是否主城区", "the official division list, and which are main urban"
        ),
        makes=("City", "County", "Street", "Community"),
        label_by="level",
        columns=(
            _code("代码", "code", "code", "区划代码", "行政区划代码", required=True, example="990101001001"),
            _name("名称", "name", "name", "区划名称", required=True, example="示例社区"),
            _column(
                ValueType.CHOICE,
                "level",
                "级别",
                "level",
                "level",
                "层级",
                required=True,
                choices=choices.LEVELS,
                example="社区",
            ),
            _reference(
                "part_of",
                "上级代码",
                "code of the division above",
                ("Street", "County", "City"),
                "parent_code",
                "上级区划代码",
                required=True,
                relation="PART_OF",
                labels_by="level",
                example="990101001000",
            ),
            _yes_no("in_main_urban", "是否主城区", "in the main urban area", on=("Community",)),
            _FORMER_NAMES,
        ),
    ),
    Roster(
        name="compounds",
        title=Text("小区", "compounds"),
        description=Text("住宅小区", "residential compounds"),
        makes=("Compound",),
        parent="part_of",
        columns=(
            _code("小区代码", "compound code", "小区编码", "小区编号"),
            _name("小区名称", "compound name", required=True),
            _reference(
                "part_of",
                "所属社区",
                "community",
                ("Community",),
                "所在社区",
                required=True,
                relation="PART_OF",
            ),
            _FORMER_NAMES,
        ),
    ),
    Roster(
        name="grids",
        title=Text("网格", "grids"),
        description=Text("小区网格", "the grids of the compounds"),
        makes=("Grid",),
        parent="part_of",
        columns=(
            _code("网格代码", "grid code", "网格编码", "网格编号"),
            _name("网格名称", "grid name", required=True),
            _reference(
                "part_of",
                "所属小区",
                "compounds",
                ("Compound",),
                "所在小区",
                required=True,
                relation="PART_OF",
                many=True,
            ),
            _FORMER_NAMES,
        ),
    ),
    Roster(
        name="households",
        title=Text("住户", "households"),
        description=Text("住户编号，不含姓名和门牌", "homes under opaque codes, no names or door numbers"),
        makes=("Household",),
        columns=(
            _code("户编号", "home code", "住户编号", "户号", required=True, may_leave=False),
            _reference(
                "part_of", "所属网格", "grid", ("Grid",), "所在网格", required=True, relation="PART_OF"
            ),
            _column(
                ValueType.TEXT, "building", "楼栋", "building", "幢号", "楼号", opaque=True, may_leave=False
            ),
            _column(ValueType.TEXT, "stairwell", "单元", "stairwell", "单元号", opaque=True, may_leave=False),
            _column(
                ValueType.CHOICE,
                "status",
                "状态",
                "status",
                "居住状态",
                "入住情况",
                choices=choices.HOME_STATUSES,
            ),
        ),
    ),
    Roster(
        name="party_orgs",
        title=Text("党组织", "Party organisations"),
        description=Text("各级各类党组织", "Party organisations of every kind"),
        makes=("PartyOrg",),
        columns=(
            _code("党组织代码", "organisation code"),
            _name("党组织名称", "organisation name", required=True),
            _column(
                ValueType.CHOICE,
                "kind",
                "类型",
                "kind",
                "党组织类型",
                "党组织类别",
                required=True,
                choices=choices.KINDS,
                example="网格党支部",
            ),
            _column(
                ValueType.CHOICE,
                "form",
                "组建形式",
                "form",
                "组建方式",
                "设置形式",
                choices=choices.FORMS,
                default="standalone",
            ),
            _yes_no("is_retired", "是否离退休", "is a retired members' branch", default=False, example="否"),
            _reference(
                "seated_in",
                "所在街道或社区",
                "seat",
                ("Street", "Community"),
                relation="SEATED_IN",
                only_for=("street", "community"),
                only_by="kind",
            ),
            _reference(
                "led_by", "上级党组织", "led by", ("PartyOrg",), "隶属党组织", relation="LED_BY", many=True
            ),
            _reference(
                "approved_by",
                "批准党组织",
                "approved by",
                ("PartyOrg",),
                "批准机关",
                "批准单位",
                relation="APPROVED_BY",
                many=True,
            ),
            _date("approved_on", "批准日期", "approved on", "批准时间", relation="APPROVED_BY"),
            _date("founded_on", "成立日期", "founded on", "成立时间"),
            _reference("covers", "覆盖对象", "covers", ("Grid", *BODIES), relation="COVERS", many=True),
            _yes_no("has_venue", "有场所", "has a venue"),
            _yes_no("has_facilities", "有设施", "has facilities"),
            _yes_no("has_signage", "有标识", "has signage"),
            _yes_no("has_funds", "有经费", "has funds"),
            _yes_no("has_rules", "有制度", "has rules"),
            _count("pledges_signed", "承诺书份数", "pledges signed"),
            _FORMER_NAMES,
        ),
    ),
    Roster(
        name="owners_committees",
        title=Text("业主委员会", "owners' committees"),
        description=Text("小区的业主委员会", "the owners' committees of the compounds"),
        makes=("OwnersCommittee",),
        columns=(
            _code("业委会代码", "committee code"),
            _name("业委会名称", "committee name", "业主委员会名称", required=True),
            _reference(
                "serves",
                "所属小区",
                "compounds",
                ("Compound",),
                "所在小区",
                required=True,
                relation="SERVES",
                many=True,
            ),
            _ELIGIBLE,
            _FORMER_NAMES,
        ),
    ),
    Roster(
        name="property_companies",
        title=Text("物业服务企业", "property companies"),
        description=Text("物业服务企业及其服务小区", "property companies and the compounds they serve"),
        makes=("PropertyCompany",),
        columns=(
            _code("物业企业代码", "company code"),
            _name("物业企业名称", "company name", "物业公司名称", "物业服务企业名称", required=True),
            _reference(
                "serves",
                "服务小区",
                "compounds",
                ("Compound",),
                "管理小区",
                required=True,
                relation="SERVES",
                many=True,
            ),
            _ELIGIBLE,
            _FORMER_NAMES,
        ),
    ),
    Roster(
        name="social_orgs",
        title=Text("社会组织", "social organisations"),
        description=Text("在小区服务的社会组织", "social organisations active in the compounds"),
        makes=("SocialOrg",),
        columns=(
            _code("社会组织代码", "organisation code"),
            _name("社会组织名称", "organisation name", required=True),
            _reference(
                "serves", "服务小区", "compounds", ("Compound",), "管理小区", relation="SERVES", many=True
            ),
            _ELIGIBLE,
            _FORMER_NAMES,
        ),
    ),
    Roster(
        name="people",
        title=Text("人员", "people"),
        description=Text(
            "党员和任职人员，用本单位编号", "members and office holders under the office's codes"
        ),
        makes=("Person",),
        columns=(
            _code("人员编号", "person code", "党员编号", "人员代码", required=True, may_leave=False),
            _name("姓名", "name", may_leave=False),
            _column(
                ValueType.CHOICE, "party_status", "政治面貌", "Party status", choices=choices.PARTY_STATUSES
            ),
            _reference(
                "member_of",
                "所在党组织",
                "member of",
                ("PartyOrg",),
                "所在党支部",
                "所属党组织",
                relation="MEMBER_OF",
                many=True,
            ),
            _reference(
                "lives_in",
                "居住网格",
                "lives in",
                ("Grid",),
                "居住地网格",
                relation="LIVES_IN",
                elsewhere=("市外", "lives_outside"),
            ),
            _yes_no("is_cadre", "是否党务干部", "is a Party-affairs cadre"),
            _yes_no("is_owner", "是否业主", "is an owner"),
        ),
    ),
    Roster(
        name="posts",
        title=Text("任职", "posts"),
        description=Text("谁在哪里担任什么职务", "who holds which post where"),
        makes=("HOLDS",),
        columns=(
            _end("from", "人员", "person", ("Person",), "姓名"),
            _column(
                ValueType.CHOICE,
                "post",
                "职务",
                "post",
                "担任职务",
                required=True,
                choices=choices.POSTS,
                identifies=True,
                example="党建指导员",
            ),
            _end(
                "to",
                "任职对象",
                "place",
                ("Grid", "PartyOrg", *BODIES),
                "任职单位",
                "任职地点",
                labels_by="post",
            ),
            _reference("recommended_by", "推荐党组织", "recommended by", ("PartyOrg",), "推荐单位"),
        ),
    ),
    Roster(
        name="pairings",
        title=Text("结对", "pairings"),
        description=Text("机关党组织与社区、小区、网格结对", "organ organisations paired with places"),
        makes=("PAIRED_WITH",),
        columns=(
            _end("from", "党组织", "Party organisation", ("PartyOrg",)),
            _end("to", "结对对象", "paired with", _PLACES),
            _date(
                "agreement_signed_on",
                "协议签订日期",
                "agreement signed on",
                "协议签订时间",
                "签订日期",
                "签订时间",
            ),
            _yes_no("party_building_list", "党建责任清单", "list of Party-building duties"),
            _yes_no("governance_list", "小区治理责任清单", "list of governance duties"),
        ),
    ),
    Roster(
        name="registrations",
        title=Text("报到", "registrations"),
        description=Text(
            "党员、单位到社区和网格报到", "members and organs registered in grids and communities"
        ),
        makes=("REGISTERED_WITH",),
        columns=(
            _end("from", "报到者", "who registers", ("Person", "PartyOrg"), "报到人"),
            _end(
                "to", "报到对象", "registered with", ("PartyOrg", "Community"), "报到地点", labels_by="from"
            ),
            _count("claims", "认领数", "items claimed"),
        ),
    ),
    Roster(
        name="household_ties",
        title=Text("联户", "household ties"),
        description=Text("1+N 党员联户", "the 1+N ties of members and homes"),
        makes=("CONTACTS",),
        columns=(
            _end("from", "人员", "person", ("Person",), "姓名"),
            _end("to", "户编号", "home code", ("Household",), example="示例住户001"),
            _column(ValueType.MONTH, "last_contact_month", "最近联系月份", "month of the last contact"),
        ),
    ),
    Roster(
        name="activities",
        title=Text("活动", "activities"),
        description=Text("每月活动次数", "monthly counts of activities"),
        makes=("TOOK_PART",),
        columns=(
            _end("from", "党组织", "Party organisation", ("PartyOrg",)),
            _end("to", "小区或网格", "compound or grid", ("Compound", "Grid")),
            _column(
                ValueType.CHOICE,
                "activity",
                "活动类型",
                "kind of activity",
                "活动类别",
                required=True,
                choices=choices.ACTIVITIES,
                identifies=True,
            ),
            _column(ValueType.MONTH, "month", "月份", "month", "活动月份", required=True, identifies=True),
            _count("times", "次数", "times", "活动次数", required=True),
            _count("times_on_tuesday", "其中周二次数", "of them on a Tuesday", "周二次数", at_most="times"),
        ),
    ),
    Roster(
        name="waivers",
        title=Text("豁免", "waivers"),
        description=Text(
            "经批准暂不整改的缺口及其理由", "gaps that need not be closed for now, and the reasons"
        ),
        makes=(WAIVER,),
        columns=(
            _column(ValueType.CODE, "rule", "规则", "rule", required=True, example="R19"),
            _reference("subject", "对象", "subject", (), required=True, may_leave=False),
            _column(ValueType.TEXT, "reason", "理由", "reason", required=True),
            _column(ValueType.TEXT, "approver", "批准人", "approved by", required=True, may_leave=False),
            _date("starts", "起", "from", required=True),
            _date("ends", "止", "until", required=True, after="starts", example="2019-05-21"),
        ),
    ),
    Roster(
        name="endings",
        title=Text("终止", "endings"),
        description=Text(
            "不再有效的任职、结对、报到、联户", "posts, pairings, registrations and home ties that end"
        ),
        makes=(ENDING,),
        columns=(
            _column(
                *(ValueType.CHOICE, "roster", "名册", "roster"),
                required=True,
                choices=choices.ENDED,
                identifies=True,
                example="结对",
            ),
            _end("from", "起点", "from", ("Person", "PartyOrg"), labels_by="roster"),
            _end(
                *("to", "终点", "to", ("Grid", "PartyOrg", *BODIES, "Community", "Compound", HOUSEHOLD)),
                labels_by="roster",
            ),
            _column(
                *(ValueType.CHOICE, "post", "职务", "post"),
                choices=choices.POSTS,
                only_for=("posts",),
                only_by="roster",
                required_there=True,
                identifies=True,
            ),
            _date("ended_on", "终止日期", "ends on", required=True, identifies=True),
        ),
    ),
)
