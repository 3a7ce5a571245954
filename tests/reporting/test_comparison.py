import pytest

from graphmodel.contract.changes import changes_document
from graphmodel.reporting.comparison import Comparison
from graphmodel.rules.changes import Changes
from tests.cities import COMPARED
from tests.rules.build import judged

SUPPLIED = "compounds: id part_of\n  c1 k1\npeople: id\n  p1\nposts: from post to\n"
BODIES = SUPPLIED + "party_orgs: id kind\n  o1 street\nowners_committees: id eligible serves\n"
GAPS = BODIES + "  y1 yes c1\n  y2 yes c1\n  y3 yes c1\n"
UNKNOWN_AND_EXEMPT = BODIES + "  y1 - c1\n  y2 no c1\n  y3 yes c1\n"
"""On the first day R14 is a gap of all three; then it is unknown of one, and exempt of another."""


@pytest.fixture
def both_ways() -> tuple[Changes, Changes]:
    """A gap that became unknown, one that became exempt; and the same the other way round."""
    then, now = (judged(text, "R14") for text in (GAPS, UNKNOWN_AND_EXEMPT))
    return Changes(then, now), Changes(now, then)


def test_what_is_unknown_now_and_what_is_exempt_have_different_words(
    both_ways: tuple[Changes, Changes],
) -> None:
    there, back = (Comparison(changes, ["R14"]) for changes in both_ways)
    assert dict(there.gaps.select("subject", "state").iter_rows()) == {
        "y1": "不再能判断",
        "y2": "不再适用",
        "y3": "持续",
    }
    assert (there.states["unjudged"], there.states["inapplicable"]) == (1, 1)
    causes = dict(back.gaps.filter(key="new").select("subject", "cause").iter_rows())
    assert causes == {"y1": "以前无法判断", "y2": "以前不适用"}


@pytest.fixture
def comparison(changes: Changes) -> Comparison:
    return Comparison(changes, COMPARED)


def test_every_gap_has_its_state_and_cause_in_words(comparison: Comparison) -> None:
    found = comparison.gaps
    assert set(found.select("key", "rule", "subject", "cause", "ties").iter_rows()) == {
        ("new", "R25", "g1", "关系终止", "任职 RY1→<b>一网格</b>"),
        ("closed", "R25", "g2", None, None),
        ("persisting", "R25", "g3", None, None),
        ("new", "R25", "g4", "新增的对象", None),
        ("new", "R34", "RY1", "对象信息有变化", None),
        ("persisting", "R34", "RY2", None, None),
    }


def test_without_people_a_tie_tells_what_they_are(comparison: Comparison) -> None:
    ties = comparison.gaps_without_people["ties"].drop_nulls().to_list()
    assert ties == ["任职 人员→<b>一网格</b>"]


def test_people_are_numbers_among_the_gaps_that_moved(comparison: Comparison) -> None:
    (new,) = [moved for moved in comparison.moved if moved.state == "new"]
    assert [thing["subject"] for thing in new.things] == ["g1", "g4"]
    assert [(row["rule"], row["count"]) for row in new.people] == [("R34", 1)]
    assert new.gaps == comparison.states["new"] == 3


MOVING = "compounds: id part_of\n  c1 {}\n  c2 k1\ngrids: id part_of\n  g1 c1\n  g2 c2\nposts: from post to\n"


def test_what_moved_out_of_the_scope_is_there_still_and_what_moved_in_says_so() -> None:
    then, now = (judged(MOVING.format(community), "R25") for community in ("k1", "k2"))
    left, entered = (Changes(then.within((unit,)), now.within((unit,))) for unit in ("k1", "k2"))
    comparison = Comparison(left, ["R25"])
    assert set(comparison.gaps.select("subject", "state").iter_rows()) == {("g1", "移出范围"), ("g2", "持续")}
    assert (comparison.states["moved_out"], comparison.states["gone"]) == (1, 0)
    (new,) = Comparison(entered, ["R25"]).gaps.select("subject", "state", "cause").iter_rows()
    assert new == ("g1", "新增", "移入范围")
    told = next(changes_document(left, ["R25"])["gaps"])[0]
    assert (told["state"], told["after"], told["cause"]) == ("gone", None, "moved_out")
    assert "moved_out" not in Comparison(Changes(then, now), ["R25"]).states
