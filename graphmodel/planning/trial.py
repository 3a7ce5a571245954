"""A change tried: the alliance as it would be without a thing, with one closed, with a row ended.

Each gives what loading the rosters, changed so, would give; what counted as supplied still does. More rosters:
:mod:`graphmodel.planning.adding`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.alliance.naming import meant, refuse_several, written
from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.ontology import (
    ENDED,
    LABEL,
    ROSTER,
    VALID_TO,
    Choice,
    Column,
    Roster,
    ValueType,
    live_on,
    roster_of,
)
from graphmodel.planning.promise import ended_on
from graphmodel.planning.state import IDENTITY
from graphmodel.spreadsheets.cleaning import clean_text

_THING: Final = {"label": pl.String(), "id": pl.String()}
_ENDS: Final = (("from_label", "from_id"), ("to_label", "to_id"))


# --- without a thing ---


def without(alliance: Alliance, things: pl.DataFrame) -> Alliance:
    """The alliance as if things had never been handed in.

    They go from lists and optional cells; what so loses a required reference goes too, and so on.

    Args:
        alliance: of which they go.
        things: ``label`` and ``id``.

    Complexity: a pass over the ties for each level of what goes along.
    """
    gone = things.select(_THING.keys())
    while True:
        ties = {relation: _apart_from(gone, table) for relation, table in alliance.ties.items()}
        lost = pl.concat(
            [
                pl.DataFrame(schema=_THING),
                *(_lost(alliance.ties, ties, roster, column) for roster, column in _required()),
            ]
        ).join(gone, on=["label", "id"], how="anti")
        if lost.is_empty():
            break
        gone = pl.concat([gone, lost.unique()])
    nodes = {label: _left(table, gone, label) for label, table in alliance.nodes.items()}
    ties["HOLDS"] = _not_recommended_by(gone, ties["HOLDS"])
    for roster in ROSTER.values():
        for column in roster.columns:
            if column.elsewhere:
                emptied = _lost(alliance.ties, ties, roster, column)
                said = column.elsewhere[1]
                for label in roster.makes:
                    table = nodes[label]
                    kept = ~pl.col("id").is_in(emptied["id"].implode())
                    nodes[label] = table.with_columns(pl.when(kept).then(said).alias(said))
    return replace(alliance, nodes=nodes, ties=ties)


def _required() -> list[tuple[Roster, Column]]:
    """The reference columns that must be filled in the rows of things."""
    return [
        (roster, column)
        for roster in ROSTER.values()
        if roster.makes[0] in LABEL
        for column in roster.columns
        if column.required and column.value_type is ValueType.REFERENCE
    ]


def _apart_from(gone: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    for ends in _ENDS:
        ties = ties.join(gone, left_on=ends, right_on=["label", "id"], how="anti", maintain_order="left")
    return ties


def _lost(
    before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame], roster: Roster, column: Column
) -> pl.DataFrame:
    """``label`` and ``id`` of the things of a roster of which a reference column is empty now, and was not."""
    assert column.relation is not None
    here = pl.col("from_label").is_in(roster.makes)
    filled = [
        ties[column.relation].filter(here).select(label="from_label", id="from_id").unique()
        for ties in (before, after)
    ]
    return filled[0].join(filled[1], on=["label", "id"], how="anti")


def _left(table: pl.DataFrame, gone: pl.DataFrame, label: str) -> pl.DataFrame:
    return table.filter(~pl.col("id").is_in(gone.filter(label=label)["id"].implode()))


def _not_recommended_by(gone: pl.DataFrame, holds: pl.DataFrame) -> pl.DataFrame:
    orgs = gone.filter(label="PartyOrg")["id"].implode()
    by = pl.col("recommended_by")
    return holds.with_columns(pl.when(~by.is_in(orgs)).then(by).alias("recommended_by"))


# --- with a thing closed, a row ended ---


def closed(alliance: Alliance, things: pl.DataFrame, day: date) -> Alliance:
    """The alliance as if the rows of live things had the day as their last; ties of other rows stay.

    Args:
        alliance: in which they are.
        things: ``label`` and ``id``.
        day: on which they are live no more.

    Raises:
        UsageError: one is not live on the day.
    """
    nodes, ties = dict(alliance.nodes), dict(alliance.ties)
    for label, id_ in things.rows():
        it = pl.col("id") == id_
        if nodes[label].filter(it & live_on(day)).is_empty():
            raise UsageError(
                Text("{code} 当天无效，不能终止", "{code} does not hold on that day and cannot be closed"),
                code=id_,
            )
        nodes[label] = nodes[label].with_columns(_ending(it, day))
        for column in roster_of(label).columns:
            if column.relation and column.value_type is ValueType.REFERENCE:
                own = (pl.col("from_label") == label) & (pl.col("from_id") == id_)
                ties[column.relation] = ties[column.relation].with_columns(_ending(own, day))
    return replace(alliance, nodes=nodes, ties=ties)


def _ending(which: pl.Expr, day: date) -> pl.Expr:
    return pl.when(which).then(pl.lit(day)).otherwise(VALID_TO.name).alias(VALID_TO.name)


def ended(alliance: Alliance, asked: Sequence[str], day: date) -> Alliance:
    """The alliance with rows ended on a day.

    Args:
        alliance: in which they are live.
        asked: ``ROSTER:FROM,TO``, for a post ``posts:PERSON,POST,PLACE``; roster and post in English or Chinese.
        day: on which they end.

    Raises:
        UsageError: something is not written so, there is no such live row, or several are meant.
    """
    rows = [(text, *_row(alliance, text, day)) for text in asked]
    ties = dict(alliance.ties)
    for _, relation, row in rows:
        ties[relation] = ended_on(day, ties[relation], row)
    return replace(alliance, ties=ties)


def _row(alliance: Alliance, text: str, day: date) -> tuple[str, pl.DataFrame]:
    """The relation and the row that is meant."""
    word, _, rest = clean_text(text).partition(":")
    roster = _meant(ENDED, word)
    start, *posts, end = [part.strip() for part in rest.split(",")] if rest.count(",") else ["", "", "", ""]
    post = _meant(ROSTER["posts"].column("post").choices, posts[0]) if len(posts) == 1 else None
    if roster is None or (post is None if roster == "posts" else posts):
        raise UsageError(
            Text(
                "--end 应写成 名册:起点,终点（任职写 任职:人员,职务,任职对象）；不能读作这样的：{text}",
                "--end is written ROSTER:FROM,TO (posts:PERSON,POST,PLACE for a post), not: {text}",
            ),
            text=text,
        )
    relation = ROSTER[roster].makes[0]
    rows = alliance.ties[relation].filter(live_on(day))
    if post is not None:
        rows = rows.filter(pl.col("post") == post)
    for ends, called in zip(_ENDS, (start, end), strict=True):
        rows = rows.join(meant(alliance, [called]), left_on=ends, right_on=["label", "id"], how="semi")
    keys = [*IDENTITY, "post"] if post is not None else list(IDENTITY)
    rows = rows.select(keys).unique(maintain_order=True)
    if rows.is_empty():
        raise UsageError(
            Text("当天没有这一行：{text}", "there is no such row on that day: {text}"), text=text
        )
    if rows.height > 1:
        pairs = pl.format("{}→{}", *(written(*ends) for ends in _ENDS))
        refuse_several(text, rows.select(pairs).to_series())
    return relation, rows


def _meant(choices: Sequence[Choice], word: str) -> str | None:
    """The value of the choice that a word means."""
    words = {said.lower(): choice.value for choice in choices for said in choice.words}
    return words.get(word.strip().lower())
