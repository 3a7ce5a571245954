"""People as they are looked up: who bears a name, which units he is known by, which numbers are his."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from graphmodel.language import AND, Text
from graphmodel.rosters.identity.codes import PERSON as PERSON_CODE
from graphmodel.rosters.identity.codes import identity_by_name, made
from graphmodel.rosters.identity.key import PeopleKey
from graphmodel.spreadsheets.repetition import any_twice

_LEVELS_ABOVE: Final = 6
_SHOWN: Final = 20

PERSON: Final = pl.UInt32()
TELLING: Final = Text(
    "要有身份证号、手机号、所在党组织或单位",
    "it takes an ID-card or mobile number, an organisation or a unit",
)
"""What is expected where nothing tells who somebody is."""
_NAMESAKES: Final = Text("同名的人在：{}", "people of that name are in: {}")
UNITS: Final[dict[str, pl.DataType]] = {"person": PERSON, "text": pl.String(), "above": pl.Boolean()}
NUMBERS: Final[dict[str, pl.DataType]] = {"person": PERSON, "number": pl.String()}


_NOBODY: Final = pl.Series([], dtype=pl.String)


def _no_codes() -> pl.DataFrame:
    return pl.DataFrame(schema={"code": pl.String, "former": pl.String})


@dataclass(frozen=True)
class FormerCodes:
    """By which codes people would be known without the best that is known of them now.

    Those by name are made when they are asked for, which is seldom; no number is kept until then.
    """

    by_number: pl.DataFrame = field(default_factory=_no_codes)
    """``code`` and ``former``, the code that a number made which is not the best."""
    by_name: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=dict.fromkeys(("code", "name", "unit"), pl.String))
    )
    """``code``, and the ``name`` and ``unit`` of which the former code is made, of whoever is known by a number."""

    def under(self, key: PeopleKey, *, but: pl.Series = _NOBODY) -> pl.DataFrame:
        """``code`` and ``former``.

        Args:
            key: that which made the codes of now.
            but: codes of people who are not asked about.
        """
        by_number, by_name = (
            frame.filter(~pl.col("code").is_in(but.implode())) for frame in (self.by_number, self.by_name)
        )
        named = by_name.select("code", text=identity_by_name("unit")).drop_nulls()
        named = named.select("code", former=made(PERSON_CODE, named["text"], key))
        return pl.concat([by_number, named])


@dataclass(frozen=True)
class Organisations:
    """The Party organisations, by which people are qualified."""

    names: pl.DataFrame
    """``code`` and ``name``: every name each bears, old ones too."""
    led_by: pl.DataFrame
    """``code`` and ``above``, the code of an organisation it is led by."""

    def known_by(self, members: pl.DataFrame) -> pl.DataFrame:
        """What people are called by their organisations.

        Args:
            members: ``person`` and ``code``, that of an organisation.

        Returns:
            ``person``, ``text`` (a code or a name) and ``above``, whether it is that of an organisation above.
        """
        own = members.unique(maintain_order=True) if any_twice(members["person"]) else members
        climbing, passed = own, []
        for _ in range(_LEVELS_ABOVE):
            climbing = climbing.join(self.led_by, on="code").select("person", code="above").unique()
            if climbing.is_empty():
                break
            passed.append(climbing)
        above = pl.concat([own.clear(), *passed]).unique().join(own, on=["person", "code"], how="anti")
        return pl.concat([self._called(own, above=False), self._called(above, above=True)])

    def _called(self, members: pl.DataFrame, *, above: bool) -> pl.DataFrame:
        names = self.names.filter(pl.col("name") != pl.col("code")).unique(maintain_order=True)
        named = members.join(names, on="code").select("person", text="name")
        told = pl.concat([members.select("person", text="code"), named])
        if any_twice(members["person"]):  # two organisations may be called alike
            told = told.unique(maintain_order=True)
        return told.with_columns(above=pl.lit(above))

    def shown(self, members: pl.DataFrame) -> pl.DataFrame:
        """``person`` and ``unit``: the name of the first organisation of each, its code where it has none."""
        first = members
        if any_twice(members["person"]):
            first = members.unique("person", keep="first", maintain_order=True)
        named = first.join(
            self.names.unique("code", keep="first", maintain_order=True), on="code", how="left"
        )
        return named.select("person", unit=pl.coalesce("name", "code"))


@dataclass(frozen=True)
class People:
    """Everybody a mention may mean. What stands in ``numbers`` is for comparing only, within this load."""

    persons: pl.DataFrame
    """``person`` (a number), ``code``, ``name`` and ``unit``: what tells namesakes apart where they are shown."""
    tell_units: Callable[[], pl.DataFrame]
    """What gives ``person``, ``text`` (by which unit he may be qualified) and ``above`` (it is above his 所在党组织):
    asked only when somebody is qualified."""
    numbers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=NUMBERS))
    """``person`` and ``number``, as often as it was given."""

    def called(self, asked: pl.DataFrame) -> pl.DataFrame:
        """Who bears a name and is known by every unit that qualifies it.

        A unit that is nobody's of that name is looked for above their organisations.

        Args:
            asked: ``ask``, ``name`` and ``qualifiers``, a list.

        Returns:
            ``ask`` and ``person``, a row for everybody it may be.
        """
        names = self.persons.select("person", "name")
        plain = asked.filter(pl.col("qualifiers").list.len() == 0).select("ask", "name")
        found = plain.join(names, on="name").select("ask", "person")
        if plain.height == asked.height:
            return found
        qualified = asked.filter(pl.col("qualifiers").list.len() > 0).explode("qualifiers").unique()
        bearers = names.join(qualified, on="name", how="semi")
        fits = qualified.join(
            self.tell_units().join(bearers, on="person"),
            left_on=["name", "qualifiers"],
            right_on=["name", "text"],
        )
        direct = fits.filter(~pl.col("above"))
        above = fits.filter("above").join(direct, on=["ask", "qualifiers"], how="anti")
        wanted = qualified.group_by("ask").agg(wanted=pl.len())
        known = (
            pl.concat([direct, above])
            .group_by("ask", "person")
            .agg(fitting=pl.col("qualifiers").n_unique())
            .join(wanted, on="ask")
            .filter(pl.col("wanted") == pl.col("fitting"))
        )
        return pl.concat([found, known.select("ask", "person")])

    def told_apart(self, found: pl.DataFrame) -> pl.DataFrame:
        """``ask`` and ``expected``: what tells apart the people that each may mean; never a number.

        Args:
            found: ``ask`` and ``person``.
        """
        return (
            found.join(self.persons.select("person", "unit"), on="person")
            .drop_nulls("unit")
            .sort("ask", "unit")
            .group_by("ask", maintain_order=True)
            .agg(expected=pl.col("unit").unique(maintain_order=True).head(_SHOWN).str.join(str(AND)))
        )

    def namesakes(self, found: pl.DataFrame) -> pl.DataFrame:
        """As :meth:`told_apart`, of people of whom none is meant, though they bear the name."""
        return self.told_apart(found).with_columns(expected=pl.format(str(_NAMESAKES), "expected"))
