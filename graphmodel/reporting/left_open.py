"""Why gaps stay open when a plan is done, in words: reasons, examples, and what proves that no more can be closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import polars as pl

from graphmodel.language import AND, Text
from graphmodel.planning.moves import Node
from graphmodel.planning.plan import NotPlanned, Plan
from graphmodel.planning.proof import Proof
from graphmodel.planning.proposal import COLUMN_CALLED, Proposal
from graphmodel.reporting.analysed import frame
from graphmodel.reporting.wording import counted, listed, number, supply

_OPEN: Final[Mapping[str, Text]] = {
    "budget": Text("超出给定的措施数", "beyond the number of moves asked for"),
    "no_community_organisation": Text("社区没有社区党组织", "no community organisation is seated there"),
    "find_out": Text("要先查清哪一个对", "which of them holds must be found out"),
    "needs_decision": Text("要由有关党组织决定", "a decision of another body"),
    "rests": Text("有任职靠着这个结对", "a post rests on it"),
    "last_branch": Text("否则网格失去唯一的党支部", "a grid would lose its only branch"),
    "already_recommended": Text("已经推荐了人", "somebody is recommended already"),
    "not_paired": Text("没有相应的结对", "it is not paired as it takes"),
    "lacks": Text("缺书记、指导员或党员业主", "a secretary, an instructor or an owner is lacking"),
    "unknown_residence": Text("居住网格没有填", "it is not known where they live"),
    "registered_elsewhere": Text("已在别处报到", "registered elsewhere"),
    "holds_secretary": Text("是网格党组织书记", "secretary of a grid organisation"),
    "homes_elsewhere": Text("联系的住户会在网格以外", "their homes would lie outside"),
    "no_grid_organisation": Text(
        "居住网格没有可以报到的党组织", "no organisation of the grid to register with"
    ),
    "no_candidate": Text("没有符合条件的", "nobody is eligible"),
    "not_enough": Text("符合条件的不够", "there are too few who are eligible"),
}
"""Why a gap stays open."""

_NOT_PLANNED: Final[Mapping[str, Text]] = {
    "closed_along": Text("随其他措施一起补上", "closed along with others"),
    "needs_decision": _OPEN["needs_decision"],
    "own_row": Text(
        "要改对象自己的资料，或补材料、条件", "a thing's own row must change, or paper or means be got"
    ),
    "election": Text("要选举或任命", "an election or appointment"),
    "find_out": _OPEN["find_out"],
    "deed": Text("要做事，不是建关系", "a deed, not a tie"),
    "roster_not_supplied": Text("名册不全", "rosters are missing"),
}
"""Why a rule is not planned."""


def open_by_reason(plan: Plan) -> pl.DataFrame:
    """How much stays open, by rule and reason."""
    return _by_reason(
        plan.proposal, [(*row.subject[:2], row.reason.why, row.open) for row in plan.stays_open]
    )


def left_by_reason(proposal: Proposal) -> pl.DataFrame:
    """How much stays open when everything proposed is done, by rule and reason, without judging it."""
    left = Proof(proposal).left()
    return _by_reason(proposal, [(*subject[:2], reason.why, number) for subject, number, reason in left])


def _by_reason(proposal: Proposal, rows: list[tuple[str, str, str, int]]) -> pl.DataFrame:
    rules = proposal.before.rule
    schema = {"rule": pl.String, "label": pl.String, "why": pl.String, "open": pl.Int64}
    summed = pl.DataFrame(rows, schema=schema, orient="row").group_by(
        "rule", "label", "why", maintain_order=True
    )
    told = [
        (rule, counted(rules[rule], label), str(_OPEN[why]), count)
        for rule, label, why, count in summed.agg(pl.col("open").sum()).iter_rows()
    ]
    headings = (Text("规则", "rule"), Text("对象", "of what"), Text("原因", "why"), Text("数目", "number"))
    return frame(headings, told)


def why_not_planned(row: NotPlanned) -> tuple[str, str]:
    """Why a rule is not planned, and which rosters it lacks."""
    return str(_NOT_PLANNED[row.why]), str(AND).join(
        supply(COLUMN_CALLED.get(name, name)) for name in row.rosters
    )


def open_with_example(plan: Plan) -> pl.DataFrame:
    """How much stays open, by rule and reason; the first of them, and on what that rests."""
    names = _names(plan.proposal)
    examples: dict[tuple[str, str, str], tuple[str, str]] = {}
    for row in plan.stays_open:
        rule, label, id_ = row.subject
        subject, *rests_on = (names.get(node, node[1]) for node in ((label, id_), *row.reason.witness))
        examples.setdefault(
            (rule, label, row.reason.why), (subject, listed(rests_on, 3, _THINGS) if rests_on else "")
        )
    table = open_by_reason(plan)
    example, witness = zip(*examples.values(), strict=True) if examples else ((), ())
    return table.with_columns(
        pl.Series(str(_EXAMPLE), example, dtype=pl.String),
        pl.Series(str(_RESTS_ON), witness, dtype=pl.String),
    )


_EXAMPLE: Final = Text("例如", "such as")
_RESTS_ON: Final = Text("依据", "because of")


def _names(proposal: Proposal) -> dict[Node, str]:
    """What things are called that may be named and have a name; two of different labels may bear one code."""
    return {(label, id_): name for label, id_, name in proposal.slice.names.iter_rows() if name}


class Shown(NamedTuple):
    """A witness as a page tells it."""

    stage: str
    subjects: str
    neighbours: str
    demand: int
    capacity: int
    more_members: int | None


def witnesses(proposal: Proposal) -> list[Shown]:
    """The sets that prove why gaps stay open, those that lack most first; people by number."""
    names = _names(proposal)

    def called(codes: Iterable[str], *labels: str) -> list[str]:
        return [next((names[one, code] for one in labels if (one, code) in names), code) for code in codes]

    shown = []
    for witness in Proof(proposal).witnesses:
        hall = witness.hall
        subjects = called(hall.subjects, *witness.subject_labels)
        neighbours = (
            _PEOPLE.fill(count=number(len(hall.neighbours)))
            if witness.neighbour_label == "Person"
            else listed(called(hall.neighbours, witness.neighbour_label), _AT_MOST, _ORGS)
        )
        title = str(_STAGES[witness.stage])
        shown.append(
            Shown(
                title,
                listed(subjects, _AT_MOST, _THINGS),
                neighbours,
                hall.demand,
                hall.capacity,
                witness.more_members,
            )
        )
    return sorted(shown, key=lambda one: one.capacity - one.demand)


_AT_MOST: Final = 6
_ORGS: Final = Text("个党支部", "branches")
_THINGS: Final = Text("个", "of them")
_PEOPLE: Final = Text("{count}名符合条件的人", "{count} who are eligible")
_STAGES: Final[Mapping[int, Text]] = {
    6: Text("机关党支部结对网格", "branches for grids"),
    7: Text("推荐第一书记、兼职委员", "first secretaries and part-time members"),
    8: Text("网格党建指导员", "instructors for grids"),
    9: Text("党支部推荐指导员", "instructors from branches"),
    10: Text("业委会、物业企业、社会组织的党的工作", "Party work at bodies"),
    14: Text("党员联户", "homes"),
}
"""The stages that have witnesses."""
