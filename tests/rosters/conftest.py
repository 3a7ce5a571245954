"""What the tests of the rosters share: a city written as a workbook or as text files."""

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

import pytest

from tests.rosters.city import Rows, write_texts, write_workbook

Write = Callable[[Mapping[str, Rows]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rosters as a folder of text files: what their cells mean does not depend on what they stand in."""
    number = count(1)
    return lambda sheets: write_texts(tmp_path / f"{next(number)}", sheets)


@pytest.fixture(params=["workbook", "text"])
def write_either(request: pytest.FixtureRequest, tmp_path: Path, write: Write) -> Write:
    """Write rosters as one workbook, or as a folder of text files: for how cells are read and where they stand."""
    number = count(1)
    as_workbook: Write = lambda sheets: write_workbook(tmp_path / f"{next(number)}.xlsx", sheets)  # noqa: E731
    return as_workbook if request.param == "workbook" else write
