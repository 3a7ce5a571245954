"""The catalogue of rules and what they find: verdicts, coverage, evidence, sources.

``catalogue`` loads the rules from ``queries/``; ``judge`` runs them over a slice.
"""

from graphmodel.rules.catalogue import Rule, chosen, explorations, rules, rules_with
from graphmodel.rules.judging import VERDICTS, Judgement, judge, sources
from graphmodel.rules.settings import Settings, load_settings
from graphmodel.rules.waivers import waiver_problems

__all__ = [
    "VERDICTS",
    "Judgement",
    "Rule",
    "Settings",
    "chosen",
    "explorations",
    "judge",
    "load_settings",
    "rules",
    "rules_with",
    "sources",
    "waiver_problems",
]
