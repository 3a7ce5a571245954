"""An explanation as an answer: in plain words, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graphmodel.language import Text
from graphmodel.ontology import LABEL, PROVENANCE, RELATION, tie_properties
from graphmodel.ontology.vocabulary import EVIDENCE, MODALITIES, SEVERITIES, VERDICTS
from graphmodel.rules import Judgement, Rule, Settings
from graphmodel.rules.explanation import Explanation, Fact
from graphmodel.rules.settings import TITLES
from graphmodel.rules.waivers import OUTCOMES

SCHEMA: Final = "graphmodel/explanation/1"


def as_lines(rule: Rule, settings: Settings, found: Sequence[Explanation]) -> Iterator[str]:
    """The rule with its thresholds, then each explanation, line by line."""
    yield f"{rule.id} {rule.title}"
    yield f"{Text('依据', 'source')}: {rule.phrase} ({MODALITIES[rule.modality]})"
    for label, subject in rule.subjects.items():
        yield f"{Text('对象', 'judges')}: {_title(label)} — {Text('缺口', 'gap')}: {subject.gap} — {SEVERITIES[subject.severity]}"
        yield f"  {Text('怎样补上', 'what closes it')}: {subject.closes}"
    if rule.reading:
        yield f"{Text('理解', 'reading')}: {rule.reading}"
    for name in rule.settings:
        yield f"{Text('阈值', 'threshold')}: {TITLES[name]} {getattr(settings, name)}"
    for explanation in found:
        yield ""
        yield from _explained(explanation)


def as_json(
    rule: Rule, settings: Settings, found: Sequence[Explanation], judgement: Judgement | None
) -> dict[str, Any]:
    """The same for programs."""
    answer: dict[str, Any] = {
        "schema": SCHEMA,
        "rule": {
            "id": rule.id,
            "title": rule.title._asdict(),
            "phrase": rule.phrase,
            "modality": rule.modality,
            "query": rule.query,
            "settings": {name: getattr(settings, name) for name in rule.settings},
            "subjects": {
                label: {
                    "severity": subject.severity,
                    "rosters": list(subject.rosters),
                    "columns": list(subject.columns),
                    "gap": subject.gap._asdict(),
                    "closes": subject.closes._asdict(),
                }
                for label, subject in rule.subjects.items()
            },
        },
    }
    if judgement is not None:
        answer |= {"as_of": judgement.slice.as_of.isoformat(), "snapshot": judgement.snapshot}
    answer["explanations"] = [
        {
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
                    **{key: waiver[key] for key in ("outcome", "reason", "approver")},
                    **{key: waiver[key].isoformat() for key in ("starts", "ends")},
                    "source": {key.removeprefix("source_"): waiver[key] for key in PROVENANCE},
                }
                for waiver in e.waivers
            ],
        }
        for e in found
    ]
    return answer


def _explained(explanation: Explanation) -> Iterator[str]:
    finding = explanation.finding
    name = f" {finding['name']}" if finding["name"] else ""
    yield f"{_title(finding['subject_label'])} {finding['subject']}{name}: {VERDICTS[finding['verdict']]}"
    for key, value in explanation.evidence.items():
        yield f"  {EVIDENCE[key].title if key in EVIDENCE else VERDICTS.get(key, key)}: {_shown(value)}"
    if explanation.source:
        yield f"  {Text('名册', 'roster')}: {_place(explanation.source)}"
    for fact in explanation.facts:
        yield f"  {_fact(fact)} — {_place(fact.source)}"
    for waiver in explanation.waivers:
        yield f"  {_waiver(waiver)} — {_place({key.removeprefix('source_'): waiver[key] for key in PROVENANCE})}"
    if finding["verdict"] == "gap":
        closes = explanation.rule.subjects[finding["subject_label"]].closes
        yield f"  {Text('怎样补上', 'what closes it')}: {closes}"


def _waiver(waiver: Mapping[str, Any]) -> str:
    return Text(
        "豁免：{effect}；理由：{reason}；批准人：{approver}；{starts} 起，{ends} 止",
        "waiver: {effect}; reason: {reason}; approved by: {approver}; from {starts} until {ends}",
    ).fill(effect=OUTCOMES[waiver["outcome"]], **waiver)


def _fact(fact: Fact) -> str:
    titles = {prop.name: prop for prop in tie_properties(fact.relation)}
    facts = [
        f"{titles[name].title} {_worded(titles[name].choices, value)}"
        for name, value in fact.properties.items()
        if name in titles
    ]
    described = f" ({', '.join(facts)})" if facts else ""
    return f"{RELATION[fact.relation].title}: {fact.start[1]} → {fact.end[1]}{described}"


def _worded(choices: Sequence[Any], value: Any) -> str:
    return next((str(choice.title) for choice in choices if choice.value == value), _shown(value))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(Text("是", "yes") if value else Text("否", "no"))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _place(source: dict[str, Any]) -> str:
    sheet = f" {source['sheet']}" if source["sheet"] else ""
    return Text("{file}{sheet} 第 {row} 行", "{file}{sheet} row {row}").fill(
        file=source["file"], sheet=sheet, row=source["row"]
    )


def _title(label: str) -> str:
    return str((LABEL.get(label) or RELATION[label]).title)
