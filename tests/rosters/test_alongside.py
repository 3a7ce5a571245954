"""What stands in the same order is put side by side; what does not is joined."""

from __future__ import annotations

import polars as pl
import pytest

from graphmodel.rosters.alongside import join_alongside

KNOWN = pl.DataFrame({"code": ["a", "b", "c"], "thing": [1, 2, 3]})


@pytest.mark.parametrize("codes", [["a", "b", "c"], ["c", "a", "a"], ["b", None, "x"], []])
def test_it_says_what_a_join_says(codes: list[str | None]) -> None:
    asked = pl.DataFrame({"row": range(len(codes)), "code": pl.Series(codes, dtype=pl.String)})

    told = join_alongside(asked, KNOWN, "code")

    assert told.equals(asked.join(KNOWN, on="code", maintain_order="left"))


def test_nothing_is_not_the_same_as_nothing() -> None:
    nothing = pl.DataFrame({"code": pl.Series([None], dtype=pl.String), "thing": [1]})

    assert join_alongside(nothing.select("code"), nothing, "code").is_empty()
