"""A plan in words: why each move, and the tables a screen, a sheet or a page shows. People are codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.language import AND, Text
from graphmodel.ontology import ROSTER
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.planning.plan import Plan, gap_counts
from graphmodel.planning.proposal import Proposal
from graphmodel.reporting.analysed import Part, frame
from graphmodel.reporting.left_open import left_by_reason, open_with_example, why_not_planned, witnesses
from graphmodel.reporting.wording import (
    COLON,
    NOWHERE,
    counted,
    label_title,
    number,
    supplier,
    supply,
)

_APART: Final = (
    Text("同一网格", "the same grid"),
    Text("同一小区", "the same compound"),
    Text("同一社区", "the same community"),
    Text("同一街道", "the same street"),
    Text("同一县（市、区）", "the same county"),
    Text("不在同一县（市、区），或没有可比的地点", "not in the same county, or no place to compare"),
)
"""How far an organisation is from a place, by distance."""

_LIVING: Final = (
    Text("住在本网格", "lives in the grid"),
    Text("住在同一小区", "lives in the compound"),
    Text("住在同一社区", "lives in the community"),
    Text("住在同一街道，或居住地未填", "lives in the street, or it is not known where"),
    Text("住在同一县（市、区）", "lives in the county"),
    Text("住在别处", "lives elsewhere"),
)
"""How far a person lives from a place."""

_WAYS: Final = (
    Text("已联系同一单元的住户", "contacts a home of the stairwell already"),
    Text("已联系同一幢的住户", "contacts a home of the building already"),
    Text("住在该网格", "lives in the grid"),
    Text("在该网格报到", "is registered in the grid"),
    Text("附近网格在同一小区", "near grids lie in the same compound"),
    Text("附近网格在同一社区", "near grids lie in the same community"),
)
"""Why a member comes to a home."""

_WHY: Final[Mapping[str, Text]] = {
    "1": Text("关系的另一端已经失效", "the other end of the tie is no more"),
    "2": Text("离退休党组织不参加结对", "organisations of retired members are not paired"),
    "3": Text("一个机关党支部只结对一个网格", "one branch is paired with one grid only"),
    "4": Text(
        "{apart}；已结对{load}个社区；另有{others}个机关党委（党总支）可选",
        "{apart}; paired with {load} communities; {others} others could be",
    ),
    "5": Text(
        "{apart}；已结对{load}个小区；另有{others}个党组织可选",
        "{apart}; paired with {load} compounds; {others} others could be",
    ),
    "6": Text(
        "该党支部还没有结对网格；{apart}；另有{others}个党支部可选",
        "the branch is paired with no grid; {apart}; {others} others could be",
    ),
    "7": Text(
        "是本系统基层党组织书记；现任{load}个职务；另有{others}人可选",
        "secretary of one of its organisations; holds {load} posts; {others} others could",
    ),
    "8": Text(
        "是结对党支部的正式党员；{living}；现任{load}个职务；另有{others}人可选",
        "full member of the paired branch; {living}; holds {load} posts; {others} others could",
    ),
    "10": Text(
        "是住在所服务小区的党员；现任{load}个职务；另有{others}人可选",
        "a member living in a compound it serves; holds {load} posts; {others} others could",
    ),
    "10SocialOrg": Text(
        "是结对党支部的正式党员；现任{load}个职务；另有{others}人可选",
        "full member of a branch paired where it serves; holds {load} posts; {others} others could",
    ),
    "11": Text(
        "是住在本网格的党员；另有{others}人可选", "a member living in the grid; {others} others could"
    ),
    "12": Text(
        "已与该社区结对；另有{others}个社区可选", "paired with it; {others} other communities could be"
    ),
    "13": Text(
        "是居住网格的党组织；另有{others}个可选",
        "organisation of the grid they live in; {others} others could be",
    ),
    "14": Text(
        "{way}；是该党员的第{load}户；另有{others}名党员可选",
        "{way}; home no. {load} of the member; {others} other members could",
    ),
    "end13": Text("改到居住网格报到", "they register where they live instead"),
}
"""By stage; of stage 10 what is for social organisations, of stage 13 what ends is told apart."""


def reasons(moves: pl.DataFrame) -> list[str]:
    """Why each move, in a sentence: relation, distance, load, and how many others were eligible.

    Args:
        moves: columns of :data:`graphmodel.planning.ordering.MOVES`.
    """
    stage = pl.when(pl.col("stage") == 9).then(8).otherwise("stage").cast(pl.String)
    ending = (pl.col("change") == "end") & (stage == "13")
    social = (stage == "10") & (pl.col("to_label") == "SocialOrg")
    key = pl.when(ending).then(pl.lit("end13")).when(social).then(pl.lit("10SocialOrg")).otherwise(stage)
    text = key.replace_strict({key: str(text) for key, text in _WHY.items()}, return_dtype=pl.String)
    for name, texts in (("apart", _APART), ("living", _LIVING), ("way", _WAYS)):
        said = pl.col("distance").replace_strict(
            dict(enumerate(map(str, texts))), default="", return_dtype=pl.String
        )
        text = text.str.replace(f"{{{name}}}", said.fill_null(""), literal=True)
    for name in ("load", "others"):
        text = text.str.replace(f"{{{name}}}", pl.col(name).fill_null(0).cast(pl.String), literal=True)
    return moves.select(text)[:, 0].to_list()


# --- how a plan is told ---


def parts(plan: Plan, *, names: bool = False) -> list[Part]:
    """A plan as tables to be read: how the gaps fare, the moves, what stays open and why, what is not planned.

    Args:
        plan: the plan.
        names: whether a column of the moves names people.
    """
    rules = plan.proposal.before.rule
    tallies = [
        (tally.rule, str(rules[tally.rule].title), counted(rules[tally.rule], tally.label), *tally[2:5])
        for tally in plan.tallies
        if tally.gap_before
    ]
    unplanned = [(row.rule, str(rules[row.rule].title), *why_not_planned(row)) for row in plan.not_planned]
    rest = [
        Part(str(_TITLES["moves"]), _moves(plan.moves, plan.proposal.slice, names=names), str(_ORDERED)),
        Part(str(_TITLES["open"]), open_with_example(plan), "", whole=True),
        Part(str(_TITLES["proof"]), _proof(plan.proposal), str(_PROVEN)),
        Part(str(_TITLES["not_planned"]), frame(_UNPLANNED, unplanned), "", whole=True),
    ]
    fare = Part(
        str(_TITLES["rules"]),
        frame(_RULES, tallies),
        f"{_in_short(plan)}{_unjudged(plan.proposal)}",
        whole=True,
    )
    return [fare, *(part for part in rest if part.table.height)]


def _in_short(plan: Plan) -> str:
    """What the plan comes to, in a sentence; never that all is well where nobody could do anything."""
    given, every = plan.moves.height, plan.proposal.moves.height
    gaps = sum(tally.gap_before for tally in plan.tallies)
    if given < every:
        return _WITHIN_BUDGET.fill(given=number(given), every=number(every), budget=number(plan.budget or 0))
    if given:
        further = any(tally.closed > tally.gap_before - tally.gap_after for tally in plan.tallies)
        return f"{_MOVES_TOLD}{_FURTHER if further else ''}"
    if not plan.tallies:
        return str(_NOTHING_PLANNED)
    if gaps:
        return _NOBODY.fill(gaps=number(gaps))
    judged = any(
        not plan.proposal.before.rule[rule].subjects[label].missing(plan.proposal.slice)
        for rule, label in plan.proposal.planned
    )
    return str(_NO_GAPS if judged else _UNKNOWN)


def _unjudged(proposal: Proposal) -> str:
    """Of which rules asked for nobody can say whether they have gaps, and for want of what."""
    of_rule, slice_ = proposal.before.rule, proposal.slice
    lacking: dict[str, list[str]] = {}
    for rule, label in sorted(proposal.planned):
        missing = of_rule[rule].subjects[label].missing(slice_)
        rosters = [supplier(name).name for name in missing]
        things = [n if r in slice_.supplied else r for n, r in zip(missing, rosters, strict=True)]
        for thing in dict.fromkeys(things):
            lacking.setdefault(supply(thing), []).append(rule)
    return "".join(
        _UNJUDGED.fill(missing=missing, rules=str(AND).join(dict.fromkeys(rules)))
        for missing, rules in lacking.items()
    )


def _proof(proposal: Proposal) -> pl.DataFrame:
    """The sets that prove that no more can be closed, those that lack most first."""
    rows = [
        (one.stage, one.subjects, one.neighbours, one.demand, one.capacity, one.demand - one.capacity)
        for one in witnesses(proposal)
    ]
    return frame(_WITNESS, rows)


_WITNESS: Final = (
    Text("哪一类", "what for"),
    Text("要补的", "to be closed"),
    Text("能补的", "who could"),
    Text("需要", "needed"),
    Text("能有", "at hand"),
    Text("至少缺", "lacking"),
)


def summary(proposal: Proposal) -> list[Part]:
    """A proposal for a sheet, homes by grid, without judging everything once more."""
    few = proposal.moves.filter(pl.col("roster") != "household_ties")
    rest = [
        Part(str(_TITLES["moves"]), _moves(few, proposal.slice), str(_ORDERED)),
        Part(str(_TITLES["homes"]), _homes_by_grid(proposal), str(_IN_ROWS)),
        Part(str(_TITLES["open"]), left_by_reason(proposal), ""),
        Part(str(_TITLES["proof"]), _proof(proposal), str(_PROVEN)),
    ]
    return [fares(proposal), *(part for part in rest if part.table.height)]


def fares(proposal: Proposal) -> Part:
    """How many of today's gaps a proposal closes, by rule and label."""
    rules, closed = proposal.before.rule, _closed_of_today(proposal)
    rows = [
        (rule, str(rules[rule].title), counted(rules[rule], label), count, closed.get((rule, label), 0))
        for (rule, label), count in sorted(gap_counts(proposal.before, proposal.gaps).items())
        if (rule, label) in proposal.planned
    ]
    if proposal.moves.height:
        told = str(_MOVES_TOLD)
    else:
        gaps = sum(row[3] for row in rows)
        told = _NOBODY.fill(gaps=number(gaps)) if gaps else str(_NO_GAPS)
    return Part(str(_TITLES["rules"]), frame((*_RULES[:4], _RULES[5]), rows), told)


