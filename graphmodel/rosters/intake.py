"""What has been read so far while rosters are read one after the other. What is done with it stands in other modules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from graphmodel.rosters.confirmations import Confirmed
from graphmodel.rosters.identity.key import KeyInUse
from graphmodel.rosters.identity.people import PERSON, UNITS, FormerCodes, People
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.register import Register
from graphmodel.rosters.tables import RosterTable

_PERSONS: Final = {"person": PERSON, **dict.fromkeys(("code", "name", "unit"), pl.String())}


@dataclass
class Intake:
    """The rosters read so far, what they name, and every problem met."""

    problems: Problems
    key: KeyInUse = field(default_factory=KeyInUse)
    """With which codes are made for people and homes that have none."""
    confirmed: Confirmed = field(default_factory=Confirmed)
    """What an office has confirmed its own words to mean."""
    former_codes: FormerCodes = field(default_factory=FormerCodes)
    """By which codes people were known before a number of theirs was."""
    people: People = field(
        default_factory=lambda: People(pl.DataFrame(schema=_PERSONS), pl.DataFrame(schema=UNITS).clear)
    )
    """Everybody whom a table of people makes, and by which units forms tell them apart; their numbers are not here."""
    register: Register = field(default_factory=Register)
    tables: dict[str, RosterTable] = field(default_factory=dict)
    """By roster, in the order in which they were read."""
    divisions: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
    """The codes of the supplied divisions, by which some numbers are known not to be personal."""

    @property
    def supplied(self) -> frozenset[str]:
        """The rosters read so far that count as supplied."""
        return frozenset(name for name, table in self.tables.items() if table.supplied)
