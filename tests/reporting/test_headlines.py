from graphmodel.reporting import headlines
from graphmodel.reporting.dossier import Dossier
from tests.rules.build import judged

TOWN = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
owners_committees: id serves eligible
  fit c1 yes
  unfit c1 no
  unsaid c1 -
social_orgs: id serves eligible
  club c1 yes
party_orgs: id kind covers
  b1 grid_branch g1
  b2 owners_committee_branch fit
people: id party_status
  p full
posts: from post to
"""
RULES = ("R02", "R17", "R21", "R23", "R25", "R31", "R35")


def test_only_what_has_subjects_is_told_in_a_fixed_order() -> None:
    table = Dossier(judged(TOWN + "pairings: from to\n", *RULES)).headlines
    assert table["rule"].to_list() == ["R02", "R25", "R23", "R21", "R14"]


def test_the_formation_rate_is_of_the_eligible_bodies_of_all_kinds() -> None:
    row = Dossier(judged(TOWN, *RULES)).headlines.row(-1, named=True)
    assert (row["met"], row["judged"], row["unknown"], row["rate"]) == (1, 2, 1, 0.5)


def test_a_step_is_in_percentage_points() -> None:
    then, now = (
        Dossier(judged(text, *RULES)).headlines
        for text in (TOWN, TOWN.replace("grid_branch g1", "grid_branch g1、g2"))
    )
    steps = dict(headlines.with_steps(now, then).select("rule", "step").iter_rows())
    assert (steps["R02"], steps["R25"]) == (50.0, 0.0)
    assert dict(headlines.with_steps(now, then.clear()).select("rule", "step").iter_rows())["R02"] is None
