"""Versions that must be the same wherever something is worked out: the answer may hang on them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from typing import Final

from graphmodel.errors import EnvironmentFailure
from graphmodel.language import AND, Text

PACKAGES: Final = ("graphmodel", "polars", "ladybug")


def installed() -> dict[str, str]:
    """The versions here."""
    return {name: metadata.version(name) for name in PACKAGES}


def hold(ours: Mapping[str, str], theirs: Mapping[str, str | None]) -> None:
    """See that a worker has our versions.

    Args:
        ours: those of whoever gives the tasks.
        theirs: those of a worker; None: it has none.

    Raises:
        EnvironmentFailure: it has others; names both.
    """
    nothing = str(Text("没有", "none"))
    others = [
        Text("{name}（这里 {ours}，那里 {theirs}）", "{name} (here {ours}, there {theirs})").fill(
            name=name, ours=ours[name], theirs=theirs.get(name) or nothing
        )
        for name in PACKAGES
        if ours[name] != theirs.get(name)
    ]
    if others:
        raise EnvironmentFailure(
            Text(
                "有一台工作机装的版本与这里不同：{others}。请装成同一版本再运行",
                "a worker has other versions than there are here: {others}; install the same and run again",
            ),
            others=str(AND).join(others),
        )
