"""What each command does: opens what it needs, asks the rooms, hands over the answer."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl
import typer

from graphmodel.cli import answers, opening, screen
from graphmodel.cli.asked import Form, Question
from graphmodel.errors import UsageError, writing
from graphmodel.language import Text
from graphmodel.rosters import Reading
from graphmodel.rules import Judgement, Settings, chosen, explorations, load_settings, rules
from graphmodel.rules.catalogue import with_groups
from graphmodel.stores import snapshot

_PAGE: Final = "index.html"


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
    thresholds = load_settings(settings)
    store = store or output / "alliance"
    own = [output, store]
    reading, assembled = opening.read(inputs, own, keep_going=keep_going)
    with writing(output):
        output.mkdir(parents=True, exist_ok=True)
    listed = output / "problems.xlsx"
    if reading.problems.height:
        _write_problems(reading, listed)
    else:
        with writing(listed):
            listed.unlink(missing_ok=True)  # those of an earlier run are mended
    screen.show_problems(reading.problems, listed)
    if reading.has_errors and not keep_going:
        screen.say(
            Text(
                "名册有错误，没有保存。请按 {path} 修改后再运行",
                "the rosters have errors; nothing was saved. Mend what {path} lists and run again",
            ).fill(path=listed)
        )
        if (output / _PAGE).exists():
            screen.say(
                Text(
                    "{folder} 里的报表和网页仍是上一次的",
                    "workbook and pages in {folder} are still those of the last run",
                ).fill(folder=output)
            )
        raise typer.Exit(1)
    alliance = assembled()
    with screen.working(Text("保存", "saving")):
        manifest = snapshot.save(alliance, store, as_of)
    judgement = opening.judged(alliance.at(as_of or opening.today()), manifest.snapshot, settings=thresholds)
    with screen.working(Text("写报告和网页", "writing workbook and pages")):
        _write_results(judgement, output)
    screen.show_coverage(judgement, judgement.coverage)
    screen.show_first(judgement)
    screen.show_conditions(judgement)
    screen.say(
        Text("先看 {page}，报表在 {report}", "open {page} first; the workbook is {report}").fill(
            page=output / _PAGE, report=output / "report.xlsx"
        )
    )
    _end(judgement, has_errors=reading.has_errors)


def demo(output: Path, size: str, seed: int) -> None:
    """The main job on an invented city; the rosters stay beside the results for a look."""
    from graphmodel.synthetic import AS_OF

    folder, results = output / "rosters", output / "results"
    synthesise(folder, size, seed, "xlsx", None, planted=False)
    run([folder], results, AS_OF, None, None, keep_going=False)
    screen.say(
        Text(
            "城市是虚构的。名册在 {rosters}，可照样改成自己的再运行：graphmodel run {rosters} -o {results}",
            "the city is invented. Its rosters are in {rosters}; change them and run again: "
            "graphmodel run {rosters} -o {results}",
        ).fill(rosters=folder, results=results)
    )


def synthesise(
    output: Path, size: str, seed: int, format_: str, divisions: Path | None, *, planted: bool
) -> None:
    """Write the rosters of an invented city, with an answer key when its gaps are planted."""
    from graphmodel import synthetic

    places = synthetic.read_divisions(divisions) if divisions else None
    with screen.working(Text("生成虚构的城市", "inventing a city")), writing(output):
        if planted:
            city = synthetic.plant(size, seed, places)
            synthetic.write(city.rosters, output, format_)
            synthetic.write_key(city, output)
        else:
            synthetic.write(synthetic.synthesise(size, seed, places), output, format_)


def template(output: Path) -> None:
    """The blank rosters as a workbook; one that may already be filled in is left alone."""
    from graphmodel.pages.template import write_template

    if output.exists():
        raise UsageError(
            Text(
                "{path} 已经存在，没有覆盖；请换一个文件名",
                "{path} is already there and was left alone; choose another name",
            ),
            path=output,
        )
    write_template(output)
    screen.say(
        Text(
            "空白名册已写到 {path}。填好后运行：graphmodel run {path} -o out",
            "the blank rosters are in {path}. When they are filled in: graphmodel run {path} -o out",
        ).fill(path=output)
    )


def check(inputs: Sequence[Path], form: Form) -> None:
    """Problems only."""
    output = _file(form) if form.name == "xlsx" else form.output
    own = [output] if output else []
    reading, _ = opening.read(inputs, own, keep_going=False)
    if form.name == "json":
        answers.write_json(answers.problems(reading.problems, reading.row_counts, reading.left_out), output)
    elif form.name == "xlsx" and output is not None:
        _write_problems(reading, output)
    elif output is not None:
        answers.write_text(screen.problem_lines(reading.problems), output)
    else:
        screen.show_problems(reading.problems, is_answer=True)
        if reading.row_counts:
            screen.show_rows(reading)
    if reading.has_errors:
        raise typer.Exit(1)


def load(inputs: Sequence[Path], store: Path, as_of: date | None, *, keep_going: bool) -> None:
    """Check, then save."""
    reading, assembled = opening.read(inputs, [store], keep_going=keep_going)
    screen.show_problems(reading.problems)
    if reading.has_errors and not keep_going:
        screen.say(str(Text("名册有错误，没有保存", "the rosters have errors; nothing was saved")))
        raise typer.Exit(1)
    with screen.working(Text("保存", "saving")):
        manifest = snapshot.save(assembled(), store, as_of)
    screen.say(
        Text("已保存到 {store}（{id}）", "saved to {store} ({id})").fill(
            store=store, id=manifest.snapshot[:12]
        )
    )
    if reading.has_errors:
        raise typer.Exit(1)


def gaps(question: Question, verdict: str, form: Form, *, for_release: bool) -> None:
    """Findings, filtered; coverage is of everything in scope."""
    ids = [rule.id for rule in chosen(question.rules)]
    key = _release_key(question) if for_release else b""
    judgement = opening.judged_store(question)
    picked = judgement.findings.filter(pl.col("rule").is_in(ids))
    if verdict != "all":
        picked = picked.filter(pl.col("verdict") == verdict)
    rows, table = answers.finding_rows(judgement, picked), judgement.coverage
    if for_release:
        from graphmodel.rules.release import Release

        release = Release(judgement)
        rows, table = release.findings(rows, key), release.coverage()
    if form.name == "json":
        answers.write_json(answers.findings(judgement, rows, table), form.output)
    elif form.name == "xlsx" and not for_release:
        from graphmodel.pages.report.answers import write_findings

        write_findings(judgement, picked, _file(form))
    elif form == Form("table"):
        screen.show_findings(judgement, rows)
        screen.show_conditions(judgement)
    else:
        _write_table(answers.flat_findings(rows), form)
    _end(judgement)


def coverage(question: Question, by: str | None, form: Form, *, for_release: bool) -> None:
    """Rates with their denominators."""
    ids = [rule.id for rule in chosen(question.rules)]
    if for_release:
        _refuse_scope(question)
    judgement = opening.judged_store(question)
    if for_release:
        from graphmodel.rules.release import Release

        table = Release(judgement).coverage(by.title() if by else "")
    else:
        table = judgement.coverage_by(by.title()) if by else judgement.coverage
    table = table.filter(pl.col("rule").is_in(ids))
    if form.name == "json":
        answers.write_json(answers.coverage(judgement, table, by), form.output)
    elif form.name == "xlsx":
        from graphmodel.pages.report.answers import write_coverage

        write_coverage(judgement, table, _file(form))
    elif form == Form("table"):
        screen.show_coverage(judgement, table)
        if "R17" in ids and not by:
            screen.show_ladder(judgement)
        screen.show_conditions(judgement)
    else:
        _write_table(table, form)
    _end(judgement)


def explain(question: Question, subject: str | None, form: Form) -> None:
    """A rule in plain words; with a subject, its verdict and the facts that decided it."""
    from graphmodel.cli import explanations
    from graphmodel.rules.explanation import explain as explain_subject

    (rule,) = chosen(question.rules)
    settings = load_settings(question.settings)
    if subject is None:
        judgement, found = None, []
    else:
        judgement = opening.judged_store(question)
        found = explain_subject(judgement, rule, subject)
    if form.name == "json":
        answers.write_json(explanations.as_json(rule, settings, found, judgement), form.output)
    else:
        answers.write_text(explanations.as_lines(rule, settings, found), form.output)


def diff(question: Question, from_: str, to: str, form: Form) -> None:
    """Gaps that opened, persist or closed, and what changed in the network."""
    from graphmodel.cli import differences
    from graphmodel.rules.changes import Changes

    ids = [rule.id for rule in chosen(question.rules)]
    before, after = (opening.judged_then(question, moment) for moment in (from_, to))
    changes = Changes(before, after)
    screen.say_what_is_compared(changes)
    if form.name == "json":
        answers.write_json(differences.as_json(changes, ids), form.output)
    elif form.name == "xlsx":
        from graphmodel.pages.changes.workbook import write_changes_workbook

        write_changes_workbook(changes, ids, _file(form))
    elif form.name == "html":
        from graphmodel.pages.changes.page import write_changes_page

        write_changes_page(changes, ids, _file(form))
    elif form != Form("table"):
        answers.write_csv(differences.gap_table(changes, ids), form.output)
    else:
        for title, table in differences.tables(changes, ids).items():
            if table.is_empty():
                screen.say(Text("{title}：没有", "{title}: none").fill(title=title))
            else:
                answers.show(table.columns, table.rows(), title=title)


def view(question: Question, code: str, output: Path) -> None:
    """The network page, opened at one thing; nothing is judged when there is no such thing."""
    from graphmodel.pages.network.picture import write_network
    from graphmodel.pages.network.subject import subject

    settings = load_settings(question.settings)
    slice_, manifest = opening.slice_of(question.store, question.as_of)
    start = subject(slice_, code)
    judgement = opening.judged(slice_, manifest.snapshot, settings=settings)
    with screen.working(Text("画图", "drawing")):
        write_network(judgement, output, start)
    _end(judgement)


def query(question: Question, name: str, given: list[str], form: Form) -> None:
    """Run one query of the catalogue or of a file."""
    text = _query_text(name)
    slice_, manifest = opening.slice_of(question.store, question.as_of)
    parameters = Settings().parameters(slice_.as_of) | dict(map(_parameter, given))
    with opening.engine_over(slice_, manifest.snapshot, question.engine) as asked:
        answer = asked.query(text, parameters)
    if form.name == "json":
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        head = {"as_of": slice_.as_of, "engine": question.engine, "snapshot": manifest.snapshot}
        answers.write_json(
            {"schema": answers.QUERY_SCHEMA, **head, "columns": answer.columns, "rows": rows}, form.output
        )
    elif form != Form("table"):
        columns = dict.fromkeys(answer.columns, pl.String)
        texts = pl.DataFrame([list(map(answers.as_text, row)) for row in answer.rows], columns, orient="row")
        answers.write_csv(texts, form.output)
    else:
        answers.show(answer.columns, answer.rows)
        screen.say_how_many(answer.rows)


def push(
    store: Path,
    as_of: date | None,
    uri: str | None,
    user: str | None,
    database: str | None,
    *,
    dry_run: bool,
    force: bool,
    without_households: bool,
    with_names: bool,
    bulk: Path | None,
) -> None:
    """The slice into Neo4j, over Bolt or as files for its offline importer."""
    from graphmodel.cli import pushing

    slice_, manifest = opening.slice_of(store, as_of)
    if bulk is not None:
        pushing.write_files(
            slice_,
            manifest.snapshot,
            bulk,
            database,
            with_households=not without_households,
            with_names=with_names,
        )
        return
    pushing.push_over_bolt(
        slice_,
        manifest.snapshot,
        opening.connection(uri, user, database),
        dry_run=dry_run,
        force=force,
        with_households=not without_households,
        with_names=with_names,
    )


def schema(form: Form) -> None:
    """The ontology, derived from its declarations."""
    from graphmodel.cli import schema as ontology

    if form.name == "json":
        answers.write_json(ontology.as_json(), form.output)
    elif form != Form("table"):
        answers.write_text(ontology.as_markdown(), form.output)
    else:
        for title, headings, rows in ontology.tables():
            answers.show(headings, rows, title=title)


# --- what several commands do ---


def _refuse_scope(question: Question) -> None:
    """A part that is given away by itself would betray what the tables of the whole hide."""
    if question.scope:
        raise UsageError(
            Text(
                "对外提供的数字按全部计算，不能用 --scope；各地的数字用 coverage --by",
                "what leaves the office is counted over everything, without --scope; coverage --by gives the parts",
            )
        )


def _release_key(question: Question) -> bytes:
    """The key of the pseudonyms; it lives outside the data and outside the command line."""
    _refuse_scope(question)
    key = os.environ.get("GRAPHMODEL_RELEASE_KEY", "")
    if not key:
        raise UsageError(
            Text(
                "对外提供需要假名密钥：请先设置环境变量 GRAPHMODEL_RELEASE_KEY",
                "pseudonyms need a key: set the environment variable GRAPHMODEL_RELEASE_KEY first",
            )
        )
    return key.encode()


def _write_problems(reading: Reading, path: Path) -> None:
    from graphmodel.pages.problems import write_problems

    with screen.working(Text("写问题清单", "writing the list of problems")):
        write_problems(reading.problems, reading.originals(), path)


def _write_results(judgement: Judgement, output: Path) -> None:
    from graphmodel.pages.addresses import NETWORK_PAGE
    from graphmodel.pages.network.picture import write_network
    from graphmodel.pages.report import write_report
    from graphmodel.pages.site import write_index

    with writing(output):
        write_report(judgement, output / "report.xlsx")
        write_index(judgement, output / _PAGE)
        write_network(judgement, output / NETWORK_PAGE, home=_PAGE)
    open_ = judgement.findings.filter(pl.col("verdict").is_in(("gap", "unknown")))
    rows = answers.finding_rows(judgement, open_)
    answers.write_json(answers.findings(judgement, rows, judgement.coverage), output / "findings.json")


def _end(judgement: Judgement, *, has_errors: bool = False) -> None:
    """Say which rules failed, and leave with the exit code that is due."""
    for rule, reason in judgement.failed.items():
        screen.say(
            Text("规则 {rule} 没有算成：{reason}", "rule {rule} failed: {reason}").fill(
                rule=rule, reason=reason
            )
        )
    if has_errors:
        raise typer.Exit(1)
    if judgement.failed:
        raise typer.Exit(3)


def _write_table(table: pl.DataFrame, form: Form) -> None:
    if form.name == "xlsx":
        _write_workbook({str(Text("结果", "answer")): table}, form)
    else:
        answers.write_csv(table, form.output)


def _write_workbook(tables: Mapping[str, pl.DataFrame], form: Form) -> None:
    from graphmodel.pages.tables import write_workbook

    write_workbook(tables, _file(form))


def _file(form: Form) -> Path:
    """Where a workbook or a page goes; it cannot go to the screen."""
    if form.output is None:
        raise UsageError(
            Text("--format {form} 要用 -o 指明文件", "--format {form} needs -o FILE"), form=form.name
        )
    return form.output


def _query_text(name: str) -> str:
    if name in rules():
        return rules()[name].query
    if name in explorations():
        return explorations()[name].query
    path = Path(name)
    if not path.is_file():
        raise UsageError(
            Text(
                "没有查询或文件 {name}；现有查询：{known}",
                "there is no query or file {name}; queries: {known}",
            ),
            name=name,
            known=", ".join([*rules(), *explorations()]),
        )
    try:
        return with_groups(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            Text("读不了查询文件 {name}", "cannot read the query file {name}"), name=name
        ) from error


def _parameter(pair: str) -> tuple[str, Any]:
    """``k=v`` is text, as codes are; ``k:=v`` is any other JSON value."""
    name, equals, value = pair.partition("=")
    if not equals or not name.rstrip(":"):
        raise UsageError(Text("参数应写成 名=值：{pair}", "a parameter is written k=v: {pair}"), pair=pair)
    if not name.endswith(":"):
        return name, value
    try:
        return name[:-1], json.loads(value)
    except ValueError as error:
        raise UsageError(
            Text("参数 {pair} 的值不是 JSON", "the value of the parameter {pair} is no JSON"), pair=pair
        ) from error
