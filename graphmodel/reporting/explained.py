"""An explanation in plain words: the rule with its thresholds, then each verdict with the facts that decided it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphmodel.language import Text
from graphmodel.ontology import PROVENANCE, RELATION, tie_properties
from graphmodel.ontology.vocabulary import EVIDENCE, MODALITIES, SEVERITIES, VERDICTS
from graphmodel.reporting.wording import kind
from graphmodel.rules import Rule, Settings
from graphmodel.rules.explanation import Explanation, Fact
from graphmodel.rules.settings import TITLES
from graphmodel.rules.waivers import OUTCOMES


def in_lines(rule: Rule, settings: Settings, found: Sequence[Explanation]) -> Iterator[str]:
    """The rule with its thresholds, then each explanation, line by line."""
    yield f"{rule.id} {rule.title}"
    yield f"{Text('依据', 'source')}: {rule.phrase} ({MODALITIES[rule.modality]})"
    for label, subject in rule.subjects.items():
        yield f"{Text('对象', 'judges')}: {kind(label)} — {Text('缺口', 'gap')}: {subject.gap} — {SEVERITIES[subject.severity]}"
        yield f"  {Text('怎样补上', 'what closes it')}: {subject.closes}"
    if rule.reading:
        yield f"{Text('理解', 'reading')}: {rule.reading}"
    for name in rule.settings:
        yield f"{Text('标准', 'threshold')}: {TITLES[name]} {getattr(settings, name)}"
    for explanation in found:
        yield ""
        yield from _explained(explanation)


def _explained(explanation: Explanation) -> Iterator[str]:
    finding = explanation.finding
    name = f" {finding['name']}" if finding["name"] else ""
    yield f"{kind(finding['subject_label'])} {finding['subject']}{name}: {VERDICTS[finding['verdict']]}"
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
        "豁免：{effect}；理由：{reason}；{starts} 起，{ends} 止",
        "waiver: {effect}; reason: {reason}; from {starts} until {ends}",
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
