import re
from collections.abc import Callable

import polars as pl
import pytest

from graphmodel import synthetic
from graphmodel.errors import UsageError
from graphmodel.ontology import PERIOD, ROSTER, dtype

Rosters = dict[str, pl.DataFrame]
Invented = Callable[..., Rosters]

TO_COMMUNITY, TO_COMPOUND, TO_GRID = r"^99[0-9]{10}$", "^XQ", "^WG"


def leading(rosters: Rosters, place: str) -> pl.DataFrame:
    """Pairings with places of a kind, with the organisation's kind."""
    kinds = rosters["party_orgs"].select("kind", "is_retired", **{"from": "id"})
    return rosters["pairings"].filter(pl.col("to").str.contains(place)).join(kinds, on="from")


def test_the_main_urban_area_is_as_published(invented: Invented) -> None:
    city = invented("core")
    kinds = dict(city["party_orgs"]["kind"].value_counts().iter_rows())
    posts = dict(city["posts"]["post"].value_counts().iter_rows())
    people = city["registrations"].filter(pl.col("from").str.starts_with("RY"))

    assert city["divisions"].filter("in_main_urban").height == 64
    assert city["compounds"].height == 369
    assert city["grids"]["part_of"].to_list() == city["compounds"]["id"].to_list()
    assert city["households"].height == 150_000
    assert kinds["organ_branch"] == 434
    assert kinds["organ_committee"] + kinds["organ_general_branch"] == 50
    assert leading(city, TO_COMPOUND)["from"].n_unique() == 392
    assert leading(city, TO_COMPOUND).filter(pl.col("kind") == "organ_branch")["from"].n_unique() == 342
    assert posts["first_secretary"] + posts["part_time_member"] == 50
    assert posts["instructor"] == 313
    assert people.height == people["from"].n_unique() == 9_880


@pytest.mark.parametrize("seed", [0, 1, 2018])
def test_the_two_gaps_hidden_in_the_article_come_out_by_themselves(invented: Invented, seed: int) -> None:
    city = invented("core", seed)
    posts = city["posts"]
    instructed = posts.filter(
        (pl.col("post") == "instructor") & pl.col("to").is_in(city["grids"]["id"].implode())
    )
    appointed = posts.filter(pl.col("post").is_in(["first_secretary", "part_time_member"]))
    communities = city["party_orgs"].filter(pl.col("id").is_in(appointed["to"].implode()))["seated_in"]
    assert city["grids"].height - instructed["to"].n_unique() == 56
    assert 64 - communities.n_unique() == 14


def test_whoever_is_recommended_serves_a_place_the_recommending_organisation_is_paired_with(
    invented: Invented,
) -> None:
    city = invented("core")
    seats = city["party_orgs"].filter(pl.col("kind") == "community").select("seated_in", to="id")
    recommended = (
        city["posts"].filter(pl.col("recommended_by").is_not_null()).join(seats, on="to", how="left")
    )
    places = recommended.select("recommended_by", place=pl.coalesce("seated_in", "to"))
    paired = city["pairings"].select(recommended_by="from", place="to")
    assert places.height == 363
    assert places.join(paired, on=["recommended_by", "place"], how="anti").is_empty()
    member_of = city["people"].select("member_of", **{"from": "id"})
    instructors = city["posts"].filter(pl.col("post") == "instructor").join(member_of, on="from")
    assert (instructors["member_of"] == instructors["recommended_by"]).all()


def test_branches_are_paired_with_a_compound_and_a_grid_of_it(invented: Invented) -> None:
    city = invented("core")
    grids = (
        leading(city, TO_GRID)
        .select("from", grid="to")
        .join(city["grids"].select(grid="id", compound="part_of"), on="grid")
    )
    compounds = (
        leading(city, TO_COMPOUND).filter(pl.col("kind") == "organ_branch").select("from", compound="to")
    )
    assert compounds.join(grids, on=["from", "compound"], how="anti").is_empty()
    assert grids.group_by("from").len().filter(pl.col("len") > 1).height == 4
    assert leading(city, ".").filter("is_retired").is_empty()


def test_the_whole_city_is_as_published_with_the_main_urban_area_inside(invented: Invented) -> None:
    city, core = invented("city"), invented("core")
    kinds = dict(city["party_orgs"]["kind"].value_counts().iter_rows())
    people = city["registrations"].filter(pl.col("from").str.starts_with("RY"))

    assert kinds["grid_branch"] + kinds["grid_group"] == 950
    assert kinds["owners_committee_branch"] == 117
    assert kinds["property_company_branch"] == 84
    assert city["pairings"]["from"].n_unique() == 1_500
    assert city["compounds"].height == 1_100
    assert city["divisions"].filter(pl.col("level") == "county").height == 6
    assert people.height == 30_000
    assert city["households"].height == 900_000
    for roster, table in core.items():
        assert city[roster].head(table.height).equals(table), roster


