"""``graphmodel template``: the blank rosters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from graphmodel.cli.options import option
from graphmodel.errors import UsageError
from graphmodel.language import Text

_ROSTERS = Text(
    "空白名册已写到 {path}。填好后运行：graphmodel run {path} -o out",
    "the blank rosters are in {path}. When they are filled in: graphmodel run {path} -o out",
)
_FORMS = Text(
    "空白表格已写到 {path}。收回后和区划名单放在一起，运行：graphmodel check 文件夹",
    "the blank forms are in {path}. When they have come back, beside the division list: graphmodel check FOLDER",
)


def write_blank_rosters(
    output: Annotated[Path, option("-o", "--output", zh="写到哪个文件", en="the file", metavar="FILE.xlsx")],
    style: Annotated[
        Literal["rosters", "forms"],
        option(
            "--style",
            zh="rosters 名册，一种一张；forms 下发各单位填写的宽表",
            en="rosters, one sheet for each; or forms, the wide tables that an office sends out",
        ),
    ] = "rosters",
) -> None:
    """Write the blank rosters or forms as a workbook; one that may already be filled in is left alone."""
    from graphmodel.cli.terminal import say
    from graphmodel.rosters.blank_forms import write_blank_forms
    from graphmodel.rosters.template import write_template

    if output.exists():
        raise UsageError(
            Text(
                "{path} 已经存在，没有覆盖；请换一个文件名",
                "{path} is already there and was left alone; choose another name",
            ),
            path=output,
        )
    write, text = (write_blank_forms, _FORMS) if style == "forms" else (write_template, _ROSTERS)
    write(output)
    say(text.fill(path=output))
