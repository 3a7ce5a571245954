"""A long form, whose few different cells are read once each, says of every row what a short one would."""

from pathlib import Path

import polars as pl

from graphmodel.rosters import read_rosters

GRIDS = "街道,社区,小区,网格\n示例街道,东风社区,甲小区,一网格\n示例街道,东风社区,甲小区,二网格\n"
PEOPLE = "人员编号,姓名\nP1,张某甲\nP2,李某乙\nP3,王某丙\nP4,王某丙\n"
SAID = ("张某甲", "张某甲、李某乙", "赵某", "", "王某丙", "张 某甲（兼）")
"""One after the other, who calls on each home: one, two, nobody known, nobody, one of two, and the first again."""
MEANT = {0: ["P1"], 1: ["P1", "P2"], 5: ["P1"]}
HOMES = 12_000


def test_what_is_said_of_many_homes_is_said_of_each(tmp_path: Path) -> None:
    (tmp_path / "grids.csv").write_text(GRIDS, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    places = ("一网格", "二网格", "九网格")
    homes = [f"{places[n % 1000 // 499]},{n},101,{SAID[n % len(SAID)]}" for n in range(HOMES)]
    (tmp_path / "homes.csv").write_text("\n".join(["网格,楼栋,室号,联系党员", *homes]), encoding="utf-8")
    reading = read_rosters([tmp_path])
    wrong = reading.problems.filter(severity="error")
    assert set(wrong.filter(column="网格")["row"] - 2) == {n for n in range(HOMES) if n % 1000 // 499 == 2}
    told = {
        code: set(wrong.filter(code=code, column="联系党员")["row"] - 2)
        for code in ("unknown-reference", "ambiguous-reference")
    }
    assert told == {
        "unknown-reference": set(range(2, HOMES, len(SAID))),
        "ambiguous-reference": set(range(4, HOMES, len(SAID))),
    }
    ties = reading.rosters["household_ties"]
    calls = ties.rows.select("uid", "row").join(ties.references["from"], on="uid")
    of_rows = calls.group_by("row").agg(pl.col("id").sort()).sort("row")
    assert dict(of_rows.iter_rows()) == {
        n + 2: MEANT[n % len(SAID)] for n in range(HOMES) if n % len(SAID) in MEANT and n % 1000 // 499 < 2
    }


def test_a_row_of_many_that_is_no_home_is_found_wherever_it_stands(tmp_path: Path) -> None:
    """Where it would go unseen if only the first cells of a column, or the most common ones, were looked at."""
    (tmp_path / "grids.csv").write_text(GRIDS, encoding="utf-8")
    homes = [f"一网格,{n},101,有人" for n in range(HOMES)]
    homes[5_000] = "合 计,5000,,"
    homes[6_000] = "【示例】一网格,1,101,有人"
    homes[7_000] = "网格,楼栋,室号,状态"
    homes[8_000] = "〃,8000,101,有人"
    homes[9_000] = "网\u200b格一,9000,101,有人"
    (tmp_path / "homes.csv").write_text(
        "\n".join(["网格,楼栋,室号,状态", *homes, "注：甲说"]), encoding="utf-8"
    )
    reading = read_rosters([tmp_path])
    skipped = reading.problems.filter(file="homes.csv", code="skipped-row")
    assert skipped["row"].to_list() == [5_002, 6_002, 7_002, HOMES + 2]
    wrong = reading.problems.filter(severity="error")
    assert wrong.select("row", "code").rows() == [(9_002, "unknown-reference")]
    (homes_read,) = (one for one in reading.forms if one.file == "homes.csv")
    assert (homes_read.used, homes_read.skipped, homes_read.with_errors) == (HOMES - 4, 4, 1)
