"""Who comes in, and what is refused: the points of OWASP ASVS 4.0.3, level 1, that apply to the console.

docs/console.md has them as a table; each of its lines names a test of this file or of those beside it.
"""

import re
from pathlib import Path

import pytest

from graphmodel.console.door import ALL_AT_MOST, Keys
from tests.console.conftest import HERE, PORT, Browser, said

OTHER = "http://evil.example"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        "127.0.0.1:1",
        f"127.0.0.1.evil.example:{PORT}",
        "",
    ],
)
def test_a_request_for_another_host_is_refused_before_anything_else(browser: Browser, host: str) -> None:
    for path in ("/", "/no-such-page", "/events"):
        refused = browser.get(path, headers={"Host": host})
        assert refused.status_code == 421, path
    assert "只在本机答复" in said(refused)
    entry = Keys(PORT)
    assert Browser(browser.desk, entry).get(entry.address(), headers={"Host": host}).status_code == 421
    assert entry.let_in(entry.address().rsplit("/", 1)[1]) is not None, "the address is not spent by that"


def test_a_request_without_or_with_two_hosts_is_refused(browser: Browser) -> None:
    twice = [("Host", f"127.0.0.1:{PORT}"), ("Host", "evil.example")]
    assert browser.get("/", headers=twice).status_code == 421


def test_localhost_is_this_machine_too(stranger: Browser) -> None:
    host = {"Host": f"localhost:{PORT}"}
    assert stranger.get(stranger.keys.address(), headers=host).status_code == 303


def test_the_address_becomes_a_cookie_that_scripts_and_other_sites_do_not_get(stranger: Browser) -> None:
    entered = stranger.get(stranger.keys.address())
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert stranger.get("/").status_code == 200


def test_an_address_used_twice_is_refused_and_says_what_to_do(browser: Browser) -> None:
    thief = Browser(browser.desk, browser.keys)
    address = f"{HERE}/open/spent-or-guessed"
    refused = thief.get(address)
    assert refused.status_code == 403
    assert "已经用过一次" in said(refused)
    assert "重新启动" in said(refused)
    assert thief.get("/").status_code == 403
    assert browser.get(address).status_code == 303, "whoever is in goes to the first page"


def test_the_spent_token_opens_nothing_any_more(stranger: Browser) -> None:
    address = stranger.keys.address()
    assert stranger.get(address).status_code == 303
    assert Browser(stranger.desk, stranger.keys).get(address).status_code == 403


def test_without_the_cookie_no_page_is_shown(stranger: Browser) -> None:
    for path in ("/", "/rosters", "/events", "/no-such-page", "/open/x"):
        assert stranger.get(path).status_code == 403, path
    stranger.cookies.set(stranger.keys.cookie, "guessed")
    refused = stranger.get("/")
    assert refused.status_code == 403
    assert "启动时显示的地址" in said(refused)
    assert stranger.keys.csrf not in refused.text


def test_keys_are_long_random_and_new_with_every_start() -> None:
    first, second = Keys(PORT), Keys(PORT)
    tokens = [first.address(), second.address(), first.csrf, second.csrf]
    assert len(set(tokens)) == 4
    assert all(len(token.rsplit("/", 1)[-1]) >= 43 for token in tokens)  # 256 bits


@pytest.mark.parametrize("from_", ["cross-site", "same-site"])
def test_what_another_page_begins_is_refused_though_the_cookie_came_along(
    browser: Browser, from_: str
) -> None:
    assert browser.get("/", headers={"Sec-Fetch-Site": from_}).status_code == 403


@pytest.mark.parametrize("origin", [OTHER, "null", "http://127.0.0.1:1", f"https://127.0.0.1:{PORT}", None])
def test_a_form_of_another_page_is_refused(browser: Browser, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}
    refused = browser.post("/job/stop", data={"csrf": browser.keys.csrf}, headers=headers)
    assert refused.status_code == 403
    assert "别的网页" in said(refused)


@pytest.mark.parametrize("token", ["", "guessed", "é"])
def test_a_form_without_our_token_does_nothing(browser: Browser, token: str) -> None:
    refused = browser.send_form("/job/stop", csrf=token)
    assert refused.status_code == 403
    assert "请刷新" in said(refused)


def test_every_form_has_the_token(browser: Browser) -> None:
    page = browser.get("/").text
    forms = page.count("<form")
    assert forms
    assert page.count(f'name="csrf" value="{browser.keys.csrf}"') == forms


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_reading_and_forms_are_answered(browser: Browser, method: str) -> None:
    assert browser.request(method, "/").status_code == 405


def test_what_is_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    headers = {"Origin": HERE, "Content-Length": str(ALL_AT_MOST + 1)}
    refused = browser.post("/job/stop", content=b"", headers=headers)
    assert refused.status_code == 413
    assert "MB" in said(refused)


def test_every_answer_is_marked(stranger: Browser) -> None:
    entered = stranger.get(stranger.keys.address())
    answers = [
        entered,
        stranger.get("/"),
        stranger.get("/no-such-page"),
        stranger.get("/", headers={"Host": "evil"}),
    ]
    for answer in answers:
        headers = answer.headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "server" not in headers
        assert not {name for name in headers if name.startswith("access-control-")}


def test_a_page_that_is_not_there_says_so_in_words(browser: Browser) -> None:
    missing = browser.get("/<script>alert(1)</script>")
    assert missing.status_code == 404
    assert "没有这个页面" in said(missing)
    assert "alert(1)" not in missing.text


def test_nothing_about_how_it_is_made_is_given_away(browser: Browser) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert browser.get(path).status_code == 404, path


def test_every_point_of_the_documentation_has_its_test() -> None:
    here = Path(__file__).parent
    written = "\n".join(file.read_text(encoding="utf-8") for file in here.glob("test_*.py"))
    tests = re.findall(r"def test_(\w+)", written)
    page = (here.parents[1] / "docs" / "console.md").read_text(encoding="utf-8")
    table = page[page.index("| 要点 |") :]
    named = [name.rstrip("…") for row in table.splitlines()[2:] for name in re.findall(r"`(\w+…?)`", row)]
    assert len(named) > 20
    assert [name for name in named if not any(test.startswith(name) for test in tests)] == []