def headlines_then(proposal: Proposal, headlines: pl.DataFrame) -> pl.DataFrame:
    """The headline rates now and when all moves of a proposal are made; what needs a decision stays as it is.

    Args:
        proposal: of everything.
        headlines: of :func:`graphmodel.reporting.headlines.of`.

    Returns:
        The columns of ``headlines``; ``closed``: how many gaps of today the moves close, of homes how many homes;
        ``rate_then``.
    """
    closed = _closed_of_today(proposal)
    homes = 0 if proposal.homes is None else proposal.homes.moves["home"].n_unique()
    of_homes = {
        (rule.id, label) for rule in proposal.before.rules if rule.unit == "homes" for label in rule.subjects
    }
    keys = headlines.select("rule", "subject_label").rows()
    counts = [homes if key in of_homes else closed.get(key, 0) for key in keys]
    rate = ((pl.col("met") + pl.col("closed")) / pl.col("judged")).round(4, mode="half_away_from_zero")
    table = headlines.with_columns(
        closed=pl.min_horizontal(pl.Series("closed", counts, dtype=pl.Int64), "gap")
    )
    return table.with_columns(rate_then=pl.when(pl.col("judged") > 0).then(rate))


def _closed_of_today(proposal: Proposal) -> dict[tuple[str, str], int]:
    """How many of today's gaps are closed, by rule and label: without those that come with the moves themselves."""
    gaps = [(*key, id_) for key, ids in proposal.gaps.items() for id_ in ids]
    today = pl.DataFrame(gaps, schema=dict.fromkeys(FINDING_KEY, pl.String), orient="row")
    closes = proposal.moves.select(pl.col("closes").explode()).drop_nulls().unnest("closes")
    counts = closes.join(today, on=FINDING_KEY, how="semi").group_by("rule", "subject_label").len()
    return {(rule, label): count for rule, label, count in counts.iter_rows()}


