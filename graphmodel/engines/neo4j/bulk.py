"""Files for Neo4j's own offline importer, for loads that would take long over Bolt, and the command that reads them.

The importer makes a new database of a server that does not run. Afterwards one push completes it: it makes the
constraints, which the importer of the Community edition does not, and marks the graph as ready.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.projection import Projection, pairs, projected_node, projected_tie
from graphmodel.drafts import draft
from graphmodel.engines.neo4j import loaded
from graphmodel.engines.neo4j.loaded import LOAD, MARKER, Load
from graphmodel.errors import writing
from graphmodel.ontology import LABEL, Property, ValueType

ARGUMENTS: Final = "import.args"
_OPTIONS: Final = ("--overwrite-destination", "--id-type=actual")
_TYPE: Final[dict[ValueType, str]] = {
    ValueType.YES_NO: "boolean",
    ValueType.DATE: "date",
    ValueType.COUNT: "long",
}
_LOAD_TYPE: Final = {
    "key": "long",
    "as_of": "date",
    "households": "boolean",
    "names": "boolean",
    "schema_version": "long",
}


@dataclass(frozen=True)
class BulkReport:
    """What was written, and what to do with it."""

    folder: Path
    load: Load
    command: str
    """To be run in the folder, while the server is stopped."""


def write_bulk(
    slice_: Slice,
    folder: Path,
    *,
    snapshot: str,
    with_households: bool = True,
    with_names: bool = False,
    database: str | None = None,
) -> BulkReport:
    """Write the files.

    Args:
        slice_: the alliance on one day.
        folder: where to; made when missing. Files of an earlier run are overwritten.
        snapshot: id of the snapshot the slice is of.
        with_households: whether homes and their ties go along.
        with_names: whether people's names do.
        database: the database to make; None: the one that a server has from the start.

    Raises:
        EnvironmentFailure: the folder cannot be written, or the disk is full.
    """
    wanted = Projection(slice_, homes=with_households, names=with_names)
    load = Load(
        snapshot,
        slice_.as_of,
        with_households,
        with_names,
        wanted.counts,
        run=loaded.new_run(),
        state="imported",
    )
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        arguments = list(_OPTIONS)
        multiline = []
        for kind, of, name, table in _files(wanted, load):
            if table.height:
                with draft(folder / name) as place, place.open("wb") as stream:
                    table.write_csv(stream)
                arguments.append(f"--{kind}={of}=./{name}")
                if _breaks_lines(table):
                    multiline.append(f"./{name}")
        if multiline:
            arguments += ["--multiline-fields-format=v2", f"--multiline-fields={','.join(multiline)}"]
        text = "\n".join([*arguments, ""])
        with draft(folder / ARGUMENTS) as place:
            place.write_text(text, encoding="utf-8", newline="\n")
    command = f"neo4j-admin database import full {database or 'neo4j'} @{ARGUMENTS}"
    return BulkReport(folder, load, command)


def _files(wanted: Projection, load: Load) -> Iterator[tuple[str, str, str, pl.DataFrame]]:
    """Every file: nodes or relationships, of which label or type, its name, its rows.

    Nodes are numbered through all files, so that the importer takes these numbers for its own and looks up no end of a tie.
    """
    numbers = {}
    so_far = 0
    for label in LABEL:
        nodes = wanted.nodes(label).with_row_index("number", offset=so_far)
        so_far += nodes.height
        numbers[label] = nodes.select("id", "number")
        headings = _headings(projected_node(label)) | {"number": f":ID({label})"}
        yield "nodes", f"{label}:{MARKER}", f"{label}.csv", nodes.rename(headings)
    for pair in pairs():
        ties = wanted.ties(pair)
        ends = {"from_id": numbers[pair.start], "to_id": numbers[pair.end]}
        ties = ties.with_columns(_numbers(ties[end], of_nodes) for end, of_nodes in ends.items())
        headings = {"from_id": f":START_ID({pair.start})", "to_id": f":END_ID({pair.end})"}
        headings |= _headings(projected_tie(pair.relation))
        yield "relationships", pair.relation, f"{'-'.join(pair)}.csv", ties.rename(headings)
    facts = {"key": 1} | {name: value for name, value in load.properties.items() if value is not None}
    headings = {name: f"{name}:{_LOAD_TYPE.get(name, 'string')}" for name in facts} | {"number": ":ID"}
    yield "nodes", LOAD, f"{LOAD}.csv", pl.DataFrame([facts | {"number": so_far}]).rename(headings)


def _breaks_lines(table: pl.DataFrame) -> bool:
    """Whether a text has several lines: the importer cuts all other files into parts, and reads several at once."""
    texts = table.select(pl.col(pl.String))
    return any(column.str.contains_any(["\n", "\r"]).any() for column in texts)


def _numbers(ids: pl.Series, of_nodes: pl.DataFrame) -> pl.Series:
    """The numbers of nodes (``id``, ``number``) that have these ids, called as the ids are."""
    named = ids.to_frame("id").join(of_nodes, on="id", how="left", maintain_order="left")
    return named["number"].alias(ids.name)


def _headings(properties: tuple[Property, ...]) -> dict[str, str]:
    return {prop.name: f"{prop.name}:{_TYPE.get(prop.value_type, 'string')}" for prop in properties}
