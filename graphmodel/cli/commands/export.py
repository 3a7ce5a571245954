"""``graphmodel export``: the data out to other tools, or as rosters again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from graphmodel.cli.options import DEFAULT_STORE, FORMAT, AsOf, Scope, Store, option
from graphmodel.errors import UsageError
from graphmodel.language import Text


def hand_out(
    output: Annotated[Path, option("-o", "--output", zh="写到哪个文件", en="the file", metavar="FILE")],
    format_: Annotated[Literal["rosters"], FORMAT],
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    scope: Scope = None,
) -> None:
    """Write the data that tells a day as a workbook of rosters."""
    from graphmodel.cli import opening
    from graphmodel.cli.terminal import say
    from graphmodel.exports.filled_in import write_filled_in

    if scope:
        raise UsageError(
            Text(
                "名册只能整套导出，不能用 --scope",
                "rosters are written whole; --scope does not go with them",
            )
        )
    if output.suffix.lower() != ".xlsx":
        raise UsageError(
            Text("名册的文件要以 .xlsx 结尾：{file}", "rosters need a name that ends in .xlsx: {file}"),
            file=output,
        )
    alliance, _ = opening.told(store, as_of)
    write_filled_in(alliance, output)
    say(
        Text(
            "全部名册已写到 {file}（内部使用，含人员姓名）",
            "all rosters are in {file} (for internal use, with people's names)",
        ).fill(file=output)
    )
