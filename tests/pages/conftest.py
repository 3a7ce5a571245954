"""Pages, opened in a real browser."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from graphmodel.alliance import Alliance, Slice
from graphmodel.pages.shell import Site
from graphmodel.pages.site import write_site
from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.figures import Figures
from graphmodel.rules import Judgement

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


@pytest.fixture(autouse=True)
def _chinese(chinese: None) -> None:
    """What is said is looked at in Chinese."""


def alliance_of(slice_: Slice) -> Alliance:
    """An alliance of one day."""
    ties = {relation: table.drop("tie") for relation, table in slice_.ties.items()}
    return Alliance({**slice_.nodes}, ties, slice_.supplied, slice_.absent_columns)


def with_proposal(judgement: Judgement) -> Dossier:
    """What is said of a judgement, and what would close its gaps."""
    return Dossier(judgement, Proposal(alliance_of(judgement.slice), judgement, (*PLANNED_RULES, DECIDED)))


def folder_of(dossier: Dossier, folder: Path, *, named: bool = False, for_release: bool = False) -> Path:
    """The pages of a judgement, written into a folder."""
    write_site(lambda: Site(Figures(dossier, named=named, for_release=for_release)), folder)
    return folder


@pytest.fixture(scope="session")
def site(city: Judgement, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the city in Chinese, with English ones in ``en``."""
    proposal = with_proposal(city).proposal
    folder = tmp_path_factory.mktemp("site")
    write_site(lambda: Site(Figures(Dossier(city, proposal))), folder, with_english=True)
    return folder


@pytest.fixture(scope="session")
def only_window(chromium: Browser) -> Page:
    """The one window of all tests: to open another takes longer than most tests do in it."""
    return chromium.new_page()


@contextmanager
def _told(page: Page, event: str, tell: Callable[[Any], str]) -> Iterator[list[str]]:
    """What is told of the events of a page, for as long as it is listened to."""
    told: list[str] = []

    def listen(happened: Any) -> None:
        told.append(tell(happened))

    page.on(event, listen)  # type: ignore[call-overload]  # one overload an event
    try:
        yield told
    finally:
        page.remove_listener(event, listen)


@pytest.fixture
def window(only_window: Page) -> Page:
    """The window as if it were new, on an office's screen."""
    only_window.goto("about:blank")
    only_window.set_viewport_size({"width": 1366, "height": 768})
    only_window.emulate_media(media="null")
    return only_window


@pytest.fixture
def browsed(window: Page) -> Iterator[Page]:
    """A page that goes from one to another, and may complain of nothing."""
    with (
        _told(window, "console", lambda message: message.text) as logged,
        _told(window, "pageerror", str) as errors,
        _told(window, "dialog", lambda dialog: dialog.message) as dialogs,
    ):
        yield window
        window.title()  # what it complained of before is heard before its answer
    assert logged + errors + dialogs == []


@pytest.fixture
def opened(browsed: Page) -> Iterator[Callable[[Path], Page]]:
    """Open a page as a double-click does; at the end it has asked for nothing and complained of nothing."""
    places: list[str] = []

    def open_(path: Path) -> Page:
        places.append(path.as_uri())
        browsed.goto(path.as_uri())
        return browsed

    with _told(browsed, "request", lambda request: request.url) as asked:
        yield open_
        browsed.title()
    assert asked == places
