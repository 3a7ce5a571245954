"""Pages, opened in a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

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
