import re

import pytest

from graphmodel.language import Text
from graphmodel.reporting.wording import listed, relation_column, supply, value
from graphmodel.rules import rules

COMMUNITIES = Text("个社区", "communities")


@pytest.mark.parametrize("rule", rules())
def test_every_outcome_a_rule_gives_as_evidence_has_words(rule: str) -> None:
    for word in re.findall("'([a-z]+(?:-[a-z]+)+)'", rules()[rule].query):
        assert value(word) != word


def test_a_list_says_how_many_it_leaves_out() -> None:
    assert listed(["甲", "乙", "丙"], 2, COMMUNITIES) == "甲、乙 等3个社区"
    assert listed(["甲", "乙"], 2, COMMUNITIES) == "甲、乙"
    assert listed([], 2, COMMUNITIES) == "无"


@pytest.mark.parametrize("name", ["COVERS", "LED_BY", "SEATED_IN", "MEMBER_OF", "LIVES_IN", "recommended_by"])
def test_every_relation_column_can_be_asked_for(name: str) -> None:
    roster, column = relation_column(name)
    assert supply(name) == f"“{roster.title.zh}”名册的“{column.title.zh}”列"
