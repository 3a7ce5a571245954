"""The page of problems: each beside its row, the bad cell marked, and what was read as what."""

import re

import pytest

from graphmodel.language import speaking
from graphmodel.pages.problem_list import write_problem_page
from graphmodel.rosters import read_rosters
from tests.cli.office import fill_in, text


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("rosters")
    fill_in(folder)
    text(folder / "坏.csv", ["人员,职务,任职对象", "1,跳舞员<b>,"])
    text(folder / "别的.csv", ["甲,乙", "1,2"])
    with speaking("zh"):
        write_problem_page(read_rosters([folder]), folder / "p.html")
    return (folder / "p.html").read_text(encoding="utf-8")


def test_a_row_with_errors_is_shown_as_it_stands_with_the_bad_cells_marked(page: str) -> None:
    row = re.search(r'<tr><th scope="row" class="n">2</th>(.*?)</tr>', page)
    assert row is not None
    assert re.findall(r'<td(?: class="(wrong)")?>([^<]*)', row[1])[1:] == [
        ("wrong", "跳舞员&lt;b&gt;"),
        ("wrong", ""),
    ]
    assert "<b>C2 任职对象</b>：“任职对象”不能为空" in page


def test_every_file_is_told_what_it_was_read_as(page: str) -> None:
    read = page[page.index('id="read"') :]
    rows = dict(re.findall(r'<th scope="row" class="long">([^<]*)</th><td>[^<]*</td><td>(.*?)</td>', read))
    assert rows["任职.csv"] == "任职"
    assert rows["小区花名册.xlsx"] == "小区"
    assert "没有读入" in rows["别的.csv"]


def test_what_stands_in_no_cell_is_said_of_its_file(page: str) -> None:
    assert "别的.csv：1 处错误" in page
