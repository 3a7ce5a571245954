"""What an alliance says, whatever its codes are: things and people by name and place, homes by what is known of them."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from graphmodel.alliance import Alliance
from graphmodel.ontology import LABEL, PROVENANCE, RELATION

Told = dict[str, Counter[Any]]

_ABOVE: Final = {"PART_OF", "SERVES"}
"""Ties of which a thing's other ends tell it from its namesakes."""
_NOT_MADE: Final = {"City", "County"}
"""What no form makes."""


def told(alliance: Alliance, *, without_divisions: bool = False) -> Told:
    """Nodes and ties of an alliance, and what was supplied; ``without_divisions``: nothing above streets."""
    left_out = _NOT_MADE if without_divisions else set()
    keys = _keys(alliance)
    said: Told = {name: Counter() for name in (*LABEL, *RELATION)}
    for label in LABEL.keys() - left_out - {"Household"}:
        for row in alliance.nodes[label].iter_rows(named=True):
            said[label][keys[label, row["id"]], _properties(row, "id", "name")] += 1
    contacts: dict[str, list[Any]] = {
        row["id"]: [] for row in alliance.nodes["Household"].iter_rows(named=True)
    }
    homes_in: dict[str, str] = {}
    for relation, ties in alliance.ties.items():
        for row in ties.iter_rows(named=True):
            start, end = (keys.get((row[f"{side}_label"], row[f"{side}_id"]), "") for side in ("from", "to"))
            values = _properties(row, "from_label", "from_id", "to_label", "to_id", "recommended_by")
            if row["to_label"] == "Household":
                contacts[row["to_id"]].append((start, values))
            elif row["from_label"] == "Household":
                homes_in[row["from_id"]] = end
            elif row["to_label"] not in left_out:
                by = keys.get(("PartyOrg", row.get("recommended_by")))
                said[relation][start, end, by, values] += 1
    for row in alliance.nodes["Household"].iter_rows(named=True):
        home = (homes_in.get(row["id"]), _properties(row, "id"), tuple(sorted(contacts[row["id"]], key=repr)))
        said["Household"][home] += 1
    return said


def differences(one: Told, other: Told) -> list[Any]:
    """What only one of them says."""
    return [
        (kind, sign, fact, number)
        for kind in one
        for sign, extra in (("+", other[kind] - one[kind]), ("-", one[kind] - other[kind]))
        for fact, number in extra.items()
    ]


def _keys(alliance: Alliance) -> dict[tuple[str, Any], str]:
    """What each thing and person is called: its name, then the names of what is above it."""
    names = {
        (label, row["id"]): row["name"]
        for label, table in alliance.nodes.items()
        if "name" in table.columns
        for row in table.iter_rows(named=True)
    }
    above: dict[tuple[str, str], list[tuple[str, str]]] = {key: [] for key in names}
    for relation in (*_ABOVE, "MEMBER_OF"):
        for row in alliance.ties[relation].iter_rows(named=True):
            if (row["from_label"], row["from_id"]) in above:
                above[row["from_label"], row["from_id"]].append((row["to_label"], row["to_id"]))

    def key(thing: tuple[str, str]) -> str:
        if thing[0] in _NOT_MADE | {"Street"}:
            return str(names[thing])
        return f"{names[thing]}<{'、'.join(sorted(map(key, above[thing])))}>"

    return {thing: key(thing) for thing in names}


def _properties(row: dict[str, Any], *without: str) -> tuple[Any, ...]:
    left = {name: value for name, value in row.items() if name not in without and name not in PROVENANCE}
    return tuple(sorted(left.items()))
