"""A province told county by county: what reads as one network, whose answer key is the sum of its parts."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl

from graphmodel import synthetic
from graphmodel.alliance import assemble
from graphmodel.alliance.ownership import owners
from graphmodel.engines.embedded import Embedded
from graphmodel.rosters import read_rosters
from graphmodel.rules import rules
from graphmodel.synthetic.planting import Answers
from graphmodel.synthetic.province import Made, folder_of, plant_province, synthesise_province
from tests.synthetic.judging import judged
from tests.synthetic.provinces import SMALL

COUNTIES = ["990101000000", "990102000000", "990201000000", "990202000000"]


@cache
def planted() -> list[Made]:
    return list(plant_province(SMALL, 1))


@cache
def believable() -> list[Made]:
    return list(synthesise_province(SMALL, 1))


def together(made: list[Made], roster: str) -> pl.DataFrame:
    return pl.concat(county.rosters[roster] for county in made)


def county_in(code: str) -> pl.Expr:
    """The digits of city and county in codes of what is no division."""
    return pl.col(code).str.slice(2, 4)


def test_the_keys_of_the_parts_say_what_the_program_finds_in_the_whole_province(tmp_path: Path) -> None:
    for made in planted():
        synthetic.write(made.rosters, tmp_path / folder_of(made.county), "parquet")
        for key in made.keys:
            synthetic.write_part_key(key, tmp_path)
    reading = read_rosters([tmp_path])
    assert reading.problems.is_empty()
    alliance = assemble(reading)
    slice_ = alliance.at(synthetic.AS_OF)
    assert slice_.loose_ties.is_empty()
    keys = [key for made in planted() for key in made.keys]
    assert [key.part for key in keys] == [*COUNTIES, "rest"]
    with Embedded(slice_) as engine:
        for rule, found in judged(slice_, engine).items():
            of_parts: list[Answers] = [key.answers[rule] for key in keys]
            assert {subject: answer for part in of_parts for subject, answer in part.items()} == found, rule
            assert sum(map(len, of_parts)) == len(found), rule
    subjects = {
        (key.part, *subject) for key in keys for answers in key.answers.values() for subject in answers
    }
    owned = owners(alliance, "County").select("part", "label", "id").rows()
    assert {subject for subject in subjects if subject[1] != "PAIRED_WITH"} <= {*owned}
    written = json.loads((tmp_path / "answer_key" / "990201000000.json").read_text(encoding="utf-8"))
    assert written["part"] == "990201000000"
    assert len(written["planted"]) == len(keys[2].plants)


def test_every_rule_has_a_gap_planted_somewhere_and_every_county_has_many() -> None:
    keys = [key for made in planted() for key in made.keys]
    assert {plant.rule for key in keys for plant in key.plants if plant.verdict == "gap"} == rules().keys()
    assert all(len(key.plants) > 40 for key in keys if key.part != "rest")


def test_codes_are_those_of_one_thing_in_the_whole_province() -> None:
    for roster in believable()[0].rosters:
        table = together(believable(), roster)
        if "id" in table.columns:
            assert not table["id"].is_duplicated().any(), roster


def test_people_organs_and_companies_cross_the_borders_of_counties_and_cities() -> None:
    people = together(planted(), "people").filter(pl.col("lives_in").str.starts_with("WG"))
    ways = {
        "lives in": people.select(here=county_in("id"), there=county_in("lives_in")),
        "contacts": together(planted(), "household_ties").select(
            here=county_in("from"), there=county_in("to")
        ),
        "registered": together(planted(), "registrations")
        .filter(pl.col("from").str.starts_with("RY"))
        .select(here=county_in("from"), there=county_in("to")),
        "paired": together(planted(), "pairings")
        .filter(pl.col("to").str.starts_with("WG"))
        .select(here=county_in("from"), there=county_in("to")),
        "recommended": together(planted(), "posts")
        .filter(pl.col("to").str.starts_with("WG"))
        .drop_nulls("recommended_by")
        .select(here=county_in("recommended_by"), there=county_in("to")),
        "serves": together(planted(), "property_companies")
        .select(here=county_in("id"), there=pl.col("serves").str.extract_all("XQ[0-9]{4}"))
        .explode("there")
        .with_columns(pl.col("there").str.slice(2)),
    }
    for way, ties in ways.items():
        cities = ties.select(pl.all().str.head(2))
        assert ties.filter(pl.col("here") != pl.col("there")).height, way
        assert cities.filter(pl.col("here") != pl.col("there")).height, way


def test_the_same_seed_gives_the_same_province_and_another_seed_another() -> None:
    again = list(synthesise_province(SMALL, 1))
    other = next(synthesise_province(SMALL, 2))
    for made, same in zip(believable(), again, strict=True):
        assert all(table.equals(same.rosters[name]) for name, table in made.rosters.items())
    assert not other.rosters["people"].equals(believable()[0].rosters["people"])


def test_the_province_has_eleven_cities_and_21_6_million_homes() -> None:
    province = synthetic.PROVINCES["province"]
    counties = province.counties()
    assert Counter(county.city for county in counties) == Counter(dict.fromkeys(range(11), 8))
    assert sum(county.area.homes for county in counties) == province.homes == 21_600_000
    assert len({folder_of(county) for county in counties}) == 88
    assert max(county.area.homes for county in counties) < 600_000