def _homes_by_grid(proposal: Proposal) -> pl.DataFrame:
    """How many homes of each grid are to be contacted, by how many members."""
    if proposal.homes is None:
        return frame(_HOMES, [])
    names = proposal.slice.names.filter(pl.col("label") == "Grid").select("name", grid="id")
    per_grid = proposal.homes.moves.group_by("grid").agg(homes=pl.len(), members=pl.col("person").n_unique())
    table = per_grid.join(names, on="grid", how="left").sort("grid")
    return frame(_HOMES, table.select(pl.coalesce("name", "grid"), "grid", "homes", "members").rows())


TITLE: Final = Text("红色物业联盟 建议", "Red property alliance: proposals")
_TITLES: Final = {
    "rules": Text("建议，须经研究：能补上多少", "proposals, to be considered: how much they close"),
    "moves": Text("措施（按作用大小）", "moves, those that do most first"),
    "homes": Text("建议联系的住户（按网格）", "homes to be contacted, by grid"),
    "open": Text("仍然补不上的", "what stays open"),
    "proof": Text("补不上更多的证明", "why no more can be closed"),
    "not_planned": Text("不作建议的规则", "rules that are not planned"),
}
_RULES: Final = (
    Text("规则", "rule"),
    Text("内容", "what it asks"),
    Text("对象", "of what"),
    Text("现有缺口", "gaps now"),
    Text("之后", "then"),
    Text("补上", "closed"),
)
_HOMES: Final = (
    Text("网格", "grid"),
    Text("代码", "code"),
    Text("户数", "homes"),
    Text("党员人数", "members"),
)
_IN_ROWS: Final = Text(
    "哪名党员联系哪一户，用 graphmodel plan --as-rosters 写成名册的行。",
    "who is to contact which home: graphmodel plan --as-rosters writes the rows",
)
_MOVES_TOLD: Final = Text(
    "每条规则补上的已是最多：再怎样安排也不能更多。", "no other arrangement closes more of any of these"
)
_FURTHER: Final = Text(
    "“补上”里也有随新报到而来的缺口。", "; among the closed are gaps that come with a new registration"
)
_WITHIN_BUDGET: Final = Text(
    "给定最多{budget}条措施，给出{given}条；全部措施共{every}条。步骤不拆开给。",
    "at most {budget} moves were asked for, {given} are given of {every} in all; no step is torn apart",
)
_UNJUDGED: Final = Text(
    "\n没有{missing}，判断不了：{rules}（不算缺口）。",
    "\nwithout {missing} nobody can tell, and they are no gaps: {rules}",
)
_NO_GAPS: Final = Text(
    "没有可以建议的措施：这些规则现在没有缺口。", "there is nothing to propose: these rules have no gaps now"
)
_UNKNOWN: Final = Text(
    "没有可以建议的措施：名册不全，判断不了有没有缺口。",
    "there is nothing to propose: rosters are missing, so that nobody can tell of gaps",
)
_NOBODY: Final = Text(
    "没有可以建议的措施：有{gaps}个缺口，但没有一个能靠加减名册的行补上。",
    "there is nothing to propose: of {gaps} gaps none can be closed by adding or ending rows",
)
_NOTHING_PLANNED: Final = Text(
    "没有可以建议的措施：所问的规则都不能靠加减名册的行来补，原因见“不作建议的规则”。",
    "there is nothing to propose: none of these rules is closed by adding or ending rows; see what is not planned",
)
_ORDERED: Final = Text(
    "人员写代码。没有人被打分或排名：每个都符合条件，同等时按代码。",
    "people are codes; nobody is ranked: everyone is eligible, and among equals the code decides",
)
_PROVEN: Final = Text(
    "能补的全在里面：需要的比能有的多几个，就有几个补不上，怎样安排都一样。代码见 graphmodel plan --format json。",
    "all who could are in it: as many as are needed beyond those at hand stay open whatever is arranged; codes: the JSON",
)
_UNPLANNED: Final = (
    Text("规则", "rule"),
    Text("内容", "what it asks"),
    Text("为什么", "why"),
    Text("缺少的名册", "rosters"),
)


