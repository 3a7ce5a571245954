"""The order of the steps: the most grave gaps per move first, then the least cost; what a step needs comes before it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from graphmodel.ontology import HOUSEHOLD, ROSTER
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.planning.homes import HOME_MOVES
from graphmodel.planning.moves import ROSTER_OF, Move, Node, Step

_SUBJECT: Final = pl.Struct(dict.fromkeys(FINDING_KEY, pl.String))
SEVERITIES: Final = ("S1", "S2", "S3", "S4")

MOVES: Final[dict[str, Any]] = {
    "move": pl.Int64(),
    "step": pl.Int64(),
    "stage": pl.Int64(),
    "rule": pl.String(),
    "change": pl.String(),
    "roster": pl.String(),
    "from_label": pl.String(),
    "from_id": pl.String(),
    "to_label": pl.String(),
    "to_id": pl.String(),
    "post": pl.String(),
    "recommended_by": pl.String(),
    "valid_to": pl.Date(),
    "closes": pl.List(_SUBJECT),
    "cost": pl.Int64(),
    "needs": pl.List(pl.Int64()),
    "distance": pl.Int64(),
    "load": pl.Int64(),
    "others": pl.Int64(),
    **{severity: pl.Int64() for severity in SEVERITIES},
}
"""A row per move. ``move`` and ``step`` count from 1; ``roster`` is that of the row which is added or ends; ``needs``
are steps; ``distance``, ``load`` and ``others`` are the facts of its reason; the last four: how many gaps of each
severity of today it closes."""

_DRAFT: Final = {name: dtype for name, dtype in MOVES.items() if name not in {"move", *SEVERITIES}}


def arranged(
    steps: Sequence[Step],
    homes: pl.DataFrame | None,
    *,
    ends: Mapping[Node, date],
    severity: pl.DataFrame,
    home_rule: str,
    grids: Collection[str],
) -> pl.DataFrame:
    """The moves of all steps in their order.

    Args:
        steps: those of stages 1 to 13.
        homes: the moves of stage 14, columns of :data:`~graphmodel.planning.homes.HOME_MOVES`.
        ends: when things end that do.
        severity: ``rule``, ``subject_label``, ``subject`` and ``severity`` of today's gaps.
        home_rule: the rule for which homes are closed.
        grids: those in which a home is a gap of R35.
    """
    drafts = _of_steps(steps, ends)
    if homes is not None and homes.height:
        drafts = pl.concat([drafts, _of_homes(homes, steps, ends, home_rule, grids)])
    gains = _gains(drafts, severity)
    drafts = drafts.with_columns(gains)
    order = _order(drafts)
    numbered = drafts.join(order, on="step", maintain_order="left").sort("place", maintain_order=True)
    return numbered.with_columns(
        move=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        needs=_renumbered(numbered, order),
        step=pl.col("place"),
    ).select(MOVES.keys())


def curve_of(moves: pl.DataFrame) -> pl.DataFrame:
    """``moves`` and the gaps of each severity closed, after each step; first with none.

    Args:
        moves: columns of :data:`MOVES`.
    """
    steps = moves.group_by("step", maintain_order=True).agg(pl.len().alias("moves"), pl.col(SEVERITIES).sum())
    nothing = pl.DataFrame({name: [0] for name in ("moves", *SEVERITIES)})
    sums = steps.select(pl.col("moves", *SEVERITIES).cum_sum().cast(pl.Int64))
    return pl.concat([nothing, sums])


def _of_steps(steps: Sequence[Step], ends: Mapping[Node, date]) -> pl.DataFrame:
    """The moves of steps, which are numbered as they come."""
    step_of = {move: number for number, step in enumerate(steps) for move in step.moves}
    rows = []
    for number, step in enumerate(steps):
        needs = sorted({step_of[move] for move in step.rests_on if move in step_of} - {number})
        stages = step.stages or (step.stage,) * len(step.moves)
        for place, (move, stage, cost) in enumerate(zip(step.moves, stages, step.costs, strict=True)):
            last = place == len(step.moves) - 1
            closes = [
                {"rule": rule, "subject_label": label, "subject": id_}
                for rule, label, id_ in sorted(step.closes if last else ())
            ]
            rows.append((number, stage, step.rule, *_row(move, ends), closes, cost, needs, *step.reason))
    return pl.DataFrame(rows, schema=_DRAFT, orient="row")


def _row(move: Move, ends: Mapping[Node, date]) -> tuple[Any, ...]:
    until = None
    if move.change == "add":
        until = min((ends[node] for node in (move.start, move.end) if node in ends), default=None)
    return (
        *(move.change, ROSTER_OF[move.relation], *move.start, *move.end),
        *(move.post, move.recommended_by, until),
    )


def _of_homes(
    homes: pl.DataFrame, steps: Sequence[Step], ends: Mapping[Node, date], rule: str, grids: Collection[str]
) -> pl.DataFrame:
    """The moves of stage 14, each a step of its own, numbered after the others.

    The member's gap is closed by the first home they take: one that does not wait for a registration, if there is any.
    """
    assert homes.schema == HOME_MOVES
    until = pl.DataFrame(
        [(label, id_, day) for (label, id_), day in ends.items() if label in {"Person", HOUSEHOLD}],
        schema={"label": pl.String, "id": pl.String, "ends": pl.Date},
        orient="row",
    )
    of_person = until.filter(label="Person").select(person="id", person_ends="ends")
    of_home = until.filter(label=HOUSEHOLD).select(home="id", home_ends="ends")

    def subject(rule: str, label: str, id_: str) -> pl.Expr:
        fields = (
            pl.lit(rule).alias("rule"),
            pl.lit(label).alias("subject_label"),
            pl.col(id_).alias("subject"),
        )
        return pl.struct(fields)

    soonest = pl.col("home").sort_by(pl.col("needs").is_not_null(), "home").first().over("person")
    member = (
        pl.when(pl.col("first").any().over("person") & (pl.col("home") == soonest))
        .then(pl.concat_list(subject("R34", "Person", "person")))
        .otherwise(pl.lit([], pl.List(_SUBJECT)))
    )
    home = (
        pl.when(pl.col("grid").is_in(list(grids)))
        .then(pl.concat_list(subject("R35", "Grid", "grid")))
        .otherwise(pl.lit([], pl.List(_SUBJECT)))
    )
    resting = _resting(homes, steps)
    joined = (
        homes.join(of_person, on="person", how="left", maintain_order="left")
        .join(of_home, on="home", how="left", maintain_order="left")
        .join(resting, on=["person", "grid"], how="left", maintain_order="left")
    )
    return joined.select(
        step=pl.int_range(pl.len(), dtype=pl.Int64) + len(steps),
        stage=pl.lit(14, pl.Int64),
        rule=pl.lit(rule),
        change=pl.lit("add"),
        roster=pl.lit("household_ties"),
        from_label=pl.lit("Person"),
        from_id="person",
        to_label=pl.lit(HOUSEHOLD),
        to_id="home",
        post=pl.lit(None, pl.String),
        recommended_by=pl.lit(None, pl.String),
        valid_to=pl.min_horizontal("person_ends", "home_ends"),
        closes=pl.concat_list(member, home),
        cost="cost",
        needs=pl.col("needs").fill_null([]),
        distance="way",
        load="load",
        others="others",
    )


def _resting(homes: pl.DataFrame, steps: Sequence[Step]) -> pl.DataFrame:
    """``person``, ``grid``, ``needs``: the registration without which the member could not take homes there.

    A member who was registered before could take homes where they live without the new registration.
    """
    registered = [
        (step.moves[0].start[1], number, len(step.moves) > 1)
        for number, step in enumerate(steps)
        if step.stage == 13
    ]
    of_person = pl.DataFrame(
        registered, schema={"person": pl.String, "needs": pl.Int64, "before": pl.Boolean}, orient="row"
    )
    lives = pl.col("way") <= 2
    pairs = (
        homes.select("person", "grid", at_home=lives).group_by("person", "grid").agg(pl.col("at_home").all())
    )
    needed = pairs.join(of_person, on="person").filter(~(pl.col("before") & pl.col("at_home")))
    return needed.select("person", "grid", pl.concat_list("needs"))


def _gains(drafts: pl.DataFrame, severity: pl.DataFrame) -> list[pl.Series]:
    """How many gaps of each severity each move closes; an R34 that came with a registration is S3."""
    closed = (
        drafts.select("closes")
        .with_row_index("row")
        .explode("closes")
        .drop_nulls("closes")
        .unnest("closes")
        .join(severity, on=FINDING_KEY, how="left")
        .with_columns(pl.col("severity").fill_null("S3"))
        .group_by("row")
        .agg((pl.col("severity") == name).sum().cast(pl.Int64).alias(name) for name in SEVERITIES)
    )
    rows = drafts.select(row=pl.int_range(pl.len(), dtype=pl.UInt32))
    return (
        rows.join(closed, on="row", how="left", maintain_order="left").fill_null(0).drop("row").get_columns()
    )


def _order(drafts: pl.DataFrame) -> pl.DataFrame:
    """``step`` and its ``place``, from 1.

    Steps are sorted by what they gain per move and cost. One that comes before what it needs is put right behind the
    last of that: by then it is the best of all that can be taken.
    """
    first = drafts.unique("step", keep="first", maintain_order=True)
    size = drafts.group_by("step").agg(
        moves=pl.len(), all_cost=pl.col("cost").sum(), **{name: pl.col(name).sum() for name in SEVERITIES}
    )
    keyed = first.select("step", "stage", "needs", **_cells()).join(size, on="step")
    per_move = [-pl.col(name) / pl.col("moves") for name in SEVERITIES]
    ranked = keyed.sort(*per_move, "all_cost", "stage", *_cells()).with_row_index("rank")
    places = _behind(ranked.select("step", "rank", "needs"))
    return places.with_columns(place=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)).select("step", "place")


def _cells() -> dict[str, pl.Expr]:
    """The cells of a move's row in the order of its roster: what is told of it first."""
    rosters = {name: ROSTER[name].title.zh for name in ROSTER_OF.values()}
    posts = {choice.value: choice.title.zh for choice in ROSTER["posts"].column("post").choices}
    post = pl.col("post").replace(posts)
    ending, of_posts = pl.col("change") == "end", pl.col("roster") == "posts"
    return {
        "cell1": pl.when(ending).then(pl.col("roster").replace(rosters)).otherwise("from_id"),
        "cell2": pl.when(ending).then("from_id").when(of_posts).then(post).otherwise("to_id"),
        "cell3": pl.when(ending | of_posts).then("to_id").fill_null(""),
        "cell4": pl.when(ending).then(post).when(of_posts).then("recommended_by").fill_null(""),
    }


