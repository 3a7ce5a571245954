"""The hand-made office as a slice."""

from datetime import date
from pathlib import Path

import pytest

from graphmodel.alliance import Slice, assemble
from graphmodel.rosters import read_rosters
from tests.cli.office import fill_in


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Slice:
    folder: Path = fill_in(tmp_path_factory.mktemp("rosters"))
    return assemble(read_rosters([folder])).at(date(2018, 12, 31))
