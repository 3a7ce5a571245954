"""The key for people on the command line: where it may lie, when it is made, and which store it fits."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from graphmodel.alliance import empty
from graphmodel.cli import keys
from graphmodel.cli.asked import Question
from graphmodel.cli.releasing import key as release_key
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.ontology import node_schema
from graphmodel.rosters import Reading, read_rosters
from graphmodel.rosters.identity.key import KeyInUse, PeopleKey, read_key, write_key
from graphmodel.rosters.identity.people import FormerCodes
from graphmodel.stores import snapshot

OURS, OTHERS = PeopleKey(bytes(range(32))), PeopleKey(bytes(range(1, 33)))


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Rosters that need no code."""
    (tmp_path / "rosters").mkdir()
    (tmp_path / "rosters" / "物业.csv").write_text("小区名称,所属社区\n", encoding="utf-8")
    return read_rosters([tmp_path / "rosters"])


def save(store: Path, key: PeopleKey | None, *people: str) -> None:
    persons = pl.DataFrame([{"id": code} for code in people], schema=node_schema("Person"))
    nodes = {**empty().nodes, "Person": persons}
    snapshot.save(replace(empty(), nodes=nodes, people_key=key.fingerprint if key else None), store)


def in_use(key: PeopleKey, place: Path) -> KeyInUse:
    if not place.exists():
        write_key(key, place)
    used = KeyInUse(place)
    assert used.key == key
    return used


@pytest.mark.parametrize("place", ["rosters/people.key", "alliance/people.key", "out/deep/people.key"])
def test_a_key_among_the_data_is_refused(place: str, tmp_path: Path) -> None:
    data = [tmp_path / name for name in ("rosters", "alliance", "out")]
    with pytest.raises(UsageError):
        keys.in_use(tmp_path / place, data)
    assert keys.in_use(tmp_path / "rosters2" / "people.key", data).place


def test_a_key_that_is_an_input_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        keys.in_use(tmp_path / "people.key", [tmp_path / "people.key"])


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_key_that_a_link_leads_to_among_the_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rosters").mkdir()
    (tmp_path / "people.key").symlink_to(tmp_path / "rosters" / "people.key")
    with pytest.raises(UsageError):
        keys.in_use(tmp_path / "people.key", [tmp_path / "rosters"])


def test_a_file_that_is_no_key_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "people.key").write_text("what?")
    with pytest.raises(EnvironmentFailure):
        keys.in_use(tmp_path / "people.key", [])


def test_a_key_that_was_drawn_is_kept_and_its_place_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = keys.in_use(tmp_path / "new" / "people.key", [])
    keys.keep(drawn)
    assert not list(tmp_path.iterdir()), "nobody asked for it"
    drawn.key  # noqa: B018
    keys.keep(drawn)
    assert drawn.place
    assert read_key(drawn.place) == drawn.key
    assert os.name == "nt" or stat.S_IMODE(drawn.place.stat().st_mode) == 0o600
    said = capsys.readouterr().err
    assert str(drawn.place) in said
    assert "copy" in said
    assert drawn.key.secret.hex() not in said


def test_a_store_takes_codes_of_its_own_key_only(reading: Reading, tmp_path: Path) -> None:
    store = tmp_path / "alliance"
    save(store, OURS)
    save(store, None)  # a month without made codes changes nothing
    made = replace(reading, people_key=OTHERS.fingerprint)
    with pytest.raises(UsageError, match=OURS.fingerprint):
        keys.refuse_another(made, in_use(OTHERS, tmp_path / "others.key"), store, new_key=False)
    keys.refuse_another(made, in_use(OTHERS, tmp_path / "others.key"), store, new_key=True)
    ours = replace(reading, people_key=OURS.fingerprint)
    keys.refuse_another(ours, in_use(OURS, tmp_path / "ours.key"), store, new_key=False)
    keys.refuse_another(reading, KeyInUse(tmp_path / "lost.key"), store, new_key=False)


def test_a_lost_key_is_not_replaced_behind_ones_back(reading: Reading, tmp_path: Path) -> None:
    save(tmp_path / "alliance", OURS)
    lost = KeyInUse(tmp_path / "lost.key")
    made = replace(reading, people_key=lost.key.fingerprint)
    with pytest.raises(UsageError, match="bring that key back"):
        keys.refuse_another(made, lost, tmp_path / "alliance", new_key=False)
    with pytest.raises(UsageError, match=r"use that one$"):  # nothing is saved: there is no beginning anew
        keys.refuse_another(
            made, in_use(OTHERS, tmp_path / "others.key"), tmp_path / "alliance", new_key=None
        )
    assert not (tmp_path / "lost.key").exists()


def test_a_trial_makes_no_code_without_a_key_whatever_the_store_holds(
    reading: Reading, tmp_path: Path
) -> None:
    key = KeyInUse(tmp_path / "none.key", keeping=False)
    keys.refuse_another(reading, key, tmp_path / "alliance", new_key=None)
    assert key.key.fingerprint
    with pytest.raises(UsageError, match="none in"):
        keys.refuse_another(reading, key, tmp_path / "alliance", new_key=None)


def test_a_damaged_snapshot_keeps_nobody_from_loading_again(tmp_path: Path) -> None:
    store = tmp_path / "alliance"
    save(store, OURS)
    (manifest,) = store.glob("snapshots/*/manifest.json")
    manifest.write_text("{}")
    assert snapshot.last_with_codes(store) is None
    assert snapshot.last_with_codes(tmp_path / "none") is None


def test_people_who_are_newly_known_by_a_number_are_counted(
    reading: Reading, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "alliance"
    save(store, OURS, "pold1", "pold2", "pnew3")
    former = pl.DataFrame({"code": ["pnew1", "pnew1", "pnew3"], "former": ["pold1", "pelse", "pold2"]})
    made = replace(reading, people_key=OURS.fingerprint, former_codes=FormerCodes(by_number=former))
    keys.refuse_another(made, in_use(OURS, tmp_path / "ours.key"), store, new_key=False)
    assert "1 people" in capsys.readouterr().err


def test_pseudonyms_for_outside_have_a_key_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_KEY", str(tmp_path / "people.key"))
    monkeypatch.setenv("GRAPHMODEL_RELEASE_KEY", f"x {OURS.secret.hex().upper()}")
    assert release_key(Question(tmp_path))
    write_key(OURS, tmp_path / "people.key")
    with pytest.raises(UsageError):
        release_key(Question(tmp_path))
    monkeypatch.setenv("GRAPHMODEL_RELEASE_KEY", OTHERS.secret.hex())
    assert release_key(Question(tmp_path)) == OTHERS.secret.hex().encode()
