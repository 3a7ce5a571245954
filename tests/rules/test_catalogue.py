"""The catalogue as it is published, rule by rule, and the files it refuses."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphmodel.errors import UsageError
from graphmodel.ontology import GROUP
from graphmodel.rules import rules
from graphmodel.rules.catalogue import BrokenQueryFile, chosen, load_rules, queries_folder, rules_with

DECLARED = """
R01 GOAL Grid S1, OwnersCommittee S1, PropertyCompany S1, SocialOrg S1
R02 GOAL Grid S1
R03 MUST PartyOrg S1
R04 MUST PartyOrg S1
R05 NORM Compound S4
R06 MUST PartyOrg S3
R07 MUST PartyOrg S3
R08 DEFAULT PartyOrg S3
R09 DEFAULT Grid S3
R10 DEFAULT PartyOrg S3
R11 MUST Grid S1
R12 MUST PartyOrg S1
R13 NORM Community S2
R14 MUST OwnersCommittee S1, PropertyCompany S1, SocialOrg S1
R15 GOAL OwnersCommittee S2, PropertyCompany S2, SocialOrg S2
R16 GOAL OwnersCommittee S1, PropertyCompany S1, SocialOrg S1
R17 GOAL OwnersCommittee S1, PropertyCompany S1, SocialOrg S1
R18 MUST PartyOrg S3
R19 MUST PartyOrg S2
R20 GOAL Grid S2, OwnersCommittee S2, PropertyCompany S2, SocialOrg S2
R21 GOAL Community S1
R22 MUST Grid S1, PartyOrg S2
R23 GOAL Compound S1
R24 MUST PartyOrg S2
R25 GOAL Grid S1
R26 MUST PartyOrg S2, Community S4
R27 MUST PartyOrg S2
R28 MUST Person S3
R29 MUST Person S3
R30 NORM Person S3
R31 MUST PartyOrg S2, Person S2
R32 MUST Person S2
R33 NORM Person S4, PartyOrg S4
R34 MUST Person S3
R35 GOAL Grid S1
R36 GOAL Grid S2
R37 NORM Person S4
R38 NORM Person S3
R39 NORM PartyOrg S4
R40 NORM Grid S4
R41 NORM PartyOrg S4
R42 NORM PartyOrg S4
R43 MUST PAIRED_WITH S2
R44 MUST PAIRED_WITH S2
R45 NORM PAIRED_WITH S3
R46 NORM Compound S4
R47 NORM OwnersCommittee S4
R48 GOAL Grid S3
R49 NORM PartyOrg S4
R50 MUST Person S2
R51 MUST Grid S2, OwnersCommittee S2, Person S2, Community S2, Compound S2
R52 NORM Grid S3
"""
"""Modality, and the gravest severity of a gap per subject label."""

ROSTERS = """
R01, R15, R16, R17 | party_orgs, posts
R02, R14 | party_orgs
R03, R04, R07 | divisions, compounds, grids
R05 | grids, party_orgs
R06 | compounds, grids
R08 | grids, people, posts
R09 | divisions, compounds, party_orgs, posts
R10 | grids, posts
R11 | party_orgs, people, posts, registrations
R12, R47 | people, posts
R13 | compounds, grids, party_orgs, people, posts
R18, R19 |
R20 | party_orgs, activities
R21 | party_orgs, pairings
R22 Grid, R23 | party_orgs, pairings
R22 PartyOrg | grids, pairings
R24, R43, R44 | pairings
R25 | posts
R26 PartyOrg | divisions, posts, pairings
R26 Community | party_orgs, posts
R27 | grids, posts, pairings
R28, R29 | party_orgs, posts
R30, R31 Person | party_orgs, registrations
R31 PartyOrg | divisions, registrations
R32 | grids, party_orgs, registrations
R33 | registrations
R34 | registrations, households, household_ties
R35, R36 | household_ties
R38 | households, household_ties
R37 | grids, party_orgs, registrations, households, household_ties
R39, R40, R41 | activities
R42, R45 | pairings, activities
R46 | grids, activities
R48 | party_orgs, people, posts
R49 | people
R50 | pairings, posts
R51 Grid, OwnersCommittee | posts
R51 Person | registrations
R51 Community, R52 | party_orgs, posts
R51 Compound | owners_committees
"""

COLUMNS = """
R01–R08, R11, R14–R17, R20, R32, R37, R48, R52 | COVERS
R03 | APPROVED_BY
R04 | LED_BY
R03, R04, R09, R13, R26, R50, R51 Community | SEATED_IN
R11, R29, R51 Person | MEMBER_OF
R11, R13, R32, R37, R48 | LIVES_IN
R26 PartyOrg, R27, R29, R50 | recommended_by
"""

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


def needs(table: str) -> Iterator[tuple[str, str, str]]:
    """Rule, label and what the two need, row by row of a table written as rules.md writes it."""
    for line in table.strip().splitlines():
        who, _, what = line.partition("|")
        rule = ""
        for item in who.strip().split(", "):
            match = re.fullmatch(r"(?:(R[0-9]{2})(?:–(R[0-9]{2}))?)? ?([A-Z]\w+)?", item)
            assert match, item
            rule = match[1] or rule
            for id_ in rules():
                if rule <= id_ <= (match[2] or rule):
                    for label in [match[3]] if match[3] else rules()[id_].subjects:
                        for name in filter(None, what.strip().split(", ")):
                            yield id_, label, name


def test_all_52_rules_are_there_as_they_were_published() -> None:
    declared = [
        f"{rule.id} {rule.modality} "
        + ", ".join(f"{label} {subject.severity}" for label, subject in rule.subjects.items())
        for rule in rules().values()
    ]
    assert declared == DECLARED.strip().splitlines()


def test_what_a_rule_needs_is_as_published() -> None:
    subjects = [
        (id_, label, subject) for id_, rule in rules().items() for label, subject in rule.subjects.items()
    ]
    rosters = {(id_, label, name) for id_, label, subject in subjects for name in subject.rosters}
    columns = {(id_, label, name) for id_, label, subject in subjects for name in subject.columns}
    assert rosters == {*needs(ROSTERS)}
    assert columns == {*needs(COLUMNS)}


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
