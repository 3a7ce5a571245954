"""People and homes without codes, from the office's files to what is kept of them."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.cli.conftest import Run, answer, commands_in
from tests.saved import saved_in

CARDS = ("990102199001010011", "99010219900202002X")
MOBILES = ("13800000001", "13800000002", "13900000003")
DIGITS = (*CARDS, CARDS[1][:-1], "990102900303003", *MOBILES, "139 0000 0004", "7777321", "9173")
"""Numbers of people as they are written, a telephone and a door."""

COMMUNITIES = """\
街道,社区,街道党组织,社区党组织,社区书记,两委成员
示例街道,东风社区,示例街道党工委,东风社区党委,张三13800000001,李四（13800000002）、王五(兼)
"""
GRIDS = """\
街道,社区,小区,网格,网格长,网格党支部,书记,"党建指导员(姓名、单位、电话)"
示例街道,东风社区,甲小区,甲一网格,周八 139 0000 0004,甲一网格党支部,张三,"吴九、东风社区党委,0570-7777321"
"""
HOMES = """\
小区,网格,楼栋,单元,室号,状态,联系党员
甲小区,甲一网格,1幢,1单元,9173室,有人,张三13800000001
甲小区,甲一网格,1幢,1单元,102室,空置,
"""
MEMBERS: list[list[Any]] = [
    ["姓名", "身份证号", "手机号码", "政治面貌", "所在党组织", "小区", "网格", "联系户"],
    ["张三", CARDS[0], MOBILES[0], "中共党员", "甲一网格党支部", "甲小区", "甲一网格", "1幢1单元9173室"],
    ["李四", CARDS[1].lower(), None, "中共党员", "东风社区党委", None, None, None],
    ["吴九", None, MOBILES[2], "中共党员", "东风社区党委", None, None, None],
    ["郑十", "990102900303003", None, "中共党员", "东风社区党委", None, None, None],
]


def fill_in(folder: Path) -> Path:
    """Write the forms of an office that keeps no codes."""
    folder.mkdir(parents=True)
    for name, text in (("社区.csv", COMMUNITIES), ("网格.csv", GRIDS), ("住户.csv", HOMES)):
        (folder / name).write_text(text, encoding="utf-8")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in MEMBERS:
        sheet.append(row)
    book.save(folder / "党员花名册.xlsx")
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return commands_in(tmp_path)


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """What stands in every file, unpacked."""
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if not path.is_file() or name.startswith(("forms/", "settings/")):
            continue
        content = path.read_bytes()
        yield name, content.decode("latin-1")
        if path.suffix == ".parquet":
            yield name, pl.read_parquet(io.BytesIO(content)).write_ndjson()
        if path.suffix in {".xlsx", ".docx"}:
            with zipfile.ZipFile(path) as book:
                yield from ((f"{name}/{part}", book.read(part).decode("latin-1")) for part in book.namelist())


def people(folder: Path) -> dict[str, str]:
    """The codes of people in the current snapshot by their names."""
    alliance, _ = saved_in(folder / "alliance")
    return dict(alliance.nodes["Person"].select("name", "id").iter_rows())


def test_no_number_of_a_person_and_no_door_is_in_any_byte_written(run: Run, tmp_path: Path) -> None:
    forms = fill_in(tmp_path / "forms")
    with (forms / "网格.csv").open("a", encoding="utf-8") as grids:
        grids.write("示例街道,东风社区,甲小区,甲二网格,,甲二网格党支部,无名13900000003,\n")
        grids.write("示例街道,东风社区,甲小区,甲三网格,,甲三网格党支部,张三(乙支部)13900000009,\n")
        grids.write('示例街道,东风社区,甲小区,甲四网格,,甲四网格党支部,,"13800000002、东风社区党委"\n')
    with (forms / "住户.csv").open("a", encoding="utf-8") as homes:
        homes.write("甲小区,甲一网格,01幢,1单元,09173室,空置,\n")
    told = ""
    for command in (
        "check forms",
        "check forms --format json",
        "check forms --format xlsx -o problems.xlsx",
        "run forms -o out --store alliance --as-of 2018-12-31 --keep-going",
        "gaps --verdict all --format json",
        "report -o report.docx",
    ):
        done = run(*command.split())
        assert done.returncode == (0 if command.startswith(("gaps", "report")) else 1), done.stderr
        told += done.stdout + done.stderr
    kept = [("told", told), *written(tmp_path)]
    assert {"Person.parquet", "document.xml"} <= {name.rpartition("/")[2] for name, _ in kept}
    for digits in DIGITS:
        for spelt in {digits, digits.replace(" ", ""), digits.lower()}:
            assert [name for name, text in kept if spelt in text] == []


def test_codes_stay_from_month_to_month(run: Run, tmp_path: Path) -> None:
    forms = fill_in(tmp_path / "forms")
    assert run("load", "forms", "--as-of", "2018-11-30").returncode == 0
    before = people(tmp_path)
    book = openpyxl.load_workbook(forms / "党员花名册.xlsx")
    sheet = book.worksheets[0]
    sheet.delete_rows(3)
    sheet.append(["李四四", CARDS[1], None, "中共党员", "甲一网格党支部"])  # another name and unit
    book.save(forms / "党员花名册.xlsx")
    told = (forms / "社区.csv").read_text(encoding="utf-8").replace("李四", "李四四")
    (forms / "社区.csv").write_text(told, encoding="utf-8")
    assert run("load", "forms", "--as-of", "2018-12-31").returncode == 0
    after = people(tmp_path)
    assert after["李四四"] == before["李四"]
    assert {name: after[name] for name in before.keys() & after.keys()} == {
        name: before[name] for name in before.keys() & after.keys()
    }


def test_a_key_that_was_lost_or_is_anothers_is_told(run: Run, tmp_path: Path) -> None:
    fill_in(tmp_path / "forms")
    key = tmp_path / "settings" / "graphmodel" / "people.key"
    assert run("check", "forms").returncode == 0
    assert not key.exists(), "a check makes none"
    first = run("load", "forms", "--as-of", "2018-11-30")
    assert str(key) in first.stderr
    saved = people(tmp_path)
    key.rename(tmp_path / "copy.key")
    for command in (["load", "forms"], ["run", "forms", "-o", "out", "--store", "alliance"]):
        lost = run(*command)
        assert lost.returncode == 2
        assert "--new-key" in lost.stderr
        assert not key.exists()
        assert people(tmp_path) == saved
    assert run("load", "forms", "--as-of", "2018-11-30", "--key", "copy.key").returncode == 0
    assert people(tmp_path) == saved
    assert run("load", "forms", "--as-of", "2018-12-31", "--new-key").returncode == 0
    assert not set(people(tmp_path).values()) & set(saved.values())
    changes = answer(run, "diff", "--from", "2018-11-30", "--to", "2018-12-31")
    assert changes["people_comparable"] is False
    assert "cannot be compared" in run("diff", "--from", "2018-11-30", "--to", "2018-12-31").stderr


def test_a_register_that_gains_numbers_says_so_once(run: Run, tmp_path: Path) -> None:
    forms = fill_in(tmp_path / "forms")
    assert "new codes" not in run("load", "forms", "--as-of", "2018-10-31").stderr
    book = openpyxl.load_workbook(forms / "党员花名册.xlsx")
    book.worksheets[0]["B4"] = CARDS[0][:-1] + "3"
    book.save(forms / "党员花名册.xlsx")
    assert "1 people" in run("load", "forms", "--as-of", "2018-11-30").stderr
    assert "new codes" not in run("load", "forms", "--as-of", "2018-12-31").stderr


def test_a_passing_key_shows_no_code(run: Run, tmp_path: Path) -> None:
    forms = fill_in(tmp_path / "forms")
    with (forms / "住户.csv").open("a", encoding="utf-8") as homes:
        homes.write("甲小区,甲一网格,01幢,1单元,0102室,有人,\n")
    problems = json.loads(run("check", "forms", "--format", "json").stdout)["problems"]
    (twice,) = [problem for problem in problems if problem["code"] == "duplicate-code"]
    assert (twice["row"], twice["column"], twice["value"]) == (4, "室号", None)
