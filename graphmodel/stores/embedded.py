"""Read-only Cypher over a slice, in memory and without a server: a projection that is built, asked and thrown away.

The engine is ladybug. Nothing is ever stored in it, and no statement reaches it unchecked.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import ladybug
import polars as pl

from graphmodel.alliance import Slice
from graphmodel.errors import UsageError, writing
from graphmodel.language import Text
from graphmodel.ontology import (
    ID,
    LABEL,
    NAME,
    PERIOD,
    RELATION,
    Kind,
    Property,
    dtype,
    node_properties,
    tie_properties,
)
from graphmodel.stores import cypher
from graphmodel.stores.engine import Answer

_BUFFER_POOL: Final = 4 << 30
_MAX_SIZE: Final = 16 << 30

_TYPE: Final[dict[Kind, str]] = {
    Kind.CODE: "STRING",
    Kind.TEXT: "STRING",
    Kind.REFERENCE: "STRING",
    Kind.CHOICE: "STRING",
    Kind.MONTH: "STRING",
    Kind.YES_NO: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.COUNT: "INT64",
}

LABEL_PROPERTY: Final = Property(name="label", title=Text("类别", "label"), kind=Kind.TEXT)
NAME_NORMALISED: Final = Property(
    name="name_normalised",
    title=Text("规整后的名称", "name as it is compared"),
    kind=Kind.TEXT,
    description=Text(
        "NFKC 规整、去空格；党组织名称末尾的网格支部视同网格党支部",
        "after NFKC, without blanks; at the end of an organisation's name 网格支部 is 网格党支部",
    ),
)
LOOSE_TIES: Final = Property(name="loose_ties", title=Text("悬空关系数", "loose ties"), kind=Kind.COUNT)
TIE: Final = Property(name="tie", title=Text("关系号", "number of the tie"), kind=Kind.COUNT)


def projected_node(label: str) -> tuple[Property, ...]:
    """The properties a node has in the projection."""
    compared = (NAME_NORMALISED,) if label in {"PartyOrg", "Compound"} else ()
    return (ID, NAME, LABEL_PROPERTY, *compared, *node_properties(label), *PERIOD, LOOSE_TIES)


def projected_tie(relation: str) -> tuple[Property, ...]:
    """The properties a tie has in the projection."""
    return (*tie_properties(relation), TIE)


class Embedded:
    """A slice that answers Cypher; without ``homes`` it knows of none, and is filled in a fraction of the time.

    >>> from datetime import date
    >>> from graphmodel.alliance import empty
    >>> with Embedded(empty().at(date(2018, 12, 31))) as engine:
    ...     engine.query("MATCH (g:Grid) RETURN count(*) AS grids").rows
    [(0,)]
    """

    name = "embedded"

    def __init__(self, slice_: Slice, *, homes: bool = True) -> None:
        self.homes = homes
        self._database = ladybug.Database(
            ":memory:", buffer_pool_size=_BUFFER_POOL, max_db_size=_MAX_SIZE, enable_checksums=False
        )
        self._connection = ladybug.Connection(self._database, num_threads=os.cpu_count() or 1)
        with tempfile.TemporaryDirectory(prefix="graphmodel-") as folder, writing(Path(folder)):
            self._project(slice_, Path(folder))

    def query(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Answer:
        """Run one reading statement; only the parameters that it names are passed.

        Raises:
            RefusedQuery: it is not one reading statement.
            UsageError: the engine cannot run it, or a parameter is missing.
        """
        cypher.check(statement)
        passed = cypher.bound(statement, parameters or {})
        try:
            result = self._connection.execute(statement, passed)
        except RuntimeError as error:
            raise UsageError(
                Text("查询无法执行：{reason}", "the query cannot be run: {reason}"), reason=error
            ) from error
        assert isinstance(result, ladybug.QueryResult)
        columns = result.get_column_names()
        wide = any("INT128" in kind or "DECIMAL" in kind for kind in result.get_column_data_types())
        rows = [tuple(map(_plain, row) if wide else row) for row in result.get_all()]
        return Answer(columns, rows)

    def close(self) -> None:
        """Throw the projection away."""
        self._connection.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _project(self, slice_: Slice, folder: Path) -> None:
        held = LABEL.keys() - (() if self.homes else {"Household"})
        for label in LABEL:
            self._connection.execute(
                f"CREATE NODE TABLE `{label}`({_columns(projected_node(label))}, PRIMARY KEY(`id`))"
            )
            if label in held:
                self._copy(label, node_table(slice_, label), folder / f"{label}.parquet")
        for relation, declared in RELATION.items():
            ends = ", ".join(f"FROM `{start}` TO `{end}`" for start, end in declared.pairs)
            self._connection.execute(
                f"CREATE REL TABLE `{relation}`({ends}, {_columns(projected_tie(relation))})"
            )
            ties = slice_.ties[relation]
            for start, end in declared.pairs:
                if not {start, end} <= held:
                    continue
                of_pair = ties.filter((pl.col("from_label") == start) & (pl.col("to_label") == end))
                table = of_pair.select("from_id", "to_id", *(prop.name for prop in projected_tie(relation)))
                path = folder / f"{relation}-{start}-{end}.parquet"
                self._copy(relation, table, path, f" (from='{start}', to='{end}')")

    def _copy(self, table: str, rows: pl.DataFrame, path: Path, ends: str = "") -> None:
        if rows.height:
            rows.write_parquet(path)
            self._connection.execute(f"COPY `{table}` FROM '{path.as_posix()}'{ends}")


def _columns(properties: tuple[Property, ...]) -> str:
    return ", ".join(f"`{prop.name}` {_TYPE[prop.kind]}" for prop in properties)


def node_table(slice_: Slice, label: str) -> pl.DataFrame:
    """The nodes of a label as they are projected; people without their names."""
    loose = slice_.loose_ties.filter(pl.col("label") == label).drop("label")
    nodes = slice_.nodes[label].join(loose, on="id", how="left", maintain_order="left")
    properties = projected_node(label)
    hidden = [pl.lit(None, dtype(NAME)).alias(NAME.name) for _ in (label,) if label == "Person"]
    defaults = [pl.col(p.name).fill_null(p.default) for p in properties if p.default is not None]
    return nodes.with_columns(
        pl.col("loose_ties").fill_null(0),
        pl.lit(label).alias(LABEL_PROPERTY.name),
        _normalised(pl.col("name"), label).alias(NAME_NORMALISED.name),
        *hidden,
        *defaults,
    ).select(prop.name for prop in properties)


def _normalised(name: pl.Expr, label: str) -> pl.Expr:
    """The name as rules compare it: one form of every character, no blanks, and one word for a grid branch."""
    plain = name.str.normalize("NFKC").str.replace_all(r"\s", "")
    return plain.str.replace("网格支部$", "网格党支部") if label == "PartyOrg" else plain


def _plain(value: Any) -> Any:
    """A value of the engine as any other engine would give it: sums are whole numbers, not decimals."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
