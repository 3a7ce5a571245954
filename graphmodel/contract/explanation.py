"""``graphmodel/explanation/1``: a rule, and why subjects got their verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from graphmodel.contract.dating import dated
from graphmodel.contract.findings import finding_rows
from graphmodel.ontology import PROVENANCE
from graphmodel.rules import Judgement, Rule, Settings
from graphmodel.rules.explanation import Explanation

SCHEMA: Final = "graphmodel/explanation/1"


def explanation_document(
    rule: Rule, settings: Settings, found: Sequence[Explanation], judgement: Judgement | None
) -> dict[str, Any]:
    """The answer of ``explain --format json``; without a judgement the rule alone."""
    answer: dict[str, Any] = {
        "schema": SCHEMA,
        "rule": {
            "id": rule.id,
            "title": rule.title._asdict(),
            "phrase": rule.phrase.zh,
            "modality": rule.modality,
            "query": rule.query,
            "settings": {name: getattr(settings, name) for name in rule.settings},
            "subjects": {
                label: {
                    "severity": subject.severity,
                    "rosters": list(subject.rosters),
                    "columns": list(subject.columns),
                    "parts": list(subject.every_part),
                    "gap": subject.gap._asdict(),
                    "closes": subject.closes._asdict(),
                }
                for label, subject in rule.subjects.items()
            },
        },
    }
    if judgement is not None:
        answer |= {**dated(judgement.slice), "snapshot": judgement.snapshot}
    answer["explanations"] = _explanations(found)
    return answer


def thing_document(
    judgement: Judgement,
    label: str,
    code: str,
    source: dict[str, Any] | None,
    found: Sequence[Explanation],
    lying_in_it: pl.DataFrame | None,
) -> dict[str, Any]:
    """The answer of ``explain SUBJECT --format json``: every verdict of one thing.

    Args:
        judgement: whose verdicts.
        label: of the thing.
        code: of the thing.
        source: its own row; see :func:`graphmodel.rules.explanation.own_row`.
        found: its explanations.
        lying_in_it: the findings that are gaps of what lies in it; None: nothing can lie in it.
    """
    names = judgement.slice.names.filter(label=label, id=code)["name"]
    answer: dict[str, Any] = {
        "schema": SCHEMA,
        **dated(judgement.slice),
        "snapshot": judgement.snapshot,
        "rule": None,
        "subject": {"subject_label": label, "subject": code, "name": names[0] if names.len() else None},
        "source": source,
        "explanations": _explanations(found),
    }
    if lying_in_it is not None:
        coverage = judgement.coverage_within((f"{label}:{code}",))
        answer["within"] = {
            "coverage": coverage.to_dicts(),
            "findings": finding_rows(judgement, lying_in_it),
        }
    return answer


def _explanations(found: Sequence[Explanation]) -> list[dict[str, Any]]:
    return [
        {
            "rule": e.rule.id,
            **{key: e.finding[key] for key in ("subject_label", "subject", "name", "verdict", "severity")},
            "evidence": e.evidence,
            "source": e.source,
            "facts": [
                {
                    "relation": fact.relation,
                    "from": dict(zip(("label", "id"), fact.start, strict=True)),
                    "to": dict(zip(("label", "id"), fact.end, strict=True)),
                    "properties": fact.properties,
                    "source": fact.source,
                }
                for fact in e.facts
            ],
            "waivers": [
                {
                    **{key: waiver[key] for key in ("outcome", "reason")},
                    **{key: waiver[key].isoformat() for key in ("starts", "ends")},
                    "source": {key.removeprefix("source_"): waiver[key] for key in PROVENANCE},
                }
                for waiver in e.waivers
            ],
        }
        for e in found
    ]
