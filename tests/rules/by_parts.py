"""Alliances split by dice, and what their parts say of their own subjects.

Opening an engine costs more than small parts do: so they are judged side by side in one, the codes in each with its mark
before them, as :func:`tests.rules.generate.side_by_side` does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from random import Random

import polars as pl

from graphmodel.alliance import Alliance, Slice
from graphmodel.alliance.cutting import Part, cut
from graphmodel.alliance.halo import PATHS, Path, halos
from graphmodel.alliance.ownership import OWNER, Owned
from graphmodel.engines import engine_over
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.rules import Rule, rules, sources
from graphmodel.rules.judging import FINDING, verdicts
from graphmodel.rules.parting import own_subjects

EVERY_RULE = tuple(rules().values())
MARK = "~"


def dice(alliance: Alliance, parts: int, seed: int) -> pl.DataFrame:
    """Owners of all nodes, drawn."""
    rng = Random(seed)  # noqa: S311 - nothing secret is drawn
    rows = [
        (label, id_, f"{rng.randrange(parts):02}")
        for label, table in alliance.nodes.items()
        for id_ in table["id"]
    ]
    return pl.DataFrame(rows, schema=OWNER, orient="row")


def parts_of(alliance: Alliance, owners: pl.DataFrame, paths: Iterable[Path] = PATHS) -> list[Part]:
    owned = Owned(alliance, owners)
    return list(cut(owned, halos(owned, paths)))


def side_by_side(slices: Mapping[str, Slice]) -> Slice:
    """Several parts on one day in one; codes begin with the mark that each is given under."""
    first = next(iter(slices.values()))
    marked = [(f"{mark}{MARK}", one) for mark, one in slices.items()]
    return replace(
        first,
        nodes={
            label: pl.concat(_marked(one.nodes[label], mark, "id") for mark, one in marked)
            for label in first.nodes
        },
        ties={
            relation: pl.concat(
                _marked(one.ties[relation], mark, "from_id", "to_id", "recommended_by")
                for mark, one in marked
            )
            for relation in first.ties
        },
        loose_ties=pl.concat(_marked(one.loose_ties, mark, "id") for mark, one in marked),
    )


def _marked(table: pl.DataFrame, mark: str, *columns: str) -> pl.DataFrame:
    return table.with_columns(
        (pl.lit(mark) + pl.col(column)).alias(column) for column in columns if column in table.columns
    )


def said(slice_: Slice, chosen: Iterable[Rule] = EVERY_RULE) -> pl.DataFrame:
    """The findings of some rules, with ``sources`` as text."""
    asked = list(chosen)
    with engine_over(slice_, "") as engine:
        findings, failed = verdicts(slice_, engine, asked)
    assert not failed, failed
    return findings.with_columns(sources=pl.Series(map(str, sources(findings, slice_)), dtype=pl.String))


def said_by_parts(parts: Mapping[str, Part], day: date, chosen: Iterable[Rule] = EVERY_RULE) -> pl.DataFrame:
    """What parts say of their own subjects, by the mark that each is given under: ``mark`` and a finding."""
    slices = {mark: part.alliance.at(day) for mark, part in parts.items()}
    own = pl.concat(
        own_subjects(part, slices[mark]).select(subject_label="label", subject="id", mark=pl.lit(mark))
        for mark, part in parts.items()
    )
    without_marks = pl.col("subject", "evidence").str.replace_all(rf"[^{MARK}\"→]*{MARK}", "")
    return (
        said(side_by_side(slices), chosen)
        .with_columns(mark=pl.col("subject").str.extract(f"^([^{MARK}]*){MARK}"))
        .with_columns(without_marks)
        .join(own, on=["mark", "subject_label", "subject"], how="semi")
        .sort("mark", *FINDING_KEY)
        .select("mark", *FINDING, "sources")
    )


def rules_told_apart(one: pl.DataFrame, other: pl.DataFrame) -> set[str]:
    """The rules of which two tables of findings do not say the same, in any column."""
    by_rule = [
        {rule: rows.sort(FINDING_KEY) for (rule,), rows in table.group_by("rule")} for table in (one, other)
    ]
    return {
        rule
        for rule in by_rule[0].keys() | by_rule[1].keys()
        if not by_rule[0].get(rule, one.clear()).equals(by_rule[1].get(rule, other.clear()))
    }
