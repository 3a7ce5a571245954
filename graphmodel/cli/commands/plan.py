"""``graphmodel plan``: what would close the gaps, the most with the least, and proof for what stays open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from graphmodel.cli.asked import Question
from graphmodel.cli.options import (
    DEFAULT_STORE,
    FORMAT,
    AsOf,
    OutputFile,
    OwnRules,
    RuleIds,
    Scope,
    SettingsFile,
    Store,
    option,
)
from graphmodel.errors import UsageError
from graphmodel.language import Text


def propose_moves(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    rule: RuleIds = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    budget: Annotated[
        int | None, option("--budget", zh="最多几条措施", en="at most so many moves", metavar="K", min=1)
    ] = None,
    reach: Annotated[
        Literal["grid", "compound", "community"],
        option("--reach", zh="党员联户最远到哪一级", en="how far members go for homes"),
    ] = "grid",
    as_rosters: Annotated[
        Path | None,
        option(
            "--as-rosters",
            zh="把措施写成名册的行（.xlsx）",
            en="write the moves as rows of rosters (.xlsx)",
            metavar="FILE.xlsx",
        ),
    ] = None,
    with_names: Annotated[bool, option("--with-names", zh="写出人员姓名", en="with people's names")] = False,
    format_: Annotated[Literal["table", "json"], FORMAT] = "table",
    output: OutputFile = None,
) -> None:
    """Propose the ties that close the most gaps, in the order in which they do the most."""
    from graphmodel.cli import answers, judging, screen
    from graphmodel.cli.terminal import say
    from graphmodel.contract.planning import plan_document
    from graphmodel.planning.plan import Plan
    from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
    from graphmodel.planning.rows import write_rows
    from graphmodel.rules import chosen

    if as_rosters is not None and as_rosters.suffix.lower() != ".xlsx":
        raise UsageError(
            Text(
                "--as-rosters 的文件要以 .xlsx 结尾：{file}",
                "--as-rosters needs a name that ends in .xlsx: {file}",
            ),
            file=as_rosters,
        )
    question = Question(store, as_of, tuple(rule or ()), tuple(scope or ()), settings, own_rules)
    asked = [one.id for one in chosen(question.rules, own_rules)] if rule else [*PLANNED_RULES, DECIDED]
    opened = judging.planning(question)
    proposal = Proposal(opened.alliance, opened.before, tuple(asked), opened.scope, reach)
    plan = Plan(proposal, opened.after, budget)
    if as_rosters is not None and plan.moves.is_empty():
        say(
            Text("没有措施，没有写 {file}", "there are no moves; {file} was not written").fill(
                file=as_rosters
            )
        )
    elif as_rosters is not None:
        write_rows(plan.moves, proposal.slice.as_of, as_rosters, proposal.slice.absent_parts)
    if format_ == "json" or output is not None:
        answers.write_json(plan_document(plan, names=with_names), output)
    else:
        screen.show_plan(plan, names=with_names)
