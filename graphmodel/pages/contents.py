"""What the workbook and the page both say of a judgement, in tables of words and numbers, before it gets a form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance.territory import MAIN_URBAN, within
from graphmodel.analysis import loose_members, red_thread
from graphmodel.language import Text
from graphmodel.ontology import ROSTER, roster_of
from graphmodel.ontology.vocabulary import MODALITIES, SEVERITIES
from graphmodel.pages.places import LEVELS as UNIT_NAMES
from graphmodel.pages.places import pictures, places
from graphmodel.pages.wording import AND, counted, kind, relation_column, supply
from graphmodel.rules import VERDICTS, Judgement, Rule
from graphmodel.rules.catalogue import Subject

EVERYTHING: Final = Text("全部", "everything")
MAIN_URBAN_AREA: Final = Text("主城区", "the main urban area")

_THREAD_NEEDS: Final = (("party_orgs", "pairings", "posts"), ("COVERS",))
"""The rosters and columns without which nobody can say what the red thread does not reach."""


def scope(judgement: Judgement) -> str:
    """What the judgement is about, by name."""
    names = dict(judgement.slice.names.select("id", "name").iter_rows())
    names[MAIN_URBAN] = str(MAIN_URBAN_AREA)
    return str(AND).join(names.get(code) or code for code in judgement.scope) or str(EVERYTHING)


def coverage(judgement: Judgement) -> pl.DataFrame:
    """The coverage table in words.

    Returns:
        The columns of the judgement's coverage; ``title``, ``phrase``, ``modality`` of the rule; ``counted``: what is
        counted; ``judged``: the denominator of the rate; ``headline``: whether it is a coverage claim of the
        programme, a goal whose gap is of the first severity.
    """
    return in_words(judgement, judgement.coverage)


def coverage_by(judgement: Judgement, level: str) -> pl.DataFrame:
    """The coverage table of every unit of a level that has subjects, in words.

    Args:
        judgement: whose coverage.
        level: ``County``, ``Street`` or ``Community``.

    Returns:
        The columns of :func:`coverage`, ``unit_code``, ``county``, ``street``, ``community`` (names) and ``picture``;
        sorted by rule and label, and under each by code. Before the units stands the main urban area, where it is
        known which communities belong to it.
    """
    units = judgement.coverage_by(level)
    where = places(judgement).filter(pl.col("subject_label") == level)
    named = units.join(
        where.select("county", "street", "community", unit_code="subject"),
        on="unit_code",
        how="left",
        maintain_order="left",
    ).with_columns(pictures(judgement, units.select(subject_label=pl.lit(level), subject="unit_code")))
    if judgement.slice.nodes["Community"]["in_main_urban"].any():
        area = judgement.coverage_within((MAIN_URBAN,))
        named = pl.concat(
            [area.with_columns(pl.lit(str(MAIN_URBAN_AREA)).alias(UNIT_NAMES[level])), named], how="diagonal"
        )
    with_subjects = named.filter(pl.sum_horizontal(VERDICTS) > 0)
    return in_words(judgement, with_subjects.sort("rule", "subject_label", "unit_code"))


def in_words(judgement: Judgement, table: pl.DataFrame) -> pl.DataFrame:
    """A coverage table with the words of :func:`coverage`."""
    rows = [
        (
            rule.id,
            label,
            str(rule.title),
            rule.phrase,
            str(MODALITIES[rule.modality]),
            counted(rule, label),
            rule.modality == "GOAL" and subject.severity == "S1",
        )
        for rule, label, subject in judged(judgement)
    ]
    words = pl.DataFrame(rows, schema=_COVERAGE_WORDS, orient="row")
    return table.join(words, on=["rule", "subject_label"], maintain_order="left").with_columns(
        judged=pl.col("met") + pl.col("gap")
    )


_COVERAGE_WORDS: Final = {
    **dict.fromkeys(("rule", "subject_label", "title", "phrase", "modality", "counted"), pl.String),
    "headline": pl.Boolean,
}


def gaps_by_severity(judgement: Judgement) -> pl.DataFrame:
    """For each severity ``meaning``, and how many ``subjects``, ``homes`` and ``rules`` have such a gap."""
    units = {rule.id: rule.unit for rule in judgement.rules}
    gaps = judgement.findings.filter(pl.col("verdict") == "gap").with_columns(
        unit=pl.col("rule").replace_strict(units, return_dtype=pl.String)
    )
    counts = gaps.group_by("severity").agg(
        *(pl.col("gap").filter(pl.col("unit") == unit).sum().alias(unit) for unit in ("subjects", "homes")),
        rules=pl.col("rule").n_unique().cast(pl.Int64),
    )
    every = pl.DataFrame(
        [(severity, str(meaning)) for severity, meaning in SEVERITIES.items()],
        schema={"severity": pl.String, "meaning": pl.String},
        orient="row",
    )
    return every.join(counts, on="severity", how="left", maintain_order="left").fill_null(0)


class Affected(NamedTuple):
    """A rule that a missing roster or column leaves without an answer for the subjects of one label."""

    rule: Rule
    label: str
    unknown: int
    """How many subjects or homes are unknown; none when the roster of the subjects themselves is missing."""


class NotSupplied(NamedTuple):
    """A roster or a relation column that was not supplied, and what cannot be told without it."""

    name: str
    affected: tuple[Affected, ...]

    @property
    def words(self) -> str:
        """What is missing, as an analyst would look for it."""
        return supply(self.name)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules concerned, each once."""
        return tuple({affected.rule.id: affected.rule for affected in self.affected}.values())


