"""One query, by its name or from a file."""

from pathlib import Path

from tests.cli.conftest import Run, answer


def test_a_named_query_and_a_file_answer_alike(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.cypher").write_text(
        "MATCH (g:Grid) RETURN g.name AS grid ORDER BY grid", encoding="utf-8"
    )
    assert answer(loaded, "query", tmp_path / "mine.cypher")["rows"][0] == {"grid": "丙网格"}
    compound = answer(loaded, "query", "explore_compound", "--param", "code=990102001001/甲小区")
    assert [row["grid"] for row in compound["rows"]] == ["甲一网格", "甲二网格"]
    assert answer(loaded, "query", "R25")["rows"][0].keys() >= {"subject", "verdict", "instructors"}
    (tmp_path / "some.cypher").write_text("UNWIND $few AS n RETURN n", encoding="utf-8")
    assert answer(loaded, "query", tmp_path / "some.cypher", "--param", "few:=[1, 2]")["rows"] == [
        {"n": 1},
        {"n": 2},
    ]


def test_a_query_that_finds_nothing_says_so(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "none.cypher").write_text("MATCH (g:Grid {id: $id}) RETURN g.id AS id", encoding="utf-8")
    assert "0 in all" in loaded("query", tmp_path / "none.cypher", "--param", "id=none").stderr


def test_on_the_screen_columns_and_values_are_in_words(loaded: Run) -> None:
    shown = loaded("query", "R25", lang="zh").stdout
    assert "结论" in shown
    assert "达标" in shown
    assert "verdict" not in shown
