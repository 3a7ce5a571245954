"""Headings: how they are compared, and which rosters a row of them may be. It knows no files and no cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from graphmodel.ontology import PERIOD, REMARKS, ROSTER, Column, Roster
from graphmodel.spreadsheets.cleaning import clean_text

_LEAST_HEADINGS: Final = 2
_renamed: ContextVar[Renamed | None] = ContextVar("renamed", default=None)


@dataclass(frozen=True)
class Renamed:
    """Headings that an office has confirmed to mean others, all normalised, and those of them that were met."""

    means: Mapping[str, str]
    met: set[str] = field(default_factory=set)


@contextmanager
def renaming(renamed: Renamed) -> Iterator[None]:
    """Compare headings as the office has confirmed that they are meant, wherever they stand."""
    token = _renamed.set(renamed)
    try:
        yield
    finally:
        _renamed.reset(token)


def normalised(heading: str | None) -> str:
    """A heading as it is compared: width and case folded, without blanks and the star of required columns.

    One that an office has confirmed to mean another is that other.

    >>> normalised(" *小区 名称* ")
    '小区名称'
    """
    text = _folded(heading)
    renamed = _renamed.get()
    if renamed is None or text not in renamed.means:
        return text
    renamed.met.add(text)
    return renamed.means[text]


@lru_cache(1 << 15)  # it is asked of the same few, over and over
def _folded(heading: str | None) -> str:
    return clean_text(heading or "").replace(" ", "").strip("*").casefold()


def columns_of(roster: Roster) -> tuple[Column, ...]:
    """Every column that is read from a table of a roster."""
    return (*roster.columns, *PERIOD)


@cache
def columns_by_heading(roster: str) -> dict[str, Column]:
    """The columns of a roster by normalised heading, all that are read."""
    return {
        normalised(heading): column for column in columns_of(ROSTER[roster]) for heading in column.headings
    }


def is_ignored(heading: str) -> bool:
    """Whether a normalised heading is one that every roster may have and that is never read."""
    return heading == normalised(REMARKS)


def candidates(row: Iterable[str | None]) -> tuple[str, ...]:
    """The rosters whose headings a row may hold: one, if it is recognised; several in a tie; none.

    Those of which all required headings are there; else those of which most are, if at least two.
    """
    named: dict[str, set[str]] = {}
    for heading in {normalised(cell) for cell in row} - _shared():
        for name, column in _every_column().get(heading, ()):
            named.setdefault(name, set()).add(column)
    complete = tuple(name for name in ROSTER if name in named and _required(name) <= named[name])
    if complete:
        return complete
    most = max(map(len, named.values()), default=0)
    return (
        tuple(name for name in ROSTER if len(named.get(name, ())) == most) if most >= _LEAST_HEADINGS else ()
    )


@cache
def _every_column() -> dict[str, list[tuple[str, str]]]:
    """By normalised heading the rosters it is one of, and of which of their columns."""
    every: dict[str, list[tuple[str, str]]] = {}
    for name in ROSTER:
        for heading, column in columns_by_heading(name).items():
            every.setdefault(heading, []).append((name, column.name))
    return every


@cache
def _required(name: str) -> frozenset[str]:
    return frozenset(column.name for column in ROSTER[name].required)


@cache
def _shared() -> frozenset[str]:
    """Headings that say nothing about which roster it is."""
    return frozenset({"", *(normalised(heading) for column in PERIOD for heading in column.headings)})
