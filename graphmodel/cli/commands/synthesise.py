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
    months: Annotated[
        int | None,
        option(
            "--months",
            zh="到 2018-12 为止的几个月，每月一个文件夹",
            en="that many months up to 2018-12, each in a folder of its own",
            min=1,
            metavar="N",
        ),
    ] = None,
) -> None:
    """Write the rosters of an invented city, month by month if asked, with an answer key when its gaps are planted."""
    from graphmodel import synthetic
    from graphmodel.cli.screen import working
    from graphmodel.errors import UsageError, writing

    if planted and months:
        raise UsageError(
            Text("--planted 与 --months 不能同时使用", "--planted and --months do not go together")
        )
    places = synthetic.read_divisions(divisions) if divisions else None
    with working(Text("生成虚构的城市", "inventing a city")), writing(output):
        if planted:
            city = synthetic.plant(size, seed, places)
            synthetic.write(city.rosters, output, format_)
            synthetic.write_key(city, output)
        elif months:
            for day, rosters in synthetic.synthesise_months(size, months, seed, places):
                synthetic.write(rosters, output / f"{day:%Y-%m}", format_, day)
        else:
            synthetic.write(synthetic.synthesise(size, seed, places), output, format_)
