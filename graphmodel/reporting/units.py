"""The units of a territory that are looked at one by one: counties, streets, communities, compounds.

Each with its place in the hierarchy, its grids, its gaps of the first severity, and the file of its page.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.territory import units_above, within
from graphmodel.reporting.places import LEVELS
from graphmodel.rules import Judgement

_PAGES: Final = "unit"
_LETTERS: Final = re.compile(r"[^0-9A-Za-z_-]")
_LONGEST: Final = 80 - len(".html")
_DIGITS: Final = 8
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
"""What no file may be called on Windows."""


def of_programme(judgement: Judgement, lines: pl.DataFrame) -> pl.DataFrame:
    """The units in scope that hold a compound or a grid, or in which a gap lies.

    Args:
        judgement: of whose slice.
        lines: of :func:`graphmodel.reporting.lines.of_gaps`.

    Returns:
        ``label``, ``code``, ``name`` (the code where it has none), ``parent_label`` and ``parent`` (label and code of the
        unit right above, null where there is none of them), ``grids``, ``lines`` (all gaps in it, one per fact), ``grave`` (those of the first
        severity), ``judged`` (whether of what could be one anything is known), ``page`` (the file of its page); county by county, each above what lies in it,
        by code.
    """
    above = units_above(judgement.slice)
    places = above.filter(pl.col("unit_label").is_in(list(LEVELS)))
    count = {
        label: places.filter(pl.col("label") == label).group_by("unit_label", "unit").len(label)
        for label in ("Compound", "Grid")
    }
    located = lines.join(judgement.territory, left_on=["subject_label", "subject"], right_on=["label", "id"])
    gaps = located.group_by("unit_label", "unit").agg(
        lines=pl.len().cast(pl.Int64), grave=(pl.col("severity") == "S1").sum().cast(pl.Int64)
    )
    units = judgement.slice.names.filter(pl.col("label").is_in(list(LEVELS))).select(
        "label", name=pl.coalesce("name", "id"), code="id"
    )
    table = units
    for more in (*count.values(), gaps, _judged(judgement)):
        told = more.rename({"unit_label": "label", "unit": "code"})
        table = table.join(told, on=["label", "code"], how="left", maintain_order="left")
    held = pl.sum_horizontal(pl.col("Compound", "Grid", "lines").fill_null(0)) > 0
    files = pl.DataFrame([units["label"], units["code"], page_names(units)])
    if judgement.scope:
        inside = within(judgement.territory, judgement.slice, judgement.scope).rename({"id": "code"})
        table = table.join(inside, on=["label", "code"], how="semi", maintain_order="left")
    there = table.filter(held)
    codes = there.select(pl.struct(parent_label="label", parent="code")).to_series()
    parents = _parents(judgement.slice).with_columns(
        pl.when(pl.struct("parent_label", "parent").is_in(codes.implode())).then(name).alias(name)
        for name in ("parent_label", "parent")
    )
    return (
        there.join(parents, on=["label", "code"], how="left")
        .join(files, on=["label", "code"])
        .sort("path", nulls_last=True)
        .select(
            *("label", "code", "name", "parent_label", "parent"),
            grids=pl.col("Grid").fill_null(0).cast(pl.Int64),
            lines=pl.col("lines").fill_null(0),
            grave=pl.col("grave").fill_null(0),
            judged=pl.col("judged").fill_null(value=False),
            page="page",
        )
    )


def page_names(units: pl.DataFrame) -> pl.Series:
    """The file of the page of each unit: its code, where that can be a file's name and stands for it alone.

    Args:
        units: ``label`` and ``code``.

    >>> page_names(pl.DataFrame({"label": ["Community", "Compound"], "code": ["330802007001", "XQ/1"]})).to_list()
    ['unit/330802007001.html', 'unit/XQ_1-b95c68f9.html']
    """
    alike = units.select(pl.col("code").str.to_lowercase().is_duplicated()).to_series()
    files = [
        _page_name(label, code, alone=not twice)
        for (label, code), twice in zip(units.select("label", "code").iter_rows(), alike, strict=True)
    ]
    return pl.Series("page", files, dtype=pl.String)


def _page_name(label: str, code: str, *, alone: bool) -> str:
    plain = _LETTERS.sub("_", code)
    if plain != code or not alone or len(code) > _LONGEST or _RESERVED.fullmatch(code):
        mark = hashlib.sha256(f"{label}:{code}".encode()).hexdigest()[:_DIGITS]
        plain = f"{plain[: _LONGEST - _DIGITS - 1]}-{mark}"
    return f"{_PAGES}/{plain}.html"


def _judged(judgement: Judgement) -> pl.DataFrame:
    """The units in which something that could be a gap of the first severity is known to be one, or to be none."""
    grave = [
        (rule.id, label)
        for rule in judgement.rules
        for label, subject in rule.subjects.items()
        if subject.severity == "S1"
    ]
    subjects = pl.DataFrame(grave, schema=["rule", "subject_label"], orient="row").cast(pl.String)
    known = judgement.findings.filter((pl.col("met") > 0) | (pl.col("gap") > 0)).join(
        subjects, on=["rule", "subject_label"], how="semi"
    )
    placed = (
        known.select(label="subject_label", id="subject")
        .unique()
        .join(judgement.territory, on=["label", "id"])
    )
    return placed.select("unit_label", "unit").unique().with_columns(judged=pl.lit(value=True))


def _parents(slice_: Slice) -> pl.DataFrame:
    """``label``, ``code``, its parent (the first, where there are several) and ``path``, the codes from the top down."""
    levels = list(LEVELS)
    order = {level: number for number, level in enumerate(levels)}
    above = units_above(slice_).filter(pl.col("label").is_in(levels), pl.col("unit_label").is_in(levels))
    ranked = above.with_columns(rank=pl.col("unit_label").replace_strict(order, return_dtype=pl.Int64)).sort(
        "label", "id", "rank", "unit"
    )
    first = ranked.unique(["label", "id", "unit_label"], keep="first", maintain_order=True)
    own = pl.col("unit_label") == pl.col("label")
    return first.group_by(code="id", label="label", maintain_order=True).agg(
        parent_label=pl.col("unit_label").filter(~own).last(),
        parent=pl.col("unit").filter(~own).last(),
        path=pl.col("unit").str.join("\n"),
    )
