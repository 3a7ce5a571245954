"""What the cells of a reference column refer to, and what is wrong with those that do not refer to one thing."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.language import AND, Text
from graphmodel.ontology import FORMER_NAMES, LABEL, LIST, OF_PEOPLE, Column
from graphmodel.rosters.cells import parts
from graphmodel.rosters.likeness import nearest
from graphmodel.rosters.register import Register

NO_REFERENCES: Final = pl.DataFrame(schema={"uid": pl.UInt32(), "thing": pl.UInt32()})
_NO_PROBLEMS: Final = pl.DataFrame(
    schema={
        "uid": pl.UInt32(),
        **dict.fromkeys(("code", "value", "expected", "severity", "labels"), pl.String()),
    }
)
_IS_UNKNOWN: Final = pl.col("code") == "unknown-reference"


def resolve_column(
    register: Register, column: Column, cells: pl.DataFrame, *, partly_supplied: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the cells of a reference column refer to, and the problems met.

    Args:
        register: everything known.
        column: the column; it says whether a cell may list several things.
        cells: ``uid``, ``text`` (cleaned), ``raw`` (as read) and ``labels``, those expected, joined by ``|``.
        partly_supplied: some roster the column may refer to was not supplied, so an unknown reference is a warning.

    Returns:
        The references found (``uid``, ``thing``), those of a cell in its order and before its first error, and the
        problems (``uid``, ``code``, ``value``, ``expected`` as far as it is known, ``severity`` and ``labels``), at
        most one per cell.
    """
    cells = cells.drop_nulls(["text", "labels"])
    if cells.is_empty():
        return NO_REFERENCES, _NO_PROBLEMS
    found, problems = [NO_REFERENCES.with_columns(sure=pl.lit(value=True))], [_NO_PROBLEMS]
    for joined, group in _by_labels(cells):
        labels = tuple(joined.split("|"))
        tried = _tried(register, column, group, labels)
        wrong = wrong_references(register, tried, labels)
        single = tried.select("uid", "thing", sure=pl.lit(value=True))
        if wrong.height:
            sure = (pl.col("count") != 1).cum_sum().over("uid") == 0
            single = single.with_columns(tried.select(sure=sure)).filter(tried["count"] == 1)
        if tried.height != group.height:
            single = single.unique(["uid", "thing"], keep="first", maintain_order=True)
        found.append(single)
        problems.append(wrong)
    references, wrong = pl.concat(found), pl.concat(problems)
    if wrong.is_empty():
        return references.drop("sure"), wrong
    if partly_supplied:
        wrong = wrong.with_columns(
            severity=pl.when(_IS_UNKNOWN).then(pl.lit("warning")).otherwise("severity")
        )
    refused = wrong.filter(pl.col("severity") == "error")["uid"]
    if not refused.is_empty():
        references = references.filter(~pl.col("uid").is_in(refused.implode()) | pl.col("sure"))
    return references.drop("sure"), wrong


