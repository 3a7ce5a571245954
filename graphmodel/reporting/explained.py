"""An explanation in plain words: the rule with its thresholds, then each verdict with the facts that decided it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from graphmodel.alliance.subjects import PAIRING, ends_of
from graphmodel.alliance.territory import UNITS
from graphmodel.language import AND, Text
from graphmodel.ontology import PROVENANCE, RELATION, tie_properties
from graphmodel.ontology.vocabulary import GRADES, MODALITIES, SEVERITIES, VERDICTS
from graphmodel.reporting.coverage import in_words, without_registers
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.findings import called, facts
from graphmodel.reporting.wording import COLON, SEMICOLON, WITH_REMARK, label_title, percent, value
from graphmodel.rules import Rule, Settings
from graphmodel.rules.explanation import Explanation, Fact
from graphmodel.rules.settings import TITLES
from graphmodel.rules.waivers import OUTCOMES

_SET: Final = Text("{title}为 {value}", "{title}: {value}")
_CLOSES: Final = Text("怎样补上", "what closes it")
_ROSTER: Final = Text("名册", "roster")
_OF_RULE: Final = Text("{met}/{judged}，{rate}，未知 {unknown}", "{met}/{judged}, {rate}, {unknown} unknown")
_OF_GRADE: Final = Text("{grade} {count} 处", "{grade} {count}")
_GAPS_AT_MOST: Final = 40


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


def everything(
    dossier: Dossier, label: str, code: str, source: dict[str, Any] | None, found: Sequence[Explanation]
) -> Iterator[str]:
    """One thing: where it lies, every verdict with the facts that decided it, and of a unit what lies in it.

    Args:
        dossier: of the judgement.
        label: of the thing.
        code: of the thing.
        source: its own row; see :func:`graphmodel.rules.explanation.own_row`.
        found: its explanations, as :func:`graphmodel.rules.explanation.explain_all` gives them.
    """
    names = dossier.names
    thing = {"subject_label": label, "subject": code, "name": names.get(code)}
    yield f"{label_title(label)} {_called(thing, names)}"
    place = dossier.places.filter(subject_label=label, subject=code)["place"]
    if place.len():
        yield _line(Text("所在", "place"), place[0])
    if source:
        yield _line(_ROSTER, _place(source))
    if not found:
        yield str(Text("没有规则判定它本身", "no rule judges the thing itself"))
    for explanation in found:
        yield ""
        yield _line(f"{explanation.rule.id} {explanation.rule.title}", _verdict(explanation.finding))
        yield from _decided(explanation, names)
    if label in UNITS:
        yield ""
        yield from _within(dossier, label, code)


def within(dossier: Dossier, label: str, code: str) -> pl.DataFrame | None:
    """The gaps of what lies in a unit, one per fact: columns of :attr:`Dossier.lines`; None: it is no unit."""
    if label not in UNITS:
        return None
    inside = dossier.judgement.territory.filter(unit_label=label, unit=code)
    things = inside.select(subject_label="label", subject="id")
    return dossier.lines.join(things, on=["subject_label", "subject"], how="semi", maintain_order="left")


def _within(dossier: Dossier, label: str, code: str) -> Iterator[str]:
    """Rates and gaps of what lies in a unit."""
    judgement = dossier.judgement
    lines = within(dossier, label, code)
    assert lines is not None
    counts = dict(lines["severity"].value_counts().iter_rows())
    parts = [_OF_GRADE.fill(grade=grade, count=counts.get(key, 0)) for key, grade in GRADES.items()]
    yield _line(Text("范围内的缺口", "gaps within"), str(AND).join(parts))
    shown = lines.sort("severity", "rule", maintain_order=True).head(_GAPS_AT_MOST)
    for row in shown.with_columns(name=called(dossier.names)).iter_rows(named=True):
        what = f"{label_title(row['subject_label'])} {row['name'] or row['subject']}"
        yield "  " + _line(
            f"{row['told']} {what}", judgement.rule[row["rule"]].subjects[row["subject_label"]].gap
        )
    if lines.height > _GAPS_AT_MOST:
        yield Text(
            "  只列出前 {shown} 处；全部：graphmodel gaps --list --scope {code}",
            "  the first {shown}; all of them: graphmodel gaps --list --scope {code}",
        ).fill(shown=_GAPS_AT_MOST, code=code)
    yield str(Text("范围内的覆盖（达标/分母）", "coverage within (met of denominator)"))
    rates = without_registers(in_words(judgement, judgement.coverage_within((f"{label}:{code}",))))
    for row in rates.filter(pl.sum_horizontal("met", "gap", "unknown") > 0).iter_rows(named=True):
        figures = _OF_RULE.fill(**row | {"rate": percent(row["rate"])})
        yield "  " + _line(f"{row['rule']} {row['title']} {row['counted']}", figures)


def _verdict(finding: Mapping[str, Any]) -> str:
    verdict = str(VERDICTS[finding["verdict"]])
    grave = finding["severity"]
    return WITH_REMARK.fill(what=verdict, remark=SEVERITIES[grave]) if grave else verdict


def _explained(explanation: Explanation, names: Mapping[str, str]) -> Iterator[str]:
    finding = explanation.finding
    verdict = _verdict(finding)
    yield _line(f"{label_title(finding['subject_label'])} {_called(finding, names)}", verdict)
    if explanation.source:
        yield "  " + _line(_ROSTER, _place(explanation.source))
    yield from _decided(explanation, names)


def _decided(explanation: Explanation, names: Mapping[str, str]) -> Iterator[str]:
    """The facts that decided, and what would close a gap."""
    for fact in facts(explanation.evidence, names):
        yield f"  {fact}"
    for tie in explanation.facts:
        yield f"  {_fact(tie, names)}{SEMICOLON}{_place(tie.source)}"
    for waiver in explanation.waivers:
        place = _place({key.removeprefix("source_"): waiver[key] for key in PROVENANCE})
        yield f"  {_waiver(waiver)}{SEMICOLON}{place}"
    if explanation.finding["verdict"] == "gap":
        yield "  " + _line(_CLOSES, explanation.rule.subjects[explanation.finding["subject_label"]].closes)


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
