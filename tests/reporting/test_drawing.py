"""What of a judgement may be drawn."""

import json

import polars as pl
import pytest

from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.drawing import Drawing
from graphmodel.rules import Judgement


@pytest.fixture(scope="session")
def drawing(city: Judgement) -> Drawing:
    return Drawing(Dossier(city))


def test_everything_else_that_is_live_is_in_it(city: Judgement, drawing: Drawing) -> None:
    drawn = drawing.nodes.select("label", "id").rows()
    assert sorted(drawn) == sorted(city.slice.names.select("label", "id").iter_rows())
    pairs = city.slice.ties["PAIRED_WITH"].select("from_id", "to_id").unique().height
    assert drawing.edges.filter(pl.col("relation") == "PAIRED_WITH").height == pairs


SOUND = (pl.col("rule") == "R51") & (pl.col("verdict") == "met")
"""That the registers agree makes nothing met."""


def test_every_verdict_on_what_is_drawn_is_in_it(city: Judgement, drawing: Drawing) -> None:
    drawn = city.findings.filter(pl.col("subject_label") != "Person").filter(~SOUND)
    told = drawing.findings.with_columns(rule=pl.concat_list(pl.concat_list("rule"), "others")).explode(
        "rule"
    )
    found = told.select("rule", subject_label="label", subject="id", verdict="verdict")
    assert sorted(found.rows()) == sorted(drawn.select(found.columns).rows())


def test_the_gravest_verdict_of_its_own_decides_how_a_node_looks(city: Judgement, drawing: Drawing) -> None:
    looks = drawing.nodes.join(drawing.statuses, left_on="node", right_on="on", how="left")
    for label, id_, status in looks.select("label", "id", "status").iter_rows():
        of = city.findings.filter(~SOUND, subject_label=label, subject=id_)
        severities, verdicts = set(of["severity"].drop_nulls()), set(of["verdict"])
        expected = next((one for one in ("S1", "S2") if one in severities), "S3" if severities else None)
        expected = expected or next((one for one in ("unknown", "met") if one in verdicts), None)
        assert status == (expected or ("none" if verdicts else None))


def test_gaps_below_a_place_are_those_of_what_lies_in_it(city: Judgement, drawing: Drawing) -> None:
    community = city.slice.nodes["Community"]["id"][0]
    node = drawing.find("Community", community)
    within = city.territory.filter((pl.col("unit_label") == "Community") & (pl.col("unit") == community))
    gaps = (
        Dossier(city)
        .lines.filter(severity="S1")
        .join(within, left_on=["subject_label", "subject"], right_on=["label", "id"])
    )
    assert gaps.height > 0
    assert drawing.below.filter(pl.col("node") == node)["S1"].to_list() == [gaps.height]


def test_posts_are_numbers(city: Judgement, drawing: Drawing) -> None:
    grid = city.slice.nodes["Grid"]["id"][0]
    held = city.slice.ties["HOLDS"].filter(pl.col("to_id") == grid)["post"].value_counts()
    told = drawing.posts.filter(pl.col("node") == drawing.find("Grid", grid))
    assert dict(told.select("what", "count").iter_rows()) == dict(held.iter_rows())


def test_what_hangs_loose_is_what_the_dossier_says(city: Judgement, drawing: Drawing) -> None:
    things = Dossier(city).loose.drop_nulls("code")
    assert drawing.loose.height == things.height > 0


def test_evidence_of_people_stays_away(drawing: Drawing) -> None:
    keys = {key for text in drawing.findings["evidence"].unique() for key in json.loads(text)}
    assert "instructors" in keys
    assert not keys & {"head", "secretary"}
