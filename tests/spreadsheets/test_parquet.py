"""Tables of Parquet say what the same table says as text; what cannot be shown in a cell is refused."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from graphmodel import synthetic
from graphmodel.rosters import read_rosters
from graphmodel.spreadsheets.files import MAX_SIZE, Unreadable, find
from graphmodel.spreadsheets.parquet import read_parquet
from graphmodel.spreadsheets.sheets import DATE, NUMBER, TEXT, TRUTH, Sheet


def sheet(**columns: pl.Series) -> Sheet:
    content = BytesIO()
    pl.DataFrame(columns).write_parquet(content)
    return read_parquet("f.parquet", content.getvalue())


def kinds(read: Sheet) -> list[str]:
    return [read.kinds[name][1] if name in read.kinds else read.usual_kind for name in read.texts.columns]


def test_an_invented_city_reads_the_same_from_parquet_and_from_csv(tmp_path: Path) -> None:
    rosters = synthetic.synthesise("tiny")
    readings = []
    for format_ in ("csv", "parquet"):
        synthetic.write(rosters, tmp_path / format_, format_)
        readings.append(read_rosters([tmp_path / format_]))
    csv, parquet = readings
    assert csv.problems.is_empty()
    assert parquet.problems.is_empty()
    for name, resolved in csv.rosters.items():
        other = parquet.rosters[name].rows.drop("file")
        assert resolved.rows.drop("file").equals(other), name


def test_names_of_columns_are_the_first_row_and_values_are_shown_as_a_spreadsheet_shows_them() -> None:
    moment = datetime(2018, 12, 30, 20, tzinfo=UTC)
    read = sheet(
        码=pl.Series(["330802007001", ""]),
        类=pl.Series(["甲", None], dtype=pl.Categorical),
        数=pl.Series([7, None]),
        量=pl.Series([2.0, 1.5]),
        否=pl.Series([True, False]),
        日=pl.Series([date(2018, 5, 21), None]),
        时=pl.Series([moment, None]),
    )
    assert read.texts.rows() == [
        ("码", "类", "数", "量", "否", "日", "时"),
        ("330802007001", "甲", "7", "2", "TRUE", "2018-05-21", "2018-12-31"),
        (None, None, None, "1.5", "FALSE", None, None),
    ]
    assert kinds(read) == [TEXT, TEXT, NUMBER, NUMBER, TRUTH, DATE, DATE]
    assert {column[0] for column in read.kinds.values()} == {TEXT}


def test_a_problem_names_the_row_that_a_text_file_would_have(tmp_path: Path) -> None:
    table = pl.DataFrame({"人员编号": ["P1", "P2"], "姓名": ["甲", "乙"], "政治面貌": ["群众", "神仙"]})
    table.write_parquet(tmp_path / "a.parquet")
    (problem,) = read_rosters([tmp_path]).problems.filter(code="bad-choice").rows(named=True)
    assert (problem["file"], problem["row"], problem["column"]) == ("a.parquet", 3, "政治面貌")
    assert problem["value"] == "神仙"


def test_a_damaged_table_and_a_column_of_lists_are_refused(tmp_path: Path) -> None:
    pl.DataFrame({"人员编号": ["P1"]}).write_parquet(tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[: len(whole) // 2])
    (problem,) = read_rosters([tmp_path / "a.parquet"]).problems.rows(named=True)
    assert (problem["code"], problem["file"]) == ("unreadable-file", "a.parquet")
    with pytest.raises(Unreadable):
        sheet(列=pl.Series([["甲"]]))


def test_more_cells_than_a_text_file_can_have_are_refused_before_they_are_made() -> None:
    rows = MAX_SIZE // 16 + 1
    small = BytesIO()
    pl.DataFrame({"列": [True]}).lazy().select(pl.repeat(True, rows)).sink_parquet(small)
    assert len(small.getvalue()) < rows // 100
    with pytest.raises(Unreadable):
        read_parquet("f.parquet", small.getvalue())


def test_the_tables_of_a_store_are_no_rosters(tmp_path: Path) -> None:
    kept = tmp_path / "store" / "snapshots" / "one"
    for folder in (kept / "nodes", tmp_path / "store" / "judged" / "key"):
        folder.mkdir(parents=True)
        (folder / "Grid.parquet").write_bytes(b"PAR1")
    (kept / "manifest.json").write_bytes(b"{}")
    (tmp_path / "store" / "people.csv").write_bytes(b"a")
    assert [source.name for source in find([tmp_path])] == ["store/people.csv"]
