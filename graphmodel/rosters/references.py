"""Finding what a cell refers to: by code, else by name, else by a name qualified by something above it.

The :class:`Register` holds everything the rosters name, of any period. Resolution is a handful of joins per column;
nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology import LABEL, Column, roster_of
from graphmodel.rosters.cells import clean, unmarked

LIST_SEPARATORS: Final = r"[、,;\r\n\x0B\x0C\x{85}\x{2028}\x{2029}]"
QUALIFIER: Final = "/"

_THING: Final[dict[str, pl.DataType]] = {
    "label": pl.String(),
    "id": pl.String(),
    "name": pl.String(),
    "roster": pl.String(),
    "valid_from": pl.Date(),
    "valid_to": pl.Date(),
}
_ABOVE: Final = {"label": pl.String(), "id": pl.String(), "above_label": pl.String(), "above_id": pl.String()}
_LEVELS_ABOVE: Final = 6


@dataclass
class Register:
    """Everything that may be referred to, and what each thing is PART_OF."""

    things: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_THING))
    above: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_ABOVE))
    _of_labels: dict[tuple[str, ...], pl.DataFrame] = field(default_factory=dict)

    def enter(self, things: pl.DataFrame) -> None:
        """Make things known; columns as in the register, each code once per label."""
        self._of_labels.clear()
        self.things = pl.concat(
            [self.things, things.select(pl.col(name).cast(dtype) for name, dtype in _THING.items())]
        )

    def enter_above(self, ties: pl.DataFrame) -> None:
        """Make known what things are PART_OF."""
        self.above = pl.concat([self.above, ties.select(_ABOVE.keys())])

    def of_labels(self, labels: tuple[str, ...]) -> pl.DataFrame:
        """The things that bear one of the labels."""
        if labels not in self._of_labels:
            self._of_labels[labels] = self.things.filter(pl.col("label").is_in(labels))
        return self._of_labels[labels]

    def resolve(self, parts: pl.Series, labels: tuple[str, ...]) -> pl.DataFrame:
        """What each text refers to among the things of some labels.

        Returns:
            One row per text, in order: ``part``; ``label`` and ``id`` of the one thing meant, with its period
            (``starts``, ``ends``); and ``count``, how many things it might be (0: none, 1: found).
        """
        things = self.of_labels(labels)
        found = _matched(parts.rename("part").to_frame(), things, "id", unique=len(labels) == 1)
        if (found["count"] > 0).all():
            return found
        missing = found.filter(pl.col("count") == 0).select("part").unique()
        named = _matched(missing, things.join(missing, left_on="name", right_on="part", how="semi"), "name")
        qualified = named.filter(
            (pl.col("count") == 0) & pl.col("part").str.contains(QUALIFIER, literal=True)
        )
        if qualified.height:
            by_name = _matched(qualified.select("part"), self._qualified(qualified["part"], things), "path")
            named = named.update(by_name.filter(pl.col("count") > 0), on="part")
        return found.update(named.filter(pl.col("count") > 0), on="part", maintain_order="left")

    def _qualified(self, paths: pl.Series, things: pl.DataFrame) -> pl.DataFrame:
        """The things a qualified name may mean, with the path as ``path``: each qualifier names something above."""
        split = (
            paths.unique()
            .rename("path")
            .to_frame()
            .with_columns(steps=pl.col("path").str.split(QUALIFIER).list.eval(pl.element().str.strip_chars()))
        )
        candidates = split.with_columns(name=pl.col("steps").list.last()).join(things, on="name")
        climbing = candidates.select("path", "label", "id", here_label="label", here_id="id")
        names_above = []
        for _ in range(_LEVELS_ABOVE):
            climbing = climbing.join(
                self.above.rename({"label": "here_label", "id": "here_id"}), on=["here_label", "here_id"]
            ).select("path", "label", "id", here_label="above_label", here_id="above_id")
            names_above.append(
                climbing.join(
                    self.things.select(here_label="label", here_id="id", above="name"),
                    on=["here_label", "here_id"],
                ).select("path", "label", "id", "above")
            )
        known = pl.concat(names_above).group_by("path", "label", "id").agg("above")
        return (
            candidates.join(known, on=["path", "label", "id"])
            .filter(
                pl.col("steps")
                .list.head(pl.col("steps").list.len() - 1)
                .list.set_difference("above")
                .list.len()
                == 0
            )
            .drop("steps", "above")
        )

    def describe(self, parts: pl.Series, labels: tuple[str, ...]) -> pl.DataFrame:
        """For ambiguous texts: ``part`` and ``expected``, roster and code of everything each may be."""
        things = self.of_labels(labels)
        wanted = parts.unique().rename("part").to_frame()
        qualified = wanted.filter(pl.col("part").str.contains(QUALIFIER, literal=True))["part"]
        candidates = pl.concat(
            [
                wanted.join(things.with_columns(part="id"), on="part").select("part", "roster", "id"),
                wanted.join(things.with_columns(part="name"), on="part").select("part", "roster", "id"),
                self._qualified(qualified, things)
                .select("roster", "id", part="path")
                .select("part", "roster", "id"),
            ]
        ).unique()
        return (
            candidates.sort("part", "roster", "id")
            .group_by("part", maintain_order=True)
            .agg(expected=(pl.col("roster") + " " + pl.col("id")).head(20).str.join(", "))
        )

    def known(self, parts: pl.Series) -> pl.Series:
        """Which texts are the code or the name of anything at all."""
        wanted = parts.unique()
        codes = self.things.filter(pl.col("id").is_in(wanted.implode()))["id"]
        names = self.things.filter(pl.col("name").is_in(wanted.implode()))["name"]
        return parts.is_in(pl.concat([codes, names]).implode())


def _matched(parts: pl.DataFrame, things: pl.DataFrame, key: str, *, unique: bool = False) -> pl.DataFrame:
    """Each part with the one thing whose ``key`` it is, and the number of such things."""
    if unique:
        keyed = things.with_columns(count=pl.lit(1, pl.UInt32))
    else:
        keyed = things.with_columns(count=pl.len().over(key)).unique(key, keep="first", maintain_order=True)
    kept = {"label": "label", "id": "id", "starts": "valid_from", "ends": "valid_to"}
    single = pl.col("count") == 1
    return parts.join(
        keyed.select(
            pl.col(key).alias("part"),
            *(pl.when(single).then(pl.col(source)).alias(name) for name, source in kept.items()),
            "count",
        ),
        on="part",
        how="left",
        maintain_order="left",
    ).with_columns(pl.col("count").fill_null(0))


def split(raw: pl.Expr) -> pl.Expr:
    """The parts of a list of references, cleaned, without empty and repeated ones."""
    return (
        unmarked(raw)
        .str.replace_all(LIST_SEPARATORS, "、")
        .str.split("、")
        .list.eval(clean(pl.element()).drop_nulls())
        .list.unique(maintain_order=True)
    )


def resolve_column(
    register: Register, column: Column, cells: pl.DataFrame, *, partly_supplied: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the cells of a reference column refer to, and the problems met.

    Args:
        register: everything known.
        column: the column; it says whether a cell may list several things.
        cells: ``uid``, ``value`` (cleaned text), ``raw`` (unsplit) and ``labels``, the labels expected, joined by ``|``.
        partly_supplied: some roster the column may refer to was not supplied, so an unknown reference is a warning.

    Returns:
        The references found (``uid``, ``label``, ``id``, ``starts``, ``ends``), and the problems
        (``uid``, ``code``, ``value``, ``expected``, ``severity``), at most one per cell.
    """
    found, problems = [], []
    for (labels,), group in cells.drop_nulls("value").group_by("labels", maintain_order=True):
        refs, wrong = _resolve_group(register, column, group, tuple(labels.split("|")))
        found.append(refs)
        problems.append(wrong)
    references = pl.concat(found) if found else _NO_REFERENCES
    wrong = pl.concat(problems) if problems else _NO_PROBLEMS
    if partly_supplied:
        unknown = pl.col("code") == "unknown-reference"
        wrong = wrong.with_columns(severity=pl.when(unknown).then(pl.lit("warning")).otherwise("severity"))
    refused = wrong.filter(pl.col("severity") == "error")["uid"]
    return references.filter(~pl.col("uid").is_in(refused.implode())), wrong


