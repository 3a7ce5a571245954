"""pyvis without IPython, which it imports for notebooks alone: that would take as long as all other imports of a page."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_DISPLAY: Final = "IPython.display"


def _frame(*arguments: Any, **named: Any) -> Any:
    """What a notebook shows a page in; only now is IPython needed."""
    return import_module(_DISPLAY).IFrame(*arguments, **named)


def pyvis_network() -> ModuleType:
    """The module, which shows pages in a notebook as it does with IPython."""
    if "IPython" in sys.modules:
        return import_module("pyvis.network")
    package, display = ModuleType("IPython"), ModuleType(_DISPLAY)
    display.IFrame = _frame  # type: ignore[attr-defined]  # a module takes whatever is put into it
    stand_ins = {"IPython": package, _DISPLAY: display}
    sys.modules.update(stand_ins)
    try:
        return import_module("pyvis.network")
    finally:
        for name in stand_ins:
            del sys.modules[name]


Network: Final[Any] = pyvis_network().Network
