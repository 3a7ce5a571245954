"""``graphmodel template``: the blank rosters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from graphmodel.cli.options import option
from graphmodel.errors import UsageError
from graphmodel.language import Text


def write_blank_rosters(
    output: Annotated[Path, option("-o", "--output", zh="写到哪个文件", en="the file", metavar="FILE.xlsx")],
) -> None:
    """Write the blank rosters as a workbook; one that may already be filled in is left alone."""
    from graphmodel.cli.terminal import say
    from graphmodel.rosters.template import write_template

    if output.exists():
        raise UsageError(
            Text(
                "{path} 已经存在，没有覆盖；请换一个文件名",
                "{path} is already there and was left alone; choose another name",
            ),
            path=output,
        )
    write_template(output)
    say(
        Text(
            "空白名册已写到 {path}。填好后运行：graphmodel run {path} -o out",
            "the blank rosters are in {path}. When they are filled in: graphmodel run {path} -o out",
        ).fill(path=output)
    )
