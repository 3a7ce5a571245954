"""What comes back, and what was: `months.py [tiny|core|city]…` (default: core).

Goals: 100 returned lists read in 10 s; the history of 24 snapshots of the core city in 5 s the second time.
"""

import sys
import tempfile
from datetime import date
from itertools import product
from pathlib import Path

from circular import EVERY, judged, judged_then
from measuring import Stages
from planning import city

from graphmodel import synthetic
from graphmodel.cli.commands.lists import write_lists
from graphmodel.followup.returned import read_all, returned_files
from graphmodel.followup.worklists import Asked, Worklists
from graphmodel.language import speaking
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.past import Archive
from graphmodel.rosters import Problems
from graphmodel.rules import Settings
from graphmodel.stores import snapshot
from graphmodel.stores.days import Snapshots

RETURNED = 100
DAYS = [date(year, month, 1) for year, month in product((2017, 2018), range(1, 13))]
SETS = ((), ("R25", "R48"), ("R16", "R20"))
"""The rules of several sets of lists: of one set there are fewer than come back."""


def main(*sizes: str) -> None:
    """Time reading lists that came back and telling a history, of each size."""
    for size in sizes or ("core",):
        stages = Stages()
        with tempfile.TemporaryDirectory() as place, speaking("zh"):
            folder = Path(place)
            alliance = city(size, folder / "rosters")
            dossier = Dossier(judged(alliance.at(synthetic.AS_OF), ""))
            for rules in SETS:
                sent = folder / "_".join(("lists", *rules))
                sent.mkdir()
                write_lists(Worklists(dossier, Asked(by="community", rules=rules)), sent)
            lists = sorted(path for path in folder.glob("lists*/*.xlsx") if path.name != "清单目录.xlsx")
            with stages.stage("lists read"):
                read = read_all(returned_files(lists[:RETURNED], []), Problems())
            store = folder / "store"
            for day in DAYS:
                snapshot.save(alliance, store, day)
            for time in ("history, first time", "history, second time"):
                with stages.stage(time):
                    archive = Archive(Snapshots(store), EVERY, Settings(), judged_then)
                    points, _ = archive.history([rule.id for rule in EVERY], None, ())
        print(f"{size}: {len(read)} lists, {points.height:,} points of {len(DAYS)} days")
        stages.show()


if __name__ == "__main__":
    main(*sys.argv[1:])
