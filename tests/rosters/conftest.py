"""What the tests of the rosters share: a city written as a workbook or as text files."""

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

import pytest

from tests.rosters.city import Rows, write_texts, write_workbook

Write = Callable[[Mapping[str, Rows]], Path]


@pytest.fixture(params=["workbook", "text"])
def write(request: pytest.FixtureRequest, tmp_path: Path) -> Write:
    """Write rosters as one workbook, or as a folder of text files."""
    number = count(1)

    def written(sheets: Mapping[str, Rows]) -> Path:
        place = tmp_path / f"{next(number)}"
        place.mkdir()
        if request.param == "workbook":
            return write_workbook(place / "city.xlsx", sheets)
        return write_texts(place / "city", sheets)

    return written
