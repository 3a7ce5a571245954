"""The invented city, judged: as it is, with rosters missing, and with hostile names in every text."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page

from graphmodel import language
from graphmodel.alliance import assemble
from graphmodel.engines.embedded import Embedded
from graphmodel.rosters import read_rosters
from graphmodel.rules import Judgement, Settings, judge, rules
from graphmodel.synthetic import AS_OF, synthesise, write

MARKUP = (
    "</script><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "{{7*7}}",
    "{% raw %}",
    "&lt;b&gt; & co",
)
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)")
HOSTILE = (FORMULAS[0], *MARKUP, *FORMULAS[1:])
"""What a name must stay, whatever it looks like."""

FEWER_HOMES = 2
"""Of a member's, so that some contact too many."""

Rosters = dict[str, pl.DataFrame]

_TRY_EVERYTHING = """() => new Promise(done => {
    const refused = [];
    document.addEventListener('securitypolicyviolation', event => refused.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    const image = document.createElement('img');
    image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
    const style = document.createElement('style');
    style.textContent = 'body { display: none }';
    document.body.append(script, image, style);
    document.body.setAttribute('onclick', 'window.ran = true');
    document.body.click();
    fetch('https://example.com/').catch(() => 0);
    setTimeout(() => done([Boolean(window.ran), refused]), 300);
})"""
REFUSED = {"connect-src", "img-src", "script-src-attr", "script-src-elem", "style-src-elem"}
"""What a page's policy must refuse of what :func:`refused_by` tries."""


def refused_by(page: Page) -> set[str]:
    """Try to run a script and to load things into an open page; nothing may run; return what was refused."""
    ran, refused = page.evaluate(_TRY_EVERYTHING)
    assert not ran
    return set(refused)


def judged(
    rosters: Rosters, folder: Path, scope: tuple[str, ...] = (), settings: Settings | None = None
) -> Judgement:
    """All rules over rosters, through the reader."""
    write(rosters, folder, "csv")
    reading = read_rosters([folder])
    assert not reading.has_errors, reading.problems
    slice_ = assemble(reading).at(AS_OF)
    with Embedded(slice_) as engine:
        judgement = judge(
            slice_,
            engine,
            list(rules().values()),
            snapshot="0123456789abcdef" * 4,
            scope=scope,
            settings=settings or Settings(),
        )
    assert not judgement.failed
    return judgement


@pytest.fixture(autouse=True)
def _chinese(_english: None) -> Iterator[None]:
    with language.speaking("zh"):
        yield


@pytest.fixture
def in_english(_chinese: None) -> Iterator[None]:
    with language.speaking("en"):
        yield


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    return judged(synthesise("tiny"), tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="session")
def without_posts(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """The city without the roster of posts and without anybody's home grid."""
    rosters = {name: table for name, table in synthesise("tiny").items() if name != "posts"}
    rosters["people"] = rosters["people"].with_columns(lives_in=pl.lit(None, pl.String))
    return judged(rosters, tmp_path_factory.mktemp("without"))


@pytest.fixture(scope="session")
def waived(city: Judgement, tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """The city with a threshold of its own, a grid's and a person's gap waived, and another grid's waiver past."""
    waived, past = city.findings.filter(rule="R40", verdict="gap")["subject"].head(2)
    homes = pl.col("evidence").str.json_path_match("$.homes").cast(pl.Int64)
    person = city.findings.filter(pl.col("rule") == "R38", homes > FEWER_HOMES)["subject"].first()
    rosters = synthesise("tiny")
    rosters["waivers"] = pl.DataFrame(
        {
            "rule": ["R40", "R40", "R38"],
            "subject": [waived, past, person],
            "reason": ["正在整改<b>", "去年的事", "长期外出"],
            "approver": ["区委组织部"] * 3,
            "starts": ["2018-12-01", "2018-01-01", "2018-12-01"],
            "ends": ["2019-03-01", "2018-12-01", "2019-03-01"],
            **dict.fromkeys(("valid_from", "valid_to"), [None] * 3),
        }
    )
    return judged(rosters, tmp_path_factory.mktemp("waived"), settings=Settings(max_homes=FEWER_HOMES))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """The city with a hostile name for everything and everybody, and hardly a post or pairing, so that much is a gap."""
    rosters = synthesise("tiny")
    for start, (name, table) in enumerate(rosters.items()):
        if "name" in table.columns:
            called = [f"{HOSTILE[(start + row) % len(HOSTILE)]}{row}" for row in range(table.height)]
            rosters[name] = table.with_columns(name=pl.Series(called))
    rosters["posts"] = rosters["posts"].head(1)
    rosters["pairings"] = rosters["pairings"].head(2)
    covers = pl.col("covers")
    rosters["party_orgs"] = rosters["party_orgs"].with_columns(
        covers=pl.when(covers.is_first_distinct()).then(covers)
    )
    rosters["party_orgs"] = rosters["party_orgs"].with_columns(
        covers=pl.when(pl.int_range(pl.len()) < 9).then("covers")
    )
    return judged(rosters, tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[[Path], Page]]:
    """Open a page as a double-click does; at the end it has asked for nothing and complained of nothing."""
    page = chromium.new_page(viewport={"width": 1366, "height": 768})
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    places = []

    def open_(path: Path) -> Page:
        places.append(path.as_uri())
        page.goto(path.as_uri())
        return page

    yield open_
    page.close()
    assert asked == places
    assert complaints == []
