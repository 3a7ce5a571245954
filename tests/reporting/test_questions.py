"""Ready questions: their answers are those of the shipped rules, queries and of the analysis."""

import polars as pl
import pytest

from graphmodel.engines.embedded import Embedded
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.questions import Question, Questions
from graphmodel.rules import Judgement, explorations


@pytest.fixture(scope="module")
def asked(city: Judgement) -> dict[str, Question]:
    return {question.key: question for question in Questions(Dossier(city)).all()}


def answer_of(question: Question) -> pl.DataFrame:
    assert question.answer is not None
    return question.answer


def test_an_answer_is_that_of_the_shipped_query(city: Judgement, asked: dict[str, Question]) -> None:
    with Embedded(city.slice, homes=False) as engine:
        rows = {
            name: engine.query(one.query, {}).rows for name, one in explorations().items() if not one.codes
        }
    free = rows["explore_organ_branches_without_grid"]
    assert answer_of(asked["free"])["id"].to_list() == [row[0] for row in free] != []
    one = rows["explore_compounds_on_one_organisation"]
    assert sorted(answer_of(asked["one"])["id"]) == [row[0] for row in one] != []
    few = rows["explore_posts_in_few_hands"]
    counts = asked["posts"].counts
    assert counts is not None
    at_posts = counts.join(answer_of(asked["posts"]), on=["label", "id"])
    assert sorted(at_posts.rows()) == sorted(few) != []


def test_an_answer_by_a_rule_is_its_gaps(city: Judgement, asked: dict[str, Question]) -> None:
    for key, rule in (("instructor", "R25"), ("branch", "R02"), ("work", "R17"), ("committee", "R21")):
        gaps = city.findings.filter(rule=rule, verdict="gap")["subject"].to_list()
        assert sorted(answer_of(asked[key])["id"]) == sorted(gaps) != []


def test_people_are_counted_once_in_a_unit_however_many_posts_they_hold_in_it(
    city: Judgement, asked: dict[str, Question]
) -> None:
    posts = city.slice.ties["HOLDS"]
    many = posts.filter(pl.len().over("from_id") > 2)
    assert asked["posts"].total == many["from_id"].n_unique()
    counts = asked["posts"].counts
    assert counts is not None
    (in_city,) = counts.filter(label="City")["count"]
    assert 0 < in_city <= many["from_id"].n_unique()


def test_without_a_roster_nobody_can_tell(without_posts: Judgement) -> None:
    asked = {question.key: question.answer for question in Questions(Dossier(without_posts)).all()}
    assert asked["instructor"] is asked["posts"] is asked["loose"] is None
    assert asked["free"] is not None
