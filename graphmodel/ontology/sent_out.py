"""The forms an office sends out to be filled in: which columns of which form stand on which sheet."""

from __future__ import annotations

from typing import Final

from graphmodel.language import Text
from graphmodel.ontology.forms import FORMS
from graphmodel.ontology.model import Declaration, Form, FormField

NOTE: Final = "注"
"""How the last row of a form that is sent out begins."""


class Attachment(Declaration):
    """One sheet of the forms that are sent out, numbered in their order."""

    title: Text
    form: str
    columns: tuple[str, ...]
    """Names of the form's columns, in order."""
    parts: tuple[str, ...] = ()
    """The sub-headings below the column that has them, the name's first."""
    in_parts: str = ""
    """The person column that has sub-headings."""
    note: Text

    @property
    def last_row(self) -> Text:
        """What stands in its last row: the office's own word, and no data."""
        return Text(f"{NOTE}：{self.note.zh}", f"{NOTE}：{self.note.en}")

    @property
    def of_form(self) -> Form:
        """The form that it is."""
        return next(form for form in FORMS if form.name == self.form)

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Its columns."""
        return tuple(self.of_form.field(name) for name in self.columns)


ATTACHMENTS: Final = (
    Attachment(
        title=Text("社区党组织情况表", "Party organisations of the communities"),
        form="communities",
        columns=(
            *("street", "community", "street_org", "community_org", "led_by"),
            *("secretary", "committee_member"),
        ),
        note=Text(
            "一个社区填一行；两委成员填全部成员，用“、”分开。",
            "one row for each community; all members of the two committees, separated by 、.",
        ),
    ),
    Attachment(
        title=Text(
            "业委会、物业企业党组织情况表", "Party organisations of owners' committees and property companies"
        ),
        form="compounds",
        columns=(
            *("community", "compound", "owners_committee", "committee_director", "owners_committee_eligible"),
            *("owners_committee_branch", "owners_committee_secretary", "owner_liaison"),
            *("property_company", "property_company_eligible", "property_company_branch"),
            *("property_company_secretary", "service_supervisor", "paired_org"),
        ),
        note=Text(
            "一个小区填一行，没有业委会的也要填；填名称，不填“是”“已成立”，没有的填“无”。",
            "one row for each compound, also without a committee; names, not 是 or 已成立, and 无 where there is none.",
        ),
    ),
    Attachment(
        title=Text("小区网格党支部一览表", "the grid branches"),
        form="grids",
        columns=(
            *("street", "community", "compound", "grid", "grid_head", "branch", "secretary", "form"),
            *("founded_on", "approved_by", "approved_on", "led_by"),
            *("has_venue", "has_facilities", "has_signage", "has_funds", "has_rules"),
            *("instructor", "recommended_by", "stairwell_head", "red_steward", "volunteer", "paired_org"),
        ),
        in_parts="instructor",
        parts=("name", "unit"),
        note=Text(
            "一个网格填一行，没有党支部的网格也要填；党建指导员不止一人的，姓名和单位按同样的顺序填。",
            "one row for each grid, also without a branch; several instructors: names and units in the same order.",
        ),
    ),
    Attachment(
        title=Text("机关党组织结对共建情况表", "what organ organisations are paired with"),
        form="pairings",
        columns=(
            *("org", "kind", "is_retired", "led_by", "secretary"),
            *("paired_community", "paired_compound", "paired_grid"),
            *("first_secretary", "part_time_member", "instructor"),
            *("agreement_signed_on", "party_building_list", "governance_list"),
            *("registered_community", "claims", "pledges_signed"),
        ),
        note=Text(
            "一个党组织填一行；第一书记、兼职委员、党建指导员只填本党组织推荐的。",
            "one row for each organisation; only those first secretaries, members and instructors it recommended.",
        ),
    ),
    Attachment(
        title=Text("党员花名册", "register of members"),
        form="people",
        columns=(*("name", "id_number", "party_status", "member_of", "lives_in", "is_cadre", "is_owner"),),
        note=Text(
            "所在党组织填组织关系所在的支部；不住在本市的，居住网格填“市外”。",
            "所在党组织 is the branch of which one is a member; 居住网格 of who lives outside the city is 市外.",
        ),
    ),
    Attachment(
        title=Text("机关党员到社区报到登记表", "members of organs who registered in grids"),
        form="people",
        columns=("unit", "name", "phone", "registered_grid", "claims"),
        note=Text(
            "单位填花名册里的所在党组织；报到网格填名称，同名的写成“小区/网格”。",
            "单位 is the 所在党组织 of the register; grids that share a name are written 小区/网格.",
        ),
    ),
    Attachment(
        title=Text("党员联户一览表", "homes and the members in contact with them"),
        form="homes",
        columns=(
            *("compound", "grid", "building", "stairwell", "room", "status"),
            *("contact", "last_contact_month"),
        ),
        note=Text(
            "一户填一行，没有联系的也要填；室号只用来区分住户，不保存。",
            "one row for each home, also without a contact; the room only tells homes apart and is not kept.",
        ),
    ),
)
"""In the order of their numbers."""
