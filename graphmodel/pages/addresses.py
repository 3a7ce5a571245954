"""Where the picture of a thing is: the page of the network, and the part after ``#`` that opens it there."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

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
