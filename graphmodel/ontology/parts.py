"""The parts in which rosters are supplied when an office keeps forms: a form says only what its columns say.

A roster of its own supplies all its parts. Rules name the parts at which they look; one that was not supplied counts
as a roster that was not.
"""

from __future__ import annotations

from typing import Final

from graphmodel.language import Text
from graphmodel.ontology.model import Part


def _part(name: str, of: str, zh: str, en: str) -> Part:
    return Part(name=name, roster="party_orgs" if of == "COVERS" else of, of=of, title=Text(zh, en))


PARTS: Final = (
    _part("posts:grid_head", "posts", "网格长", "grid heads"),
    _part("posts:instructor", "posts", "网格党建指导员", "instructors of grids"),
    _part("posts:secretary:grid", "posts", "网格党支部书记（党小组长）", "secretaries of grid organisations"),
    _part("posts:secretary:community", "posts", "社区党组织书记", "secretaries of community organisations"),
    _part("posts:secretary:organ", "posts", "机关党组织书记", "secretaries of organ organisations"),
    _part(
        *("posts:secretary:body", "posts"),
        *("业委会、物业企业、社会组织党支部书记", "secretaries of the branches of bodies"),
    ),
    _part("posts:committee_member", "posts", "社区“两委”成员", "members of the community's two committees"),
    _part("posts:appointee", "posts", "第一书记、兼职委员", "first secretaries and part-time members"),
    _part("posts:committee_director", "posts", "业委会主任", "directors of owners' committees"),
    _part(
        *("posts:work:OwnersCommittee", "posts"),
        *("业委会党建指导员、党员业主联络员", "instructors and owner liaisons at owners' committees"),
    ),
    _part(
        *("posts:work:PropertyCompany", "posts"),
        *("物业企业党建指导员、监督员", "instructors and service supervisors at property companies"),
    ),
    _part(
        *("posts:work:SocialOrg", "posts"),
        *("社会组织党建指导员", "instructors at social organisations"),
    ),
    _part("posts:stairwell_head", "posts", "楼道长", "stairwell heads"),
    _part("posts:red_steward", "posts", "红管家", "red stewards"),
    _part("posts:volunteer", "posts", "党员志愿者", "volunteers"),
    _part("covers:Grid", "COVERS", "网格党支部、党小组", "organisations that cover grids"),
    _part("covers:OwnersCommittee", "COVERS", "业委会党支部", "branches that cover owners' committees"),
    _part("covers:PropertyCompany", "COVERS", "物业企业党支部", "branches that cover property companies"),
    _part("covers:SocialOrg", "COVERS", "社会组织党支部", "branches that cover social organisations"),
    _part("pairings:Community", "pairings", "与社区的结对", "pairings with communities"),
    _part("pairings:Compound", "pairings", "与小区的结对", "pairings with compounds"),
    _part("pairings:Grid", "pairings", "与网格的结对", "pairings with grids"),
    _part("registrations:Person", "registrations", "党员报到", "registrations of members"),
    _part(
        "registrations:PartyOrg", "registrations", "机关党组织报到", "registrations of organ organisations"
    ),
)
