"""R38: a member who contacts more than ``max_homes`` homes is a gap (S3)."""

from __future__ import annotations

from typing import Final

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field, tie_row
from graphmodel.synthetic.plain.verdicts import MET, Verdicts, gap

NEEDS_ROOM: Final = True


def verdicts(facts: Facts) -> Verdicts:
    """People who contact homes."""
    found: Verdicts = {}
    for person, homes in facts.homes_of.items():
        count = len(set(homes))
        found["Person", person] = (gap("S3") if count > facts.settings.max_homes else MET).showing(
            homes=count
        )
    return found


def plant(field: Field) -> None:
    """A member takes on more homes than anyone should, the contacted ones of the own grid first."""
    most = field.facts.settings.max_homes
    homes: dict[str, list[str]] = {}
    for home in sorted(field.facts.contacts):
        homes.setdefault(field.facts.grid_of_home[home], []).append(home)
    some = [home for of_grid in homes.values() for home in of_grid[:most]]
    for person in field.pick("R38", "Person", field.facts.homes_of):
        own = field.facts.homes_of[person]
        nearest = homes[field.facts.grid_of_home[own[0]]]
        others = [home for home in [*nearest, *some] if home not in own]
        more = list(dict.fromkeys(others))[: most + 1 - len(own)]
        field.add("household_ties", *(tie_row(person, home) for home in more))
