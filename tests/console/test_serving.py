"""The console as a program: where it listens, what it prints, how it ends."""

import http.client
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from graphmodel.console import desk as desk_module
from graphmodel.console import serving
from graphmodel.console.desk import Desk
from graphmodel.errors import EnvironmentFailure
from tests.console.conftest import Browser

ADDRESS = re.compile(r"http://127\.0\.0\.1:([0-9]+)(/open/[0-9A-Za-z_-]+)")
AT_REST_AT_MOST = 150 << 20


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_it_listens_on_this_machine_only_takes_little_memory_and_ends_when_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "graphmodel", "--lang", "zh", "serve", "--no-browser"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        found = ADDRESS.search(program.stdout.readline())
        assert found is not None
        port = int(found[1])
        listening = [one for one in psutil.Process(program.pid).net_connections() if one.status == "LISTEN"]
        assert [tuple(one.laddr) for one in listening] == [("127.0.0.1", port)]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        for _ in range(100):
            try:
                connection.request("GET", found[2])
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        entered = connection.getresponse()
        entered.read()
        cookie = str(entered.getheader("set-cookie")).partition(";")[0]
        connection.request("GET", "/", headers={"Cookie": cookie})
        page = connection.getresponse()
        assert page.status == 200
        assert "放入名册" in page.read().decode()
        assert page.getheader("server") is None
        connection.close()
        assert psutil.Process(program.pid).memory_info().rss < AT_REST_AT_MOST
        program.send_signal(signal.SIGINT)
        assert "已关闭" in program.stderr.read()
    assert program.returncode == 130
    assert list(tmp_path.iterdir()) == [], "nothing was written"


def test_a_port_that_is_taken_is_said_in_words() -> None:
    with serving.listening(0) as opened:
        again = serving.listening(opened.getsockname()[1])
        with pytest.raises(EnvironmentFailure, match="cannot be had"), again:
            pytest.fail("it listens twice")


def test_it_ends_by_itself_when_nobody_has_looked_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "_LOOKS_EVERY", 0.05)
    monkeypatch.setattr(serving, "ALONE_AT_MOST", 0.2)
    with (
        serving.listening(0) as opened,
        ThreadPoolExecutor(1) as apart,
    ):  # in this one a browser may have its loop
        store = tmp_path / "alliance"
        apart.submit(serving.serve, opened, store, lambda _: None, open_browser=False).result(timeout=60)
    assert ADDRESS.search(capsys.readouterr().out)
    assert desk_module.ALONE_AT_MOST == 3600


def test_as_long_as_a_window_is_open_nobody_has_left(desk: Desk) -> None:
    with desk.window(), desk.window():
        time.sleep(0.05)
        assert desk.alone_for < 0.05
    time.sleep(0.05)
    assert desk.alone_for >= 0.05


def test_a_window_that_lies_behind_keeps_it_open_too(browser: Browser) -> None:
    time.sleep(0.05)
    assert browser.get("/alive").status_code == 204
    assert browser.desk.alone_for < 0.05
