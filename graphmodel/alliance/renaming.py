"""Things that were renamed, not replaced (``month.md`` §2): by which codes they went before, and the past under new codes.

A code that is made of a name, the one an empty cell gets, changes when the name does. That a thing is still the same is
told by its former names and never guessed; what lies under it, with a code made of its code, is the same thing too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Final, TypeVar

import polars as pl

from graphmodel.alliance.model import Alliance, Piece, Slice
from graphmodel.alliance.subjects import ARROW, PAIRING, tie_name
from graphmodel.alliance.territory import PLACE
from graphmodel.ontology import FORMER_NAMES, LABEL, LIST, node_schema, roster_of
from graphmodel.rosters.on_demand import OnDemand
from graphmodel.rosters.register import made_code

RENAMED: Final[dict[str, pl.DataType]] = {"label": pl.String(), "before": pl.String(), "after": pl.String()}
"""The same thing on two days: its label, its code on the earlier one and on the later one."""

_Frame = TypeVar("_Frame", pl.DataFrame, pl.LazyFrame)

NAMED: Final = tuple(label for label in LABEL if FORMER_NAMES in node_schema(label))
"""The labels of what may be renamed."""


def with_made_codes(nodes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The things whose code is the one an empty cell gets, whether it was written or not.

    Args:
        nodes: tables by label; those of :data:`NAMED` are asked.

    Returns:
        ``label``, ``id``, ``name``, ``former_names``, and ``above``, what the code begins with: the code of what the
        thing was made under, or the name of its roster.
    """
    every = pl.concat(
        nodes[label].select(
            "id", "name", FORMER_NAMES, label=pl.lit(label), roster=pl.lit(roster_of(label).title.zh)
        )
        for label in NAMED
    )
    above = pl.col("id").str.strip_suffix(made_code(pl.lit(""), pl.col("name")))
    under = above.is_in(every["id"].implode()) | (above == pl.col("roster"))
    made = (above != pl.col("id")) & under
    return every.filter(made).select("label", "id", "name", FORMER_NAMES, above=above)


