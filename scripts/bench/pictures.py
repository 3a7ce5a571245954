"""The network page against pyvis's own page of the same graph, in the same run and Chromium.

Prints, for an invented core city and for the places and organisations of a whole city, how long the page takes to write
after the rules, and its size. Then for both how long until every compound can be used, until a rule is answered (alone,
then with the holes closed up) and until the largest community is drawn; and what pyvis takes by itself, with our
positions and with its own. Its filter is that of its filter menu, whose page offline has none: what is no gap is hidden.
Goals: 3 s to write, 1 s until usable, 0.2 s for the answer of a filter, 0.3 s for a community.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pyvis.network
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import TimeoutError as NotSettled

from graphmodel import synthetic
from graphmodel.alliance import assemble
from graphmodel.engines import engine_over
from graphmodel.pages.network.layout import View, views
from graphmodel.pages.network.picture import write_network
from graphmodel.reporting.addresses import place
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.drawing import Drawing
from graphmodel.rosters import read_rosters
from graphmodel.rules import Judgement, judge, rules
from graphmodel.rules.judging import queries_asked

PATIENCE = 40
"""Seconds after which a page counts as never settled."""
LARGE = (
    "divisions",
    "compounds",
    "grids",
    "party_orgs",
    "owners_committees",
    "property_companies",
    "pairings",
)
OPTIONS = ["--disable-gpu", "--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND"]
DRAWN = (
    "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
)
ASKED = "R22"


class Took(NamedTuple):
    """Seconds until something is drawn; None: it never was."""

    usable: float | None
    filtered: float | None
    closed_up: float | None = None
    drilled: float | None = None


def main() -> None:
    """Judge invented cities, write their pages, open the larger."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        core = judged(synthetic.synthesise("core"), folder / "core")
        rosters = {name: table for name, table in synthetic.synthesise("city").items() if name in LARGE}
        city = judged(rosters, folder / "city")
        for what, judgement in (("core city", core), ("whole city, nobody in it", city)):
            written(what, judgement, folder / "network.html")
            compare(judgement, folder / "network.html", folder)


def judged(rosters: Mapping[str, pl.DataFrame], folder: Path) -> Judgement:
    """Every rule over an invented city."""
    synthetic.write(rosters, folder, "csv")
    slice_ = assemble(read_rosters([folder])).at(synthetic.AS_OF)
    every = list(rules().values())
    with engine_over(slice_, "", queries=queries_asked(slice_, every)) as engine:
        return judge(slice_, engine, every, snapshot="")


def written(what: str, judgement: Judgement, path: Path) -> None:
    """Write a page; print how long it took and how large it is."""
    begin = time.perf_counter()
    write_network(Dossier(judgement), path)
    report(f"{what}: written", time.perf_counter() - begin)
    print(f"{'':<44}{path.stat().st_size / 1e6:8.2f} MB")


def compare(judgement: Judgement, page: Path, folder: Path) -> None:
    """Open a city down to its compounds, ask it for a rule, open one community: by our page and by pyvis's."""
    drawing = Drawing(Dossier(judgement))
    codes = drawing.nodes["id"].to_list()
    laid_out = views(drawing)
    (city,) = drawing.nodes.filter(drawing.nodes["label"] == "City")["node"]
    whole = next(view for view in laid_out[city] if view.depth == "Compound")
    of_communities = drawing.nodes.filter(drawing.nodes["label"] == "Community")["node"]
    community = max(of_communities, key=lambda node: len(laid_out[node][0].cards))
    part = laid_out[community][0]
    gaps = drawing.lines.filter(rule=ASKED)["node"].to_list()
    print(f"{len(whole.cards)} nodes down to the compounds; {len(part.cards)} in the largest community")
    executable = os.environ.get("GRAPHMODEL_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=OPTIONS)
        address = f"{page.as_uri()}#{place('City', codes[city])}/Compound"
        ours_ = ours(browser, address, place("Community", codes[community]))
        report("ours: usable", ours_.usable)
        report(f"ours: {ASKED} answered", ours_.filtered)
        report("ours: closed up", ours_.closed_up)
        report("ours: down to the community", ours_.drilled)
        for physics in (False, True):
            name = "pyvis, settling" if physics else "pyvis, our positions"
            big = theirs(browser, plain(drawing, whole, folder / "whole.html", physics=physics), gaps)
            small = theirs(browser, plain(drawing, part, folder / "part.html", physics=physics), gaps)
            report(f"{name}: usable", big.usable, ours_.usable)
            report(f"{name}: {ASKED} answered", big.filtered, ours_.filtered)
            report(f"{name}: the community's page", small.usable, ours_.drilled)
        browser.close()


def ours(browser: Browser, address: str, community: str) -> Took:
    """How long our page takes until it is drawn, and from each of three clicks."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    usable = page.evaluate(DRAWN)
    click = f"""async selector => {{
        const begin = performance.now();
        document.querySelector(selector).click();
        return await {DRAWN} - begin;
    }}"""
    filtered = page.evaluate(click, f"#rules input[data-key={ASKED}]")
    closed_up = page.evaluate(click, "#gaps-only")
    drilled = page.evaluate(
        f"""async place => {{
            const begin = performance.now();
            const opened = new Promise(done => addEventListener('hashchange', done, {{ once: true }}));
            location.hash = place;
            await opened;
            return await {DRAWN} - begin;
        }}""",
        community,
    )
    page.close()
    return Took(usable / 1000, filtered / 1000, closed_up / 1000, drilled / 1000)


def plain(drawing: Drawing, view: View, path: Path, *, physics: bool) -> Path:
    """What pyvis writes by itself of the same nodes and ties."""
    drawn = pyvis.network.Network(directed=True, cdn_resources="in_line")
    names = drawing.nodes["name"].to_list()
    for card in view.cards:
        at: dict[str, Any] = {} if physics else {"x": card.x, "y": card.y}
        drawn.add_node(card.node, label=names[card.node], physics=physics, **at)
    nodes = set(drawn.get_nodes())
    for start, end in drawing.edges.select("from", "to").iter_rows():
        if start in nodes and end in nodes:
            drawn.add_edge(start, end)
    drawn.toggle_physics(physics)
    path.write_text(drawn.generate_html(), encoding="utf-8")
    return path


def theirs(browser: Browser, path: Path, gaps: list[int]) -> Took:
    """How long pyvis's page takes until it has settled and is drawn, and to hide all but some nodes."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE * 1000)
    try:
        page.goto(path.as_uri())
        page.wait_for_function("window.network && network.physics.stabilized")
        usable = page.evaluate(DRAWN)
        filtered = page.evaluate(
            f"""async gaps => {{
                const begin = performance.now();
                const kept = new Set(gaps);
                nodes.update(nodes.getIds().map(id => ({{ id, hidden: !kept.has(id) }})));
                return await {DRAWN} - begin;
            }}""",
            gaps,
        )
    except NotSettled:
        return Took(None, None)
    finally:
        page.close()
    return Took(usable / 1000, filtered / 1000)


def report(what: str, seconds: float | None, against: float | None = None) -> None:
    """Print one row; with something to compare, how many times as long it took."""
    took = f"{seconds:8.2f} s" if seconds is not None else f"  > {PATIENCE} s "
    times = f"{(seconds or PATIENCE) / against:8.0f} ×" if against else ""
    print(f"{what:<44}{took}{times}")


if __name__ == "__main__":
    main()
