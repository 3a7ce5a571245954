from pathlib import Path

import polars as pl
import pytest

from graphmodel import synthetic
from graphmodel.errors import UsageError
from graphmodel.rosters import read_rosters

PROVINCE = "980000000000"


def division_list(communities: int) -> str:
    """A list in the official layout: a province, a virtual 市辖区, a district and a county with as many each."""
    rows = [
        ("code", "name", "level", "parent_code", "kind"),
        (PROVINCE, "虚省", "1", "", "省"),
        ("980100000000", "虚市", "2", PROVINCE, ""),
        ("980101000000", "市辖区", "3", "980100000000", ""),
        ("980121000000", "虚县", "3", "980100000000", ""),
        ("980102000000", "虚区", "3", "980100000000", ""),
    ]
    for county in ("980121", "980102"):
        for street, kind in (("001", "街道"), ("101", "镇")):
            code = f"{county}{street}"
            rows.append((f"{code}000", f"虚{street}{kind}", "4", f"{county}000000", ""))
            for number in range(1, communities + 1):
                ending = "社区" if number % 2 else "村委会"
                rows.append(
                    (f"{code}{number:03d}", f"虚{county}{street}{number}{ending}", "5", f"{code}000", "")
                )
    return "\n".join(",".join(row) for row in rows) + "\n"


@pytest.fixture
def official(tmp_path: Path) -> pl.DataFrame:
    file = tmp_path / "divisions.csv"
    file.write_text(division_list(40), encoding="gb18030")
    return synthetic.read_divisions(file)


def test_the_list_is_taken_as_it_is(official: pl.DataFrame) -> None:
    entered = synthetic.synthesise("core", divisions=official)["divisions"]
    assert entered.select("id", "name", "level", "part_of").equals(
        official.select("id", "name", "level", "part_of")
    )
    assert entered.height == 3 + 4 + 160


def test_main_urban_communities_are_those_of_the_district_first_and_of_them_the_urban(
    official: pl.DataFrame,
) -> None:
    chosen = synthetic.synthesise("core", divisions=official)["divisions"].filter("in_main_urban")
    assert chosen.height == 64
    assert chosen["id"].str.starts_with("980102").all()
    assert chosen["name"].str.ends_with("社区").sum() == 40
    assert chosen["id"].str.starts_with("980102001").sum() == 40


def test_communities_that_the_list_marks_are_taken(official: pl.DataFrame) -> None:
    towns = official.with_columns(
        in_main_urban=pl.when(pl.col("level") == "community").then(pl.col("id").str.starts_with("980121101"))
    )
    chosen = synthetic.synthesise("tiny", divisions=towns)["divisions"].filter("in_main_urban")
    assert chosen.height == 3
    assert chosen["id"].str.starts_with("980121101").all()


@pytest.mark.parametrize("size", ["tiny", "core"])
def test_what_is_built_on_it_reads_back_without_any_problem(
    official: pl.DataFrame, tmp_path: Path, size: str
) -> None:
    synthetic.write(synthetic.synthesise(size, divisions=official), tmp_path / "rosters", "csv")
    assert read_rosters([tmp_path / "rosters"]).problems.is_empty()


def test_only_the_divisions_bear_real_names(official: pl.DataFrame) -> None:
    city = synthetic.synthesise("tiny", divisions=official)
    assert city["compounds"]["name"].str.starts_with("示例").all()
    assert city["party_orgs"]["name"].str.starts_with("示例").all()


def test_a_list_that_is_too_short_or_no_list_is_refused(tmp_path: Path, official: pl.DataFrame) -> None:
    with pytest.raises(UsageError):
        synthetic.synthesise(
            "core", divisions=official.filter(~pl.col("id").str.starts_with("9801021")).head(30)
        )
    (tmp_path / "compounds.csv").write_text("小区代码,小区名称,所属社区\nA,甲,乙\n", encoding="utf-8")
    with pytest.raises(UsageError):
        synthetic.read_divisions(tmp_path / "compounds.csv")
