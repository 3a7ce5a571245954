"""What has been read so far while rosters are read one after the other. What is done with it stands in other modules."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from graphmodel.rosters.confirmations import Confirmed
from graphmodel.rosters.identity.key import KeyInUse
from graphmodel.rosters.identity.people import FormerCodes
from graphmodel.rosters.problems import Problems
from graphmodel.rosters.register import Register
from graphmodel.rosters.tables import RosterTable


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
    people: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=dict.fromkeys(("code", "name", "unit"), pl.String))
    )
    """``code``, ``name`` and ``unit`` (what tells him from namesakes) of everybody whom a table of people makes."""
    units_of_people: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(
            schema={"code": pl.String, "text": pl.String, "above": pl.Boolean}
        )
    )
    """``code`` of people, and by which units (``text``) forms tell them apart; see
    :attr:`~graphmodel.rosters.identity.people.People.units`."""
    register: Register = field(default_factory=Register)
    tables: dict[str, RosterTable] = field(default_factory=dict)
    """By roster, in the order in which they were read."""
    divisions: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
    """The codes of the supplied divisions, by which some numbers are known not to be personal."""

    @property
    def supplied(self) -> frozenset[str]:
        """The rosters read so far that count as supplied."""
        return frozenset(name for name, table in self.tables.items() if table.supplied)
