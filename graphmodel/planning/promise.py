"""What becomes of the verdicts when rows are added and ended: the promise of a plan, the answer to a what-if."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl

from graphmodel.alliance import Alliance, Slice
from graphmodel.ontology import VALID_FROM, VALID_TO, live_on, tie_schema
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.planning.moves import RELATION_OF
from graphmodel.planning.state import IDENTITY
from graphmodel.rules import VERDICTS, Judgement


def judging_moves(
    alliance: Alliance, day: date, judge: Callable[[Slice], Judgement]
) -> Callable[[pl.DataFrame], Judgement]:
    """What tells how an alliance that is all in memory is judged when moves are made."""
    return lambda moves: judge(with_moves(alliance, moves, day).at(day))


def with_moves(alliance: Alliance, moves: pl.DataFrame, day: date) -> Alliance:
    """The alliance as if the moves' rows had been handed in with the rosters; they supply no further part of any.

    Args:
        alliance: of which the plan is.
        moves: columns of :data:`graphmodel.planning.ordering.MOVES`.
        day: the rows begin or end on it.
    """
    ties = dict(alliance.ties)
    added, ended = (moves.filter(pl.col("change") == change) for change in ("add", "end"))
    for roster, relation in RELATION_OF.items():
        table = ended_on(day, ties[relation], ended.filter(pl.col("roster") == roster))
        ties[relation] = pl.concat(
            [table, _rows(added.filter(pl.col("roster") == roster), relation, table, day)]
        )
    return replace(alliance, ties=ties)


def ended_contacts(contacts: pl.DataFrame, moves: pl.DataFrame, day: date) -> pl.DataFrame:
    """Some of an alliance's ties between people and homes, as moves leave them that end any; arguments as above."""
    of_contacts = moves.filter(change="end", roster="household_ties")
    return ended_on(day, contacts, of_contacts)


def ended_on(day: date, table: pl.DataFrame, ended: pl.DataFrame) -> pl.DataFrame:
    """The rows of a relation, those cut short that are live on the day and end with it.

    Args:
        day: when they end.
        table: ties of the relation.
        ended: the two ends, and the post, of those that do.
    """
    keys = [*IDENTITY, "post"] if "post" in table.columns else list(IDENTITY)
    marked = table.join(
        ended.select(keys).unique().with_columns(ends=True),
        on=keys,
        how="left",
        maintain_order="left",
        nulls_equal=True,
    )
    ending = pl.col("ends").fill_null(value=False) & live_on(day)
    cut = pl.when(ending).then(pl.lit(day)).otherwise(VALID_TO.name)
    return marked.with_columns(cut.alias(VALID_TO.name)).drop("ends")


def _rows(added: pl.DataFrame, relation: str, table: pl.DataFrame, day: date) -> pl.DataFrame:
    """The rows that are added to a relation."""
    schema = tie_schema(relation)
    signed = "has_agreement" in schema and table["agreement_signed_on"].null_count() < table.height
    given = {
        **{name: pl.col(name) for name in (*IDENTITY, "post", "recommended_by", VALID_TO.name)},
        VALID_FROM.name: pl.lit(day),
        **({"has_agreement": pl.lit(value=False)} if signed else {}),
    }
    return added.select(
        given.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in schema.items()
    ).select(table.columns)


def changed_verdicts(before: Judgement, after: Judgement) -> pl.DataFrame:
    """Every subject whose verdict or severity differs, or, where homes are counted, whose counts do.

    Returns:
        ``rule``, ``subject_label``, ``subject``, then ``verdict``, ``severity`` and the four counts ``before`` and
        ``after`` (``verdict_before``…), null where the rule has no such subject; sorted. ``homes``: whether homes are
        counted.
    """
    kept = ["verdict", "severity", *VERDICTS]
    sides = [
        judgement.findings.select(*FINDING_KEY, *(pl.col(name).alias(f"{name}_{side}") for name in kept))
        for side, judgement in (("before", before), ("after", after))
    ]
    both = sides[0].join(sides[1], on=FINDING_KEY, how="full", coalesce=True)
    of_homes = [rule.id for rule in after.rules if rule.unit == "homes"]
    homes = pl.col("rule").is_in(of_homes)
    differ = [pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) for name in kept]
    changed = pl.any_horizontal(differ[:2]) | (homes & pl.any_horizontal(differ[2:]))
    return both.filter(changed).with_columns(homes=homes).sort(FINDING_KEY)
