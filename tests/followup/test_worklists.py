"""Whose a finding is, what a line says, and what a plan puts into the rows."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from graphmodel.followup.worklists import Asked, Worklist, Worklists
from graphmodel.ontology.worklist import Sent, number, numbered
from graphmodel.planning.plan import Plan
from graphmodel.planning.rows import rows_of
from graphmodel.reporting.dossier import Dossier
from graphmodel.rules import Judgement
from tests.followup.conftest import Written, lists_of, made
from tests.planning.made import plan_of
from tests.rules.build import AS_OF, judged
from tests.rules.generate import side_by_side

# two grids of one name, two committees of one name, a company in two streets
CITY = """
compounds: id name part_of
  c1 荷苑小区 k1
  c2 菊苑小区 k2
  c3 荷苑小区 k3
grids: id name part_of
  g1 一网格 c1
  g2 一网格 c2
  g3 一网格 c3
owners_committees: id name serves
  y1 业委会 c1
  y2 业委会 c2
property_companies: id name serves
  w 示例物业 c1、c3
party_orgs: id name kind led_by covers
  k 示例局机关党委 organ_committee - -
  o 示例局机关党支部 organ_branch k -
  r 示例局退休党支部 organ_branch k -
  b 荷苑小区网格党支部 grid_branch - g3
people: id name party_status member_of lives_in
  p1 示例甲 full o g1
  p2 示例乙 full b g3
pairings: from to agreement_signed_on
  k k1 -
  o g1 2018-05-01
households: id part_of status
  h1 g1 有人
  h2 g1 有人
  h3 g3 有人
"""
USUAL = Asked()


@pytest.fixture(scope="module")
def city() -> Judgement:
    return judged(CITY)


def numbers(one: Worklist) -> list[str]:
    return one.lines["number"].to_list()


def test_a_list_has_the_gaps_of_its_street_without_information(city: Judgement) -> None:
    lists = {one.unit: one for one in made(city, CITY, USUAL).lists()}
    gaps = city.findings.filter(pl.col("verdict") == "gap", pl.col("severity") != "S4")
    assert lists.keys() == {"s1", "s2", None}
    for unit in ("s1", "s2"):
        inside = city.territory.filter(pl.col("unit") == unit).select(subject_label="label", subject="id")
        expected = gaps.join(inside, on=["subject_label", "subject"], how="semi")
        assert lists[unit].findings == expected.height
        told = {_numbered(told) for told in numbers(lists[unit])}
        assert told <= {*expected.select("rule", "subject_label", "subject").iter_rows()}


def _numbered(told: str) -> tuple[str, str, str]:
    found = numbered(told)
    assert found is not None
    return found


def test_gaps_of_one_thing_for_one_reason_are_one_line_with_one_number(city: Judgement) -> None:
    lists = {one.unit: one for one in made(city, CITY, Asked(rules=("R01", "R02", "R16", "R17"))).lists()}
    told = dict(lists["s1"].lines.select("number", "rule").iter_rows())
    assert told["R17:OwnersCommittee:y1"] == "R17（R01、R16）"
    assert told["R02:Grid:g1"] == "R02（R01）"
    assert lists["s1"].findings > lists["s1"].lines.height
    asked = {one.unit: one for one in made(city, CITY, Asked(rules=("R01",))).lists()}
    assert "R01:OwnersCommittee:y1" in numbers(asked["s1"])


def test_what_lies_in_two_lists_says_so(city: Judgement) -> None:
    lists = {one.unit: one for one in made(city, CITY, Asked(rules=("R17",))).lists()}
    for unit, other in (("s1", "s2"), ("s2", "s1")):
        (why,) = lists[unit].lines.filter(pl.col("code") == "w")["why"]
        assert why.endswith(f"；同时在：{other}")


def test_what_lies_nowhere_has_a_list_of_its_own(city: Judgement) -> None:
    (last,) = (one for one in made(city, CITY, Asked(rules=("R27",))).lists() if one.unit is None)
    assert (last.name, numbers(last)) == ("未落到单位", ["R27:PartyOrg:r"])


def test_an_organ_committee_answers_for_its_branches_their_members_and_pairings(city: Judgement) -> None:
    lists = {one.unit: one for one in made(city, CITY, Asked(by="organ")).lists()}
    told = {(label, id_) for _, label, id_ in map(_numbered, numbers(lists["k"]))}
    assert told == {
        ("PartyOrg", "k"),
        ("PartyOrg", "o"),
        ("PartyOrg", "r"),
        ("Person", "p1"),
        ("PAIRED_WITH", "k→k1"),
        ("PAIRED_WITH", "o→g1"),
    }
    assert lists.keys() == {"k", None}


def test_names_are_told_apart(city: Judgement) -> None:
    lists = {one.unit: one for one in made(city, CITY, USUAL).lists()}
    named = {
        _numbered(told)[1:]: name for told, name in lists["s1"].lines.select("number", "name").iter_rows()
    }
    assert named["Grid", "g1"] == "荷苑小区·一网格"
    assert named["OwnersCommittee", "y1"] == "k1·业委会"
    assert named["PropertyCompany", "w"] == "示例物业"
    assert named["PAIRED_WITH", "o→g1"] == "示例局机关党支部→荷苑小区·一网格"
    assert named["Person", "p1"] is None


def test_compounds_of_one_name_are_named_once_with_their_grid() -> None:
    lists = lists_of(
        """
