"""The months of an invented city, counted back from the day on which everything is live."""

from __future__ import annotations

from typing import Final

from graphmodel.synthetic.sizes import AS_OF

WINDOW: Final = 3
"""The as-of month and the two before it: what lies before that is no longer recent."""


def month_before(ago: int) -> str:
    """The month that many months before the as-of date.

    >>> month_before(0), month_before(12)
    ('2018-12', '2017-12')
    """
    months = AS_OF.year * 12 + AS_OF.month - 1 - ago
    return f"{months // 12}-{months % 12 + 1:02d}"
