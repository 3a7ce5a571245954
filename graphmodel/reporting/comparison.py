"""What is said of two judgements: rates then and now, the gaps that opened or closed, divisions, the network.

People stand here as codes where that is asked for, else as what they are; homes are never told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel.alliance.subjects import ends_of
from graphmodel.language import Text
from graphmodel.ontology import RELATION
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.reporting import movement
from graphmodel.reporting.coverage import scope
from graphmodel.reporting.findings import called, names_by_code
from graphmodel.reporting.wording import counted, data_id, label_title, label_titles, listed, of_day, percent
from graphmodel.rules.changes import CAUSES, STATES, Changes

TITLE: Final = Text("红色物业联盟 前后变化", "Red property alliance: what changed")

BECAME: Final = {**STATES, "inapplicable": Text("不再适用", "no longer applies")}
"""What became of a gap, in words: unknown and exempt, one state for programs, are two for people."""

RATES: Final = {
    "rule": Text("规则", "rule"),
    "title": Text("内容", "what it asks"),
    "counted": Text("统计对象", "what is counted"),
    "rate_before": Text("此前覆盖率", "rate then"),
    "rate": Text("现在覆盖率", "rate now"),
    "judged_before": Text("此前分母", "denominator then"),
    "judged": Text("现在分母", "denominator now"),
    "gap_before": Text("此前缺口", "gaps then"),
    "gap": Text("现在缺口", "gaps now"),
    **BECAME,
    "unknown_before": Text("此前未知", "unknown then"),
    "unknown": Text("现在未知", "unknown now"),
    "exempt_before": Text("此前不适用", "exempt then"),
    "exempt": Text("现在不适用", "exempt now"),
}
GAPS: Final = {
    "state": Text("状态", "state"),
    "rule": Text("规则", "rule"),
    "title": Text("内容", "what it asks"),
    "kind": Text("类别", "kind"),
    "name": Text("名称", "name"),
    "subject": Text("代码", "code"),
    "cause": Text("原因", "cause"),
    "ties": Text("相关关系", "ties"),
}
DIVISIONS: Final = {
    "change": Text("变化", "change"),
    "level": Text("级别", "level"),
    "id": Text("代码", "code"),
    "name": Text("原名称", "name then"),
    "name_after": Text("现名称", "name now"),
}
RENAMED: Final = {
    "kind": GAPS["kind"],
    "name": DIVISIONS["name"],
    "name_after": DIVISIONS["name_after"],
    "before": Text("原代码", "code then"),
    "after": Text("现代码", "code now"),
    "told": Text("说明", "remark"),
}
NETWORK: Final = {
    "kind": Text("类别", "kind"),
    "began": Text("新增", "began"),
    "ended": Text("终止", "ended"),
}
"""What the columns of each of the tables are called."""

BY_GRID: Final = Text(
    "状态按对象计；住户类规则的状态按网格计。未知和不适用不计入分母。",
    "states count subjects, and grids where homes are counted; what is unknown or exempt is in no denominator",
)

_CAUSES: Final = {
    **CAUSES,
    "newly_applies": Text("以前不适用", "it did not apply before"),
    "newly_asked": Text("以前不是该规则的对象", "the rule did not ask it of the subject before"),
}
_BECAME: Final = (
    pl.when(state="unjudged", after="exempt").then(pl.lit("inapplicable")).otherwise(pl.col("state"))
)
_CAUSE: Final = (
    pl.when(pl.col("cause") != "newly_judged")
    .then("cause")
    .when(pl.col("before").is_null())
    .then(pl.lit("newly_asked"))
    .when(pl.col("before") == "exempt")
    .then(pl.lit("newly_applies"))
    .otherwise("cause")
)
"""The keys of :data:`BECAME` and of the causes over :attr:`~graphmodel.rules.changes.Changes.gaps`."""

WITHIN: Final = (
    *("unit", "rule", "subject_label", "met_before", "gap_before", "unknown_before"),
    *("met", "gap", "unknown"),
)

_DIVISION_CHANGES: Final = {
    "added": Text("新增", "added"),
    "removed": Text("撤销", "removed"),
    "renamed": Text("更名", "renamed"),
}
_IS_RENAMED: Final = Text("按曾用名认作同一对象", "the same thing, by its former name")
_IS_IT_RENAMED: Final = Text(
    "是不是改名？如是，请在现名的“曾用名”中填上原名",
    "was it renamed? if so, enter the old name under 曾用名 of the new one",
)
_TIES_AT_MOST: Final = 4
_TIES: Final = Text("条关系", "ties")


_THEN_AND_NOW: Final = {
    "rate": Text("覆盖率", "rate"),
    "gap": Text("缺口", "gaps"),
    "unknown": Text("未知", "unknown"),
}
_SHORT_RATES: Final = {
    **{name: RATES[name] for name in ("rule", "counted")},
    **_THEN_AND_NOW,
    **{name: STATES[name] for name in ("new", "persisting", "closed")},
}
_SHORT_GAPS: Final = {name: GAPS[name] for name in ("state", "rule", "kind", "name", "subject", "cause")}
_SHORT_RENAMED: Final = {name: RENAMED[name] for name in ("kind", "name", "name_after", "told")}
"""What a screen has room for; other forms tell the rest."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """What is said of some rules on two days or in two snapshots, each table worked out once."""

    changes: Changes
    ids: Sequence[str]
    """The rules."""

    @cached_property
    def between(self) -> str:
        """Which two days are compared, told by which data, and of what."""
        return Text("{sides} · 范围：{scope}", "{sides} · scope: {scope}").fill(
            sides=self.sides, scope=scope(self.changes.after)
        )

    @cached_property
    def sides(self) -> str:
        """The two days, each with that of its data."""
        before, after = (of_day(side.slice) for side in (self.changes.before, self.changes.after))
        return f"{before} → {after}"

    @property
    def data(self) -> str:
        """The ids of the data of both sides, for a footer."""
        return f"{data_id(self.changes.before.snapshot)} → {self.changes.after.snapshot[:12]}"

    @cached_property
    def became(self) -> dict[str, Text]:
        """Of :data:`BECAME` what can have happened here: out of everything nothing moves."""
        return {key: text for key, text in BECAME.items() if key != "moved_out" or self.changes.after.scope}

    @cached_property
    def rate_titles(self) -> dict[str, Text]:
        """Of :data:`RATES` the columns that say something here."""
        return {key: text for key, text in RATES.items() if key in self.became or key not in BECAME}

    @cached_property
    def rates(self) -> pl.DataFrame:
        """Rates and counts then and now, and how many gaps came to each state.

        Returns:
            ``subject_label`` and the columns of :data:`RATES`; ``step``: by how many percentage points the rate moved,
            null where either side has none; one row per rule and label that has subjects and is coverage.
        """
        keys = ["rule", "subject_label"]
        states = self.changes.gaps.group_by(keys).agg(
            _BECAME.eq(state).sum().cast(pl.Int64).alias(state) for state in BECAME
        )
        rule = self.changes.after.rule
        of_what = pl.DataFrame(
            [
                (id_, label, str(rule[id_].title), counted(rule[id_], label))
                for id_ in self.ids
                if not rule[id_].of_registers
                for label in rule[id_].subjects
            ],
            schema=dict.fromkeys((*keys, "title", "counted"), pl.String),
            orient="row",
        )
        table = (
            self.changes.coverage.join(of_what, on=keys, maintain_order="left")
            .join(states, on=keys, how="left", maintain_order="left")
            .with_columns(
                pl.col(*BECAME).fill_null(0),
                judged_before=pl.col("met_before") + pl.col("gap_before"),
                judged=pl.col("met") + pl.col("gap"),
            )
        )
        counts = ("judged_before", "judged", "unknown_before", "unknown", "exempt_before", "exempt")
        shown = table.filter(pl.sum_horizontal(counts) > 0).select("subject_label", *RATES)
        steps = [step_of(*both) for both in shown.select("rate_before", "rate").iter_rows()]
        return shown.with_columns(step=pl.Series(steps, dtype=pl.Float64))

    @cached_property
    def gaps(self) -> pl.DataFrame:
        """Every gap on either side, and what became of it; people stand as codes.

        Returns:
            ``subject_label``, ``key`` (of :data:`BECAME`) and the columns of :data:`GAPS`.
        """
        return self._gaps(self._names)

    @cached_property
    def gaps_without_people(self) -> pl.DataFrame:
        """:attr:`gaps`, without codes of people among the ties."""
        sides = (self.changes.before, self.changes.after)
        ties = self.changes.gaps["ties"].explode().drop_nulls().unique()
        ends = pl.Series([end for tie in ties for end in _ends(tie)], dtype=pl.String)
        people = [
            code
            for side in sides
            for code in side.slice.nodes["Person"].filter(pl.col("id").is_in(ends.implode()))["id"]
        ]
        return self._gaps(self._names | dict.fromkeys(people, label_title("Person")))

    @cached_property
    def states(self) -> dict[str, int]:
        """How many gaps came to each of :attr:`became`."""
        return {state: self.gaps_without_people.filter(key=state).height for state in self.became}

    @cached_property
    def moved(self) -> list[Moved]:
        """The gaps that came to each state, but for those that persist; people as numbers."""
        return [
            _moved(state, self.gaps_without_people.filter(key=state))
            for state in BECAME
            if state != "persisting"
        ]

    def within(self, levels: Iterable[str]) -> pl.DataFrame:
        """:attr:`gaps_without_people`, once for each unit of some levels in which one lies, or lay when it is gone: ``unit``."""
        keys = [*FINDING_KEY]
        where = pl.concat(movement.counted(self.changes, level) for level in levels)
        placed = where.select(*keys, unit="unit_code").unique(maintain_order=True)
        return self.gaps_without_people.join(placed, on=keys, maintain_order="left")

    def rates_within(self, levels: Iterable[str]) -> pl.DataFrame:
        """What lies behind :attr:`rates` in every unit of some levels that has any: the columns of :data:`WITHIN`."""
        keys = ["unit_code", "rule", "subject_label"]
        tables = [
            self.changes.after.coverage_by(level).join(
                self.changes.then.coverage_by(level), on=keys, how="full", coalesce=True, suffix="_before"
            )
            for level in levels
        ]
        counts = WITHIN[len(keys) :]
        told = pl.concat(tables).select(
            pl.col("unit_code").alias("unit"), *keys[1:], pl.col(counts).fill_null(0)
        )
        return told.filter(pl.sum_horizontal(counts) > 0)

    @cached_property
    def divisions(self) -> pl.DataFrame:
        """Divisions that were added, removed or renamed: the columns of :data:`DIVISIONS`."""
        return self.changes.divisions.with_columns(
            change=pl.col("change").replace_strict(_words(_DIVISION_CHANGES), return_dtype=pl.String),
            level=label_titles("label"),
        ).select(*DIVISIONS)

    @cached_property
    def renamed(self) -> pl.DataFrame:
        """Things that were renamed, and those that may have been: the columns of :data:`RENAMED`."""
        told = pl.concat(
            pairs.with_columns(told=pl.lit(str(said)))
            for pairs, said in (
                (self.changes.renamed, _IS_RENAMED),
                (self.changes.perhaps_renamed, _IS_IT_RENAMED),
            )
        )
        before, after = (
            side.slice.names.select("label", "name", code="id")
            for side in (self.changes.before, self.changes.after)
        )
        return (
            told.join(before, left_on=["label", "before"], right_on=["label", "code"], how="left")
            .join(after, left_on=["label", "after"], right_on=["label", "code"], how="left", suffix="_after")
            .filter(pl.col("name") != pl.col("name_after"))  # what lies under it goes without saying
            .with_columns(kind=label_titles("label"))
            .select(*RENAMED)
            .sort("told", "kind", "after", descending=[True, False, False])
        )

    @cached_property
    def network(self) -> pl.DataFrame:
        """Nodes and ties that began or ended, counted: the columns of :data:`NETWORK`."""
        return self.changes.network.with_columns(kind=label_titles("kind"))

    @property
    def gap_table(self) -> pl.DataFrame:
        """:attr:`gaps` under the headings that people read."""
        return _titled(self.gaps, GAPS)

    @cached_property
    def short_tables(self) -> dict[str, pl.DataFrame]:
        """By title the rates and gaps that moved, divisions and the network, as far as a screen has room for them."""
        moved = self.gaps.filter(pl.col("key") != "persisting")
        return {
            str(Text("覆盖率的变化", "rates then and now")): _titled(_in_one_cell(self.rates), _SHORT_RATES),
            str(Text("缺口的变化", "gaps that changed")): _titled(moved, _SHORT_GAPS),
            str(Text("区划名单的变化", "divisions")): _titled(self.divisions, DIVISIONS),
            str(Text("改名的对象", "what was renamed")): _titled(self.renamed, _SHORT_RENAMED),
            str(Text("网络的变化", "the network")): _titled(self.network, NETWORK),
        }

    @cached_property
    def _names(self) -> dict[str, str]:
        sides = (self.changes.before, self.changes.after)
        return {code: name for side in sides for code, name in names_by_code(side).items()}

    def _gaps(self, in_ties: Mapping[str, str]) -> pl.DataFrame:
        titles = {id_: str(self.changes.after.rule[id_].title) for id_ in self.ids}
        found = self.changes.gaps.filter(pl.col("rule").is_in(self.ids))
        ties = [
            None if ties is None else listed([_in_words(tie, in_ties) for tie in ties], _TIES_AT_MOST, _TIES)
            for ties in found["ties"].to_list()
        ]
        return found.with_columns(
            key=_BECAME,
            state=_BECAME.replace_strict(_words(BECAME), return_dtype=pl.String),
            title=pl.col("rule").replace_strict(titles, return_dtype=pl.String),
            kind=label_titles("subject_label"),
            name=called(self._names),
            cause=_CAUSE.replace_strict(_words(_CAUSES), return_dtype=pl.String),
            ties=pl.Series(ties, dtype=pl.String),
        ).select("subject_label", "key", *GAPS)


def step_of(before: float | None, after: float | None) -> float | None:
    """By how many percentage points a rate moved; None where either side has none."""
    return None if before is None or after is None else round(100 * (after - before), 1)


class Moved(NamedTuple):
    """The gaps that came to one state: things one by one, people as numbers by rule and cause."""

    state: str
    gaps: int
    things: list[dict[str, Any]]
    people: list[dict[str, Any]]


def _moved(state: str, gaps: pl.DataFrame) -> Moved:
    of_people = pl.col("subject_label") == "Person"
    people = gaps.filter(of_people).group_by("rule", "title", "kind", "cause", maintain_order=True)
    things = gaps.filter(~of_people)
    return Moved(state, gaps.height, things.to_dicts(), people.agg(count=pl.len()).to_dicts())


def _in_one_cell(rates: pl.DataFrame) -> pl.DataFrame:
    """The rates and counts in which anything changed, then and now in one cell."""
    moved = pl.sum_horizontal(pl.col(state) for state in BECAME if state != "persisting") > 0
    other = [pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in _THEN_AND_NOW]
    shown = rates.filter(pl.any_horizontal(moved, *other)).with_columns(
        pl.col("rate_before", "rate").map_elements(percent, return_dtype=pl.String, skip_nulls=False)
    )
    return shown.with_columns(
        pl.when(pl.col(name).ne_missing(pl.col(f"{name}_before")))
        .then(pl.format("{} → {}", f"{name}_before", name))
        .otherwise(pl.col(name).cast(pl.String))
        .alias(name)
        for name in _THEN_AND_NOW
    )


def _titled(table: pl.DataFrame, titles: Mapping[str, Text]) -> pl.DataFrame:
    """A table under the headings that people read."""
    return table.select(pl.col(name).alias(str(title)) for name, title in titles.items())


def _words(texts: Mapping[str, Text]) -> dict[str, str]:
    return {key: str(text) for key, text in texts.items()}


def _in_words(tie: str, known: Mapping[str, str]) -> str:
    """A tie, given as ``RELATION FROM→TO``; homes are never told apart."""
    relation, _, _ = tie.partition(" ")
    start, end = (known.get(code, code) for code in _ends(tie))
    return f"{RELATION[relation].title} {start}→{label_title('Household') if relation == 'CONTACTS' else end}"


def _ends(tie: str) -> tuple[str, str]:
    """The codes of the two ends of a tie, given as ``RELATION FROM→TO``."""
    _, _, ends = tie.partition(" ")
    return ends_of(ends)
