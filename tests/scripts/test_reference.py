"""The pages say what the rules' files and the problems of rosters say."""

import reference


def test_the_pages_are_current() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in reference.FOLDER.glob("*.md")}
    assert written == reference.pages(), "run scripts/reference.py"


def test_every_problem_is_named_with_its_code() -> None:
    assert reference.PROBLEMS.read_text(encoding="utf-8") == reference.problems(), "run scripts/reference.py"
