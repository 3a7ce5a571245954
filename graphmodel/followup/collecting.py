"""What came back from everybody: answers and rows, merged into the data of the day, and what that has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from graphmodel.alliance import Alliance
from graphmodel.followup.expecting import FilledIn, filled_in, sendable
from graphmodel.followup.merging import merged
from graphmodel.followup.returned import Returned
from graphmodel.ontology.choices import REPLIES
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.ontology.worklist import leading
from graphmodel.rosters import Problems, has_errors
from graphmodel.rules import Judgement
from graphmodel.stores.snapshot import REPLIES as KEPT

STATES: Final = tuple(choice.value for choice in REPLIES)


@dataclass(frozen=True)
class Collected:
    """What came of it."""

    returned: Sequence[Returned]
    filled: Mapping[str, FilledIn]
    """By file."""
    alliance: Alliance
    """The data with what came back; as it was, where that has errors."""
    merged: dict[str, dict[str, int]]
    replies: pl.DataFrame
    """Columns of :data:`graphmodel.stores.snapshot.REPLIES`."""
    before: Judgement
    after: Judgement
    problems: pl.DataFrame
    fit: bool
    """Whether it may be saved."""

    def gaps_only(self, of: str) -> pl.DataFrame:
        """:data:`FINDING_KEY` of what is a gap ``before`` and none after (closed), or ``after`` and was none (opened)."""
        before, after = (
            judged.findings.filter(pl.col("verdict") == "gap").select(FINDING_KEY)
            for judged in (self.before, self.after)
        )
        one, other = (before, after) if of == "before" else (after, before)
        return one.join(other, on=FINDING_KEY, how="anti", maintain_order="left")

    def still_open(self, state: str) -> pl.DataFrame:
        """:data:`FINDING_KEY` of the findings that were answered so and are gaps, with all that answers of their line name."""
        answered = (
            self.replies.filter(pl.col("state") == state)
            .select(leading().alias("key"))
            .unnest("key")
            .unique()
        )
        gaps = self.after.findings.filter(pl.col("verdict") == "gap").select(FINDING_KEY)
        return gaps.join(answered, on=FINDING_KEY, how="semi", maintain_order="left")

    def counts_of(self, one: Returned) -> dict[str, int]:
        """How many lines of a list were answered with each state."""
        of_file = self.replies.filter(pl.col("source_file") == one.file)
        found = dict(of_file.group_by("state").len().iter_rows())
        return {state: int(found.get(state, 0)) for state in STATES}


def collected(
    lists: Sequence[Returned],
    base: Alliance,
    day: date,
    problems: Problems,
    *,
    judge: Callable[[Alliance, date], Judgement],
    sent: Callable[[Returned], Judgement],
    keep_going: bool = False,
) -> Collected:
    """Take in what came back.

    Args:
        lists: without those that are superseded.
        base: the data of the day.
        day: the day.
        problems: what is wrong so far, to which all else is added.
        judge: judges every rule over data on a day.
        sent: the judgement that a list was made from.
        keep_going: whether rows with errors are only left out.
    """
    before = judge(base, day)
    filled: dict[str, FilledIn] = {}
    for of in dict.fromkeys((one.sent.snapshot, one.sent.as_of) for one in lists):
        of_data = [one for one in lists if (one.sent.snapshot, one.sent.as_of) == of]
        judged = before if of == (before.snapshot, day.isoformat()) else sent(of_data[0])
        filled |= filled_in(of_data, sendable(judged), problems)
    rows = [back for of_file in filled.values() for back in of_file.rows]
    result = merged(base, rows, day, problems, keep_going=keep_going)
    found = problems.table()
    fit = keep_going or not has_errors(found)
    alliance = result.alliance if fit else base
    after = before if alliance is base else judge(alliance, day)
    replies = [_replies(one, found) for one in lists]
    return Collected(
        lists,
        filled,
        alliance,
        result.counts if fit else {},
        pl.concat([pl.DataFrame(schema=KEPT), *replies]),
        before,
        after,
        found,
        fit,
    )


def _replies(one: Returned, problems: pl.DataFrame) -> pl.DataFrame:
    """The lines of a list that were answered, without those in which something is wrong."""
    wrong = problems.filter(severity="error").select(
        source_file="file", source_sheet="sheet", source_row="row"
    )
    place = ["source_file", "source_sheet", "source_row"]
    return (
        one.lines.drop_nulls("state")
        .join(wrong, on=place, how="anti", maintain_order="left")
        .with_columns(unit=pl.lit(one.sent.unit, pl.String))
        .select(list(KEPT))
    )


def newer(older: pl.DataFrame, replies: pl.DataFrame) -> pl.DataFrame:
    """Answers of before and of now, of one number and unit the newer one."""
    return pl.concat([older, replies]).unique(["number", "unit"], keep="last", maintain_order=True)
