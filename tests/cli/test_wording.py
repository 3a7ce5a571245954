"""What the command-line library says is said in the language that is spoken."""

import re
import sys
from pathlib import Path

import pytest

from graphmodel.cli import app, wording
from graphmodel.language import Language, speaking
from tests.cli.conftest import Run

WRONG = {
    ("--lang", "zh"): "没有写命令（用法见 ",
    ("lod",): "没有 'lod' 这个命令，是不是 'load'",
    ("xyz",): "没有 'xyz' 这个命令（",
    ("check", "x", "--frm"): "没有 --frm 这个选项",
    ("check", "x", "--outpt"): "没有 --outpt 这个选项，是不是 --output",
    ("run", "-o", "out"): "缺少 'INPUT…'（用法见 ",
    ("run", "x"): "缺少选项 '-o' / '--output'",
    ("run", "x", "-o"): "选项 '-o' 后面要写值\n",
    ("gaps", "--for-release=1"): "选项 '--for-release' 后面不写值\n",
    ("gaps", "one", "two"): "多写了：one two",
    ("gaps", "--format", "pdf'"): "'--format' 的值不对：\"pdf'\" 不在可选范围",
    ("check", "x", "--a b"): "没有 --a b 这个选项",
    ("gaps", "--format", "pdf"): "'--format' 的值不对：'pdf' 不在可选范围：'table', 'json', 'csv', 'xlsx'",
    ("synthesise", "-o", "x", "--seed", "x"): "'--seed' 的值不对：应为整数",
    ("query", "R25", "--time-limit", "0"): "'--time-limit' 的值不对：不能小于 0.1",
    ("query", "R25", "--time-limit", "x"): "'--time-limit' 的值不对：应为数字",
    ("query", "R25", "--time-limit", "1e9"): "'--time-limit' 的值不对：不能大于 86400",
}


def said_of(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    monkeypatch.setattr(sys, "argv", ["graphmodel", *arguments])
    assert app.run() == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


@pytest.mark.parametrize(("arguments", "said"), WRONG.items(), ids=[" ".join(wrong) for wrong in WRONG])
def test_wrong_use_is_said_in_chinese(
    arguments: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with speaking("zh"):
        assert said in said_of(arguments, monkeypatch, capsys)


def test_wrong_use_is_said_in_english(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = said_of(("gaps", "--format", "pdf"), monkeypatch, capsys)
    assert said.startswith("graphmodel: Invalid value for '--format': 'pdf' is not one of 'table', ")
    assert said.endswith(" gaps --help)\n")


def test_a_complaint_that_is_not_known_is_said_as_it_is() -> None:
    with speaking("zh"):
        assert wording.complaint("Something new.") == "Something new."


@pytest.mark.parametrize("command", [[], ["run"], ["gaps"], ["explain"]])
def test_help_speaks_chinese(graphmodel: Run, command: list[str]) -> None:
    done = graphmodel(*command, "--help", lang="zh")
    assert done.returncode == 0
    assert "用法：" in done.stdout
    assert not re.search(r"Usage|Options|Arguments|Commands|required|default|env var|Show this", done.stdout)


@pytest.mark.parametrize("unanswered", [KeyboardInterrupt, EOFError])
def test_a_question_left_unanswered_is_no_fault(
    unanswered: type[BaseException],
    office_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def ask(*_: object, **__: object) -> str:
        raise unanswered

    monkeypatch.setattr("getpass.getpass", ask)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    store = str(office_folder / "alliance")
    monkeypatch.setattr(sys, "argv", ["graphmodel", "push", "--uri", "bolt://127.0.0.1:9", "--store", store])
    assert app.run() == 130
    assert "fault" not in capsys.readouterr().err


def test_help_follows_the_language_of_the_moment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Options are declared once, when their modules are imported; their help is not."""
    monkeypatch.setattr(sys, "argv", ["graphmodel", "gaps", "--help"])
    words: dict[Language, str] = {"zh": "哪种结论", "en": "which verdict"}
    for spoken in (*words, *words):
        with speaking(spoken):
            app.run()
        assert words[spoken] in capsys.readouterr().out


def test_no_word_at_all_asks_for_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["graphmodel"])
    assert app.run() == 0
    assert "synthesise" in capsys.readouterr().out
