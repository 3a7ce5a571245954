"""Sums that overflow: a server wraps them around in silence, so it is asked to say so."""

from __future__ import annotations

from typing import Final

from graphmodel.engines import cypher

_SAFE: Final = "9.2233720368e18"
"""The largest sum, by floating point, that surely did not overflow."""


def guarded(statement: str) -> str:
    """The statement with every ``sum`` replaced by one that is an error of overflow where it would wrap around.

    >>> guarded("RETURN sum(x) AS n").partition(" THEN ")[2]
    'sum(x) ELSE 9223372036854775807 + count(x) END) AS n'
    """
    pieces = list(cypher.tokens(statement))
    parts, done = [], 0
    for before, piece, after in zip([None, *pieces], pieces, pieces[1:], strict=False):
        named = before is not None and before.text in {".", ":"}
        is_sum = piece.type == "word" and piece.text.upper() == "SUM" and after.text == "(" and not named
        if is_sum and piece.start >= done:
            end = _closing(pieces, after)
            summed = guarded(statement[after.start + 1 : end])
            distinct, value = _without_distinct(summed)
            exact = f"sum({summed}) ELSE 9223372036854775807 + count({value})"
            about = f"abs(coalesce(sum({distinct}toFloatOrNull({value})), 0.0))"
            parts += [statement[done : piece.start], f"(CASE WHEN {about} < {_SAFE} THEN {exact} END)"]
            done = end + 1
    return "".join([*parts, statement[done:]])


def _closing(pieces: list[cypher.Token], opening: cypher.Token) -> int:
    """Where the bracket is that closes another."""
    depth = 0
    for piece in pieces[pieces.index(opening) :]:
        depth += (piece.text == "(") - (piece.text == ")")
        if depth == 0:
            return piece.start
    return opening.start  # the server will say that it is not closed


def _without_distinct(summed: str) -> tuple[str, str]:
    first = next(cypher.tokens(summed), None)
    if first is None or first.text.upper() != "DISTINCT":
        return "", summed
    return "DISTINCT ", summed[first.start + len(first.text) :].lstrip()
