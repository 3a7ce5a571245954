"""Everything the rosters name, and what each thing is PART_OF: where references are looked up. Nothing is guessed.

A thing is known by a number, its place in the register, so that what refers to it need not carry its texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

import polars as pl

from graphmodel.ontology import LABEL, ROSTER, roster_of
from graphmodel.rosters.hashing import found_among
from graphmodel.rosters.identity.codes import MADE
from graphmodel.rosters.identity.mentions import mentions_in
from graphmodel.rosters.identity.people import UNITS, People
from graphmodel.spreadsheets.repetition import any_twice

QUALIFIER: Final = "/"
LABELLED: Final = ":"
"""What stands between the label and the code of a thing, where two bear the code."""
PERSON: Final = "Person"

LABELS: Final = pl.Enum(list(LABEL))
"""The labels that things may have, as a type of column."""

_THING: Final[dict[str, pl.DataType]] = {
    "label": LABELS,
    "id": pl.String(),
    "roster": pl.Enum(list(ROSTER)),
    "starts": pl.Date(),
    "ends": pl.Date(),
}
_NAME: Final[dict[str, pl.DataType]] = {"thing": pl.UInt32(), "name": pl.String(), "former": pl.Boolean()}
_MEANT: Final = ("text", "thing", "former")
_ABOVE: Final[dict[str, pl.DataType]] = {"thing": pl.UInt32(), "above": pl.UInt32()}
_LEVELS_ABOVE: Final = 6
_SHOWN: Final = 20


@dataclass
class Register:
    """Things by number; the names each bears, old ones too; and what it is PART_OF."""

    things: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_THING))
    """``label`` (null where a wrong cell hides it), ``id``, ``roster`` and period; the row is the thing's number."""
    names: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_NAME))
    above: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_ABOVE))
    _units: tuple[Callable[[], pl.DataFrame], ...] = ()
    _things_of: dict[tuple[str, ...], pl.DataFrame] = field(default_factory=dict)
    _codes: dict[tuple[str, ...], pl.DataFrame] = field(default_factory=dict)
    _above_at_all: pl.DataFrame | None = None

    def copy(self) -> Register:
        """One that knows the same, and may come to know other things besides."""
        return replace(self, _things_of={**self._things_of}, _codes={**self._codes})

    @property
    def timeless(self) -> bool:
        """Whether nothing in it begins or ends."""
        return all(self.things[name].null_count() == self.things.height for name in ("starts", "ends"))

    def enter(self, things: pl.DataFrame) -> pl.Series:
        """Make things known and return their numbers; columns as in ``things``, each code once per roster."""
        self._things_of.clear()
        self._codes.clear()
        first = self.things.height
        self.things = pl.concat(
            [self.things, things.select(pl.col(name).cast(dtype) for name, dtype in _THING.items())],
            rechunk=True,
        )
        return pl.int_range(first, self.things.height, dtype=pl.UInt32, eager=True)

    def enter_names(self, names: pl.DataFrame, *, former: bool = False) -> None:
        """Make known what things, just entered, are called, or were: ``thing``, ``name``."""
        entered = names.select("thing", "name", former=pl.lit(former)).drop_nulls()
        if any_twice(entered["thing"]):
            entered = entered.unique(maintain_order=True)
        self.names = pl.concat([self.names, entered])

    def enter_above(self, ties: pl.DataFrame) -> None:
        """Make known what things are PART_OF: ``thing``, ``above``."""
        self._above_at_all = None
        self.above = pl.concat([self.above, ties.select(_ABOVE.keys())])

    def enter_units(self, units: Callable[[], pl.DataFrame]) -> None:
        """Make known by which units people may be qualified; what tells that, with columns as in ``units``, is asked once.

        It is not asked as long as all people go by their codes: there are several units to a person.
        """
        self._units = (*self._units, cache(units))

    @property
    def units(self) -> pl.DataFrame:
        """By which units people may be qualified; a ``person`` is the number of a thing."""
        return pl.concat([pl.DataFrame(schema=UNITS), *(told().select(UNITS.keys()) for told in self._units)])

    def find(self, texts: pl.Series, labels: tuple[str, ...]) -> pl.DataFrame:
        """What each text refers to among the things of some labels: by code, else by name, else by qualified name.

        A name is qualified by that of something above; a person's by a unit of his too, before or in brackets behind;
        a code that things of several labels bear by the label.

        Returns:
            One row per text, in order: ``text``, ``thing`` (null unless it is exactly one) and ``count``, how many
            it might be.
        """
        found = _matched(texts.alias("text").to_frame(), self._coded(labels))
        if (found["count"] > 0).all():
            return found
        missing = found.filter(pl.col("count") == 0).select("text").unique()
        named = _matched(missing, _counted(borne_now(self._named(missing["text"], labels))))
        labelled = named.filter((pl.col("count") == 0) & pl.col("text").str.contains(LABELLED, literal=True))
        if labelled.height:
            by_label = _matched(labelled.select("text"), _counted(self._labelled(labelled["text"], labels)))
            named = pl.concat([named.join(by_label, on="text", how="anti"), by_label])
        qualified = named.filter(
            (pl.col("count") == 0) & pl.col("text").str.contains(QUALIFIER, literal=True)
        )
        if qualified.height:
            by_path = _matched(
                qualified.select("text"), _counted(borne_now(self._qualified(qualified["text"], labels)))
            )
            named = pl.concat([named.join(by_path, on="text", how="anti"), by_path])
        if PERSON in labels and self.units.height:
            unknown = named.filter(pl.col("count") == 0)
            by_unit = _matched(unknown.select("text"), _counted(self._of_unit(unknown["text"])))
            named = pl.concat([named.join(by_unit, on="text", how="anti"), by_unit])
        named = named.filter(pl.col("count") > 0)
        if named.is_empty():
            return found
        return found.join(named, on="text", how="left", maintain_order="left", suffix="_named").select(
            "text",
            thing=pl.coalesce("thing", "thing_named"),
            count=pl.when(pl.col("count") > 0).then("count").otherwise(pl.col("count_named").fill_null(0)),
        )

    def candidates(self, texts: pl.Series, labels: tuple[str, ...]) -> pl.DataFrame:
        """``text``, ``thing`` and ``former``: everything of these labels that each text may mean.

        A code goes before names; former names are there too, for who asks may know more: see :func:`borne_now`.
        """
        rest = texts.unique()
        coded = self._of(labels).filter(pl.col("id").is_in(rest.implode()))
        coded = coded.select(pl.col("id").alias("text"), "thing", former=pl.lit(value=False))
        if not coded.is_empty():
            rest = rest.filter(~rest.is_in(coded["text"].implode()))
        if rest.is_empty():
            return coded
        found = pl.concat([coded, self._named(rest, labels)])
        paths = rest.filter(rest.str.contains(QUALIFIER, literal=True))
        if paths.is_empty():
            return found
        return pl.concat([found, self._qualified(paths, labels)]).unique(maintain_order=True)

    def above_at_all(self) -> pl.DataFrame:
        """``thing`` and ``above``: what each thing is PART_OF, at any distance."""
        if self._above_at_all is not None:
            return self._above_at_all
        steps = [self.above]
        for _ in range(_LEVELS_ABOVE):
            further = steps[-1].join(self.above, left_on="above", right_on="thing", suffix=":next")
            if further.is_empty():
                break
            steps.append(further.select("thing", above="above:next"))
        self._above_at_all = pl.concat(steps).unique(maintain_order=True)
        return self._above_at_all

    def describe(self, texts: pl.Series, labels: tuple[str, ...]) -> pl.DataFrame:
        """For ambiguous texts: ``text`` and ``expected``, roster and code of everything each may be.

        People whose codes were made are told by their units.
        """
        wanted = texts.unique().alias("text").to_frame()
        coded = wanted.join(self._of(labels), left_on="text", right_on="id").select("text", "thing")
        named = borne_now(self._named(wanted["text"], labels))
        qualified = borne_now(
            self._qualified(
                wanted.filter(pl.col("text").str.contains(QUALIFIER, literal=True))["text"], labels
            )
        )
        of_units = self._of_unit(wanted["text"] if PERSON in labels else wanted["text"].clear())
        titles = {name: str(roster.title) for name, roster in ROSTER.items()}
        own = self.units.filter(~pl.col("above")).select("person", unit="text")
        units = own.unique("person", keep="last", maintain_order=True)
        return (
            pl.concat([coded, *(f.select("text", "thing") for f in (named, qualified, of_units))])
            .unique()
            .join(self.things.with_row_index("thing"), on="thing")
            .with_columns(pl.col("roster").cast(pl.String).replace_strict(titles))
            .join(units, left_on="thing", right_on="person", how="left")
            .with_columns(
                id=pl.when(pl.col("id").str.contains(MADE)).then(pl.coalesce("unit", "id")).otherwise("id")
            )
            .sort("text", "roster", "id")
            .group_by("text", maintain_order=True)
            .agg(expected=(pl.col("roster") + " " + pl.col("id")).head(_SHOWN).str.join(", "))
        )

    def known(self, texts: pl.Series) -> pl.Series:
        """Those of the texts that are the code or the name, qualified or not, of anything at all."""
        wanted = texts.unique()
        codes = self.things.filter(pl.col("id").is_in(wanted.implode()))["id"]
        names = self.names.filter(pl.col("name").is_in(wanted.implode()))["name"]
        paths = wanted.filter(wanted.str.contains(QUALIFIER, literal=True))
        qualified = self._qualified(paths, tuple(LABEL))["text"] if paths.len() else paths
        return pl.concat([part.alias("text") for part in (codes, names, qualified)]).unique()

    def names_of(self, labels: tuple[str, ...]) -> pl.Series:
        """Every name that a thing of these labels bears."""
        return self.names.join(self._of(labels).select("thing"), on="thing", how="semi")["name"]

    # --- looking up ---

    def _of(self, labels: tuple[str, ...]) -> pl.DataFrame:
        """The things that bear one of the labels, or may: a wrong cell hides it."""
        if labels not in self._things_of:
            rosters = {roster_of(label).name for label in labels}
            hidden = pl.col("label").is_null() & pl.col("roster").is_in(rosters)
            of_labels = pl.col("label").is_in(labels) | hidden
            self._things_of[labels] = self.things.with_row_index("thing").filter(of_labels)
        return self._things_of[labels]

    def _coded(self, labels: tuple[str, ...]) -> pl.DataFrame:
        if labels not in self._codes:
            things = self._of(labels).select("thing", text="id", count=pl.lit(1, pl.UInt32))
            of_one_roster = len({roster_of(label).name for label in labels}) == 1  # where a code is unique
            self._codes[labels] = things if of_one_roster else _counted(things)
        return self._codes[labels]

    def _named(self, texts: pl.Series, labels: tuple[str, ...]) -> pl.DataFrame:
        """``text``, ``thing``, ``former``: everything of these labels that bears a name, or once did."""
        borne = self.names.filter(pl.col("name").is_in(texts.implode()))
        of_labels = borne.filter(pl.col("thing").is_in(self._of(labels)["thing"].implode()))
        return of_labels.select(pl.col("name").alias("text"), "thing", "former")

    def _labelled(self, texts: pl.Series, labels: tuple[str, ...]) -> pl.DataFrame:
        """``text`` and ``thing``: what a code with its label before it may mean."""
        titles = {name: name for name in labels} | {LABEL[name].title.zh: name for name in labels}
        split = (
            texts.unique()
            .alias("text")
            .to_frame()
            .with_columns(
                said=pl.col("text").str.extract(f"^([^{LABELLED}]*){LABELLED}", 1),
                id=pl.col("text").str.replace(f"^[^{LABELLED}]*{LABELLED} ?", ""),
            )
        )
        asked = split.with_columns(
            label=pl.col("said").replace_strict(titles, default=None, return_dtype=_THING["label"])
        )
        return asked.join(self._of(labels), on=["label", "id"]).select("text", "thing")

    def _of_unit(self, texts: pl.Series) -> pl.DataFrame:
        """``text`` and ``thing``: whom a person's name and unit may mean."""
        cells = texts.unique().alias("text").to_frame().with_row_index("cell")
        said, _ = mentions_in(cells.select("cell", names=pl.concat_list("text")))
        asked = said.filter(pl.col("qualifiers").list.len() > 0).select("name", "qualifiers", ask="cell")
        persons = self._named(asked["name"], (PERSON,)).select(person="thing", name="text")
        found = People(persons, lambda: self.units).called(asked)
        return found.join(cells, left_on="ask", right_on="cell").select("text", thing="person")

    def _qualified(self, paths: pl.Series, labels: tuple[str, ...]) -> pl.DataFrame:
        """``text``, ``thing``, ``former``: what a qualified name may mean; each qualifier names something above it."""
        split = (
            paths.unique()
            .alias("text")
            .to_frame()
            .with_columns(
                steps=pl.col("text").str.split(QUALIFIER).list.eval(pl.element().str.strip_chars(" "))
            )
            .with_columns(name=pl.col("steps").list.last())
        )
        candidates = split.join(
            self._named(split["name"], labels).rename({"text": "name"}), on="name"
        ).select(*_MEANT, qualifiers=pl.col("steps").list.head(pl.col("steps").list.len() - 1))
        climbing = candidates.select("thing", here="thing").unique()
        passed = []
        for _ in range(_LEVELS_ABOVE):
            climbing = climbing.join(self.above, left_on="here", right_on="thing").select(
                "thing", here="above"
            )
            passed.append(climbing)
        called = pl.concat(passed).join(self.names, left_on="here", right_on="thing").select("thing", "name")
        above = called.group_by("thing").agg(above="name")
        missing = pl.col("qualifiers").list.set_difference("above").list.len()
        return candidates.join(above, on="thing").filter(missing == 0).select(_MEANT).unique()


