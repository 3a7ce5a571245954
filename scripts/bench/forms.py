"""Reading one city as forms beside reading it as canonical rosters: homes with addresses, 60 000 members.

Both say the same: grids with their heads, branches, secretaries and instructors, members, homes and who calls on them.
Canonical rosters bear codes; in the forms grids are told by name, members by ID number, homes by address. Of a core city
text files are compared with text files, and workbooks (their forms are a sheet for each community) with workbooks; of a
million homes text files. Each way runs in a process of its own, in turn, and the median of processor
time counts. Goal: the core city as forms in one and a half times what its rosters take, a million homes in 6 s. It is
read as `check` reads it where there is no key; beside it stands how it is read to be kept, with a digest for the code of
every home and member, of which rosters need none, and what the whole command `check` takes.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]
from measuring import PROGRAM, in_turn, medians, peak_memory, program_cpu_seconds

COMMUNITIES, COMPOUNDS, GRIDS_EACH = 64, 369, 4
FEW, MANY, CORE = 4_000, 1_000_000, 100_000
MEMBERS: Final = 60_000
TURNS: Final = 5
STREET: Final = "990101001000"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

Tables = dict[str, pl.DataFrame]


def _counted(number: int) -> pl.DataFrame:
    return pl.DataFrame({"n": range(number)})


def _named(n: pl.Expr) -> pl.Expr:
    """Invented names, each borne once."""
    stems = pl.Series(list(_STEMS))
    return pl.concat_str(pl.lit(stems).gather(n // 10**place % 10) for place in range(5))


def _id_number(n: pl.Expr) -> pl.Expr:
    """Numbers of the right form, of a division that there is none of."""
    days = pl.concat_str(
        pl.lit("990101"),
        (1950 + n // 1000).cast(pl.String),
        pl.lit("0101"),
        (n % 1000).cast(pl.String).str.zfill(3),
    )
    total = pl.sum_horizontal(
        days.str.slice(place, 1).cast(pl.Int64) * weight for place, weight in enumerate(_WEIGHTS)
    )
    return days + pl.lit(pl.Series(list("10X98765432"))).gather(total % 11)


def _city(homes: int) -> Tables:
    """What both ways say, by number: a community, compound, grid, member or home is called after it."""
    compounds = _counted(COMPOUNDS).select(
        compound=pl.format("{}号小区", "n"),
        community=pl.format("甲{}社区", pl.col("n") % COMMUNITIES),
    )
    grids = _counted(COMPOUNDS * GRIDS_EACH).select(
        compound=pl.format("{}号小区", pl.col("n") // GRIDS_EACH),
        community=pl.format("甲{}社区", pl.col("n") // GRIDS_EACH % COMMUNITIES),
        grid=pl.format("{}网格", pl.col("n") % GRIDS_EACH),
        branch=pl.format("{}号网格党支部", "n"),
        head=pl.col("n"),
        instructor=pl.col("n") + COMPOUNDS * GRIDS_EACH,
    )
    members = _counted(MEMBERS).select(
        "n",
        name=_named(pl.col("n")),
        id_number=_id_number(pl.col("n")),
        branch=pl.format("{}号网格党支部", pl.col("n") % (COMPOUNDS * GRIDS_EACH)),
    )
    grid = pl.col("n") % (COMPOUNDS * GRIDS_EACH)
    own = pl.col("n") // (COMPOUNDS * GRIDS_EACH)
    told = _counted(homes).select(
        "n",
        compound=pl.format("{}号小区", grid // GRIDS_EACH),
        community=pl.format("甲{}社区", grid // GRIDS_EACH % COMMUNITIES),
        grid=pl.format("{}网格", grid % GRIDS_EACH),
        building=(own // 60).cast(pl.String),
        stairwell=(own // 30 % 2 + 1).cast(pl.String),
        room=(101 + own % 30).cast(pl.String),
        status=pl.lit("有人"),
        member=grid + pl.col("n") % (MEMBERS // (COMPOUNDS * GRIDS_EACH)) * (COMPOUNDS * GRIDS_EACH),
    )
    return {"compounds": compounds, "grids": grids, "members": members, "homes": told}


def _divisions() -> pl.DataFrame:
    above = [("990100000000", "甲市", "市", ""), ("990101000000", "甲县", "县", "990100000000")]
    above += [(STREET, "甲街道", "街道", "990101000000")]
    own = [(f"990101001{n + 1:03}", f"甲{n}社区", "社区", STREET) for n in range(COMMUNITIES)]
    return pl.DataFrame(above + own, schema=["代码", "名称", "级别", "上级代码"], orient="row")


def forms(homes: int) -> Tables:
    """The city as an office keeps it."""
    city = _city(homes)
    names = city["members"]["name"]
    return {
        "区划": _divisions(),
        "网格表": city["grids"].select(
            社区="community",
            小区="compound",
            网格="grid",
            网格长=pl.lit(names).gather(pl.col("head")),
            网格党支部="branch",
            书记=pl.lit(names).gather(pl.col("head")),
            党建指导员=pl.lit(names).gather(pl.col("instructor")),
        ),
        "花名册": city["members"].select(
            姓名="name", 身份证号="id_number", 政治面貌=pl.lit("正式党员"), 所在党组织="branch"
        ),
        "住户表": city["homes"].select(
            社区="community",
            小区="compound",
            网格="grid",
            楼栋="building",
            单元="stairwell",
            室号="room",
            状态="status",
            联系党员=pl.lit(names).gather(pl.col("member")),
        ),
    }


def rosters(homes: int) -> Tables:
    """The same city under codes."""
    city = _city(homes)
    grids = city["grids"].with_columns(code=pl.format("{}/{}", "compound", "grid"))
    posts = (("书记", "branch", "head"), ("网格长", "code", "head"), ("党建指导员", "code", "instructor"))
    return {
        "区划": _divisions(),
        "小区": city["compounds"].select(小区代码="compound", 小区名称="compound", 所属社区="community"),
        "网格": grids.select(网格代码="code", 网格名称="grid", 所属小区="compound"),
        "党组织": grids.select(
            党组织代码="branch", 党组织名称="branch", 类型=pl.lit("网格党支部"), 覆盖对象="code"
        ),
        "人员": city["members"].select(
            人员编号=pl.format("P{}", "n"), 姓名="name", 政治面貌=pl.lit("正式党员"), 所在党组织="branch"
        ),
        "任职": pl.concat(
            grids.select(人员=pl.format("P{}", who), 职务=pl.lit(post), 任职对象=at)
            for post, at, who in posts
        ),
        "住户": city["homes"].select(
            户编号=pl.format("H{}", "n"),
            所属网格=pl.format("{}/{}", "compound", "grid"),
            楼栋="building",
            单元="stairwell",
            状态="status",
        ),
        "联户": city["homes"].select(人员=pl.format("P{}", "member"), 户编号=pl.format("H{}", "n")),
    }


WAYS = {"forms": forms, "rosters": rosters}


def write_csv(folder: Path, way: str, homes: int) -> Path:
    """One way of writing the city, as a folder of text files."""
    folder.mkdir()
    for name, table in WAYS[way](homes).items():
        table.write_csv(folder / f"{name}.csv")
    return folder


def write_xlsx(folder: Path, way: str, homes: int) -> Path:
    """One way of writing the city, as a workbook for each table; forms with a community a sheet for each."""
    folder.mkdir()
    for name, table in WAYS[way](homes).items():
        sheets = {(name,): table}
        if way == "forms" and "社区" in table.columns:
            sheets = table.partition_by("社区", as_dict=True, include_key=False, maintain_order=True)
        with xlsxwriter.Workbook(str(folder / f"{name}.xlsx")) as workbook:
            for (title,), part in sheets.items():
                sheet = workbook.add_worksheet(title)
                for number, row in enumerate((part.columns, *part.iter_rows())):
                    for place, cell in enumerate(row):
                        sheet.write_string(number, place, cell)
    return folder


def once(few: Path, many: Path) -> None:
    """Read it and print what it took, after reading a small one, so that what a library needs once is not counted."""
    from graphmodel.rosters import read_rosters
    from graphmodel.rosters.identity.key import KeyInUse

    read_rosters([few])
    before, begin = peak_memory(), time.process_time()
    reading = read_rosters([many])
    seconds = time.process_time() - begin
    assert not reading.has_errors, reading.problems
    peak = peak_memory() - before
    begin = time.process_time()
    read_rosters([many], key=KeyInUse(many / "people.key"))
    kept = time.process_time() - begin
    print(json.dumps({"seconds": seconds, "kept": kept, "peak": peak, "rows": reading.row_counts}))


def main() -> None:
    """Compare the two ways."""
    for kind, write, homes in (
        ("core, csv", write_csv, CORE),
        ("core, xlsx", write_xlsx, CORE),
        ("homes, csv", write_csv, MANY),
    ):
        with tempfile.TemporaryDirectory() as folder:
            ways = {way: [write(Path(folder) / f"{way}-{n}", way, n) for n in (FEW, homes)] for way in WAYS}
            turns = in_turn(__file__, ways, TURNS)
            commands = {
                way: program_cpu_seconds([*PROGRAM, "check", str(many)]) for way, (_, many) in ways.items()
            }
        read = {name: turns["forms"][0]["rows"].get(name) for name in turns["rosters"][0]["rows"]}
        assert read == turns["rosters"][0]["rows"]
        took = {way: medians(turns[way], "seconds", "kept", "peak") for way in ways}
        for way in ways:
            print(f"{way}, {kind:<12}{took[way]['seconds']:8.2f} s{took[way]['peak']:8.0f} MiB")
        own, kept = (took["forms"][name] / took["rosters"][name] for name in ("seconds", "kept"))
        command = commands["forms"] / commands["rosters"]
        print(f"{'':<16}{own:8.2f} ×, {kept:.2f} × to be kept, {command:.2f} × the whole command `check`")


if __name__ == "__main__":
    if arguments := sys.argv[1:]:
        once(*map(Path, arguments))
    else:
        main()
