"""A snapshot in parts: each is read alone, and all together are the alliance that was saved."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest

from graphmodel.alliance import Alliance, empty
from graphmodel.alliance.cutting import Part, cut
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.ontology import node_schema
from graphmodel.stores import snapshot
from graphmodel.stores.days import Snapshots
from graphmodel.stores.partitions import Division, divided
from tests.rules.build import alliance
from tests.rules.generate import side_by_side
from tests.saved import saved_in

DAY = date(2018, 12, 31)


WHOLE = side_by_side(range(4))
"""Things and ties of many periods."""


@pytest.fixture(scope="module")
def division() -> Division:
    return divided(WHOLE, "Street")


@pytest.fixture(scope="module")
def store(division: Division, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    with snapshot.saving(WHOLE, folder, DAY, division=division):
        pass
    return folder


def only_snapshot(store: Path) -> Path:
    (folder,) = (store / "snapshots").iterdir()
    return folder


def assert_same(one: Alliance, other: Alliance) -> None:
    assert one.supplied == other.supplied
    assert one.absent_columns == other.absent_columns
    assert one.waivers.equals(other.waivers)
    for tables, others in ((one.nodes, other.nodes), (one.ties, other.ties)):
        for name, table in tables.items():
            assert table.equals(others[name]), name


def test_all_parts_together_are_what_was_saved(store: Path, tmp_path: Path) -> None:
    read, manifest = saved_in(store)
    assert_same(read, WHOLE)
    assert manifest.divided_by == "Street"
    in_one_piece = snapshot.save(WHOLE, tmp_path, DAY)
    assert manifest.snapshot == in_one_piece.snapshot
    assert manifest.schema_version > in_one_piece.schema_version


def test_a_part_is_read_as_it_was_cut(store: Path, division: Division) -> None:
    folder = only_snapshot(store)
    manifest = snapshot.manifest_of(folder)
    cut_before = {part.code: part for part in cut(division.owned, division.halos)}
    assert [*manifest.parts] == [*cut_before]
    for code, part in cut_before.items():
        read = snapshot.read_part(folder, code)
        assert read.own.equals(part.own)
        assert read.alliance.loose.equals(part.alliance.loose)
        for relation, ties in part.alliance.ties.items():
            assert read.alliance.ties[relation].equals(ties.select(read.alliance.ties[relation].columns))
        for label, nodes in part.alliance.nodes.items():
            assert read.alliance.nodes[label].equals(nodes.drop("number"))
        entry = manifest.parts[code]
        assert entry.own + entry.halo == sum(table.height for table in part.alliance.nodes.values())


def test_the_folder_of_a_part_lists_what_it_owns_and_no_homes(store: Path) -> None:
    (one, *_) = (only_snapshot(store) / "parts").iterdir()
    own = pl.read_parquet(one / "own.parquet")
    assert own.columns == ["label", "id"]
    assert "Household" not in own["label"]
    assert "tie" in pl.read_parquet(next((one / "ties").iterdir())).columns


def test_ties_have_numbers_though_a_part_has_none(tmp_path: Path) -> None:
    lost = alliance("people: id party_status\n  p1 正式党员\n")
    with snapshot.saving(lost, tmp_path, DAY, division=divided(lost, "City")):
        pass
    folder = only_snapshot(tmp_path)
    ties = snapshot.own_homes(folder, "rest", snapshot.manifest_of(folder)).ties
    assert [ties[relation]["tie"].len() for relation in ("PART_OF", "CONTACTS")] == [0, 0]


def test_what_is_judged_is_the_same_where_rosters_are_and_the_same_columns_stood_in_them(
    tmp_path: Path,
) -> None:
    division = divided(alliance("people: id party_status\n  p1 正式党员\n"), "City")
    told = []
    for store in ("once", "again"):
        with snapshot.saving(division.owned.alliance, tmp_path / store, DAY, division=division) as manifest:
            told.append(manifest.content)
    facts = ("supplied", "absent_columns", "absent_parts")
    told += [manifest.model_copy(update={fact: ["has_funds"]}).content for fact in facts]
    assert told[0] == told[1]
    assert len({*told[1:]}) == 4


def test_a_damaged_part_is_named_and_stops_only_what_needs_it(division: Division, tmp_path: Path) -> None:
    with snapshot.saving(WHOLE, tmp_path, DAY, division=division):
        pass
    folder = only_snapshot(tmp_path)
    first, second, *_ = snapshot.manifest_of(folder).parts
    damaged = folder / "parts" / quote(first) / "own.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-9])
    with pytest.raises(EnvironmentFailure, match=quote(first)):
        snapshot.read_part(folder, first)
    assert isinstance(snapshot.read_part(folder, second), Part)
    assert snapshot.read_of_the_whole(folder).nodes["Street"].height == WHOLE.nodes["Street"].height


def test_pieces_of_a_glance_are_read_by_the_manifest_that_was_read_first(store: Path, tmp_path: Path) -> None:
    saved = Snapshots(shutil.copytree(store, tmp_path / "copy"))
    pieces = saved.glance(saved.telling(), DAY).pieces
    (only_snapshot(saved.store) / "manifest.json").unlink()
    assert pieces is not None
    own = [piece.own for piece in map(pieces.read, pieces.codes)]
    assert all(nodes is not None and nodes.height for nodes in own)
    homes = pl.concat(pieces.homes(code) for code in pieces.codes)["id"].n_unique()
    assert homes == WHOLE.at(DAY).nodes["Household"].height


def test_a_part_that_is_none_is_named(store: Path) -> None:
    folder = only_snapshot(store)
    with pytest.raises(UsageError, match="no part 330899"):
        snapshot.read_part(folder, "330899")


@pytest.mark.parametrize("code", ["..", "A/B", "a\\b", "柯城"])
def test_no_code_leads_out_of_the_folder_of_parts(code: str, tmp_path: Path) -> None:
    streets = pl.DataFrame([{"id": code, "name": code}], schema=node_schema("Street"))
    one_street = replace(empty(), nodes={**empty().nodes, "Street": streets})
    with snapshot.saving(one_street, tmp_path, division=divided(one_street, "Street")):
        pass
    folder = only_snapshot(tmp_path)
    assert code in snapshot.read_part(folder, code).own["id"]
    assert {path.name for path in folder.iterdir()} == {"manifest.json", "parts", "whole"}


def test_what_an_earlier_program_cannot_read_says_so(store: Path) -> None:
    manifest = json.loads((only_snapshot(store) / "manifest.json").read_text())
    assert manifest["schema_version"] == 3
