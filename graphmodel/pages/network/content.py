"""What the picture shows, as plain data: nodes, ties, verdicts and the rows they rest on.

Only what may be drawn comes here. People are numbers of posts, members and registrations; homes are a number per
grid. Everything is in columns, for a page that carries a whole city.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.language import Text
from graphmodel.ontology import BODIES, GROUP, LABEL, PROVENANCE, RELATION
from graphmodel.ontology.choices import FORMS, KINDS, POSTS
from graphmodel.ontology.vocabulary import EVIDENCE, SEVERITIES, UNITS, VERDICTS, of_people
from graphmodel.pages import contents
from graphmodel.pages.wording import FACTS, supply_text
from graphmodel.rules import Judgement

PLACES: Final = ("City", "County", "Street", "Community", "Compound")
"""What has a view of its own; everything else is seen with what it is tied to."""
LABELS: Final = (*PLACES, "Grid", *BODIES, "PartyOrg")
RELATIONS: Final = (
    *("PART_OF", "SERVES", "COVERS", "LED_BY", "APPROVED_BY", "SEATED_IN", "PAIRED_WITH", "REGISTERED_WITH"),
)

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

STATUSES: Final[dict[str, Text]] = {
    "S1": SEVERITIES["S1"],
    "S2": SEVERITIES["S2"],
    "S3": Text("三、四级：材料、一般做法或提示", "S3 or S4: paper, a default or information"),
    "unknown": Text("未知：缺名册或数据", "unknown: a roster or value is missing"),
    "met": Text("达标", "met"),
    "none": Text("没有判定", "not judged"),
}
"""The gravest thing said of a node itself; the order is that of gravity."""

COUNTS: Final[dict[str, Text]] = {
    **{choice.value: choice.title for choice in POSTS},
    "members": Text("党员（组织关系）", "members"),
    "registered": Text("报到党员", "members registered"),
    "residents": Text("居住的党员和任职人员", "members and office holders living here"),
    "homes": Text("住户", "homes"),
}
"""What is counted of people and homes, which are never drawn."""
_SOURCES_AT_MOST: Final = 8
_VERDICTS: Final = tuple(VERDICTS)
_ROW: Final = ["source_file", "source_sheet"]


@dataclass(frozen=True)
class Network:
    """The network of one judgement as tables whose rows are numbered from 0 and refer to one another by number."""

    judgement: Judgement

    @property
    def _slice(self) -> Slice:
        return self.judgement.slice

    @cached_property
    def nodes(self) -> pl.DataFrame:
        """``node``, ``label``, ``id``, ``name``, ``group``, ``kind``, ``form`` and the row of its roster.

        In the order of :data:`LABELS`, then of codes.
        """
        tables = [
            self._slice.nodes[label]
            .select(
                pl.lit(label).alias("label"), "id", "name", *_if_there(self._slice.nodes[label]), *PROVENANCE
            )
            .sort("id")
            for label in LABELS
        ]
        of_kind = {
            **dict.fromkeys(GROUP["own_branches"], "own"),
            **dict.fromkeys(GROUP["organ_orgs"], "organ"),
        }
        group = pl.col("kind").replace_strict(of_kind, default="leading", return_dtype=pl.String)
        return (
            pl.concat(tables, how="diagonal")
            .with_columns(group=pl.when(pl.col("label") == "PartyOrg").then(group).otherwise("label"))
            .with_row_index("node")
            .with_columns(pl.col("node").cast(pl.Int64))
        )

    @cached_property
    def edges(self) -> pl.DataFrame:
        """``edge``, ``from``, ``to`` (numbers of nodes), ``relation``, ``subject`` (as a finding names a pairing), its row."""
        ties = pl.concat(
            self._slice.ties[relation]
            .filter(pl.col("from_label").is_in(LABELS) & pl.col("to_label").is_in(LABELS))
            .select(pl.lit(relation).alias("relation"), *_ENDS, *PROVENANCE)
            for relation in RELATIONS
        )
        return (
            self._numbered(self._numbered(ties, "from"), "to")
            .with_columns(subject=tie_id())
            .sort("relation", "from", "to", "source_row", nulls_last=True)
            .unique(["relation", "from", "to"], keep="first", maintain_order=True)
            .select("from", "to", "relation", "subject", *PROVENANCE)
            .with_row_index("edge")
            .with_columns(pl.col("edge").cast(pl.Int64))
        )

    @cached_property
    def findings(self) -> pl.DataFrame:
        """Every verdict on something that is drawn.

        Returns:
            ``on``: the number of the node, or how many nodes there are plus the number of the pairing; ``rule``,
            ``verdict``, ``severity``, ``evidence`` without people, ``decided_by``; ``label``, ``id``: the subject.
        """
        pairings = self.edges.filter(pl.col("relation") == PAIRING).unique("subject", keep="first")
        subjects = pl.concat(
            [
                self.nodes.select("label", "id", on="node"),
                pairings.select(label=pl.lit(PAIRING), id="subject", on=pl.col("edge") + self.nodes.height),
            ]
        )
        found = self.judgement.findings.rename({"subject_label": "label", "subject": "id"})
        texts = found.select(pl.col("evidence").unique())
        without = texts.with_columns(told=pl.col("evidence").map_elements(_without_people, pl.String))
        return (
            found.join(subjects, on=["label", "id"], maintain_order="left")
            .join(without, on="evidence", how="left", maintain_order="left")
            .select("on", "label", "id", "rule", "verdict", "severity", "decided_by", evidence="told")
            .sort("on", "rule")
        )

    @cached_property
    def statuses(self) -> pl.DataFrame:
        """``on`` and ``status``, a key of :data:`STATUSES`, of everything that was judged."""
        return (
            self.findings.with_columns(rank=_rank())
            .group_by("on")
            .agg(pl.col("rank").min())
            .select(
                "on", status=pl.col("rank").replace_strict(dict(enumerate(STATUSES)), return_dtype=pl.String)
            )
            .sort("on")
        )

    @cached_property
    def below(self) -> pl.DataFrame:
        """``node`` of every place, and how many verdicts of each of :data:`STATUSES` are on what lies in it."""
        units = self.judgement.territory.filter(pl.col("unit_label").is_in(PLACES)).join(
            self.nodes.select("node", unit_label="label", unit="id"), on=["unit_label", "unit"]
        )
        placed = self.findings.with_columns(rank=_rank()).join(units, on=["label", "id"])
        counted = placed.group_by("node").agg(
            (pl.col("rank") == rank).sum().cast(pl.Int64).alias(status)
            for rank, status in enumerate(STATUSES)
        )
        return counted.sort("node")

    @cached_property
    def counts(self) -> pl.DataFrame:
        """``node``, ``what`` (a post, or members, registered, residents, homes), ``count`` of people or homes."""
        ties = self._slice.ties
        of = {
            "members": ties["MEMBER_OF"],
            "registered": ties["REGISTERED_WITH"].filter(pl.col("from_label") == "Person"),
            "residents": ties["LIVES_IN"],
            "homes": ties["PART_OF"].filter(pl.col("from_label") == "Household"),
        }
        every = pl.concat(
            [
                ties["HOLDS"].select("to_label", "to_id", what="post"),
                *(table.select("to_label", "to_id", what=pl.lit(what)) for what, table in of.items()),
            ]
        )
        counted = every.group_by("to_label", "to_id", "what").agg(count=pl.len().cast(pl.Int64))
        order = pl.col("what").replace_strict(
            {what: n for n, what in enumerate(COUNTS)}, return_dtype=pl.Int64
        )
        return self._numbered(counted, "to").sort("to", order).select(node="to", what="what", count="count")

    @property
    def posts(self) -> pl.DataFrame:
        """The rows of :attr:`counts` that count posts."""
        return self.counts.filter(pl.col("what").is_in([choice.value for choice in POSTS]))

    @cached_property
    def loose(self) -> pl.DataFrame:
        """``compound``, ``node``: what hangs loose in a compound; nothing where that cannot be told."""
        found = contents.loose(self.judgement).drop_nulls("code")
        compounds = self.nodes.filter(pl.col("label") == "Compound").select(
            compound="node", compound_code="id"
        )
        members = self.nodes.select("node", "label", code="id")
        return (
            found.join(compounds, on="compound_code")
            .join(members, on=["label", "code"])
            .select("compound", "node")
            .sort("compound", "node")
        )

    def find(self, label: str, id_: str) -> int | None:
        """The number of a node, if it is drawn."""
        found = self.nodes.filter((pl.col("label") == label) & (pl.col("id") == id_))["node"]
        return None if found.is_empty() else int(found[0])

    def _numbered(self, table: pl.DataFrame, end: str) -> pl.DataFrame:
        """A table with the number of the node at one end of each row; rows whose end is not drawn fall away."""
        ends = self.nodes.select(
            pl.col("label").alias(f"{end}_label"), pl.col("id").alias(f"{end}_id"), pl.col("node").alias(end)
        )
        return table.join(ends, on=[f"{end}_label", f"{end}_id"], maintain_order="left")


_ENDS: Final = ("from_label", "from_id", "to_label", "to_id")


def _if_there(table: pl.DataFrame) -> list[str]:
    return [column for column in ("kind", "form") if column in table.columns]


def _rank() -> pl.Expr:
    """The place in :data:`STATUSES` of a verdict."""
    of_gap = pl.col("severity").replace_strict({"S1": 0, "S2": 1}, default=2, return_dtype=pl.Int8)
    of_other = pl.col("verdict").replace_strict({"unknown": 3, "met": 4}, default=5, return_dtype=pl.Int8)
    return pl.when(pl.col("verdict") == "gap").then(of_gap).otherwise(of_other)


def _without_people(evidence: str) -> str:
    facts = json.loads(evidence)
    return json.dumps(
        {key: fact for key, fact in facts.items() if key not in of_people("codes")}, ensure_ascii=False
    )


def facts(network: Network) -> dict[str, Any]:
    """What the page says of the nodes and ties it draws, ready for JSON, in columns.

    Everything is by number: ``findings.on`` is a node, or beyond the nodes a tie; ``sources`` are pairs of a file and
    a row. Texts are pairs of Chinese and English.
    """
    files = _files(network)
    evidence = network.findings["evidence"].unique().sort()
    rules = network.judgement.rules
    found = network.findings.join(
        evidence.to_frame().with_row_index("text"), on="evidence", how="left", maintain_order="left"
    )
    return {
        "as_of": network.judgement.slice.as_of.isoformat(),
        "snapshot": network.judgement.snapshot,
        "groups": [(key, title, sign) for key, (title, sign) in GROUPS.items()],
        "statuses": list(STATUSES.items()),
        "relations": [(relation, RELATION[relation].title) for relation in RELATIONS],
        "verdicts": list(VERDICTS.items()),
        "rules": [_rule(rule.id, rule.title, rule.subjects) for rule in rules],
        "words": _words(evidence),
        "homes": UNITS["homes"],
        "counts": {
            "words": list(COUNTS.values()),
            "posts": len(POSTS),
            **_columns(network.counts.with_columns(_number("what", list(COUNTS)))),
        },
        "files": files.select(_ROW).rows(),
        "origin": _origin(network.nodes, files),
        "edge_origin": _origin(network.edges, files),
        "below": _columns(network.below),
        "loose": _columns(network.loose),
        "findings": {
            **_columns(
                found.select(
                    "on",
                    "text",
                    _number("rule", [rule.id for rule in rules]),
                    _number("verdict", list(_VERDICTS)),
                    severity=pl.col("severity").str.tail(1).cast(pl.Int64).fill_null(0),
                )
            ),
            **_decided_by(network, files),
            "evidence": [json.loads(text) for text in evidence],
        },
        "undecided": bool(contents.undecided_thread(network.judgement)),
        "kinds": {choice.value: choice.title for choice in (*KINDS, *FORMS)},
    }


def _columns(table: pl.DataFrame) -> dict[str, list[Any]]:
    return table.to_dict(as_series=False)


def _number(column: str, words: Sequence[str]) -> pl.Expr:
    numbers = {word: number for number, word in enumerate(words)}
    return pl.col(column).replace_strict(numbers, return_dtype=pl.Int64)


def _files(network: Network) -> pl.DataFrame:
    """Every file and sheet that something drawn, or what decided over it, stands in."""
    tables = (*network.judgement.slice.nodes.values(), *network.judgement.slice.ties.values())
    every = pl.concat(table.select(_ROW) for table in tables).unique().sort(_ROW, nulls_last=False)
    return every.with_row_index("file").with_columns(pl.col("file").cast(pl.Int64))


def _origin(table: pl.DataFrame, files: pl.DataFrame) -> list[list[int | None]]:
    """File and row of every row of a table."""
    named = table.join(files, on=_ROW, how="left", nulls_equal=True, maintain_order="left")
    return [named["file"].to_list(), named["source_row"].to_list()]


def _decided_by(network: Network, files: pl.DataFrame) -> dict[str, list[Any]]:
    """For every finding file and row of the first ties that decided it; and where there are more, how many besides."""
    ties = pl.concat(
        table.select(*_ROW, "source_row", decided_by="tie") for table in network.judgement.slice.ties.values()
    ).join(files, on=_ROW, nulls_equal=True)
    numbered = network.findings.select("decided_by").with_row_index("finding")
    rows = (
        numbered.explode("decided_by")
        .drop_nulls()
        .join(ties, on="decided_by")
        .select("finding", "file", "source_row")
        .unique()
        .sort("finding", "file", "source_row")
        .group_by("finding", maintain_order=True)
        .agg(
            sources=pl.concat_list("file", "source_row").head(_SOURCES_AT_MOST),
            more=(pl.len().cast(pl.Int64) - _SOURCES_AT_MOST).clip(lower_bound=0),
        )
    )
    found = numbered.select("finding").join(rows, on="finding", how="left", maintain_order="left")
    more = rows.filter(pl.col("more") > 0).select("finding", "more")
    return {"sources": found["sources"].fill_null([]).to_list(), "more": more.rows()}


def _rule(id_: str, title: Text, subjects: Any) -> list[Any]:
    """Id, title, and by label what is wrong and what closes it."""
    return [id_, title, {label: [subject.gap, subject.closes] for label, subject in subjects.items()}]


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
