"""How the main job ends."""

import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from graphmodel.cli import answers, closing
from graphmodel.language import Language, speaking
from graphmodel.reporting.dossier import Dossier
from graphmodel.rules import Judgement
from graphmodel.rules.changes import Changes

FILES = ("index.html", "report.xlsx", "findings.json", "changes.json", "problems.xlsx")


def shown(
    judgement: Judgement,
    changes: Changes | None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: Language = "zh",
) -> str:
    monkeypatch.setattr(answers, "screen", Console(width=200))
    with speaking(language):
        closing.show(Dossier(judgement), changes, Path("out"), FILES)
    return capsys.readouterr().out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_city_without_a_roster_fits_a_small_screen(
    without_posts: Judgement,
    city: Judgement,
    language: Language,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changes = Changes(city, without_posts)
    lines = shown(without_posts, changes, capsys, monkeypatch, language).splitlines()
    assert len(lines) <= 24
    assert max(map(cell_len, lines)) <= 80
    rates = [line for line in lines if "%" in line]
    assert rates
    assert all(
        re.match(r"R[0-9]{2} .*[0-9]\.[0-9]%( +([-+][0-9.]+|—))? +[0-9,]+/[0-9,]+ ", line) for line in rates
    )


def test_it_says_what_was_not_supplied_and_what_nobody_can_tell_so(
    without_posts: Judgement, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = shown(without_posts, None, capsys, monkeypatch)
    assert "未提供：任职" in said
    assert "居住网格" in said
    assert "不能判断：R01、R08、" in said
    assert "相比" not in said


def test_it_says_what_moved(
    changes: Changes, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An instructor went and one came, and one grid is new and without: three of four are, then two of three were."""
    said = shown(changes.after, changes, capsys, monkeypatch)
    assert "与 2018-10-31 相比：新增 3 条，已补上 1 条" in said
    (rate,) = (line.split() for line in said.splitlines() if line.startswith("R25 ") and "%" in line)
    assert rate == ["R25", "一网格一党建指导员", "25.0%", "-8.3", "1/4", "网格"]


def test_it_names_severities_places_and_files(
    city: Judgement, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = shown(city, None, capsys, monkeypatch)
    assert "缺口：一级 16 处、二级 19 处、三级 18 处、四级 9 处" in said
    first = said.split("先看这里（一级缺口）：\n")[1].splitlines()[:5]
    assert [line.split()[0] for line in first] == ["R22", "R25", "R35", "R17", "R02"]
    assert all(name in said for name in FILES)
