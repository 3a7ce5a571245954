"""What programs read of the analysis of a network."""

from graphmodel.alliance import Slice
from graphmodel.contract.analysis import analysis_document
from graphmodel.reporting.network import Analysis
from graphmodel.rules import rules
from tests.rules.build import AS_OF, alliance

TEXT = """
compounds: id part_of
  c1 k1
  c2 k3
grids: id part_of
  g1 c1
  g2 c1
  g3 c2
party_orgs: id kind covers
  b1 grid_branch g1
  d1 organ_branch -
people: id party_status
  p1 full
posts: from post to
  p1 instructor g1
pairings: from to
  d1 g1
  d1 g2
  d1 g3
"""


def analysed(slice_: Slice, *scope: str) -> Analysis:
    return Analysis(slice_, "0" * 64, tuple(rules().values()), scope)


def test_the_whole_answer_of_a_small_alliance() -> None:
    document = analysis_document(analysed(alliance(TEXT).at(AS_OF), "c1"))
    assert list(document) == [
        *("schema", "as_of", "data_as_of", "snapshot", "scope", "red_thread", "single_points"),
        *("pairing", "household_capacity", "load", "reach", "not_supplied"),
    ]
    assert (document["schema"], document["as_of"]) == ("graphmodel/analysis/1", "2018-12-31")
    assert document["red_thread"] == [
        {
            "compound": "c1",
            "members": 5,
            "components": [["Grid:g1", "Grid:g2"]],
            "loose": [],
            "joins_needed": 0,
            "cut_points": ["PartyOrg:d1"],
            "bridges": [["PartyOrg:d1", "Grid:g1"], ["PartyOrg:d1", "Grid:g2"]],
        }
    ]
    assert document["single_points"] == [
        {"subject_label": label, "subject": id_, "loses": [_lost(rule, grid) for rule, grid in lost]}
        for label, id_, lost in (
            ("PartyOrg", "b1", [("R02", "g1")]),
            ("PartyOrg", "d1", [("R22", "g1"), ("R22", "g2")]),
            ("Person", "p1", [("R25", "g1")]),
        )
    ]
    assert document["pairing"] == {
        "branches": 1,
        "free": [],
        "over_paired": [{"org": "d1", "grids": ["g1", "g2", "g3"]}],
        "grids_without": [],
        "paired_grids": 3,
        "matched": 1,
        "deficiency": 2,
        "witness": {"grids": ["g1", "g2", "g3"], "branches": ["d1"]},
    }
    assert document["household_capacity"] == []
    assert document["load"]["grids_per_branch"] == [{"value": 3, "count": 1}]
    assert document["reach"] == [{"compound": "c1", "hops": None}]
    assert document["not_supplied"] == []


def _lost(rule: str, grid: str) -> dict[str, str]:
    return {"rule": rule, "subject_label": "Grid", "subject": grid}


def test_what_cannot_be_told_is_null_and_named_and_nothing_is_lost_by_it() -> None:
    slice_ = alliance(TEXT, ("pairings", "posts", "COVERS", "household_ties")).at(AS_OF)
    document = analysis_document(analysed(slice_))
    missing = ["household_capacity", "pairing", "reach", "red_thread"]
    assert document["not_supplied"] == missing
    assert [document[part] for part in missing] == [None] * 4
    assert document["single_points"] == []
    assert list(document["load"]) == []
