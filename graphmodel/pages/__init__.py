"""What people look at: the folder of pages, and the network.

This room gives what :mod:`graphmodel.reporting` says a form and finds nothing itself. A page is a template in the shell
that all share (``shell``), with what it shows of a :class:`~graphmodel.pages.shell.Site`; ``site`` lists them and writes
the folder. Charts are those of :mod:`graphmodel.charts`. People are counts on pages unless they are asked for by name.
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
