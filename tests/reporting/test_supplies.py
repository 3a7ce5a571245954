"""What was not supplied, as an office reads it."""

from graphmodel.ontology import PART
from graphmodel.reporting.supplies import missing_for_thread, not_supplied
from graphmodel.reporting.wording import supply
from tests.rules.build import judged

TEXT = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
party_orgs: id kind covers
  z1 grid_branch g1
  z2 grid_branch g1
  w1 owners_committee_branch -
"""


def test_a_part_is_called_what_a_form_calls_it() -> None:
    assert supply("posts:grid_head") == "“任职”名册里的“网格长”（如网格一览表的“网格长”列）"
    assert not [
        part for part in PART if any(letter in supply(part) for letter in "abcdefghijklmnopqrstuvwxyz")
    ]


def test_a_part_that_is_lacking_counts_those_that_are_unknown_for_it() -> None:
    judgement = judged(TEXT, "R12", "R25", without=("posts:secretary:body", "posts:instructor"))
    told = {item.name: [tuple(one[1:]) for one in item.affected] for item in not_supplied(judgement)}
    assert told == {"posts:instructor": [("Grid", 1)], "posts:secretary:body": [("PartyOrg", 1)]}


def test_what_is_of_a_roster_that_was_not_supplied_goes_with_it() -> None:
    judgement = judged(TEXT, "R25", "R02", without=("posts", "COVERS"))
    assert [item.name for item in not_supplied(judgement)] == ["posts", "COVERS"]


def test_the_thread_cannot_be_told_without_a_part_that_may_join_a_member() -> None:
    assert not missing_for_thread(judged(TEXT, "R25", without=("posts:appointee", "registrations:Person")))
    blamed = missing_for_thread(judged(TEXT, "R25", without=("covers:Grid",)))
    assert blamed == ["“党组织”名册里的“网格党支部、党小组”（如网格一览表的“网格党支部”列）"]
    without = ("covers:SocialOrg", "social_orgs")
    assert not missing_for_thread(judged(TEXT, "R25", without=without))
