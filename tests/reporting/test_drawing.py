"""What of a judgement may be drawn."""

import json

import polars as pl
import pytest

from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.drawing import Drawing
from graphmodel.rules import Judgement
from tests.rules import build


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


REPEATED = """
compounds: id name part_of
  c1 荷苑小区 k1
  c2 荷苑小区 k3
  c3 菊苑小区 k1
  c4 梅苑小区 k1
  c5 梅苑小区 k1
grids: id name part_of
  g1 第一网格 c1
  g2 第一网格 c2
  g3 第一网格 c3
  g4 第二网格 c3
owners_committees: id name serves
  w1 菊苑小区 c3
"""


def test_a_name_that_repeats_has_its_place_before_it(city: Judgement) -> None:
    drawn = Drawing(Dossier(build.judged(REPEATED, "R25")))
    called = dict(zip(drawn.nodes["id"], drawn.called, strict=True))
    assert [called[code] for code in ("c1", "c2", "c3", "w1")] == [
        *("k1·荷苑小区", "k3·荷苑小区"),
        *("菊苑小区", "菊苑小区"),  # of another kind, which its sign tells
    ]
    assert called["c4"] == called["c5"] == "k1·梅苑小区"  # which no place tells apart
    assert [called[code] for code in ("g1", "g2", "g3", "g4")] == [
        *("k1·荷苑小区·第一网格", "k3·荷苑小区·第一网格", "菊苑小区·第一网格", "第二网格"),
    ]
    assert Drawing(Dossier(city)).before.null_count() == Drawing(Dossier(city)).nodes.height


def test_it_starts_at_the_smallest_place_in_which_everything_lies(city: Judgement) -> None:
    def start(judgement: Judgement) -> str:
        drawn = Drawing(Dossier(judgement))
        assert drawn.start is not None
        return str(drawn.nodes["id"][drawn.start])

    assert start(build.judged(REPEATED, "R25")) == "w"
    one = REPEATED.replace("荷苑小区 k3", "荷苑小区 k1")
    assert start(build.judged(one, "R25")) == "k1"
    assert start(city) == "990101000000"  # one of the city's counties


def test_gaps_in_places_and_elsewhere_are_all_there_are(city: Judgement, drawing: Drawing) -> None:
    (top,) = drawing.nodes.filter(label="City")["node"]
    within = drawing.lines.filter(node=top).drop("node")
    keys = ["rule", "others", "severity"]
    whole = Dossier(city).lines.group_by(keys).agg(lines=pl.len().cast(pl.Int64))
    both = pl.concat([within, drawing.elsewhere]).group_by(keys).agg(pl.col("lines").sum())
    assert sorted(both.rows()) == sorted(whole.rows())
    assert drawing.elsewhere["lines"].sum() > 0


def test_what_hangs_on_one_support_is_what_the_analysis_says(city: Judgement, drawing: Drawing) -> None:
    losses = Dossier(city).analysis.single_points
    told = drawing.hanging.with_columns(rule=pl.concat_list(pl.concat_list("rule"), "others")).explode("rule")
    assert told.height == losses.height > 0
    assert told["on"].null_count() == losses.filter(label="Person").height > 0
