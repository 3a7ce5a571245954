"""What recognition says of a form: which one it is, its columns as raw cells, and the rows of it that are data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from graphmodel.ontology import Form, FormField
from graphmodel.rosters.cells import Cells

BLANK: Final = r"[\s\p{Cc}\p{Cf}]*"
"""What cannot be seen, as a pattern."""
MARKS: Final = rf"^{BLANK}(?:[-—–―－]+|[/\\／＼]|无|暂无|空缺|未成立){BLANK}$"
"""What says that there is nothing, alone in a cell."""


@dataclass(frozen=True)
class FormColumn:
    """One recognised column of a form."""

    field: FormField
    parts: tuple[str, ...]
    """Of a person column: the sub-headings that its cells hold in this order, as a rule ``("name",)`` or ``("unit",)``;
    several when brackets list them. Of any other column: none."""
    heading: str
    """As written, the levels joined by ``/``."""
    place: int
    """Where it stands in the sheet, from 0."""
    cells: Cells
    """One per data row: empty marks are null, what is the same as above stands there itself."""
    there: bool
    """Whether a cell below the heading is filled, empty marks included."""


@dataclass(frozen=True)
class FormTable:
    """The data rows of one recognised form."""

    form: Form
    file: str
    sheet: str | None
    titles: tuple[str, ...]
    """The texts above the headings, cleaned, from top to bottom."""
    heading_row: int
    """The last row of the headings, like every row here as the spreadsheet shows it."""
    rows: pl.Series
    """The row numbers."""
    skipped: int
    """How many rows below the headings were passed over and are not empty."""
    columns: tuple[FormColumn, ...]
    """From left to right."""
    headings: tuple[str, ...]
    """Of these and of the columns that are not read, as written, from left to right."""
    sound: bool
    """False when a heading is there twice or a column cannot be read; then every row has errors."""
    crowded: pl.Series
    """Row numbers with a cell beyond the last heading."""
    none_row: int | None = None
    """The row in which the table says that there are none."""

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of its path below INPUT, innermost first."""
        return tuple(reversed(self.file.split("/")[:-1]))

    def column(self, field: str, *parts: str) -> FormColumn | None:
        """The column of that field (of a person column: the one that holds these parts), if it is there."""
        for column in self.columns:
            if column.field.name == field and column.parts == parts:
                return column
        return None
