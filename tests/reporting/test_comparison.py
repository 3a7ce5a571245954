import pytest

from graphmodel.reporting.comparison import Comparison
from graphmodel.rules.changes import Changes
from tests.cities import COMPARED


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
        ("new", "R34", "RY1", "对象的信息变了", None),
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
