"""The language that is spoken: asked for on the command line, else the system's; and who speaks which at one time."""

from contextvars import Context
from threading import Barrier, Thread

import pytest

from graphmodel import language
from graphmodel.language import Text


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
    assert Context().run(language.current) == expected


@pytest.mark.parametrize("nothing", ["C", "C.UTF-8", "POSIX"])
def test_where_the_system_sets_no_language_the_one_who_asks_decides(
    monkeypatch: pytest.MonkeyPatch, nothing: str
) -> None:
    monkeypatch.setenv("LC_ALL", nothing)
    assert language.of_system() == "en"
    assert language.of_system(unset="zh") == "zh"


def test_a_text_speaks_the_chosen_language() -> None:
    text = Text("共 {count} 条", "{count} in all")
    language.choose("zh")
    assert text.fill(count=3) == "共 3 条"
    language.choose("en")
    assert text.fill(count=3) == "3 in all"


def test_a_block_speaks_a_language_and_what_surrounds_it_another() -> None:
    text = Text("网格", "grid")
    with language.speaking("zh"):
        with language.speaking("en"):
            assert str(text) == "grid"
        assert str(text) == "网格"
    assert str(text) == "grid"


def test_two_languages_are_spoken_at_one_time() -> None:
    """As two people ask the same program: each thread is in the middle of its own language."""
    both, said = Barrier(2), {}

    def speak(spoken: language.Language) -> None:
        with language.speaking(spoken):
            both.wait()
            said[spoken] = str(Text("网格", "grid"))
            both.wait()

    threads = [Thread(target=speak, args=(spoken,)) for spoken in language.LANGUAGES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {"zh": "网格", "en": "grid"}


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_workers_speak_as_whoever_opened_them(spoken: language.Language) -> None:
    with language.speaking(spoken), language.workers(2) as pool:
        assert set(pool.map(lambda _: language.current(), range(4))) == {spoken}
