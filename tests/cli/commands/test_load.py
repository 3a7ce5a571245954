"""``graphmodel load``: what is saved in parts answers as what is saved in one piece."""

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graphmodel.cli import collected_before
from graphmodel.stores import snapshot
from tests.cli.conftest import Run, answer
from tests.cli.office import fill_in
from tests.rules.build import DIVISIONS, write_rosters
from tests.saved import saved_in

FIRST = f"""{DIVISIONS}
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
party_orgs: id kind covers
  o1 grid_branch g1
people: id party_status lives_in
  p1 正式党员 g1
  p2 正式党员 g1
registrations: from to
  p1 o1
posts: from post to
  p1 instructor g1
households: id part_of status
  H1 g1 有人
household_ties: from to
  p2 H1
"""
MOVING = """
property_companies: name serves
  物业 c1
"""
"""It has no code."""
SECOND = """
compounds: id part_of
  c3 k3
grids: id part_of
  g3 c3
party_orgs: id kind covers led_by
  o3 grid_branch g3 -
people: id party_status lives_in
  p3 正式党员 g3
registrations: from to
  p2 o3
posts: from post to
  p3 instructor g3
households: id part_of status
  H3 g3 有人
household_ties: from to
  p2 H3
pairings: from to
  o1 k3
waivers: rule subject reason approver starts ends
  R44 o1→k3 理由 甲 2018-10-01 2019-03-01
"""
"""``p2`` lives in the first street, and is registered and contacts a home in the second; ``o1`` is paired with that."""
SECOND_AGAIN = """
compounds: id part_of
  c3 k3
grids: id part_of
  g3 c3
  g4 c3
party_orgs: id kind covers led_by
  o4 grid_branch g4 o1
people: id party_status lives_in
  p3 预备党员 g4
registrations: from to
  p3 o4
posts: from post to
  p1 instructor g4
households: id part_of status
  H3 g4 有人
household_ties: from to
  p3 H3
pairings: from to
  o4 k3
waivers: rule subject reason approver starts ends
  R44 o4→k3 理由 甲 2018-10-01 2019-03-01
property_companies: name serves
  物业 c3
"""
"""The company works here now."""


def test_what_is_saved_in_parts_answers_as_in_one_piece(graphmodel: Run, tmp_path: Path) -> None:
    rosters = fill_in(tmp_path / "rosters")
    graphmodel("load", rosters, "--store", "whole")
    said = graphmodel("load", rosters, "--store", "parts", "--parts", "county", lang="zh").stdout
    assert "990102000000" in said
    assert "不在任何一部分的" in said
    (folder,) = snapshot.folders(tmp_path / "parts")
    assert [*snapshot.manifest_of(folder).parts] == ["990102000000", "rest"]
    assert answer(graphmodel, "gaps", "--store", "parts") == answer(graphmodel, "gaps", "--store", "whole")


@pytest.mark.parametrize("store", ["s", "new/s", "file/s"])
def test_nothing_is_left_of_what_cannot_be_saved_in_parts(
    store: str, graphmodel: Run, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    rosters = write_rosters(FIRST.replace("H1 g1", "H1 g7"), tmp_path / "rosters")
    refused = graphmodel("load", rosters, "--store", store, "--parts", "county")
    assert refused.returncode == 1
    assert "households.csv" in refused.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"file", "rosters"}


def test_a_part_that_is_read_again_is_as_if_all_had_been_handed_in_anew(
    graphmodel: Run, tmp_path: Path
) -> None:
    texts = {"first": FIRST, "moving": MOVING, "second": SECOND, "again": SECOND_AGAIN}
    first, moving, second, again = (
        write_rosters(text, tmp_path / name / name).parent for name, text in texts.items()
    )
    before = ["--store", "s", "--as-of", "2018-12-31", "--parts", "street"]
    assert graphmodel("load", first, moving, second, *before).returncode == 0
    graphmodel("load", first, again, "--store", "anew", "--parts", "street")
    done = graphmodel("load", again, "--store", "s", "--part", "w/s2")
    assert done.returncode == 0, done.stderr
    (renewed, manifest), (anew, expected) = saved_in(tmp_path / "s"), saved_in(tmp_path / "anew")
    assert manifest.snapshot == expected.snapshot
    assert str(manifest.as_of) == "2018-12-31"
    assert manifest.sources == expected.sources
    assert {code: (part.own, part.halo) for code, part in manifest.parts.items()} == {
        code: (part.own, part.halo) for code, part in expected.parts.items()
    }
    for label, table in anew.nodes.items():
        assert renewed.nodes[label].sort("id").equals(table.sort("id")), label
    assert pl.concat(renewed.nodes.values(), how="diagonal")["source_file"].str.contains("saved").sum() == 0