def _by_labels(cells: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The cells of which the same labels are expected."""
    labels = cells["labels"]
    if (labels == labels[0]).all():
        return [(labels[0], cells)]
    return [
        (joined, cells.filter(pl.col("labels") == joined)) for joined in labels.unique(maintain_order=True)
    ]


def _tried(register: Register, column: Column, cells: pl.DataFrame, labels: tuple[str, ...]) -> pl.DataFrame:
    """What each cell, or each part of it, may mean: ``uid``, ``text``, ``thing``, ``count`` and ``second``.

    A cell is tried whole first; then split, where something is to be split. ``second`` marks a cell that names several
    things where one is expected.
    """
    whole = _found(register, cells, labels)
    unknown = whole["count"] == 0
    if not unknown.any():
        return whole
    listed = (
        cells.filter(unknown)
        .select("uid", "text", part=parts(pl.col("raw")))
        .filter((pl.col("part").list.len() > 1) | (pl.col("part").list.first() != pl.col("text")))
    )
    if listed.is_empty():
        return whole
    split = _found(register, listed.select("uid", text="part").explode("text"), labels)
    rest = whole.join(listed, on="uid", how="anti", maintain_order="left")
    return pl.concat([rest, split if column.many else _as_one(listed, split)])


def _found(register: Register, cells: pl.DataFrame, labels: tuple[str, ...]) -> pl.DataFrame:
    found = register.find(cells["text"], labels)
    return found.select(cells["uid"], "text", "thing", "count", second=pl.lit(value=False))


def _as_one(listed: pl.DataFrame, split: pl.DataFrame) -> pl.DataFrame:
    """Cells in parts where one reference is expected: fine if all parts mean the same thing."""
    same = (pl.col("count") == 1).all() & (pl.col("thing").n_unique() == 1)
    several = (pl.len() > 1) & (pl.col("count") > 0).any() & ~same
    parts_of_one = split.group_by("uid", maintain_order=True).agg(
        part=pl.col("text").first(),
        parts=pl.len(),
        thing=pl.col("thing").first(),
        count=pl.when(same | (pl.len() == 1)).then(pl.col("count").first()).otherwise(0),
        second=several,
    )
    return parts_of_one.join(listed.select("uid", "text"), on="uid", maintain_order="left").select(
        "uid",
        text=pl.when(pl.col("parts") == 1).then("part").otherwise("text"),
        thing=pl.when(pl.col("count") == 1).then("thing"),
        count=pl.col("count").cast(pl.UInt32),
        second="second",
    )


def wrong_references(register: Register, tried: pl.DataFrame, labels: tuple[str, ...]) -> pl.DataFrame:
    """The problems of texts that do not mean exactly one thing; the first of each cell.

    Args:
        register: everything known.
        tried: ``uid``, ``text``, ``count`` (of things it may mean) and ``second`` (it names several where one stands).
        labels: those expected.
    """
    wrong = tried.filter(pl.col("count") != 1)
    if wrong.is_empty():
        return _NO_PROBLEMS
    wrong = wrong.unique("uid", keep="first", maintain_order=True)
    code = (
        pl.when("second")
        .then(pl.lit("second-parent"))
        .when(pl.col("count") > 1)
        .then(pl.lit("ambiguous-reference"))
        .otherwise(pl.lit("unknown-reference"))
    )
    wrong = wrong.select("uid", code=code, value="text", severity=pl.lit("error"))
    ambiguous = wrong.filter(pl.col("code") == "ambiguous-reference")["value"]
    described = register.describe(ambiguous, labels)
    return wrong.join(described, left_on="value", right_on="text", how="left", maintain_order="left").select(
        "uid", "code", "value", "expected", "severity", labels=pl.lit("|".join(labels))
    )


def told_in_full(register: Register, wrong: pl.DataFrame) -> pl.DataFrame:
    """The problems of a column when everything is known: what is a thing of another kind, what may have been meant."""
    known = register.known(wrong.filter(_IS_UNKNOWN)["value"])
    return pl.concat(
        _with_proposals(register, group, tuple(joined.split("|")), known)
        for joined, group in _by_labels(wrong)
    )


def _with_proposals(
    register: Register, wrong: pl.DataFrame, labels: tuple[str, ...], known: pl.Series
) -> pl.DataFrame:
    """The problems with what is expected instead: the kinds of thing, and for unknown texts the names most like them."""
    here = register.candidates(wrong.filter(_IS_UNKNOWN)["value"], labels)["text"]  # but in another place
    elsewhere = _IS_UNKNOWN & pl.col("value").is_in(known.filter(~known.is_in(here.implode())).implode())
    complaints = wrong.with_columns(
        code=pl.when(elsewhere).then(pl.lit("wrong-kind-of-reference")).otherwise("code"),
        severity=pl.when(elsewhere).then(pl.lit("error")).otherwise("severity"),
    )
    names = register.names_of(tuple(label for label in labels if label not in OF_PEOPLE))
    alike = nearest(complaints.filter(_IS_UNKNOWN)["value"], names)
    titles = pl.lit(_titles(labels))
    proposed = pl.format(str(_NEAREST), titles, pl.col("names").list.join(str(AND)))
    return (
        complaints.join(alike, left_on="value", right_on="text", how="left", maintain_order="left")
        .with_columns(pl.coalesce("expected", pl.when(_IS_UNKNOWN).then(proposed), titles))
        .drop("labels", "names")
    )


_NEAREST: Final = Text("{}；最接近：{}", "{}; nearest: {}")


def _titles(labels: tuple[str, ...]) -> str:
    return str(AND).join(str(LABEL[label].title) for label in labels)


def former_names(things: pl.DataFrame) -> pl.DataFrame:
    """``thing`` and ``name``: the earlier names of things, by which references may still call them."""
    renamed = things.drop_nulls(FORMER_NAMES)
    return renamed.select("thing", name=pl.col(FORMER_NAMES).str.split(LIST)).explode("name")
