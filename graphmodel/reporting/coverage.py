"""Coverage in words: of everything, and unit by unit with what each unit is called; gaps by severity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.alliance import territory
from graphmodel.alliance.ownership import REST
from graphmodel.language import AND, Text
from graphmodel.ontology.vocabulary import MODALITIES, SEVERITIES
from graphmodel.ontology.vocabulary import VERDICTS as VERDICT_TITLES
from graphmodel.reporting.addresses import address
from graphmodel.reporting.movement import MOVED
from graphmodel.reporting.places import LEVELS
from graphmodel.reporting.places import UNITS as LEVEL_UNITS
from graphmodel.reporting.wording import counted, percent
from graphmodel.rules import VERDICTS, Judgement, Rule
from graphmodel.rules.catalogue import Subject

EVERYTHING: Final = Text("全部", "everything")
MAIN_URBAN_AREA: Final = Text("主城区", "the main urban area")
IN_NO_PART: Final = Text("不在任何一部分的", "what lies in no part")
NO_COVERAGE: Final = Text(
    "名册之间是否一致，与覆盖无关：没有登记任何小区、网格的地方，名册也一致。不计入覆盖率。",
    "whether the registers agree says nothing of coverage: they do where nothing is registered at all",
)
UNITS: Final = ("County", "Street", "Community")
"""The levels of division by whose units coverage is told."""
TOLD: Final = {"Street": 40, "County": 5}
"""How many units of a level are told of a rule, in one cell."""
STREETS_AT_MOST: Final = 80
"""A city has no more; of a province counties are told, for its streets would fill screens."""
_AND_OTHERS: Final = Text("……共 {count} {units}", "… {count} {units} in all")


def scope(judgement: Judgement) -> str:
    """What the judgement is about, by name."""
    if not judgement.scope:
        return str(EVERYTHING)
    units = judgement.slice.names.filter(pl.col("label").is_in(territory.UNITS))
    # of a part the code alone is told, and it is a division: these go before compounds and grids
    names = {
        code: name for label, id_, name in units.reverse().iter_rows() for code in (id_, f"{label}:{id_}")
    }
    names |= {territory.MAIN_URBAN: str(MAIN_URBAN_AREA), REST: str(IN_NO_PART)}
    return str(AND).join(names.get(code) or code for code in judgement.scope)


def by_unit(judgement: Judgement, level: str, places: pl.DataFrame, pictures: pl.DataFrame) -> pl.DataFrame:
    """The coverage table of every unit of a level that has subjects, in words.

    Args:
        judgement: whose coverage.
        level: one of :data:`UNITS`.
        places: of :func:`graphmodel.reporting.places.located`.
        pictures: of :func:`graphmodel.reporting.addresses.pictures`.

    Returns:
        The columns of :func:`in_words`, ``unit_code``, ``county``, ``street``, ``community`` (names) and ``picture``;
        sorted by rule and label, and under each by code. Before the units stands the main urban area, where it is
        known which communities belong to it.
    """
    of_level = pl.col("subject_label") == level
    where = places.filter(of_level).select("county", "street", "community", unit_code="subject")
    shown = pictures.filter(of_level).select("picture", unit_code="subject")
    named = (
        judgement.coverage_by(level)
        .join(where, on="unit_code", how="left", maintain_order="left")
        .join(shown, on="unit_code", how="left", maintain_order="left")
    )
    if judgement.slice.nodes["Community"]["in_main_urban"].any():
        area = judgement.coverage_within((territory.MAIN_URBAN,))
        named = pl.concat(
            [area.with_columns(pl.lit(str(MAIN_URBAN_AREA)).alias(LEVELS[level])), named], how="diagonal"
        )
    told = with_subjects(named).sort("rule", "subject_label", "unit_code")
    return without_registers(in_words(judgement, told))


def in_words(judgement: Judgement, table: pl.DataFrame) -> pl.DataFrame:
    """A coverage table in words.

    Returns:
        The columns of the table; ``title``, ``phrase``, ``modality`` of the rule; ``counted``: what is counted;
        ``judged``: the denominator of the rate; ``headline``: whether it is a coverage claim of the programme, a goal
        whose gap is of the first severity; ``of_registers``: whether it tells of the registers, and is no coverage.
    """
    rows = [
        (
            rule.id,
            label,
            str(rule.title),
            str(rule.phrase),
            str(MODALITIES[rule.modality]),
            counted(rule, label),
            rule.modality == "GOAL" and subject.severity == "S1",
            rule.of_registers,
        )
        for rule, label, subject in judged(judgement)
    ]
    words = pl.DataFrame(rows, schema=_WORDS, orient="row")
    return table.join(words, on=["rule", "subject_label"], maintain_order="left").with_columns(
        judged=pl.col("met") + pl.col("gap")
    )


def with_subjects(table: pl.DataFrame) -> pl.DataFrame:
    """The rows of a coverage table that count anything; a hidden count may be anything."""
    counts = [(pl.col(verdict) > 0).fill_null(value=True) for verdict in VERDICTS]
    return table.filter(pl.any_horizontal(counts))


def told_by(judgement: Judgement) -> str:
    """The level by whose units counts are told: streets, or counties where streets are many."""
    return "Street" if judgement.slice.nodes["Street"].height <= STREETS_AT_MOST else "County"


def by_rule_and_unit(
    judgement: Judgement, table: pl.DataFrame, of_units: pl.DataFrame, verdicts: Sequence[str]
) -> pl.DataFrame:
    """How many subjects or homes of each rule have one of some verdicts, in all and unit by unit.

    Args:
        judgement: whose verdicts.
        table: coverage of everything.
        of_units: coverage of the units of :func:`told_by`, with ``unit_code``.
        verdicts: which are counted.

    Returns:
        ``rule``, ``title``, ``counted``, ``count`` and ``units``: those with any, in words, the one with most first,
        no more than :data:`TOLD` and how many there are; rules without any are left out.
    """
    level = told_by(judgement)
    others = _AND_OTHERS.fill(count="{}", units=LEVEL_UNITS[level])
    count = pl.sum_horizontal(*verdicts)
    keys = ["rule", "subject_label"]
    counts = with_unit_names(judgement, of_units.with_columns(count=count).filter(pl.col("count") > 0))
    units = (
        counts.sort("count", "unit_code", descending=[True, False])
        .group_by(keys, maintain_order=True)
        .agg(units=pl.format("{} {}", pl.col("unit_name").fill_null(pl.col("unit_code")), "count"))
        .with_columns(
            pl.col("units").list.head(TOLD[level]).list.join(str(AND))
            + pl.when(pl.col("units").list.len() > TOLD[level])
            .then(pl.format(others, pl.col("units").list.len()))
            .otherwise(pl.lit(""))
        )
    )
    whole = in_words(judgement, table.with_columns(count=count).filter(pl.col("count") > 0))
    return whole.join(units, on=keys, how="left", maintain_order="left").select(
        "rule", "title", "counted", "count", "units"
    )


def without_registers(table: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table of :func:`in_words` that are coverage."""
    return table.filter(~pl.col("of_registers"))


