"""The pages of an invented core city and of a whole one: how long they take to build, how large they are, how fast.

Prints seconds of the processor for building them after rules, plan and analysis; how many megabytes they are, and how
many the first is; then in Chromium how long until each page can be used, and how long a filter of the list of gaps
takes to answer. Goals: 3 s and 15 MB for the core, 10 s and 60 MB for the city, 0.5 MB for the first page; 1 s until a
page can be used, 0.2 s for an answer. The network against pyvis's own page of the same graph: ``pictures.py``.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

from measuring import apart
from pictures import DRAWN, OPTIONS
from playwright.sync_api import Browser, sync_playwright

from graphmodel import language, synthetic
from graphmodel.alliance import assemble
from graphmodel.engines import engine_over
from graphmodel.pages.shell import Site
from graphmodel.pages.site import PAGES, write_site
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.figures import Figures
from graphmodel.rosters import read_rosters
from graphmodel.rules import judge, rules
from graphmodel.rules.judging import queries_asked

FILTER = f"""async () => {{
    const field = document.getElementById('q');
    const begin = performance.now();
    field.value = '业主委员会';
    field.dispatchEvent(new Event('input'));
    return await {DRAWN} - begin;
}}"""


def main() -> None:
    """Build the pages of both cities, each in a process of its own, and open them."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        executable = os.environ.get("GRAPHMODEL_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=OPTIONS)
        for size in ("core", "city"):
            folder = Path(name) / size
            seconds = apart(__file__, size, folder)
            pages = [page.stat().st_size for page in folder.rglob("*.html")]
            print(
                f"{size}: {len(pages)} pages built in {seconds:.2f} s of the processor, {sum(pages) / 1e6:.1f} MB"
            )
            print(f"  the first page {(folder / 'index.html').stat().st_size / 1e6:.2f} MB")
            opened(browser, folder)
        browser.close()


def built(size: str, folder: Path) -> float:
    """Build the pages of an invented city; return how many seconds of the processor that takes after all else."""
    rosters = folder.with_suffix(".rosters")
    synthetic.write(synthetic.synthesise(size), rosters, "csv")
    alliance = assemble(read_rosters([rosters]))
    slice_, every = alliance.at(synthetic.AS_OF), list(rules().values())
    with engine_over(slice_, "", queries=queries_asked(slice_, every)) as engine:
        judgement = judge(slice_, engine, every, snapshot="")
    proposal = Proposal(alliance, judgement, (*PLANNED_RULES, DECIDED))
    with language.speaking("zh"):
        dossier = Dossier(judgement, proposal)
        assert dossier.analysis.pairing
        assert proposal.moves.height
        begin = time.process_time()
        write_site(lambda: Site(Figures(dossier)), folder)
    return time.process_time() - begin


def opened(browser: Browser, folder: Path) -> None:
    """Open every page; filter the list of gaps."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    for one in PAGES:
        page.goto((folder / one.file).as_uri())
        print(f"  {one.file:<16} usable after {page.evaluate(DRAWN) / 1000:.2f} s")
        if one.file == "gaps.html":
            print(f"  {'':<16} a filter answers after {page.evaluate(FILTER) / 1000:.2f} s")
    page.close()


if __name__ == "__main__":
    import json
    import sys

    if arguments := sys.argv[1:]:
        print(json.dumps(built(arguments[0], Path(arguments[1]))))
    else:
        main()
