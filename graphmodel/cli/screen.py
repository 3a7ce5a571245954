"""What a person at the terminal sees: progress and sentences on standard error, tables on standard output."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import typer
from rich.console import Console

from graphmodel.alliance.ownership import REST
from graphmodel.cli import answers
from graphmodel.cli.terminal import printable, say
from graphmodel.language import Text
from graphmodel.ontology import FORM, ROSTER
from graphmodel.ontology.vocabulary import VERDICTS
from graphmodel.reporting import analysed, roster_problems
from graphmodel.reporting.coverage import IN_NO_PART, with_subjects
from graphmodel.reporting.findings import in_short
from graphmodel.reporting.wording import in_part, line_of_day, number, percent
from graphmodel.rosters import Reading
from graphmodel.rules.changes import Changes
from graphmodel.rules.ladder import LEVELS
from graphmodel.stores.days import UNDATED, Snapshots

if TYPE_CHECKING:
    from graphmodel.alliance import Slice
    from graphmodel.alliance.streamed import Streamed
    from graphmodel.planning.plan import Plan
    from graphmodel.reporting.analysed import Part
    from graphmodel.reporting.comparison import Comparison
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.reporting.network import Analysis
    from graphmodel.rules import Judgement
    from graphmodel.stores.partitions import Division

FINDINGS_SHOWN: Final = 50_000
"""In one list: more than a city has."""
ROWS_SHOWN: Final = 15
"""Of each part of an analysis."""

_ACCOUNT: Final = Text(
    "{table}: {form}, {rows} 行, 用 {used}, 跳过 {skipped}",
    "{table}: {form}, {rows} rows, {used} used, {skipped} passed over",
)
_CHANGES_IN_PART: Final = Text(
    "共 {count} 条，这里列出前 {shown} 条；全部：同一命令加 --format csv -o 文件名.csv，或用 --scope 分地方列出",
    "the first {shown} of {count}; for all: the same command with --format csv -o FILE.csv, "
    "or place by place with --scope",
)
_WITH_ERRORS: Final = Text(", 有错 {rows}", ", {rows} with errors")

_COUNTED_BY: Final = {
    "Street": (
        Text("各街道", "by street"),
        Text(
            "逐条列出：graphmodel gaps --list，或只看一条规则、一个街道：graphmodel gaps --rule R25 --scope 街道名称",
            "to list them: graphmodel gaps --list; or of one rule and street: "
            "graphmodel gaps --rule R25 --scope STREET",
        ),
    ),
    "County": (
        Text("各县（市、区）", "by county"),
        Text(
            "各县（市、区）的数：graphmodel coverage --by county；一个县的：graphmodel gaps --scope 名称；"
            "逐条列出：graphmodel gaps --format csv -o 文件名.csv",
            "of every county: graphmodel coverage --by county; of one alone: graphmodel gaps --scope COUNTY; "
            "to list them: graphmodel gaps --format csv -o FILE.csv",
        ),
    ),
}
"""By units of which level counts are told: the heading, and how one sees more."""
_LISTED_OF_PART: Final = Text(
    "逐条列出：graphmodel gaps --part {part} --list，或只看一条规则：graphmodel gaps --part {part} --rule R25",
    "to list them: graphmodel gaps --part {part} --list; or of one rule: graphmodel gaps --part {part} --rule R25",
)

error_console = Console(stderr=True)
PROGRESS: Final = "GRAPHMODEL_PROGRESS"
"""The variable by which a program that runs a command asks for its progress in ``lines``."""


@contextmanager
def working(what: Text) -> Iterator[None]:
    """Show that something is going on, where somebody watches; to a program that does, on a line of its own."""
    if os.environ.get(PROGRESS) == "lines":
        say(f"{what} …")
    with error_console.status(f"{what} …"):
        yield


def show_problems(problems: pl.DataFrame, listed: Path | None = None, *, is_answer: bool = False) -> None:
    """The errors file by file, the warnings by kind, and where all of them are listed."""
    for line in roster_problems.lines(problems):
        typer.echo(printable(line), err=not is_answer)
    kinds = problems.filter(severity="warning")["code"]
    if problems.height > roster_problems.ERRORS_SHOWN or kinds.len() > kinds.n_unique():
        say(
            Text("全部 {count} 处见 {listed}", "for all {count} see {listed}").fill(
                count=problems.height, listed=listed or "graphmodel check … --format xlsx -o problems.xlsx"
            )
        )


def show_rows(reading: Reading) -> None:
    """How many rows each roster has."""
    headings = [str(Text("名册", "roster")), str(Text("行数", "rows")), str(Text("略去", "left out"))]
    rows = [
        (str(ROSTER[name].title), count, reading.left_out.get(name, 0))
        for name, count in reading.row_counts.items()
    ]
    answers.show(headings, rows)


def show_forms(reading: Reading) -> None:
    """What was read as which form, and what became of its rows: a line for every table."""
    for account in reading.forms:
        said = _ACCOUNT.fill(
            table=" / ".join(filter(None, (account.file, account.sheet))),
            form=FORM[account.form].title,
            **{name: getattr(account, name) for name in ("rows", "used", "skipped")},
        )
        wrong = _WITH_ERRORS.fill(rows=account.with_errors) if account.with_errors else ""
        typer.echo(printable(said + wrong))


def show_coverage(table: pl.DataFrame) -> None:
    """Rates beside everything they could be misread without; a coverage table in words, of everything or by units."""
    table = with_subjects(table)
    if table.is_empty():
        return
    headings = {**_of_what(table), **VERDICTS, "rate": Text("覆盖率", "rate")}
    rows = [(*row, percent(rate)) for *row, rate in table.select(*headings).iter_rows()]
    answers.show(list(map(str, headings.values())), rows)


def show_registers(table: pl.DataFrame) -> None:
    """Whether the registers agree, of everything or by units: no coverage, and so a table of its own."""
    if table.is_empty():
        return
    headings = {
        **_of_what(table),
        "checked": Text("核对", "checked"),
        "amiss": Text("不一致", "do not agree"),
        "unknown": VERDICTS["unknown"],
    }
    title = str(Text("名册核对（不计入覆盖率）", "the registers (no coverage)"))
    answers.show(list(map(str, headings.values())), table.select(*headings).rows(), title=title)


def _of_what(table: pl.DataFrame) -> dict[str, Text]:
    """The columns that say what a row of a coverage table counts, and what they are called."""
    unit = {"unit_name": Text("单位", "unit")} if "unit_name" in table.columns else {}
    return unit | {
        "rule": Text("规则", "rule"),
        "title": Text("内容", "what it asks"),
        "counted": Text("对象", "of what"),
    }


def show_ladder(dossier: Dossier) -> None:
    """The ladder of cover: how many bodies on each level, and three rates with their denominators."""
    levels = dossier.levels.select("kind", "bodies", *LEVELS)
    if levels.is_empty():
        return
    headings = [str(Text("对象", "of what")), str(Text("全部", "all"))]
    headings += map(str, LEVELS.values())
    answers.show(headings, levels.rows(), title=str(Text("覆盖阶梯", "the ladder of cover")))
    headings = [
        str(Text(*words))
        for words in (
            ("对象", "of what"),
            ("哪个率", "which rate"),
            ("达到", "reached"),
            ("分母", "denominator"),
            ("未知", "unknown"),
            ("覆盖率", "rate"),
        )
    ]
    rates = dossier.rates.select("kind", "measure", "reached", "of", "unknown", "rate")
    answers.show(headings, [(*row, percent(rate)) for *row, rate in rates.iter_rows()])
    say(dossier.ladder_caption)


def show_day(slice_: Slice) -> None:
    """The day of which the tables below tell, and that of its data."""
    _show_line(line_of_day(slice_))


def say_day(slice_: Slice) -> None:
    """The same beside an answer that has no room for it."""
    say(line_of_day(slice_))


def say_part(dossier: Dossier) -> None:
    """Which part alone was judged."""
    (code,) = dossier.judgement.scope
    say(
        Text("只判断了这一部分：{name}（{code}）", "this part alone was judged: {name} ({code})").fill(
            name=dossier.scope, code=code
        )
    )


def _show_line(sentence: str) -> None:
    typer.echo(printable(sentence))


def show_conditions(dossier: Dossier) -> None:
    """The thresholds that are not the usual ones, and what the waivers do; nothing where there is neither."""
    for setting in dossier.settings.filter("changed").iter_rows(named=True):
        say(
            Text(
                "标准：{title} {value}（默认 {default}）", "threshold: {title} {value} (default {default})"
            ).fill(**setting)
        )
    for effect, count in dossier.waivers_by_effect.iter_rows():
        say(Text("豁免：{effect} {count} 条", "waivers: {effect}: {count}").fill(effect=effect, count=count))
    for waiver in dossier.waivers.filter(outcome="expired").iter_rows(named=True):
        say(
            Text(
                "　{rule} {subject}：{reason}，止于 {ends}", "  {rule} {subject}: {reason}, until {ends}"
            ).fill(**waiver)
        )


def show_findings(dossier: Dossier, findings: Sequence[dict[str, Any]], count: int | None = None) -> None:
    """Findings, one line each; of the evidence what is known and not hidden.

    Args:
        dossier: of the judgement.
        findings: those that are shown.
        count: how many there are; None: these.
    """
    table = in_short(findings, dossier.names)
    answers.show(table.columns, table.rows())
    if count is None or count == len(findings):
        say_how_many(findings)
    else:
        say(in_part(count, len(findings)))


def show_counts(counts: pl.DataFrame, level: str, part: str | None = None) -> None:
    """How many findings each rule has and in which units of a level, and how they are listed.

    Args:
        counts: of :func:`graphmodel.reporting.coverage.by_rule_and_unit`.
        level: the label of the units.
        part: the code of the part that alone was judged; None: everything was.
    """
    if counts.is_empty():
        say_how_many([])
        return
    by_unit, to_list = _COUNTED_BY[level]
    headings = {
        "rule": Text("规则", "rule"),
        "title": Text("内容", "what it asks"),
        "counted": Text("对象", "of what"),
        "count": Text("合计", "in all"),
        "units": by_unit,
    }
    answers.show([str(heading) for heading in headings.values()], counts.select(*headings).rows())
    say(str(to_list) if part is None else _LISTED_OF_PART.fill(part=part))


def show_snapshots(saved: Snapshots) -> None:
    """The snapshots of a store, newest date first."""
    headings = [
        str(Text(*pair))
        for pair in (
            ("哪天的数据", "data of"),
            ("保存时间", "saved at"),
            ("编号", "id"),
            ("文件数", "files"),
            ("行数", "rows"),
            ("由它回答", "speaks"),
        )
    ]
    rows = [
        (
            one.as_of or UNDATED,
            f"{one.manifest.saved_at.astimezone():%Y-%m-%d %H:%M}",
            one.manifest.snapshot[:12],
            len(one.manifest.sources),
            None if one.manifest.rows is None else sum(one.manifest.rows.values()),
            Text("是", "yes") if one.speaks else Text("否（已重存）", "no, saved again"),
        )
        for one in saved.all
    ]
    answers.show(headings, rows)


def show_parts(division: Division | Streamed) -> None:
    """How large the parts of an alliance are, and how much each holds beside what it owns; the largest shares first.

    What lies in no part comes last.
    """
    headings = {
        "part": Text("部分", "part"),
        "name": Text("名称", "name"),
        "own": Text("自有对象", "own nodes"),
        "halo": Text("另带对象", "beside them"),
        "share": Text("占自有", "of own"),
    }
    sizes = division.sizes.with_columns(share=pl.col("halo") / pl.col("own"))
    names = division.owned.alliance.nodes[division.label].select("name", part="id")
    rest = pl.col("part") == REST
    rows = (
        sizes.join(names, on="part", how="left")
        .sort(rest, "share", "part", descending=[False, True, False])
        .with_columns(name=pl.when(rest).then(pl.lit(str(IN_NO_PART))).otherwise("name"))
    )
    shown = rows.head(ROWS_SHOWN).select(*headings).iter_rows()
    title = str(Text("分部分保存", "saved in parts"))
    answers.show(
        list(map(str, headings.values())), [(*row, percent(share)) for *row, share in shown], title=title
    )
    if rows.height > ROWS_SHOWN:
        say(
            Text(
                "共 {parts} 个部分（只显示另带最多的 {shown} 个）：自有 {own}，另带 {halo}",
                "{parts} parts (the {shown} that hold most beside their own): {own} own nodes, {halo} beside them",
            ).fill(parts=rows.height, shown=ROWS_SHOWN, own=rows["own"].sum(), halo=rows["halo"].sum())
        )


def say_for_which_days(saved: Snapshots) -> None:
    """For which days undated data answers; nothing where there is no other, for then it is for all."""
    if not saved.dated:
        return
    first = saved.dated[0].as_of
    none = Text("不回答任何日子", "it answers for no day")
    early = Text("只回答 {first} 以前的日子", "it answers only for days before {first}")
    answered = (none if first == date.min else early).fill(first=first)
    say(
        Text(
            "这次的数据没有用 --as-of 注明日期，{answered}；其余的日子由注明日期的数据回答",
            "this data is undated: {answered}; dated data answers for the others (--as-of dates it)",
        ).fill(answered=answered)
    )


def leave(*judgements: Judgement, has_errors: bool = False) -> None:
    """Say which rules failed in any of some judgements, and leave with the exit code that is due."""
    failed = dict.fromkeys(told for one in judgements for told in one.failed.items())
    for rule, reason in failed:
        say(
            Text("规则 {rule} 计算失败：{reason}", "rule {rule} failed: {reason}").fill(
                rule=rule, reason=reason
            )
        )
    if has_errors:
        raise typer.Exit(1)
    if failed:
        raise typer.Exit(3)


def say_how_many(rows: Sequence[Any]) -> None:
    """How many rows an answer has, which an empty table leaves open."""
    say(Text("共 {count} 条", "{count} in all").fill(count=len(rows)))


def say_if_incomparable(changes: Changes) -> None:
    """That people of the two sides cannot be told apart from each other, where it is so."""
    if not changes.people_comparable:
        say(
            str(
                Text(
                    "两边的人员和住户编号用的不是同一把密钥，人和户不能比较：都会显示为有去有来",
                    "codes of people and homes were made with two keys: people and homes cannot be compared, "
                    "all seem to have gone and come",
                )
            )
        )


def show_changes(comparison: Comparison) -> None:
    """What changed, table by table; where nothing did, that."""
    _show_line(comparison.between)
    for title, table in comparison.short_tables.items():
        if table.is_empty():
            say(Text("{title}：没有", "{title}: none").fill(title=title))
        else:
            answers.show(table.columns, table.head(FINDINGS_SHOWN).rows(), title=title)
        if table.height > FINDINGS_SHOWN:
            say(_CHANGES_IN_PART.fill(count=number(table.height), shown=number(FINDINGS_SHOWN)))


def show_analysis(analysis: Analysis) -> None:
    """What the network shows: a table and a sentence for each question, long ones cut short."""
    show_day(analysis.slice)
    for part in analysed.parts(analysis):
        _show_part(part)
    for title in analysed.not_told(analysis):
        say(
            Text("名册不全，不能分析：{title}", "cannot be told from these rosters: {title}").fill(
                title=title
            )
        )


def _show_part(part: Part) -> None:
    every = part.table.height
    shown = every if part.whole else min(every, ROWS_SHOWN)
    if shown:
        answers.show(part.table.columns, part.table.head(shown).rows(), title=part.title)
    if part.caption:
        typer.echo(printable(part.caption))
    if every > shown:
        typer.echo(
            Text("（只显示前{shown}行，共{all}行）", "(the first {shown} rows of {all})").fill(
                shown=shown, all=every
            )
        )
    typer.echo()


def show_trial(before: Judgement, after: Judgement, rules: Sequence[str]) -> None:
    """What a change would make of the verdicts: how many of which rule, and which."""
    from graphmodel.reporting import tried

    show_day(before.slice)
    for part in tried.parts(before, after, rules):
        _show_part(part)


def show_plan(plan: Plan, *, names: bool) -> None:
    """A plan: how the gaps fare, the first moves (with people's names or not), and why the rest stays open."""
    from graphmodel.reporting import proposed

    show_day(plan.proposal.slice)
    for part in proposed.parts(plan, names=names):
        _show_part(part)
