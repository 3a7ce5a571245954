"""An explanation in plain words: the rule with its thresholds, then each verdict with the facts that decided it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graphmodel.alliance.subjects import PAIRING, ends_of
from graphmodel.language import AND, Text
from graphmodel.ontology import PROVENANCE, RELATION, tie_properties
from graphmodel.ontology.vocabulary import MODALITIES, SEVERITIES, VERDICTS
from graphmodel.reporting.findings import facts
from graphmodel.reporting.wording import COLON, SEMICOLON, WITH_REMARK, label_title, value
from graphmodel.rules import Rule, Settings
from graphmodel.rules.explanation import Explanation, Fact
from graphmodel.rules.settings import TITLES
from graphmodel.rules.waivers import OUTCOMES

_SET: Final = Text("{title}为 {value}", "{title}: {value}")
_CLOSES: Final = Text("怎样补上", "what closes it")


def in_lines(
    rule: Rule, settings: Settings, found: Sequence[Explanation], names: Mapping[str, str]
) -> Iterator[str]:
    """The rule with its thresholds, then each explanation, line by line.

    Args:
        rule: that is asked about.
        settings: its thresholds.
        found: why subjects got their verdicts.
        names: of :func:`graphmodel.reporting.findings.names_by_code`.
    """
    yield f"{rule.id} {rule.title}"
    yield _line(Text("原文", "source"), WITH_REMARK.fill(what=rule.phrase, remark=MODALITIES[rule.modality]))
    for label, subject in rule.subjects.items():
        yield _line(Text("对象", "judges"), label_title(label))
        gap = WITH_REMARK.fill(what=subject.gap, remark=SEVERITIES[subject.severity])
        yield "  " + _line(Text("缺口", "gap"), gap)
        yield "  " + _line(_CLOSES, subject.closes)
    if rule.reading:
        yield _line(Text("口径", "reading"), rule.reading)
    for name in rule.settings:
        yield _line(
            Text("标准", "threshold"), _SET.fill(title=TITLES[name], value=value(getattr(settings, name)))
        )
    for explanation in found:
        yield ""
        yield from _explained(explanation, names)


def _explained(explanation: Explanation, names: Mapping[str, str]) -> Iterator[str]:
    finding = explanation.finding
    verdict = str(VERDICTS[finding["verdict"]])
    if finding["severity"]:
        verdict = WITH_REMARK.fill(what=verdict, remark=SEVERITIES[finding["severity"]])
    yield _line(f"{label_title(finding['subject_label'])} {_called(finding, names)}", verdict)
    for fact in facts(explanation.evidence, names):
        yield f"  {fact}"
    if explanation.source:
        yield "  " + _line(Text("名册", "roster"), _place(explanation.source))
    for tie in explanation.facts:
        yield f"  {_fact(tie, names)}{SEMICOLON}{_place(tie.source)}"
    for waiver in explanation.waivers:
        place = _place({key.removeprefix("source_"): waiver[key] for key in PROVENANCE})
        yield f"  {_waiver(waiver)}{SEMICOLON}{place}"
    if finding["verdict"] == "gap":
        yield "  " + _line(_CLOSES, explanation.rule.subjects[finding["subject_label"]].closes)


def _line(title: Text | str, said: Text | str) -> str:
    return f"{title}{COLON}{said}"


def _called(finding: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The subject by name and code; a pairing by the names of its ends."""
    code: str = finding["subject"]
    if finding["subject_label"] == PAIRING:
        return "→".join(names.get(end, end) for end in ends_of(code))
    return WITH_REMARK.fill(what=finding["name"], remark=code) if finding["name"] else code


def _waiver(waiver: Mapping[str, Any]) -> str:
    return Text(
        "豁免：{effect}；理由：{reason}；{starts} 起，{ends} 止",
        "waiver: {effect}; reason: {reason}; from {starts} until {ends}",
    ).fill(effect=OUTCOMES[waiver["outcome"]], **waiver)


def _fact(fact: Fact, names: Mapping[str, str]) -> str:
    titles = {prop.name: prop for prop in tie_properties(fact.relation)}
    remarks = [
        _line(titles[name].title, names.get(said) or _worded(titles[name].choices, said))
        for name, said in fact.properties.items()
        if name in titles
    ]
    start, end = (names.get(code, code) for _, code in (fact.start, fact.end))
    tie = _line(RELATION[fact.relation].title, f"{start}→{end}")
    return WITH_REMARK.fill(what=tie, remark=str(AND).join(remarks)) if remarks else tie


def _worded(choices: Sequence[Any], said: Any) -> str:
    return next((str(choice.title) for choice in choices if choice.value == said), value(said))


def _place(source: dict[str, Any]) -> str:
    sheet = f" {source['sheet']}" if source["sheet"] else ""
    return Text("{file}{sheet} 第 {row} 行", "{file}{sheet} row {row}").fill(
        file=source["file"], sheet=sheet, row=source["row"]
    )
