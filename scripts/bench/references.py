"""Where the homes of a province stand that thirty million contacts refer to, a bucket at a time.

Codes of homes and references to them lie on disk in buckets by their hash, as `load --parts` lays them out; each bucket is
read, looked up and let go, in a process of its own for all. Goals: 15 s of the processor and 0.5 GiB.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import polars as pl
from measuring import apart, peak_memory

from graphmodel.rosters.hashing import found_among

HOMES: Final = 21_600_000
REFERENCES: Final = 30_000_000
BUCKETS: Final = 8
_PIECE: Final = 3_000_000


def lay_out(folder: Path, name: str, rows: int) -> None:
    """Write codes into the files of their buckets, piece by piece; every home is referred to about as often."""
    for first in range(0, rows, _PIECE):
        numbers = pl.int_range(first, min(first + _PIECE, rows), eager=True) * 7 % HOMES
        codes = pl.select(code=pl.format("H{}", pl.lit(numbers)))
        buckets = codes.with_columns(bucket=pl.col("code").hash() % BUCKETS).partition_by(
            "bucket", as_dict=True, include_key=False
        )
        for (bucket,), those in buckets.items():
            those.write_parquet(folder / f"{name}-{bucket}-{first}.parquet")


def once(folder: Path) -> None:
    """Look all of them up, and print what it took."""
    before, begin, found = peak_memory(), time.process_time(), 0
    for bucket in range(BUCKETS):
        homes, references = (
            pl.read_parquet(folder / f"{name}-{bucket}-*.parquet")["code"] for name in ("homes", "references")
        )
        found += found_among(references, homes).count()
    seconds = time.process_time() - begin
    print(json.dumps({"seconds": seconds, "peak": peak_memory() - before, "found": found}))


def main() -> None:
    """Lay the codes out, and look them up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder, "homes", HOMES)
        lay_out(folder, "references", REFERENCES)
        took = apart(__file__, folder)
    assert took["found"] == REFERENCES
    print(f"{REFERENCES:,} references in {BUCKETS} buckets{took['seconds']:8.1f} s{took['peak']:8.0f} MiB")


if __name__ == "__main__":
    if arguments := sys.argv[1:]:
        once(*map(Path, arguments))
    else:
        main()
