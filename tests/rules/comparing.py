"""The catalogue held against the plain readings of the rules.

What was not supplied makes unknown whatever the front matter of the rule says needs it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from graphmodel.alliance import Slice
from graphmodel.alliance.subjects import PAIRING
from graphmodel.ontology import LABEL
from graphmodel.rules import VERDICTS, Judgement, Rule, Settings, rules
from graphmodel.synthetic.plain import Facts, Verdict, Verdicts, readings
from tests.rules.slices import SliceTables


def plain(slice_: Slice, rules: tuple[Rule, ...], settings: Settings) -> dict[str, Verdicts]:
    """What the plain readings say of a slice; rules without one are left out."""
    facts = Facts(SliceTables(slice_), slice_.as_of, settings)
    return {
        rule.id: {
            subject: _unknown(verdict) if lacks(slice_, rule, *subject, facts) else verdict
            for subject, verdict in readings()[rule.id].verdicts(facts).items()
        }
        for rule in rules
        if rule.id in readings()
    }


def lacks(slice_: Slice, rule: Rule, label: str, subject: str, facts: Facts) -> bool:
    """Whether something was not supplied that a rule needs for a subject."""
    kind = facts.kind(subject) if label == "PartyOrg" else None
    return bool(rule.subjects[label].missing(slice_, kind))


def _unknown(verdict: Verdict) -> Verdict:
    if verdict.homes is None:
        return Verdict("unknown")
    return Verdict("unknown", homes=dict.fromkeys(VERDICTS, 0) | {"unknown": sum(verdict.homes.values())})


def differences(judgement: Judgement, plain: dict[str, Verdicts]) -> Iterator[str]:
    """Where the catalogue says otherwise than the plain readings: another verdict, or other evidence."""
    units = {rule.id: rule.unit for rule in judgement.rules}
    catalogue: dict[tuple[str, str, str], tuple[Verdict, dict[str, Any]]] = {}
    for row in judgement.findings.iter_rows(named=True):
        homes = {verdict: row[verdict] for verdict in VERDICTS} if units[row["rule"]] == "homes" else None
        verdict = Verdict(row["verdict"], row["severity"], homes)
        catalogue[row["rule"], row["subject_label"], row["subject"]] = verdict, json.loads(row["evidence"])
    expected = {
        (rule, label, subject): verdict
        for rule, found in plain.items()
        for (label, subject), verdict in found.items()
    }
    read = {key for key in catalogue if key[0] in plain}
    for key in sorted(read | expected.keys()):
        verdict_there, evidence_there = catalogue.get(key, (None, {}))
        reading = expected.get(key)
        verdict_here = reading and reading._replace(evidence=None)
        if verdict_there != verdict_here:
            yield f"{key}: catalogue {verdict_there}, plain {verdict_here}"
        for name, value in ((reading and reading.evidence) or {}).items():
            if evidence_there.get(name) != value:
                yield f"{key}: {name} of the catalogue {evidence_there.get(name)}, plain {value}"


class Reading(dict[tuple[str, str, str], Verdict]):
    """The verdicts of a day by the plain readings of some rules, all without ids; what is waived is exempt."""

    def __init__(self, slice_: Slice, settings: Settings, ids: Iterable[str] = ()) -> None:
        chosen = [rules()[id_] for id_ in ids] or list(rules().values())
        self.slice = slice_
        for rule, verdicts in plain(slice_, tuple(chosen), settings).items():
            self.update(((rule, *subject), verdict) for subject, verdict in verdicts.items())
        for waiver in slice_.waivers.iter_rows(named=True):
            if waiver["starts"] <= slice_.as_of < waiver["ends"]:
                for label in (*LABEL, PAIRING):
                    key = (waiver["rule"], label, waiver["subject"])
                    severity = self[key].severity if key in self else None
                    if severity and rules()[key[0]].can_be_waived(severity):
                        self[key] = Verdict("exempt")

    def those(self, verdict: str) -> set[tuple[str, str, str]]:
        return {key for key, found in self.items() if found.verdict == verdict}

    def homes(self, subject: tuple[str, str, str]) -> dict[str, int] | None:
        found = self.get(subject)
        return found and found.homes

    def counted(self, rule: str, label: str) -> dict[str, int]:
        """How many subjects, or homes, of a rule have each verdict."""
        of_rule = [found for key, found in self.items() if key[:2] == (rule, label)]
        return {
            verdict: sum(
                found.homes[verdict] if found.homes else found.verdict == verdict for found in of_rule
            )
            for verdict in VERDICTS
        }
