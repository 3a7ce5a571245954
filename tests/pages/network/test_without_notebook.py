"""The page is drawn without what only a notebook needs."""

import sys
from pathlib import Path

import pytest

from graphmodel.pages.network.without_notebook import pyvis_network


def test_ipython_is_imported_when_a_notebook_shows_a_page_and_not_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in list(sys.modules):
        if name.partition(".")[0] in {"IPython", "pyvis"}:
            monkeypatch.delitem(sys.modules, name)
    network = pyvis_network().Network(notebook=True, cdn_resources="in_line")
    assert "IPython" not in sys.modules
    monkeypatch.chdir(tmp_path)
    assert network.show("page.html").src == "page.html"
