"""The catalogue as it is published, rule by rule, and the files it refuses."""

import re
from pathlib import Path

import pytest

from graphmodel.errors import UsageError
from graphmodel.ontology import GROUP
from graphmodel.rules import rules
from graphmodel.rules.catalogue import BrokenQueryFile, chosen, load_rules, queries_folder, rules_with

WHOLE = """/*
title = { zh = "题", en = "title" }
phrase = "词"
modality = "GOAL"
settings = ["max_homes"]

[subjects."Grid|Compound"]
severity = "S1"
rosters = ["posts"]
columns = ["COVERS"]
evidence = ["grids"]
gap = { zh = "缺", en = "gap" }
closes = { zh = "补", en = "closes" }
*/
MATCH (g:Grid) WHERE $max_homes > 0 RETURN g.id AS subject
"""


def test_an_entry_may_stand_for_several_labels(tmp_path: Path) -> None:
    (tmp_path / "R60_whole.cypher").write_text(WHOLE, encoding="utf-8")
    rule = load_rules(tmp_path)["R60"]
    assert [*rule.subjects] == ["Grid", "Compound"]
    assert rule.subjects["Grid"] == rule.subjects["Compound"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('title = { zh = "题", en = "title" }\n', "", "title"),
        ('phrase = "词"', 'phrase = "词"\nunits = "homes"', "units"),
        ('"GOAL"', '"WISH"', "modality"),
        ('"S1"', '"S5"', "subjects.Grid.severity"),
        ('gap = { zh = "缺", en = "gap" }\n', "", "subjects.Grid.gap"),
        ('"posts"', '"post"', "subjects.Grid.rosters"),
        ('"COVERS"', '"COVER"', "subjects.Grid.columns"),
        ('"grids"', '"gird"', "subjects.Grid.evidence"),
        ("Grid|Compound", "Grid|Place", "subjects"),
        ("Grid|Compound", "Grid|Grid", "subjects"),
        ('"max_homes"', '"max_home"', "settings"),
        ('"max_homes"', '"max_homes", "tuesday_share"', "query"),
        ('settings = ["max_homes"]', "", "query"),
        ("MATCH", "CREATE", "query"),
    ],
)
def test_a_broken_file_is_named_with_the_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    assert old in WHOLE
    (tmp_path / "R60_broken.cypher").write_text(WHOLE.replace(old, new), encoding="utf-8")
    with pytest.raises(BrokenQueryFile) as error:
        load_rules(tmp_path)
    assert error.value.facts["file"] == "R60_broken.cypher"
    assert error.value.facts["field"] == field


@pytest.mark.parametrize("text", ["MATCH (g:Grid) RETURN g.id", WHOLE.replace("title =", "title"), "/*\n"])
def test_a_file_without_front_matter_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "R60_broken.cypher").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenQueryFile, match=r"R60_broken\.cypher"):
        load_rules(tmp_path)


def test_two_files_cannot_be_one_rule(tmp_path: Path) -> None:
    for name in ("R60_one.cypher", "R60_two.cypher"):
        (tmp_path / name).write_text(WHOLE, encoding="utf-8")
    with pytest.raises(BrokenQueryFile, match="R60") as error:
        load_rules(tmp_path)
    assert error.value.facts["file"] == "R60_two.cypher"


# --- an office's own ---


def test_an_offices_own_rules_stand_among_ours(tmp_path: Path) -> None:
    (tmp_path / "X01_本单位.cypher").write_text(WHOLE, encoding="utf-8-sig")
    (tmp_path / "Q100.cypher").write_text(WHOLE, encoding="utf-8", newline="\r\n")
    (tmp_path / "readme.md").touch()
    known = rules_with(tmp_path)
    assert [*known] == sorted([*rules(), "X01", "Q100"])
    assert [rule.file for rule in chosen(["X01"], tmp_path)] == ["X01_本单位.cypher"]
    assert "X01" not in rules()


@pytest.mark.parametrize(
    "name", ["R01_mine", "R25", "R99_mine", "R00_mine", "x01_mine", "X1_mine", "X01-mine", "mine", "R1_mine"]
)
def test_an_id_that_is_ours_or_none_is_refused_with_its_file(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.cypher").write_text(WHOLE, encoding="utf-8")
    with pytest.raises(BrokenQueryFile) as error:
        rules_with(tmp_path)
    assert error.value.facts["file"] == f"{name}.cypher"


def test_an_own_rule_is_held_to_what_ours_are(tmp_path: Path) -> None:
    file = tmp_path / "X01_mine.cypher"
    for content in (b"\xff", WHOLE.replace("MATCH", "LOAD FROM 'x' MATCH").encode(), WHOLE.encode("gb18030")):
        file.write_bytes(content)
        with pytest.raises(BrokenQueryFile, match="X01_mine"):
            rules_with(tmp_path)
    file.write_text(WHOLE, encoding="utf-8")
    (tmp_path / "X01_again.cypher").write_text(WHOLE, encoding="utf-8")
    with pytest.raises(BrokenQueryFile, match="X01"):
        rules_with(tmp_path)


def test_a_folder_without_rules_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path, tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(UsageError, match=folder.name):
            rules_with(folder)


def test_every_file_of_the_folder_is_read() -> None:
    files = {path.stem[:3] for path in queries_folder().glob("R*.cypher")}
    assert files == rules().keys()


def test_rules_are_worded_in_both_languages() -> None:
    wordings = [
        text
        for rule in rules().values()
        for text in (
            rule.title,
            *(text for subject in rule.subjects.values() for text in (subject.gap, subject.closes)),
        )
    ]
    assert all(re.search("[\u4e00-\u9fff]", text.zh) and text.en.strip() for text in wordings)
    assert all(rule.phrase for rule in rules().values())


def test_queries_name_the_groups_of_the_ontology_and_list_none_of_them_again() -> None:
    lists = {
        match
        for path in queries_folder().glob("*.cypher")
        for match in re.findall(r"\[[^\[\]]*\]", path.read_text(encoding="utf-8"))
    }
    assert lists.isdisjoint({str(list(values)) for values in GROUP.values()})
    assert all("$" + name not in rule.query for rule in rules().values() for name in GROUP)
