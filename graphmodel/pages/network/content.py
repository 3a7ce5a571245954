"""What the network page holds: the drawing as columns of numbers and texts, ready for JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from graphmodel.language import Text
from graphmodel.ontology import LABEL, RELATION
from graphmodel.ontology.choices import FORMS, KINDS, POSTS
from graphmodel.ontology.vocabulary import EVIDENCE, SEVERITIES, VERDICTS
from graphmodel.reporting.drawing import COUNTS, RELATIONS, SHEET, STATUSES, Drawing
from graphmodel.reporting.questions import Question, Questions
from graphmodel.reporting.wording import FACTS, supply_text
from graphmodel.rules import Rule

GROUPS: Final[dict[str, tuple[Text, Text]]] = {
    "City": (LABEL["City"].title, Text("市", "Ci")),
    "County": (LABEL["County"].title, Text("县", "Co")),
    "Street": (LABEL["Street"].title, Text("街", "St")),
    "Community": (LABEL["Community"].title, Text("社", "Cm")),
    "Compound": (LABEL["Compound"].title, Text("区", "Cp")),
    "Grid": (LABEL["Grid"].title, Text("格", "G")),
    "OwnersCommittee": (LABEL["OwnersCommittee"].title, Text("业", "O")),
    "PropertyCompany": (LABEL["PropertyCompany"].title, Text("物", "M")),
    "SocialOrg": (LABEL["SocialOrg"].title, Text("会", "S")),
    "leading": (Text("街道、社区及其他党组织", "street, community and other Party orgs"), Text("领", "L")),
    "own": (Text("网格、业委会、物业等党支部", "branches of grids and bodies"), Text("支", "B")),
    "organ": (Text("机关党组织", "organ Party orgs"), Text("机", "A")),
}
"""How the legend tells things apart: title, and the sign on the card. Party organisations are three groups."""


def page_content(drawing: Drawing, asked: Question | None = None) -> dict[str, Any]:
    """What the page says of the nodes and ties it draws, ready for JSON, in columns.

    Everything is by number: ``findings.on`` is a node, or beyond the nodes a tie. Columns that rise are told by how much
    (``on``, ``node``, ``subject``), and of ``outcome`` there is a letter each: how grave a gap is, else what the verdict
    begins with. ``sources`` are rows, each file before its own as ``-1 - file``. Texts are pairs of Chinese and English.
    A question that was ``asked`` stands before the ready ones.
    """
    questions = [*([asked] if asked else []), *Questions(drawing.dossier).all()]
    evidence = drawing.findings["evidence"].unique().sort()
    rules = drawing.dossier.rules
    ids = [rule.id for rule in rules]
    found = drawing.findings.join(
        evidence.to_frame().with_row_index("text"), on="evidence", how="left", maintain_order="left"
    )
    tables = (found, drawing.lines, drawing.elsewhere, drawing.hanging)
    told = pl.concat(table.select(_TOLD) for table in tables).unique().sort(_TOLD)
    numbered = told.with_row_index("told").with_columns(pl.col("told").cast(pl.Int64))
    found, lines, elsewhere, hanging = (
        table.join(numbered, on=_TOLD, how="left", maintain_order="left") for table in tables
    )
    return {
        "as_of": drawing.dossier.as_of.isoformat(),
        "day": drawing.dossier.day_text,
        "snapshot": drawing.dossier.snapshot,
        "groups": [(key, title, sign) for key, (title, sign) in GROUPS.items()],
        "statuses": list(STATUSES.items()),
        "relations": [(relation, RELATION[relation].title) for relation in RELATIONS],
        "verdicts": list(VERDICTS.items()),
        "severities": list(SEVERITIES.values()),
        "rules": [_rule(rule) for rule in rules],
        "told": told.select(
            rules=pl.concat_list(pl.concat_list("rule"), "others").list.eval(_number("", ids))
        )["rules"].to_list(),
        "words": _words(evidence),
        "counts": {
            "words": list(COUNTS.values()),
            "posts": len(POSTS),
            **_columns(drawing.counts.with_columns(_rising("node"), _number("what", list(COUNTS)))),
        },
        "files": drawing.files.select(SHEET).rows(),
        "origin": _origin(drawing.nodes, drawing.files),
        "edge_origin": _origin(drawing.edges, drawing.files),
        "below": _columns(drawing.below),
        "lines": {
            **_columns(lines.select(_rising("node"), "told", "lines")),
            "severity": "".join(lines["severity"].str.tail(1)),
        },
        "elsewhere": _columns(
            elsewhere.select("told", "lines", grave=pl.col("severity").str.tail(1).cast(int))
        ),
        "loose": _columns(drawing.loose),
        "hanging": _columns(hanging.select(_rising("subject"), "told", "on")),
        "findings": {
            **_columns(found.select(_rising("on"), "text", "told")),
            "outcome": "".join(
                found.select(pl.coalesce(pl.col("severity").str.tail(1), pl.col("verdict").str.head(1)))
                .to_series()
                .to_list()
            ),
            **_decided_by(drawing),
            **_facts(evidence),
        },
        "undecided": bool(drawing.dossier.missing_for_thread),
        "kinds": {choice.value: choice.title for choice in (*KINDS, *FORMS)},
        "questions": [_question(one, drawing, ids) for one in questions],
        "before": _columns(
            drawing.nodes.select("node", before=drawing.before).drop_nulls().select("node", "before")
        ),
        "up": drawing.up.to_list(),
        "units": _columns(drawing.units),
    }


_TOLD: Final = ["rule", "others"]


def _question(question: Question, drawing: Drawing, rules: Sequence[str]) -> dict[str, Any]:
    """A question by numbers: ``nodes`` that answer it, null where nobody can tell; ``counts`` at nodes."""
    return {
        "key": question.key,
        "title": question.title,
        "unit": question.unit,
        "total": question.total,
        "rules": [rules.index(rule) for rule in question.rules],
        "nodes": None if question.answer is None else drawing.numbered(question.answer)["node"].to_list(),
        "counts": None
        if question.counts is None
        else drawing.numbered(question.counts).select("node", "count").rows(),
    }


def _rising(column: str) -> pl.Expr:
    """By how much a number is above the one before it."""
    return pl.col(column) - pl.col(column).shift(1, fill_value=0)


def _columns(table: pl.DataFrame) -> dict[str, list[Any]]:
    return table.to_dict(as_series=False)


def _number(column: str, words: Sequence[str]) -> pl.Expr:
    numbers = {word: number for number, word in enumerate(words)}
    return pl.col(column).replace_strict(numbers, return_dtype=pl.Int64)


def _origin(table: pl.DataFrame, files: pl.DataFrame) -> list[list[int | None]]:
    """File and row of every row of a table."""
    named = table.join(files, on=SHEET, how="left", nulls_equal=True, maintain_order="left")
    return [named["file"].to_list(), named["source_row"].to_list()]


def _decided_by(drawing: Drawing) -> dict[str, list[Any]]:
    """For every finding the first rows that decided it; and where there are more, how many besides."""
    found = drawing.decided_by
    more = found.with_row_index("finding").filter(pl.col("more") > 0).select("finding", "more")
    return {"sources": found["sources"].fill_null([]).to_list(), "more": more.rows()}


def _facts(evidence: pl.Series) -> dict[str, list[Any]]:
    """Evidence without its keys: ``evidence``, the number of the keys in ``keys``, then the values."""
    told = [json.loads(text) for text in evidence]
    keys = {names: at for at, names in enumerate(dict.fromkeys(map(tuple, told)))}
    return {"keys": list(keys), "evidence": [[keys[tuple(facts)], *facts.values()] for facts in told]}


def _rule(rule: Rule) -> list[Any]:
    """Id, title, by label what is wrong and what closes it, and whether it counts homes, of which a grid is one finding."""
    wrong = {label: [subject.gap, subject.closes] for label, subject in rule.subjects.items()}
    return [rule.id, rule.title, wrong, rule.unit == "homes"]


def _words(evidence: pl.Series) -> dict[str, Text]:
    """What keys and values of evidence are called that are words of rules, not names or codes."""
    words: dict[str, Text] = {}
    for text in evidence:
        for key, fact in json.loads(text).items():
            if key in EVIDENCE:
                words[f"={key}"] = EVIDENCE[key].title
            for value in fact if isinstance(fact, list) else [fact]:
                if key == "missing_roster":
                    words[value] = supply_text(value)
                elif isinstance(value, str) and value in FACTS:
                    words[value] = FACTS[value]
    return dict(sorted(words.items()))
