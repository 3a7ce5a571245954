"""``graphmodel gaps``: findings, those of a gap if nothing else is asked for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from graphmodel.cli.asked import Question, Target
from graphmodel.cli.options import (
    DEFAULT_STORE,
    AsOf,
    EngineName,
    ForRelease,
    ListForm,
    Memory,
    OutputFile,
    OwnRules,
    Raw,
    RuleIds,
    Scope,
    SettingsFile,
    Store,
    Workers,
    option,
)
from graphmodel.language import Text

if TYPE_CHECKING:
    import polars as pl

    from graphmodel.reporting.dossier import Dossier
    from graphmodel.rules import Judgement


def list_findings(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    rule: RuleIds = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    verdict: Annotated[
        Literal["gap", "met", "unknown", "exempt", "all"],
        option("--verdict", zh="哪种结论", en="which verdict"),
    ] = "gap",
    for_release: ForRelease = False,
    engine: EngineName = "embedded",
    workers: Workers = None,
    memory: Memory = None,
    part: Annotated[
        str | None,
        option(
            "--part",
            zh="只判断这一部分（数据分部分保存时），不读其余的",
            en="judge this part alone, of data that is saved in parts; the others are not read",
            metavar="CODE",
        ),
    ] = None,
    listed: Annotated[
        bool, option("--list", zh="逐条列出，而不是按规则和街道计数", en="list them; else they are counted")
    ] = False,
    format_: ListForm = "table",
    raw: Raw = False,
    output: OutputFile = None,
) -> None:
    """List findings, filtered; coverage is of everything in scope."""
    from graphmodel.cli import judging, releasing, screen
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.rules import VERDICTS, chosen
    from graphmodel.workers.crew import crew_of

    crew = crew_of(workers, memory)
    question = Question(
        store, as_of, tuple(rule or ()), tuple(scope or ()), settings, own_rules, engine, crew, part
    )
    rules = tuple(rule.id for rule in chosen(question.rules, own_rules))
    verdicts = VERDICTS if verdict == "all" else (verdict,)
    wanted = _Wanted(rules, verdicts, raw, counted=not (rule or listed), part=part)
    target = Target(format_, output)
    key = releasing.key(question) if for_release else None
    judgement = judging.judged_store(question)
    before = judging.past if part is None else judging.past_of_part
    past = None if for_release else before(store, judgement, crew=crew)
    dossier = Dossier(judgement, past=past)
    if part is not None:
        screen.say_part(dossier)
    if key is None:
        _give(dossier, wanted, target)
    else:
        _give_away(dossier, wanted, target, key)
    screen.leave(judgement)


class _Wanted(NamedTuple):
    """Which findings are given, and how."""

    rules: tuple[str, ...]
    verdicts: tuple[str, ...]
    raw: bool
    counted: bool
    """On the screen, by rule and unit; else they are listed."""
    part: str | None = None
    """The one that was asked for, as it was said."""

    @property
    def findings(self) -> pl.Expr:
        import polars as pl

        return pl.col("rule").is_in(self.rules) & pl.col("verdict").is_in(self.verdicts)


def _give(dossier: Dossier, wanted: _Wanted, target: Target) -> None:
    """All that was asked for, for the office itself; what is written is never there all at once.

    Months before are judged only for what tells since when a gap is one.
    """
    from graphmodel.cli import answers, screen
    from graphmodel.contract.findings import finding_rows, findings_document, flat, rows_in_pieces
    from graphmodel.reporting.lines import one_per_fact

    judgement, findings = dossier.judgement, wanted.findings
    if target.format == "json":
        rows = rows_in_pieces(judgement, findings, dossier.seen)
        answers.write_json(findings_document(judgement, rows, judgement.coverage), target.path)
    elif target.format == "xlsx":
        from graphmodel.workbooks.answers import write_findings

        write_findings(dossier, judgement.told.filter(findings).collect(), target.file())
    elif target != Target("table"):
        from graphmodel.workbooks.answers import finding_list

        seen = dossier.seen
        since = seen is not None and seen["rule"].is_in(wanted.rules).any() and "gap" in wanted.verdicts
        tables = (
            (flat(some, since=since) for some in rows_in_pieces(judgement, findings, seen))
            if wanted.raw
            else (finding_list(dossier, piece) for piece in judgement.in_pieces(findings))
        )
        answers.write_csv(tables, target.path)
        screen.say_day(judgement.slice)
    else:
        screen.show_day(judgement.slice)
        if wanted.counted:
            _show_counts(judgement, wanted, judgement.coverage, judgement.coverage_by)
        else:
            facts = one_per_fact(judgement.told.filter(findings).collect()).with_columns(rule="told")
            shown = finding_rows(judgement, facts.head(screen.FINDINGS_SHOWN), dossier.seen)
            screen.show_findings(dossier, shown, facts.height)
        screen.show_conditions(dossier)


def _give_away(dossier: Dossier, wanted: _Wanted, target: Target, key: bytes) -> None:
    """What of it may leave the office; waivers, which name their subjects, are not told."""
    from graphmodel.cli import answers, screen
    from graphmodel.contract.findings import findings_document, flat, rows_in_pieces
    from graphmodel.reporting.findings import in_short
    from graphmodel.rules.release import Release

    judgement = dossier.judgement
    release = Release(judgement)
    rows = release.findings(chain.from_iterable(rows_in_pieces(judgement, wanted.findings)), key)
    if target.format == "json":
        answers.write_json(findings_document(judgement, iter([rows]), release.coverage()), target.path)
    elif target.format == "xlsx":
        from graphmodel.reporting.wording import line_of_day
        from graphmodel.workbooks.book import write_workbook

        answer = flat(rows, since=False)
        write_workbook({str(Text("结果", "answer")): answer}, target.file(), line_of_day(judgement.slice))
    elif target != Target("table"):
        table = flat(rows, since=False) if wanted.raw else in_short(rows, dossier.names)
        answers.write_csv([table], target.path)
        screen.say_day(judgement.slice)
    else:
        screen.show_day(judgement.slice)
        if wanted.counted:
            _show_counts(judgement, wanted, release.coverage(), release.coverage)
        else:
            screen.show_findings(dossier, rows)


def _show_counts(
    judgement: Judgement, wanted: _Wanted, whole: pl.DataFrame, by_units: Callable[[str], pl.DataFrame]
) -> None:
    """How many there are of each rule, and in which units of the level by which they are told."""
    from graphmodel.cli import screen
    from graphmodel.reporting.coverage import by_rule_and_unit, told_by

    level = told_by(judgement)
    counts = by_rule_and_unit(judgement, whole, by_units(level), wanted.verdicts)
    screen.show_counts(counts, level, wanted.part)
