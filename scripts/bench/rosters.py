"""Reading and checking rosters beside merely reading them: a million CSV rows, and a workbook of 100 000 rows.

Each way runs in a process of its own, so that its memory is its own, and reads a few rows beforehand, so that what a
library needs once is not taken for what rows need. The ways take turns; medians are told of the time of the processor and
by the clock, for the bare reader of CSV shares its work evenly between cores, and that of workbooks has but one. Goals:
the CSV rows in 5 times and the workbook in 1.4 times what the bare reader takes, and either in 6 times the memory of the
checked tables.
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl
import python_calamine
import xlsxwriter  # type: ignore[import-untyped]
from measuring import MIB, in_turn, medians, peak_memory

COMPOUNDS, GRIDS_EACH = 369, 4
TURNS = 7

Rows = Iterator[tuple[str, ...]]


class Size(NamedTuple):
    """How many rows the long rosters of a city have."""

    people: int
    homes: int
    ties: int


FEW = Size(people=10, homes=10, ties=10)
CITY = Size(people=60_000, homes=400_000, ties=600_000)
CORE = Size(people=60_000, homes=100_000, ties=0)


def rosters(size: Size) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
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
    people = (f"P{number:06}" for number in range(size.people))
    yield "人员", ("人员编号", "政治面貌"), ((code, "正式党员") for code in people)
    states = ("有人", "空置", "不参加")
    yield (
        "住户",
        ("户编号", "所属网格", "楼栋", "单元", "状态"),
        (
            (f"H{n:07}", "/".join(reversed(grids[n % len(grids)])), str(n % 30), str(n % 4), states[n % 3])
            for n in range(size.homes)
        ),
    )
    yield (
        "联户",
        ("人员", "户编号", "最近联系月份"),
        (
            (
                f"P{draw.randrange(size.people):06}",
                f"H{n % size.homes:07}",
                f"2018-{draw.randint(1, 12):02}",
            )
            for n in range(size.ties)
        ),
    )


def write_csv(folder: Path, size: Size) -> Path:
    """A city as a folder of text files."""
    for name, headings, rows in rosters(size):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(",".join(row) + "\n" for row in (headings, *rows))
    return folder


def write_xlsx(folder: Path, size: Size) -> Path:
    """A city as a workbook, with its texts in one table of their own, as spreadsheets write it."""
    path = folder / "city.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, headings, rows in rosters(size):
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
    """Read and check; return the size of the checked tables, of rows and of what they refer to."""
    from graphmodel.rosters import read_rosters

    reading = read_rosters([place])
    assert not reading.has_errors, reading.problems
    tables = [
        table
        for resolved in reading.rosters.values()
        for table in (resolved.rows, *resolved.references.values())
    ]
    return float(sum(table.estimated_size() for table in tables))


WAYS: dict[str, Callable[[Path], float]] = {"bare_csv": bare_csv, "bare_xlsx": bare_xlsx, "checked": checked}


def once(way: str, few: Path, place: Path) -> None:
    """Do it and print what it took."""
    WAYS[way](few)
    before, begin, clock = peak_memory(), time.process_time(), time.perf_counter()
    size = WAYS[way](place)
    took = {"processor": time.process_time() - begin, "clock": time.perf_counter() - clock}
    print(json.dumps({**took, "peak": peak_memory() - before, "tables": size / MIB}))


def main() -> None:
    """Compare reading and checking with reading alone."""
    for kind, write, size in (("csv", write_csv, CITY), ("xlsx", write_xlsx, CORE)):
        with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
            places = write(Path(few), FEW), write(Path(many), size)
            ways = {way: (way, *places) for way in (f"bare_{kind}", "checked")}
            turns = in_turn(__file__, ways, TURNS)
        bare, full = (medians(turns[way], "processor", "clock", "peak", "tables") for way in ways)
        for name, took in ((f"{kind}, read alone", bare), (f"{kind}, read and checked", full)):
            print(f"{name:<24}{took['processor']:8.2f} s ({took['clock']:.2f} s){took['peak']:8.0f} MiB")
        processor, clock = (full[name] / bare[name] for name in ("processor", "clock"))
        print(f"{'':<24}{processor:8.2f} × ({clock:.2f} ×){full['peak'] / full['tables']:8.1f} × its tables")
    print("of the processor, and by the clock")


if __name__ == "__main__":
    if arguments := sys.argv[1:]:
        once(arguments[0], *map(Path, arguments[1:]))
    else:
        main()
