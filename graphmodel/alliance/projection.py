"""What of a slice goes out: the properties of nodes and ties that may, names of people or not, homes or not.

Every graph that is made of a slice is made of this, whoever holds it: the embedded engine, a Neo4j, NetworkX. How
each of them is filled is no matter of this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance.model import Slice
from graphmodel.language import Text
from graphmodel.ontology import (
    HOUSEHOLD,
    ID,
    LABEL,
    NAME,
    PERIOD,
    RELATION,
    Property,
    ValueType,
    dtype,
    node_properties,
    tie_properties,
)

LABEL_PROPERTY: Final = Property(name="label", title=Text("类别", "label"), value_type=ValueType.TEXT)
NAME_NORMALISED: Final = Property(
    name="name_normalised",
    title=Text("规整后的名称", "name as it is compared"),
    value_type=ValueType.TEXT,
    description=Text(
        "NFKC 规整、去空格；党组织名称末尾的网格支部视同网格党支部",
        "after NFKC, without blanks; at the end of an organisation's name 网格支部 is 网格党支部",
    ),
)
LOOSE_TIES: Final = Property(
    name="loose_ties", title=Text("悬空关系数", "loose ties"), value_type=ValueType.COUNT
)
TIE: Final = Property(name="tie", title=Text("关系号", "number of the tie"), value_type=ValueType.COUNT)


class Pair(NamedTuple):
    """A relation type between two labels."""

    relation: str
    start: str
    end: str


def pairs() -> tuple[Pair, ...]:
    """Every relation type between every two labels that it may join."""
    return tuple(
        Pair(name, start, end) for name, relation in RELATION.items() for start, end in relation.pairs
    )


def projected_node(label: str) -> tuple[Property, ...]:
    """The properties a node has in the projection: of its own those that may leave the office."""
    compared = (NAME_NORMALISED,) if label in {"PartyOrg", "Compound"} else ()
    return (ID, NAME, LABEL_PROPERTY, *compared, *_leaving(node_properties(label)), *PERIOD, LOOSE_TIES)


def projected_tie(relation: str) -> tuple[Property, ...]:
    """The properties a tie has in the projection: of its own those that may leave the office."""
    return (*_leaving(tie_properties(relation)), TIE)


def _leaving(properties: tuple[Property, ...]) -> tuple[Property, ...]:
    return tuple(prop for prop in properties if prop.may_leave)


def only_with_homes() -> frozenset[str]:
    """The label and the relation types of which nothing is there when homes are left out.

    >>> sorted(only_with_homes())
    ['CONTACTS', 'Household']
    """
    kept = {pair.relation for pair in pairs() if HOUSEHOLD not in (pair.start, pair.end)}
    return frozenset({HOUSEHOLD} | (RELATION.keys() - kept))


@dataclass(frozen=True)
class Projection:
    """The tables of a slice as they go out, each made when it is asked for. What is left out has an empty table."""

    slice: Slice
    homes: bool = True
    """Whether homes and their ties go along."""
    names: bool = False
    """Whether the names of people do."""

    def nodes(self, label: str) -> pl.DataFrame:
        """The nodes of a label; columns: :func:`projected_node`."""
        properties = projected_node(label)
        if not self._holds(label) or self.slice.nodes[label].is_empty():
            return pl.DataFrame(schema={prop.name: dtype(prop) for prop in properties})
        loose = self.slice.loose_ties.filter(pl.col("label") == label).drop("label")
        table = self.slice.nodes[label].join(loose, on=ID.name, how="left", maintain_order="left")
        nameless = label == "Person" and not self.names
        defaults = [pl.col(p.name).fill_null(p.default) for p in properties if p.default is not None]
        return table.with_columns(
            pl.col(LOOSE_TIES.name).fill_null(0),
            pl.lit(label).alias(LABEL_PROPERTY.name),
            _normalised(pl.col(NAME.name), label).alias(NAME_NORMALISED.name),
            *([pl.lit(None, dtype(NAME)).alias(NAME.name)] if nameless else []),
            *defaults,
        ).select(prop.name for prop in properties)

    def ties(self, pair: Pair) -> pl.DataFrame:
        """The ties of a pair; columns: ``from_id``, ``to_id``, then those of :func:`projected_tie`."""
        of_type = self.slice.ties[pair.relation]
        if not (self._holds(pair.start) and self._holds(pair.end)):
            of_type = of_type.clear()
        if of_type.height:
            of_type = of_type.filter(from_label=pair.start, to_label=pair.end)
        return of_type.select("from_id", "to_id", *(prop.name for prop in projected_tie(pair.relation)))

    @property
    def counts(self) -> dict[str, int]:
        """How many nodes each label has, and how many ties each relation type."""
        counts = {label: self.nodes(label).height for label in LABEL} | dict.fromkeys(RELATION, 0)
        for pair in pairs():
            counts[pair.relation] += self.ties(pair).height
        return counts

    def _holds(self, label: str) -> bool:
        return self.homes or label != HOUSEHOLD


def _normalised(name: pl.Expr, label: str) -> pl.Expr:
    """The name as rules compare it: one form of every character, no blanks, and one word for a grid branch."""
    plain = name.str.normalize("NFKC").str.replace_all(r"\s", "")
    return plain.str.replace("网格支部$", "网格党支部") if label == "PartyOrg" else plain
