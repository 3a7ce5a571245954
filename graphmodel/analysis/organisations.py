"""The Party organisations a question is about, by what they are."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from graphmodel.alliance import Slice


def active(slice_: Slice, kinds: Collection[str]) -> pl.Series:
    """The codes of the organisations of some kinds, those of retired members apart ("不包括退休党支部")."""
    retired = pl.col("is_retired").fill_null(value=False)
    return slice_.nodes["PartyOrg"].filter(pl.col("kind").is_in(kinds) & ~retired)["id"]


def of_kinds(slice_: Slice, kinds: Collection[str]) -> pl.Series:
    """The codes of all organisations of some kinds."""
    return slice_.nodes["PartyOrg"].filter(pl.col("kind").is_in(kinds))["id"]
