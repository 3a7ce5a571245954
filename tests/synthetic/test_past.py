import itertools
from datetime import date
from functools import cache

import polars as pl
import pytest

from graphmodel import synthetic
from graphmodel.alliance import assemble
from graphmodel.engines.embedded import Embedded
from graphmodel.rosters import read_rosters
from graphmodel.rules import Judgement, judge, rules
from graphmodel.rules.changes import Changes

Rosters = dict[str, pl.DataFrame]

DAYS = [date(2018, 9, 30), date(2018, 10, 31), date(2018, 11, 30), date(2018, 12, 31)]
FUTURE = {
    "activities": "month",
    "household_ties": "last_contact_month",
    "pairings": "agreement_signed_on",
    "party_orgs": "founded_on",
}
"""What is told of the day or month on which it happened."""


@cache
def months(size: str = "tiny", count: int = 4) -> dict[date, Rosters]:
    return dict(synthetic.synthesise_months(size, count))


def turned(roster: str, columns: list[str], before: Rosters, after: Rosters) -> pl.DataFrame:
    """The rows of a roster that a month has and the month before has not."""
    return after[roster].join(before[roster], on=columns, how="anti", nulls_equal=True)


@pytest.fixture(scope="module")
def judgements(tmp_path_factory: pytest.TempPathFactory) -> list[Judgement]:
    """The last two of the months, judged on their last days."""
    found = []
    for day in DAYS[-2:]:
        folder = tmp_path_factory.mktemp(day.isoformat())
        synthetic.write(months()[day], folder, "csv", day)
        reading = read_rosters([folder])
        assert reading.problems.is_empty()
        slice_ = assemble(reading).at(day)
        assert slice_.loose_ties.is_empty()
        with Embedded(slice_) as engine:
            found.append(judge(slice_, engine, list(rules().values()), snapshot=""))
    return found


def test_the_months_end_with_december_2018() -> None:
    assert list(months()) == DAYS


def test_a_month_is_the_same_however_many_are_asked_for() -> None:
    for day, rosters in months(count=2).items():
        assert all(table.equals(months()[day][roster]) for roster, table in rosters.items())


def test_another_seed_has_another_past() -> None:
    ((_, other),) = list(synthetic.synthesise_months("tiny", 1, seed=1))
    assert not other["pairings"].equals(months()[DAYS[-1]]["pairings"])


def test_no_month_knows_what_comes_after_it() -> None:
    for day, rosters in months().items():
        for roster, column in FUTURE.items():
            told = rosters[roster][column].drop_nulls().cast(pl.String)
            assert (told.str.slice(0, 7) <= f"{day:%Y-%m}").all(), (day, roster)


def test_a_code_means_the_same_thing_in_every_month() -> None:
    for roster in ("compounds", "grids", "party_orgs", "people", "owners_committees"):
        told = pl.concat(rosters[roster].select("id", "name") for rosters in months().values())
        named = told.drop_nulls().with_columns(pl.col("name").str.replace("花园", "小区"))
        assert named.unique()["id"].is_unique().all(), roster


def test_from_month_to_month_pairings_end_agreements_are_renewed_and_people_move() -> None:
    for before, after in itertools.pairwise(DAYS):
        then, now = months()[before], months()[after]
        moved = turned("people", ["id", "lives_in"], then, now)
        signed = turned("pairings", ["from", "to", "agreement_signed_on"], then, now)
        assert moved["id"].is_in(then["people"]["id"].implode()).all()
        assert not moved.is_empty()
        assert (signed["agreement_signed_on"].drop_nulls() >= after.replace(day=1)).any()
    ended = months()[DAYS[-1]]["pairings"]["valid_to"].drop_nulls()
    assert {day.month for day in ended} >= {11, 12}


def test_from_month_to_month_gaps_are_mended_and_new_ones_come(judgements: list[Judgement]) -> None:
    changes = Changes(*judgements)
    severe = changes.gaps.filter(pl.col("rule").is_in(["R21", "R22", "R23", "R25"]))
    assert {"new", "closed"} <= set(severe["state"])


def test_the_last_month_has_the_published_numbers() -> None:
    ((day, rosters),) = list(synthetic.synthesise_months("core", 1))
    city = synthetic.synthesise("core")
    live = rosters["pairings"].filter(pl.col("valid_to").is_null())
    assert day == synthetic.AS_OF
    assert live.height == city["pairings"].height
    for roster in city.keys() - {"pairings", "activities"}:
        assert rosters[roster].height == city[roster].height, roster
    for roster in ("divisions", "registrations", "household_ties"):
        assert rosters[roster].equals(city[roster]), roster


def test_a_compound_without_a_code_is_renamed_and_keeps_its_former_name(
    judgements: list[Judgement],
) -> None:
    former, now = (months()[day]["compounds"].filter(pl.col("id").is_null()) for day in DAYS[-2:])
    assert now["former_names"].to_list() == former["name"].to_list()
    assert now["name"].to_list() != former["name"].to_list()
    changes = Changes(*judgements)
    (code,) = changes.renamed.filter(label="Compound")["after"]
    assert code == f"{now['part_of'][0]}/{now['name'][0]}"
    assert changes.gaps.filter(state="gone").is_empty()
