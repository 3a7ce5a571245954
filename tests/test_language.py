"""The language of a process: asked for on the command line, else the system's."""

import pytest

from graphmodel import language
from graphmodel.language import Text


@pytest.fixture(autouse=True)
def _unchosen(_english: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_chosen", None)


@pytest.mark.parametrize(
    ("arguments", "language_asked_for"),
    [
        (["--lang", "en", "gaps"], "en"),
        (["--lang=zh", "gaps"], "zh"),
        (["gaps", "--lang", "en"], None),
        (["--lang", "fr", "gaps"], None),
        (["--lang"], None),
        ([], None),
    ],
)
def test_the_language_is_read_before_the_command(
    arguments: list[str], language_asked_for: str | None
) -> None:
    assert language.asked_for(arguments) == language_asked_for


@pytest.mark.parametrize(
    ("system", "expected"),
    [("zh_CN.UTF-8", "zh"), ("zh_TW", "zh"), ("en_GB.UTF-8", "en"), ("C", "en"), ("de_DE", "en")],
)
def test_the_system_decides_when_nothing_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, system: str, expected: str
) -> None:
    monkeypatch.setenv("LC_ALL", system)
    assert language.current() == expected


def test_a_text_speaks_the_chosen_language() -> None:
    text = Text("共 {count} 条", "{count} in all")
    language.choose("zh")
    assert text.fill(count=3) == "共 3 条"
    language.choose("en")
    assert text.fill(count=3) == "3 in all"
