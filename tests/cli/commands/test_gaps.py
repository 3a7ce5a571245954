"""``graphmodel gaps``: one part alone says what the whole says of it; a list that is too long says where the rest is."""

import re
import shutil
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from graphmodel.stores import snapshot
from tests.cli.commands.test_load import FIRST, SECOND
from tests.cli.conftest import answer, commands_in
from tests.rules.build import write_rosters

WAIVED = """
waivers: rule subject reason approver starts ends
  R06 o1 示例原因 示例领导 2018-01-01 2019-06-01
  R06 o3 示例原因 示例领导 2018-01-01 2019-06-01
"""
NOWHERE = """
party_orgs: id kind covers
  o9 grid_branch -
"""
ALL = ("gaps", "--verdict", "all")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an alliance of two streets saved in parts, ``alliance``, and in one piece, ``whole``."""
    folder = tmp_path_factory.mktemp("streets")
    rosters = [
        write_rosters(text, folder / name / name).parent
        for name, text in (("first", FIRST + WAIVED), ("second", SECOND), ("nowhere", NOWHERE))
    ]
    for more in (("whole",), ("alliance", "--parts", "street")):
        said = commands_in(folder)("load", *rosters, "--as-of", "2018-12-31", "--store", *more)
        assert said.returncode == 0, said.stderr
    return folder


@pytest.mark.usefixtures("judged_here")
def test_the_rows_of_all_parts_are_the_rows_of_the_whole(office: Path) -> None:
    graphmodel = commands_in(office)
    whole = answer(graphmodel, *ALL, "--store", "whole")
    found: list[list[dict[str, Any]]] = []
    for code in ("s1", "s2", "rest"):
        told = answer(graphmodel, *ALL, "--part", code)
        assert told["scope"] == [code]
        assert told["snapshot"] == whole["snapshot"]
        found.append(told["findings"])
        if code == "s1":  # of the others is kept what all together are asked
            assert answer(graphmodel, *ALL) == whole
    assert all(found)
    key = ("rule", "subject_label", "subject")
    together = sorted(chain.from_iterable(found), key=lambda row: [row[name] for name in key])
    assert together == whole["findings"]
    assert sum("waived" in row["evidence"] for row in found[0]) == 1


@pytest.mark.usefixtures("judged_here")
def test_of_months_before_only_what_owned_the_subjects_of_the_part_is_judged(
    office: Path, tmp_path: Path
) -> None:
    moved = SECOND.replace("  g3 c3", "  g3 c1")  # what is in the second street now was in the first
    rosters = [
        write_rosters(text, tmp_path / name / name).parent
        for name, text in (("first", FIRST), ("second", moved))
    ]
    shutil.copytree(office / "alliance", tmp_path / "alliance", ignore=shutil.ignore_patterns("judged"))
    graphmodel, judged = commands_in(tmp_path), tmp_path / "alliance" / "judged"
    saved = graphmodel("load", *rosters, "--parts", "street", "--as-of", "2018-11-30")
    assert saved.returncode == 0, saved.stderr
    before = max(snapshot.folders(tmp_path / "alliance")).name
    told = {code: answer(graphmodel, "gaps", "--part", code)["findings"] for code in ("rest", "s1")}
    assert {place.name for place in judged.glob(f"{before}*/*")} == {"rest", "s1"}
    told["s2"] = answer(graphmodel, "gaps", "--part", "s2")["findings"]
    whole = answer(graphmodel, "gaps")["findings"]
    assert sorted(map(str, chain.from_iterable(told.values()))) == sorted(map(str, whole))
    assert ("2018-11-30", 2) in {
        (one["first_seen"], one["persists"]) for one in told["s2"] if one["subject"] == "g3"
    }


@pytest.mark.usefixtures("judged_here")
def test_where_there_are_none_that_is_said_and_no_empty_table_drawn(office: Path) -> None:
    said = commands_in(office)("gaps", "--part", "rest", "--verdict", "exempt", lang="zh")
    assert "共 0 条" in said.stderr
    assert "对象" not in said.stdout
    assert "--list" not in said.stderr


@pytest.mark.usefixtures("judged_here")
def test_what_is_damaged_of_another_part_does_not_matter_and_the_screen_names_the_part(
    office: Path, tmp_path: Path
) -> None:
    shutil.copytree(office / "alliance", tmp_path / "alliance")
    for place in (tmp_path / "alliance").glob("snapshots/*/parts/s2/*.parquet"):
        place.unlink()
    said = commands_in(tmp_path)("gaps", "--part", "s1", lang="zh")
    assert said.returncode == 0, said.stderr
    assert "只判断了这一部分：s1（s1）" in said.stderr
    assert "豁免：已豁免 1 条" in said.stderr
    assert "逐条列出：graphmodel gaps --part s1 --list" in said.stderr
    assert "--scope" not in said.stderr


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--part", "s9"), "its 3 parts are s1 (s1), s2 (s2), rest"),
        (("--part", "s1", "--scope", "s1"), "not both"),
        (("--part", "s1", "--store", "whole"), "saved in one piece"),
        (("--part", "s1", "--engine", "neo4j"), "cannot be used with --engine neo4j"),
        (("--part", "s1", "--for-release"), "without --scope and --part"),
    ],
)
def test_a_part_that_cannot_be_judged_is_told(office: Path, more: tuple[str, ...], said: str) -> None:
    refused = commands_in(office)("gaps", *more)
    assert refused.returncode == 2
    assert said in refused.stderr


def test_of_many_parts_it_is_told_where_all_stand(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graphmodel = commands_in(office)
    monkeypatch.setattr("graphmodel.stores.days._FEW_PARTS", 2)
    refused = graphmodel("gaps", "--part", "s9", lang="zh")
    assert refused.returncode == 2
    assert "graphmodel coverage --by street --format csv" in refused.stderr
    monkeypatch.setattr("graphmodel.stores.days._WHERE_PARTS_STAND", {})  # as of cities
    (place,) = (office / "alliance").glob("snapshots/*/parts")
    assert str(place.relative_to(office)) in graphmodel("gaps", "--part", "s9", lang="zh").stderr


@pytest.mark.usefixtures("judged_here")
def test_a_list_that_is_too_long_says_of_how_many_it_shows_the_first(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphmodel.cli.screen.FINDINGS_SHOWN", 2)
    monkeypatch.setattr("graphmodel.workbooks.answers.ROWS_AT_MOST", 2)
    graphmodel, book = commands_in(office), tmp_path / "gaps.xlsx"
    shown = graphmodel("gaps", "--list", "--store", "whole", lang="zh")
    (told,) = re.findall(r"共 (\d+) 条，这里列出前 2 条；全部：graphmodel gaps --format csv", shown.stderr)
    assert graphmodel("gaps", "--format", "xlsx", "-o", book, "--store", "whole", lang="zh").returncode == 0
    cells = [cell for row in load_workbook(book).worksheets[0].values for cell in row if cell]
    assert sum(str(cell).startswith(f"共 {told} 条，这里列出前 2 条") for cell in cells) == 1
