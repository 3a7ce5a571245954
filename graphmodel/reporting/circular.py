"""The report upwards (通报) of ``month.md`` §5: its sentences and tables, in Chinese only, whatever form they take.

It puts together what :class:`~graphmodel.reporting.dossier.Dossier`, :class:`~graphmodel.reporting.comparison.Comparison`
and :class:`~graphmodel.planning.plan.Plan` have worked out, so that no figure differs from theirs. Areas are compared,
never people, and no person is named. Who makes one speaks Chinese.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import polars as pl

from graphmodel.language import Text
from graphmodel.planning.plan import NotPlanned, Plan
from graphmodel.planning.proposal import NOT_PLANNED
from graphmodel.reporting import left_open
from graphmodel.reporting.comparison import Comparison, step_of
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.findings import called
from graphmodel.reporting.headlines import with_steps
from graphmodel.reporting.wording import NOWHERE, counted, listed, number, of_day, percent
from graphmodel.rules import VERDICTS, Judgement, Rule

_NAMES_AT_MOST: Final = 10
_RULES_AT_MOST: Final = 6
_COLUMNS_AT_MOST: Final = 7
"""Of a table of the annex: so many rules fit beside the streets on an upright page."""
_LAND: Final = ("Community", "Compound", "Grid")
_WHOLE_CITY: Final = "全市"
_TOTAL: Final = "合计"
_STREETS: Final = Text("个街道", "streets")
_RULES: Final = Text("条规则", "rules")
_KEY: Final = ("rule", "subject_label")


class Rate(NamedTuple):
    """How far a goal is reached: a row of the table of rates."""

    rule: str
    title: str
    counted: str
    judged: int
    met: int
    gap: int
    unknown: int
    exempt: int
    rate: float | None
    before: float | None
    step: float | None
    """In percentage points."""


class Headline(NamedTuple):
    """One of the headline rates."""

    title: str
    judged: int
    gap: int
    unknown: int
    rate: float | None
    before: float | None
    step: float | None
    """In percentage points."""

    def __str__(self) -> str:
        if self.rate is None:
            return f"{self.title}无法判断（未知{number(self.unknown)}）"
        unknown = f"，未知{number(self.unknown)}" if self.unknown else ""
        step = (
            "" if self.step is None else f"，较上次{self.step:+.1f}个百分点" if self.step else "，与上次持平"
        )
        return f"{self.title}{percent(self.rate)}（应{number(self.judged)}，缺{number(self.gap)}{unknown}{step}）"


class Area(NamedTuple):
    """A street with its gaps of the first severity, one per fact, now and the time before."""

    name: str
    now: int
    before: int | None


class Trouble(NamedTuple):
    """A rule with gaps of the first severity, in a paragraph."""

    rule: str
    title: str
    told: str


class Fare(NamedTuple):
    """What is proposed for the gaps of a rule and label."""

    rule: str
    title: str
    counted: str
    moves: int
    gap: int
    closed: int
    left: int


class Annex(NamedTuple):
    """Gaps by street, under some of the rules."""

    columns: list[str]
    rows: list[tuple[str, list[int]]]


@dataclass(frozen=True, eq=False)
class Circular:
    """What the report upwards says."""

    now: Dossier
    """With its past."""
    plan: Plan
    """For the same scope."""

    @cached_property
    def comparison(self) -> Comparison | None:
        """With the time before; None: there is none."""
        return (
            Comparison(self.now.changes, [rule.id for rule in self.now.rules]) if self.now.changes else None
        )

    @cached_property
    def before(self) -> Dossier | None:
        """What is said of the time before, under the codes of today."""
        return Dossier(self.now.changes.then) if self.now.changes else None

    # --- what it is about ---

    @cached_property
    def where(self) -> str:
        """The place it is about."""
        cities = self.now.judgement.slice.nodes["City"]["name"].drop_nulls()
        if self.now.judgement.scope:
            return self.now.scope
        return cities[0] if cities.len() == 1 else _WHOLE_CITY

    @property
    def title(self) -> str:
        """The title."""
        return f"关于{self.where}红色物业联盟覆盖情况的通报"

    @property
    def day(self) -> str:
        """The day and the day of its data."""
        return str(of_day(self.now.judgement.slice))

    @cached_property
    def streets(self) -> dict[str, str]:
        """The streets whose land it is about, now or the time before, by code, with their names."""
        sides = [dossier.judgement for dossier in (self.now, self.before) if dossier]
        found = pl.concat(
            side.findings.filter(pl.col("subject_label").is_in(_LAND))
            .join(_in_streets(side), on=["subject_label", "subject"])
            .select("unit", "street")
            for side in sides
        )
        return dict(found.unique("unit", keep="first", maintain_order=True).sort("unit").iter_rows())

    # --- how it stands ---

    @cached_property
    def rates(self) -> list[Rate]:
        """The goals, by rule and label, that have subjects."""
        goals = [rule.id for rule in self.now.rules if rule.modality == "GOAL"]
        stand = self.now.coverage.filter(pl.col("rule").is_in(goals), pl.sum_horizontal(VERDICTS) > 0)
        columns = ("rule", "title", "counted", "judged", *VERDICTS, "rate", "rate_before")
        return [Rate._make([*row, step_of(row[-1], row[-2])]) for row in stand.select(columns).iter_rows()]

    @cached_property
    def headlines(self) -> list[Headline]:
        """The headline rates, beside those of the time before."""
        now = self.now.headlines
        then = self.before.headlines if self.before else now.clear()
        before = then.select(*_KEY, before="rate")
        both = with_steps(now, then).join(before, on=_KEY, how="left", maintain_order="left")
        return [Headline(*row) for row in both.select(Headline._fields).iter_rows()]

    @cached_property
    def standing(self) -> str:
        """How it stands, in a paragraph."""
        day = self.now.as_of
        severities = [
            f"{row['meaning'].partition('：')[0]}{number(row['lines'])}处"
            for row in self.now.gaps_by_severity.iter_rows(named=True)
        ]
        goals = "；".join(map(str, self.headlines))
        stand = f"主要指标为：{goals}" if goals else "没有可以统计的主要指标"
        return (
            f"截至{day.year}年{day.month}月{day.day}日，{self.where}{stand}。"
            f"缺口按严重程度分：{'、'.join(severities)}。各项全覆盖目标见表1，主要指标的变化见图1。"
        )

    # --- since the time before ---

    @cached_property
    def changed(self) -> str:
        """What became of the gaps since the time before, in a paragraph; or that there is none."""
        if self.comparison is None:
            return "没有上一次的数据可以比较，以下只列现在的数目。"
        states, then = self.comparison.states, self.comparison.changes.before.slice
        others = {
            "waived": "因豁免不再计入",
            "gone": "因对象不再存在而消失",
            "moved_out": "因移出范围不再计入",
            "unjudged": "因资料不全无法判断",
            "inapplicable": "不再适用",
        }
        rest = [f"{number(states[state])}条{told}" for state, told in others.items() if states.get(state)]
        told = (
            f"与上次（{of_day(then)}）相比，新增缺口{number(states['new'])}条，"
            f"补上{number(states['closed'])}条，仍有{number(states['persisting'])}条"
        )
        total = self.areas[-1]
        grave = f"一级缺口由{number(total.before or 0)}处变为{number(total.now)}处，各街道见表2和图2。"
        return f"{told}{'；另有' if rest else ''}{'、'.join(rest)}。{grave}"

    @cached_property
    def areas(self) -> list[Area]:
        """The streets, those with most gaps first, what lies in none, and the total, which counts every line once."""
        now, before = self.now, self.before
        counts, then = _grave_by_street(now), _grave_by_street(before) if before else {}
        codes = sorted(self.streets, key=lambda code: (-counts.get(code, 0), code))
        rows = [
            Area(self.streets[code], counts.get(code, 0), then.get(code, 0) if before else None)
            for code in codes
        ]
        if counts.get(None) or then.get(None):
            rows.append(Area(str(NOWHERE), counts.get(None, 0), then.get(None, 0) if before else None))
        return [*rows, Area(_TOTAL, _grave(now).height, _grave(before).height if before else None)]

    # --- what is amiss ---

    @cached_property
    def troubles(self) -> list[Trouble]:
        """Every rule with gaps of the first severity."""
        found = []
        for rule in self.now.rules:
            told = [self._told(rule, label, gaps) for label, gaps in self._grave_of(rule)]
            if told:
                found.append(Trouble(rule.id, str(rule.title), "".join(told)))
        return found

    def _grave_of(self, rule: Rule) -> Iterator[tuple[str, pl.DataFrame]]:
        """The gaps of the first severity of a rule, label by label."""
        gaps = self._placed_gaps.filter(pl.col("rule") == rule.id)
        for label in sorted(rule.subjects):
            of_label = gaps.filter(pl.col("subject_label") == label)
            if of_label.height:
                yield label, of_label

    @cached_property
    def _placed_gaps(self) -> pl.DataFrame:
        """The gaps of the first severity with the names of their places, in the order of these."""
        gaps = self.now.judgement.findings.filter(verdict="gap", severity="S1")
        named = gaps.with_columns(name=called(self.now.names).fill_null(pl.col("subject")))
        return named.join(
            self.now.places, on=["subject_label", "subject"], how="left", maintain_order="left"
        ).sort("rule", "subject_label", "order", "subject", nulls_last=True)

    def _told(self, rule: Rule, label: str, gaps: pl.DataFrame) -> str:
        """How many of how many, in which streets, and which by name."""
        row = self.now.coverage.row(
            by_predicate=(pl.col("rule") == rule.id) & (pl.col("subject_label") == label), named=True
        )
        what, wrong = counted(rule, label), rule.subjects[label].gap
        judged, gap, grave = (number(value) for value in (row["judged"], row["gap"], int(gaps["gap"].sum())))
        if rule.unit == "homes":
            told = f"{judged}户{what}中，{wrong}有{gap}户，在{number(gaps.height)}个网格"
        else:
            told = f"{judged}个{what}中，{gap}个{wrong}"
        if grave != gap:
            told += f"（其中一级缺口{grave}个）"
        if row["unknown"]:
            told += (
                f"，另有{number(row['unknown'])}{'户' if rule.unit == 'homes' else '个'}资料不全、无法判断"
            )
        where = [f"{street}{number(count)}" for street, count in self._by_street(gaps)]
        if where:
            told += f"；分布：{listed(where, _NAMES_AT_MOST, _STREETS)}"
        if label != "Person":
            told += f"。具体是：{listed(_told_apart(gaps), _NAMES_AT_MOST, Text('个', ''))}"
        return f"{told}。"

    def _by_street(self, gaps: pl.DataFrame) -> list[tuple[str, int]]:
        """How many of some gaps lie in each street, by its code; what lies in two counts in both."""
        placed = gaps.select("subject_label", "subject", "gap").join(
            _in_streets(self.now.judgement), on=["subject_label", "subject"]
        )
        counts = placed.group_by("unit").agg(pl.col("gap").sum()).sort("unit")
        return [(self.streets[code], gap) for code, gap in counts.iter_rows() if code in self.streets]

    # --- what is proposed ---

    @cached_property
    def fares(self) -> list[Fare]:
        """How the gaps of each rule that is planned fare."""
        rules, moves = self.now.judgement.rule, _moves_by_rule(self.plan.moves)
        return [
            Fare(
                *(tally.rule, str(rules[tally.rule].title), counted(rules[tally.rule], tally.label)),
                *(moves.get((tally.rule, tally.label), 0), tally.gap_before, tally.closed, tally.gap_after),
            )
            for tally in self.plan.tallies
            if tally.gap_before
        ]

    @cached_property
    def proposed(self) -> str:
        """How many moves there are in all, in a paragraph."""
        if self.plan.moves.is_empty():
            return "按现有的人员和组织，没有可以建议的措施：没有缺口，或没有符合条件的人和组织。"
        closed = sum(fare.closed for fare in self.fares)
        return (
            f"按现有的人员和组织，可以采取{number(self.plan.moves.height)}条措施，补上{number(closed)}条缺口"
            "（住户按户计；一条措施补上几条规则的缺口的，各规则都计）。每条规则补上的已是最多，再怎样安排也不能更多。"
            "以下为建议，须经研究。"
        )

    @cached_property
    def open(self) -> list[tuple[str, str, str, int]]:
        """What stays open: rule, of what, why, how many."""
        return left_open.open_by_reason(self.plan).rows()

    @cached_property
    def unplanned(self) -> str:
        """Which rules have gaps and are not planned, and why, in a paragraph; empty when there are none."""
        gaps = self.now.judgement.coverage.filter(pl.col("gap") > 0).select(_KEY).rows()
        never = [NotPlanned(rule, None, why, []) for rule, why in NOT_PLANNED.items()]
        reasons: dict[str, list[str]] = {}
        for row in [*never, *self.plan.not_planned]:
            if any(rule == row.rule and row.label in {None, label} for rule, label in gaps):
                reasons.setdefault(left_open.why_not_planned(row)[0], []).append(row.rule)
        told = [f"{reason}的{'、'.join(dict.fromkeys(rules))}" for reason, rules in reasons.items()]
        return f"下列规则有缺口而不作建议：{'；'.join(told)}。" if told else ""

    # --- under what it holds ---

    @cached_property
    def conditions(self) -> list[str]:
        """Denominators, what is unknown and for want of which rosters, waivers, thresholds: a paragraph each."""
        now = self.now
        lacking = [
            f"{missing.words}（{listed([rule.id for rule in missing.rules], _RULES_AT_MOST, _RULES)}）"
            for missing in now.not_supplied
            if missing.rules
        ]
        waived = [f"{effect}{number(count)}条" for effect, count in now.waivers_by_effect.iter_rows()]
        thresholds = [f"{title}{value}" for title, value in now.settings.select("title", "value").iter_rows()]
        of_bodies = [f"业主委员会、物业服务企业、社会组织：{now.ladder_caption}"] if now.levels.height else []
        return [
            "分母：率=已÷（已+缺），未知和不适用的不计入，另列；进社不漏户、户户见党员按住户计，其他按对象计。",
            *of_bodies,
            (
                "数目：一条规则的数目按对象（住户）计；几条规则相加时，同一件事只算一处；"
                "一个对象在几个街道的，各街道都计，合计只计一次；与上次相比的变化按条计。"
            ),
            "未知：资料不全，无法判断的，从不算作缺口。"
            + (
                f"没有提供：{'；'.join(lacking)}，括号内规则因此全部或部分未知。"
                if lacking
                else "所需名册均已提供。"
            ),
            f"豁免：{'、'.join(waived) if waived else '没有'}。",
            f"标准：{'；'.join(thresholds)}。",
            f"数据：{self.day}，编号{now.snapshot[:12]}。",
        ]

    # --- the annex ---

    @cached_property
    def annexes(self) -> list[Annex]:
        """Gaps by street and rule; a table for every few of the rules that have gaps, the last row the total."""
        totals = self.now.coverage.filter(pl.col("gap") > 0)
        by_street = self.now.coverage_by["Street"].drop_nulls("unit_code")
        gaps = {row[:3]: row[3] for row in by_street.select(*_KEY, "unit_code", "gap").iter_rows()}
        tables = []
        for some in totals.iter_slices(_COLUMNS_AT_MOST):
            keys = some.select(_KEY).rows()
            rows = [
                (name, [gaps.get((*key, code), 0) for key in keys]) for code, name in self.streets.items()
            ]
            columns = [
                f"{rule} {title}（{what}）"
                for rule, title, what in some.select("rule", "title", "counted").iter_rows()
            ]
            tables.append(Annex(columns, [*rows, (_TOTAL, some["gap"].to_list())]))
        return tables


def _grave(dossier: Dossier) -> pl.DataFrame:
    return dossier.lines.filter(severity="S1")


def _grave_by_street(dossier: Dossier) -> dict[str | None, int]:
    """How many of these lines lie in each street; None: in no street."""
    within = dossier.lines_within.filter(unit_label="Street", severity="S1").select("unit", "lines")
    outside = _grave(dossier).join(
        _in_streets(dossier.judgement), on=["subject_label", "subject"], how="anti"
    )
    return {**dict(within.iter_rows()), None: outside.height}


def _in_streets(judgement: Judgement) -> pl.DataFrame:
    """``subject_label``, ``subject`` with each ``unit`` and ``street``, its name, in which it lies."""
    streets = judgement.slice.nodes["Street"].select(unit="id", street=pl.coalesce("name", "id"))
    places = judgement.territory.filter(unit_label="Street").join(streets, on="unit")
    return places.select("unit", "street", subject_label="label", subject="id")


def _told_apart(gaps: pl.DataFrame) -> list[str]:
    """The names of subjects: of a grid with its compound, of others that repeat with their community."""
    name, place = pl.col("name"), pl.when(subject_label="Grid").then("compound").otherwise("community")
    apart = (pl.col("subject_label") == "Grid") | name.is_duplicated()
    qualified = apart & place.is_not_null() & ~name.str.starts_with(place)
    return gaps.select(pl.when(qualified).then(pl.format("{}·{}", place, name)).otherwise(name))[
        :, 0
    ].to_list()


def _moves_by_rule(moves: pl.DataFrame) -> dict[tuple[str, str], int]:
    """How many moves the steps have that close a gap of each rule and label."""
    closes = moves.select("step", "closes").explode("closes").drop_nulls().unnest("closes")
    sizes = moves.group_by("step").len()
    counts = closes.unique(["step", *_KEY]).join(sizes, on="step").group_by(_KEY).agg(pl.col("len").sum())
    return {(rule, label): count for rule, label, count in counts.iter_rows()}
