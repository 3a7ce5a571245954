"""The rules in plain Python, one file per rule: the verdict of every subject, and what to plant for the answer key.

It is a second reading of what the rules say, which shares no query with :mod:`graphmodel.rules`, so that the two can
be held against each other. It is slow and meant to be obvious; nothing but the answer key and the tests uses it. A
file ``r25.py`` is the reading of R25: ``verdicts(facts)``, and ``plant(field)`` unless another rule plants its gaps.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import NamedTuple

from graphmodel.synthetic.plain.facts import Facts
from graphmodel.synthetic.plain.field import Field
from graphmodel.synthetic.plain.verdicts import Verdict, Verdicts

__all__ = ["Facts", "Field", "Reading", "Verdict", "Verdicts", "readings"]


class Reading(NamedTuple):
    """The plain reading of one rule."""

    verdicts: Callable[[Facts], Verdicts]
    plant: Callable[[Field], None] | None
    needs_room: bool
    """Whether it is sown before the others, because it touches several things at once."""


@cache
def readings() -> dict[str, Reading]:
    """Every plain reading by the id of its rule, in order."""
    modules = {
        name.upper(): import_module(f"{__name__}.{name}")
        for name in sorted(module.name for module in pkgutil.iter_modules(__path__))
        if name[0] == "r" and name[1:].isdigit()
    }
    return {
        rule: Reading(module.verdicts, getattr(module, "plant", None), getattr(module, "NEEDS_ROOM", False))
        for rule, module in modules.items()
    }