def test_what_only_a_part_supplied_and_now_leaves_out_is_not_supplied(
    graphmodel: Run, tmp_path: Path
) -> None:
    less = SECOND.partition("pairings:")[0].replace(" led_by", "").replace("g3 -", "g3")
    more = SECOND.replace("g3 -", "g3 o1") + MOVING.replace("c1", "c3")
    first, second, again = (
        write_rosters(text, tmp_path / name / name).parent
        for name, text in (("first", FIRST), ("second", more), ("again", less))
    )
    graphmodel("load", first, second, "--store", "s", "--parts", "street")
    graphmodel("load", first, again, "--store", "anew", "--parts", "street")
    done = graphmodel("load", again, "--store", "s", "--part", "s2")
    assert done.returncode == 0, done.stderr
    (_, renewed), (_, anew) = saved_in(tmp_path / "s"), saved_in(tmp_path / "anew")
    assert {"pairings", "waivers", "property_companies"}.isdisjoint(renewed.supplied)
    assert (renewed.supplied, renewed.absent_columns) == (anew.supplied, anew.absent_columns)
    assert renewed.snapshot == anew.snapshot


AFAR = (
    FIRST.replace("o1 grid_branch g1\n", "o1 grid_branch g1\n  o9 grid_branch g3\n")
    .replace(
        "people: id party_status lives_in\n  p1 正式党员 g1\n",
        "people: id party_status lives_in member_of\n  p1 正式党员 g1 o9\n",
    )
    .replace("p2 正式党员 g1\n", "p2 正式党员 g1 -\n")
    .replace("  p2 H1\n", "  p2 H1\n  p1 H3\n")
)
"""With an organisation that works in the second street alone, and a tie to a home there."""


def test_what_another_county_hands_in_stays_though_the_part_owns_it(graphmodel: Run, tmp_path: Path) -> None:
    rosters = tmp_path / "rosters"
    write_rosters(AFAR, rosters / "first")
    second = write_rosters(SECOND, rosters / "second")
    graphmodel("load", rosters, "--store", "s", "--parts", "street")
    _, before = saved_in(tmp_path / "s")
    done = graphmodel("load", second, "--store", "s", "--part", "s2")
    assert done.returncode == 0, done.stderr
    _, after = saved_in(tmp_path / "s")
    assert after.saved_at > before.saved_at
    assert after.snapshot == before.snapshot


OF_TWO_STREETS = (
    FIRST.replace("  H1 g1 有人\n", "  H1 g1 有人\n  H2 g1 空置\n  H5 g1 有人\n  H6 g3 有人\n").replace(
        "  p2 H1\n", "  p2 H1\n  p1 H2\n  p2 H6\n  p2 H5\n  p1 H6\n"
    )
    + """waivers: rule subject reason approver starts ends
  R21 H2 示例 示例 2018-01-01 2019-01-01
  R21 H5 示例 示例 2018-01-01 2019-01-01
  R21 H6 示例 示例 2018-01-01 2019-01-01
"""
)
"""Beside what is in :data:`SECOND`; some of the homes lie there too."""
MOVED = SECOND_AGAIN.replace("  H3 g4 有人\n", "  H3 g4 有人\n  H2 g4 有人\n  H9 g3 空置\n").replace(
    "  p3 H3\n", "  p3 H3\n  p2 H2\n  p3 H9\n  p3 H5\n  p1 H5\n"
)
"""A home of the first street has moved to the second; others are gone, and homes that stay have further ties."""
WRONG = MOVED.replace("  p3 H9\n", "  p3 H9\n  p3 H77\n").replace("  H9 g3 空置\n", "  H9 g9 空置\n")


@pytest.mark.parametrize(("again", "more"), [(MOVED, []), (WRONG, ["--keep-going"]), (WRONG, [])])
def test_a_part_read_again_with_homes_on_disk_is_as_with_all_in_memory(
    again: str, more: list[str], graphmodel: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (
        write_rosters(text, tmp_path / name / name)
        for name, text in (("first", OF_TWO_STREETS), ("second", SECOND), ("third", again))
    )
    graphmodel("load", first.parent, second.parent, "--store", "on disk", "--parts", "street")
    shutil.copytree(tmp_path / "on disk", tmp_path / "in memory")
    with monkeypatch.context() as patched:
        patched.delattr(snapshot, "read")
        done = graphmodel("load", third.parent, "--store", "on disk", "--part", "s2", *more)
    monkeypatch.setattr(collected_before, "was_collected", lambda *_: True)
    expected = graphmodel("load", third.parent, "--store", "in memory", "--part", "s2", *more)
    assert (done.returncode, done.stderr) == (
        expected.returncode,
        expected.stderr.replace("in memory", "on disk"),
    )
    assert files_of(tmp_path / "on disk") == files_of(tmp_path / "in memory")


def files_of(store: Path) -> dict[str, Any]:
    """Return every file of the snapshot saved last, the manifest without what tells when it was saved."""
    folder = max(snapshot.folders(store))
    files: dict[str, Any] = {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")
    }
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return files | {"manifest": told | {"saved_at": None, "checksum": None}}


@pytest.mark.parametrize(
    ("more", "said"),
    [(["--part", "s9"], "s1 (s1), s2 (s2), rest"), (["--part", "s2", "--parts", "street"], "not both")],
)
def test_a_part_that_cannot_be_read_again_is_told(
    graphmodel: Run, tmp_path: Path, more: list[str], said: str
) -> None:
    rosters = write_rosters(FIRST, tmp_path / "rosters")
    graphmodel("load", rosters, "--store", "s", "--parts", "street")
    refused = graphmodel("load", rosters, "--store", "s", *more)
    assert refused.returncode == 2
    assert said in refused.stderr
