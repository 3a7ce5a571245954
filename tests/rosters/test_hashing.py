"""Texts are found among others wherever they stand."""

import polars as pl

from graphmodel.rosters.hashing import found_among


def test_every_text_is_found_in_its_place_though_codes_fight_for_their_slots() -> None:
    codes = pl.Series([f"H{number}" for number in range(40_000)]).shuffle(seed=7)
    others = pl.Series(["", "无", None, "H", *(f"X{number}" for number in range(5_000))])
    texts = pl.concat([codes.sample(20_000, seed=8), others])
    places = {code: place for place, code in enumerate(codes)}

    found = found_among(texts, codes)

    assert found.to_list() == [places.get(text) for text in texts]


def test_nothing_is_found_among_nothing() -> None:
    nothing = pl.Series([], dtype=pl.String)

    assert found_among(pl.Series(["a"]), nothing).to_list() == [None]
    assert found_among(nothing, pl.Series(["a"])).to_list() == []


def test_of_many_equal_codes_the_last_is_found_and_what_is_none_of_them_is_not() -> None:
    codes = pl.Series(["H", *["H1"] * 5_000, *[None] * 5_000, "H2"])

    assert found_among(pl.Series(["H1", "H2", "X", None]), codes).to_list() == [5_000, 10_001, None, None]
