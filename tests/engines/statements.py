"""Statements to try on the guard and on both engines; ``statements.toml`` says which are refused and which pass."""

import tomllib
from itertools import chain
from pathlib import Path

_KINDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _of(kind: str) -> list[str]:
    return list(chain.from_iterable(group["statements"] for group in _KINDS[kind]))


REFUSED = _of("refused")
PASSING = _of("passing")
"""Both engines answer them."""
DIALECT = _of("dialect")
"""At least one engine says that they are wrong."""
