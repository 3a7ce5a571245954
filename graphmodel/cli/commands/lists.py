"""``graphmodel lists``: a list of what is missing for each addressee, with the rows to fill in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from graphmodel.cli.asked import Question
from graphmodel.cli.options import (
    DEFAULT_STORE,
    AsOf,
    Due,
    Memory,
    OwnRules,
    RuleIds,
    Scope,
    SettingsFile,
    Store,
    Workers,
    option,
)
from graphmodel.errors import UsageError
from graphmodel.language import AND, Text

if TYPE_CHECKING:
    from graphmodel.followup.worklists import Worklists

_LISTS: Final = "lists.json"
_DIRECTORY: Final = "清单目录.xlsx"


def hand_out(
    output: Annotated[Path, option("-o", "--output", zh="清单放在哪个文件夹", en="folder for the lists")],
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    by: Annotated[
        Literal["street", "community", "county", "organ"],
        option("--by", zh="发给谁：街道、社区、县（市、区）、机关党委（党总支）", en="to whom they go"),
    ] = "street",
    rule: RuleIds = None,
    severity: Annotated[
        list[str] | None,
        option(
            "--severity", zh="只要这些等级的，可多次", en="only these severities; repeatable", metavar="S1"
        ),
    ] = None,
    scope: Scope = None,
    due: Due = None,
    plan: Annotated[
        bool, option("--plan", zh="把建议的措施填进补填的行", en="fill in what is proposed")
    ] = False,
    with_names: Annotated[bool, option("--with-names", zh="写出人员姓名", en="with people's names")] = False,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    workers: Workers = None,
    memory: Memory = None,
) -> None:
    """Write a list for each addressee: what is missing, what would close it, and the rows to fill in."""
    from graphmodel.cli import judging, screen, terminal
    from graphmodel.drafts import only_writer, together
    from graphmodel.followup.worklists import Asked, Worklists
    from graphmodel.ontology.vocabulary import SEVERITIES
    from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.reporting.wording import of_day
    from graphmodel.rules import chosen
    from graphmodel.rules.judging import units_meant
    from graphmodel.workers.crew import crew_of

    if others := [one for one in severity or () if one not in SEVERITIES]:
        raise UsageError(
            Text(
                "没有这个等级：{others}（可选 {known}）", "no such severity: {others} (choose from {known})"
            ),
            others=str(AND).join(others),
            known=str(AND).join(SEVERITIES),
        )
    question = Question(
        store,
        as_of,
        tuple(rule or ()),
        tuple(scope or ()),
        settings,
        own_rules,
        crew=crew_of(workers, memory),
    )
    ids = tuple(one.id for one in chosen(question.rules, own_rules)) if rule else ()
    proposal = None
    if plan:
        opened = judging.planning(question)
        before, units = opened.before, opened.scope
        proposal = Proposal(opened.alliance, before, ids or (*PLANNED_RULES, DECIDED), units)
    else:
        before = judging.judged_store(question._replace(scope=()))
        units = units_meant(before.slice, question.scope)
    asked = Asked(by, ids, tuple(severity or ()), units, due, with_names)
    past = judging.past(store, before, crew=question.crew)
    made = Worklists(Dossier(before, past=past), asked, proposal)
    with only_writer(output):
        earlier = _earlier(output)
        _refuse_changed(output, earlier)
        with screen.working(Text("写清单", "writing the lists")):
            names = [*made.files.values()]
            _refuse_in_the_way(output, {*names, _DIRECTORY, _LISTS} - earlier.keys())
            with together(output, {*names, *earlier, _DIRECTORY, _LISTS}) as place:
                write_lists(made, place)
    if before.slice.people_key is not None and not with_names:
        terminal.say(str(_MADE_CODES))
    done = _DONE if names else _NOTHING
    day = of_day(before.slice)
    terminal.say(done.fill(day=day, count=len(names), lines=made.lines, directory=output / _DIRECTORY))
    screen.leave(before)


_DONE: Final = Text(
    "{day}：写了 {count} 份清单，共 {lines} 处；先看 {directory}",
    "{day}: {count} lists with {lines} lines; open {directory} first",
)
_NOTHING: Final = Text(
    "{day}：没有这样的缺口，没有要发的清单（见 {directory}）",
    "{day}: there are no such gaps, and no lists (see {directory})",
)
_MADE_CODES: Final = Text(
    "人员代码是由程序生成的，收到清单的人看不懂；要写出姓名，请加 --with-names",
    "the codes of people are made ones, which say nothing to whoever gets the lists; --with-names names them",
)


def write_lists(made: Worklists, place: Path) -> None:
    """Write every list, the directory, and what is known of them, into a folder."""
    import polars as pl

    from graphmodel.cli import answers
    from graphmodel.contract.lists import lists_document
    from graphmodel.followup.guidance import instructions
    from graphmodel.reporting.wording import data_id, of_day
    from graphmodel.workbooks.addressed import write_directory, write_worklist

    conditions, data = str(of_day(made.judgement.slice)), data_id(made.judgement.snapshot)
    rows: list[dict[str, Any]] = []
    for one in made.lists():
        told = instructions(
            one, conditions=conditions, due=made.asked.due, proposing=made.proposal is not None
        )
        known_by = made.sent(one).as_property()
        write_worklist(
            one, place / one.file, known_by=known_by, conditions=conditions, data=data, guidance=told
        )
        counts = {"findings": one.findings, "lines": one.lines.height, "rows_to_fill": one.rows_to_fill}
        row = {"unit": one.unit, "unit_label": one.label if one.unit is not None else None, "name": one.name}
        rows.append({**row, "file": one.file, "sha256": _checksum(place / one.file), **counts})
    schema = dict.fromkeys(("name", "unit", "file"), pl.String) | dict.fromkeys(
        ("findings", "lines", "rows_to_fill"), pl.Int64
    )
    write_directory(pl.DataFrame(rows, schema=schema), place / _DIRECTORY, conditions=conditions, data=data)
    directory = {"file": _DIRECTORY, "sha256": _checksum(place / _DIRECTORY)}
    document = lists_document(made.judgement, made.asked.by, made.asked.due, rows, directory)
    answers.write_json(document, place / _LISTS)


# --- what is there already ---


def _earlier(folder: Path) -> dict[str, str | None]:
    """The files of an earlier call and their checksums; none in an empty folder.

    Raises:
        UsageError: there is something else in it.
    """
    others = [path.name for path in folder.iterdir() if not path.name.startswith((".", "~$"))]
    if not others:
        return {}
    try:
        document = json.loads((folder / _LISTS).read_text(encoding="utf-8"))
        return {**dict(_told(document)), _LISTS: None}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            Text(
                "{folder} 不是空的，也不是清单的文件夹，没有写：请另选一个",
                "{folder} is not empty and holds no lists; nothing was written: choose another",
            ),
            folder=folder,
        ) from error


def _told(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    from graphmodel.contract.lists import LISTS

    if document["schema"] != LISTS:
        raise ValueError
    for entry in (*document["lists"], document["directory"]):
        file, checksum = entry["file"], entry["sha256"]
        if Path(file).name != file or not isinstance(checksum, str):
            raise ValueError
        yield file, checksum


def _refuse_changed(folder: Path, earlier: Mapping[str, str | None]) -> None:
    changed = [
        name
        for name, checksum in earlier.items()
        if checksum is not None and (folder / name).is_file() and _checksum(folder / name) != checksum
    ]
    if changed:
        raise UsageError(
            Text(
                "写出以后被改过（也许是交回来的）：{files}。什么也没有替换，请先把它移走，或另选文件夹",
                "changed since it was written, perhaps an answer: {files}. Nothing was replaced: move it away, or choose "
                "another folder",
            ),
            files=str(AND).join(changed),
        )


def _refuse_in_the_way(folder: Path, names: set[str]) -> None:
    if found := sorted(name for name in names if (folder / name).exists()):
        raise UsageError(
            Text(
                "这里有同名的别的文件，没有替换：{files}",
                "other files of these names are there, and were not replaced: {files}",
            ),
            files=str(AND).join(found),
        )


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
