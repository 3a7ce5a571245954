"""The months of an invented city, counted back from the day on which everything is live."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
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


def first_day(ago: int) -> date:
    """The first day of that month."""
    return date.fromisoformat(f"{month_before(ago)}-01")


def last_day(ago: int) -> date:
    """Its last day.

    >>> last_day(0), last_day(10).isoformat()
    (datetime.date(2018, 12, 31), '2018-02-28')
    """
    first = first_day(ago)
    return first.replace(day=monthrange(first.year, first.month)[1])
