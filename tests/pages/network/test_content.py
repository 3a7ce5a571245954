"""What the picture holds and where it puts it, without a browser."""

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graphmodel import language
from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.pages import contents, show
from graphmodel.pages.network.content import Network
from graphmodel.pages.network.layout import DRAWN_AT_MOST, View, views
from graphmodel.pages.network.picture import Picture, picture, write_network
from graphmodel.pages.network.subject import subject
from graphmodel.rules import Judgement


@pytest.fixture(scope="session")
def network(city: Judgement) -> Network:
    return Network(city)


@pytest.fixture(scope="session")
def laid_out(network: Network) -> dict[int, list[View]]:
    return views(network)


def data_of(page: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    data: dict[str, Any] = json.loads(text)
    return data


def test_nobody_and_no_home_is_in_the_page(city: Judgement, tmp_path: Path) -> None:
    write_network(city, tmp_path / "network.html")
    text = (tmp_path / "network.html").read_text(encoding="utf-8")
    people, homes = city.slice.nodes["Person"], city.slice.nodes["Household"]
    for word in (*people["id"], *people["name"].drop_nulls(), *homes["id"]):
        assert word not in text


def test_everything_else_that_is_live_is_in_it(city: Judgement, network: Network) -> None:
    drawn = network.nodes.select("label", "id").rows()
    assert sorted(drawn) == sorted(city.slice.names.select("label", "id").iter_rows())
    pairs = city.slice.ties["PAIRED_WITH"].select("from_id", "to_id").unique().height
    assert network.edges.filter(pl.col("relation") == "PAIRED_WITH").height == pairs


def test_every_verdict_on_what_is_drawn_is_in_it(city: Judgement, network: Network) -> None:
    drawn = city.findings.filter(pl.col("subject_label") != "Person")
    assert network.findings.height == drawn.height
    told = network.findings.select("rule", subject_label="label", subject="id", verdict="verdict")
    assert told.join(drawn, on=told.columns, how="anti").is_empty()


def test_the_gravest_verdict_of_its_own_decides_how_a_node_looks(city: Judgement, network: Network) -> None:
    looks = network.nodes.join(network.statuses, left_on="node", right_on="on", how="left")
    for label, id_, status in looks.select("label", "id", "status").iter_rows():
        of = city.findings.filter((pl.col("subject_label") == label) & (pl.col("subject") == id_))
        severities, verdicts = set(of["severity"].drop_nulls()), set(of["verdict"])
        expected = next((one for one in ("S1", "S2") if one in severities), "S3" if severities else None)
        expected = expected or next((one for one in ("unknown", "met") if one in verdicts), None)
        assert status == (expected or ("none" if verdicts else None))


def test_gaps_below_a_place_are_those_of_what_lies_in_it(city: Judgement, network: Network) -> None:
    community = city.slice.nodes["Community"]["id"][0]
    node = network.find("Community", community)
    within = city.territory.filter((pl.col("unit_label") == "Community") & (pl.col("unit") == community))
    gaps = city.findings.filter((pl.col("severity") == "S1") & (pl.col("subject_label") != "Person")).join(
        within, left_on=["subject_label", "subject"], right_on=["label", "id"]
    )
    assert gaps.height > 0
    assert network.below.filter(pl.col("node") == node)["S1"].to_list() == [gaps.height]


def test_posts_are_numbers(city: Judgement, network: Network) -> None:
    grid = city.slice.nodes["Grid"]["id"][0]
    held = city.slice.ties["HOLDS"].filter(pl.col("to_id") == grid)["post"].value_counts()
    told = network.posts.filter(pl.col("node") == network.find("Grid", grid))
    assert dict(told.select("what", "count").iter_rows()) == dict(held.iter_rows())


def test_what_hangs_loose_is_what_the_workbook_says(city: Judgement, network: Network) -> None:
    things = contents.loose(city).drop_nulls("code")
    assert network.loose.height == things.height > 0


def test_without_a_roster_nothing_is_called_loose(without_posts: Judgement) -> None:
    data = data_of(picture(without_posts).generate_html())
    assert data["undecided"] is True
    assert data["loose"]["node"] == []


def test_evidence_of_people_stays_away(network: Network) -> None:
    keys = {key for text in network.findings["evidence"].unique() for key in json.loads(text)}
    assert "instructors" in keys
    assert not keys & {"head", "secretary"}


def test_every_place_has_a_view_that_can_be_read(network: Network, laid_out: dict[int, list[View]]) -> None:
    places = network.nodes.filter(
        pl.col("label").is_in(("City", "County", "Street", "Community", "Compound"))
    )
    assert set(laid_out) == set(places["node"])
    for of_place in laid_out.values():
        assert len(of_place[0].cards) <= DRAWN_AT_MOST


@pytest.mark.parametrize("size", ["city", "large"])
def test_cards_never_overlap(size: str, request: pytest.FixtureRequest) -> None:
    laid_out = views(Network(request.getfixturevalue(size)))
    for view in (view for of_place in laid_out.values() for view in of_place):
        width = view.size[0]
        heights = view.heights or (view.size[1],) * len(view.cards)
        boxes = sorted(zip(view.cards, heights, strict=True), key=lambda box: box[0].x)
        for number, (card, height) in enumerate(boxes):
            for other, other_height in boxes[number + 1 :]:
                if other.x - card.x >= width:
                    break
                assert abs(other.y - card.y) >= (height + other_height) / 2


def test_a_community_shows_the_alliances_of_its_compounds(
    city: Judgement, network: Network, laid_out: dict[int, list[View]]
) -> None:
    compound = city.slice.nodes["Compound"]["id"][0]
    part_of = city.slice.ties["PART_OF"]
    (community,) = part_of.filter(pl.col("from_id") == compound)["to_id"]
    node = network.find("Community", community)
    assert node is not None
    drawn = {card.node for card in laid_out[node][0].cards}
    ends = [
        city.slice.ties[relation].filter(pl.col("to_id") == compound).select("from_label", "from_id")
        for relation in ("PART_OF", "SERVES", "PAIRED_WITH")
    ]
    expected = {network.find(label, id_) for label, id_ in pl.concat(ends).iter_rows()}
    assert len(expected) > 2
    assert expected <= drawn


def test_what_a_view_leaves_out_is_counted(network: Network, laid_out: dict[int, list[View]]) -> None:
    (top,) = network.nodes.filter(pl.col("label") == "City")["node"]
    whole = set(
        network.nodes.filter(pl.col("label").is_in(("County", "Street", "Community", "Compound")))["node"]
    )
    for view in laid_out[top]:
        drawn = {card.node for card in view.cards} - {top}
        assert sum(view.left_out.values()) == len(whole - drawn)


def test_the_same_judgement_gives_the_same_bytes(city: Judgement) -> None:
    assert picture(city).generate_html() == picture(city).generate_html()


def test_pyvis_holds_the_graph_and_writes_our_page(city: Judgement, network: Network, tmp_path: Path) -> None:
    drawn = picture(city)
    assert drawn.num_nodes() == network.nodes.height
    assert drawn.num_edges() == network.edges.height
    drawn.save_graph(str(tmp_path / "saved.html"))
    assert (tmp_path / "saved.html").read_text(encoding="utf-8") == drawn.generate_html()


def test_a_graph_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        Picture([{"id": 1}, {"id": 1}], [], {})
    with pytest.raises(ValueError, match="not there"):
        Picture([{"id": 1}], [{"from": 1, "to": 2}], {})


def test_a_page_that_cannot_be_written_is_one_sentence(city: Judgement, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match=re.escape(str(tmp_path))):
        write_network(city, tmp_path)


# --- what a person means by a code ---


def test_a_code_a_name_or_both_with_the_label_are_understood(city: Judgement) -> None:
    id_, name = city.slice.nodes["Grid"].select("id", "name").row(0)
    for asked in (id_, name, f"Grid/{id_}"):
        assert subject(city.slice, asked) == ("Grid", id_)


def test_an_unknown_code_names_the_nearest(city: Judgement) -> None:
    id_ = city.slice.nodes["Compound"]["id"][0]
    with pytest.raises(UsageError, match=id_):
        subject(city.slice, id_ + "9")


@pytest.mark.parametrize(("label", "relation"), [("Person", "LIVES_IN"), ("Household", "PART_OF")])
def test_for_people_and_homes_their_grid_is_named(label: str, relation: str, city: Judgement) -> None:
    ties = city.slice.ties[relation].filter(pl.col("from_label") == label)
    id_, grid = ties.select("from_id", "to_id").row(0)
    with pytest.raises(UsageError, match=f"不画.*Grid/{grid}"):
        subject(city.slice, id_)


def test_of_two_things_with_one_code_both_are_named(city: Judgement) -> None:
    nodes = city.slice.nodes
    code = nodes["Grid"]["id"][0]
    twin = nodes["SocialOrg"].head(1).with_columns(id=pl.lit(code))
    doubled = type(city.slice)(
        city.slice.as_of,
        nodes | {"SocialOrg": pl.concat([nodes["SocialOrg"], twin])},
        city.slice.ties,
        city.slice.loose_ties,
        city.slice.supplied,
        city.slice.absent_columns,
    )
    with pytest.raises(UsageError, match=f"Grid/{code}, SocialOrg/{code}"):
        subject(doubled, code)
    assert subject(doubled, f"SocialOrg/{code}") == ("SocialOrg", code)


# --- in a notebook ---


def test_a_notebook_gets_the_page_in_a_frame(city: Judgement) -> None:
    grid = city.slice.nodes["Grid"]["id"][0]
    with language.speaking("en"):
        shown = show(city, around=grid)
    assert data_of(shown.page)["start"].startswith("Grid/")
    frame = shown._repr_html_()
    assert frame.startswith("<iframe ")
    assert "allow-same-origin" not in frame
    assert "<script" not in frame


def test_a_slice_alone_is_judged_first(city: Judgement) -> None:
    verdicts = data_of(show(city.slice).page)["findings"]["verdict"]
    assert verdicts == data_of(show(city).page)["findings"]["verdict"]
