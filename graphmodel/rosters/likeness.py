"""What an unknown name may have been meant to be: the names most like it. A proposal for people, never a decision."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.language import AND, Text

_MOST_TEXTS: Final = 300
_MOST_PAIRS: Final = 2_000_000
_PROPOSED: Final = 3
_ALIKE: Final = 0.5
"""The least share of characters and pairs of characters that two names have in common."""
_ALIKE_IN_SHORT: Final = 0.3
"""The same of names of people: of two or three characters one may be another."""


def nearest(texts: pl.Series, names: pl.Series, *, least: float = _ALIKE) -> pl.DataFrame:
    """For each text the names most like it, best first.

    Names are compared by the characters and the neighbouring pairs of characters they share (Dice 1945). It stays
    quick by leaving texts out when there are many, or many names.

    Returns:
        ``text`` and ``names``, a list of up to three, for the texts that have any.

    >>> nearest(pl.Series(["荷园小区"]), pl.Series(["荷苑小区", "菊苑花园"])).row(0)
    ('荷园小区', ['荷苑小区'])
    """
    if texts.null_count() == texts.len():
        return pl.DataFrame(schema={"text": pl.String, "names": pl.List(pl.String)})
    names = names.drop_nulls().unique().sort()
    most = min(_MOST_TEXTS, _MOST_PAIRS // max(1, names.len()))
    asked = _grams(texts.drop_nulls().unique(maintain_order=True).head(most), "text")
    shared = (
        asked.join(_grams(names, "name"), on="gram")
        .group_by("text", "name")
        .agg(alike=2 * pl.len() / (pl.col("grams").first() + pl.col("grams_right").first()))
    )
    return (
        shared.filter(pl.col("alike") >= least)
        .sort("text", "alike", "name", descending=[False, True, False])
        .group_by("text", maintain_order=True)
        .agg(names=pl.col("name").head(_PROPOSED))
    )


def nearest_people(texts: pl.Series, names: pl.Series) -> pl.DataFrame:
    """:func:`nearest` of names of people, as ``text`` and ``expected``, in words.

    >>> nearest_people(pl.Series(["王晓明"]), pl.Series(["王小明", "李晓"])).row(0)
    ('王晓明', 'nearest: 王小明')
    """
    alike = nearest(texts, names, least=_ALIKE_IN_SHORT)
    listed = pl.col("names").list.join(str(AND))
    return alike.select("text", expected=pl.format(str(_NEAREST), listed))


_NEAREST: Final = Text("最接近：{}", "nearest: {}")


def _grams(texts: pl.Series, name: str) -> pl.DataFrame:
    """Every character and pair of characters of every text, once each, and how many it has."""
    characters = pl.col(name).str.extract_all("(?s).")
    pairs = characters.list.eval((pl.element() + pl.element().shift(-1)).drop_nulls())
    grams = texts.alias(name).to_frame().with_columns(gram=pl.concat_list(characters, pairs).list.unique())
    return grams.with_columns(grams=pl.col("gram").list.len()).explode("gram")