def made_code(above: pl.Expr, name: pl.Expr) -> pl.Expr:
    """The code that an empty cell gets: what it begins with, and the name of the thing."""
    return above + QUALIFIER + name.str.replace_all("[/→]", "_")


def borne_now(found: pl.DataFrame) -> pl.DataFrame:
    """What texts (``text``) may mean, without what once bore a name that something bears now (``former``)."""
    return found.filter(pl.col("former") == pl.col("former").min().over("text"))


def _counted(found: pl.DataFrame) -> pl.DataFrame:
    """``text``, the first ``thing`` it may be, and ``count``, how many things it may be."""
    return found.group_by("text", maintain_order=True).agg(
        thing=pl.col("thing").first(), count=pl.col("thing").n_unique().cast(pl.UInt32)
    )


def _matched(texts: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Each text with the one thing it means, and the number of things it may mean."""
    place = found_among(texts["text"], known["text"])
    meant = known.select("count", thing=pl.when(pl.col("count") == 1).then("thing"))
    return texts.select("text", thing=meant["thing"][place], count=meant["count"][place].fill_null(0))


def rosters_of(labels: Sequence[str]) -> tuple[str, ...]:
    """The rosters in which things of these labels stand."""
    return tuple(dict.fromkeys(roster_of(label).name for label in labels))
