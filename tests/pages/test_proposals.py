"""The page of proposals, opened in a real browser."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
from playwright.sync_api import Page

from graphmodel.alliance import Alliance, Slice
from graphmodel.pages.proposals import write_plan
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.reporting.dossier import Dossier
from graphmodel.rules import Judgement
from tests.cities import MARKUP

Opened = Callable[[Path], Page]


def alliance_of(slice_: Slice) -> Alliance:
    """An alliance of one day."""
    ties = {relation: table.drop("tie") for relation, table in slice_.ties.items()}
    return Alliance(slice_.nodes, ties, slice_.supplied, slice_.absent_columns)


def page_of(judgement: Judgement, folder: Path) -> tuple[Proposal, Path]:
    proposal = Proposal(alliance_of(judgement.slice), judgement, (*PLANNED_RULES, DECIDED))
    write_plan(Dossier(judgement, proposal), folder / "plan.html")
    return proposal, folder / "plan.html"


def test_it_tells_how_much_is_closed_and_where_and_names_nobody(
    city: Judgement, tmp_path: Path, opened: Opened
) -> None:
    proposal, path = page_of(city, tmp_path)
    page = opened(path)
    cells = page.eval_on_selector_all("#fares tbody tr td:last-child", "all => all.map(td => td.innerText)")
    closes = proposal.moves.select(pl.col("closes").explode()).drop_nulls().unnest("closes").rows()
    closed = [id_ for rule, label, id_ in closes if id_ in proposal.gaps.get((rule, label), ())]
    assert sum(int(cell.replace(",", "")) for cell in cells) == len(closed) > 0
    assert page.locator("#streets details").count() == len({*city.slice.nodes["Street"]["id"]})
    text = path.read_text(encoding="utf-8")
    assert not any(person in text for person in proposal.moves.filter(from_label="Person")["from_id"])


def test_hostile_names_are_shown_as_they_are(hostile: Judgement, tmp_path: Path, opened: Opened) -> None:
    _, path = page_of(hostile, tmp_path)
    text = opened(path).text_content("body") or ""
    assert any(name in text for name in MARKUP)
