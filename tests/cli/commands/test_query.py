"""One query, by its name or from a file."""

from pathlib import Path

import pytest

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


@pytest.mark.usefixtures("asked_here")
def test_a_query_that_finds_nothing_says_so(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "none.cypher").write_text("MATCH (g:Grid {id: $id}) RETURN g.id AS id", encoding="utf-8")
    assert "0 in all" in loaded("query", tmp_path / "none.cypher", "--param", "id=none").stderr


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("MATCH (g:Grid) SET g.name = 'x'", 2, "SET is refused"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l", 2, "LOAD is refused"),
        ("RETURN 1 AS x //\r UNION LOAD CSV FROM 'x' AS x RETURN x", 2, "LOAD"),
        ("RETURN '" + "x" * 200_000 + "' AS x", 2, "100 KB at most"),
        ("RETURN " + "(" * 201 + "1" + ")" * 201 + " AS x", 2, "200 levels at most"),
        (
            "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a % b) AS x",
            3,
            "more than 1 s",
        ),
        ("MATCH (start:Grid) RETURN start.id AS set, 1 AS call, 2 AS load", 0, ""),
    ],
)
def test_what_is_refused_is_wrong_use_and_what_is_stopped_a_failure(
    loaded: Run, tmp_path: Path, query: str, code: int, said: str
) -> None:
    (tmp_path / "mine.cypher").write_text(query, encoding="utf-8", newline="")
    done = loaded("query", tmp_path / "mine.cypher", "--time-limit", "1" if code == 3 else "60")
    assert done.returncode == code, done.stderr
    assert said in done.stderr


@pytest.mark.usefixtures("asked_here")
def test_on_the_screen_columns_and_values_are_in_words(loaded: Run) -> None:
    shown = loaded("query", "R25", lang="zh").stdout
    assert "结论" in shown
    assert "达标" in shown
    assert "verdict" not in shown
