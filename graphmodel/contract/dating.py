"""How a document says of which day it is, and of which day its data."""

from __future__ import annotations

from graphmodel.alliance import Slice


def dated(slice_: Slice) -> dict[str, str | None]:
    """``as_of``, the day in question, and ``data_as_of``, the day for which its data was saved; None: it is undated."""
    data_as_of = slice_.data_as_of.isoformat() if slice_.data_as_of else None
    return {"as_of": slice_.as_of.isoformat(), "data_as_of": data_as_of}