def test_the_tiny_city_can_be_counted(invented: Invented) -> None:
    counts = {roster: table.height for roster, table in invented("tiny").items()}
    assert counts["compounds"] == 6
    assert counts["grids"] == 7
    assert counts["households"] == 34
    assert counts["party_orgs"] + counts["people"] < 60


@pytest.mark.parametrize("size", synthetic.SIZES)
def test_columns_and_types_are_those_of_the_ontology(invented: Invented, size: str) -> None:
    rosters = invented(size)
    assert list(rosters) == [roster for roster in ROSTER if roster not in {"waivers", "endings"}]
    for name, table in rosters.items():
        columns = (*ROSTER[name].columns, *PERIOD)
        assert table.schema == {column.name: dtype(column) for column in columns}
        for column in columns:
            if column.required:
                missing = table.filter(pl.col(column.name).is_null())
                assert missing.is_empty() or (name, missing["level"].to_list()) == ("divisions", ["city"])
            if column.choices:
                assert set(table[column.name].drop_nulls()) <= {choice.value for choice in column.choices}


def test_the_same_seed_gives_the_same_and_another_seed_another_city() -> None:
    first, again, other = (synthetic.synthesise("tiny", seed) for seed in (5, 5, 6))
    assert all(table.equals(again[roster]) for roster, table in first.items())
    assert not first["household_ties"].equals(other["household_ties"])
    assert not first["grids"].equals(other["grids"])


def test_homes_lie_in_grids_of_the_usual_size(invented: Invented) -> None:
    sizes = invented("core")["households"].group_by("part_of").len()["len"]
    usual = sizes.is_between(300, 500).sum() / 369
    assert 0.7 < usual < 0.9
    assert sizes.min() < 150  # type: ignore[operator]
    assert sizes.max() > 550  # type: ignore[operator]
    assert sizes.n_unique() > 150


def test_members_contact_5_to_20_homes_near_them(invented: Invented) -> None:
    city = invented("core")
    ties = city["household_ties"]
    loads = ties.group_by("from").len()["len"]
    assert loads.is_between(5, 20).all()
    assert 11 < loads.mean() < 13.5  # type: ignore[operator]
    assert ties.select("from", "to").is_unique().all()
    homes = city["households"].select(to="id", grid="part_of")
    covers = city["party_orgs"].filter(pl.col("covers").is_not_null()).select("id", "covers")
    registered = (
        city["registrations"].select("from", id="to").join(covers, on="id").select("from", near="covers")
    )
    near = ties.join(homes, on="to").join(registered, on="from")
    elsewhere = (near["grid"] != near["near"]).mean()
    assert 0.01 < elsewhere < 0.06  # type: ignore[operator]


def test_most_occupied_homes_are_contacted_and_many_are_not(invented: Invented) -> None:
    city = invented("core")
    homes = city["households"].with_columns(
        contacted=pl.col("id").is_in(city["household_ties"]["to"].implode())
    )
    by_grid = homes.filter(pl.col("status") == "occupied").group_by("part_of").agg(pl.col("contacted").mean())
    assert 0.6 < by_grid["contacted"].mean() < 0.95  # type: ignore[operator]
    assert by_grid["contacted"].std() > 0.1  # type: ignore[operator]
    assert not homes.filter(pl.col("status").is_in(["vacant", "opted_out"]))["contacted"].any()


def test_activity_rises_and_some_organisations_are_idle(invented: Invented) -> None:
    city = invented("core")
    monthly = city["activities"].group_by("month").agg(pl.col("times").sum()).sort("month")
    assert monthly["month"].to_list() == [f"2018-{month:02d}" for month in range(6, 13)]
    assert monthly["times"].is_sorted()
    assert (city["activities"]["times_on_tuesday"] <= city["activities"]["times"]).all()
    paired = city["pairings"]["from"].unique()
    idle = paired.filter(~paired.is_in(city["activities"]["from"].implode()))
    assert 0.03 < idle.len() / paired.len() < 0.3


def test_codes_and_names_are_visibly_invented_and_look_like_no_persons_number(invented: Invented) -> None:
    city = invented("core")
    assert city["divisions"]["id"].str.contains(r"^99[0-9]{10}$").all()
    for roster in (
        "compounds",
        "grids",
        "party_orgs",
        "owners_committees",
        "property_companies",
        "social_orgs",
    ):
        assert city[roster]["name"].str.starts_with("示例").all()
        assert city[roster]["name"].is_unique().all()
    assert city["people"]["name"].str.contains("^示例人员[0-9]{6}$").all()
    assert (
        city["divisions"]
        .filter(pl.col("level") == "community")["name"]
        .str.contains("^[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥][一二三四五六七八九十]+社区$")
        .all()
    )
    longest = max(
        len(digits)
        for table in city.values()
        for column in table.select(pl.col(pl.String)).iter_columns()
        for text in column.drop_nulls().unique().head(1000)
        for digits in re.findall(r"[0-9]+", text)
    )
    assert longest == 12  # a division code; telephones have 11 digits, ID cards 15 or 18


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(UsageError):
        synthetic.synthesise("huge")
