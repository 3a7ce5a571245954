import polars as pl

from graphmodel.language import speaking
from graphmodel.reporting import roster_problems
from graphmodel.rosters.problems import SCHEMA


def problems(*rows: tuple[str, str, str, int]) -> pl.DataFrame:
    keys = ("code", "severity", "file", "row")
    return pl.DataFrame([dict(zip(keys, row, strict=True)) for row in rows], schema=SCHEMA)


def test_errors_stand_by_file_up_to_forty_and_the_rest_is_counted() -> None:
    table = problems(
        *(("missing-value", "error", "甲.csv", row) for row in range(2, 32)),
        *(("missing-value", "error", "乙.csv", row) for row in range(2, 22)),
    )
    with speaking("zh"):
        lines = roster_problems.lines(table)
    assert lines[0] == "甲.csv：30 处错误"
    assert lines[31] == "乙.csv：20 处错误"
    assert sum(line.startswith("  第 ") for line in lines) == 40
    assert lines[-1] == "还有 10 处错误没有列在这里"


def test_warnings_are_summed_by_kind() -> None:
    table = problems(
        *(("dropped-column", "warning", "甲.csv", row) for row in (2, 3)),
        ("empty-roster", "warning", "乙.csv", 1),
    )
    with speaking("en"):
        lines = roster_problems.lines(table)
    assert [line.split("(")[0] for line in lines] == ["2 × dropped-column ", "1 × empty-roster "]
