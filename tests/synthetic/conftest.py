"""The invented cities the tests look at, each made once per process."""

from collections.abc import Callable
from functools import cache

import polars as pl
import pytest

from graphmodel.synthetic import synthesise

Rosters = dict[str, pl.DataFrame]

_invented = cache(synthesise)


@pytest.fixture
def invented() -> Callable[..., Rosters]:
    """:func:`graphmodel.synthetic.synthesise`, remembering what it made. Nobody may change it."""
    return _invented
