"""Break the program on purpose and count what comes of it: ``python scripts/faults.py [--kills N]``.

A run is killed, interrupted or ended at random moments while its results are replaced by those of other rosters. It is
run by hand: the counts are printed, after each kill too, and it fails when results of two runs were mixed or a snapshot was lost.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

PROGRAM: Final = [sys.executable, "-m", "graphmodel", "--lang", "en"]
STOPPED: Final = {signal.SIGINT: 130, signal.SIGTERM: 143}


def run(folder: Path, rosters: str) -> subprocess.Popen[bytes]:
    """Start a run into ``out``."""
    command = [*PROGRAM, "run", rosters, "-o", "out", "--as-of", "2018-12-31", "--without-plan"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def results(out: Path) -> dict[str, str]:
    """Checksums of the results by name; drafts are none."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.iterdir()
        if path.is_file() and not path.name.startswith(".")
    }


def main() -> int:
    """Kill, count, and say whether anything was mixed or lost."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=40)
    arguments.add_argument("--seed", type=int, default=0)
    asked = arguments.parse_args()
    dice, counts = random.Random(asked.seed), Counter[str]()  # noqa: S311 - moments, no secrets
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        whole, took = {}, 0.0
        for seed in ("1", "2"):
            subprocess.run([*PROGRAM, "synthesise", "-o", f"r{seed}", "--seed", seed], cwd=folder, check=True)
            began = time.monotonic()
            run(folder, f"r{seed}").communicate()
            took = time.monotonic() - began
            whole[seed] = results(folder / "out")
            shutil.rmtree(folder / "out")
        run(folder, "r1").communicate()
        for _ in range(asked.kills):
            seed = dice.choice(["1", "2"])
            number = dice.choice([signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
            process = run(folder, f"r{seed}")
            time.sleep(dice.uniform(0.3, took * 1.1))
            process.send_signal(number)
            said = process.communicate()[1].decode(errors="replace")
            counts.update(kills=1, mixed=0)
            held = results(folder / "out")
            if held not in whole.values():
                counts["mixed"] += 1
                of = {
                    name: [run for run in whole if whole[run].get(name) == sum_]
                    for name, sum_ in held.items()
                }
                print(number.name, process.returncode, of, said[-300:])
            counts["ended before"] += process.returncode == 0
            if number in STOPPED and process.returncode not in {0, STOPPED[number]}:
                counts["another exit code"] += 1
                print(process.returncode, said[-300:])
            counts["internal faults"] += "fault" in said or "Traceback" in said
            asking = [*PROGRAM, "coverage", "--store", "out/alliance"]
            counts["stores lost"] += (
                subprocess.run(asking, cwd=folder, capture_output=True, check=False).returncode != 0
            )
            print(number.name, dict(counts), flush=True)
        run(folder, "r1").communicate()
        left = [path for path in (folder / "out").rglob(".*") if path.name != ".lock"]
        counts["drafts left"] = len(left)
    for what, count in counts.items():
        print(f"{count:5} {what}")
    return int(any(counts[what] for what in ("mixed", "stores lost", "drafts left", "internal faults")))


if __name__ == "__main__":
    sys.exit(main())