def not_supplied(judgement: Judgement) -> list[NotSupplied]:
    """Every roster and relation column that was not supplied; a column of a missing roster goes with its roster."""
    slice_ = judgement.slice
    counts = judgement.coverage.select("rule", "subject_label", "unknown")
    unknown = {(rule, label): count for rule, label, count in counts.iter_rows()}
    absent = [name for name in ROSTER if name not in slice_.supplied]
    absent += sorted(name for name in slice_.absent_columns if _missing_thing(judgement, name) == name)
    affected: dict[str, list[Affected]] = {name: [] for name in absent}
    for rule, label, subject in judged(judgement):
        own = roster_of("Household" if rule.unit == "homes" else label).name
        missing = slice_.missing((own, *subject.rosters), subject.columns)
        for name in dict.fromkeys(_missing_thing(judgement, name) for name in missing):
            affected[name].append(Affected(rule, label, unknown[rule.id, label]))
    return [NotSupplied(name, tuple(rules)) for name, rules in affected.items()]


def _missing_thing(judgement: Judgement, name: str) -> str:
    """The roster to ask for, when a column's roster was not supplied at all; else the name itself."""
    if name in ROSTER:
        return name
    roster, _ = relation_column(name)
    return name if roster.name in judgement.slice.supplied else roster.name


def undecided_thread(judgement: Judgement) -> list[str]:
    """What is missing, in words, when the red thread cannot be told; empty when it can."""
    rosters, columns = _THREAD_NEEDS
    missing = judgement.slice.missing(rosters, columns)
    return [supply(name) for name in dict.fromkeys(_missing_thing(judgement, name) for name in missing)]


def loose(judgement: Judgement) -> pl.DataFrame:
    """What hangs loose in the compounds in scope; nothing where that cannot be told.

    People are one row per compound with their number.

    Returns:
        ``compound_code``; ``county``, ``street``, ``community``, ``compound``; ``above``: the first three, joined;
        ``label``, ``kind``; ``code``, ``name`` (null for people); ``members``: 1, or how many people; ``joined``: how
        many members the thread does join in that compound; ``compound_picture``, ``picture``: the addresses of theirs.
    """
    threads = [] if undecided_thread(judgement) else red_thread(judgement.slice)
    members = loose_members(threads)
    people = pl.col("label") == "Person"
    things = members.filter(~people).with_columns(members=pl.lit(1, pl.Int64))
    counted_people = members.filter(people).group_by("compound", "label").agg(members=pl.len().cast(pl.Int64))
    joined = pl.DataFrame(
        [(thread.compound, len(thread.joined)) for thread in threads],
        schema={"compound": pl.String, "joined": pl.Int64},
        orient="row",
    )
    if judgement.scope:
        chosen = within(judgement.territory, judgement.slice, judgement.scope)
        joined = joined.join(
            chosen.filter(pl.col("label") == "Compound"), left_on="compound", right_on="id", how="semi"
        )
    where = places(judgement).filter(pl.col("subject_label") == "Compound").drop("subject_label")
    kinds = {label: kind(label) for label in members["label"].unique()}
    table = (
        pl.concat([things, counted_people], how="diagonal")
        .join(joined, on="compound")
        .rename({"compound": "compound_code", "id": "code"})
        .join(where, left_on="compound_code", right_on="subject", how="left")
        .join(judgement.slice.names, left_on=["label", "code"], right_on=["label", "id"], how="left")
        .with_columns(
            above=pl.concat_str("county", "street", "community", separator=" / ", ignore_nulls=True),
            kind=pl.col("label").replace_strict(kinds, return_dtype=pl.String),
        )
        .sort("order", "compound_code", "label", "code", nulls_last=True)
    )
    compounds = table.select(subject_label=pl.lit("Compound"), subject="compound_code")
    members_of = table.select(subject_label="label", subject="code")
    return table.with_columns(
        pictures(judgement, compounds).alias("compound_picture"), pictures(judgement, members_of)
    ).select(_LOOSE)


_LOOSE: Final = (
    *("compound_code", "county", "street", "community", "compound", "above"),
    *("label", "kind", "code", "name", "members", "joined"),
    *("compound_picture", "picture"),
)


def judged(judgement: Judgement) -> Iterator[tuple[Rule, str, Subject]]:
    """Every rule that was judged with each of its labels, in the order of the coverage table."""
    for rule in judgement.rules:
        if rule.id not in judgement.failed:
            for label in sorted(rule.subjects):
                yield rule, label, rule.subjects[label]
