"""Where the picture of a thing is: the page of the network, and the part after ``#`` that opens it there."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.subjects import PAIRING, tie_id

NETWORK_PAGE: Final = "network.html"


def place(label: str, id_: str) -> str:
    """What stands after ``#`` for one thing: its label, and its code percent-encoded.

    >>> place("Grid", "330802007001/荷苑小区/一网格")
    'Grid/330802007001%2F%E8%8D%B7%E8%8B%91%E5%B0%8F%E5%8C%BA%2F%E4%B8%80%E7%BD%91%E6%A0%BC'
    """
    return f"{label}/{quote(id_, safe='')}"


def address(label: str, id_: str) -> str:
    """The link to the picture of one thing.

    >>> address("Community", "330802007001")
    'network.html#Community/330802007001'
    """
    return f"{NETWORK_PAGE}#{place(label, id_)}"


def pictures(slice_: Slice) -> pl.DataFrame:
    """The address of the picture of every subject that has one; people and homes have none.

    Returns:
        ``subject_label``, ``subject``, ``picture``: that of a pairing shows its target.
    """
    things = slice_.names.select(subject_label="label", subject="id", label="label", id="id")
    pairings = slice_.ties[PAIRING].select(
        subject_label=pl.lit(PAIRING),
        subject=tie_id(),
        label="to_label",
        id="to_id",
    )
    shown = pl.concat([things, pairings]).unique(["subject_label", "subject"], maintain_order=True)
    addresses = [address(label, id_) for label, id_ in shown.select("label", "id").iter_rows()]
    return shown.select("subject_label", "subject", pl.Series("picture", addresses, pl.String))
