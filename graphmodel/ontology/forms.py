"""The six forms, the wide tables an office really keeps, and what each of their columns feeds.

A form says nothing the rosters could not: every row of it is read as rows of the rosters. One declaration per column;
recognition, feeding, the template and the documentation are derived from it. The order of the forms matters: a table
is the first of which all keys are there.
"""

from __future__ import annotations

from typing import Any, Final

from graphmodel.language import Text
from graphmodel.ontology.model import FieldKind, Form, FormField, SubHeading
from graphmodel.ontology.rosters import PERIOD, ROSTERS

SUB_HEADINGS: Final = (
    SubHeading(name="name", title=Text("姓名", "name")),
    SubHeading(name="unit", title=Text("单位", "unit"), aliases=("工作单位", "所在单位")),
    SubHeading(
        name="phone",
        title=Text("电话", "phone"),
        aliases=("联系电话", "联系方式", "手机", "手机号", "手机号码"),
    ),
    SubHeading(
        name="id_number",
        title=Text("身份证号", "ID number"),
        aliases=("身份证号码", "身份证", "公民身份号码"),
    ),
    SubHeading(name="duty", title=Text("职务", "duty"), aliases=("担任职务",)),
)
"""The parts of a person column."""

ORGANISATION_NAME: Final = SubHeading(name="name", title=Text("名称", "name"))
"""The one part of a column of organisations."""

RUNNING_NUMBER: Final = "序号"
"""A heading every form may have and that is never read."""

MAKERS: Final[dict[str, tuple[str, ...]]] = {
    "Street": ("communities", "compounds", "grids"),
    "Community": ("communities", "compounds", "grids"),
    "Compound": ("compounds", "grids"),
    "OwnersCommittee": ("compounds",),
    "PropertyCompany": ("compounds",),
    "SocialOrg": ("compounds",),
    "Grid": ("grids",),
    "Household": ("homes",),
    "Person": ("people",),
}
"""The forms that make things of a label where no roster does: the first that is there. Party organisations are made by
all columns that make them, together."""

_IDENTITIES = {part.name: part for part in SUB_HEADINGS}


def _place(name: str, label: str, zh: str, en: str, *aliases: str, **more: Any) -> FormField:
    return FormField(
        name=name, title=Text(zh, en), kind=FieldKind.PLACE, aliases=aliases, labels=(label,), **more
    )


def _street(**more: Any) -> FormField:
    return _place("street", "Street", "街道", "street", "所属街道", "街道名称", "镇街", **more)


def _community(**more: Any) -> FormField:
    return _place("community", "Community", "社区", "community", "所属社区", "社区名称", "所在社区", **more)


def _compound(**more: Any) -> FormField:
    return _place("compound", "Compound", "小区", "compound", "所属小区", "小区名称", "所在小区", **more)


def _grid(**more: Any) -> FormField:
    return _place("grid", "Grid", "网格", "grid", "所属网格", "网格名称", "小区网格", "所在网格", **more)


