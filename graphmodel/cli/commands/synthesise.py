"""``graphmodel synthesise``: rosters of an invented city."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from graphmodel.cli.options import Output, Seed, Size, option
from graphmodel.language import Text


def invent_rosters(
    output: Output,
    size: Size = "tiny",
    seed: Seed = 0,
    format_: Annotated[
        Literal["xlsx", "csv"], option("--format", zh="文件格式", en="form of the files")
    ] = "xlsx",
    divisions: Annotated[
        Path | None,
        option(
            "--divisions",
            zh="用这份区划名单而不是虚构的",
            en="build on this division list, not an invented one",
        ),
    ] = None,
    planted: Annotated[
        bool,
        option(
            "--planted",
            zh="埋下每条规则的缺口，并写出答案 answer_key.json",
            en="plant gaps of every rule and write answer_key.json",
        ),
    ] = False,
) -> None:
    """Write the rosters of an invented city, with an answer key when its gaps are planted."""
    from graphmodel import synthetic
    from graphmodel.cli.screen import working
    from graphmodel.errors import writing

    places = synthetic.read_divisions(divisions) if divisions else None
    with working(Text("生成虚构的城市", "inventing a city")), writing(output):
        if planted:
            city = synthetic.plant(size, seed, places)
            synthetic.write(city.rosters, output, format_)
            synthetic.write_key(city, output)
        else:
            synthetic.write(synthetic.synthesise(size, seed, places), output, format_)
