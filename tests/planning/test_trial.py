"""A change that is tried gives what loading the changed rosters gives; on random alliances, and by hand."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from graphmodel.alliance import Alliance
from graphmodel.errors import UsageError
from graphmodel.ontology import ENDED, LABEL, LIST, PERIOD, ROSTER, VALID_TO, roster_of
from graphmodel.planning import trial
from tests.planning.handed_in import Rows, loaded, random_alliance, rows_of, told
from tests.rules.build import AS_OF, alliance


@pytest.fixture(scope="module")
def base() -> Alliance:
    return random_alliance(640, 16)


def some(alliance: Alliance, seed: int, each: int = 2, day: date | None = None) -> pl.DataFrame:
    """A few things of every label, by chance; those live on a day."""
    chance = random.Random(seed)  # noqa: S311
    nodes = alliance.nodes if day is None else alliance.at(day).nodes
    found = []
    for label in LABEL:
        ids = nodes[label].filter(pl.col("valid_from").ne_missing(day))["id"].sort().to_list()
        found += [(label, id_) for id_ in chance.sample(ids, min(each, len(ids)))]
    return pl.DataFrame(found, schema=["label", "id"], orient="row")


def test_an_alliance_written_out_as_rosters_is_loaded_as_the_same(base: Alliance) -> None:
    assert told(loaded(rows_of(base))) == told(base)


def struck(rows: Rows, gone: set[str]) -> Rows:
    """Rosters from which things are struck out, read by their words: codes are unique over all of them."""
    tables = {name: table.to_dicts() for name, table in rows.items()}
    while True:
        before = {name: len(table) for name, table in tables.items()}
        for name, table in tables.items():
            for row in table:
                for column in ROSTER[name].columns:
                    cell = row[column.name]
                    if column.labels and cell is not None:
                        row[column.name] = LIST.join(c for c in cell.split(LIST) if c not in gone) or None
            needed = [column for column in ROSTER[name].columns if column.labels and column.required]
            for row in table:
                empty = any(row[column.name] is None for column in needed)
                if "id" in row and empty and row.get("level") != "city":
                    gone = gone | {row["id"]}
            table[:] = [
                row
                for row in table
                if row.get("id") not in gone
                and not ("from" in row and any(row[column.name] is None for column in needed))
            ]
        if before == {name: len(table) for name, table in tables.items()}:
            return {name: pl.DataFrame(table, schema=rows[name].schema) for name, table in tables.items()}


@pytest.mark.parametrize("seed", range(3))
def test_without_things_it_is_as_if_they_had_never_been_handed_in(base: Alliance, seed: int) -> None:
    things = some(base, seed, each=1)
    if seed:  # a city takes nearly all along
        things = things.filter(~pl.col("label").is_in(["City", "County"]))
    changed = trial.without(base, things)
    assert changed.nodes["Person"].height > 10
    assert told(changed) == told(loaded(struck(rows_of(base), {*things["id"]})))


def test_a_closed_thing_ends_with_its_own_ties_and_leaves_others_loose(base: Alliance) -> None:
    things = some(base, 5, day=AS_OF)
    rows = rows_of(base)
    for label, id_ in things.rows():
        name = roster_of(label).name
        day = pl.when(pl.col("id") == id_).then(pl.lit(AS_OF)).otherwise(VALID_TO.name)
        rows[name] = rows[name].with_columns(day.alias(VALID_TO.name))
    changed = trial.closed(base, things, AS_OF)
    assert told(changed) == told(loaded(rows))
    assert changed.at(AS_OF).loose_ties.height > base.at(AS_OF).loose_ties.height


def test_rows_end_as_a_roster_of_endings_says(base: Alliance) -> None:
    asked, rows = [], []
    for choice in ENDED:
        ties = base.ties[ROSTER[choice.value].makes[0]]
        live = ties.filter(pl.col("valid_to").is_null() & pl.col("valid_from").is_null())
        for row in live.sort("from_id", "to_id").gather_every(7).head(6).iter_rows(named=True):
            post = row.get("post")
            asked.append(f"{choice.value}:{','.join(filter(None, (row['from_id'], post, row['to_id'])))}")
            rows.append((choice.value, row["from_id"], row["to_id"], post, AS_OF, None, None))
    assert len(asked) > 12
    names = [column.name for column in (*ROSTER["endings"].columns, *PERIOD)]
    endings = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.col("valid_from", "valid_to").cast(pl.Date)
    )
    assert told(trial.ended(base, asked, AS_OF)) == told(loaded(rows_of(base), {"endings": endings}))


SMALL = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
  g2 c1
party_orgs: id kind
  b1 organ_branch
people: id lives_in member_of
  p1 g1 b1
  b1 g2 -
posts: from post to
  p1 instructor g1
pairings: from to
  b1 g1
"""


def ends(changed: Alliance, relation: str) -> list[Any]:
    return changed.ties[relation]["valid_to"].to_list()


def test_rows_to_end_are_named_in_either_language() -> None:
    made = alliance(SMALL)
    for text in (
        "posts:p1,instructor,g1",
        "任职：p1，党建指导员，Grid:g1",
        "任职:人员:p1,INSTRUCTOR,网格:g1",
    ):
        assert ends(trial.ended(made, [text], AS_OF), "HOLDS") == [AS_OF]
    assert ends(trial.ended(made, ["结对:b1,g1"], AS_OF), "PAIRED_WITH") == [AS_OF], (
        "the person b1 is paired with none"
    )


@pytest.mark.parametrize(
    "text",
    [
        "posts:p1,g1",
        "pairings:b1",
        "pairings:b1,secretary,g1",
        "people:p1,g1",
        "posts:p1,dean,g1",
        "",
        "pairings:b1,g2",
    ],
)
def test_what_is_no_live_row_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        trial.ended(alliance(SMALL), [text], AS_OF)


def test_what_is_gone_goes_along_with_what_needs_it() -> None:
    changed = trial.without(alliance(SMALL), pl.DataFrame({"label": ["Compound"], "id": ["c1"]}))
    assert changed.nodes["Grid"].is_empty()
    assert changed.ties["HOLDS"].is_empty()
    person = changed.nodes["Person"].filter(id="p1")
    assert person["lives_outside"].to_list() == [None], "an empty cell, not one that says where"


def test_what_is_not_live_cannot_be_closed() -> None:
    made = alliance(SMALL)
    nodes = {**made.nodes, "Grid": made.nodes["Grid"].with_columns(valid_to=pl.lit(date(2018, 1, 1)))}
    with pytest.raises(UsageError, match="g1"):
        trial.closed(replace(made, nodes=nodes), pl.DataFrame({"label": ["Grid"], "id": ["g1"]}), AS_OF)