def _aliases(headings: tuple[str, ...], feeds: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The headings but the first, and those that rosters give a column of one of these headings which it feeds."""
    in_rosters = [
        column.headings
        for roster in ROSTERS
        for column in roster.columns
        if (roster.name, column.name) in feeds and set(column.headings) & set(headings)
    ]
    every = dict.fromkeys((*headings, *(heading for group in in_rosters for heading in group)))
    return tuple(every)[1:]


def _value(
    name: str, zh: str, en: str, *aliases: str, feeds: tuple[tuple[str, str], ...] = (), **more: Any
) -> FormField:
    aliases = _aliases((zh, *aliases), feeds)
    return FormField(
        name=name, title=Text(zh, en), kind=FieldKind.VALUE, aliases=aliases, feeds=feeds, **more
    )


_PERIOD = tuple(_value(column.name, column.title.zh, column.title.en) for column in PERIOD)
"""They hold for all that the row feeds."""


def _own(roster: str, column: str, zh: str, en: str, at: str, *aliases: str, **more: Any) -> FormField:
    """A value of what stands in the field ``at``, called as in the roster."""
    return _value(column, zh, en, *aliases, feeds=((roster, column),), at=(at,), **more)


def _orgs(name: str, zh: str, en: str, *aliases: str, **more: Any) -> FormField:
    return FormField(
        name=name, title=Text(zh, en), kind=FieldKind.THING, aliases=aliases, labels=("PartyOrg",), **more
    )


def _people(name: str, zh: str, en: str, post: str | None, at: str, *aliases: str, **more: Any) -> FormField:
    return FormField(
        name=name,
        title=Text(zh, en),
        kind=FieldKind.PERSON,
        aliases=aliases,
        many=True,
        relation="HOLDS",
        post=post,
        at=(at,),
        **more,
    )


def _identity(name: str) -> FormField:
    part = _IDENTITIES[name]
    return FormField(name=name, title=part.title, kind=FieldKind.IDENTITY, aliases=part.aliases)


def _counted(counts: str, zh: str, en: str, *aliases: str) -> FormField:
    return FormField(
        name=f"{counts}_counted",
        title=Text(zh, en),
        kind=FieldKind.COUNTED,
        aliases=aliases,
        counts=counts,
    )


_COUNTED = (
    _counted("homes", "户数", "number of homes", "住户数", "总户数"),
    _counted("homes_contacted", "已联户数", "number of homes with a contact"),
    _counted("members", "党员数", "number of members", "党员人数"),
)


def _appointed(at: str, *also: str) -> tuple[FormField, ...]:
    supplies = ("posts:appointee", *also)
    return (
        _people("first_secretary", "第一书记", "first secretary", "first_secretary", at, supplies=supplies),
        _people(
            "part_time_member",
            "兼职委员",
            "part-time committee member",
            "part_time_member",
            at,
            supplies=supplies,
        ),
        _people(
            "appointee",
            "第一书记(兼职委员)",
            "first secretary (part-time committee member)",
            None,
            at,
            supplies=supplies,
        ),
    )


def _agreement(*at: str) -> tuple[FormField, ...]:
    """What is said of every pairing of the row."""
    party_building = ("pairings", "party_building_list")
    governance = ("pairings", "governance_list")
    return (
        _value(
            "agreement_signed_on",
            "协议签订日期",
            "agreement signed on",
            feeds=(("pairings", "agreement_signed_on"),),
            at=at,
        ),
        _value(
            "party_building_list",
            "党建责任清单",
            "list of Party-building duties",
            feeds=(party_building,),
            at=at,
        ),
        _value(
            "governance_list", "小区治理责任清单", "list of governance duties", feeds=(governance,), at=at
        ),
        _value("both_lists", "两张清单", "both lists", feeds=(party_building, governance), at=at),
    )


def _recommended_by(*at: str) -> FormField:
    return _value(
        "recommended_by",
        "推荐党组织",
        "recommended by",
        "推荐单位",
        feeds=(("posts", "recommended_by"),),
        at=at,
        many=True,
        supplies=("recommended_by",),
    )


def _former_names(roster: str, at: str) -> FormField:
    return _value(
        "former_names", "曾用名", "former names", feeds=((roster, "former_names"),), at=(at,), many=True
    )


def _led_by(at: str) -> FormField:
    return _own("party_orgs", "led_by", "上级党组织", "led by", at, many=True, supplies=("LED_BY",))


def _last_contact(at: str) -> FormField:
    return _own("household_ties", "last_contact_month", "最近联系月份", "month of the last contact", at)


_HOMES = Form(
    name="homes",
    title=Text("住户一览表", "table of homes"),
    description=Text("一户", "a home"),
    makes="Household",
    keys=(("building",), ("room",)),
    needs=("grid",),
    fields=(
        _street(),
        _community(),
        _compound(many=True),
        _grid(),
        _value("grid_code", "网格代码", "grid code", feeds=(("grids", "id"),), at=("grid",)),
        _own("households", "building", "楼栋", "building", "room"),
        _own("households", "stairwell", "单元", "stairwell", "room"),
        FormField(
            name="room",
            title=Text("室号", "room"),
            kind=FieldKind.ADDRESS,
            aliases=("房号", "门牌号"),
            labels=("Household",),
            makes=True,
        ),
        _own("households", "status", "状态", "status", "room"),
        _value("code", "户编号", "home code", feeds=(("households", "id"),), at=("room",)),
        FormField(
            name="contact",
            title=Text("联系党员", "member in contact"),
            kind=FieldKind.PERSON,
            aliases=("联户党员",),
            many=True,
            relation="CONTACTS",
            at=("room",),
        ),
        _last_contact("contact"),
        *_PERIOD,
    ),
)

_PEOPLE = Form(
    name="people",
    title=Text("人员花名册", "table of people"),
    description=Text("一个人", "a person"),
    makes="Person",
    keys=(("name",),),
    fields=(
        _street(),
        _community(),
        _compound(many=True),
        _grid(),
        _value("code", "人员编号", "person code", feeds=(("people", "id"),), at=("name",)),
        _value(
            "name",
            "姓名",
            "name",
            "党员姓名",
            "党员",
            labels=("Person",),
            makes=True,
            feeds=(("people", "name"),),
        ),
        _identity("unit"),
        _identity("phone"),
        _identity("id_number"),
        _own("people", "party_status", "政治面貌", "Party status", "name"),
        _own(
            "people",
            "member_of",
            "所在党组织",
            "member of",
            "name",
            "所在党支部",
            "党支部",
            many=True,
            supplies=("MEMBER_OF",),
        ),
        _own("people", "lives_in", "居住网格", "lives in", "name", supplies=("LIVES_IN",)),
        _place(
            "lives_in_compound",
            "Compound",
            "居住小区",
            "lives in the compound",
            relation="LIVES_IN",
            at=("name",),
            supplies=("LIVES_IN",),
        ),
        _own("people", "is_cadre", "是否党务干部", "is a Party-affairs cadre", "name"),
        _own("people", "is_owner", "是否业主", "is an owner", "name"),
        _orgs(
            "registered_org",
            "报到党组织",
            "registered with",
            "报到网格党支部",
            relation="REGISTERED_WITH",
            at=("name",),
            supplies=("registrations:Person",),
        ),
        _place(
            "registered_grid",
            "Grid",
            "报到网格",
            "registered in the grid",
            relation="REGISTERED_WITH",
            at=("name",),
            supplies=("registrations:Person",),
        ),
        _value(
            "claims",
            "认领数",
            "items claimed",
            "认领岗位数",
            "认领项目数",
            feeds=(("registrations", "claims"),),
            at=("registered_org", "registered_grid"),
        ),
        FormField(
            name="homes_contacted",
            title=Text("联系户", "homes contacted"),
            kind=FieldKind.ADDRESS,
            aliases=("联系住户",),
            labels=("Household",),
            many=True,
            relation="CONTACTS",
            at=("name",),
        ),
        _last_contact("homes_contacted"),
        *_COUNTED,
        *_PERIOD,
    ),
)

_PAIRINGS = Form(
    name="pairings",
    title=Text("结对一览表", "table of pairings"),
    description=Text("一个机关党组织及其结对对象", "an organ organisation with what it is paired with"),
    makes="PartyOrg",
    keys=(
        ("org",),
        ("paired_community", "paired_compound", "paired_grid", "registered_community", "kind"),
    ),
    fields=(
        _orgs("org", "机关党组织", "organ organisation", "机关党组织名称", "机关党委", makes=True),
        _own("party_orgs", "kind", "类型", "kind", "org"),
        _own("party_orgs", "is_retired", "是否离退休", "is a retired members' branch", "org"),
        _led_by("org"),
        _own("party_orgs", "pledges_signed", "承诺书份数", "pledges signed", "org"),
        _people(
            *("secretary", "书记", "secretary", "secretary", "org", "党组织书记"),
            supplies=("posts:secretary:organ",),
        ),
        *(
            _place(
                f"paired_{label.lower()}",
                label,
                f"结对{zh}",
                f"paired with the {label.lower()}",
                many=True,
                relation="PAIRED_WITH",
                at=("org",),
                supplies=(f"pairings:{label}",),
            )
            for label, zh in (("Community", "社区"), ("Compound", "小区"), ("Grid", "网格"))
        ),
        *_agreement("paired_community", "paired_compound", "paired_grid"),
        _place(
            "registered_community",
            "Community",
            "报到社区",
            "registered with the community",
            many=True,
            relation="REGISTERED_WITH",
            at=("org",),
            supplies=("registrations:PartyOrg",),
        ),
        _own("registrations", "claims", "认领数", "items claimed", "registered_community"),
        *_appointed("paired_community", "recommended_by"),
        _people(
            *("instructor", "党建指导员", "Party-building instructor", "instructor", "paired_grid"),
            supplies=("posts:instructor", "recommended_by"),
        ),
        *_PERIOD,
    ),
)

_GRIDS = Form(
    name="grids",
    title=Text("网格一览表", "table of grids"),
    description=Text("一个网格", "a grid"),
    makes="Grid",
    keys=(("grid",),),
    needs=("compound",),
    fields=(
        _street(),
        _community(),
        _compound(many=True),
        _grid(makes=True),
        _value("code", "网格代码", "grid code", feeds=(("grids", "id"),), at=("grid",)),
        _value("compound_code", "小区代码", "compound code", feeds=(("compounds", "id"),), at=("compound",)),
        _former_names("grids", "grid"),
        _people("grid_head", "网格长", "grid head", "grid_head", "grid", supplies=("posts:grid_head",)),
        _orgs(
            "branch",
            "网格党支部",
            "grid branch",
            *("网格党支部名称", "网格党组织", "党支部名称", "网格党小组", "党小组"),
            many=True,
            makes=True,
            party_kind="grid_branch",
            relation="COVERS",
            at=("grid",),
            supplies=("covers:Grid",),
        ),
        _people(
            *("secretary", "书记", "secretary", "secretary", "branch"),
            *("党支部书记", "网格党支部书记", "支部书记", "党小组长"),
            supplies=("posts:secretary:grid",),
        ),
        _own("party_orgs", "form", "组建形式", "form", "branch"),
        _own("party_orgs", "founded_on", "成立日期", "founded on", "branch"),
        _own(
            *("party_orgs", "approved_by", "批准党组织", "approved by", "branch"),
            many=True,
            supplies=("APPROVED_BY",),
        ),
        _own("party_orgs", "approved_on", "批准日期", "approved on", "branch"),
        _led_by("branch"),
        _own("party_orgs", "has_venue", "有场所", "has a venue", "branch"),
        _own("party_orgs", "has_facilities", "有设施", "has facilities", "branch"),
        _own("party_orgs", "has_signage", "有标识", "has signage", "branch"),
        _own("party_orgs", "has_funds", "有经费", "has funds", "branch"),
        _own("party_orgs", "has_rules", "有制度", "has rules", "branch"),
        _people(
            *("instructor", "党建指导员", "Party-building instructor", "instructor", "grid"),
            *("网格党建指导员", "指导员"),
            supplies=("posts:instructor",),
        ),
        _recommended_by("instructor"),
        _people(
            *("stairwell_head", "楼道长", "stairwell head", "stairwell_head", "grid"),
            *("楼栋长", "红色楼道长", "党员楼道长"),
            supplies=("posts:stairwell_head",),
        ),
        _people(
            *("red_steward", "红管家", "red steward", "red_steward", "grid", "红色管家"),
            supplies=("posts:red_steward",),
        ),
        _people(
            *("volunteer", "志愿者", "volunteer", "volunteer", "grid", "党员志愿者"),
            supplies=("posts:volunteer",),
        ),
        _people(
            *("part_time_grid_worker", "兼职网格员", "part-time grid worker"),
            *("part_time_grid_worker", "grid"),
        ),
        _orgs(
            *("paired_org", "结对机关党支部", "organ branch paired with it"),
            *("结对党支部", "结对单位", "联系党支部"),
            many=True,
            makes=True,
            relation="PAIRED_WITH",
            at=("grid",),
            supplies=("pairings:Grid",),
        ),
        *_agreement("paired_org"),
        *_COUNTED,
        *_PERIOD,
    ),
)


def _body(name: str, label: str, roster: str, zh: str, en: str, *aliases: str) -> tuple[FormField, ...]:
    """The columns of bodies of a kind, of whether they may have a branch, and of the branch."""
    feeds = ((roster, "name"),)
    return (
        FormField(
            name=name,
            title=Text(zh, en),
            kind=FieldKind.THING,
            aliases=_aliases((zh, *aliases), feeds),
            labels=(label,),
            many=True,
            makes=True,
            relation="SERVES",
            at=("compound",),
            feeds=feeds,
        ),
        _value(
            f"{name}_eligible",
            f"{zh}是否具备单独组建条件",
            f"{en} eligible for a branch of its own",
            feeds=((roster, "eligible"),),
            at=(name,),
        ),
    )


def _body_branch(name: str, label: str, zh: str, en: str, *aliases: str) -> tuple[FormField, ...]:
    return (
        _orgs(
            f"{name}_branch",
            f"{zh}党支部",
            f"branch of the {en}",
            *(f"{alias}党支部" for alias in aliases),
            makes=True,
            party_kind=f"{name}_branch",
            relation="COVERS",
            at=(name,),
            supplies=(f"covers:{label}",),
        ),
        _people(
            f"{name}_secretary",
            f"{zh}党支部书记",
            f"secretary of the branch of the {en}",
            "secretary",
            f"{name}_branch",
            *(f"{alias}党支部书记" for alias in aliases),
            supplies=("posts:secretary:body",),
        ),
    )


def _body_post(name: str, body: str, label: str, zh: str, en: str, post: str, *aliases: str) -> FormField:
    """A post of Party work at a body."""
    return _people(name, zh, en, post, body, *aliases, supplies=(f"posts:work:{label}",))


_COMPOUNDS = Form(
    name="compounds",
    title=Text("小区一览表", "table of compounds"),
    description=Text("一个小区", "a compound"),
    makes="Compound",
    keys=(("compound",),),
    needs=("community",),
    fields=(
        _street(),
        _community(),
        _compound(makes=True),
        _value("code", "小区代码", "compound code", feeds=(("compounds", "id"),), at=("compound",)),
        _former_names("compounds", "compound"),
        *_body(
            *("owners_committee", "OwnersCommittee", "owners_committees", "业委会", "owners' committee"),
            *("业委会名称", "业主委员会", "业主委员会名称"),
        ),
        _people(
            *("committee_director", "业委会主任", "owners' committee director"),
            *("committee_director", "owners_committee"),
            supplies=("posts:committee_director",),
        ),
        *_body_branch("owners_committee", "OwnersCommittee", "业委会", "owners' committee"),
        _body_post(
            *("owner_liaison", "owners_committee", "OwnersCommittee"),
            *("党员业主联络员", "Party-member owner liaison", "owner_liaison", "业主联络员"),
        ),
        _body_post(
            *("owners_committee_instructor", "owners_committee", "OwnersCommittee"),
            *("业委会党建指导员", "instructor of the owners' committee", "instructor"),
        ),
        *_body(
            *("property_company", "PropertyCompany", "property_companies", "物业企业", "property company"),
            *("物业企业名称", "物业公司", "物业公司名称", "物业服务企业"),
        ),
        *_body_branch("property_company", "PropertyCompany", "物业企业", "property company", "物业"),
        _body_post(
            *("service_supervisor", "property_company", "PropertyCompany"),
            *("物业服务质量党员监督员", "service quality supervisor", "service_supervisor"),
            *("质量监督员", "监督员"),
        ),
        _body_post(
            *("property_company_instructor", "property_company", "PropertyCompany"),
            *("物业企业党建指导员", "instructor of the property company", "instructor"),
        ),
        *_body(
            *("social_org", "SocialOrg", "social_orgs", "社会组织", "social organisation", "社会组织名称")
        ),
        *_body_branch("social_org", "SocialOrg", "社会组织", "social organisation"),
        _body_post(
            *("social_org_instructor", "social_org", "SocialOrg"),
            *("社会组织党建指导员", "instructor of the social organisation", "instructor"),
        ),
        _recommended_by(
            "owners_committee_instructor", "property_company_instructor", "social_org_instructor"
        ),
        _orgs(
            *("paired_org", "结对党组织", "organisation paired with it", "结对单位", "组团单位"),
            many=True,
            makes=True,
            relation="PAIRED_WITH",
            at=("compound",),
            supplies=("pairings:Compound",),
        ),
        *_agreement("paired_org"),
        *_COUNTED,
        *_PERIOD,
    ),
)

_COMMUNITIES = Form(
    name="communities",
    title=Text("社区一览表", "table of communities"),
    description=Text("一个社区", "a community"),
    makes="Community",
    keys=(("community",),),
    fields=(
        _street(makes=True),
        _community(makes=True),
        _own("divisions", "in_main_urban", "是否主城区", "in the main urban area", "community"),
        _former_names("divisions", "community"),
        _orgs(
            *("street_org", "街道党组织", "street Party organisation", "街道党工委"),
            makes=True,
            party_kind="street",
            relation="SEATED_IN",
            at=("street",),
            supplies=("SEATED_IN",),
        ),
        _orgs(
            *("community_org", "社区党组织", "community Party organisation"),
            *("社区党委", "社区党组织名称"),
            makes=True,
            party_kind="community",
            relation="SEATED_IN",
            at=("community",),
            supplies=("SEATED_IN",),
        ),
        _led_by("community_org"),
        _people(
            *("secretary", "社区书记", "community secretary", "secretary", "community_org"),
            "社区党组织书记",
            supplies=("posts:secretary:community",),
        ),
        _people(
            *("committee_member", "两委成员", "member of the two committees"),
            *("committee_member", "community_org", "两委班子成员", "“两委”班子成员"),
            supplies=("posts:committee_member",),
        ),
        *_appointed("community_org"),
        _recommended_by("first_secretary", "part_time_member", "appointee"),
        _orgs(
            *("paired_org", "结对机关党委", "organ committee paired with it"),
            *("结对单位", "结对机关党组织"),
            many=True,
            makes=True,
            relation="PAIRED_WITH",
            at=("community",),
            supplies=("pairings:Community",),
        ),
        *_agreement("paired_org"),
        *_COUNTED,
        *_PERIOD,
    ),
)

FORMS: Final = (_HOMES, _PEOPLE, _PAIRINGS, _GRIDS, _COMPOUNDS, _COMMUNITIES)
"""In the order in which a table is tried."""