def _behind(ranked: pl.DataFrame) -> pl.DataFrame:
    """``step`` in the order of ranks, each behind what it needs."""
    rank = dict(ranked.select("step", "rank").iter_rows())
    resting = ranked.filter(pl.col("needs").list.len() > 0)
    place: dict[int, tuple[int, ...]] = {}

    def where(step: int) -> tuple[int, ...]:
        if step not in place:
            key = max((where(need) for need in needs.get(step, ())), default=())
            while key and key[-1] < rank[step]:
                key = key[:-1]
            place[step] = (*key, rank[step])
        return place[step]

    needs = dict(resting.select("step", "needs").iter_rows())
    for step in needs:
        where(step)
    moved = pl.DataFrame(
        [(step, *(*key, -1, -1, -1, -1)[:5]) for step, key in place.items()],
        schema=["step", "k0", "k1", "k2", "k3", "k4"],
        orient="row",
    )
    keys = ranked.join(moved.cast(pl.Int64), on="step", how="left").with_columns(
        pl.col("k0").fill_null(pl.col("rank").cast(pl.Int64)),
        pl.col("k1", "k2", "k3", "k4").fill_null(-1),
    )
    return keys.sort("k0", "k1", "k2", "k3", "k4").select("step")


def _renumbered(numbered: pl.DataFrame, order: pl.DataFrame) -> pl.Series:
    """The needs of every move by the places of the steps."""
    place = dict(order.iter_rows()) if numbered["needs"].list.len().sum() else {}
    return (
        numbered["needs"].list.eval(pl.element().replace(place)).list.sort() if place else numbered["needs"]
    )
