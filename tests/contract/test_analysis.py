"""What programs read of the analysis of a network."""

from collections import Counter
from dataclasses import replace

from graphmodel.alliance import Slice
from graphmodel.contract.analysis import analysis_document
from graphmodel.reporting.network import Analysis
from graphmodel.rules import Settings, rules
from tests.contract.plain_analysis import PlainAnalysis
from tests.planning.dense import dense
from tests.rules import generate
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


def analysed(slice_: Slice, *scope: str, settings: Settings | None = None) -> Analysis:
    return Analysis(slice_, "0" * 64, tuple(rules().values()), scope, settings or Settings())


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


def test_a_plain_reading_says_the_same_in_a_scope_too_and_where_rosters_are_missing() -> None:
    """The same rows in another order give the same answer."""
    settings, found = Settings(max_homes=2), Counter[str]()
    for number, made in enumerate([*map(generate.alliance, range(700, 710)), dense([701]), dense([702])]):
        slice_ = made.at(generate.DAYS[number % 2])
        scope = tuple(slice_.nodes["Compound"]["id"].sort()[:2]) if number % 3 == 0 else ()
        told = analysis_document(analysed(slice_, *scope, settings=settings))
        assert list(PlainAnalysis(slice_, settings, scope).faults(told)) == [], number
        ties = {relation: table.reverse() for relation, table in slice_.ties.items()}
        assert told == analysis_document(analysed(replace(slice_, ties=ties), *scope, settings=settings))
        found["single_points"] += len(told["single_points"])
        found["deficiency"] += (told["pairing"] or {"deficiency": 0})["deficiency"]
        found["shortfall"] += sum(row["shortfall"] > 0 for row in told["household_capacity"] or ())
        for thread in told["red_thread"] or ():
            found.update({part: len(thread[part]) for part in ("loose", "cut_points", "bridges")})
    assert all(found[part] for part in PARTS), found


PARTS = ("single_points", "deficiency", "shortfall", "loose", "cut_points", "bridges")


def test_what_is_waived_is_not_lost() -> None:
    text = """
    compounds: id part_of
      c1 k1
    party_orgs: id kind seated_in
      z1 community k1
    people: id party_status
      p1 full
    posts: from post to
      p1 first_secretary z1
    """
    waived = """
    waivers: rule subject reason approver starts ends
      R26 k1 暂不选派 组织科 2018-10-01 {ends}
    """
    for ends, lost in (("2018-12-31", 2), ("2019-03-01", 0)):
        slice_ = alliance(text + waived.format(ends=ends)).at(AS_OF)
        told = analysis_document(analysed(slice_))["single_points"]
        assert len(told) == lost
        assert list(PlainAnalysis(slice_, Settings(), ()).faults(analysis_document(analysed(slice_)))) == []
