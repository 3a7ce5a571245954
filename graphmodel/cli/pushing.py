"""Pushing into Neo4j as a command: progress while it runs, and a table of what changed."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Final

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text as Line

from graphmodel.alliance import Slice
from graphmodel.cli import answers, screen, stopping
from graphmodel.cli.screen import error_console
from graphmodel.cli.terminal import say
from graphmodel.engines.neo4j import Connection, PushReport, push, write_bulk
from graphmodel.language import Text
from graphmodel.ontology import LABEL, RELATION

_LEFT: Final = Text(
    "已停止。如果已经开始写入，Neo4j 里可能已有一部分内容，图标记为导入中，不能查询；重新运行 push 即可补全",
    "stopped. If writing had begun, part of it may be in Neo4j, where the graph is marked as loading and cannot be "
    "queried; push again to complete it",
)


def push_over_bolt(
    slice_: Slice,
    snapshot_id: str,
    connection: Connection,
    *,
    dry_run: bool,
    force: bool,
    with_households: bool,
    with_names: bool,
) -> None:
    """Push, showing how far it has come and what it changed."""
    title, rows = TextColumn("{task.description}"), MofNCompleteColumn()
    columns = (title, BarColumn(), rows, _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=error_console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(what: Text, done: int, of: int) -> None:
            if what.en not in tasks:
                tasks[what.en] = bars.add_task(str(what), total=of)
            bars.update(tasks[what.en], completed=done, total=of)

        left = nullcontext() if dry_run else stopping.changing(_LEFT)
        with left:
            report = push(
                slice_,
                connection,
                snapshot=snapshot_id,
                dry_run=dry_run,
                force=force,
                with_households=with_households,
                with_names=with_names,
                progress=show,
            )
    screen.show_day(slice_)
    _show(report)


def write_files(
    slice_: Slice,
    snapshot_id: str,
    folder: Path,
    database: str | None,
    *,
    with_households: bool,
    with_names: bool,
) -> None:
    """Write the files of the offline importer, and say how to run it."""
    report = write_bulk(
        slice_,
        folder,
        snapshot=snapshot_id,
        with_households=with_households,
        with_names=with_names,
        database=database,
    )
    sentence = Text(
        "请停下服务器，在 {folder} 里运行下面的命令，再启动服务器并运行 graphmodel push：",
        "stop the server, run this in {folder}, then start the server and run graphmodel push:",
    )
    say(sentence.fill(folder=report.folder))
    answers.write_text([report.command], None)


class _Rate(ProgressColumn):
    """How many rows a second, in the language of whoever made it: the bars are drawn by a thread of theirs."""

    def __init__(self) -> None:
        super().__init__()
        self._words = str(Text("{rate:,.0f} 行/秒", "{rate:,.0f} rows/s"))

    def render(self, task: Task) -> Line:
        """What the column shows; nothing before the first rows are through."""
        if not task.speed:
            return Line()
        return Line(self._words.format(rate=task.speed))


def _show(report: PushReport) -> None:
    headings = [
        str(Text(*pair))
        for pair in (
            ("类别", "kind"),
            ("新增", "created"),
            ("更新", "updated"),
            ("删除", "removed"),
            ("未变", "unchanged"),
        )
    ]
    titles = {name: str(declared.title) for name, declared in (LABEL | RELATION).items()}
    rows = [
        (titles[name], change.created, change.updated, change.removed, change.unchanged)
        for name, change in (report.nodes | report.ties).items()
    ]
    answers.show(headings, rows)
    if report.dry_run:
        say(str(Text("仅为预演，没有写入", "a dry run; nothing was written")))
    elif not report.changed:
        say(str(Text("没有变化", "nothing changed")))
    if report.others:
        comma = str(Text("、", ", "))
        listed = comma.join(f"{titles[name]} {count}" for name, count in report.others.items())
        sentence = Text(
            "数据库里还有别人写的同类数据（{listed}），没有改动；只要它们还在，--engine neo4j 就不回答，请另用一个数据库",
            "others wrote data of the same kinds into this database ({listed}); it was left alone, but while it is "
            "there --engine neo4j will not answer: use a database of its own",
        )
        say(sentence.fill(listed=listed))
