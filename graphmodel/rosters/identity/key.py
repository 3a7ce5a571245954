"""The key of an office, from which the codes of people and homes are made: 32 random bytes in a text file.

It is never kept beside the data: what holds both can tell people by their numbers. Where a run looks for it, and
whether it may make one, is decided on the command line.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from graphmodel.drafts import placing
from graphmodel.errors import EnvironmentFailure, reading, writing
from graphmodel.language import Text

_BYTES: Final = 32
_HEAD: Final = "graphmodel people key 1"
_FORM: Final = re.compile(rf"{_HEAD}\r?\n([0-9a-fA-F]{{{2 * _BYTES}}})(?:\r?\n)?")
_AT_MOST: Final = 200
"""Bytes that are read of a file; a key has fewer."""
_FINGERPRINT: Final = 8


@dataclass(frozen=True)
class PeopleKey:
    """The secret, which no text and no message shows."""

    secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What tells two keys apart, and nothing of either: the first 8 hexadecimal digits of an HMAC."""
        return hmac.digest(self.secret, b"fingerprint", "sha256").hex()[:_FINGERPRINT]

    def is_told_by(self, text: str) -> bool:
        """Whether a text holds the digits of the secret."""
        return self.secret.hex() in text.casefold()


@dataclass
class KeyInUse:
    """The key of one run. It is looked for when the first code must be made; where there is none, one is drawn.

    Until somebody keeps what was drawn (:func:`write_key`) it is a passing one, and codes made with it mean nothing.
    """

    place: Path | None = None
    """None: every key is a passing one."""
    keeping: bool = True
    """Whether one that is drawn is going to be kept there."""
    drawn: bool = field(default=False, init=False)
    """Whether it was drawn for this run."""

    @cached_property
    def key(self) -> PeopleKey:
        """The key.

        Raises:
            EnvironmentFailure: its file cannot be read, or is not of the form of a key.
        """
        found = read_key(self.place) if self.place else None
        self.drawn = found is None
        return found or PeopleKey(secrets.token_bytes(_BYTES))

    @property
    def passing(self) -> bool:
        """Whether what is made with it means nothing to anybody, because it is of this run alone; told by :attr:`key`."""
        return self.drawn and not (self.keeping and self.place)

    @property
    def used(self) -> bool:
        """Whether a code was made with it."""
        return "key" in self.__dict__


def read_key(place: Path) -> PeopleKey | None:
    """The key in a file; None: there is no such file.

    Raises:
        EnvironmentFailure: it cannot be read, or is not of the form of a key.
    """
    try:
        with reading(place):
            if not stat.S_ISREG(place.stat().st_mode):
                raise _no_key(place)
            with place.open("rb") as stream:
                content = stream.read(_AT_MOST).decode("ascii", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    found = _FORM.fullmatch(content)
    if found is None:
        raise _no_key(place)
    return PeopleKey(bytes.fromhex(found[1]))


def write_key(key: PeopleKey, place: Path) -> None:
    """Write a key into a file of its own, never over one that is there; readable by its owner only.

    Raises:
        EnvironmentFailure: it cannot be written, or something stands there.
    """
    with writing(place), placing(place):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, f"{_HEAD}\n{key.secret.hex()}\n".encode())
            os.fsync(handle)
        except BaseException:
            place.unlink()
            raise
        finally:
            os.close(handle)


def usual_place() -> Path | None:
    """Where the key lies unless another place is named: in the user's configuration folder; None: there is none."""
    named = os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME", "")
    try:
        folder = Path(named) if Path(named).is_absolute() else Path.home() / ".config"
    except RuntimeError:
        return None
    return folder / "graphmodel" / "people.key"


def _no_key(place: Path) -> EnvironmentFailure:
    return EnvironmentFailure(
        Text(
            "{place} 不是 graphmodel 的人员密钥文件，或已损坏",
            "{place} is no key file of graphmodel, or is damaged",
        ),
        place=place,
    )
