"""Reading and checking rosters beside merely reading them: a million CSV rows, and a workbook of 100 000 rows.

Each way runs in a process of its own, so that its memory is its own. Goals: the CSV rows in 3 s on two cores and in 6
times the memory of the checked tables, the workbook in 1.3 times what the bare reader takes.
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import python_calamine
import xlsxwriter  # type: ignore[import-untyped]
from measuring import MIB, apart, peak_memory

COMPOUNDS, GRIDS_EACH = 369, 4
PEOPLE, HOMES, TIES, WORKBOOK_ROWS = 60_000, 400_000, 600_000, 100_000

Rows = Iterator[tuple[str, ...]]


def rosters(homes: int, ties: int) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """An invented city: name, headings and rows of each roster."""
    draw = random.Random(2018)  # noqa: S311 - it invents, it guards nothing
    street, communities = "990101001000", [f"990101001{number:03}" for number in range(1, 65)]
    divisions = [("990100000000", "甲市", "市", ""), ("990101000000", "甲县", "县", "990100000000")]
    divisions += [(street, "甲街道", "街道", "990101000000")]
    divisions += [(code, f"甲{code[-2:]}社区", "社区", street) for code in communities]
    yield "区划", ("代码", "名称", "级别", "上级代码"), iter(divisions)
    compounds = [(f"{number}号小区", communities[number % 64]) for number in range(COMPOUNDS)]
    yield "小区", ("小区名称", "所属社区"), iter(compounds)
    grids = [(f"{n}网格", f"{parent}/{name}") for name, parent in compounds for n in range(GRIDS_EACH)]
    yield "网格", ("网格名称", "所属小区"), iter(grids)
    people = (f"P{number:06}" for number in range(PEOPLE))
    yield "人员", ("人员编号", "政治面貌"), ((code, "正式党员") for code in people)
    states = ("有人", "空置", "不参加")
    yield (
        "住户",
        ("户编号", "所属网格", "楼栋", "单元", "状态"),
        (
            (f"H{n:07}", "/".join(reversed(grids[n % len(grids)])), str(n % 30), str(n % 4), states[n % 3])
            for n in range(homes)
        ),
    )
    yield (
        "联户",
        ("人员", "户编号", "最近联系月份"),
        (
            (f"P{draw.randrange(PEOPLE):06}", f"H{n % homes:07}", f"2018-{draw.randint(1, 12):02}")
            for n in range(ties)
        ),
    )


def write_csv(folder: Path) -> Path:
    """The city as a folder of text files."""
    for name, headings, rows in rosters(HOMES, TIES):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(",".join(row) + "\n" for row in (headings, *rows))
    return folder


def write_xlsx(folder: Path) -> Path:
    """The city as a workbook with many homes and no ties."""
    path = folder / "city.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        for name, headings, rows in rosters(WORKBOOK_ROWS, 0):
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate((headings, *rows)):
                for place, cell in enumerate(row):
                    sheet.write_string(number, place, cell)
    return path


def bare_csv(folder: Path) -> float:
    """Read the text files without any check; return the size of the tables."""
    tables = [pl.read_csv(path, infer_schema=False) for path in folder.iterdir()]
    return float(sum(table.estimated_size() for table in tables))


def bare_xlsx(path: Path) -> float:
    """Read the workbook without any check."""
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    sheets = [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]
    return float(len(sheets))


def checked(place: Path) -> float:
    """Read and check; return the size of the checked tables."""
    from graphmodel.rosters import read_rosters

    reading = read_rosters([place])
    assert not reading.has_errors, reading.problems
    return float(sum(resolved.rows.estimated_size() for resolved in reading.rosters.values()))


WAYS: dict[str, Callable[[Path], float]] = {"bare_csv": bare_csv, "bare_xlsx": bare_xlsx, "checked": checked}


def once(way: str, place: Path) -> None:
    """Do it and print what it took."""
    import graphmodel.rosters  # noqa: F401 - importing is not what is measured

    before, begin = peak_memory(), time.perf_counter()
    size = WAYS[way](place)
    seconds = time.perf_counter() - begin
    print(json.dumps({"seconds": seconds, "peak": peak_memory() - before, "tables": size / MIB}))


def main() -> None:
    """Compare reading and checking with reading alone."""
    for kind, write in (("csv", write_csv), ("xlsx", write_xlsx)):
        with tempfile.TemporaryDirectory() as folder:
            place = write(Path(folder))
            bare, full = (apart(__file__, way, place) for way in (f"bare_{kind}", "checked"))
        for name, took in ((f"{kind}, read alone", bare), (f"{kind}, read and checked", full)):
            print(f"{name:<28}{took['seconds']:8.2f} s{took['peak']:8.0f} MiB")
        print(
            f"{'':<28}{full['seconds'] / bare['seconds']:8.2f} ×{full['peak'] / full['tables']:8.1f} × its tables"
        )


if __name__ == "__main__":
    if arguments := sys.argv[1:]:
        once(arguments[0], Path(arguments[1]))
    else:
        main()
