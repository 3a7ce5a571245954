"""A slice as a graph in a file that other programs read: GraphML, GEXF, JSON by NetworkX's writers, and CSV."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import networkx as nx
import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.territory import locate, within
from graphmodel.analysis.graph import portable, to_networkx
from graphmodel.drafts import draft, only_writer, together
from graphmodel.ontology import HOUSEHOLD
from graphmodel.spreadsheets.creation import without_formulas

if TYPE_CHECKING:
    from graphmodel.analysis.graph import Portable

NODES, EDGES, TYPES = "nodes.csv", "edges.csv", "types.csv"


def network_of(
    slice_: Slice, *, scope: Sequence[str] = (), homes: bool = False, names: bool = False
) -> Portable:
    """The slice as a graph that every writer takes; see :func:`graphmodel.analysis.graph.portable`.

    Args:
        slice_: what is live on a day.
        scope: codes of units, or ``main-urban``: what lies in them, and the ties between; empty: everything.
        homes: whether homes and their ties go along.
        names: whether the names of people do.
    """
    graph = to_networkx(slice_, homes=homes, names=names)
    if scope:
        inside = within(locate(slice_), slice_, tuple(scope))
        grids = inside.filter(label="Grid")["id"].implode()
        lies = slice_.ties["PART_OF"].filter(pl.col("from_label") == HOUSEHOLD, pl.col("to_id").is_in(grids))
        kept = pl.concat([inside, lies.select(label="from_label", id="from_id")])
        graph = graph.subgraph(kept.select("label", "id").rows()).copy()
    return portable(graph)


def write_network(graph: Portable, format_: str, path: Path) -> None:
    """Write the graph into a file, as CSV into a folder: nodes, edges, and of which type every column is.

    Raises:
        KeyError: there is no such format.
        EnvironmentFailure: it cannot be written.
    """
    if format_ == "csv":
        _write_tables(graph, path)
        return
    with draft(path) as place:
        FORMATS[format_](graph, place)


def _write_json(graph: Portable, place: Path) -> None:
    document = nx.node_link_data(graph, edges="edges")
    document["graph"] = {"data_as_of": None, **document["graph"]}  # undated: the other formats cannot say it
    place.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")


FORMATS: Final[dict[str, Callable[[Portable, Path], None]]] = {
    "graphml": nx.write_graphml,
    "gexf": nx.write_gexf,
    "json": _write_json,
}
"""The writers of a single file."""


def _write_tables(graph: Portable, folder: Path) -> None:
    tables = {
        NODES: _table([{"id": node, **values} for node, values in graph.nodes(data=True)]),
        EDGES: _table(
            [{"source": start, "target": end, **values} for start, end, values in graph.edges(data=True)]
        ),
    }
    tables[TYPES] = pl.DataFrame(
        [
            (file, name, _TYPES[dtype])
            for file, table in tables.items()
            for name, dtype in table.schema.items()
        ],
        schema=["file", "column", "type"],
        orient="row",
    )
    with only_writer(folder), together(folder, tuple(tables)) as place:
        for file, table in tables.items():
            with (place / file).open("wb") as stream:
                without_formulas(table).write_csv(stream, include_bom=True)


def _table(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None)


_TYPES: Final = {pl.String(): "string", pl.Int64(): "long", pl.Boolean(): "boolean"}
"""As GraphML calls them."""