compounds: id name part_of
  c1 荷苑小区 k1
  c2 荷苑小区 k2
grids: id name part_of
  g1 一网格 c1、c2
""",
        Asked(rules=("R22",)),
    )
    assert lists["s1"].lines["name"].to_list() == ["荷苑小区·一网格"]


def test_people_are_named_where_that_is_asked_for(city: Judgement) -> None:
    for asked, name in ((USUAL, None), (Asked(names=True), "示例甲")):
        lists = {one.unit: one for one in made(city, CITY, asked).lists()}
        assert {*lists["s1"].lines.filter(pl.col("code") == "p1")["name"]} == {name}


def test_homes_are_one_line_per_grid_with_their_number(city: Judgement) -> None:
    lists = {one.unit: one for one in made(city, CITY, Asked(rules=("R35",))).lists()}
    (line,) = lists["s1"].lines.to_dicts()
    assert line["number"] == "R35:Grid:g1"
    assert "缺口 2 户" in line["why"]


@pytest.mark.parametrize(
    ("asked", "severities"),
    [
        (Asked(severities=("S1",)), {"S1"}),
        (Asked(severities=("S4", "S2")), {"S2", "S4"}),
        (Asked(rules=("R26",)), {"S2", "S4"}),
        (Asked(rules=("R26",), severities=("S2",)), {"S2"}),
    ],
)
def test_information_is_only_there_where_it_is_asked_for(
    asked: Asked, severities: set[str], city: Judgement
) -> None:
    assert {*made(city, CITY, asked).gaps["severity"]} == severities


# the village k2 has no compound; k1 and k2 have two first secretaries each, everybody has two memberships
LOOSE = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
party_orgs: id kind seated_in
  com1 community k1
  com2 community k2
people: id party_status member_of
  p1 full com1、com2
  p2 full com1、com2
  both full com1、com2
  nowhere full com1、com2
posts: from post to
  p1 first_secretary com1
  both first_secretary com1
  p2 first_secretary com2
  both first_secretary com2
"""


def test_what_lies_outside_the_programme_is_only_listed_where_its_rule_is_asked_for() -> None:
    city = judged(LOOSE, "R51")
    assert {*made(city, LOOSE, USUAL).gaps["subject"]} == {"k1", "p1", "both"}
    every = {"k1", "k2", "p1", "p2", "both", "nowhere"}
    assert {*made(city, LOOSE, Asked(rules=("R51",))).gaps["subject"]} == every


def test_a_scope_chooses_the_findings(city: Judgement) -> None:
    gaps = made(city, CITY, Asked(scope=("k2",))).gaps
    assert {*gaps["subject"]} == {"c2", "g2", "k2", "y2"}


def test_a_line_says_until_when_it_is_to_be_done(
    city: Judgement, written: Callable[[Worklist], Written]
) -> None:
    one = next(made(city, CITY, Asked(due=date(2019, 1, 31))).lists())
    assert {line["完成时限"].date() for line in written(one).lines} == {date(2019, 1, 31)}


# --- what is proposed ---

