"""The report upwards of two months of an invented city, in seconds: `circular.py [tiny|core|city]…` (default: core).

Goal: 3 s on the core city after rules and plan.
"""

import sys
import tempfile
from functools import partial
from pathlib import Path

from measuring import Stages

from graphmodel import synthetic
from graphmodel.alliance import Slice, assemble
from graphmodel.documents.filling import Template, write_circular
from graphmodel.engines import engine_over
from graphmodel.language import speaking
from graphmodel.planning.plan import Plan
from graphmodel.planning.promise import judging_moves
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.reporting.circular import Circular
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.past import Archive, Past, Then
from graphmodel.rosters import read_rosters
from graphmodel.rules import Judgement, Settings, judge, rules
from graphmodel.rules.judging import queries_asked
from graphmodel.stores import snapshot
from graphmodel.stores.days import Snapshots

EVERY = tuple(rules().values())


def main(*sizes: str) -> None:
    """Judge both months, plan, and write the report, each for itself."""
    for size in sizes or ("core",):
        with tempfile.TemporaryDirectory() as folder, speaking("zh"):
            store, stages = Path(folder) / "store", Stages()
            for day, rosters in synthetic.synthesise_months(size, 2):
                synthetic.write(rosters, Path(folder) / "rosters", "csv", day)
                alliance = assemble(read_rosters([Path(folder) / "rosters"]))
                snapshot.save(alliance, store, day)
            archive = Archive(Snapshots(store), EVERY, Settings(), judged_then)
            then, told = archive.dated
            with stages.stage("rules, two months"):
                now, _ = archive.judgement(told), archive.judgement(then)
            with stages.stage("plan"):
                proposal = Proposal(alliance, now, (*PLANNED_RULES, DECIDED))
                plan = Plan(proposal, judging_moves(alliance, now.slice.as_of, partial(judged, id_="")))
                assert plan.stays_open or plan.tallies
            with stages.stage("report"):
                circular = Circular(Dossier(now, past=Past(now, archive, then)), plan)
                write_circular(circular, Path(folder) / "report.docx", Template())
        print(size)
        stages.show()


def judged_then(then: Then) -> Judgement:
    """The same of a snapshot."""
    return judged(then.saved.alliance().at(then.day), then.saved.manifest.snapshot)


def judged(slice_: Slice, id_: str) -> Judgement:
    """What every rule says of a slice."""
    with engine_over(slice_, id_, queries=queries_asked(slice_, EVERY)) as engine:
        return judge(slice_, engine, EVERY, snapshot=id_)


if __name__ == "__main__":
    main(*sys.argv[1:])
