"""Every document that is no judgement's list: its schema's name, and what stands in it."""

import json
from datetime import date
from pathlib import Path

from graphmodel.alliance import empty
from graphmodel.contract.changes import changes_document
from graphmodel.contract.explanation import explanation_document
from graphmodel.contract.problems import problems_document
from graphmodel.contract.query import query_document
from graphmodel.contract.schema import schema_document
from graphmodel.engines import Answer
from graphmodel.ontology import LABEL, RELATION, ROSTER
from graphmodel.rosters import read_rosters
from graphmodel.rules import Settings, rules
from graphmodel.rules.changes import Changes
from graphmodel.rules.explanation import explain
from tests.cities import COMPARED
from tests.rules.build import judged


def test_problems_stand_with_their_messages_and_the_rows_of_each_roster(tmp_path: Path) -> None:
    (tmp_path / "人员.csv").write_text("人员编号,政治面貌\nRY1,群众\nRY2,猫\n", encoding="utf-8")
    document = problems_document(read_rosters([tmp_path]))
    assert document["schema"] == "graphmodel/problems/1"
    (problem,) = document["problems"]
    assert (problem["row"], problem["value"]) == (3, "猫")
    assert "猫" in problem["message"]
    assert document["rows"] == {"people": 2}


def test_an_answer_to_a_query_has_its_columns_and_rows() -> None:
    answer = Answer(["code", "count"], [("g1", 1), ("g2", 0)])
    assert query_document(answer, empty().at(date(2018, 12, 31)), "embedded", "abc") == {
        "schema": "graphmodel/query/1",
        "as_of": "2018-12-31",
        "data_as_of": None,
        "engine": "embedded",
        "snapshot": "abc",
        "columns": ["code", "count"],
        "rows": [{"code": "g1", "count": 1}, {"code": "g2", "count": 0}],
    }


def test_changes_name_both_sides_and_only_the_rules_that_were_asked_for(changes: Changes) -> None:
    document = changes_document(changes, ["R25"])
    assert document["schema"] == "graphmodel/changes/1"
    assert (document["from"]["as_of"], document["to"]["as_of"]) == ("2018-10-31", "2018-12-31")
    document["gaps"] = next(document["gaps"])
    assert {gap["rule"] for gap in document["gaps"]} == {"R25"} < set(COMPARED)
    assert json.dumps(document)


def test_every_gap_of_changes_says_what_became_of_it_and_the_verdict_now(changes: Changes) -> None:
    gap = next(changes_document(changes, ["R25"])["gaps"])[0]
    told = "rule subject_label subject subject_before name state after cause ties"
    assert list(gap) == told.split()
    assert (gap["subject"], gap["subject_before"], gap["state"], gap["after"]) == ("g1", None, "new", "gap")
    back = next(changes_document(Changes(changes.after, changes.before), ["R25"])["gaps"])
    assert [(gap["state"], gap["after"]) for gap in back if gap["subject"] == "g4"] == [("gone", None)]


def test_an_explanation_tells_the_rule_and_with_a_judgement_the_facts() -> None:
    rule = rules()["R25"]
    alone = explanation_document(rule, Settings(), [], None)
    assert (alone["schema"], alone["explanations"]) == ("graphmodel/explanation/1", [])
    assert "as_of" not in alone
    text = "compounds: id part_of\n  c1 k1\ngrids: id part_of\n  g1 c1\npeople: id\n  p1\nposts: from post to\n  p1 instructor g1\n"
    judgement = judged(text, "R25")
    document = explanation_document(rule, Settings(), explain(judgement, rule, "g1"), judgement)
    (fact,) = document["explanations"][0]["facts"]
    assert (fact["relation"], fact["from"]) == ("HOLDS", {"label": "Person", "id": "p1"})
    assert fact["source"] == {"file": "posts.csv", "sheet": None, "row": 2}


def test_the_schema_holds_everything_the_ontology_declares() -> None:
    document = schema_document()
    assert document["schema"] == "graphmodel/schema/1"
    for part, declared in (("labels", LABEL), ("relations", RELATION), ("rosters", ROSTER)):
        assert [thing["name"] for thing in document[part]] == list(declared)
