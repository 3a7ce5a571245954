"""What each command does: opens what it needs, asks the rooms, hands over the answer."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import typer
from rich.console import Console

from graphmodel.alliance import Slice, assemble
from graphmodel.cli import answers
from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.ontology.vocabulary import UNITS, VERDICTS
from graphmodel.rosters import Reading, message, read_rosters
from graphmodel.rules import Judgement, Settings, chosen, explorations, judge, load_settings, rules
from graphmodel.rules.judge import check_scope
from graphmodel.stores import snapshot
from graphmodel.stores.embedded import Embedded

FIRST_SHOWN = 8

_progress = Console(stderr=True)


def run(
    inputs: Sequence[Path],
    output: Path,
    as_of: date | None,
    store: Path | None,
    settings: Path | None,
    *,
    keep_going: bool,
) -> None:
    """The main job."""
    from graphmodel.pages.problems import write_problems

    thresholds = load_settings(settings)
    store = store or output / "alliance"
    reading = _read(inputs, [output, store], keep_going=keep_going)
    with snapshot.writing(output):
        output.mkdir(parents=True, exist_ok=True)
        if reading.problems.height:
            write_problems(reading.problems, output / "problems.xlsx")
    _show_problems(reading.problems)
    if reading.has_errors and not keep_going:
        _say(
            Text(
                "名册有错误,没有保存。请按 {path} 修改后再运行",
                "the rosters have errors; nothing was saved. Mend what {path} lists and run again",
            ).fill(path=output / "problems.xlsx")
        )
        raise typer.Exit(1)
    alliance = assemble(reading)
    with _working(Text("保存", "saving")):
        manifest = snapshot.save(alliance, store, as_of)
    judgement = _judge(alliance.at(as_of or _today()), manifest.snapshot, (), thresholds)
    with _working(Text("写报告和网页", "writing workbook and pages")):
        _write_results(judgement, output)
    _show_coverage(judgement, judgement.coverage)
    _show_first(judgement)
    _say(
        Text("先看 {page},报表在 {report}", "open {page} first; the workbook is {report}").fill(
            page=output / "index.html", report=output / "report.xlsx"
        )
    )
    _end(judgement, has_errors=reading.has_errors)


def demo(output: Path, size: str, seed: int) -> None:
    """The main job on an invented city; the rosters stay beside the results for a look."""
    from graphmodel.synthetic import AS_OF

    folder = output / "rosters"
    synthesise(folder, size, seed, "xlsx")
    results = output / "results"
    run([folder], results, AS_OF, None, None, keep_going=False)
    _say(
        Text(
            "城市是虚构的。名册在 {rosters},可照样改成自己的再运行:graphmodel run {rosters} -o {results}",
            "the city is invented. Its rosters are in {rosters}; change them and run again: "
            "graphmodel run {rosters} -o {results}",
        ).fill(rosters=folder, results=results)
    )


def synthesise(output: Path, size: str, seed: int, format_: str) -> None:
    """Write the rosters of an invented city."""
    from graphmodel import synthetic

    with _working(Text("生成虚构的城市", "inventing a city")), snapshot.writing(output):
        synthetic.write(synthetic.synthesise(size, seed), output, format_)


def check(inputs: Sequence[Path], format_: str, output: Path | None) -> None:
    """Problems only."""
    if format_ == "xlsx" and output is None:
        raise UsageError(Text("--format xlsx 要用 -o 指明文件", "--format xlsx needs -o FILE"))
    reading = _read(inputs, [output] if output else [], keep_going=False)
    if format_ == "json":
        answers.write_json(answers.problems(reading.problems, reading.row_counts, reading.left_out), output)
    elif format_ == "xlsx" and output is not None:
        from graphmodel.pages.problems import write_problems

        with snapshot.writing(output):
            write_problems(reading.problems, output)
    elif output is not None:
        answers.write_text(_problem_lines(reading.problems), output)
    else:
        _show_problems(reading.problems)
        _show_rows(reading)
    if reading.has_errors:
        raise typer.Exit(1)


def load(inputs: Sequence[Path], store: Path, as_of: date | None, *, keep_going: bool) -> None:
    """Check, then save."""
    reading = _read(inputs, [store], keep_going=keep_going)
    _show_problems(reading.problems)
    if reading.has_errors and not keep_going:
        _say(str(Text("名册有错误,没有保存", "the rosters have errors; nothing was saved")))
        raise typer.Exit(1)
    with _working(Text("保存", "saving")):
        manifest = snapshot.save(assemble(reading), store, as_of)
    _say(
        Text("已保存到 {store}({id})", "saved to {store} ({id})").fill(store=store, id=manifest.snapshot[:12])
    )
    if reading.has_errors:
        raise typer.Exit(1)


def gaps(
    store: Path,
    as_of: date | None,
    wanted: list[str],
    scope: list[str],
    settings: Path | None,
    verdict: str,
    format_: str,
    output: Path | None,
    *,
    for_release: bool,
) -> None:
    """Findings, filtered; coverage is of everything in scope."""
    ids = [rule.id for rule in chosen(wanted)]
    judgement = _judge_store(store, as_of, scope, settings)
    picked = judgement.findings.filter(pl.col("rule").is_in(ids))
    if verdict != "all":
        picked = picked.filter(pl.col("verdict") == verdict)
    rows, table = answers.finding_rows(judgement, picked), judgement.coverage
    if for_release:
        from graphmodel.rules.release import released, suppressed

        rows = released(rows, set(judgement.slice.nodes["Person"]["id"]), _release_key())
        table = suppressed(table)
    if format_ == "json":
        answers.write_json(answers.findings(judgement, rows, table), output)
    elif format_ == "table" and output is None:
        _show_findings(rows)
    else:
        _write_table(answers.flat_findings(rows), format_, output)
    _end(judgement)


def coverage(
    store: Path,
    as_of: date | None,
    wanted: list[str],
    scope: list[str],
    settings: Path | None,
    by: str | None,
    format_: str,
    output: Path | None,
    *,
    for_release: bool,
) -> None:
    """Rates with their denominators."""
    ids = [rule.id for rule in chosen(wanted)]
    judgement = _judge_store(store, as_of, scope, settings)
    table = judgement.coverage_by(by.title()) if by else judgement.coverage
    table = table.filter(pl.col("rule").is_in(ids))
    if for_release:
        from graphmodel.rules.release import suppressed

        table = suppressed(table)
    if format_ == "json":
        answers.write_json(answers.coverage(judgement, table, by), output)
    elif format_ == "table" and output is None:
        _show_coverage(judgement, table)
    else:
        _write_table(table, format_, output)
    _end(judgement)


def explain(
    rule_id: str,
    subject: str | None,
    store: Path,
    as_of: date | None,
    settings: Path | None,
    format_: str,
    output: Path | None,
) -> None:
    """A rule in plain words; with a subject, its verdict and the facts that decided it."""
    from graphmodel.cli import explanations
    from graphmodel.rules.explanation import explain as explain_subject

    (rule,) = chosen([rule_id])
    if subject is None:
        judgement, found = None, []
    else:
        judgement = _judge_store(store, as_of, [], settings)
        found = explain_subject(judgement, rule, subject)
    if format_ == "json":
        answers.write_json(explanations.as_json(rule, found, judgement), output)
    else:
        answers.write_text(explanations.as_lines(rule, found), output)


def diff(
    from_: str,
    to: str,
    store: Path,
    wanted: list[str],
    scope: list[str],
    settings: Path | None,
    format_: str,
    output: Path | None,
) -> None:
    """Gaps that opened, persist or closed, and what changed in the network."""
    from graphmodel.cli import differences
    from graphmodel.rules.changes import Changes

    ids = [rule.id for rule in chosen(wanted)]
    before, after = (_judge_then(store, moment, scope, settings) for moment in (from_, to))
    changes = Changes(before, after)
    if format_ == "json":
        answers.write_json(differences.as_json(changes, ids), output)
    elif format_ == "xlsx":
        _write_tables(differences.tables(changes, ids), output)
    elif format_ == "csv" or output is not None:
        answers.write_csv(differences.gap_table(changes, ids), output)
    else:
        for title, table in differences.tables(changes, ids).items():
            answers.show(table.columns, table.rows(), title=title)


def query(
    name: str, given: list[str], store: Path, as_of: date | None, format_: str, output: Path | None
) -> None:
    """Run one query of the catalogue or of a file."""
    text = _query_text(name)
    slice_, manifest = _open(store, as_of)
    parameters = Settings().parameters(slice_.as_of) | dict(map(_parameter, given))
    with Embedded(slice_) as engine:
        answer = engine.query(text, parameters)
    if format_ == "json":
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        head = {"as_of": slice_.as_of, "engine": Embedded.name, "snapshot": manifest.snapshot}
        answers.write_json(
            {"schema": answers.QUERY_SCHEMA, **head, "columns": answer.columns, "rows": rows}, output
        )
    elif format_ == "csv" or output is not None:
        columns = dict.fromkeys(answer.columns, pl.String)
        texts = pl.DataFrame([list(map(answers.as_text, row)) for row in answer.rows], columns, orient="row")
        answers.write_csv(texts, output)
    else:
        answers.show(answer.columns, answer.rows)


def schema(format_: str, output: Path | None) -> None:
    """The ontology, derived from its declarations."""
    from graphmodel.cli import schema as ontology

    if format_ == "json":
        answers.write_json(ontology.as_json(), output)
    elif format_ == "markdown" or output is not None:
        answers.write_text(ontology.as_markdown(), output)
    else:
        for title, headings, rows in ontology.tables():
            answers.show(headings, rows, title=title)


# --- what several commands do ---


def _today() -> date:
    from datetime import datetime

    return datetime.now().astimezone().date()


def _release_key() -> bytes:
    """The key of the pseudonyms; it lives outside the data and outside the command line."""
    key = os.environ.get("GRAPHMODEL_RELEASE_KEY", "")
    if not key:
        raise UsageError(
            Text(
                "对外提供需要假名密钥:请先设置环境变量 GRAPHMODEL_RELEASE_KEY",
                "pseudonyms need a key: set the environment variable GRAPHMODEL_RELEASE_KEY first",
            )
        )
    return key.encode()


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


@contextmanager
def _working(what: Text) -> Iterator[None]:
    """Show on standard error that something is going on, where somebody watches."""
    with _progress.status(f"{what} …"):
        yield


def _read(inputs: Sequence[Path], passing_over: Sequence[Path], *, keep_going: bool) -> Reading:
    with _working(Text("读名册", "reading the rosters")):
        return read_rosters(inputs, passing_over=passing_over, keep_going=keep_going)


def _open(store: Path, as_of: date | None) -> tuple[Slice, snapshot.Manifest]:
    alliance, manifest = snapshot.load(store)
    return alliance.at(as_of or manifest.as_of or _today()), manifest


def _judge(slice_: Slice, snapshot_id: str, scope: Sequence[str], settings: Settings) -> Judgement:
    check_scope(slice_, scope)
    every = list(rules().values())
    with _working(Text("找缺口", "judging the rules")), Embedded(slice_) as engine:
        return judge(slice_, engine, every, snapshot=snapshot_id, scope=scope, settings=settings)


def _judge_store(store: Path, as_of: date | None, scope: Sequence[str], settings: Path | None) -> Judgement:
    thresholds = load_settings(settings)
    slice_, manifest = _open(store, as_of)
    return _judge(slice_, manifest.snapshot, scope, thresholds)


def _judge_then(store: Path, moment: str, scope: Sequence[str], settings: Path | None) -> Judgement:
    """Judge the current snapshot on a day, or another snapshot on its own day."""
    thresholds = load_settings(settings)
    try:
        day: date | None = date.fromisoformat(moment)
    except ValueError:
        day = None
    alliance, manifest = snapshot.load(store, None if day else moment)
    slice_ = alliance.at(day or manifest.as_of or manifest.saved_at.date())
    return _judge(slice_, manifest.snapshot, scope, thresholds)


def _write_results(judgement: Judgement, output: Path) -> None:
    from graphmodel.pages.report import write_report
    from graphmodel.pages.site import write_index

    with snapshot.writing(output):
        write_report(judgement, output / "report.xlsx")
        write_index(judgement, output / "index.html")
    open_ = judgement.findings.filter(pl.col("verdict").is_in(("gap", "unknown")))
    rows = answers.finding_rows(judgement, open_)
    answers.write_json(answers.findings(judgement, rows, judgement.coverage), output / "findings.json")


def _end(judgement: Judgement, *, has_errors: bool = False) -> None:
    """Say which rules failed, and leave with the exit code that is due."""
    for rule, reason in judgement.failed.items():
        _say(
            Text("规则 {rule} 没有算成:{reason}", "rule {rule} failed: {reason}").fill(
                rule=rule, reason=reason
            )
        )
    if has_errors:
        raise typer.Exit(1)
    if judgement.failed:
        raise typer.Exit(3)


def _write_table(table: pl.DataFrame, format_: str, output: Path | None) -> None:
    if format_ == "xlsx":
        if output is None:
            raise UsageError(Text("--format xlsx 要用 -o 指明文件", "--format xlsx needs -o FILE"))
        from graphmodel.pages.tables import write_workbook

        with snapshot.writing(output):
            write_workbook(table, output)
    else:
        answers.write_csv(table, output)


def _query_text(name: str) -> str:
    if name in rules():
        return rules()[name].query
    if name in explorations():
        return explorations()[name].query
    path = Path(name)
    if not path.is_file():
        raise UsageError(
            Text(
                "没有查询或文件 {name};现有查询:{known}", "there is no query or file {name}; queries: {known}"
            ),
            name=name,
            known=", ".join([*rules(), *explorations()]),
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            Text("读不了查询文件 {name}", "cannot read the query file {name}"), name=name
        ) from error


def _parameter(pair: str) -> tuple[str, Any]:
    """``k=v`` is text, as codes are; ``k:=v`` is any other JSON value."""
    name, equals, value = pair.partition("=")
    if not equals or not name.rstrip(":"):
        raise UsageError(Text("参数应写成 名=值:{pair}", "a parameter is written k=v: {pair}"), pair=pair)
    if not name.endswith(":"):
        return name, value
    try:
        return name[:-1], json.loads(value)
    except ValueError as error:
        raise UsageError(
            Text("参数 {pair} 的值不是 JSON", "the value of the parameter {pair} is no JSON"), pair=pair
        ) from error


# --- on the screen ---


def _problem_lines(problems: pl.DataFrame) -> Iterator[str]:
    """One line per kind of problem: how often, and the first of them."""
    kinds = problems.group_by("code", maintain_order=True).agg(pl.len().alias("count"), pl.all().first())
    for kind in kinds.sort("severity", "code").iter_rows(named=True):
        place = " ".join(str(kind[key]) for key in ("file", "sheet", "row") if kind[key] is not None)
        yield f"{kind['code']} ×{kind['count']}  {place}: {message(kind)}"


def _show_problems(problems: pl.DataFrame) -> None:
    for line in _problem_lines(problems):
        _say(line)


def _show_rows(reading: Reading) -> None:
    from graphmodel.ontology import ROSTER

    headings = [str(Text("名册", "roster")), str(Text("行数", "rows")), str(Text("略去", "left out"))]
    rows = [
        (str(ROSTER[name].title), count, reading.left_out.get(name, 0))
        for name, count in reading.row_counts.items()
    ]
    answers.show(headings, rows)


def _show_coverage(judgement: Judgement, table: pl.DataFrame) -> None:
    """Rates beside everything they could be misread without."""
    names = dict(judgement.slice.names.select("id", "name").iter_rows())
    by = "unit_code" in table.columns
    headings = [
        *([str(Text("单位", "unit"))] if by else []),
        str(Text("规则", "rule")),
        str(Text("内容", "what it asks")),
        str(Text("对象", "of what")),
        *(str(VERDICTS[verdict]) for verdict in ("met", "gap", "unknown", "exempt")),
        str(Text("覆盖率", "rate")),
    ]
    rows = [
        (
            *([names.get(row["unit_code"], row["unit_code"])] if by else []),
            row["rule"],
            str(rules()[row["rule"]].title),
            _counted(row),
            *(row[verdict] for verdict in ("met", "gap", "unknown", "exempt")),
            None if row["rate"] is None else f"{row['rate']:.1%}",
        )
        for row in table.iter_rows(named=True)
    ]
    answers.show(headings, rows)


def _counted(row: dict[str, Any]) -> str:
    from graphmodel.ontology import LABEL, RELATION

    if row["unit"] == "homes":
        return str(UNITS["homes"])
    label = row["subject_label"]
    return str((LABEL.get(label) or RELATION[label]).title)


def _show_findings(findings: Sequence[dict[str, Any]]) -> None:
    titles = {
        "rule": Text("规则", "rule"),
        "subject": Text("对象", "subject"),
        "name": Text("名称", "name"),
        "verdict": Text("结论", "verdict"),
        "severity": Text("等级", "severity"),
        "evidence": Text("依据", "evidence"),
    }
    rows = [[str(VERDICTS[row[key]]) if key == "verdict" else row[key] for key in titles] for row in findings]
    answers.show(list(map(str, titles.values())), rows)
    _say(Text("共 {count} 条", "{count} in all").fill(count=len(rows)))


def _show_first(judgement: Judgement) -> None:
    """Where to look first, a few lines."""
    from graphmodel.pages.priorities import where_to_look_first

    titles = {
        "rule": Text("规则", "rule"),
        "title": Text("内容", "what it asks"),
        "street": Text("街道", "street"),
        "gap": Text("缺口", "gaps"),
        "judged": Text("共", "of"),
        "communities": Text("主要在", "mostly in"),
    }
    first = where_to_look_first(judgement).head(FIRST_SHOWN)
    rows = [
        [str(rules()[row["rule"]].title) if key == "title" else row[key] for key in titles]
        for row in first.iter_rows(named=True)
    ]
    if rows:
        answers.show(list(map(str, titles.values())), rows, title=str(Text("先看这里", "look here first")))
