"""What the picture holds and where it puts it, without a browser."""

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graphmodel import language
from graphmodel.errors import EnvironmentFailure
from graphmodel.pages import show
from graphmodel.pages.network.layout import DRAWN_AT_MOST, View, views
from graphmodel.pages.network.picture import Picture, draw, write_network
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.drawing import Drawing
from graphmodel.rules import Judgement


@pytest.fixture(scope="session")
def drawing(city: Judgement) -> Drawing:
    return Drawing(Dossier(city))


@pytest.fixture(scope="session")
def laid_out(drawing: Drawing) -> dict[int, list[View]]:
    return views(drawing)


def data_of(page: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    data: dict[str, Any] = json.loads(text)
    return data


def test_nobody_and_no_home_is_in_the_page(city: Judgement, tmp_path: Path) -> None:
    write_network(Dossier(city), tmp_path / "network.html")
    text = (tmp_path / "network.html").read_text(encoding="utf-8")
    people, homes = city.slice.nodes["Person"], city.slice.nodes["Household"]
    for word in (*people["id"], *people["name"].drop_nulls(), *homes["id"]):
        assert word not in text


def test_without_a_roster_nothing_is_called_loose(without_posts: Judgement) -> None:
    data = data_of(draw(Dossier(without_posts)).generate_html())
    assert data["undecided"] is True
    assert data["loose"]["node"] == []


def test_every_place_has_a_view_that_can_be_read(drawing: Drawing, laid_out: dict[int, list[View]]) -> None:
    places = drawing.nodes.filter(
        pl.col("label").is_in(("City", "County", "Street", "Community", "Compound"))
    )
    assert set(laid_out) == set(places["node"])
    for of_place in laid_out.values():
        assert len(of_place[0].cards) <= DRAWN_AT_MOST


@pytest.mark.parametrize("places", ["laid_out", "large_laid_out"])
def test_cards_never_overlap(places: str, request: pytest.FixtureRequest) -> None:
    laid_out: dict[int, list[View]] = request.getfixturevalue(places)
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
    city: Judgement, drawing: Drawing, laid_out: dict[int, list[View]]
) -> None:
    compound = city.slice.nodes["Compound"]["id"][0]
    part_of = city.slice.ties["PART_OF"]
    (community,) = part_of.filter(pl.col("from_id") == compound)["to_id"]
    node = drawing.find("Community", community)
    assert node is not None
    drawn = {card.node for card in laid_out[node][0].cards}
    ends = [
        city.slice.ties[relation].filter(pl.col("to_id") == compound).select("from_label", "from_id")
        for relation in ("PART_OF", "SERVES", "PAIRED_WITH")
    ]
    expected = {drawing.find(label, id_) for label, id_ in pl.concat(ends).iter_rows()}
    assert len(expected) > 2
    assert expected <= drawn


def test_what_a_view_leaves_out_is_counted(drawing: Drawing, laid_out: dict[int, list[View]]) -> None:
    (top,) = drawing.nodes.filter(pl.col("label") == "City")["node"]
    whole = set(
        drawing.nodes.filter(pl.col("label").is_in(("County", "Street", "Community", "Compound")))["node"]
    )
    for view in laid_out[top]:
        drawn = {card.node for card in view.cards} - {top}
        assert sum(view.left_out.values()) == len(whole - drawn)


def test_the_same_judgement_gives_the_same_bytes(city: Judgement) -> None:
    assert draw(Dossier(city)).generate_html() == draw(Dossier(city)).generate_html()


def test_pyvis_holds_the_graph_and_writes_our_page(city: Judgement, drawing: Drawing, tmp_path: Path) -> None:
    drawn = draw(Dossier(city))
    assert drawn.num_nodes() == drawing.nodes.height
    assert drawn.num_edges() == drawing.edges.height
    drawn.save_graph(str(tmp_path / "saved.html"))
    assert (tmp_path / "saved.html").read_text(encoding="utf-8") == drawn.generate_html()


def test_a_graph_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        Picture([{"id": 1}, {"id": 1}], [], {})
    with pytest.raises(ValueError, match="not there"):
        Picture([{"id": 1}], [{"from": 1, "to": 2}], {})


def test_a_page_that_cannot_be_written_is_one_sentence(city: Judgement, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match=re.escape(str(tmp_path))):
        write_network(Dossier(city), tmp_path)


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
    verdicts = data_of(show(city.slice).page)["findings"]["outcome"]
    assert verdicts == data_of(show(city).page)["findings"]["outcome"]
