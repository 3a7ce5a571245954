"""``graphmodel export``: the data out to other tools, or as rosters again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from graphmodel.cli.options import DEFAULT_STORE, FORMAT, AsOf, Scope, Store, option
from graphmodel.errors import UsageError
from graphmodel.language import Text


def hand_out(
    output: Annotated[
        Path,
        option(
            "-o",
            "--output",
            zh="写到哪个文件（csv：文件夹）",
            en="the file (csv: the folder)",
            metavar="FILE|DIR",
        ),
    ],
    format_: Annotated[Literal["graphml", "gexf", "json", "csv", "rosters"], FORMAT],
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    scope: Scope = None,
    homes: Annotated[
        bool, option("--homes", zh="连住户一起（不用于 rosters）", en="with homes (rosters have them)")
    ] = False,
    with_names: Annotated[
        bool,
        option(
            "--with-names", zh="写出人员姓名（rosters 总是写）", en="with people's names (rosters have them)"
        ),
    ] = False,
) -> None:
    """Write the network of a day as a graph, or all the data that tells of it as a workbook of rosters."""
    if format_ == "rosters":
        _write_rosters(output, store, as_of, scope)
        return
    from graphmodel.cli import opening, screen
    from graphmodel.cli.terminal import say
    from graphmodel.exports.graph_files import network_of, write_network
    from graphmodel.rules.judging import units_meant

    data = opening.opened(store, as_of)
    units = units_meant(data.slice, scope or ())
    graph = network_of(data.slice, scope=units, homes=homes, names=with_names)
    write_network(graph, format_, output)
    screen.say_day(data.slice)
    say(
        Text(
            "{nodes} 个节点、{edges} 条关系已写到 {file}（内部使用）",
            "{nodes} nodes and {edges} ties are in {file} (for internal use)",
        ).fill(nodes=graph.number_of_nodes(), edges=graph.number_of_edges(), file=output)
    )


def _write_rosters(output: Path, store: Path, as_of: AsOf, scope: Scope) -> None:
    from graphmodel.cli import opening, screen
    from graphmodel.cli.terminal import say
    from graphmodel.exports.filled_in import write_filled_in

    if scope:
        raise UsageError(
            Text(
                "名册只能整套导出，不能用 --scope", "rosters are written whole; --scope does not go with them"
            )
        )
    if output.suffix.lower() != ".xlsx":
        raise UsageError(
            Text("名册的文件要以 .xlsx 结尾：{file}", "rosters need a name that ends in .xlsx: {file}"),
            file=output,
        )
    data = opening.opened(store, as_of)
    write_filled_in(data.alliance, output)
    screen.say_day(data.slice)
    say(
        Text(
            "全部名册已写到 {file}（内部使用，含人员姓名）",
            "all rosters are in {file} (for internal use, with people's names)",
        ).fill(file=output)
    )
