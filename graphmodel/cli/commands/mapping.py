"""``graphmodel map``: what could not be read, to be confirmed by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from graphmodel.cli.options import Inputs, KeyFile, MapFile, option
from graphmodel.errors import UsageError
from graphmodel.language import Text

_WRITTEN = Text(
    "对照表已写到 {path}（{count} 行待确认）。填好“确认”一列后运行：graphmodel check … --map {path}",
    "the map is in {path} ({count} lines to confirm). With 确认 filled in: graphmodel check … --map {path}",
)


def ask_for_words(
    inputs: Inputs,
    output: Annotated[Path, option("-o", "--output", zh="写到哪个文件", en="the file", metavar="FILE.xlsx")],
    map_: MapFile = None,
    key: KeyFile = None,
) -> None:
    """Write a workbook of headings, names, words and people that could not be read; one that is there is left alone."""
    from graphmodel.cli import keys, opening, screen
    from graphmodel.cli.terminal import say
    from graphmodel.rosters.asking import questions
    from graphmodel.rosters.confirmations import confirmed_in, read_lines
    from graphmodel.rosters.reading import tables_in
    from graphmodel.rosters.wordbook import carried_over, write_lines
    from graphmodel.rules import rules_with

    if output.exists():
        raise UsageError(
            Text(
                "{path} 已经存在，没有覆盖；请换一个文件名",
                "{path} is already there and was left alone; choose another name",
            ),
            path=output,
        )
    own = [output, *([map_] if map_ else [])]
    old = read_lines(map_) if map_ else []
    reading, _ = opening.read(
        inputs, own, rules_with(None), keys.in_use(key, [*inputs, *own]), confirmed=confirmed_in(map_)
    )
    with screen.working(Text("写对照表", "writing the map")):
        lines = carried_over(questions(reading, *tables_in(inputs, own)), old)
        write_lines(output, lines)
    say(_WRITTEN.fill(path=output, count=sum(not line.confirmed for line in lines)))