def registers(table: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table of :func:`in_words` that are none, with ``checked`` and ``amiss``: how many, and how many of them.

    What has no roster at all is sound, and still reached by nobody: it is never said to be met.
    """
    checked = table.filter("of_registers", (pl.sum_horizontal(VERDICTS) > 0).fill_null(value=True))
    return checked.with_columns(checked="judged", amiss="gap")


def with_unit_names(judgement: Judgement, table: pl.DataFrame) -> pl.DataFrame:
    """A table of units with ``unit_name``, what each ``unit_code`` is called; null where it has no name."""
    units = judgement.slice.names.filter(pl.col("label").is_in(UNITS))
    called = units.select(unit_name="name", unit_code="id")
    return table.join(called, on="unit_code", how="left", maintain_order="left")


def rate_list(table: pl.DataFrame, *without: str) -> pl.DataFrame:
    """A table of :func:`in_words` under headings that people read.

    Args:
        table: of units with their names and codes, of days with these.
        without: columns that are left out.
    """
    headings = {
        "unit_name": Text("单位", "unit"),
        "unit_code": Text("单位代码", "unit code"),
        "rule": Text("规则", "rule"),
        "title": Text("内容", "what it asks"),
        "counted": Text("统计对象", "what is counted"),
        "as_of": Text("日期", "day"),
        "judged": Text("分母", "denominator"),
        **VERDICT_TITLES,
        "rate": Text("覆盖率", "rate"),
    }
    rate = pl.col("rate").map_elements(percent, return_dtype=pl.String, skip_nulls=False)
    return table.with_columns(rate).select(
        pl.col(name).alias(str(heading))
        for name, heading in headings.items()
        if name in table.columns and name not in without
    )


_WORDS: Final = {
    **dict.fromkeys(("rule", "subject_label", "title", "phrase", "modality", "counted"), pl.String),
    "headline": pl.Boolean,
    "of_registers": pl.Boolean,
}


class Street(NamedTuple):
    """A street, and its row of coverage under each headline, null where it has no such subjects."""

    name: str
    county: str | None
    picture: str
    gap: int
    """How many gaps of the first severity lie in it, one per fact."""
    rows: list[dict[str, Any] | None]
    moved: dict[str, int | None]
    """How many gaps of all rules are new, persist or were closed; see :mod:`graphmodel.reporting.movement`."""


def streets(coverage: pl.DataFrame, by_street: pl.DataFrame, within: pl.DataFrame) -> list[Street]:
    """The streets that have subjects of the headlines; those with most gaps of the first severity first.

    Args:
        coverage: of everything, of :func:`in_words`.
        by_street: of :func:`by_unit`.
        within: of :func:`graphmodel.reporting.lines.within_units`.
    """
    grave = dict(within.filter(unit_label="Street", severity="S1").select("unit", "lines").iter_rows())
    headlines = coverage.filter("headline", pl.sum_horizontal(VERDICTS) > 0)
    keys = headlines.select("rule", "subject_label").rows()
    summed = by_street.drop_nulls("unit_code").group_by("unit_code").agg(pl.col(MOVED).sum())
    of_all = {state: dict(summed.select("unit_code", state).iter_rows()) for state in MOVED}
    found: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for row in by_street.drop_nulls("unit_code").iter_rows(named=True):
        if (key := (row["rule"], row["subject_label"])) in keys:
            found.setdefault(row["unit_code"], {})[key] = row
    table = []
    for code, rows in found.items():
        first = next(iter(rows.values()))
        cells = [rows.get(key) for key in keys]
        picture = address("Street", code)
        grave_here, moved_here = grave.get(code, 0), {state: of_all[state].get(code) for state in of_all}
        table.append(Street(first["street"], first["county"], picture, grave_here, cells, moved_here))
    return sorted(table, key=lambda street: -street.gap)


def gaps_by_severity(lines: pl.DataFrame) -> pl.DataFrame:
    """For each severity its ``meaning``, how many ``lines`` there are, and of how many ``rules``.

    Args:
        lines: of :func:`graphmodel.reporting.lines.of_gaps`.
    """
    counts = lines.group_by("severity").agg(
        lines=pl.len().cast(pl.Int64),
        rules=pl.concat([pl.col("rule"), pl.col("others").explode()]).drop_nulls().n_unique().cast(pl.Int64),
    )
    every = pl.DataFrame(
        [(severity, str(meaning)) for severity, meaning in SEVERITIES.items()],
        schema={"severity": pl.String, "meaning": pl.String},
        orient="row",
    )
    return every.join(counts, on="severity", how="left", maintain_order="left").fill_null(0)


def judged(judgement: Judgement) -> Iterator[tuple[Rule, str, Subject]]:
    """Every rule that was judged with each of its labels, in the order of the coverage table."""
    for rule in judgement.rules:
        if rule.id not in judgement.failed:
            for label in sorted(rule.subjects):
                yield rule, label, rule.subjects[label]
