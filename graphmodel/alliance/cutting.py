"""Cutting an alliance into parts: of each its own nodes, its halo, and every tie between two of these.

What can only be known of the whole goes along: what was supplied, numbers of ties, ties that are loose on some day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from graphmodel.alliance.model import LOOSE, Alliance, numbered
from graphmodel.alliance.ownership import Owned
from graphmodel.alliance.renaming import former_codes, named_in, with_made_codes
from graphmodel.alliance.territory import UNITS
from graphmodel.ontology import HOUSEHOLD, VALID_FROM, VALID_TO
from graphmodel.rosters.on_demand import lazily

_FROM, _TO = VALID_FROM.name, VALID_TO.name
_NODE: Final[dict[str, pl.DataType]] = {"label": pl.String(), "id": pl.String()}
_ROWS: Final = {"part": pl.UInt32(), "row": pl.UInt32()}


@dataclass(frozen=True)
class Part:
    """A part of an alliance, as large as judging its own nodes needs."""

    code: str
    """That of its unit, or :data:`~graphmodel.alliance.ownership.REST`."""
    alliance: Alliance
    """Own nodes and halo, with every tie between two of them; ties have the numbers that they have in the whole,
    ``tie``, and ``loose`` tells of those that lead further."""
    own: pl.DataFrame
    """``label``, ``id`` of the own nodes; homes are not listed."""


def sizes(owners: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """How large each part is: ``part``, ``own`` and ``halo``, counts of nodes; sorted by part.

    Args:
        owners: columns of :data:`~graphmodel.alliance.ownership.OWNER`.
        held: of :func:`graphmodel.alliance.halo.halos`.
    """
    own, halo = (
        table.group_by("part").agg(pl.len().cast(pl.Int64).alias(name))
        for table, name in ((owners, "own"), (held, "halo"))
    )
    both = own.join(halo, on="part", how="full", coalesce=True)
    return both.with_columns(pl.col("own", "halo").fill_null(0)).sort("part")


def of_the_whole(alliance: Alliance) -> Alliance:
    """What merging parts needs of all of them together: places, and whatever waivers name, by a former code too."""
    codes = named_codes(alliance)
    nodes = {
        label: table if label in UNITS else table.filter(pl.col("id").is_in(codes.implode()))
        for label, table in alliance.nodes.items()
    }
    ties = {relation: table.clear() for relation, table in alliance.ties.items()}
    ties["PART_OF"] = alliance.ties["PART_OF"].filter(pl.col("from_label").is_in(UNITS))
    return replace(alliance, nodes=nodes, ties=ties)


def named_codes(alliance: Alliance) -> pl.Series:
    """The codes that waivers name, those of things that went by such a code, and those of which these are made."""
    named = named_in(alliance.waivers)
    renamed = former_codes(alliance.nodes).filter(pl.col("former").is_in(named.implode()))["id"]
    made_of = with_made_codes(alliance.nodes).select("id", "above")
    codes, further = named, renamed
    while further.len():  # a code is made of that of what is above, which is asked whether it is there
        codes = pl.concat([codes, further]).unique()
        above = made_of.filter(pl.col("id").is_in(codes.implode()))["above"]
        further = above.filter(~above.is_in(codes.implode()))
    return codes


def cut(owned: Owned, held: pl.DataFrame) -> Iterator[Part]:
    """The parts of an alliance one after the other, in the order of their codes.

    Args:
        owned: the alliance and who owns what.
        held: the halos; see :func:`graphmodel.alliance.halo.halos`.

    Complexity: every node and tie is looked at once for all parts, and copied once for each part that holds it.
    """
    halo = held_by_number(owned, held)
    alliance = owned.alliance
    ties = numbered(alliance.ties)
    node_rows = {label: _apart(_nodes_held(owned, label, halo)) for label in alliance.nodes}
    tie_rows = {relation: _apart(_ties_held(owned, relation, halo)) for relation in ties}
    loose, own = loose_by_part(owned, halo), own_by_part(owned)
    for number, code in enumerate(owned.codes):
        none = pl.DataFrame(schema=_ROWS)
        yield Part(
            code,
            replace(
                alliance,
                nodes={
                    label: table[node_rows[label].get(number, none)["row"]]
                    for label, table in alliance.nodes.items()
                },
                ties={
                    relation: table[tie_rows[relation].get(number, none)["row"]]
                    for relation, table in ties.items()
                },
                loose=loose[code],
            ),
            own[code],
        )


def table_by_table(owned: Owned, halo: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """As :func:`cut`, one table of the alliance after the other: the code of a part, the name of the table, and its rows.

    Args:
        owned: the alliance, its ties with their numbers; only one of its tables is asked for at a time.
        halo: of :func:`held_by_number`.
    """
    for names, held in ((owned.alliance.nodes, _nodes_held), (owned.alliance.ties, _ties_held)):
        for name in names:
            rows, table = _apart(held(owned, name, halo)), owned.alliance.table(name)
            for number, of_part in rows.items():
                yield owned.codes[number], name, table[of_part["row"]]


def own_by_part(owned: Owned) -> dict[str, pl.DataFrame]:
    """The own nodes of every part; see :class:`Part`."""
    but_homes = owned.owners.filter(pl.col("label") != HOUSEHOLD)
    return _of_every_part(owned, but_homes.partition_by("part", as_dict=True, include_key=False), _NODE)


def loose_by_part(
    owned: Owned, halo: pl.DataFrame, further: Sequence[pl.DataFrame] = ()
) -> dict[str, pl.DataFrame]:
    """Which ties lead out of every part and are loose; see :class:`Part`.

    Args:
        owned: the alliance and who owns what.
        halo: of :func:`held_by_number`.
        further: those that are known besides: ``part``, its number, and columns of :data:`LOOSE`.
    """
    found = pl.concat([_loose(owned, halo), *further]).sort("part", *LOOSE)
    codes = found.select("part", *LOOSE).with_columns(part=pl.lit(owned.codes).gather("part"))
    return _of_every_part(owned, codes.partition_by("part", as_dict=True, include_key=False), LOOSE)


def _of_every_part(
    owned: Owned, found: Mapping[tuple[str], pl.DataFrame], schema: dict[str, pl.DataType]
) -> dict[str, pl.DataFrame]:
    return {code: found.get((code,), pl.DataFrame(schema=schema)) for code in owned.codes}


def held_by_number(owned: Owned, held: pl.DataFrame) -> pl.DataFrame:
    """``node`` and ``part``: the halos by their numbers."""
    codes = owned.codes.to_frame("part").with_row_index("number")
    known = owned.nodes.select("label", "id", "node")
    return held.join(codes, on="part").join(known, on=["label", "id"]).select("node", part="number")


def _apart(rows: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """Rows by the number of their part."""
    return {number: of_part for (number,), of_part in rows.partition_by("part", as_dict=True).items()}


def _nodes_held(owned: Owned, label: str, halo: pl.DataFrame) -> pl.DataFrame:
    """``part`` and ``row``: the rows of a table of nodes, once for each part that holds them."""
    known = owned.of_label(label)
    beside = halo.join(known, on="node").select("part", "row")
    return pl.concat([known.select("row", part="owner").select("part", "row"), beside]).sort("part", "row")


def _ties_held(owned: Owned, relation: str, halo: pl.DataFrame) -> pl.DataFrame:
    """``part`` and ``row``: the rows of a table of ties, once for each part that holds both ends."""
    found = [pl.DataFrame(schema=_ROWS)]
    for ties in (table for pair, table in owned.ends.items() if pair.relation == relation):
        between = pl.col("start_owner") != pl.col("end_owner")
        found.append(ties.filter(~between).select("row", part="start_owner"))
        for own, other in (("start", "end"), ("end", "start")):
            own_end = ties.filter(between).select("row", part=f"{own}_owner", node=other)
            found.append(own_end.join(halo, on=["part", "node"], how="semi").select("row", "part"))
        at_both = (
            ties.join(halo, left_on="start", right_on="node")
            .join(halo, left_on=["part", "end"], right_on=["part", "node"], how="semi")
            .select("row", "part")
        )
        found.append(at_both)
    return pl.concat(table.select("part", "row") for table in found).sort("part", "row")


def _loose(owned: Owned, halo: pl.DataFrame) -> pl.DataFrame:
    """``part`` and columns of :data:`LOOSE`: for nodes of a halo their ties that lead out of the part and are loose.

    A tie to an own node never leads out, for all of its neighbours are held. What is cut may be a part itself.
    """
    nodes = owned.alliance.nodes
    mortal = pl.concat(
        lazily(nodes, label)
        .select(pl.lit(label).alias("label"), "id", since=_FROM, until=_TO)
        .filter(pl.col("since").is_not_null() | pl.col("until").is_not_null())
        for label in nodes
    ).collect()
    lost = mortal.join(owned.nodes, on=["label", "id"]).select("label", "since", "until", other="node")
    found = [pl.DataFrame(schema={"part": pl.UInt32, "node": pl.UInt32, _FROM: pl.Date, _TO: pl.Date})]
    for pair, ties in owned.ends.items():
        for here, there in (("start", "end"), ("end", "start")):
            of_label = lost.filter(label=getattr(pair, there))
            if pair.relation == "TOOK_PART" or of_label.is_empty():
                continue
            rows = lazily(owned.alliance.ties, pair.relation).select(_FROM, _TO).collect()
            leading = ties.select("row", node=here, other=there, owner=f"{there}_owner").join(
                of_label, on="other"
            )
            dangling = while_lost(
                leading.with_columns(pl.lit(rows[name]).gather("row").alias(name) for name in (_FROM, _TO))
            )
            out = dangling.join(halo, on="node").filter(pl.col("part") != pl.col("owner"))
            out = out.join(halo, left_on=["part", "other"], right_on=["part", "node"], how="anti")
            found.append(out.select("part", "node", _FROM, _TO))
    before = owned.alliance.loose.join(owned.nodes, on=["label", "id"]).select("node", "owner", _FROM, _TO)
    found.append(before.select("node", _FROM, _TO, part="owner").select("part", "node", _FROM, _TO))
    found.append(before.join(halo, on="node").select("part", "node", _FROM, _TO))
    named = pl.concat(found).join(owned.nodes.select("node", "label", "id"), on="node")
    return named.select("part", *LOOSE)


def while_lost(ties: pl.DataFrame) -> pl.DataFrame:
    """The ties with the periods in which they are live and what they lead to, from ``since`` until ``until``, is not."""
    before = ties.drop_nulls("since").with_columns(pl.min_horizontal(_TO, "since").alias(_TO))
    after = ties.drop_nulls("until").with_columns(pl.max_horizontal(_FROM, "until").alias(_FROM))
    open_ = pl.col(_FROM).is_null() | pl.col(_TO).is_null()
    return pl.concat([before, after]).filter(open_ | (pl.col(_FROM) < pl.col(_TO)))
