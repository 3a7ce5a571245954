"""``graphmodel synthesise``: rosters of an invented city, or of a province."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from graphmodel.cli.options import Output, Seed, option
from graphmodel.language import Text

_BYTES_OF_A_HOME: Final = {"parquet": 2, "csv": 77}
"""With everything else that is told about it; measured."""


def invent_rosters(
    output: Output,
    size: Annotated[
        Literal["tiny", "core", "city", "province"], option("--size", zh="规模", en="how large")
    ] = "tiny",
    seed: Seed = 0,
    format_: Annotated[
        Literal["xlsx", "csv", "parquet"] | None,
        option(
            "--format",
            zh="文件格式（默认 xlsx，省 parquet）",
            en="form of the files (default: xlsx; province: parquet)",
        ),
    ] = None,
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
    """Write the rosters of an invented city, month by month if asked, with an answer key when its gaps are planted.

    Those of a province are written county by county, with an answer key for every county.
    """
    from graphmodel import synthetic
    from graphmodel.cli.screen import working
    from graphmodel.errors import UsageError, writing

    if planted and months:
        raise UsageError(
            Text("--planted 与 --months 不能同时使用", "--planted and --months do not go together")
        )
    if size == "province":
        for option_, given in (
            ("--divisions", divisions),
            ("--months", months),
            ("--format xlsx", format_ == "xlsx"),
        ):
            if given:
                raise UsageError(
                    Text(
                        "--size province 不能与 {option} 同时使用",
                        "--size province and {option} do not go together",
                    ),
                    option=option_,
                )
        _invent_province(output, seed, format_ or "parquet", planted=planted)
        return
    format_ = format_ or "xlsx"
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


def _invent_province(output: Path, seed: int, format_: str, *, planted: bool) -> None:
    """Write county after county, and tell which; beforehand, how large all of it will be."""
    from graphmodel import synthetic
    from graphmodel.cli.screen import working
    from graphmodel.cli.terminal import say
    from graphmodel.errors import writing

    province = synthetic.PROVINCES["province"]
    counties = province.counties()
    say(
        Text(
            "虚构一个省：{cities}个市、{counties}个县（市、区）、{homes:,}户，名册约 {megabytes:,} MB",
            "inventing a province: {cities} cities, {counties} counties, {homes:,} homes, rosters of about {megabytes:,} MB",
        ).fill(
            cities=len(province.cities),
            counties=len(counties),
            homes=province.homes,
            megabytes=round(province.homes * _BYTES_OF_A_HOME[format_] / 1e6),
        )
    )
    made = (synthetic.plant_province if planted else synthetic.synthesise_province)(province, seed)
    for number, county in enumerate(counties, start=1):
        folder = synthetic.folder_of(county)
        place = f"{folder.as_posix()} {number}/{len(counties)}"
        with working(Text(f"生成 {place}", f"inventing {place}")), writing(output):
            _, rosters, keys = next(made)
            synthetic.write(rosters, output / folder, format_)
            for key in keys:
                synthetic.write_part_key(key, output)
