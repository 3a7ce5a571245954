"""What a plan proposes for the findings of a list: rows that are already filled in, and what they say in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from graphmodel.language import AND, Text
from graphmodel.ontology import ROSTER
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.planning.moves import RELATION_OF
from graphmodel.planning.proposal import Proposal
from graphmodel.planning.rows import rows_of
from graphmodel.reporting.wording import SEMICOLON
from graphmodel.rosters.writing import roster_schema

_PROPOSED: Final = Text("建议：", "proposed: ")
_HOMES: Final = Text("由{}名党员联系{}户（见“{}”）", "{} members contact {} homes (see {})")
_HOMES_NAMED: Final = Text("由{}联系{}户（见“{}”）", "{} contact {} homes (see {})")
_SAID: Final[Mapping[str, Text]] = {
    "posts": Text("由{who}任{place}{post}", "{who} becomes {post} at {place}"),
    "pairings": Text("{who}与{place}结对", "{who} is paired with {place}"),
    "registrations": Text("{who}到{place}报到", "{who} registers with {place}"),
    "household_ties": Text("由{who}联系住户{place}", "{who} contacts the home {place}"),
}
_ENDED: Final[Mapping[str, Text]] = {
    "posts": Text("终止{who}在{place}的任职（{post}）", "{who} ceases to be {post} at {place}"),
    "pairings": Text("终止{who}与{place}的结对", "{who} and {place} are paired no more"),
    "registrations": Text("终止{who}在{place}的报到", "{who} is no longer registered with {place}"),
    "household_ties": Text("终止{who}对住户{place}的联系", "{who} contacts the home {place} no more"),
}
_RECOMMENDED: Final = Text("（{by}推荐）", ", recommended by {by}")


def closed_by_steps(proposal: Proposal) -> pl.DataFrame:
    """``step`` and the columns of :data:`~graphmodel.ontology.vocabulary.FINDING_KEY` of the gaps of today that each step closes.

    A step that closes a duty which only comes with a proposed registration counts with the gap that this one closes.
    """
    gaps = proposal.before.findings.filter(pl.col("verdict") == "gap").select(FINDING_KEY)
    closes = proposal.moves.select("step", "closes").explode("closes").drop_nulls().unnest("closes")
    today = closes.join(gaps, on=FINDING_KEY, how="semi", maintain_order="left")
    later = closes.join(today, on="step", how="anti", maintain_order="left").drop("rule")
    registering = gaps.filter(pl.col("rule").is_in(["R31", "R32"]))
    along = later.join(registering, on=FINDING_KEY[1:], maintain_order="left").select(today.columns)
    return pl.concat([today, along]).unique(maintain_order=True)


def proposed_rows(proposal: Proposal) -> dict[str, pl.DataFrame]:
    """The moves as rows of rosters.

    Returns:
        By roster ``step``, ``move`` and its columns as they are stored.
    """
    day = proposal.slice.as_of
    of_move = proposal.moves.select("move", "step")
    return {
        roster: rows.join(of_move, on="move", maintain_order="left").select(
            "step",
            "move",
            *(
                (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
                for name, dtype in roster_schema(roster).items()
            ),
        )
        for roster, rows in rows_of(proposal.moves, day).items()
    }


def proposals_in_words(
    proposal: Proposal, called: pl.DataFrame, homes: str, people: Mapping[str, str]
) -> pl.DataFrame:
    """What is proposed for each finding, in a sentence.

    Args:
        proposal: whose moves.
        called: ``label``, ``id`` and ``called``: how things are written.
        homes: the sheet with the homes to be contacted, which are only counted here.
        people: names by code of those who are to be named.

    Returns:
        The columns of :data:`~graphmodel.ontology.vocabulary.FINDING_KEY`, and ``proposed``.
    """
    closed = closed_by_steps(proposal)
    moves = proposal.moves.with_columns(_said(proposal.moves, called, people))
    contacts = (pl.col("roster") == "household_ties") & (pl.col("change") == "add")
    every = closed.join(moves.select("step", "move", "roster", "change", "who", "said"), on="step").sort(
        "move"
    )
    single = every.filter(~contacts).group_by(FINDING_KEY, maintain_order=True).agg("said")
    members = pl.col("who").unique(maintain_order=True)
    text, who = (_HOMES_NAMED, members.str.join(str(AND))) if people else (_HOMES, members.len())
    counted = (
        every.filter(contacts)
        .group_by(FINDING_KEY, maintain_order=True)
        .agg(pl.format(str(text), who, pl.len(), pl.lit(homes)).alias("homes"))
    )
    both = single.join(counted, on=FINDING_KEY, how="full", coalesce=True)
    parts = pl.concat_list(
        pl.col("said").fill_null([]), pl.concat_list("homes").list.drop_nulls().fill_null([])
    )
    return both.select(
        *FINDING_KEY,
        proposed=pl.lit(str(_PROPOSED)) + parts.list.unique(maintain_order=True).list.join(str(SEMICOLON)),
    )


def _said(moves: pl.DataFrame, called: pl.DataFrame, people: Mapping[str, str]) -> pl.DataFrame:
    """Of every move ``who`` it is about, and what is ``said`` of it."""
    posts = {choice.value: str(choice.title) for choice in ROSTER["posts"].column("post").choices}
    written = called.select(label="label", id="id", called="called")
    table = moves
    for side in ("from", "to"):
        here = written.rename({"label": f"{side}_label", "id": f"{side}_id", "called": f"{side}_called"})
        table = table.join(here, on=[f"{side}_label", f"{side}_id"], how="left", maintain_order="left")
    orgs = written.filter(pl.col("label") == "PartyOrg").select(recommended_by="id", by="called")
    table = table.join(orgs, on="recommended_by", how="left", maintain_order="left")
    named = pl.col("from_id").replace_strict(people, default=None, return_dtype=pl.String)
    who = pl.coalesce("from_called", pl.format("{}（{}）", named, "from_id"), "from_id")
    text = pl.lit("")
    for change, words in (("add", _SAID), ("end", _ENDED)):
        for roster in RELATION_OF:
            asked = (pl.col("change") == change) & (pl.col("roster") == roster)
            text = pl.when(asked).then(pl.lit(str(words[roster]))).otherwise(text)
    said = (
        text.str.replace("{who}", who, literal=True)
        .str.replace("{place}", pl.coalesce("to_called", "to_id"), literal=True)
        .str.replace(
            "{post}",
            pl.col("post").replace_strict(posts, default="", return_dtype=pl.String).fill_null(""),
            literal=True,
        )
    )
    by = pl.format(_RECOMMENDED.fill(by="{}"), pl.coalesce("by", "recommended_by")).fill_null("")
    adding = pl.col("change") == "add"
    return table.select(who=who, said=said + pl.when(adding).then(by).otherwise(pl.lit("")))
