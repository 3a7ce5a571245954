"""The pages of the rules say what the rules' files say."""

import reference


def test_the_pages_are_current() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in reference.FOLDER.glob("*.md")}
    assert written == reference.pages(), "run scripts/reference.py"
