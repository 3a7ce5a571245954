"""What the network is made of: node labels and relation types.

The values that rosters fill are declared once, as columns in :mod:`graphmodel.ontology.rosters`; here stand only
the properties that no single column holds.
"""

from __future__ import annotations

from typing import Final

from graphmodel.language import Text
from graphmodel.ontology.model import NodeLabel, Property, RelationType, ValueType


def _label(
    name: str, zh: str, en: str, description: Text, *derived: Property, of_people: bool = False
) -> NodeLabel:
    return NodeLabel(
        name=name, title=Text(zh, en), description=description, derived=derived, of_people=of_people
    )


_DIVISION = Text("官方区划名单中的一级", "a level of the official division list")

LABELS: Final = (
    _label("City", "市", "city", _DIVISION),
    _label("County", "县（市、区）", "county or district", _DIVISION),
    _label("Street", "街道（镇、乡）", "street, town or township", _DIVISION),
    _label("Community", "社区（村）", "community or village", _DIVISION),
    _label(
        "Compound",
        "小区",
        "compound",
        Text("住宅小区，红色物业联盟的基本单元", "a residential compound, the unit of the programme"),
    ),
    _label(
        "Grid",
        "网格",
        "grid",
        Text("小区内的网格，可跨小区", "a grid, as a rule inside one compound"),
    ),
    _label(
        "Household",
        "住户",
        "household",
        Text("一户；不记录居民个人", "one home under an opaque code; residents are not modelled"),
        of_people=True,
    ),
    _label(
        "PartyOrg",
        "党组织",
        "Party organisation",
        Text("各级各类党组织", "a Party organisation of any kind"),
    ),
    _label(
        "OwnersCommittee",
        "业主委员会",
        "owners' committee",
        Text("小区的业主委员会", "the owners' committee of a compound"),
    ),
    _label(
        "PropertyCompany",
        "物业服务企业",
        "property company",
        Text("服务一个或多个小区的物业企业", "a company serving one or many compounds"),
    ),
    _label(
        "SocialOrg",
        "社会组织",
        "social organisation",
        Text("在小区服务的社会组织", "a social organisation active in compounds"),
    ),
    _label(
        "Person",
        "人员",
        "person",
        Text("党员和少数非党员任职者", "a Party member, or one of the few office holders who are not"),
        Property(
            name="lives_outside",
            title=Text("住市外", "lives outside the city"),
            value_type=ValueType.YES_NO,
            description=Text("居住网格写“市外”时为是", "yes when the home grid is given as 市外"),
        ),
        of_people=True,
    ),
)

HOUSEHOLD: Final = "Household"
"""The label of homes: they are counted where other things are named."""

BODIES: Final = ("OwnersCommittee", "PropertyCompany", "SocialOrg")

RELATIONS: Final = (
    RelationType(
        name="PART_OF",
        title=Text("隶属", "part of"),
        pairs=(
            ("County", "City"),
            ("Street", "County"),
            ("Street", "City"),
            ("Community", "Street"),
            ("Compound", "Community"),
            ("Grid", "Compound"),
            ("Household", "Grid"),
        ),
        phrase="主城区64个社区所辖的369个小区",
    ),
    RelationType(
        name="SEATED_IN",
        title=Text("所在", "seated in"),
        pairs=(("PartyOrg", "Street"), ("PartyOrg", "Community")),
    ),
    RelationType(
        name="COVERS",
        title=Text("覆盖", "covers"),
        pairs=(("PartyOrg", "Grid"), *(("PartyOrg", body) for body in BODIES)),
        phrase="都建立党的组织、开展党的工作",
    ),
    RelationType(
        name="APPROVED_BY",
        title=Text("批准成立", "approved by"),
        pairs=(("PartyOrg", "PartyOrg"),),
        phrase="由街道党组织批准成立",
    ),
    RelationType(
        name="LED_BY",
        title=Text("受领导", "led by"),
        pairs=(("PartyOrg", "PartyOrg"),),
        phrase="受社区党组织领导",
    ),
    RelationType(
        name="SERVES",
        title=Text("服务", "serves"),
        pairs=tuple((body, "Compound") for body in BODIES),
    ),
    RelationType(
        name="PAIRED_WITH",
        title=Text("结对", "paired with"),
        pairs=(("PartyOrg", "Community"), ("PartyOrg", "Compound"), ("PartyOrg", "Grid")),
        phrase="组团联系社区；结对联系小区网格；“一对一”或“多对一”",
        derived=(
            Property(
                name="has_agreement",
                title=Text("已签协议", "agreement signed"),
                value_type=ValueType.YES_NO,
                description=Text(
                    "有签订日期为是；名册有此列而本格空为否", "yes with a date; no when only others have one"
                ),
            ),
        ),
    ),
    RelationType(
        name="MEMBER_OF",
        title=Text("组织关系", "member of"),
        pairs=(("Person", "PartyOrg"),),
    ),
    RelationType(
        name="LIVES_IN",
        title=Text("居（常）住", "lives in"),
        pairs=(("Person", "Grid"),),
        phrase="居（常）住地网格",
    ),
    RelationType(
        name="REGISTERED_WITH",
        title=Text("报到", "registered with"),
        pairs=(("Person", "PartyOrg"), ("PartyOrg", "Community")),
        phrase="到居（常）住地网格报到；双报到、双认领",
    ),
    RelationType(
        name="HOLDS",
        title=Text("任职", "holds a post"),
        pairs=(("Person", "Grid"), ("Person", "PartyOrg"), *(("Person", body) for body in BODIES)),
    ),
    RelationType(
        name="CONTACTS",
        title=Text("联户", "contacts"),
        pairs=(("Person", "Household"),),
        phrase="进社不漏户、户户见党员",
    ),
    RelationType(
        name="TOOK_PART",
        title=Text("活动", "took part"),
        pairs=(("PartyOrg", "Compound"), ("PartyOrg", "Grid")),
        phrase="红色议事会、联席会商、三会一课、民情沟通日",
    ),
)
