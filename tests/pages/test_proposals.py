"""The page of proposals, opened in a real browser."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
from playwright.sync_api import Page

from graphmodel.reporting.dossier import Dossier
from graphmodel.rules import Judgement
from tests.cities import MARKUP
from tests.pages.conftest import folder_of, with_proposal

Opened = Callable[[Path], Page]


def test_it_tells_how_much_is_closed_and_where_and_names_nobody(
    city: Judgement, site: Path, opened: Opened
) -> None:
    proposal = with_proposal(city).proposal
    assert proposal is not None
    page = opened(site / "plan.html")
    cells = page.eval_on_selector_all("#fares tbody tr td:last-child", "all => all.map(td => td.innerText)")
    closes = proposal.moves.select(pl.col("closes").explode()).drop_nulls().unnest("closes").rows()
    closed = [id_ for rule, label, id_ in closes if id_ in proposal.gaps.get((rule, label), ())]
    assert sum(int(cell.replace(",", "")) for cell in cells) == len(closed) > 0
    assert page.locator("#streets details").count() == len({*city.slice.nodes["Street"]["id"]})
    assert "建议，须经研究" in page.inner_text("main")
    text = (site / "plan.html").read_text(encoding="utf-8")
    assert not any(person in text for person in proposal.moves.filter(from_label="Person")["from_id"])


def test_people_are_named_where_that_is_asked_for(city: Judgement, tmp_path: Path) -> None:
    dossier = with_proposal(city)
    assert dossier.proposal is not None
    chosen = dossier.proposal.moves.filter(pl.col("roster") != "household_ties", from_label="Person")[
        "from_id"
    ]
    called = dict(city.slice.nodes["Person"].select("id", "name").iter_rows())
    page = folder_of(dossier, tmp_path, named=True) / "plan.html"
    assert called[chosen.item(0)] in page.read_text(encoding="utf-8")


def test_hostile_names_are_shown_as_they_are(hostile: Judgement, tmp_path: Path, opened: Opened) -> None:
    folder_of(with_proposal(hostile), tmp_path)
    text = opened(tmp_path / "plan.html").text_content("body") or ""
    assert any(name in text for name in MARKUP)


def test_without_a_proposal_there_is_no_page_of_it_and_no_link_to_it(city: Judgement, tmp_path: Path) -> None:
    folder_of(Dossier(city), tmp_path)
    assert not (tmp_path / "plan.html").exists()
    assert all("plan.html" not in page.read_text("utf-8") for page in tmp_path.rglob("*.html"))