def _moves(moves: pl.DataFrame, slice_: Slice, *, names: bool = False) -> pl.DataFrame:
    """The moves as an office reads them: what is done, who, where, why; with a column of people's names or not."""
    told = _moves_with_codes(moves, slice_).select("move", "rule", "done", "who", "place")
    table = told.with_columns(why=pl.Series(reasons(moves), dtype=pl.String))
    table = table.rename(dict(zip(table.columns, map(str, _MOVE), strict=True)))
    if not names:
        return table
    called = dict(slice_.nodes["Person"].select("id", "name").drop_nulls().iter_rows())
    person = moves["from_id"].replace_strict(called, default=None, return_dtype=pl.String)
    return table.insert_column(
        4, pl.select(pl.when(moves["from_label"] == "Person").then(person)).to_series().alias(str(_NAME))
    )


_NAME: Final = Text("姓名", "name")


def _moves_with_codes(moves: pl.DataFrame, slice_: Slice) -> pl.DataFrame:
    """``move``, ``rule``, what is ``done``, ``who`` with which ``place``, and the codes of this."""
    rosters = {
        name: ROSTER[name].title.zh for name in ("posts", "pairings", "registrations", "household_ties")
    }
    posts = {choice.value: str(choice.title) for choice in ROSTER["posts"].column("post").choices}
    names = slice_.names.with_columns(name=pl.coalesce("name", "id"))
    done = pl.when(pl.col("change") == "end").then(pl.lit(str(_ENDED))).otherwise(pl.lit(str(_ADDED)))
    what = pl.col("roster").replace(rosters) + pl.when(pl.col("post").is_null()).then(pl.lit("")).otherwise(
        pl.lit(str(COLON)) + pl.col("post").replace(posts)
    )
    for side in ("from", "to"):
        here = names.select(
            pl.col("label").alias(f"{side}_label"),
            pl.col("id").alias(f"{side}_id"),
            pl.col("name").alias(side),
        )
        moves = moves.join(here, on=[f"{side}_label", f"{side}_id"], how="left", maintain_order="left")
    return moves.select(
        *("move", "rule", "from_label", "from_id", "to_label", "to_id"),
        done=done + what,
        who=pl.coalesce("from", "from_id"),
        place=pl.coalesce("to", "to_id"),
    )


