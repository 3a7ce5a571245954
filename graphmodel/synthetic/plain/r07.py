"""R07: a grid branch that bears the name of another one of its street is a gap (S3).

Names are compared as in R06, the ordinal as written. Unknown where no street of it is known.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, equal
from graphmodel.synthetic.plain.r06 import branch_name
from graphmodel.synthetic.plain.verdicts import MET, UNKNOWN, Verdicts, gap

NEEDS_ROOM: Final = True


def verdicts(facts: Facts) -> Verdicts:
    """Grid branches."""
    branches = {org: branch_name(facts.orgs[org]["name"]) for org in facts.of_kind("grid_branch")}
    streets = {org: facts.streets_of_org(org) for org in branches}
    taken = Counter((street, name) for org, name in branches.items() for street in streets[org])
    found: Verdicts = {}
    for org, name in branches.items():
        alone = all(taken[street, name] == 1 for street in streets[org])
        found["PartyOrg", org] = UNKNOWN if not streets[org] else MET if alone else gap("S3")
    return found


def plant(field: Field) -> None:
    """A branch takes the name of another one of its street."""
    of_street: dict[str, list[str]] = {}
    for org in field.facts.of_kind("grid_branch"):
        of_street.setdefault(min(field.facts.streets_of_org(org)), []).append(org)
    pairs = {
        pair[0]: pair[1] for orgs in of_street.values() for pair in zip(orgs[::2], orgs[1::2], strict=False)
    }
    for org in field.pick("R07", "PartyOrg", pairs):
        field.note("R07", "PartyOrg", [pairs[org]])
        field.change("party_orgs", equal("id", org), name=field.facts.orgs[pairs[org]]["name"])
