"""What ended and what began between two days is the same, however the alliance is cut on each of them."""

from dataclasses import replace
from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from graphmodel.alliance import Slice
from graphmodel.alliance.between import ended_and_begun
from graphmodel.alliance.model import Piece, Pieces
from tests.rules.by_parts import dice, parts_of
from tests.rules.generate import DAYS, side_by_side

GENERATED = side_by_side(range(4))
"""Things and ties of many periods."""


def in_pieces(day: date, seed: int) -> Slice:
    """One day, of which nothing is there but what pieces are read for; cut by dice."""
    parts = {part.code: part for part in parts_of(GENERATED, dice(GENERATED, 6, seed))}
    slices = {code: part.alliance.at(day) for code, part in parts.items()}
    whole = GENERATED.at(day)
    return replace(
        whole,
        nodes={label: table.clear() for label, table in whole.nodes.items()},
        ties={relation: table.clear() for relation, table in whole.ties.items()},
        pieces=Pieces(
            (*parts,),
            lambda code: Piece(slices[code], parts[code].own),
            lambda code: slices[code].nodes["Household"].select("id"),
            lambda: whole.at_home,
        ),
    )


def test_what_is_cut_on_one_day_and_otherwise_on_another_ends_and_begins_as_at_once() -> None:
    first, last = date(2018, 5, 21), DAYS[-1]
    before, after = GENERATED.at(first), GENERATED.at(last)
    at_once = ended_and_begun(before, after)
    for sides in (
        (in_pieces(first, 1), in_pieces(last, 2)),
        (before, in_pieces(last, 3)),
        (in_pieces(first, 4), after),
    ):
        for alone, expected in zip(ended_and_begun(*sides), at_once, strict=True):
            for label, ids in expected.nodes.items():
                assert_frame_equal(alone.nodes[label].sort("id"), ids.sort("id"))
            for relation, ties in expected.ties.items():
                assert_frame_equal(alone.ties[relation].sort("tie"), ties.sort("tie"))
    for alone in at_once:
        assert alone.nodes["Household"].height
        assert sum(table.height for table in alone.ties.values())
        assert pl.concat(alone.nodes.values()).height
