"""What is told beside a problem: the words and headings that were meant, as far as can be said."""

import polars as pl
import pytest

from graphmodel.language import speaking
from graphmodel.ontology import ROSTER
from graphmodel.rosters.expectations import most_like, what_was_expected

LIKE = {
    "nearly all": (
        [["网格名字", "所属小曲"]],
        "“网格”，但缺少“网格名称”（最像的是“网格名字”）、“所属小区”（最像的是“所属小曲”）",
    ),
    "one heading": ([["某街道"], ["上级代码", "村"]], "“区划”，但缺少“代码”、“名称”、“级别”"),
    "none": ([["村", "组"]], "模板里的表头"),
    "nothing": ([[None, None]], "模板里的表头"),
}


@pytest.mark.parametrize(("rows", "told"), LIKE.values(), ids=LIKE)
def test_a_table_that_is_nothing_is_told_what_it_is_most_like(
    rows: list[list[str | None]], told: str
) -> None:
    with speaking("zh"):
        assert most_like(rows) == told


def test_a_word_that_is_no_choice_is_told_the_nearest_ones() -> None:
    column = ROSTER["people"].column("party_status")
    told = what_was_expected(
        column, pl.Series(["bad-choice", "bad-choice", None]), pl.Series(["中共正式党", "别的", "群众"])
    )
    nearest, usual, nothing = told
    assert nearest.split(", ")[0] == "中共正式党员"
    assert usual == "正式党员, 预备党员, 群众"
    assert nothing is None