# o1 has an instructor for g1, which o1 is paired with; nobody may recommend one for g2
PLANNED = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
party_orgs: id kind led_by covers
  k organ_committee - -
  o1 organ_branch k -
  b1 grid_branch - g1
people: id name party_status member_of lives_in
  p1 示例甲 full o1 g1
  p2 示例乙 full b1 g1
pairings: from to
  o1 g1
households: id part_of status
  h1 g1 有人
registrations: from to
  p1 b1
"""


def test_what_is_proposed_stands_whole_in_the_rows_of_what_it_closes(
    written: Callable[[Worklist], Written],
) -> None:
    lists = lists_of(PLANNED, Asked(rules=("R25", "R27")), plan=True)
    book = written(lists["s1"])
    instructing = {row.grey["任职对象"]: row for row in book.rows["任职"]}
    proposed = instructing["g1"]
    assert proposed.number == "R25:Grid:g1"
    assert proposed.yellow == {"人员": "p1", "推荐党组织": "o1"}
    assert (proposed.grey["职务"], proposed.grey["生效日期"].date()) == ("党建指导员", AS_OF)
    assert instructing["g2"].yellow == {"人员": None, "推荐党组织": None}
    closing = {line["编号"]: line["怎样补上"] for line in book.lines}
    assert closing["R25:Grid:g1"] == "建议：由p1任c1·g1党建指导员（o1推荐）"
    assert not closing["R25:Grid:g2"].startswith("建议")


def test_who_is_proposed_is_named_where_that_is_asked_for() -> None:
    lists = lists_of(PLANNED, Asked(rules=("R25",), names=True), plan=True)
    assert "示例甲（p1）" in lists["s1"].lines["closes"][0]
    for names, said in ((False, "由1名党员联系1户"), (True, "由示例甲（p1）联系1户")):
        homes = lists_of(PLANNED, Asked(rules=("R35",), names=names), plan=True)
        assert homes["s1"].lines["closes"][0] == f"建议：{said}（见“补填-联户”）"


def test_homes_that_are_proposed_are_yellow_but_for_the_number(
    written: Callable[[Worklist], Written],
) -> None:
    book = written(lists_of(PLANNED, Asked(rules=("R35",)), plan=True)["s1"])
    (row,) = book.rows["联户"]
    assert (row.number, row.grey, row.white) == ("R35:Grid:g1", {}, {})
    assert (row.yellow["人员"], row.yellow["户编号"]) == ("p1", "h1")
    assert {*row.yellow} == {"人员", "户编号", "最近联系月份", "生效日期", "失效日期", "备注"}


def test_what_is_yellow_in_a_proposed_row_depends_on_the_finding_it_is_for(
    written: Callable[[Worklist], Written],
) -> None:
    lists = lists_of(PLANNED, Asked(by="organ", rules=("R25", "R27")), plan=True)
    (row,) = written(lists["k"]).rows["任职"]
    assert (row.number, row.yellow) == ("R27:PartyOrg:o1", {"人员": "p1"})
    assert (row.grey["推荐党组织"], row.grey["任职对象"]) == ("o1", "g1")
    unpaired = PLANNED.replace("pairings: from to\n  o1 g1\n", "")
    (row,) = written(lists_of(unpaired, Asked(by="organ", rules=("R22", "R25", "R27")), plan=True)["k"]).rows[
        "任职"
    ]
    assert row.yellow == {"人员": "p1", "任职对象": "g1"}


# p1 may be recommended to the organisation of k1
APPOINTING = """
compounds: id part_of
  c1 k1
party_orgs: id kind seated_in led_by
  com1 community k1 -
  com2 community k2 -
  k organ_committee - -
  m organ_committee - -
  o1 organ_branch - k
people: id party_status member_of
  p1 full o1
pairings: from to
  k k1
posts: from post to
  p1 secretary o1