_ADDED: Final = Text("增加", "add ")
_ENDED: Final = Text("终止", "end ")
_MOVE: Final = (
    Text("序号", "no."),
    Text("规则", "rule"),
    Text("做什么", "what"),
    Text("谁", "who"),
    Text("对谁", "with whom"),
    Text("为什么", "why"),
)


# --- by street, for pages ---


class StreetMoves(NamedTuple):
    """What is proposed for a street; homes by number, people by name only where they are named."""

    street: str
    moves: int
    """Homes apart."""
    homes: int
    items: list[tuple[str, str, str, str, str]]
    """Rule, what is done, by whom, for what, and why."""


def by_street(proposal: Proposal, people: Mapping[str, str]) -> list[StreetMoves]:
    """The moves by the street in which their target lies, by the street's code; those that lie in none come last.

    Args:
        proposal: of everything.
        people: what people are called by their codes, where they are named.
    """
    streets = _streets(proposal)
    few = proposal.moves.filter(pl.col("roster") != "household_ties")
    name = pl.col("from_id").replace_strict(people, default=label_title("Person"), return_dtype=pl.String)
    told = _moves_with_codes(few, proposal.slice).with_columns(
        who=pl.when(pl.col("from_label") == "Person").then(name).otherwise("who"),
        why=pl.Series(reasons(few), dtype=pl.String),
    )
    placed = told.join(
        streets, left_on=["to_label", "to_id"], right_on=["label", "id"], how="left", maintain_order="left"
    )
    homes: dict[str | None, int] = {}
    if proposal.homes is not None:
        of_grid = streets.filter(pl.col("label") == "Grid").select("unit", grid="id")
        placed_homes = proposal.homes.moves.join(of_grid, on="grid", how="left")
        homes = dict(placed_homes.group_by("unit").len().iter_rows())
    names = dict(proposal.slice.nodes["Street"].select("id", pl.coalesce("name", "id")).iter_rows())
    found: list[StreetMoves] = []
    for unit in [*sorted({*placed["unit"].drop_nulls(), *homes} - {None}), None]:
        here = placed.filter(pl.col("unit").eq_missing(pl.lit(unit, pl.String)))
        items = here.select("rule", "done", "who", "place", "why").rows()
        if items or unit in homes:
            found.append(StreetMoves(names.get(unit, str(NOWHERE)), len(items), homes.get(unit, 0), items))
    return found


def _streets(proposal: Proposal) -> pl.DataFrame:
    """``label``, ``id`` and the ``unit`` of the first street in which each thing lies."""
    territory = proposal.before.territory.filter(pl.col("unit_label") == "Street")
    return territory.sort("unit").unique(["label", "id"], keep="first").select("label", "id", "unit")