def former_codes(nodes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The codes that former names make: of the things that bear them, and of what lies under these.

    Args:
        nodes: as in :func:`with_made_codes`.

    Returns:
        ``label``, ``id`` and ``former``, a code it may have had; the likeliest of a thing first.
    """
    made = with_made_codes(nodes)
    bearing = made.drop_nulls(FORMER_NAMES).with_columns(name=pl.col(FORMER_NAMES).str.split(LIST))
    names = pl.concat([made, bearing.explode("name")]).select("label", "id", "name", "above")
    tops = made["above"].unique()
    itself = pl.DataFrame({"above": tops, "code": tops})
    codes = itself
    while True:  # as deep as codes are made of codes: the rosters', three; those of forms, one more
        found = (
            names.join(codes, on="above", maintain_order="left_right")
            .select("label", "id", former=made_code(pl.col("code"), pl.col("name")))
            .filter(pl.col("former") != pl.col("id"))
            .unique(maintain_order=True)
        )
        deeper = pl.concat([itself, found.select(above="id", code="former")])
        if deeper.height == codes.height:
            return found
        codes = deeper


def renamed(before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What is the same thing under another code.

    Whose former code was that of a thing which is there no longer is this thing: no two are one, and what was there
    under its own code before is itself. A code that two things had, by what they say, was neither's.

    Args:
        before: the nodes of one day, by label.
        after: those of a later one.

    Returns:
        Columns of :data:`RENAMED`, one row per thing.

    >>> from datetime import date
    >>> from graphmodel.alliance import empty
    >>> nodes = empty().at(date(2018, 12, 31)).nodes
    >>> renamed(nodes, nodes).height
    0
    """
    former = former_codes(after)
    then, now = (
        pl.concat(nodes[label].select("id", label=pl.lit(label)) for label in NAMED)
        for nodes in (before, after)
    )
    gone = then.join(now, on=["label", "id"], how="anti")
    begun = now.join(then, on=["label", "id"], how="anti")
    return (
        former.join(begun, on=["label", "id"], how="semi", maintain_order="left")
        .join(gone, left_on=["label", "former"], right_on=["label", "id"], how="semi", maintain_order="left")
        .unique(["label", "id"], keep="first", maintain_order=True)
        .filter(~pl.struct("label", "former").is_duplicated())
        .select("label", before="former", after="id")
        .cast(pl.Schema(RENAMED))
    )


def followed(days: Sequence[Mapping[str, pl.DataFrame]]) -> pl.DataFrame:
    """What of the first of several days is the same thing under another code on the last, step by step.

    Args:
        days: the nodes of each, by label, the earliest first.

    Returns:
        Columns of :data:`RENAMED`.
    """
    same = pl.DataFrame(schema=RENAMED)
    for earlier, later in pairwise(days):
        step = renamed(earlier, later)
        carried = same.join(
            step, left_on=["label", "after"], right_on=["label", "before"], how="left", suffix="_on"
        )
        fresh = step.join(same, left_on=["label", "before"], right_on=["label", "after"], how="anti")
        carried = carried.select("label", "before", after=pl.coalesce("after_on", "after"))
        same = pl.concat([carried, fresh])
    for side, day in (("before", days[0]), ("after", days[-1])):
        there = pl.concat(day[label].select("id", label=pl.lit(label)) for label in NAMED)
        same = same.join(there, left_on=["label", side], right_on=["label", "id"], how="semi")
    return same.filter(pl.col("before") != pl.col("after")).sort("label", "after")


def last_called(days: Sequence[Mapping[str, pl.DataFrame]]) -> dict[str, str]:
    """Codes that things had on any of several days, with those that the same things have on the last.

    Args:
        days: as in :func:`followed`.
    """
    codes: dict[str, str] = {}
    for first in range(len(days) - 1):
        codes |= _codes(followed(days[first:]))
    return codes


def named_in(waivers: pl.DataFrame) -> pl.Series:
    """The codes that waivers name, of pairings those of both ends."""
    return waivers["subject"].drop_nulls().str.split(ARROW).explode().unique()


def lost_codes(alliance: Alliance) -> pl.Series:
    """Codes made of names that waivers name and nothing has, nor had by what its 曾用名 tells."""
    named = named_in(alliance.waivers)
    made = named.filter(named.str.contains("/", literal=True))
    told = pl.concat(
        [*(alliance.nodes[label]["id"] for label in NAMED), called_formerly(alliance.nodes, made)["before"]]
    )
    return made.filter(~made.is_in(told.implode()))


def called_formerly(nodes: Mapping[str, pl.DataFrame], codes: pl.Series) -> pl.DataFrame:
    """What things are meant by codes that nothing has any more, by their former names.

    Args:
        nodes: as in :func:`with_made_codes`.
        codes: the codes in question; those that something has, and those that two things may have had, mean nothing.

    Returns:
        Columns of :data:`RENAMED`.
    """
    known = pl.concat(nodes[label]["id"] for label in NAMED)
    asked = codes.filter(~codes.is_in(known.implode()))
    if asked.is_empty():
        return pl.DataFrame(schema=RENAMED)
    meant = former_codes(nodes).filter(pl.col("former").is_in(asked.implode()))
    return (
        meant.unique("former", keep="none")
        .select("label", before="former", after="id")
        .cast(pl.Schema(RENAMED))
    )


def recoded(slice_: Slice, same: pl.DataFrame) -> Slice:
    """A slice of an earlier day under the codes of a later one; its tables are when somebody looks at them.

    Args:
        slice_: the earlier day.
        same: columns of :data:`RENAMED`.
    """
    if same.is_empty():
        return slice_
    new = _by_label(same)

    def nodes_of(label: str) -> pl.DataFrame:
        table = slice_.nodes[label]
        return table.with_columns(pl.col("id").replace(new[label])) if label in new else table

    def ties_of(relation: str) -> pl.DataFrame:
        sides = [_now(f"{side}_label", f"{side}_id", new) for side in ("from", "to")]
        table = slice_.ties[relation].with_columns(sides)
        if relation == "HOLDS" and "PartyOrg" in new:
            return table.with_columns(pl.col("recommended_by").replace(new["PartyOrg"]))
        return table

    def piece_of(code: str) -> Piece:
        assert slice_.pieces is not None
        held, own = slice_.pieces.read(code)
        return Piece(recoded(held, same), own if own is None else own.with_columns(_now("label", "id", new)))

    return replace(
        slice_,
        nodes=OnDemand([*slice_.nodes], cache(nodes_of)),
        ties=OnDemand([*slice_.ties], cache(ties_of)),
        pieces=slice_.pieces and slice_.pieces._replace(read=piece_of),
    )


def recoded_subjects(subjects: _Frame, same: pl.DataFrame, *, back: bool = False) -> _Frame:
    """Subjects under the codes of a later day, pairings by both ends; with ``back`` under those of the earlier one.

    Args:
        subjects: ``subject_label``, ``subject`` and whatever else, which stays.
        same: columns of :data:`RENAMED`.
        back: whether the codes of the later day are given.
    """
    if same.is_empty():
        return subjects
    if back:
        same = same.select("label", before="after", after="before")
    now = _now("subject_label", "subject", _by_label(same))
    is_pairing = pl.col("subject_label") == PAIRING
    return subjects.with_columns(subject=pl.when(is_pairing).then(tie_name(_codes(same))).otherwise(now))


def recoded_places(places: pl.LazyFrame, same: pl.DataFrame) -> pl.LazyFrame:
    """Where everything lay on an earlier day, under the codes of a later one.

    Args:
        places: of :func:`graphmodel.alliance.territory.locate`.
        same: columns of :data:`RENAMED`.
    """
    things = places.rename({"label": "subject_label", "id": "subject"})
    units = _now("unit_label", "unit", _by_label(same))
    return (
        recoded_subjects(things, same)
        .with_columns(units)
        .rename({"subject_label": "label", "subject": "id"})
        .sort(*PLACE)
    )


def _now(label: str, code: str, new: Mapping[str, Mapping[str, str]]) -> pl.Expr:
    """The codes that things have now, from the columns of their label and their code."""
    now = pl.col(code)
    for of, codes in new.items():
        now = pl.when(pl.col(label) == of).then(pl.col(code).replace(codes)).otherwise(now)
    return now.alias(code)


def _by_label(same: pl.DataFrame) -> dict[str, dict[str, str]]:
    return {label: _codes(same.filter(label=label)) for label in same["label"].unique().sort()}


def _codes(same: pl.DataFrame) -> dict[str, str]:
    return dict(same.select("before", "after").iter_rows())
