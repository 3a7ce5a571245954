"""What of a judgement may be drawn, as plain tables: nodes, ties, verdicts and the rows they rest on.

Only what may be drawn comes here; where it stands in a picture is decided elsewhere. People are numbers of posts, members and registrations; homes are a number per
grid. Everything is in columns, for a page that carries a whole city.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.alliance.territory import within
from graphmodel.language import Text
from graphmodel.ontology import BODIES, GROUP, PROVENANCE
from graphmodel.ontology.choices import POSTS
from graphmodel.ontology.vocabulary import SEVERITIES
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.findings import without_people
from graphmodel.reporting.lines import one_per_fact

PLACES: Final = ("City", "County", "Street", "Community", "Compound")
"""What has a view of its own; everything else is seen with what it is tied to."""
LABELS: Final = (*PLACES, "Grid", *BODIES, "PartyOrg")
RELATIONS: Final = (
    *("PART_OF", "SERVES", "COVERS", "LED_BY", "APPROVED_BY", "SEATED_IN", "PAIRED_WITH", "REGISTERED_WITH"),
)

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
SHEET: Final = ["source_file", "source_sheet"]
_SOURCES_AT_MOST: Final = 8
_UPWARDS: Final = ("PART_OF", "SERVES", "COVERS", "SEATED_IN", "LED_BY", "PAIRED_WITH")
"""By the first of these that it has a thing is found: what it is part of, then what it stands for."""
_TOLD_BY_AT_MOST: Final = 3
"""Places before a name that repeats."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """What is drawn of one judgement, as tables whose rows are numbered from 0 and refer to one another by number."""

    dossier: Dossier

    @property
    def _slice(self) -> Slice:
        return self.dossier.judgement.slice

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
    def up(self) -> pl.Series:
        """Of every node the number of what it is found under, by the first of its ties that lead up; null at the top."""
        order = pl.col("relation").replace_strict(
            {relation: at for at, relation in enumerate(_UPWARDS)}, default=None, return_dtype=pl.Int64
        )
        first = (
            self.edges.select(order.alias("order"), node="from", up="to")
            .drop_nulls("order")
            .sort("order", "up")
            .unique("node", keep="first", maintain_order=True)
        )
        return self.nodes.join(first, on="node", how="left", maintain_order="left")["up"]

    @cached_property
    def before(self) -> pl.Series:
        """What stands before a name that another of its kind bears too: the place, and what is above it while need be."""
        names = self.nodes.select(pl.coalesce("name", "id")).to_series()
        told = self.nodes.select("group", at=self.up, name=names, before=pl.lit(None, pl.String))
        written = pl.concat_str("before", "name", separator="·", ignore_nulls=True)
        repeats = pl.struct("group", written.alias("written")).is_duplicated()
        nearest = told["before"]
        for step in range(_TOLD_BY_AT_MOST):
            told = told.with_columns(repeats=repeats, above=names.gather(told["at"]))
            says_more = pl.col("repeats") & ~written.str.starts_with(pl.col("above"))
            longer = pl.concat_str("above", "before", separator="·", ignore_nulls=True)
            told = told.with_columns(
                before=pl.when(says_more).then(longer).otherwise("before"),
                at=pl.when("repeats").then(self.up.gather(told["at"])).otherwise("at"),
            )
            nearest = nearest if step else told["before"]
        in_vain = told.select(repeats).to_series()  # two of one name in one place
        return told.select(pl.when(in_vain).then(nearest).otherwise("before").alias("before")).to_series()

    @property
    def called(self) -> pl.Series:
        """What every node is called, told apart from others of its kind."""
        parts = [self.before, self.nodes.select(pl.coalesce("name", "id").alias("name")).to_series()]
        return pl.select(pl.concat_str(parts, separator="·", ignore_nulls=True)).to_series()

    @cached_property
    def units(self) -> pl.DataFrame:
        """``node`` and ``units``: the numbers of the smallest units, of those above a compound, in which it lies."""
        rank = pl.col("unit_label").replace_strict(
            {label: at for at, label in enumerate(PLACES)}, return_dtype=pl.Int64
        )
        places = self.nodes.select(unit_label="label", unit="id", at="node")
        lying = self._territory.filter(pl.col("unit_label").is_in(PLACES[:-1])).with_columns(rank=rank)
        smallest = lying.filter(pl.col("rank") == pl.col("rank").max().over("label", "id"))
        return (
            smallest.join(places, on=["unit_label", "unit"])
            .join(self.nodes.select("label", "id", "node"), on=["label", "id"])
            .group_by("node")
            .agg(units=pl.col("at").unique().sort())
            .sort("node")
        )

    @cached_property
    def start(self) -> int | None:
        """The smallest place in which everything in scope lies that lies anywhere; None: there is no such place."""
        lying = self._territory.filter(
            ~pl.col("label").is_in(PLACES[:-1]), pl.col("unit_label").is_in(PLACES)
        ).unique()
        if self.dossier.judgement.scope:
            chosen = within(self._territory, self._slice, self.dossier.judgement.scope)
            lying = lying.join(chosen, on=["label", "id"], how="semi")
        things = lying.select("label", "id").unique().height
        every = lying.group_by("unit_label", "unit").len().filter(pl.col("len") == things)
        numbered = self.nodes.join(
            every, left_on=["label", "id"], right_on=["unit_label", "unit"], how="semi", maintain_order="left"
        )
        return None if numbered.is_empty() else int(numbered["node"][-1])

    @property
    def _territory(self) -> pl.DataFrame:
        return self.dossier.judgement.territory

    @cached_property
    def edges(self) -> pl.DataFrame:
        """``edge``, ``from``, ``to`` (numbers of nodes), ``relation``, ``subject``, ``since`` and its row.

        ``subject`` is what a finding names a pairing; ``since`` the day from which it holds, null where none is told.
        """
        ties = pl.concat(
            self._slice.ties[relation]
            .filter(pl.col("from_label").is_in(LABELS) & pl.col("to_label").is_in(LABELS))
            .select(pl.lit(relation).alias("relation"), *_ENDS, *PROVENANCE, since="valid_from")
            for relation in RELATIONS
        )
        return (
            self._numbered(self._numbered(ties, "from"), "to")
            .with_columns(subject=tie_id())
            .sort("relation", "from", "to", "source_row", nulls_last=True)
            .unique(["relation", "from", "to"], keep="first", maintain_order=True)
            .select("from", "to", "relation", "subject", "since", *PROVENANCE)
            .with_row_index("edge")
            .with_columns(pl.col("edge").cast(pl.Int64))
        )

    @cached_property
    def findings(self) -> pl.DataFrame:
        """Every verdict on something that is drawn, gaps one per fact; that registers agree makes nothing met.

        Returns:
            ``on``: the number of the node, or how many nodes there are plus the number of the pairing; ``rule``,
            ``others``, ``verdict``, ``severity``, ``evidence`` without people, ``decided_by``; ``label``, ``id``: the
            subject.
        """
        pairings = self.edges.filter(pl.col("relation") == PAIRING).unique("subject", keep="first")
        subjects = pl.concat(
            [
                self.nodes.select("label", "id", on="node"),
                pairings.select(label=pl.lit(PAIRING), id="subject", on=pl.col("edge") + self.nodes.height),
            ]
        )
        sound = pl.col("rule").is_in([rule.id for rule in self.dossier.rules if rule.of_registers]) & (
            pl.col("verdict") == "met"
        )
        found = one_per_fact(self.dossier.judgement.findings.filter(~sound)).rename(
            {"subject_label": "label", "subject": "id"}
        )
        return (
            without_people(found.join(subjects, on=["label", "id"], maintain_order="left"))
            .select("on", "label", "id", "rule", "others", "verdict", "severity", "decided_by", "evidence")
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
        """``node`` of every place, and how many verdicts of each of :data:`STATUSES` are on what lies in it.

        Gaps are all there are, one per fact, those of people too, as everywhere else; the others those on what is drawn.
        """
        places = self.nodes.filter(pl.col("label").is_in(PLACES)).select(
            "node", unit_label="label", unit="id"
        )
        units = self._territory.join(places, on=["unit_label", "unit"])
        others = (
            self.findings.filter(pl.col("verdict") != "gap")
            .join(units, on=["label", "id"])
            .group_by("node", rank=_rank())
            .agg(lines=pl.len().cast(pl.Int64))
        )
        gaps = self.dossier.lines_within.join(places, on=["unit_label", "unit"]).select(
            "node", rank=_rank_of_gap(), lines="lines"
        )
        return (
            pl.concat([gaps, others])
            .group_by("node")
            .agg(
                pl.col("lines").filter(pl.col("rank") == rank).sum().alias(status)
                for rank, status in enumerate(STATUSES)
            )
            .sort("node")
        )

    @cached_property
    def lines(self) -> pl.DataFrame:
        """``node`` of every place, ``rule``, ``others``, ``severity``, and how many ``lines`` of these lie in it."""
        places = self.nodes.filter(pl.col("label").is_in(PLACES)).select(
            "node", unit_label="label", unit="id"
        )
        return (
            self.dossier.lines.join(
                self._territory, left_on=["subject_label", "subject"], right_on=["label", "id"]
            )
            .join(places, on=["unit_label", "unit"])
            .group_by("node", "rule", "others", "severity")
            .agg(lines=pl.len().cast(pl.Int64))
            .sort("node", "rule", "severity", "others")
        )

    @cached_property
    def elsewhere(self) -> pl.DataFrame:
        """``rule``, ``others``, ``severity`` and how many ``lines`` lie in no place, so that no picture of places counts them."""
        placed = self._territory.filter(pl.col("unit_label").is_in(PLACES))
        lines = self.dossier.lines.join(
            placed, left_on=["subject_label", "subject"], right_on=["label", "id"], how="anti"
        )
        return (
            lines.group_by("rule", "others", "severity")
            .agg(lines=pl.len().cast(pl.Int64))
            .sort("rule", "severity", "others")
        )

    @cached_property
    def hanging(self) -> pl.DataFrame:
        """What hangs on one support alone, a line per fact: ``subject``, ``rule``, ``others`` and the node it hangs ``on``.

        ``on`` is null where that is a person.
        """
        losses = self.dossier.analysis.single_points.rename({"label": "on_label", "id": "on_id"})
        facts = one_per_fact(
            losses.with_columns(verdict=pl.lit("gap")), ("subject_label", "subject", "on_label", "on_id")
        )
        subjects = self.nodes.select("node", subject_label="label", subject="id")
        orgs = self.nodes.select(on_label="label", on_id="id", on="node")
        return (
            facts.join(subjects, on=["subject_label", "subject"])
            .join(orgs, on=["on_label", "on_id"], how="left")
            .select("rule", "others", "on", subject="node")
            .sort("subject", "rule", "on")
        )

    @cached_property
    def counts(self) -> pl.DataFrame:
        """``node``, ``what`` (a post, or members, registered, residents, homes), ``count`` of people or homes."""
        ties = self._slice.ties
        of = {
            "members": ties["MEMBER_OF"],
            "registered": ties["REGISTERED_WITH"].filter(pl.col("from_label") == "Person"),
            "residents": ties["LIVES_IN"],
        }
        every = pl.concat(
            [
                ties["HOLDS"].select("to_label", "to_id", what="post"),
                *(table.select("to_label", "to_id", what=pl.lit(what)) for what, table in of.items()),
            ]
        )
        homes = self._slice.at_home.grids.select(
            pl.lit("Grid").alias("to_label"), pl.lit("homes").alias("what"), to_id="grid", count="homes"
        )
        counted = every.group_by("to_label", "to_id", "what").agg(count=pl.len().cast(pl.Int64))
        counted = pl.concat([counted, homes], how="diagonal")
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
        found = self.dossier.loose.drop_nulls("code")
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

    @cached_property
    def files(self) -> pl.DataFrame:
        """``file`` (a number), ``source_file``, ``source_sheet``: where anything of the network stands in the rosters."""
        tables = (*self._slice.nodes.values(), *self._slice.ties.values(), self._slice.at_home.sheets)
        every = (
            pl.concat(table.select(SHEET).unique() for table in tables).unique().sort(SHEET, nulls_last=False)
        )
        return every.with_row_index("file").with_columns(pl.col("file").cast(pl.Int64))

    @cached_property
    def decided_by(self) -> pl.DataFrame:
        """The first of the ties that decided each of :attr:`findings`.

        Returns:
            In the order of the findings ``sources``, rows with each file before its own, written ``-1 - file`` so that it
            is told from a row; and ``more``, how many rows there are besides; null where no tie decided.
        """
        ties = pl.concat(
            table.select(*SHEET, "source_row", decided_by="tie") for table in self._slice.ties.values()
        ).join(self.files, on=SHEET, nulls_equal=True)
        numbered = self.findings.select("decided_by").with_row_index("finding")
        rows = (
            numbered.explode("decided_by")
            .drop_nulls()
            .join(ties, on="decided_by")
            .select("finding", "file", "source_row")
            .unique()
            .sort("finding", "file", "source_row")
            .with_columns(
                at=pl.int_range(pl.len()).over("finding"),
                more=pl.len().over("finding").cast(pl.Int64) - _SOURCES_AT_MOST,
            )
            .filter(pl.col("at") < _SOURCES_AT_MOST)
        )
        begins = pl.struct("finding", "file") != pl.struct("finding", "file").shift(1)
        file = pl.when(begins.fill_null(value=True)).then(-1 - pl.col("file"))
        told = (
            rows.with_columns(told=pl.concat_list(file, "source_row"))
            .explode("told")
            .drop_nulls("told")
            .group_by("finding", maintain_order=True)
            .agg(sources="told", more=pl.col("more").first().clip(lower_bound=0))
        )
        return numbered.join(told, on="finding", how="left", maintain_order="left").select("sources", "more")

    def find(self, label: str, id_: str) -> int | None:
        """The number of a node, if it is drawn."""
        found = self.nodes.filter((pl.col("label") == label) & (pl.col("id") == id_))["node"]
        return None if found.is_empty() else int(found[0])

    def numbered(self, things: pl.DataFrame) -> pl.DataFrame:
        """Things with their ``node``, in its order; those that are not drawn, or not there, fall away."""
        nodes = self.nodes.select("label", "id", "node")
        return things.join(nodes, on=["label", "id"]).sort("node")

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
    of_other = pl.col("verdict").replace_strict({"unknown": 3, "met": 4}, default=5, return_dtype=pl.Int8)
    return pl.when(pl.col("verdict") == "gap").then(_rank_of_gap()).otherwise(of_other)


def _rank_of_gap() -> pl.Expr:
    return pl.col("severity").replace_strict({"S1": 0, "S2": 1}, default=2, return_dtype=pl.Int8)
