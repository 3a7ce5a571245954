"""The page is drawn without what only a notebook needs."""

import json
import sys
from pathlib import Path

import pytest

from graphmodel.pages.network.without_notebook import pyvis_network


def test_what_only_a_notebook_needs_is_imported_when_it_is_used_and_not_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in list(sys.modules):
        if name.partition(".")[0] in {"IPython", "jsonpickle", "pyvis"}:
            monkeypatch.delitem(sys.modules, name)
    network = pyvis_network().Network(notebook=True, cdn_resources="in_line")
    assert not {"IPython", "jsonpickle"} & sys.modules.keys()
    monkeypatch.chdir(tmp_path)
    assert network.show("page.html").src == "page.html"
    assert json.loads(network.to_json(keys=True))["width"] == "100%"
