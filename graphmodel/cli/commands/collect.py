"""``graphmodel collect``: the lists that come back, merged into the data of the day."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from graphmodel.cli.options import (
    DEFAULT_STORE,
    FORMAT,
    KeepGoing,
    OwnRules,
    SavedFor,
    SettingsFile,
    Store,
    argument,
    option,
)
from graphmodel.errors import UsageError
from graphmodel.language import AND, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphmodel.alliance import Alliance
    from graphmodel.cli.opening import Opened
    from graphmodel.followup.collecting import Collected
    from graphmodel.followup.returned import Returned
    from graphmodel.rosters import Problems
    from graphmodel.rules import Judgement
    from graphmodel.stores.days import Saved, Snapshots
    from graphmodel.stores.snapshot import Manifest

_DOCUMENT: Final = "collect.json"
_LISTS: Final = "lists.json"


def take_in(
    returned: Annotated[
        list[Path],
        argument("RETURNED…", zh="交回的清单（文件或文件夹）", en="returned lists (files or folders)"),
    ],
    store: Store = DEFAULT_STORE,
    output: Annotated[
        Path | None,
        option("-o", "--output", zh="结果放在哪个文件夹", en="folder for the results", metavar="OUT"),
    ] = None,
    as_of: SavedFor = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    dry_run: Annotated[
        bool, option("--dry-run", zh="只看会怎样，什么也不写", en="say what would come of it, write nothing")
    ] = False,
    keep_going: KeepGoing = False,
    lists: Annotated[
        Path | None,
        option(
            "--lists",
            zh="发出清单的文件夹，用来看谁还没交",
            en="folder of the lists that were sent: who is outstanding",
            metavar="DIR",
        ),
    ] = None,
    format_: Annotated[Literal["table", "json"], FORMAT] = "table",
) -> None:
    """Check what came back, save it as the data of the day, and say what it has closed."""
    from graphmodel.cli import answers, judging, opening, screen
    from graphmodel.followup.collecting import collected
    from graphmodel.followup.returned import read_all, returned_files, without_superseded
    from graphmodel.rosters import Problems
    from graphmodel.rules import load_settings, rules_with
    from graphmodel.stores.days import Snapshots

    thresholds, known = load_settings(settings), rules_with(own_rules)
    opening.refuse_within_store(output, store)
    asked = _units_asked(lists)
    snapshots = Snapshots(store)
    sources = returned_files(returned, [path for path in (output, store) if path])
    problems = Problems()
    with screen.working(Text("读清单", "reading the lists")):
        read = read_all(sources, problems)
        held = without_superseded(_of_this_store(read, snapshots, problems), problems)
    day = as_of or _day_of(held)
    data = opening.opened(store, day)

    def judge(alliance: Alliance, of: date) -> Judgement:
        return judging.judged(alliance.at(of), data.snapshot, known, settings=thresholds)

    result = collected(
        held,
        data.alliance,
        day or data.day,
        problems,
        judge=judge,
        sent=_sent(snapshots, judge),
        keep_going=keep_going,
    )
    with ExitStack() as kept:
        place = kept.enter_context(_placed(result, output)) if output is not None and not dry_run else None
        saved = None
        if result.fit and held and not dry_run:
            saved = kept.enter_context(_saving(result, store, snapshots, data, day or data.day))
        document = _document(result, asked, saved)
        if place is not None:
            _write(result, document, place)
    if format_ == "json":
        answers.write_json(document, None)
    else:
        _show(result, document, output, dry_run=dry_run)
    raise typer.Exit(1 if _has_errors(result) else 0)


def _has_errors(result: Collected) -> bool:
    from graphmodel.rosters import has_errors

    return has_errors(result.problems)


# --- which lists, of which day ---


def _of_this_store(read: Sequence[Returned], snapshots: Snapshots, problems: Problems) -> list[Returned]:
    """The lists that were made from data of this store."""
    ids = {saved.manifest.snapshot for saved in snapshots.all}
    held = []
    for one in read:
        meant = [snapshot for snapshot in ids if one.sent.is_of(snapshot)]
        if len(meant) == 1:
            held.append(replace(one, sent=replace(one.sent, snapshot=meant[0])))
        else:
            problems.add("not-a-list", one.file)
    return held


def _day_of(lists: Sequence[Returned]) -> date | None:
    days = sorted({one.sent.as_of for one in lists})
    if len(days) > 1:
        raise UsageError(
            Text(
                "这些清单是不同日期的（{days}），请用 --as-of 写明收进哪一天的数据",
                "these lists are of several days ({days}); say with --as-of into the data of which they go",
            ),
            days=str(AND).join(days),
        )
    return date.fromisoformat(days[0]) if days else None


def _sent(
    snapshots: Snapshots, judge: Callable[[Alliance, date], Judgement]
) -> Callable[[Returned], Judgement]:
    def judgement(one: Returned) -> Judgement:
        saved = next(saved for saved in snapshots.all if saved.manifest.snapshot == one.sent.snapshot)
        return judge(snapshots.alliance(saved), date.fromisoformat(one.sent.as_of))

    return judgement


def _units_asked(lists: Path | None) -> list[str | None]:
    """The units to which lists were sent."""
    if lists is None:
        return []
    try:
        document = json.loads((lists / _LISTS).read_text(encoding="utf-8"))
        return [entry["unit"] for entry in document["lists"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            Text("{folder} 里没有发出的清单（{file}）", "{folder} holds no lists that were sent ({file})"),
            folder=lists,
            file=_LISTS,
        ) from error


# --- what is kept and written ---


@contextmanager
def _saving(
    result: Collected, store: Path, snapshots: Snapshots, data: Opened, day: date
) -> Iterator[Manifest]:
    """The snapshot, which is in the store when the block is left: what is written beside it is whole by then.

    What it is made from tells whether it is saved in parts, and in which.
    """
    import polars as pl

    from graphmodel.cli import screen
    from graphmodel.followup.collecting import newer
    from graphmodel.rosters.problems import in_brief
    from graphmodel.stores import snapshot
    from graphmodel.stores.partitions import divided

    told = _telling(snapshots, data)
    label = told.manifest.divided_by
    replies = newer(snapshot.replies_in(told.folder), result.replies)
    before = snapshot.received_in(told.folder)
    received = None if before is None else pl.concat([before, in_brief(result.problems)])
    files = {one.file: one.checksum for one in result.returned}
    alliance = replace(result.alliance, sources=result.alliance.sources | files, data_as_of=day)
    with (
        screen.working(Text("保存", "saving")),
        snapshot.saving(
            *(alliance, store, day),
            replies=replies,
            received=received,
            collected={*told.manifest.collected, *files},
            division=None if label is None else divided(alliance, label),
        ) as manifest,
    ):
        yield manifest


def _telling(snapshots: Snapshots, data: Opened) -> Saved:
    return next(saved for saved in snapshots.all if saved.manifest == data.manifest)


def _document(result: Collected, asked: Sequence[str | None], saved: Manifest | None) -> dict[str, Any]:
    from graphmodel.contract.collected import collect_document

    of_file = dict(result.problems.group_by("file").len().iter_rows())
    rows = [
        {
            "unit": one.sent.unit,
            "file": one.file,
            "rows_filled": result.filled[one.file].filled,
            "rows_not_filled": result.filled[one.file].not_filled,
            "replies": result.counts_of(one),
            "problems": int(of_file.get(one.file, 0)),
        }
        for one in result.returned
    ]
    came = {one.sent.unit for one in result.returned}
    findings = {
        "closed": result.gaps_only("before"),
        "opened": result.gaps_only("after"),
        "claimed_open": result.still_open("done"),
        "disputed": result.still_open("disputed"),
        "not_ready": result.still_open("not_ready"),
    }
    outstanding = [unit for unit in asked if unit not in came]
    return collect_document(
        result.after,
        rows,
        outstanding,
        result.merged,
        findings,
        result.problems,
        saved.snapshot if saved else None,
    )


@contextmanager
def _placed(result: Collected, output: Path) -> Iterator[Path]:
    """Where to write what is to stand in a folder; all of it takes its place when the block is left.

    What went back to a sender before goes: what comes now is the answer.
    """
    from graphmodel.drafts import only_writer, together

    names = {_DOCUMENT, *(_way_back(one.file) for one in result.returned)}
    with only_writer(output), together(output, names) as place:
        yield place


def _sent_back(result: Collected) -> dict[str, str]:
    """The returned files with errors, and what each is called on its way back."""
    wrong = {*result.problems.filter(severity="error")["file"]}
    return {one.file: _way_back(one.file) for one in result.returned if one.file in wrong}


def _way_back(file: str) -> str:
    """What a file is called that goes back to its sender."""
    from graphmodel.followup.returned import SENT_BACK

    return f"{SENT_BACK}{file.replace('/', '_')}"


def _write(result: Collected, document: dict[str, Any], place: Path) -> None:
    from graphmodel.cli import answers
    from graphmodel.workbooks.sent_back import write_sent_back

    paths = {one.file: one.path for one in result.returned}
    for file, name in _sent_back(result).items():
        write_sent_back(paths[file], result.problems.filter(file=file), place / name)
    answers.write_json(document, place / _DOCUMENT)


# --- what the screen shows ---


def _show(result: Collected, document: dict[str, Any], output: Path | None, *, dry_run: bool) -> None:
    from graphmodel.cli import closing, screen
    from graphmodel.reporting.dossier import Dossier

    screen.show_problems(result.problems)
    kept = _kept(document["snapshot"], dry_run=dry_run)
    if output is not None and not dry_run:
        kept += _SEE.fill(file=output / _DOCUMENT)
    closing.show_collected(Dossier(result.after), result.before, _lines(document), kept)


def _lines(document: dict[str, Any]) -> list[str]:
    """What came back and what became of it, in three lines."""
    from graphmodel.ontology.choices import REPLIES
    from graphmodel.reporting.wording import number

    returned = document["returned"]
    came = _CAME.fill(
        lists=number(len(returned)),
        filled=number(sum(one["rows_filled"] for one in returned)),
        empty=number(sum(one["rows_not_filled"] for one in returned)),
    )
    if document["outstanding"]:
        came += _OUTSTANDING.fill(count=number(len(document["outstanding"])))
    counts = {
        name: number(sum(of_roster[name] for of_roster in document["merged"].values()))
        for name in ("added", "changed", "ended")
    }
    turned = {name: number(len(document[name])) for name in ("closed", "opened")}
    said = [came, _MERGED.fill(**counts, **turned)]
    states = [
        _OF_STATE.fill(state=choice.title, count=number(count))
        for choice in REPLIES
        if (count := sum(one["replies"][choice.value] for one in returned))
    ]
    if states:
        answered = _ANSWERED.fill(states=str(AND).join(states))
        claimed = len(document["claimed_open"])
        said.append(answered + (_CLAIMED.fill(count=number(claimed)) if claimed else ""))
    return said


def _kept(snapshot: str | None, *, dry_run: bool) -> str:
    if snapshot is not None:
        return _SAVED.fill(id=snapshot[:12])
    return str(_TRIED if dry_run else _NOT_SAVED)


_CAME: Final = Text(
    "交回 {lists} 份清单：补填 {filled} 行，没有填 {empty} 行",
    "{lists} lists came back: {filled} rows filled in, {empty} not",
)
_OF_STATE: Final = Text("{state}{count}条", "{state} {count}")
_OUTSTANDING: Final = Text("；还有 {count} 个单位没有交回", "; {count} units are outstanding")
_MERGED: Final = Text(
    "并入：新增 {added} 行，更改 {changed} 行，终止 {ended} 行；补上缺口 {closed} 条，新出 {opened} 条",
    "merged: {added} rows added, {changed} changed, {ended} ended; {closed} gaps closed, {opened} opened",
)
_ANSWERED: Final = Text("整改情况：{states}", "answers: {states}")
_CLAIMED: Final = Text("；报称已整改而仍是缺口的 {count} 条", "; {count} said to be done are gaps still")
_SAVED: Final = Text("已保存（{id}）", "saved ({id})")
_NOT_SAVED: Final = Text("没有保存", "nothing was saved")
_TRIED: Final = Text("只是试看，什么也没有写", "a trial; nothing was written")
_SEE: Final = Text("；明细在 {file}", "; all of it is in {file}")
