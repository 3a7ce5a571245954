"""What the organisations did together, month by month: counts only, as rosters carry them.

Each kind of organisation has habits: how often it does what, and how many times then. Activity rises from June to
December, as the programme did after the call of 21 May 2018; some organisations do nothing at all.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.synthetic.local import Seat
from graphmodel.synthetic.months import WINDOW, month_before
from graphmodel.synthetic.randomness import Dice
from graphmodel.synthetic.rows import Rows
from graphmodel.synthetic.sizes import Area

_MONTHS: Final = 7
_RISE: Final = 0.08
"""Of each habit, per month back from the last."""

_UNANSWERED: Final = "whistle_unanswered"

_HABITS: Final[dict[str, dict[str, tuple[float, int]]]] = {
    "grid": {
        "three_meetings": (0.9, 2),
        "residents_day": (0.6, 2),
        "red_council": (0.4, 1),
        "joint_meeting": (0.3, 1),
        "whistle_answered": (0.35, 5),
        _UNANSWERED: (0.04, 1),
    },
    "body": {"three_meetings": (0.7, 2)},
    "committee": {"joint_activity": (0.35, 1), "livelihood_project": (0.15, 1)},
    "branch": {
        "home_visit": (0.65, 6),
        "hear_opinions": (0.5, 4),
        "explain_policy": (0.4, 3),
        "settle_disputes": (0.25, 2),
        "help_hardship": (0.3, 2),
        "visit_sick": (0.25, 2),
        "volunteering": (0.4, 3),
        "joint_activity": (0.25, 1),
        "livelihood_project": (0.1, 1),
        "hard_problem": (0.12, 1),
    },
}
"""By kind of seat: the chance of an activity in the last month, and how often it then is at most; assumed."""

_TUESDAYS: Final = 0.7
"""The share of occasions that fall on the day without meetings (周二无会日); assumed."""


def record(area: Area, dice: Dice, rows: Rows, seats: list[Seat]) -> None:
    """Enter the monthly counts of every organisation at its place."""
    dice = dice.of("activities")
    habits = pl.DataFrame(
        [
            (kind, habit, share, most)
            for kind, doing in _HABITS.items()
            for habit, (share, most) in doing.items()
        ],
        schema=["kind", "activity", "share", "most"],
        orient="row",
    )
    months = pl.DataFrame({"ago": range(_MONTHS), "month": [month_before(ago) for ago in range(_MONTHS)]})
    at = pl.col("at")
    chance = (pl.col("share") * 10_000).round().cast(pl.Int64) - pl.col("ago") * (
        pl.col("share") * 10_000 * _RISE
    ).round().cast(pl.Int64)
    if area.faultless:
        recent = pl.col("ago") < WINDOW
        chance = pl.when(recent & (pl.col("activity") != _UNANSWERED)).then(10_000).otherwise(0)
    done = (
        pl.DataFrame(
            seats,
            schema={"from": pl.String, "kind": pl.String, "to": pl.String, "valid_to": pl.Date},
            orient="row",
        )
        .with_row_index("seat")
        .filter(~dice.of("idle").all_hits(area.flaws.idle, pl.col("seat")))
        .join(habits, on="kind", maintain_order="left_right")
        .join(months, how="cross", maintain_order="left_right")
        .with_row_index("at")
        .filter(dice.of("done").all_below(10_000, at) < chance)
        .with_columns(times=dice.of("times").all_below(pl.col("most"), at) + 1)
    )
    rows.add_table(
        "activities",
        done.with_columns(
            times_on_tuesday=pl.col("times") if area.faultless else _on_tuesday(dice.of("tuesday"))
        ),
    )


def _on_tuesday(dice: Dice) -> pl.Expr:
    """Each occasion for itself, up to the most there are."""
    most = max(most for doing in _HABITS.values() for _, most in doing.values())
    return pl.sum_horizontal(
        (dice.all_hits(_TUESDAYS, pl.col("at").cast(pl.Int64) * most + turn) & (pl.col("times") > turn)).cast(
            pl.Int64
        )
        for turn in range(most)
    )
