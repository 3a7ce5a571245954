"""``graphmodel run``: the main job, from rosters to workbook and pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from graphmodel.cli.commands.check import write_problem_list
from graphmodel.cli.options import (
    Inputs,
    KeepGoing,
    KeyFile,
    MapFile,
    Memory,
    NewKey,
    Output,
    OwnRules,
    SavedFor,
    SettingsFile,
    Since,
    WithoutPlan,
    Workers,
    option,
)
from graphmodel.language import Text

if TYPE_CHECKING:
    from graphmodel.pages.shell import Site
    from graphmodel.reporting.dossier import Dossier

_PAGE: Final = "index.html"
_REPORT: Final = "report.xlsx"
_FINDINGS: Final = "findings.json"
_PROBLEMS: Final = "problems.xlsx"
_CHANGES: Final = "changes.json"


def do_main_job(
    inputs: Inputs,
    output: Output,
    as_of: SavedFor = None,
    store: Annotated[
        Path | None,
        option(
            "--store", zh="数据存到哪里（默认：结果文件夹内）", en="where to save (default: OUT/alliance)"
        ),
    ] = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    keep_going: KeepGoing = False,
    key: KeyFile = None,
    map_: MapFile = None,
    new_key: NewKey = False,
    without_plan: WithoutPlan = False,
    since: Since = None,
    workers: Workers = None,
    memory: Memory = None,
) -> None:
    """Read, check, save, judge and report; with errors only the list of problems is written."""
    from graphmodel.cli import closing, earlier, judging, keys, opening, screen
    from graphmodel.cli.collected_before import say_what_is_lacking
    from graphmodel.drafts import only_writer, together
    from graphmodel.pages.shell import Site
    from graphmodel.pages.site import RESULTS, results_in
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.reporting.figures import Figures
    from graphmodel.reporting.past import Past, Then
    from graphmodel.rosters.confirmations import confirmed_in
    from graphmodel.rosters.problems import in_brief
    from graphmodel.rules import load_settings, rules_with
    from graphmodel.stores import snapshot
    from graphmodel.workers.crew import crew_of

    thresholds, known = load_settings(settings), rules_with(own_rules)
    crew = crew_of(workers, memory)
    shared = judging.shared_among(crew, known)
    store = store or output / "alliance"
    opening.refuse_within_store(output, store)
    in_use = keys.in_use(key, [*inputs, output, store])
    listed = output / _PROBLEMS
    results = (_PAGE, _REPORT, *RESULTS[1:], _FINDINGS, _CHANGES, _PROBLEMS)
    day = as_of or opening.today()
    archive = judging.archive(store, known, thresholds, crew)
    then = opening.time_before(archive.snapshots, day, day, since)
    with only_writer(output):
        own = list(filter(None, (output, store, map_)))
        reading, assembled = opening.read(
            inputs,
            own,
            known,
            in_use,
            keep_going=keep_going,
            confirmed=confirmed_in(map_),
            saving=(store, day),
        )
        keys.refuse_another(reading, in_use, store, new_key=new_key)
        if reading.has_errors and not (keep_going and reading.found_any):
            write_problem_list(reading, listed)
            screen.show_problems(reading.problems, listed)
            _say_what_stays(output, listed)
            raise typer.Exit(1)
        screen.show_problems(reading.problems, listed)
        alliance = replace(assembled(), data_as_of=day)
        say_what_is_lacking(store, day, alliance)
        received = in_brief(reading.problems)
        aside = earlier.place_of(output, day)
        old = (*results_in(output), _REPORT, _FINDINGS, _CHANGES, _PROBLEMS)
        with (
            together(output, old, aside) as place,
            snapshot.saving(alliance, store, day, received=received) as manifest,
        ):
            if reading.problems.height:
                write_problem_list(reading, place / _PROBLEMS)
            has_errors, rows, slice_ = reading.has_errors, alliance.rows, alliance.at(day)
            planned = None if without_plan else alliance
            by_parts = (
                judging.judged_in_parts(alliance, slice_, store, known, thresholds, shared)
                if shared
                else None
            )
            del reading, assembled, alliance  # of a city they are as large as all that is made of them
            judgement = by_parts or judging.judged(slice_, manifest.snapshot, known, settings=thresholds)
            proposal = None if planned is None else judging.proposal(planned, judgement)
            dossier = Dossier(judgement, proposal, Past(judgement, archive, then))
            with screen.working(Text("写报告和网页", "writing workbook and pages")):
                _write_results(dossier, Site(Figures(dossier), received=received, rows=rows), place)
            keys.keep(in_use)
    written = [name for name in results if (output / name).exists()]
    saved = judging.archive(store, known, thresholds)
    saved.keep(Then(saved.snapshots.telling(day), day), judgement)
    closing.show(dossier, dossier.changes, output, written)
    screen.leave(judgement, has_errors=has_errors)


def _say_what_stays(output: Path, listed: Path) -> None:
    from graphmodel.cli import terminal

    terminal.say(
        Text(
            "名册有错误，没有保存。请按 {path} 修改后再运行",
            "the rosters have errors; nothing was saved. Mend what {path} lists and run again",
        ).fill(path=listed)
    )
    if (output / _PAGE).exists():
        terminal.say(
            Text(
                "{folder} 里的报表和网页仍是上一次的",
                "workbook and pages in {folder} are still those of the last run",
            ).fill(folder=output)
        )


def _write_results(dossier: Dossier, site: Site, output: Path) -> None:
    import polars as pl

    from graphmodel.cli import answers
    from graphmodel.contract.changes import changes_document
    from graphmodel.contract.findings import findings_document, rows_in_pieces
    from graphmodel.language import workers
    from graphmodel.pages.site import write_site
    from graphmodel.workbooks.report import write_report

    with workers(1) as beside:
        workbook = beside.submit(write_report, dossier, output / _REPORT)
        write_site(lambda: site, output)
        judgement = dossier.judgement
        rows = rows_in_pieces(judgement, pl.col("verdict").is_in(("gap", "unknown")), dossier.seen)
        answers.write_json(findings_document(judgement, rows, judgement.coverage), output / _FINDINGS)
        if dossier.changes is not None:
            ids = [rule.id for rule in judgement.rules]
            answers.write_json(changes_document(dossier.changes, ids), output / _CHANGES)
        workbook.result()
