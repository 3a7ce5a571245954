"""What the network shows, in words: one table for each question, for the screen and the workbook. People are codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import polars as pl

from graphmodel.analysis import Pairing, Thread
from graphmodel.language import AND, Text
from graphmodel.reporting.network import Analysis
from graphmodel.reporting.wording import label_title, label_titles, listed, number

_PARTS: Final = {
    "red_thread": Text("红线：断在哪里、系于谁", "the red thread: where it breaks, on whom it hangs"),
    "single_points": Text(
        "只靠一个人或一个党组织支撑的覆盖", "what one person or organisation alone upholds"
    ),
    "pairing": Text("机关党支部与网格结对", "organ branches and the grids they are paired with"),
    "household_capacity": Text("党员联户的余力", "room for homes among members"),
    "load": Text("负担分布（只数几人，不列是谁）", "how loads are spread (how many, never who)"),
    "reach": Text("从小区到街道党组织", "from the compounds to the street's organisation"),
}
"""What the parts of an analysis are called."""

_LOADS: Final = {
    "homes_per_member": Text("每名报到党员联系的户", "homes per registered member"),
    "posts_per_person": Text("每名任职人员的职务", "posts per person"),
    "grids_per_branch": Text("每个机关党支部结对的网格", "grids per organ branch"),
    "compounds_per_org": Text("每个机关党组织结对的小区", "compounds per organ organisation"),
    "communities_per_committee": Text("每个机关党委（党总支）结对的社区", "communities per organ committee"),
}
_AT_MOST: Final = 5


class Part(NamedTuple):
    """One part of the analysis, to be read; the columns of ``table`` bear their headings."""

    title: str
    table: pl.DataFrame
    caption: str
    """What the figures mean, in a sentence."""
    whole: bool = False
    """Whether a screen shows every row."""


def parts(analysis: Analysis) -> list[Part]:
    """The parts that could be told; of compounds and units only those in which something is wanting."""
    names = {(label, id_): name for label, id_, name in analysis.slice.names.iter_rows() if name}
    made = {
        "red_thread": _threads(analysis.red_thread, names),
        "single_points": _single_points(analysis),
        "pairing": _pairing(analysis.pairing, names),
        "household_capacity": _capacity(analysis, names),
        "load": _load(analysis),
        "reach": _reach(analysis),
    }
    return [Part(str(_PARTS[name]), *part) for name, part in made.items() if part is not None]


def not_told(analysis: Analysis) -> list[str]:
    """What the parts are called that could not be told for want of a roster or column."""
    return [str(_PARTS[name]) for name in analysis.not_supplied]


_Names = Mapping[tuple[str, str], str]
_Told = tuple[pl.DataFrame, str]


def _threads(threads: Sequence[Thread] | None, names: _Names) -> _Told | None:
    if threads is None:
        return None
    broken = [thread for thread in threads if thread.joins_needed or thread.loose_places]
    headings = (
        Text("小区", "compound"),
        Text("断成几段", "parts"),
        Text("至少补几条联系", "ties needed"),
        Text("没有党组织联系的", "without any Party organisation"),
        Text("关键的人和组织", "cut points"),
        Text("关键联系", "bridges"),
    )
    rows = [
        (
            names.get(("Compound", thread.compound), thread.compound),
            len(thread.components),
            thread.joins_needed,
            listed([names.get(node, node[1]) for node in thread.loose_places], _AT_MOST, _PLACES),
            len(thread.cut_points),
            len(thread.bridges),
        )
        for thread in broken
    ]
    caption = Text(
        "共{all}个小区，其中{broken}个的网格和主体没有串成一体；补足列出的联系条数就能串起来，再少不行。",
        "of {all} compounds {broken} are not joined into one; so many ties as listed would join them, and no fewer",
    )
    told = (
        caption
        if broken
        else Text("共{all}个小区，网格和主体都串成一体。", "all {all} compounds are joined into one each")
    )
    return frame(headings, rows), told.fill(all=number(len(threads)), broken=number(len(broken)))


_PLACES: Final = Text("处", "places")
_GRIDS: Final = Text("个网格", "grids")
_BRANCHES: Final = Text("个党支部", "branches")


def _single_points(analysis: Analysis) -> _Told:
    losses = analysis.single_points
    titles = {rule.id: str(rule.title) for rule in analysis.rules}
    of = pl.col("label")
    counted = (
        losses.group_by("rule", "subject_label", maintain_order=True)
        .agg(people=(of == "Person").sum().cast(pl.Int64), orgs=(of == "PartyOrg").sum().cast(pl.Int64))
        .sort("rule", "subject_label")
        .select(
            pl.col("rule").alias(str(Text("规则", "rule"))),
            pl.col("rule").replace(titles).alias(str(Text("内容", "what it asks"))),
            label_titles("subject_label").alias(str(Text("对象", "of what"))),
            pl.col("people").alias(str(Text("只靠一个人", "on one person"))),
            pl.col("orgs").alias(str(Text("只靠一个党组织", "on one organisation"))),
        )
    )
    supports = losses.select("label", "id").n_unique()
    caption = Text(
        "这些对象现在没有缺口，支撑它的人或党组织一旦离开就成为缺口；涉及的人和党组织共{count}个。",
        "no gaps today; they would be without the one that upholds them: {count} people and organisations in all",
    )
    return counted, caption.fill(count=number(supports))


def _pairing(pairing: Pairing | None, names: _Names) -> _Told | None:
    if pairing is None:
        return None
    over = [names.get(("PartyOrg", org), org) for org in pairing.over_paired]
    facts = [
        (Text("机关党支部", "organ branches"), pairing.branches, ""),
        (Text("没有结对网格的党支部", "branches paired with no grid"), len(pairing.free), ""),
        (
            Text("结对多个网格的党支部", "branches paired with several grids"),
            len(over),
            listed(over, _AT_MOST, _BRANCHES) if over else "",
        ),
        (Text("有党支部结对的网格", "grids with a branch"), pairing.paired_grids, ""),
        (Text("没有党支部结对的网格", "grids without one"), len(pairing.grids_without), ""),
        (
            Text(
                "每个党支部只留一个网格，最多保住的网格",
                "grids that keep one if each keeps one grid, at most",
            ),
            pairing.matched,
            "",
        ),
    ]
    rows = [(str(title), count, remark) for title, count, remark in facts]
    headings = (Text("项目", "what"), Text("数目", "number"), Text("其中", "of them"))
    if not pairing.deficiency:
        caption = str(
            Text("已结对的网格都能各留一个党支部。", "every paired grid can keep a branch of its own")
        )
    else:
        caption = Text(
            "{grids}这些网格合起来只有{branches}，所以至少{deficiency}个保不住。",
            "these grids, {grids}, have only {branches} between them: {deficiency} at least must go without",
        ).fill(
            grids=listed([names.get(("Grid", id_), id_) for id_ in pairing.witness_grids], _AT_MOST, _GRIDS),
            branches=listed(
                [names.get(("PartyOrg", id_), id_) for id_ in pairing.witness_branches], _AT_MOST, _BRANCHES
            ),
            deficiency=number(pairing.deficiency),
        )
    return frame(headings, rows), caption


def _capacity(analysis: Analysis, names: _Names) -> _Told | None:
    table = analysis.household_capacity
    if table is None:
        return None
    headings = (
        Text("级别", "level"),
        Text("单位", "unit"),
        Text("待联户", "homes open"),
        Text("有余力的党员", "members with room"),
        Text("余力（户）", "their room"),
        Text("可以补上", "can be closed"),
        Text("补不上", "cannot"),
        Text("还需党员", "more members"),
    )
    short = table.filter(pl.col("shortfall") > 0)
    rows = [
        (label_title(label), names.get((label, unit), unit), *figures)
        for label, unit, *figures in short.sort("unit_label", "unit").iter_rows()
    ]
    caption = Text(
        "只列单靠本单位附近报到的党员补不上的；共{all}个单位，补不上的{short}个。每个单位单独计算。",
        "only units whose homes the members registered nearby cannot all take: {short} of {all}; each by itself",
    )
    return frame(headings, rows), caption.fill(all=number(table.height), short=number(short.height))


def _load(analysis: Analysis) -> _Told | None:
    if not analysis.load:
        return None
    spread = Text("{value}：{count}", "{value}: {count}")
    rows = [
        (
            str(_LOADS[name]),
            int(table["count"].sum()),
            str(AND).join(spread.fill(value=v, count=number(c)) for v, c in table.iter_rows()),
        )
        for name, table in analysis.load.items()
    ]
    headings = (Text("负担", "load"), Text("共", "in all"), Text("各有多少：有几个", "so many: how often"))
    return frame(headings, rows), str(
        Text(
            "冒号前是各有多少，冒号后是这样的有几个。",
            "before the colon how many each has, behind it of how many that holds",
        )
    )


def _reach(analysis: Analysis) -> _Told | None:
    table = analysis.reach
    if table is None:
        return None
    away, nowhere = Text("{hops}步", "{hops} ties"), Text("到不了", "none leads there")
    rows = [
        (str(nowhere) if hops is None else away.fill(hops=hops), count)
        for hops, count in table.group_by("hops").len().sort("hops", nulls_last=True).iter_rows()
    ]
    headings = (Text("最短的隶属关系", "shortest line"), Text("小区", "compounds"))
    caption = Text(
        "从小区的一个网格出发，经覆盖它的党组织逐级向上，到本街道的街道党组织。",
        "from one of the compound's grids by the organisation that covers it, upwards to that of its street",
    )
    return frame(headings, rows), str(caption)


def frame(headings: Sequence[Text], rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    """Rows under their headings."""
    return pl.DataFrame(rows, schema=list(map(str, headings)), orient="row")
