"""Every rule on an invented city, in seconds, the slowest first: `rules.py [tiny|core|city]…` (default: core and city).

Goals: all rules in 1.5 s on the core city, in 4.5 s and 1.5 GiB on the whole city, and no faster growth than the city's.
"""

import sys
import tempfile
import time
from pathlib import Path

from measuring import peak_memory

from graphmodel import synthetic
from graphmodel.alliance import Slice, assemble
from graphmodel.engines import engine_over
from graphmodel.rosters import read_rosters
from graphmodel.rules import judge, rules
from graphmodel.rules.judging import queries_asked


def main(*sizes: str) -> None:
    """Judge every rule by itself, then all of them, on each size; print the growth from one size to the next."""
    before: tuple[int, float] | None = None
    for size in sizes or ("core", "city"):
        slice_ = city(size)
        things = sum(table.height for table in (*slice_.nodes.values(), *slice_.ties.values()))
        begin = time.perf_counter()
        every = list(rules().values())
        with engine_over(slice_, "", queries=queries_asked(slice_, every)) as engine:
            projected = time.perf_counter() - begin
            seconds = {}
            for id_, rule in rules().items():
                begin = time.perf_counter()
                judgement = judge(slice_, engine, [rule], snapshot="")
                seconds[id_] = time.perf_counter() - begin
                assert not judgement.failed, judgement.failed
            begin = time.perf_counter()
            findings = judge(slice_, engine, every, snapshot="").findings
            whole = time.perf_counter() - begin
        print(
            f"{size}: {things:,} nodes and ties, {findings.height:,} findings, projected in {projected:.2f} s"
        )
        for id_, each in sorted(seconds.items(), key=lambda item: -item[1]):
            print(f"  {id_} {each * 1000:7.0f} ms  {rules()[id_].title}")
        print(f"  all {whole * 1000:7.0f} ms, peak {peak_memory():.0f} MiB")
        if before:
            print(f"  {things / before[0]:.1f} times the things, {whole / before[1]:.1f} times the time")
        before = things, whole


def city(size: str) -> Slice:
    """An invented city on its day."""
    with tempfile.TemporaryDirectory() as folder:
        synthetic.write(synthetic.synthesise(size), Path(folder), "csv")
        return assemble(read_rosters([Path(folder)])).at(synthetic.AS_OF)


if __name__ == "__main__":
    main(*sys.argv[1:])
