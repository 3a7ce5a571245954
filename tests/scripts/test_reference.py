"""The pages say what the files of the rules, the problems of rosters and the columns of forms say."""

import forms_reference
import reference


def test_the_pages_are_current() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in reference.FOLDER.glob("*.md")}
    assert written == reference.pages(), "run scripts/reference.py"


def test_every_problem_is_named_with_its_code() -> None:
    assert reference.PROBLEMS.read_text(encoding="utf-8") == reference.problems(), "run scripts/reference.py"


def test_the_pages_of_the_forms_are_current() -> None:
    pages = forms_reference.pages()
    written = {name: (forms_reference.FOLDER / name).read_text(encoding="utf-8") for name in pages}
    assert written == pages, "run scripts/reference.py"