_REFERENCE: Final = ("uid", "label", "id", "starts", "ends")
_NO_REFERENCES: Final = pl.DataFrame(
    schema={
        "uid": pl.UInt32(),
        **{k: _THING[k] for k in ("label", "id")},
        "starts": pl.Date(),
        "ends": pl.Date(),
    }
)
_NO_PROBLEMS: Final = pl.DataFrame(
    schema={"uid": pl.UInt32(), **dict.fromkeys(("code", "value", "expected", "severity"), pl.String())}
)


def _resolve_group(
    register: Register, column: Column, cells: pl.DataFrame, labels: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    whole = cells.hstack(register.resolve(cells["value"], labels))
    listed = whole.filter(pl.col("count") == 0).filter(split(pl.col("raw")).list.len() > 1)
    if listed.is_empty():
        return whole.filter(pl.col("count") == 1).select(_REFERENCE), _wrong(register, whole, labels)
    parts = listed.select("uid", value=split(pl.col("raw"))).explode("value")
    parts = parts.hstack(register.resolve(parts["value"], labels))
    whole = whole.join(listed.select("uid"), on="uid", how="anti", maintain_order="left")
    if not column.many:
        several = parts.filter(pl.col("count") > 0)["uid"].unique()
        listed = listed.with_columns(
            code=pl.when(pl.col("uid").is_in(several.implode()))
            .then(pl.lit("second-parent"))
            .otherwise(pl.lit("unknown-reference"))
        )
        second = listed.select(
            "uid", "code", "value", expected=pl.lit(_titles(labels)), severity=pl.lit("error")
        )
        return whole.filter(pl.col("count") == 1).select(_REFERENCE), pl.concat(
            [_wrong(register, whole, labels), second]
        )
    single = pl.concat([whole.select(*_REFERENCE, "count"), parts.select(*_REFERENCE, "count")])
    wrong = _wrong(register, pl.concat([whole.select(parts.columns), parts]), labels)
    return single.filter(pl.col("count") == 1).drop("count").unique(
        ["uid", "label", "id"], maintain_order=True
    ), wrong


def _wrong(register: Register, tried: pl.DataFrame, labels: tuple[str, ...]) -> pl.DataFrame:
    """The problems of texts that do not mean exactly one thing; the first of each cell."""
    tried = tried.filter(pl.col("count") != 1).unique("uid", keep="first", maintain_order=True)
    if tried.is_empty():
        return _NO_PROBLEMS
    nothing = pl.col("count") == 0
    code = (
        pl.when(~nothing)
        .then(pl.lit("ambiguous-reference"))
        .when(register.known(tried["value"]))
        .then(pl.lit("wrong-kind-of-reference"))
        .otherwise(pl.lit("unknown-reference"))
    )
    choices = register.describe(tried.filter(~nothing)["value"], labels)
    return tried.join(choices, left_on="value", right_on="part", how="left", maintain_order="left").select(
        "uid",
        code=code,
        value="value",
        expected=pl.col("expected").fill_null(_titles(labels)),
        severity=pl.lit("error"),
    )


def _titles(labels: tuple[str, ...]) -> str:
    return str(Text("、", ", ")).join(str(LABEL[label].title) for label in labels)


def rosters_of(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The rosters in which things of these labels stand."""
    return tuple(dict.fromkeys(roster_of(label).name for label in labels))
