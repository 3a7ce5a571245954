"""Lists for every street of an invented city, with what a plan proposes: `lists.py [tiny|core|city]…`.

Goals, after rules and plan: 4 s for the core city, 15 s for the whole one. Default: core.
"""

import sys
import tempfile
from pathlib import Path

from measuring import Stages
from planning import city, judged

from graphmodel import synthetic
from graphmodel.cli.commands.lists import write_lists
from graphmodel.followup.worklists import Asked, Worklists
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.reporting.dossier import Dossier


def main(*sizes: str) -> None:
    """Time making and writing the lists of each size."""
    for size in sizes or ("core",):
        with tempfile.TemporaryDirectory() as folder:
            alliance = city(size, Path(folder))
        before = judged(alliance.at(synthetic.AS_OF))
        proposal = Proposal(alliance, before, (*PLANNED_RULES, DECIDED))
        _ = proposal.moves
        stages = Stages()
        made = Worklists(Dossier(before), Asked(), proposal)
        with stages.stage("made"):
            rows = sum(one.rows_to_fill for one in made.lists())
        with tempfile.TemporaryDirectory() as folder, stages.stage("written"):
            write_lists(made, Path(folder))
        print(f"{size}: {len(made.files)} lists, {made.lines:,} lines, {rows:,} rows to fill in")
        stages.show()


if __name__ == "__main__":
    main(*sys.argv[1:])
