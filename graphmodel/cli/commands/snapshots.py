"""``graphmodel snapshots``: of which days there is data, and which of it speaks; a saving can be removed."""

from __future__ import annotations

from typing import Annotated, Literal

from graphmodel.cli.options import DEFAULT_STORE, FORMAT, OutputFile, Store, option
from graphmodel.errors import UsageError
from graphmodel.language import Text


def list_or_drop(
    store: Store = DEFAULT_STORE,
    drop: Annotated[
        str | None,
        option(
            "--drop",
            zh="删去这次数据（同样内容存过几天的，写成 编号@日期）",
            en="remove this one (ID@DAY where the same values were saved for several days)",
            metavar="ID[@DAY]",
        ),
    ] = None,
    yes: Annotated[
        bool, option("--yes", zh="确认删去", en="really remove it; without, only say what would go")
    ] = False,
    format_: Annotated[Literal["table", "json"], FORMAT] = "table",
    output: OutputFile = None,
) -> None:
    """List the snapshots, newest date first, or remove one."""
    from graphmodel.cli import answers, screen
    from graphmodel.cli.terminal import say
    from graphmodel.contract.snapshots import snapshots_document
    from graphmodel.stores import keeping, snapshot
    from graphmodel.stores.days import Snapshots

    saved = Snapshots(store)
    if drop is not None:
        gone = saved.to_drop(drop)
        if yes:
            snapshot.drop(store, gone)
            keeping.forget(store)
        for told in gone.values():
            removed = Text("已删去：{told}", "removed: {told}")
            would_go = Text("加上 --yes 就会删去：{told}", "with --yes this would go: {told}")
            say((removed if yes else would_go).fill(told=told))
        return
    if yes:
        raise UsageError(Text("--yes 要和 --drop 一起用", "--yes goes with --drop"))
    saved.expect_some()
    if format_ == "json" or output is not None:
        answers.write_json(snapshots_document(saved), output)
    else:
        screen.show_snapshots(saved)
