"""What a person means by a text: a thing by its code, by its label and code, or by its name, qualified or not.

The one place where commands, whose input is no roster, look things up. As in a roster codes go before names, and a name
may be qualified by that of a thing above it, at any distance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Never

import polars as pl

from graphmodel.alliance.model import Alliance, Slice
from graphmodel.alliance.subjects import PAIRING, ends_of, tie_id
from graphmodel.errors import UsageError
from graphmodel.language import AND, Text, current
from graphmodel.ontology import LABEL, OF_PEOPLE
from graphmodel.rosters.cells import parts
from graphmodel.rosters.likeness import nearest
from graphmodel.spreadsheets.cleaning import clean_text

THING: Final = {"label": pl.String(), "id": pl.String()}

_QUALIFIER: Final = "/"
_LEVELS_ABOVE: Final = 6
_NAMED_AT_MOST: Final = 10
_LABELS: Final = {
    clean_text(word): label.name for label in LABEL.values() for word in (label.name, label.title.zh)
}
"""Labels by the words that people write for them."""


def meant(network: Alliance | Slice, texts: Sequence[str], among: pl.DataFrame | None = None) -> pl.DataFrame:
    """Everything that each text may mean, of any period that the network has.

    A code goes before a name, and that before a name with what is above it (``荷苑小区/第二网格``); each may have its
    label before it (``Grid:WG1``, ``网格:WG1``), and goes before one that has. Former names come last, and of each the
    names of people. A pairing is
    ``ORG→TARGET``, each end so written.

    Args:
        network: in which things are looked up.
        texts: as people write them.
        among: ``label`` and ``id`` of what may be meant; None: everything.

    Returns:
        ``text``, ``label``, ``id``; nothing for a text that means nothing.

    Complexity: a pass over names and codes, and as many joins upwards as there are levels of units.
    """
    found = [_things(network, texts, among)]
    pairings = [text for text in texts if text not in set(found[0]["text"]) and "→" in text]
    if pairings:
        ends = pl.DataFrame(
            [(text, *ends_of(text)) for text in pairings], ("text", "start", "end"), orient="row"
        )
        either = _things(network, [*ends["start"], *ends["end"]], None).select("id", end="text")
        known = network.ties[PAIRING].select("from_id", "to_id", id=tie_id()).unique()
        pairs = (
            ends.join(either.rename({"end": "start", "id": "from_id"}), on="start")
            .join(either.rename({"id": "to_id"}), on="end")
            .join(known, on=["from_id", "to_id"])
            .select("text", "id", label=pl.lit(PAIRING))
        )
        found.append(_chosen(pairs, among).select("text", *THING).unique(maintain_order=True))
    return pl.concat(found)


def one_each(
    network: Alliance | Slice, texts: Sequence[str], among: pl.DataFrame | None = None
) -> pl.DataFrame:
    """``label`` and ``id`` of the one thing that each text means, in the order of the texts.

    Args:
        network: as of :func:`meant`.
        texts: as of :func:`meant`.
        among: as of :func:`meant`.

    Raises:
        UsageError: a text means nothing, and the nearest names are given; or several things, which are named.
    """
    found = meant(network, texts, among)
    counts = dict(found.group_by("text").len().iter_rows())
    for text in texts:
        if not counts.get(text):
            raise UsageError(
                Text("没有这个代码或名称：{text}；相近的有：{known}", "there is no {text}; like it: {known}"),
                text=text,
                known=str(AND).join(like(network, text, among)) or Text("无", "none"),
            )
        if counts[text] > 1:
            refuse_several(text, found.filter(text=text).select(written()).to_series())
    order = pl.DataFrame({"text": list(texts)}, schema={"text": pl.String})
    return order.join(found, on="text", how="left", maintain_order="left").select(THING.keys())


def codes_said(text: str) -> set[str]:
    """What may be a code of what people write, which may have its label before it."""
    return {clean_text(text), _labelled(text)[1]}


def like(network: Alliance | Slice, text: str, among: pl.DataFrame | None = None) -> list[str]:
    """Codes and names most like a text, of what may be named."""
    known = _chosen(_names(network), among)
    alike = nearest(pl.Series([clean_text(text)]), pl.concat([known["id"], known["name"].rename("id")]))
    return [name for names in alike["names"] for name in names]


def refuse_several(text: str, known: pl.Series) -> Never:
    """Say that several things are called so, and how each can be asked for.

    Raises:
        UsageError: always.
    """
    raise UsageError(
        Text("{text} 不止一个，请写明是哪个：{known}", "several are called {text}; say which: {known}"),
        text=text,
        known=str(AND).join(known.sort().head(_NAMED_AT_MOST)),
    )


def written(label: str = "label", id_: str = "id") -> pl.Expr:
    """How a thing is asked for where others are called so too: its label, in the language that is spoken, and code."""
    titles = {one.name: one.title.zh for one in LABEL.values()} if current() == "zh" else {}
    return pl.format(str(Text("{}：{}", "{}:{}")), pl.col(label).replace(titles), id_)


def _things(network: Alliance | Slice, texts: Sequence[str], among: pl.DataFrame | None) -> pl.DataFrame:
    asked = pl.DataFrame(
        [(text, None, clean_text(text)) for text in texts] + [(text, *_labelled(text)) for text in texts],
        schema={"text": pl.String, "wanted": pl.String, "said": pl.String},
        orient="row",
    ).unique(maintain_order=True)
    ways = (
        _bearing(network, asked, "id"),
        _bearing(network, asked, "name"),
        _qualified(network, asked),
        _bearing(network, asked, "former_names"),
    )
    of_people = pl.col("label").is_in(OF_PEOPLE)
    found = pl.concat(
        way.with_columns(way=4 * at + 2 * (of_people & (at > 0)) + pl.col("wanted").is_not_null())
        for at, way in enumerate(ways)
    )
    allowed = _chosen(found.filter(pl.col("wanted").is_null() | (pl.col("wanted") == pl.col("label"))), among)
    best = allowed.filter(pl.col("way") == pl.col("way").min().over("text"))
    return best.select("text", *THING).unique(maintain_order=True)


def _labelled(text: str) -> tuple[str | None, str]:
    """The label before a colon, and what stands behind it; the whole text where none does."""
    label, colon, rest = clean_text(text).partition(":")
    return (_LABELS[label], rest) if colon and label in _LABELS else (None, clean_text(text))


def _chosen(found: pl.DataFrame, among: pl.DataFrame | None) -> pl.DataFrame:
    if among is None:
        return found
    return found.join(among, on=[*THING], how="semi", maintain_order="left")


def _bearing(network: Alliance | Slice, asked: pl.DataFrame, column: str) -> pl.DataFrame:
    """``text``, ``wanted``, ``label``, ``id`` of everything that bears what is said as its code, its name or a former one."""
    said = asked["said"].implode()
    borne = pl.concat(
        _each(table.drop_nulls(column), column)
        .filter(pl.col(column).is_in(said))
        .select("id", label=pl.lit(label), said=column)
        for label, table in network.nodes.items()
        if column in table.columns
    )
    return asked.join(borne, on="said", maintain_order="left").select("text", "wanted", *THING)


def _each(table: pl.DataFrame, column: str) -> pl.DataFrame:
    """A row for each former name; of codes and names there is one."""
    return table.with_columns(parts(pl.col(column))).explode(column) if column == "former_names" else table


def _qualified(network: Alliance | Slice, asked: pl.DataFrame) -> pl.DataFrame:
    """As :func:`_bearing`, of names behind the names of things above them; of people, of organisations they belong to."""
    paths = asked.filter(pl.col("said").str.contains(_QUALIFIER, literal=True)).with_columns(
        steps=pl.col("said").str.split(_QUALIFIER).list.eval(pl.element().str.strip_chars(" "))
    )
    ends = paths.with_columns(said=pl.col("steps").list.last())
    steps = paths.select("text", "wanted", above=pl.col("steps").list.head(pl.col("steps").list.len() - 1))
    found = _bearing(network, ends.select("text", "wanted", "said"), "name").unique()
    if found.is_empty():
        return found
    missing = pl.col("above").list.set_difference("borne").list.len()
    return (
        found.join(_names_above(network, found.select(THING.keys()).unique()), on=[*THING])
        .join(steps, on=["text", "wanted"], nulls_equal=True)
        .filter(missing == 0)
        .select("text", "wanted", *THING)
    )


def _names_above(network: Alliance | Slice, things: pl.DataFrame) -> pl.DataFrame:
    """``label``, ``id`` and ``borne``: the names of everything above each of some things."""
    above = pl.concat(
        network.ties[relation].select("from_label", "from_id", "to_label", "to_id")
        for relation in ("PART_OF", "MEMBER_OF")
    ).unique()
    here = things.with_columns(at_label="label", at="id")
    passed = []
    for _ in range(_LEVELS_ABOVE):
        here = here.join(above, left_on=["at_label", "at"], right_on=["from_label", "from_id"]).select(
            *THING, at_label="to_label", at="to_id"
        )
        passed.append(here)
    return (
        pl.concat(passed)
        .join(_names(network), left_on=["at_label", "at"], right_on=["label", "id"])
        .group_by([*THING])
        .agg(borne=pl.col("name").unique())
    )


def _names(network: Alliance | Slice) -> pl.DataFrame:
    return pl.concat(
        table.select("id", "name", label=pl.lit(label))
        for label, table in network.nodes.items()
        if label not in OF_PEOPLE
    )
