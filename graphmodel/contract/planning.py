"""``graphmodel/plan/1`` and ``graphmodel/what-if/1``: what is proposed, and what becomes of the verdicts."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Final

import polars as pl

from graphmodel.contract.dating import dated
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.planning.ordering import SEVERITIES
from graphmodel.planning.plan import Plan
from graphmodel.planning.promise import changed_verdicts
from graphmodel.planning.rows import cells_of
from graphmodel.reporting.proposed import reasons
from graphmodel.rules import VERDICTS, Judgement

PLAN: Final = "graphmodel/plan/1"
WHAT_IF: Final = "graphmodel/what-if/1"


def plan_document(plan: Plan, *, names: bool = False) -> dict[str, Any]:
    """The answer of ``plan --format json``; ``names``: with those of the people whose codes it holds."""
    proposal = plan.proposal
    document = {
        "schema": PLAN,
        **_head(proposal.before, proposal.scope),
        "reach": proposal.reach,
        "budget": plan.budget,
        "rules": [_tally(tally, proposal.before) for tally in plan.tallies],
        "stages": [{"stage": stage, "cost": cost} for stage, cost in plan.stages],
        "moves": _moves(plan),
        "curve": proposal.curve.select("moves", *SEVERITIES).to_dicts(),
        "stays_open": [_open(row) for row in plan.stays_open],
        "witnesses": [_witness(witness) for witness in plan.proof.witnesses],
        "promise": _promise(proposal.before, plan.after),
        "not_planned": [_not_planned(row) for row in plan.not_planned],
    }
    return {**document, "names": _names(plan)} if names else document


def _names(plan: Plan) -> dict[str, str]:
    """By code the names of the people in moves, reasons and witnesses, as far as they are known."""
    codes = {
        *plan.moves.filter(from_label="Person")["from_id"],
        *(row.subject[2] for row in plan.stays_open if row.subject[1] == "Person"),
        *(code for row in plan.stays_open for label, code in row.reason.witness if label == "Person"),
        *(
            code
            for witness in plan.proof.witnesses
            if witness.neighbour_label == "Person"
            for code in witness.hall.neighbours
        ),
    }
    people = plan.proposal.slice.nodes["Person"].filter(pl.col("id").is_in(sorted(codes)))
    return dict(people.select("id", "name").drop_nulls().sort("id").iter_rows())


def what_if_document(
    before: Judgement, after: Judgement, rules: Container[str] | None = None
) -> dict[str, Any]:
    """The answer of ``what-if --format json``.

    Args:
        before: every rule as it is.
        after: the same when something changes.
        rules: of which verdicts are told; None: of all. Coverage is of all.
    """
    told = _promise(before, after)
    if rules is not None:
        told["verdicts"] = [row for row in told["verdicts"] if row["rule"] in rules]
    return {"schema": WHAT_IF, **_head(before, before.scope), **told}


def _head(before: Judgement, scope: tuple[str, ...]) -> dict[str, Any]:
    return {
        **dated(before.slice),
        "snapshot": before.snapshot,
        "scope": list(scope),
    }


def _tally(tally: Any, before: Judgement) -> dict[str, Any]:
    counts = tally._asdict()
    rule, label = counts.pop("rule"), counts.pop("label")
    head = {"rule": rule, "subject_label": label, "unit": before.rule[rule].unit}
    return {**head, **counts, "optimal": True}


def _moves(plan: Plan) -> list[dict[str, Any]]:
    rows = cells_of(plan.moves, plan.proposal.slice.as_of)
    whys = reasons(plan.moves)
    kept = plan.moves.select(
        *("move", "step", "stage", "rule", "change", "closes", "cost", "needs"),
        roster=pl.when(pl.col("change") == "end").then(pl.lit("endings")).otherwise("roster"),
    )
    order = ("move", "step", "stage", "rule", "change", "roster", "row", "closes", "cost", "needs", "why")
    return [
        {key: {**move, "row": rows[move["move"]], "why": why}[key] for key in order}
        for move, why in zip(kept.iter_rows(named=True), whys, strict=True)
    ]


def _open(row: Any) -> dict[str, Any]:
    rule, label, id_ = row.subject
    return {
        "rule": rule,
        "subject_label": label,
        "subject": id_,
        "open": row.open,
        "why": row.reason.why,
        "witness": [code for _, code in row.reason.witness],
        "hall": row.hall,
        "facts": row.reason.facts or {},
    }


def _witness(witness: Any) -> dict[str, Any]:
    hall = witness.hall
    return {
        "id": witness.id,
        "stage": witness.stage,
        "subjects": sorted([*hall.subjects, *hall.homes]),
        "neighbours": list(hall.neighbours),
        "demand": hall.demand,
        "capacity": hall.capacity,
        "deficiency": hall.demand - hall.capacity,
        "more_members": witness.more_members,
    }


def _not_planned(row: Any) -> dict[str, Any]:
    label = {"subject_label": row.label} if row.label else {}
    return {"rule": row.rule, **label, "why": row.why, "rosters": row.rosters}


def _promise(before: Judgement, after: Judgement) -> dict[str, Any]:
    verdicts = []
    for row in changed_verdicts(before, after).iter_rows(named=True):
        told = {key: row[key] for key in FINDING_KEY}
        told |= {"before": row["verdict_before"], "after": row["verdict_after"]}
        told |= {f"severity_{side}": row[f"severity_{side}"] for side in ("before", "after")}
        if row["homes"]:
            told |= {f"counts_{side}": _counts(row, side) for side in ("before", "after")}
        verdicts.append(told)
    keys = ["rule", "subject_label", "unit"]
    sides = before.coverage.join(after.coverage, on=keys, suffix="_after", maintain_order="left")
    coverage = [
        {
            **{key: row[key] for key in keys},
            "before": {verdict: row[verdict] for verdict in VERDICTS},
            "after": {verdict: row[f"{verdict}_after"] for verdict in VERDICTS},
        }
        for row in sides.iter_rows(named=True)
    ]
    return {"verdicts": verdicts, "coverage": coverage}


def _counts(row: dict[str, Any], side: str) -> dict[str, int] | None:
    if row[f"verdict_{side}"] is None:
        return None
    return {verdict: row[f"{verdict}_{side}"] for verdict in VERDICTS}
