"""In a real browser, with the real program: from an empty folder to a list that can be sent, without a command typed."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.cli.months import DECEMBER
from tests.cli.months import fill_in as fill_in_month

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PATIENCE = 90_000
"""Milliseconds for a job on a machine that does other things too."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address that the program prints, started in an empty folder where no language is set."""
    (tmp_path / "empty").mkdir()
    command = [sys.executable, "-m", "graphmodel", "serve", "--no-browser"]
    settings = {"LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": str(tmp_path / "settings")}
    with subprocess.Popen(
        command,
        cwd=tmp_path / "empty",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, **settings},
    ) as program:
        yield _printed(program.stdout)
        program.terminate()


def _printed(stream: IO[str] | None) -> str:
    assert stream is not None
    found = re.search(r"http://\S+", stream.readline())
    assert found is not None
    return found[0]


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", service_workers="block"
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def _come_in(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    for _ in range(50):  # it listens a moment after it has printed
        answer = page.goto(address)
        if answer is not None and answer.ok:
            break
    return page


def _is_in_order(page: Page) -> None:
    """No page is wider than the screen, breaks its own policy, or shuts somebody out."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.banner')).backgroundColor")
        == "rgb(143, 29, 24)"
    )
    violations = page.evaluate(
        f"async () => {{ {AXE}; return (await axe.run({{iframes: false}})).violations.map(one => [one.id, one.nodes[0].html]); }}"
    )
    assert violations == [], page.url


def test_from_an_empty_folder_to_a_list_that_can_be_sent(
    address: str, window: BrowserContext, tmp_path: Path
) -> None:
    rosters = fill_in_month(tmp_path / DECEMBER, DECEMBER)
    page = _come_in(window, address)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    _is_in_order(page)
    page.get_by_role("link", name="放入名册").click()
    page.set_input_files("input[webkitdirectory]", rosters)
    expect(page.locator(".files li")).to_have_count(len(list(rosters.iterdir())))
    page.get_by_role("button", name="查错", exact=True).dblclick()
    expect(page.get_by_text("没有错误，可以保存")).to_be_visible(timeout=PATIENCE)
    expect(page.frame_locator("iframe").get_by_text("读成了什么")).to_be_visible()
    _is_in_order(page)
    page.get_by_label("这是哪个月").fill("2018-12")
    page.get_by_role("button", name="保存并出结果").click()
    expect(page.locator("#job-bar")).to_be_visible()
    page.reload()
    expect(page.locator("#job-title"), "a reload in mid-job shows the job").to_contain_text(
        "存为 2018-12 的数据"
    )
    other = window.new_page()
    other.goto(address.partition("/open")[0])
    expect(other.locator("#job-title"), "so does a second window").to_contain_text("存为 2018-12 的数据")
    page.wait_for_url("**/results")
    other.close()
    expect(page.frame_locator("#pages").get_by_text("先看这里")).to_be_visible()
    page.frame_locator("#pages").get_by_role("link", name="变化", exact=True).click()
    expect(page.frame_locator("#pages").locator("body")).to_contain_text("没有上一次")
    _is_in_order(page)
    page.get_by_role("link", name="下一步：发整改清单").click()
    page.get_by_role("button", name="做清单").click()
    expect(page.locator("#made")).to_be_visible(timeout=PATIENCE)
    _is_in_order(page)
    with page.expect_download() as kept:
        page.get_by_role("link", name="全部下载").click()
    with zipfile.ZipFile(kept.value.path()) as archive:
        assert any(name.startswith("示例街道") for name in archive.namelist())
    assert complaints == []
