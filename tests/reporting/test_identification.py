import polars as pl
import pytest

from graphmodel.errors import UsageError
from graphmodel.reporting.identification import identify
from graphmodel.rules import Judgement


def test_a_code_a_name_or_both_with_the_label_are_understood(city: Judgement) -> None:
    id_, name = city.slice.nodes["Grid"].select("id", "name").row(0)
    for asked in (id_, name, f"Grid:{id_}", f"网格:{id_}"):
        assert identify(city.slice, asked) == ("Grid", id_)


def test_an_unknown_code_names_the_nearest(city: Judgement) -> None:
    id_ = city.slice.nodes["Compound"]["id"][0]
    with pytest.raises(UsageError, match=id_):
        identify(city.slice, id_ + "9")


@pytest.mark.parametrize(("label", "relation"), [("Person", "LIVES_IN"), ("Household", "PART_OF")])
def test_for_people_and_homes_their_grid_is_named(label: str, relation: str, city: Judgement) -> None:
    ties = city.slice.ties[relation].filter(pl.col("from_label") == label)
    id_, grid = ties.select("from_id", "to_id").row(0)
    with pytest.raises(UsageError, match=f"不画.*网格：{grid}"):
        identify(city.slice, id_)


def test_of_two_things_with_one_code_both_are_named(city: Judgement) -> None:
    nodes = city.slice.nodes
    code = nodes["Grid"]["id"][0]
    twin = nodes["SocialOrg"].head(1).with_columns(id=pl.lit(code))
    doubled = type(city.slice)(
        city.slice.as_of,
        {**nodes, "SocialOrg": pl.concat([nodes["SocialOrg"], twin])},
        city.slice.ties,
        city.slice.loose_ties,
        city.slice.supplied,
        city.slice.absent_columns,
    )
    with pytest.raises(UsageError, match=f"社会组织：{code}、网格：{code}"):
        identify(doubled, code)
    assert identify(doubled, f"SocialOrg:{code}") == ("SocialOrg", code)
