"""What the network shows, at the terminal and for programs."""

from tests.cli.conftest import Run, answer


def test_every_part_has_a_table_and_a_sentence_in_the_language_of_the_reader(loaded: Run) -> None:
    shown = loaded("analyse", lang="zh")
    assert shown.returncode == 0
    for word in ("红线：断在哪里", "只靠一个人或一个党组织", "机关党支部", "负担分布"):
        assert word in shown.stdout
    assert "乙网格" in shown.stdout, "places by name"


def test_programs_get_codes_and_a_scope_that_is_none_is_refused(loaded: Run) -> None:
    document = answer(loaded, "analyse", "--scope", "990102001001")
    assert [thread["compound"] for thread in document["red_thread"]] == [
        "990102001001/乙小区",
        "990102001001/甲小区",
    ]
    assert loaded("analyse", "--scope", "nowhere").returncode == 2
