"""An ontology that has grown or shrunk since, for as long as a test wants: what later versions may declare."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from graphmodel import ontology
from graphmodel.language import Text
from graphmodel.ontology import LABEL, RELATION, ROSTER, Column, NodeLabel, RelationType, Roster, ValueType
from graphmodel.reporting import answered
from graphmodel.rosters import headings

_DERIVED = (
    *(ontology.roster_of, ontology.node_properties, ontology.tie_properties),
    *(headings.columns_by_heading, headings._every_column, headings._required, headings._shared),
    answered._properties,
)
"""What the package works out once of its declarations."""


def column(name: str, value_type: ValueType = ValueType.TEXT, **more: Any) -> Column:
    return Column(name=name, title=Text(f"新{name}", name), value_type=value_type, **more)


def with_columns(roster: str, *added: Column, without: tuple[str, ...] = ()) -> Roster:
    """A roster of today with further columns, or with fewer."""
    kept = [column for column in ROSTER[roster].columns if column.name not in without]
    return ROSTER[roster].model_copy(update={"columns": (*kept, *added)})


@contextmanager
def declared(
    *rosters: Roster,
    labels: Mapping[str, NodeLabel] = {},
    relations: Mapping[str, RelationType] = {},
    without_relation: str = "",
) -> Iterator[None]:
    """Declare rosters, labels and relation types, or one of these no longer."""
    tables: tuple[dict[str, Any], ...] = (LABEL, RELATION, ROSTER)
    before = [dict(table) for table in tables]
    LABEL.update(labels)
    RELATION.update(relations)
    RELATION.pop(without_relation, None)
    ROSTER.update({roster.name: roster for roster in rosters})
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ontology, "ROSTERS", tuple(ROSTER.values()))
            _derive_anew()
            yield
    finally:
        for table, whole in zip(tables, before, strict=True):
            table.clear()
            table.update(whole)  # in the order of before, by which ties are numbered
        _derive_anew()


def _derive_anew() -> None:
    for derived in _DERIVED:
        derived.cache_clear()
