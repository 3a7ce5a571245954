"""The picture: pyvis's network, written as one safe page that opens by double-click.

pyvis writes pages that load from a CDN and run script hidden in names. Here its graph, its options and the vis-network
it bundles are kept, and its page is replaced by ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from graphmodel import language
from graphmodel.language import Text
from graphmodel.pages.html import own_text, render, write_page
from graphmodel.pages.network.content import page_content
from graphmodel.pages.network.layout import CARD, DRAWN_AT_MOST, REFUSED_ABOVE, SLOW_ABOVE, View, views
from graphmodel.pages.network.phrases import PHRASES
from graphmodel.pages.network.without_notebook import Network
from graphmodel.reporting.addresses import place
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.drawing import Drawing
from graphmodel.reporting.questions import Question
from graphmodel.reporting.wording import TITLE

_OF_NODE: Final = ("label", "code", "name", "group", "kind", "form")
_OF_EDGE: Final = ("from", "to", "relation", "since")
_IN_WORDS: Final = ("label", "group", "kind", "form", "relation", "since")
"""Columns that say the same few words again and again."""
_PARTS: Final = (
    *("address.js", "network/graph.js", "network/closing.js", "network/scenes.js", "network/cards.js"),
    *("network/camera.js", "network/page.js", "network/panels.js", "network/details.js"),
    *("network/search.js", "network/actions.js"),
)
_OPTIONS: Final = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "edges": {"smooth": False},
    "interaction": {"dragNodes": False, "hover": True, "multiselect": False},
}


class Around(NamedTuple):
    """What of a site stands around the picture."""

    tabs: Sequence[tuple[str, Text]] = ()
    """Files and titles of its pages."""
    units: Sequence[Mapping[str, Any]] = ()
    """The units that can be chosen as the scope, each with its depth."""
    scope: str = ""
    """What it is about when none is."""
    other_language: str | None = None
    """The address of the same page in the other language, where there is one."""
    named: bool = False
    """Whether other pages name people."""


NOTHING_AROUND: Final = Around()


class Picture(Network):  # type: ignore[misc]  # pyvis has no types
    """A pyvis network whose every way of writing gives our page.

    Raises:
        ValueError: two nodes have the same id, or an edge leads to a node that is not there.
    """

    def __init__(
        self,
        nodes: Sequence[dict[str, Any]],
        edges: Sequence[dict[str, Any]],
        content: Mapping[str, Any],
        around: Around = NOTHING_AROUND,
    ) -> None:
        super().__init__(directed=True, cdn_resources="in_line")
        self.node_ids = [node["id"] for node in nodes]
        known = set(self.node_ids)
        if len(known) < len(nodes):
            raise ValueError("two nodes have the same id")
        if any(edge["from"] not in known or edge["to"] not in known for edge in edges):
            raise ValueError("an edge leads to a node that is not there")
        self.nodes, self.edges = list(nodes), list(edges)
        self.node_map = dict(zip(self.node_ids, self.nodes, strict=True))
        self.set_options(json.dumps(_OPTIONS))
        self.content, self.around = content, around

    def generate_html(self, *_: object, **__: object) -> str:
        """The page, whatever of pyvis's ways of writing is asked for."""
        return render(
            "network.html.j2",
            title=TITLE,
            around=self.around,
            styles=("head.css", "network.css"),
            scripts=[_vis_network(), _script()],
            data={
                **self.content,
                "nodes": _columns(self.nodes, _OF_NODE),
                "edges": _columns(self.edges, _OF_EDGE),
                "options": self.options,
                "phrases": PHRASES | {f"tab{at}": title for at, (_, title) in enumerate(self.around.tabs)},
                "language": language.current(),
            },
        )

    def write_html(self, name: str, *_: object, **__: object) -> None:
        """Write the page.

        Raises:
            EnvironmentFailure: it cannot be written, or the disk is full.
        """
        write_page(self.generate_html(), Path(name))


def draw(
    dossier: Dossier,
    start: tuple[str, str] | None = None,
    *,
    laid: tuple[Drawing, Mapping[int, list[View]]] | None = None,
    around: Around = NOTHING_AROUND,
    asked: Question | None = None,
) -> Picture:
    """The picture of a judgement.

    Args:
        dossier: what is said of it.
        start: label and code of what to open; by default the smallest area in which everything lies.
        laid: what of it may be drawn and where it stands, where that is worked out already.
        around: what of a site stands around it.
        asked: a question of one's own, whose answer is what opens.
    """
    drawing = laid[0] if laid else Drawing(dossier)
    of_places = laid[1] if laid else views(drawing)
    nodes = drawing.nodes.rename({"id": "code", "node": "id"}).select("id", *_OF_NODE)
    edges = drawing.edges.rename({"edge": "id"}).with_columns(pl.col("since").cast(pl.String))
    of_page = {
        "views": {node: [view.columns() for view in of_node] for node, of_node in of_places.items()},
        "card": CARD,
        "drawn_at_most": DRAWN_AT_MOST,
        "slow_above": SLOW_ABOVE,
        "refused_above": REFUSED_ABOVE,
        "start": place(*(start or _first(drawing))) if drawing.nodes.height else None,
        "asked": f"ask/{asked.key}" if asked else None,
    }
    return Picture(
        nodes.to_dicts(),
        edges.select("id", *_OF_EDGE).to_dicts(),
        page_content(drawing, asked) | of_page,
        around,
    )


def _first(drawing: Drawing) -> tuple[str, str]:
    label, id_ = drawing.nodes.select("label", "id").row(drawing.start or 0)
    return label, id_


def write_network(
    dossier: Dossier, path: Path, start: tuple[str, str] | None = None, asked: Question | None = None
) -> None:
    """Write the network page of a judgement, with its scope; see :func:`draw`.

    Raises:
        EnvironmentFailure: it cannot be written, or the disk is full.
    """
    draw(dossier, start, around=Around(scope=dossier.scope), asked=asked).write_html(str(path))


@cache
def _vis_network() -> str:
    script = files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return script.read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _script() -> str:
    """Our script: its parts in one function, so that nothing of it is global."""
    parts = "\n".join(map(own_text, _PARTS))
    return f"(function () {{\n'use strict';\n{parts}\n}})();"


def _columns(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """Rows as columns, which say every name once; the place in a column is the id."""
    columns = {name: [row[name] for row in rows] for name in names}
    return {name: _by_word(values) if name in _IN_WORDS else values for name, values in columns.items()}


def _by_word(values: Sequence[str | None]) -> dict[str, Any]:
    """A column in which words repeat: the words, and of every row the number of its word."""
    words = {word: at for at, word in enumerate(dict.fromkeys(values))}
    return {"words": list(words), "at": [words[value] for value in values]}
