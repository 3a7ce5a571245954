"""``graphmodel map``: what could not be read, to be confirmed by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from graphmodel.cli.options import Inputs, KeyFile, MapFile, option
from graphmodel.errors import UsageError
from graphmodel.language import Text

if TYPE_CHECKING:
    from graphmodel.rosters import Reading
    from graphmodel.rosters.identity.key import KeyInUse
    from graphmodel.rosters.wordbook import Line

_WRITTEN = Text(
    "对照表已写到 {path}（{count} 行待确认）。填好“确认”一列后运行：graphmodel check … --map {path}",
    "the map is in {path} ({count} lines to confirm). With 确认 filled in: graphmodel check … --map {path}",
)
_NOTHING = Text(
    "对照表已写到 {path}，没有待确认的", "the map is in {path}; there is nothing left to confirm in it"
)


def ask_for_words(
    inputs: Inputs,
    output: Annotated[Path, option("-o", "--output", zh="写到哪个文件", en="the file", metavar="FILE.xlsx")],
    map_: MapFile = None,
    store: Annotated[
        Path | None,
        option(
            "--store", zh="以前的数据：问谁调动了单位", en="earlier data: who moved between units is asked"
        ),
    ] = None,
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
    own = list(filter(None, (output, map_, store)))
    old = read_lines(map_) if map_ else []
    in_use = keys.in_use(key, [*inputs, *own], keeping=False)
    confirmed = confirmed_in(map_)
    reading, _ = opening.read(inputs, own, rules_with(None), in_use, confirmed=confirmed)
    with screen.working(Text("写对照表", "writing the map")):
        lines = questions(reading, *tables_in(inputs, own, confirmed))
        if store is not None:
            lines += _moves(reading, store, in_use)
        lines = carried_over(lines, old)
        write_lines(output, lines)
    count = sum(not line.confirmed for line in lines)
    say((_WRITTEN if count else _NOTHING).fill(path=output, count=count))


def _moves(reading: Reading, store: Path, in_use: KeyInUse) -> list[Line]:
    """What is asked of people who moved; nothing where another key made the codes, for then everybody is new."""
    import polars as pl

    from graphmodel.rosters.asking import moves
    from graphmodel.stores.days import Snapshots

    before = Snapshots(store).telling().alliance()
    if reading.people_key is None or reading.people_key != before.people_key:
        return []
    orgs = before.nodes["PartyOrg"].select("name", to_id="id")
    member = before.ties["MEMBER_OF"].join(orgs, on="to_id", how="left", maintain_order="left")
    unit = member.select(id="from_id", unit=pl.coalesce("name", "to_id")).unique(
        "id", keep="first", maintain_order=True
    )
    people = before.nodes["Person"].unique("id", keep="last", maintain_order=True)
    return moves(
        reading,
        people.join(unit, on="id", how="left", maintain_order="left").select("name", "unit", code="id"),
        in_use.key,
    )
