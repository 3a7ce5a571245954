"""An answer to a query in words: what its columns are called, and its values where they are words of ours.

What whoever wrote the query named, and what is a name, a code or a number, stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.language import AND, Text
from graphmodel.ontology import ID, LABEL, NAME, PERIOD, RELATION, Property, node_properties, tie_properties
from graphmodel.ontology.vocabulary import EVIDENCE, SEVERITIES, VERDICTS
from graphmodel.reporting.questions import ANSWER
from graphmodel.reporting.wording import COLON, FACTS, SEMICOLON

_OF_VERDICTS: Final[dict[str, Text]] = {
    "subject_label": Text("类别", "kind"),
    "label": Text("类别", "kind"),
    "subject": Text("对象", "subject"),
    "verdict": Text("结论", "verdict"),
    "severity": Text("等级", "severity"),
    "loose_ties": Text("落空的关系", "loose ties"),
    "decided_by": Text("所依据的关系号", "numbers of the ties it rests on"),
}


def headings(columns: Sequence[str], own: Mapping[str, Text]) -> list[str]:
    """What the columns of an answer are called, each otherwise; ``own`` are words that the query has for its own."""
    known = {**own, **(VERDICTS if VERDICTS.keys() <= {*columns} else {})}
    titles = [str(known.get(column) or _title(column.rpartition(".")[2]) or column) for column in columns]
    return [
        column if titles.count(title) > 1 else title for column, title in zip(columns, titles, strict=True)
    ]


def things(slice_: Slice, rows: Iterable[Sequence[Any]]) -> pl.DataFrame:
    """The things that an answer names: by a code, else by a name that one thing alone bears.

    Returns:
        Columns of :data:`graphmodel.reporting.questions.ANSWER`.
    """
    said = pl.DataFrame({"said": [*dict.fromkeys(_texts(list(rows)))]}, schema={"said": pl.String})
    known = pl.concat(
        [
            table.select("id", "name", label=pl.lit(label))
            for label, table in slice_.nodes.items()
            if "name" in table
        ]
    )
    alone = known.filter(pl.len().over("name") == 1)
    by_code = said.join(known, left_on="said", right_on="id", coalesce=False)
    by_name = said.join(by_code, on="said", how="anti").join(alone, left_on="said", right_on="name")
    return pl.concat([by_code.select(*ANSWER), by_name.select(*ANSWER)]).unique(maintain_order=True)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value of an answer; of a node its code."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(value.get("id"))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def in_words(column: str, value: Any) -> Any:
    """A value of a column; numbers stay numbers."""
    if isinstance(value, bool):
        return str(Text("是", "yes") if value else Text("否", "no"))
    if isinstance(value, list):
        return str(AND).join(str(in_words(column, item)) for item in value if item is not None)
    if isinstance(value, dict):
        told = {key: item for key, item in value.items() if item is not None and not key.startswith("_")}
        worded = {key: in_words(key, item) for key, item in told.items()}
        return str(SEMICOLON).join(f"{_title(key) or key}{COLON}{item}" for key, item in worded.items())
    if not isinstance(value, str):
        return value
    return str(_words(column.rpartition(".")[2]).get(value) or _ANYWHERE.get(value) or value)


_ANYWHERE: Final[dict[str, Text]] = {
    **{label.name: label.title for label in LABEL.values()},
    **{relation.name: relation.title for relation in RELATION.values()},
    **VERDICTS,
}
"""Values that are never names or codes, whatever a query calls their column."""


@cache
def _properties() -> dict[str, tuple[Property, ...]]:
    """The properties of nodes and ties by their names."""
    every = [
        *(ID, NAME, *PERIOD),
        *(prop for label in LABEL for prop in node_properties(label)),
        *(prop for relation in RELATION for prop in tie_properties(relation)),
    ]
    names = dict.fromkeys(prop.name for prop in every)
    return {name: tuple(prop for prop in every if prop.name == name) for name in names}


def _title(name: str) -> Text | None:
    if name in EVIDENCE:
        return EVIDENCE[name].title
    if name in _OF_VERDICTS:
        return _OF_VERDICTS[name]
    return _properties()[name][0].title if name in _properties() else None


def _words(name: str) -> dict[str, Text]:
    """The words that values under a name stand for: choices of a property, severities, facts of the evidence."""
    if name == "severity":
        return SEVERITIES
    choices = {c.value: c.title for prop in _properties().get(name, ()) for c in prop.choices}
    return choices | (FACTS if name in EVIDENCE else {})
