"""The invented city month by month: what it was like before its last month, told by undoing what has happened since.

In its last month the city is the one that :mod:`graphmodel.synthetic.city` invents, so all its counts hold there;
only what an office keeps of earlier months is added: pairings that have ended, agreements by their renewal, former
names. Months before that lack what was founded, begun or signed later, and have people and pairings where they were. A
month is the same however many are asked for; a code means the same thing in all of them. Before June 2018 nothing had
been founded yet, and no activity is known.

One compound was renamed in the last month. The office has given no code to it and to its grids, so theirs are made of
their names and change with them: that they are the same is told by their former names alone.

What changes in a month, and how much of it, is assumed: :data:`_SHARES`.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from graphmodel.ontology import LIST, ROSTER, ValueType
from graphmodel.synthetic.local import FLAGS
from graphmodel.synthetic.members import OUTSIDE
from graphmodel.synthetic.months import WINDOW, first_day, last_day, month_before
from graphmodel.synthetic.randomness import Dice

Rosters = dict[str, pl.DataFrame]

_SHARES: Final = {
    "pairings": 0.01,
    "agreements": 0.03,
    "instructors": 0.02,
    "registrations": 0.01,
    "ties": 0.01,
    "homes": 0.003,
    "flags": 0.01,
}
"""Of all there are in the last month, how many turn in every month, at least one: branches that go over to another
grid, and take their instructor along; agreements that are renewed; instructors who are sent; members who register;
homes that are contacted; people who move; things that an organisation gets (a venue, funds, …)."""
_TURN_AT_MOST: Final = (2, 3)
"""Of all there are; the others have been as they are ever since."""
_CONTACTED: Final = 0.6
"""Of the homes with a member, those that are contacted in a month."""
_CALLED, _ONCE_CALLED = "小区", "花园"
"""How the names of compounds end, and how that of a renamed one ended before."""
_DAYS: Final = 20
"""Of a month, on which something ends, begins or is signed."""


class Past:
    """What has happened to a city, so that any month of it can be told."""

    def __init__(self, rosters: Rosters, dice: Dice) -> None:
        """``rosters`` are those of the last month, whole; ``dice`` the city's random numbers."""
        self._rosters, self._dice = rosters, dice.of("past")
        self._gone_over = self._branches_gone_over()
        self._renewed = self._agreements_renewed()
        self._sent = self._scheduled(
            "instructors", rosters["posts"].filter(pl.col("post") == "instructor"), "from", "post", "to"
        )
        self._registered = self._scheduled("registrations", self._of_people("registrations"), "from", "to")
        self._contacted = self._scheduled("ties", rosters["household_ties"], "from", "to")
        self._moved = self._people_moved()
        self._renamed = self._dice.of("renamed").chosen(1, rosters["compounds"].rows(named=True))[0]

    def month(self, ago: int) -> Rosters:
        """The rosters of the month that many months before the last, those without any rows left out."""
        told = self._rosters | {
            "party_orgs": self._party_orgs(ago),
            "people": self._people(ago),
            "posts": self._posts(ago),
            "pairings": self._pairings(ago),
            "registrations": self._registrations(ago),
            "household_ties": self._household_ties(ago),
            "activities": self._activities(ago),
        }
        return {
            name: self._named(name, told[name].select(table.columns), ago)
            for name, table in self._rosters.items()
            if told[name].height
        }

    # --- what happened, and how many months before the last: ``turned`` ---

    def _scheduled(
        self, what: str, rows: pl.DataFrame, *columns: str, first: pl.Expr | None = None
    ) -> pl.DataFrame:
        """The rows to which something happens, the same number every month, and ``turned``; some before others."""
        every_month = max(1, round(_SHARES[what] * rows.height))
        some, of = _TURN_AT_MOST
        by_chance = self._dice.of(what).numbers(pl.int_range(pl.len()))
        order = [by_chance] if first is None else [~first, by_chance]
        return (
            rows.sort(order)
            .head(-(-some * rows.height // of))
            .select(*columns, turned=pl.int_range(pl.len()) // every_month)
        )

    def _day(self, what: str) -> pl.Expr:
        """A day of the month in which the row turned."""
        first = pl.lit(first_day(0)).dt.offset_by(pl.format("-{}mo", pl.col("turned")))
        days = self._dice.of(what).of("day").all_below(_DAYS, pl.int_range(pl.len()))
        return first + pl.duration(days=days)

    def _branches_gone_over(self) -> pl.DataFrame:
        """Organ branches that had another grid and another compound before: ``from``, ``to``, ``former``, ``turned``, ``day``.

        Grids that no branch has now come first: they have lost theirs.
        """
        compound_of = self._rosters["grids"].select(grid="id", compound="part_of")
        branches = self._rosters["party_orgs"].filter(kind="organ_branch").select(**{"from": "id"})
        paired = self._rosters["pairings"].select("from", grid="to").join(branches, on="from", how="semi")
        linked = paired.join(compound_of, on="grid").filter(pl.len().over("from") == 1)
        gone = self._scheduled("pairings", linked, "from", "grid", "compound")
        by_chance = self._dice.of("former grids").numbers(pl.int_range(pl.len()))
        former = (
            compound_of.join(gone, on="grid", how="anti")
            .sort(pl.col("grid").is_in(linked["grid"].implode()), by_chance)
            .select(former_grid="grid", former_compound="compound")
            .head(gone.height)
        )
        gone = pl.concat([gone.head(former.height), former], how="horizontal").with_columns(
            day=self._day("pairings")
        )
        places = [
            gone.select("from", "turned", "day", to=place, former=f"former_{place}")
            for place in ("grid", "compound")
        ]
        return pl.concat(places).filter(pl.col("to") != pl.col("former"))

    def _agreements_renewed(self) -> pl.DataFrame:
        """Pairings whose agreement was signed again: ``from``, ``to``, ``renewed``."""
        signed = pl.col("agreement_signed_on")
        pairings = (
            self._rosters["pairings"]
            .filter(signed.is_not_null())
            .join(self._gone_over, on=["from", "to"], how="anti")
        )
        renewed = self._scheduled("agreements", pairings, "from", "to", "agreement_signed_on")
        return (
            renewed.with_columns(renewed=self._day("agreements"))
            .filter(pl.col("renewed") > signed)
            .select("from", "to", "renewed")
        )

    def _people_moved(self) -> pl.DataFrame:
        """People who lived in another grid: ``id``, ``former``, ``turned``; first those who are registered there still."""
        covers = self._rosters["party_orgs"].select(
            to="id", covered=pl.col("covers").str.split(LIST).list.first()
        )
        registered = self._of_people("registrations").join(covers, on="to").select("covered", id="from")
        residents = (
            self._rosters["people"]
            .filter(pl.col("lives_in") != OUTSIDE)
            .join(registered, on="id", how="left", maintain_order="left")
        )
        apart = (pl.col("covered") != pl.col("lives_in")).fill_null(False)
        grids = self._rosters["grids"].select(lives_in="id", at=pl.int_range(pl.len()))
        moved = self._scheduled(
            "homes",
            residents.with_columns(apart=apart),
            "id",
            "lives_in",
            "covered",
            "apart",
            first=pl.col("apart"),
        ).join(grids, on="lives_in", maintain_order="left")
        away = 1 + self._dice.of("former homes").all_below(grids.height - 1, pl.int_range(pl.len()))
        another = pl.lit(grids["lives_in"]).gather((pl.col("at") + away) % grids.height)
        return moved.select("id", "turned", former=pl.when("apart").then("covered").otherwise(another))

    def _of_people(self, roster: str) -> pl.DataFrame:
        return self._rosters[roster].join(
            self._rosters["people"].select(**{"from": "id"}), on="from", how="semi", maintain_order="left"
        )

    # --- the rosters of a month ---

    def _party_orgs(self, ago: int) -> pl.DataFrame:
        orgs = self._rosters["party_orgs"].join(
            self._founded_later(ago), on="id", how="anti", maintain_order="left"
        )
        for flag in FLAGS:
            got = self._scheduled("flags", self._rosters["party_orgs"].filter(flag), "id").filter(
                pl.col("turned") < ago
            )
            orgs = orgs.with_columns(pl.col(flag) & ~pl.col("id").is_in(got["id"].implode()))
        return orgs

    def _founded_later(self, ago: int) -> pl.DataFrame:
        """The organisations not yet founded, and their leader."""
        return self._rosters["party_orgs"].filter(pl.col("founded_on") > last_day(ago)).select("id", "led_by")

    def _people(self, ago: int) -> pl.DataFrame:
        """Where they lived; who belongs to an organisation founded later, then belonged to its leader."""
        later = self._founded_later(ago).rename({"id": "member_of"})
        return (
            self._rosters["people"]
            .join(self._moved.filter(pl.col("turned") < ago), on="id", how="left", maintain_order="left")
            .join(later, on="member_of", how="left", maintain_order="left")
            .with_columns(
                lives_in=pl.coalesce("former", "lives_in"), member_of=pl.coalesce("led_by", "member_of")
            )
        )

    def _posts(self, ago: int) -> pl.DataFrame:
        """Instructors go over to another grid with the branch that recommends them."""
        elsewhere = self._gone_over.filter(pl.col("turned") < ago).select(
            "to", "former", recommended_by="from", post=pl.lit("instructor")
        )
        return (
            self._yet_to("posts", self._sent, ago)
            .join(elsewhere, on=["recommended_by", "post", "to"], how="left", maintain_order="left")
            .with_columns(to=pl.coalesce("former", "to"))
        )

    def _pairings(self, ago: int) -> pl.DataFrame:
        """With those that have ended: an office leaves them in its roster, with their end."""
        signed, turned, day = pl.col("agreement_signed_on"), pl.col("turned"), pl.col("day")
        pairings = (
            self._rosters["pairings"]
            .join(self._renewed, on=["from", "to"], how="left", maintain_order="left")
            .join(self._gone_over, on=["from", "to"], how="left", maintain_order="left")
        )
        begun = pairings.filter(turned.is_null() | (turned >= ago)).with_columns(
            valid_from=day,
            agreement_signed_on=pl.when(signed.is_not_null() & day.is_not_null())
            .then(day)
            .otherwise(pl.coalesce(_until(last_day(ago), pl.col("renewed")), _until(last_day(ago), signed))),
        )
        former = pairings.filter(turned.is_not_null()).with_columns(
            to=pl.col("former"),
            agreement_signed_on=signed.dt.offset_by("-1y"),
            valid_to=pl.when(turned >= ago).then(day),
        )
        return pl.concat([begun, former])

    def _registrations(self, ago: int) -> pl.DataFrame:
        return self._yet_to("registrations", self._registered, ago)

    def _household_ties(self, ago: int) -> pl.DataFrame:
        """Of those who have registered; contacted in the last month, or in one of the months before it."""
        unregistered = self._of_people("registrations").join(
            self._registrations(ago), on=["from", "to"], how="anti"
        )
        ties = self._yet_to("household_ties", self._contacted, ago).join(
            unregistered, on="from", how="anti", maintain_order="left"
        )
        number = pl.col("to").str.slice(2).cast(pl.Int64)
        contacted = pl.lit(month_before(ago + WINDOW))
        for before in reversed(range(ago, ago + WINDOW)):
            dice = self._dice.of("contacts").of(month_before(before))
            contacted = (
                pl.when(dice.all_hits(_CONTACTED, number))
                .then(pl.lit(month_before(before)))
                .otherwise(contacted)
            )
        last = pl.col("last_contact_month")
        return ties.with_columns(
            pl.when(last > month_before(ago)).then(contacted).otherwise(last).alias("last_contact_month")
        )

    def _activities(self, ago: int) -> pl.DataFrame:
        """Those of the months so far, since the organisation was founded, where it was paired in that month."""
        founded = self._rosters["party_orgs"].select(
            founded=pl.col("founded_on").dt.strftime("%Y-%m"), **{"from": "id"}
        )
        month = pl.col("month")
        return (
            self._rosters["activities"]
            .join(founded, on="from", how="left", maintain_order="left")
            .filter(month <= month_before(ago), pl.col("founded").is_null() | (month >= pl.col("founded")))
            .join(self._gone_over, on=["from", "to"], how="left", maintain_order="left")
            .with_columns(
                to=pl.when(month < pl.col("day").dt.strftime("%Y-%m")).then("former").otherwise("to")
            )
        )

    def _named(self, roster: str, table: pl.DataFrame, ago: int) -> pl.DataFrame:
        """A table in which the renamed compound is called as it was in a month, and is known by its name."""
        present = self._renamed["name"]
        former = present.replace(_CALLED, _ONCE_CALLED)
        code = f"{self._renamed['part_of']}/{former if ago else present}"
        grids = (
            self._rosters["grids"]
            .filter(part_of=self._renamed["id"])
            .select("id", pl.col("name").str.strip_prefix(present))
        )
        codes = {self._renamed["id"]: code, **{id_: f"{code}/{name}" for id_, name in grids.iter_rows()}}
        references = [
            column.name for column in ROSTER[roster].columns if column.value_type is ValueType.REFERENCE
        ]
        table = table.with_columns(pl.col(references).str.replace_many(codes))
        if "former_names" not in table.columns:
            return table
        name = pl.col("name")
        if roster == "grids":
            name = (
                pl.when(pl.col("id").is_in(grids["id"].implode()))
                .then(name.str.strip_prefix(present))
                .otherwise(name)
            )
        return table.with_columns(
            id=pl.when(~pl.col("id").is_in(list(codes))).then("id"),
            name=name.str.replace(present, former, literal=True) if ago else name,
            former_names=pl.when(name.str.starts_with(present)).then(
                name.str.replace(present, former, literal=True)
            )
            if not ago
            else "former_names",
        )

    def _yet_to(self, roster: str, begun: pl.DataFrame, ago: int) -> pl.DataFrame:
        """The rows of a roster without those that begin later, and without those at an organisation founded later."""
        later = begun.filter(pl.col("turned") < ago)
        founded_later = self._founded_later(ago).select(to="id")
        keys = [column for column in begun.columns if column != "turned"]
        return (
            self._rosters[roster]
            .join(later, on=keys, how="anti", maintain_order="left")
            .join(founded_later, on="to", how="anti", maintain_order="left")
        )


def _until(day: date, column: pl.Expr) -> pl.Expr:
    """The day in a column, unless it lies after a day."""
    return pl.when(column <= day).then(column)
