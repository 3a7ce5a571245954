"""An invented city the long way round: written, read, assembled, and judged by an engine."""

from pathlib import Path

import polars as pl

from graphmodel import synthetic
from graphmodel.alliance import Slice, assemble
from graphmodel.engines import Engine
from graphmodel.rosters import read_rosters
from graphmodel.rules import judge, rules
from graphmodel.synthetic.planting import Answers

VERDICTS = ("met", "gap", "unknown", "exempt")


def slice_of(rosters: dict[str, pl.DataFrame], folder: Path) -> Slice:
    """What the program reads of rosters that were written."""
    synthetic.write(rosters, folder, "csv")
    reading = read_rosters([folder])
    assert reading.problems.is_empty()
    return assemble(reading).at(synthetic.AS_OF)


def judged(slice_: Slice, engine: Engine) -> dict[str, Answers]:
    """The verdicts of every rule, in the form of the answer key."""
    judgement = judge(slice_, engine, list(rules().values()), snapshot="")
    assert not judgement.failed
    found: dict[str, Answers] = {rule: {} for rule in rules()}
    for row in judgement.findings.iter_rows(named=True):
        homes = rules()[row["rule"]].unit == "homes"
        answer = {verdict: row[verdict] for verdict in VERDICTS} if homes else row["verdict"]
        found[row["rule"]][row["subject_label"], row["subject"]] = answer
    return found
