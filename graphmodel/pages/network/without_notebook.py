"""pyvis without what it imports and a page does not need: IPython and jsonpickle, which take as long as much else."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_DISPLAY: Final = "IPython.display"


class _Later(ModuleType):
    """A module that is imported when something of it is wanted."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def _frame(*arguments: Any, **named: Any) -> Any:
    """What a notebook shows a page in; only now is IPython needed."""
    return import_module(_DISPLAY).IFrame(*arguments, **named)


def pyvis_network() -> ModuleType:
    """The module, which does all that it does with them."""
    display = ModuleType(_DISPLAY)
    display.IFrame = _frame  # type: ignore[attr-defined]  # a module takes whatever is put into it
    stand_ins: dict[str, ModuleType] = {"jsonpickle": _Later("jsonpickle")}
    if "IPython" not in sys.modules:
        stand_ins |= {"IPython": ModuleType("IPython"), _DISPLAY: display}
    stand_ins = {name: module for name, module in stand_ins.items() if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        return import_module("pyvis.network")
    finally:
        for name in stand_ins:
            del sys.modules[name]


Network: Final[Any] = pyvis_network().Network
