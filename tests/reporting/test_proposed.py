"""A plan in words: what it comes to, and why no more; never an empty success."""

from dataclasses import replace

import pytest

from graphmodel.language import speaking
from graphmodel.planning.plan import Plan
from graphmodel.reporting import left_open, proposed
from tests.planning.dense import dense
from tests.planning.made import plan_of
from tests.rules.build import alliance

TEXT = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
party_orgs: id kind
  d1 organ_branch
  d2 organ_branch
  d3 organ_branch
people: id party_status member_of
  p1 full d1
  p2 full d3
pairings: from to
  d1 g1
  d2 g2
owners_committees: id name serves
  y1 业委会 c1
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(alliance(TEXT, ("registrations",)))


def short(plan: Plan, *rules: str, budget: int | None = None) -> str:
    with speaking("zh"):
        asked = Plan(replace(plan.proposal, rules=rules), plan.judge, budget)
        return proposed.parts(asked)[0].caption


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("R01", "所问的规则都不能靠加减名册的行来补"),
        ("R24", "这些规则现在没有缺口"),
        ("R16", "有1个缺口，但没有一个能靠加减名册的行补上"),
        ("R31", "名册不全，判断不了有没有缺口。\n没有“报到”名册，判断不了：R31"),
    ],
)
def test_where_nothing_is_proposed_it_is_said_why(plan: Plan, rule: str, told: str) -> None:
    assert told in short(plan, rule)


def test_what_a_budget_leaves_out_is_no_lack_of_people(plan: Plan) -> None:
    told = short(plan, "R25", budget=2)
    assert told == "给定最多2条措施，给出1条；全部措施共3条。步骤不拆开给。"
    assert short(plan, "R25") == "每条规则补上的已是最多：再怎样安排也不能更多。"


def test_without_judging_again_the_same_stays_open_for_the_same_reasons(plan: Plan) -> None:
    dense_plan = plan_of(dense([3010]))
    for one in (plan, dense_plan):
        assert left_open.left_by_reason(one.proposal).rows() == left_open.open_by_reason(one).rows()
    assert left_open.left_by_reason(dense_plan.proposal).height > 5


def test_what_stays_open_is_told_with_an_example_and_its_proof(plan: Plan) -> None:
    with speaking("zh"):
        tables = {part.title: part.table.rows() for part in proposed.parts(plan)}
    assert ("R16", "业主委员会", "没有符合条件的", 1, "业委会", "") in tables["仍然补不上的"]
    bodies = "业委会、物业企业、社会组织的党的工作"
    assert (bodies, "业委会", "0名符合条件的人", 1, 0, 1) in tables["补不上更多的证明"]


def test_what_stays_open_has_its_own_name_where_others_bear_its_code() -> None:
    bodies = {"owners_committees": "业委会", "property_companies": "物业企业", "social_orgs": "社会组织"}
    text = "compounds: id name part_of\n  1 荷苑 k1\ngrids: id name part_of\n  1 一网格 1\n"
    text += "".join(f"{roster}: id name serves\n  1 {name} 1\n" for roster, name in bodies.items())
    with speaking("zh"):
        tables = {part.title: part.table for part in proposed.parts(plan_of(alliance(text)))}
    of_bodies = tables["仍然补不上的"].filter(规则="R16")
    assert {*of_bodies["例如"]} == {*bodies.values()}
