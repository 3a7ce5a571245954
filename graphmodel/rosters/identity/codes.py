"""Made codes: pseudonyms under the office's key, the same wherever and whenever they are made of the same words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Final

import polars as pl

from graphmodel.rosters.identity.key import KeyInUse, PeopleKey
from graphmodel.spreadsheets.personal import MASK

PERSON, HOME = "p", "h"
"""What the code of a person, and of a home, begins with."""
_CODE: Final = "[ph](?:[a-z2-7]{20}|1[0-9]{19})"
MADE: Final = f"^{_CODE}$"
"""The shape of a made code; the digits are those of a passing key."""

_BASE32: Final = ascii_lowercase + "234567"
_PAIRS: Final = pl.Series([first + second for first in _BASE32 for second in _BASE32])
"""Two characters for every ten bits."""
_TWENTY_DIGITS: Final = 10**19
_PASSING: Final = 8 * 10**18
"""How many passing codes there are, enough to tell the things of one reading apart."""
_BLOCK: Final = 64
"""Bytes of a block of SHA-256, to which the key of an HMAC is filled up."""


def made(first: str, parts: pl.Series, key: PeopleKey) -> pl.Series:
    r"""A code for each text: ``first`` and 20 characters of the Base32 of the text's HMAC-SHA256.

    Args:
        first: :data:`PERSON` or :data:`HOME`.
        parts: what tells the thing apart, parts joined by ``\n``; null where nothing does: so is its code.
        key: the office's key.
    """
    digests = pl.Series(list(_digests(parts, key)), dtype=pl.Binary)
    bits = digests.to_frame("digest").select(
        high=pl.col("digest").bin.head(8).bin.reinterpret(dtype=pl.UInt64, endianness="big"),
        low=pl.col("digest").bin.slice(7, 8).bin.reinterpret(dtype=pl.UInt64, endianness="big"),
    )
    last = (_ten_bits("low", start) for start in range(4, 44, 10))
    return bits.select(pl.concat_str(pl.lit(first), *_sixty_bits("high"), *last)).to_series()


def coded(first: str, parts: pl.DataFrame, key: KeyInUse) -> pl.Series:
    """The codes of :func:`made`; where the key is a passing one, others that tell apart what they tell apart.

    Such codes nobody keeps or sees, so that nothing need be hidden in them, and no digest is made.

    Args:
        first: as of :func:`made`.
        parts: what tells the thing apart, a column for each part; where any is null, so is the code.
        key: the office's key, or a passing one; asked for only when a code is made.
    """
    known = parts.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    if not known.any():
        return pl.repeat(None, parts.height, dtype=pl.String, eager=True)
    secret = key.key
    if not key.passing:
        return made(first, parts.select(pl.concat_str(pl.all(), separator="\n")).to_series(), secret)
    number = parts.hash_rows() % _PASSING + pl.lit(_TWENTY_DIGITS, pl.UInt64)
    code = pl.concat_str(pl.lit(first), number.cast(pl.String))
    return pl.select(code if known.all() else pl.when(known).then(code)).to_series()


def without_codes(text: pl.Expr) -> pl.Expr:
    """Texts with a mark in the place of every made code: what a passing key makes means nothing to anybody."""
    return text.str.replace_all(rf"\b{_CODE}\b", MASK)


def identity_by_name(unit: str) -> pl.Expr:
    """What tells a person apart of whom no number is known: his ``name``, and the unit in a column."""
    return pl.concat_str(pl.lit("name"), "name", unit, separator="\n")


def _sixty_bits(column: str) -> Iterator[pl.Expr]:
    return (_ten_bits(column, start) for start in range(0, 60, 10))


def _ten_bits(column: str, start: int) -> pl.Expr:
    return pl.lit(_PAIRS).gather(pl.col(column) // 2 ** (54 - start) % 2**10)


def _digests(parts: pl.Series, key: PeopleKey) -> Iterator[bytes | None]:
    """The HMAC of each text: what the key does to it is done once, and copied."""
    filled = key.secret.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in filled)).copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in filled)).copy
    for text in parts.cast(pl.Binary).to_list():
        if text is None:
            yield None
            continue
        within, around = inner(), outer()
        within.update(text)
        around.update(within.digest())
        yield around.digest()