"""


@pytest.mark.parametrize(
    ("severity", "leading", "known"),
    [
        ("S4", "R26:Community:k1", {"任职对象": "com1"}),
        ("S2", "R26:PartyOrg:k", {"推荐党组织": "k"}),
    ],
)
def test_what_is_known_of_who_is_proposed_to_a_community_depends_on_whose_gap_it_is(
    severity: str, leading: str, known: dict[str, str], written: Callable[[Worklist], Written]
) -> None:
    asked = Asked(by="community", rules=("R26",), severities=(severity,))
    (row,) = written(lists_of(APPOINTING, asked, plan=True)["k1"]).rows["任职"]
    cells = {"人员": "p1", "职务": "第一书记", "任职对象": "com1", "推荐党组织": "k"}
    assert row.number == leading
    assert row.yellow == {name: value for name, value in cells.items() if name not in known}
    assert {name: row.grey[name] for name in known} == known


def test_a_step_stands_in_the_list_of_every_finding_it_closes_however_grave() -> None:
    lists = lists_of(PLANNED, Asked(by="organ", rules=("R25", "R27"), severities=("S2",)), plan=True)
    for unit in ("k", None):
        assert unit not in lists or lists[unit].rows["posts"]["from"].to_list() == ["p1"]
    assert "k" in lists


# p1 has yet to register, with the organisation of a grid whose home lies outside the scope
UNREGISTERED = """
compounds: id part_of
  c1 k1
  c2 k2
grids: id part_of
  g1 c1
  g2 c2
party_orgs: id kind covers
  o1 organ_branch -
  b1 grid_branch g1、g2
people: id party_status member_of lives_in
  p1 full o1 g1
households: id part_of status
  h1 g2 有人
"""


def test_what_is_due_after_a_proposed_registration_stands_with_this_one() -> None:
    lists = lists_of(UNREGISTERED, Asked(rules=("R31", "R34"), scope=("k1",)), plan=True)
    (row,) = lists["s1"].rows["household_ties"].to_dicts()
    assert (row["number"], row["from"], row["to"]) == ("R31:Person:p1", "p1", "h1")


@pytest.mark.parametrize("by", ["street", "organ"])
def test_the_rows_of_all_lists_together_are_the_plan(by: str, plan: Plan) -> None:
    lists = [*Worklists(Dossier(plan.proposal.before), Asked(by), plan.proposal).lists()]
    expected = rows_of(plan.moves, AS_OF)
    assert plan.moves.height > 20
    for roster, rows in expected.items():
        cells = [name for name in rows.columns if name != "move"]
        told = pl.concat(one.rows[roster] for one in lists if roster in one.rows).select(cells)
        proposed = told.filter(pl.col("ended_on" if roster == "endings" else "valid_from").is_not_null())
        assert {*proposed.iter_rows()} == {*rows.select(cells).iter_rows()}
    gaps = {*plan.proposal.before.findings.filter(verdict="gap").select(number())[:, 0]}
    assert {told for one in lists for rows in one.rows.values() for told in rows["number"]} <= gaps


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(side_by_side(range(600, 612)))


# --- by what it is known ---


def test_a_list_is_known_by_what_was_sent(city: Judgement) -> None:
    first, again, other = (made(city, CITY, asked) for asked in (USUAL, USUAL, Asked(due=date(2019, 1, 31))))
    told = [[all_.sent(one).list for one in all_.lists()] for all_ in (first, again, other)]
    assert told[0] == told[1]
    assert not {*told[0]} & {*told[2]}
    assert len({*told[0]}) == len(told[0])


def test_a_property_says_what_a_list_is() -> None:
    for unit in ("330802007", None):
        sent = Sent("a" * 64, "2018-12-31", "street", unit, "b" * 32)
        assert Sent.of_property(sent.as_property()) == sent
        assert len(sent.as_property()) <= 255, "more Excel does not keep"
    long = Sent("a" * 64, "2018-12-31", "community", f"990102001001/{'长' * 90}", "b" * 32)
    assert len(long.as_property()) <= 255
    told = Sent.of_property(long.as_property())
    assert told is not None
    assert (told.unit, told.list) == (long.unit, long.list)
    assert told.is_of(long.snapshot)
    assert not told.is_of("b" * 64)
    for other in ("", "[]", "{}", '{"schema": "graphmodel/list/2"}', '{"schema": "graphmodel/list/1"}'):
        assert Sent.of_property(other) is None


def test_the_number_of_a_line_leads_back_to_its_finding() -> None:
    finding = ("R43", "PAIRED_WITH", "a:b→c")
    frame = pl.DataFrame([finding], schema=["rule", "subject_label", "subject"], orient="row")
    assert numbered(frame.select(number()).item()) == finding
    assert numbered("R43") is None
