"""R06: a grid branch is named compound name + optional ordinal + 网格党支部; another name is a gap (S3).

Names are compared after NFKC and without any blanks; 网格支部 at the end equals 网格党支部. Unknown, before gap, where
no compound of it is known.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, equal
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap

_BRANCH: Final = "网格党支部"
_ORDINAL: Final = "(第?([0-9]+|[一二三四五六七八九十百]+))?"


def normalised(name: str) -> str:
    """A name after NFKC and without any blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def branch_name(name: str) -> str:
    """The name of a branch, normalised, with 网格党支部 for 网格支部."""
    return re.sub("网格支部$", _BRANCH, normalised(name))


def verdicts(facts: Facts) -> Verdicts:
    """Grid branches."""
    found: Verdicts = {}
    for org in facts.of_kind("grid_branch"):
        compounds = {normalised(facts.compound_names[id_]) for id_ in facts.compounds_of_org(org)}
        name = branch_name(facts.orgs[org]["name"])
        fits = any(re.fullmatch(re.escape(compound) + _ORDINAL + _BRANCH, name) for compound in compounds)
        found["PartyOrg", org] = UNKNOWN if not compounds else MET if fits else gap("S3")
    return found


def plant(field: Field) -> None:
    """Another word in the name."""
    for org in field.pick("R06", "PartyOrg", field.facts.of_kind("grid_branch")):
        name = field.facts.orgs[org]["name"].replace(_BRANCH, "红色党支部")
        field.change("party_orgs", equal("id", org), name=name)
