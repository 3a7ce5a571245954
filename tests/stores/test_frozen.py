"""A store outlives the ontology it was written with: what earlier versions saved, this one and later ones read."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from graphmodel.alliance import Alliance, assemble
from graphmodel.engines.embedded import Embedded
from graphmodel.errors import EnvironmentFailure
from graphmodel.language import Text
from graphmodel.ontology import (
    LABEL,
    PROVENANCE,
    RELATION,
    WAIVER,
    NodeLabel,
    RelationType,
    Roster,
    ValueType,
)
from graphmodel.rosters import read_rosters
from graphmodel.rules import Judgement, judge, rules
from graphmodel.stores import snapshot
from tests.growing import column, declared, with_columns
from tests.saved import saved_in

FROZEN = sorted((Path(__file__).parents[1] / "frozen").iterdir())
"""One folder per version that wrote a store, with the rosters it was given."""
NOVEMBER, DECEMBER = date(2018, 11, 30), date(2018, 12, 31)

LIFTS = with_columns(
    "compounds", column("lifts", ValueType.COUNT), column("has_gate", ValueType.YES_NO, default=False)
)
TWINNED = RelationType(name="TWINNED", title=Text("结亲", "twinned"), pairs=(("Compound", "Compound"),))
TWINS = with_columns(
    "compounds", column("twin", ValueType.REFERENCE, labels=("Compound",), relation="TWINNED")
)
SHOP = NodeLabel(name="Shop", title=Text("商户", "shop"), description=Text("沿街商户", "a shop"))
SHOPS = Roster(
    name="shops",
    title=SHOP.title,
    description=SHOP.description,
    makes=("Shop",),
    columns=(column("id", ValueType.CODE), column("name"), column("trade")),
)


@pytest.fixture(params=FROZEN, ids=lambda folder: folder.name)
def frozen(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


def opened(frozen: Path, day: date = DECEMBER) -> Alliance:
    return saved_in(frozen / "alliance", day)[0]


def saved_again(alliance: Alliance, folder: Path) -> str:
    return snapshot.save(alliance, folder).snapshot


def verdicts(frozen: Path) -> Judgement:
    slice_ = opened(frozen).at(DECEMBER)
    with Embedded(slice_) as engine:
        return judge(slice_, engine, list(rules().values()), snapshot="")


def test_it_says_what_its_rosters_say(frozen: Path) -> None:
    told, read = opened(frozen), assemble(read_rosters([frozen / "rosters"]))
    assert (told.supplied, told.absent_columns) == (read.supplied, read.absent_columns)
    for name in (*LABEL, *RELATION, WAIVER):
        table, ours = read.table(name), told.table(name)
        assert ours.sort(ours.columns).equals(table.sort(table.columns)), name


def test_its_ids_are_those_of_the_same_values_today(frozen: Path, tmp_path: Path) -> None:
    for day in (NOVEMBER, DECEMBER):
        alliance, manifest = saved_in(frozen / "alliance", day)
        assert manifest.as_of == day
        assert saved_again(alliance, tmp_path / f"{day}") == manifest.snapshot
        assert saved_in(frozen / "alliance", manifest.snapshot[:12])[1] == manifest
    assert saved_again(assemble(read_rosters([frozen / "rosters"])), tmp_path / "read") == manifest.snapshot


def test_a_column_added_since_is_empty_or_what_an_empty_cell_means(frozen: Path, tmp_path: Path) -> None:
    before = opened(frozen)
    with declared(LIFTS):
        after, manifest = saved_in(frozen / "alliance", DECEMBER)
        compounds = after.nodes["Compound"]
        assert compounds["lifts"].to_list() == [None] * 3
        assert compounds["lifts"].dtype == pl.Int64
        assert compounds["has_gate"].to_list() == [False] * 3
        assert compounds.select(before.nodes["Compound"].columns).equals(before.nodes["Compound"])
        assert (after.supplied, after.absent_columns) == (before.supplied, before.absent_columns)
        assert saved_again(after, tmp_path / "same") == manifest.snapshot
        assert saved_again(assemble(read_rosters([frozen / "rosters"])), tmp_path / "r") == manifest.snapshot
        lifted = {**after.nodes, "Compound": compounds.with_columns(lifts=pl.lit(2, pl.Int64))}
        assert saved_again(replace(after, nodes=lifted), tmp_path / "told") != manifest.snapshot
        assert saved_in(tmp_path / "told")[0].nodes["Compound"]["lifts"].to_list() == [2] * 3


def test_a_relation_that_a_column_added_since_would_make_is_absent(frozen: Path, tmp_path: Path) -> None:
    with declared(TWINS, relations={"TWINNED": TWINNED}):
        alliance, manifest = saved_in(frozen / "alliance", DECEMBER)
        assert alliance.ties["TWINNED"].is_empty()
        assert alliance.at(DECEMBER).missing(["compounds"], ["TWINNED", "COVERS"]) == ["TWINNED"]
        assert saved_again(alliance, tmp_path / "same") == manifest.snapshot
        supplied = Alliance(
            alliance.nodes, alliance.ties, alliance.supplied, alliance.absent_columns - {"TWINNED"}
        )
        assert saved_again(supplied, tmp_path / "supplied") != manifest.snapshot
        assert "TWINNED" not in saved_in(tmp_path / "supplied")[0].absent_columns


def test_what_a_reference_added_to_a_relation_would_say_is_absent(frozen: Path) -> None:
    vouched = with_columns("pairings", column("vouched_by", ValueType.REFERENCE, labels=("PartyOrg",)))
    with declared(vouched):
        alliance = opened(frozen)
    assert alliance.ties["PAIRED_WITH"]["vouched_by"].to_list() == [None] * 3
    assert "vouched_by" in alliance.absent_columns


def test_a_roster_added_since_was_not_supplied(frozen: Path, tmp_path: Path) -> None:
    with declared(SHOPS, labels={"Shop": SHOP}):
        alliance, manifest = saved_in(frozen / "alliance", DECEMBER)
        assert alliance.nodes["Shop"].columns == [
            "id",
            "name",
            "trade",
            "valid_from",
            "valid_to",
            *PROVENANCE,
        ]
        assert alliance.at(DECEMBER).missing(["compounds", "shops"]) == ["shops"]
        assert saved_again(alliance, tmp_path) == manifest.snapshot


def test_what_is_declared_no_longer_is_passed_over(frozen: Path) -> None:
    before = opened(frozen)
    fewer = with_columns("people", without=("is_owner",))
    with declared(fewer, without_relation="CONTACTS"):
        after = opened(frozen)
        assert after.nodes["Person"].equals(before.nodes["Person"].drop("is_owner"))
        assert "CONTACTS" not in after.ties
        assert after.at(DECEMBER).ties.keys() == after.ties.keys()


def test_a_column_whose_type_has_changed_is_refused_by_name(frozen: Path) -> None:
    changed = with_columns("people", column("is_owner", ValueType.COUNT), without=("is_owner",))
    with (
        declared(changed),
        pytest.raises(EnvironmentFailure, match=r"is_owner of Person was saved as Boolean, .* reads Int64"),
    ):
        opened(frozen)


def test_the_verdicts_stay_when_the_ontology_grows(frozen: Path) -> None:
    before = verdicts(frozen)
    with declared(LIFTS, SHOPS, labels={"Shop": SHOP}):
        after = verdicts(frozen)
    assert not after.failed
    assert after.findings.equals(before.findings)
    assert after.findings.filter(pl.col("evidence").str.contains("waived")).height == 1


def test_what_a_later_version_adds_to_the_manifest_is_passed_over(frozen: Path, tmp_path: Path) -> None:
    store = shutil.copytree(frozen / "alliance", tmp_path / "alliance")
    for place in store.glob("snapshots/*/manifest.json"):
        manifest = json.loads(place.read_text(encoding="utf-8"))
        place.write_text(json.dumps(manifest | {"counted": {"compounds": 3}}), encoding="utf-8")
    assert saved_in(store, DECEMBER)[1] == saved_in(frozen / "alliance", DECEMBER)[1]
