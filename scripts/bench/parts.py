"""Invented cities of a province by counties, what cutting them costs beside judging: `parts.py [how many]` (default: 1).

Cutting is all that is done beyond reading: owners, halos, and the rows of every part laid out and written. Goals: at most
0.4 times the time of the processor that judging the parts takes, with a peak of at most 1.5 GiB. Each of both runs in a
process of its own, so that its memory is its own; judging as one worker does it, part by part. Then `gaps` is asked of
what is saved in parts and of the same saved at once, in turn. Goal, of two cities: at most 1.2 times.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from measuring import PROGRAM, apart, peak_memory, program_cpu_seconds

from graphmodel import synthetic
from graphmodel.alliance import assemble
from graphmodel.rosters import read_rosters
from graphmodel.rosters.streaming import Homes
from graphmodel.rules import rules
from graphmodel.rules.by_workers import judge_saved_part
from graphmodel.rules.settings import Settings
from graphmodel.stores import snapshot
from graphmodel.stores.layout import identity
from graphmodel.stores.partitions import divided_on_disk

Result = TypeVar("Result")
TURNS = 3


def main(cities: str = "1") -> None:
    """Invent, cut and judge; print what each takes."""
    with tempfile.TemporaryDirectory() as folder:
        rosters, store, whole = (Path(folder) / name for name in ("rosters", "store", "whole"))
        homes = write_rosters(rosters, int(cities))
        cutting, judging = apart(__file__, "cut", rosters, store), apart(__file__, "judge", store)
        subprocess.run(
            [*PROGRAM, "load", rosters, "--store", whole, "--as-of", str(synthetic.AS_OF)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        turns = [[gaps_cpu_seconds(place) for place in (whole, store)] for _ in range(TURNS)]
    print(f"{homes:,} homes: read and checked in {cutting['read']:.1f} s of the processor")
    print(
        f"  cut    {cutting['cut']:8.1f} s, peak {cutting['peak']:6.0f} MiB ({cutting['before']:.0f} when read)"
    )
    print(f"  judged {judging['judged']:8.1f} s, peak {judging['peak']:6.0f} MiB")
    print(f"  {cutting['cut'] / judging['judged']:.2f} ×")
    at_once, by_parts = map(statistics.median, zip(*turns, strict=True))
    print(f"  gaps: {at_once:.1f} s at once, {by_parts:.1f} s by parts: {by_parts / at_once:.2f} ×")


def gaps_cpu_seconds(store: Path) -> float:
    """Return the time of the processor that the gaps of a store take, in seconds, nothing being kept of what they are."""
    shutil.rmtree(store / "judged", ignore_errors=True)
    return program_cpu_seconds(
        [*PROGRAM, "gaps", "--store", str(store), "--format", "json"], times=1, warm=False
    )


def write_rosters(folder: Path, cities: int) -> int:
    """Invent the first cities of the province, as if there were no others; return how many homes they have."""
    whole = synthetic.PROVINCES["province"]
    shares = {0: sum(whole.cities[:cities]), 1: sum(whole.cities[cities:])}
    (main_urban, _), (outer, _) = (area.split(shares) for area in (whole.main_urban, whole.outer))
    province = replace(whole, main_urban=main_urban, outer=outer, cities=whole.cities[:cities])
    for made in synthetic.synthesise_province(province):
        synthetic.write(made.rosters, folder / synthetic.folder_of(made.county), "parquet")
    return province.homes


def cut(rosters: Path, store: Path) -> None:
    """Read rosters, cut what they say by counties and save it; print what each took.

    The id of the values, which whatever is saved has, in one piece too, is not counted.
    """
    meanwhile = store / "meanwhile"
    meanwhile.mkdir(parents=True)
    homes = Homes(meanwhile)
    read, alliance = timed(lambda: assemble(read_rosters([rosters], apart=homes), homes.lay_aside))
    before = peak_memory()
    laid, division = timed(lambda: divided_on_disk(alliance, homes, "County"))
    pieces = {name: partial(division.in_order, name) for name in division.apart}
    printed, _ = timed(lambda: identity(alliance, pieces))
    begin = time.process_time()
    with snapshot.saving(alliance, store, synthetic.AS_OF, division=division):
        pass
    saved = time.process_time() - begin - printed
    print(json.dumps({"read": read, "before": before, "cut": laid + saved, "peak": peak_memory()}))


def judge(store: Path) -> None:
    """Judge every part of what is saved, and print what that took."""
    (folder,) = snapshot.folders(store)
    manifest = snapshot.manifest_of(folder)
    with_means = (synthetic.AS_OF, manifest.snapshot, list(rules()), Settings())
    seconds, _ = timed(lambda: [judge_saved_part(folder, code, *with_means) for code in manifest.parts])
    print(json.dumps({"judged": seconds, "peak": peak_memory()}))


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return the time of the processor that some work takes, in seconds, and what it gives."""
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["cut", rosters, store]:
            cut(Path(rosters), Path(store))
        case ["judge", store]:
            judge(Path(store))
        case given:
            main(*given)
