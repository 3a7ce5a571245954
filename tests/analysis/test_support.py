"""What hangs on one person or Party organisation alone."""

from typing import Final

import polars as pl
import pytest

from graphmodel.alliance import Slice
from graphmodel.analysis import single_points
from graphmodel.rules import Settings, rules
from tests.analysis.removing import without
from tests.rules.build import AS_OF, alliance
from tests.rules.comparing import plain
from tests.rules.generate import side_by_side

CLAIMS: Final = {
    "R01": None,
    "R02": None,
    "R16": None,
    "R17": None,
    "R21": None,
    "R22": "Grid",
    "R23": None,
    "R25": None,
    "R26": "Community",
}
"""The rules that claim a coverage, and of which label if not of all."""
RULES: Final = tuple(rules()[id_] for id_ in CLAIMS)

ONE_OF_EACH = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
party_orgs: id kind seated_in covers
  z1 community k1 -
  b1 grid_branch - g1
  d1 organ_branch - -
people: id party_status
  p1 full
  p2 full
  p3 full
posts: from post to
  p1 instructor g1
  p1 instructor g2
  p2 instructor g2
  p3 first_secretary z1
pairings: from to
  d1 g1
"""


def test_a_subject_is_lost_with_the_one_that_upholds_it_and_not_while_there_is_another() -> None:
    losses = single_points(alliance(ONE_OF_EACH).at(AS_OF))
    assert losses.rows() == [
        ("PartyOrg", "b1", "R02", "Grid", "g1"),
        ("PartyOrg", "d1", "R22", "Grid", "g1"),
        ("PartyOrg", "z1", "R26", "Community", "k1"),
        ("Person", "p1", "R25", "Grid", "g1"),
        ("Person", "p3", "R26", "Community", "k1"),
    ]


@pytest.mark.parametrize("label", ["Person", "PartyOrg"])
def test_it_is_what_the_rules_say_without_each_of_them(label: str) -> None:
    slice_ = side_by_side(range(400, 425)).at(AS_OF)
    before = _gaps(slice_)
    expected = set()
    by_seed = slice_.nodes[label].select("id", seed=pl.col("id").str.extract("^(.*?:)")).sort("id")
    turns = by_seed.with_columns(turn=pl.int_range(pl.len()).over("seed")).partition_by("turn")
    for turn in turns:  # one of each alliance at a time: what becomes of the others is not touched
        gone = dict(turn.select("seed", "id").iter_rows())
        for rule, subject_label, subject in _gaps(without(slice_, label, gone.values())) - before:
            expected.add((label, gone[f"{subject.partition(':')[0]}:"], rule, subject_label, subject))
    losses = single_points(slice_).filter(pl.col("label") == label)
    assert set(losses.rows()) == expected
    assert len(expected) > 40, "a case of something"


def _gaps(slice_: Slice) -> set[tuple[str, str, str]]:
    return {
        (rule, label, subject)
        for rule, verdicts in plain(slice_, RULES, Settings()).items()
        for (label, subject), verdict in verdicts.items()
        if verdict.verdict == "gap" and CLAIMS[rule] in (None, label)
    }
