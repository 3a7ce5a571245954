import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import programs
import pytest
from playwright.sync_api import Browser, Error

RADIO = programs.Program(
    name="Radio", variable="GRAPHMODEL_RADIO", commands=("radio-of-nobody",), places=(), debian=("radio",)
)


def test_a_program_is_found_where_the_person_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHMODEL_RADIO", sys.executable)
    assert programs.find(RADIO) == sys.executable


def test_a_program_is_found_on_path_before_the_usual_places(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    python = Path(sys.executable)
    there = str(shutil.copy(python, tmp_path))
    monkeypatch.setenv("PATH", str(python.parent))
    assert programs.find(replace(RADIO, places=(there,))) == there
    assert programs.find(replace(RADIO, commands=(python.name,), places=(there,))) == sys.executable


def test_a_wrong_choice_is_not_replaced_by_another(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRAPHMODEL_RADIO", "no-such-program")
    with pytest.raises(SystemExit) as ended:
        programs.find(replace(RADIO, commands=("python3",)))
    assert ended.value.code == 3
    assert capsys.readouterr().err == "graphmodel: GRAPHMODEL_RADIO names no program: no-such-program\n"


def test_a_program_that_cannot_be_had_ends_the_run_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(programs, "_may_use_apt", lambda: False)
    with pytest.raises(SystemExit) as ended:
        programs.install(RADIO)
    assert ended.value.code == 3
    assert "install it (Debian: radio)" in capsys.readouterr().err


def test_chromium_opens_a_page_and_reaches_no_network(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "页.html"
    file.write_text("<meta charset=utf-8><title>红色物业联盟</title>", encoding="utf-8")
    page = chromium.new_page()
    page.goto(file.as_uri())
    assert page.title() == "红色物业联盟"
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("https://example.org/")
    page.close()


def test_libreoffice_opens_and_recalculates_a_workbook(
    converted: Callable[[Path, str], Path], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["网格", 2, "=B1*2"])
    book.save(tmp_path / "rosters.xlsx")
    recalculated = openpyxl.load_workbook(converted(tmp_path / "rosters.xlsx", "xlsx"), data_only=True)
    assert list(recalculated.worksheets[0].values) == [("网格", 2, 4)]
