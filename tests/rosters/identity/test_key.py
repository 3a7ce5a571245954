from __future__ import annotations

import hmac
import os
import stat
from pathlib import Path

import pytest

from graphmodel.errors import EnvironmentFailure
from graphmodel.rosters.identity.key import KeyInUse, PeopleKey, read_key, usual_place, write_key

SECRET = bytes(range(32))


def test_a_key_is_a_text_file_for_its_owner_only(tmp_path: Path) -> None:
    place = tmp_path / "new" / "people.key"
    write_key(PeopleKey(SECRET), place)
    assert place.read_bytes() == b"graphmodel people key 1\n" + SECRET.hex().encode() + b"\n"
    assert os.name == "nt" or stat.S_IMODE(place.stat().st_mode) == 0o600
    assert read_key(place) == PeopleKey(SECRET)


def test_no_file_is_ever_overwritten(tmp_path: Path) -> None:
    place = tmp_path / "people.key"
    place.write_text("mine")
    with pytest.raises(EnvironmentFailure):
        write_key(PeopleKey(SECRET), place)
    assert place.read_text() == "mine"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "graphmodel people key 1\n",
        "graphmodel people key 1\n" + "0" * 63 + "\n",
        "graphmodel people key 1\n" + "0" * 65 + "\n",
        "graphmodel people key 2\n" + "0" * 64 + "\n",
        "0" * 64,
        "graphmodel people key 1\n" + "g" * 64 + "\n",
        "graphmodel people key 1\n" + "0" * 64 + "\nmore\n",
    ],
)
def test_what_is_not_of_the_form_of_a_key_is_none(content: str, tmp_path: Path) -> None:
    place = tmp_path / "people.key"
    place.write_text(content)
    with pytest.raises(EnvironmentFailure) as caught:
        read_key(place)
    assert "0000" not in str(caught.value)


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure):
        read_key(tmp_path)


def test_the_fingerprint_tells_keys_apart_and_nothing_of_them() -> None:
    key = PeopleKey(SECRET)
    assert key.fingerprint == hmac.digest(SECRET, b"fingerprint", "sha256").hex()[:8]
    assert SECRET.hex() not in repr(key)
    assert key.is_told_by(f"x{SECRET.hex().upper()}y")
    assert not key.is_told_by(SECRET.hex()[1:])


def test_a_key_is_drawn_when_it_is_asked_for_and_kept_when_it_shall(tmp_path: Path) -> None:
    place = tmp_path / "people.key"
    unused = KeyInUse(place)
    assert not unused.used
    drawn = KeyInUse(place)
    secret = drawn.key
    assert drawn.used
    assert drawn.drawn
    assert not place.exists()
    write_key(secret, place)
    found = KeyInUse(place)
    assert found.key == secret
    assert not found.drawn


def test_a_key_passes_if_it_was_drawn_and_nobody_is_going_to_keep_it(tmp_path: Path) -> None:
    place = tmp_path / "people.key"
    for keeping, of_nowhere, before, passing in (
        (True, False, False, False),
        (False, False, False, True),
        (True, True, False, True),
        (False, False, True, False),
    ):
        if before:
            write_key(PeopleKey(SECRET), place)
        used = KeyInUse(None if of_nowhere else place, keeping)
        assert used.key.secret
        assert used.passing == passing


def test_the_key_lies_in_the_configuration_folder_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert usual_place() == tmp_path / "graphmodel" / "people.key"
    if os.name != "nt":
        monkeypatch.delenv("XDG_CONFIG_HOME")
        monkeypatch.setenv("HOME", str(tmp_path))
        assert usual_place() == tmp_path / ".config" / "graphmodel" / "people.key"
