import re
from collections.abc import Iterator

import pytest

from graphmodel.engines import Engine
from graphmodel.engines.embedded import Embedded
from graphmodel.language import Text
from graphmodel.reporting import answered
from graphmodel.rules import Judgement, Settings, explorations, rules

OURS = {
    **{id_: (rule.query, {}) for id_, rule in rules().items()},
    **{name: (one.query, one.columns) for name, one in explorations().items()},
}


@pytest.fixture(scope="module")
def engine(city: Judgement) -> Iterator[Engine]:
    with Embedded(city.slice) as opened:
        yield opened


@pytest.mark.parametrize("name", OURS)
def test_an_answer_to_a_query_of_ours_in_chinese_holds_nothing_english(
    name: str, city: Judgement, engine: Engine
) -> None:
    query, own = OURS[name]
    compound = city.slice.nodes["Compound"]["id"][0]
    answer = engine.query(query, Settings().parameters(city.slice.as_of) | {"code": compound})
    said = [*answered.headings(answer.columns, own)]
    said += [
        str(answered.in_words(*cell)) for row in answer.rows for cell in zip(answer.columns, row, strict=True)
    ]
    assert not [text for text in said if re.search("[a-z_]{2,}", text.replace("None", ""))]


def test_what_the_writer_of_a_query_named_and_what_is_a_name_stays() -> None:
    assert answered.headings(["mine", "g.name", "verdict"], {}) == ["mine", "名称", "结论"]
    assert answered.headings(["n"], {"n": Text("数量", "number")}) == ["数量"]
    assert answered.in_words("mine", "L1") == "L1"
    assert answered.in_words("mine", "Grid") == "网格"
    assert answered.in_words("h.post", "instructor") == "党建指导员"
    assert answered.in_words("mine", [True, None, 3]) == "是、3"
    assert answered.in_words("mine", {"name": "甲", "id": "1", "label": None}) == "名称：甲；代码：1"


def test_what_an_answer_names_by_code_or_by_a_name_of_its_own_is_found(city: Judgement) -> None:
    grid = city.slice.nodes["Grid"].row(0, named=True)
    compound = city.slice.nodes["Compound"].row(0, named=True)
    person = city.slice.nodes["Person"].row(0, named=True)
    rows = [[grid["id"], 1, None], [[{"id": compound["id"], "name": "x"}], "nothing of ours", person["id"]]]
    found = answered.things(city.slice, rows)
    labels = {"Grid": grid, "Compound": compound, "Person": person}
    assert sorted(found.rows()) == sorted((label, one["id"]) for label, one in labels.items())
    names = city.slice.nodes["Compound"]["name"]
    assert answered.things(city.slice, [[compound["name"]]]).height == int(
        (names == compound["name"]).sum() == 1
    )
