import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from graphmodel import synthetic
from graphmodel.alliance import assemble
from graphmodel.errors import UsageError
from graphmodel.ontology import LABEL, ROSTER
from graphmodel.rosters import read_rosters

Rosters = dict[str, pl.DataFrame]
Invented = Callable[..., Rosters]

TINY = "b73cdf3829b11bb762c10656bcd4f603237451ef31a32346cce82d817aa41d8e"


def checksum(files: list[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
@pytest.mark.parametrize("seed", range(2))
def test_what_is_written_reads_back_without_any_problem(
    invented: Invented, tmp_path: Path, format_: str, seed: int
) -> None:
    rosters = invented("tiny", seed)
    synthetic.write(rosters, tmp_path, format_)
    reading = read_rosters([tmp_path])
    assert reading.problems.is_empty()
    assert reading.row_counts == {name: table.height for name, table in rosters.items()}
    assert not reading.absent_columns


def test_the_published_city_reads_back_and_nothing_is_lost_on_the_day(
    invented: Invented, tmp_path: Path
) -> None:
    rosters = invented("core")
    synthetic.write(rosters, tmp_path, "csv")
    reading = read_rosters([tmp_path])
    assert reading.problems.is_empty()
    alliance = assemble(reading)
    slice_ = alliance.at(synthetic.AS_OF)
    assert slice_.loose_ties.is_empty()
    assert {label: table.height for label, table in slice_.nodes.items()} == {
        label: alliance.nodes[label].height for label in LABEL
    }


def test_values_read_back_as_they_were_invented(invented: Invented, tmp_path: Path) -> None:
    rosters = invented("tiny")
    synthetic.write(rosters, tmp_path, "xlsx")
    read = read_rosters([tmp_path]).rosters
    for name, table in rosters.items():
        columns = [c.name for c in ROSTER[name].columns if c.default is None and not c.elsewhere]
        assert read[name].rows.select(columns).equals(table.select(columns)), name


def test_files_look_as_an_office_keeps_them(invented: Invented, tmp_path: Path) -> None:
    files = synthetic.write(invented("tiny"), tmp_path, "xlsx")
    assert len(files) == 14
    assert files[0].name == "区划.xlsx"
    assert files[-1].name == "活动.xlsx"
    sheet = openpyxl.load_workbook(tmp_path / "区划.xlsx")["区划"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("代码", "名称", "级别", "上级代码", "是否主城区")
    assert rows[4] == ("990101001001", "甲子一社区", "社区", "990101001000", "是")
    pairings = openpyxl.load_workbook(tmp_path / "结对.xlsx")["结对"]
    assert pairings["C2"].is_date
    registrations = openpyxl.load_workbook(tmp_path / "报到.xlsx")["报到"]
    assert isinstance(registrations["C4"].value, int)


def test_csv_opens_in_a_spreadsheet_without_asking(invented: Invented, tmp_path: Path) -> None:
    files = synthetic.write(invented("tiny"), tmp_path / "new", "csv")
    content = files[0].read_bytes()
    assert content.startswith("\ufeff代码,名称,级别,上级代码,是否主城区\r\n".encode())


@pytest.mark.parametrize("format_", ["csv", "xlsx", "parquet"])
def test_the_same_rosters_give_the_same_bytes(invented: Invented, tmp_path: Path, format_: str) -> None:
    first = synthetic.write(invented("tiny"), tmp_path / "first", format_)
    time.sleep(1.1)  # a second that a clock would show
    again = synthetic.write(synthetic.synthesise("tiny"), tmp_path / "again", format_)
    assert checksum(first) == checksum(again)


def test_the_bytes_are_those_of_every_other_platform(invented: Invented, tmp_path: Path) -> None:
    assert checksum(synthetic.write(invented("tiny"), tmp_path, "csv")) == TINY


def test_an_unknown_format_is_refused(invented: Invented, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        synthetic.write(invented("tiny"), tmp_path, "pdf")
