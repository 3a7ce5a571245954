"""What people look at: the workbook, the page to start from, the network, the list of problems.

This room gives findings a form and finds none: it counts nothing that :mod:`graphmodel.rules` has not counted. What
several forms say stands in ``contents``, ``findings``, ``places`` and ``priorities``; how it is shown, in ``tables``
(workbooks) and ``html`` (pages). Names of people never come here; people are codes in the workbook and counts on
pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphmodel.alliance import Slice
    from graphmodel.pages.network.notebook import Shown
    from graphmodel.rules import Judgement

__all__ = ["show"]


def show(network: Slice | Judgement, around: str = "") -> Shown:
    """The network page for a notebook, as the value of a cell.

    Args:
        network: the alliance on a day, whose rules are judged first; or a judgement, to save that time.
        around: the code of a place, body or organisation to open at; where several things bear it, ``Label/code``.

    Raises:
        UsageError: there is no such thing, or it is a person or a home, which are never drawn.

    Example::

        show(alliance.at(date(2018, 12, 31)), around="330802007001")
    """
    from graphmodel.pages.network.notebook import shown

    return shown(network, around)
