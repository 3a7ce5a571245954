"""Which data a day means, the same for every command: ``month.md`` §1."""

import json
import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from graphmodel.stores import snapshot
from graphmodel.stores.days import Snapshots
from tests.cli.conftest import Run, answer, commands_in
from tests.rules.build import alliance

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl"),
    pytest.mark.usefixtures("asked_here"),
]
"""openpyxl does not read the newer form of data bars."""

NOVEMBER, DECEMBER = date(2018, 11, 30), date(2018, 12, 31)
DATED = "2018-12-15，2018-11-30 的数据"

TEXT = """
compounds: id part_of
  c1 k1
grids: id name part_of valid_from
  g1 一网格 c1 -
  {more}
people: id
  p1
posts: from post to
  p1 instructor g1
"""
NAMES = {None: "g2 未注明 c1 -", NOVEMBER: "g2 十一月 c1 2018-11-10", DECEMBER: "g2 十二月 c1 -"}

ASKED = {
    "gaps": ["gaps", "--rule", "R25"],
    "coverage": ["coverage", "--rule", "R25"],
    "explain": ["explain", "R25", "g2"],
    "query": ["query", "explore_network_size"],
    "analyse": ["analyse"],
    "plan": ["plan", "--rule", "R25"],
    "what-if": ["what-if", "--close", "g1", "--rule", "R25"],
}
"""Every command that answers of a day."""


QUERY = Path(__file__).parent / "grid.cypher"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of two months and undated data, the older month saved last; tests only read it."""
    folder = tmp_path_factory.mktemp("months")
    for as_of in (DECEMBER, None, NOVEMBER):
        snapshot.save(alliance(TEXT.format(more=NAMES[as_of])), folder / "alliance", as_of)
    return folder


@pytest.fixture
def run(office: Path) -> Run:
    return commands_in(office)


def grid_told(run: Run, *when: object) -> tuple[str, str | None, str]:
    """The day, that of its data, and which data it is, as a query answers."""
    told = answer(run, "query", QUERY, *when)
    return told["as_of"], told["data_as_of"], told["rows"][0]["name"]


@pytest.mark.parametrize("command", ASKED.values(), ids=ASKED)
def test_every_command_asks_the_same_data_of_a_day_and_names_it(run: Run, command: list[str]) -> None:
    told = answer(run, *command, "--as-of", "2018-12-15")
    assert (told["as_of"], told["data_as_of"]) == ("2018-12-15", "2018-11-30")


def test_without_a_day_it_is_the_newest_date_though_an_older_month_was_saved_last(run: Run) -> None:
    assert grid_told(run) == ("2018-12-31", "2018-12-31", "十二月")


def test_what_can_be_a_day_is_no_id(run: Run) -> None:
    assert grid_told(run, "--as-of", "20181130") == ("2018-11-30", "2018-11-30", "十一月")


def test_undated_data_answers_for_the_days_before_and_says_so(run: Run) -> None:
    assert grid_told(run, "--as-of", "2018-10-01") == ("2018-10-01", None, "未注明")
    assert "2018-10-01，数据未注明日期" in run("query", QUERY, "--as-of", "2018-10-01", lang="zh").stdout


@pytest.mark.parametrize("command", ASKED.values(), ids=ASKED)
def test_every_table_names_the_day_and_that_of_its_data_and_no_id(run: Run, command: list[str]) -> None:
    done = run(*command, "--as-of", "2018-12-15", lang="zh")
    assert done.returncode == 0, done.stderr
    assert DATED in done.stdout
    assert not re.search(r"[0-9a-f]{12}", done.stdout)


def test_beside_values_for_other_programs_they_are_said(run: Run) -> None:
    done = run("query", QUERY, "--as-of", "2018-12-15", "--format", "csv", lang="zh")
    assert DATED in done.stderr
    assert done.stdout.splitlines() == ["名称", "十一月"]


@pytest.mark.parametrize(("day", "data_as_of"), [("2018-12-15", "2018-11-30"), ("2018-10-01", None)])
def test_a_graph_for_other_programs_names_them(
    run: Run, tmp_path: Path, day: str, data_as_of: str | None
) -> None:
    file = tmp_path / "graph.json"
    done = run("export", "--format", "json", "-o", file, "--as-of", day)
    assert done.returncode == 0, done.stderr
    told = json.loads(file.read_text(encoding="utf-8"))["graph"]
    assert (told["as_of"], told["data_as_of"]) == (day, data_as_of)


@pytest.mark.parametrize("command", ["gaps", "coverage"])
def test_every_workbook_names_them_in_its_head_and_the_id_at_its_foot(
    run: Run, tmp_path: Path, command: str
) -> None:
    file = tmp_path / "answer.xlsx"
    done = run(command, "--as-of", "2018-12-15", "--format", "xlsx", "-o", file, lang="zh")
    assert done.returncode == 0, done.stderr
    (sheet, *_) = openpyxl.load_workbook(file)
    assert DATED in str(sheet["A2"].value)
    assert sheet.oddFooter is not None
    assert "数据编号" in str(sheet.oddFooter.left.text)


def test_the_page_of_a_view_names_them(run: Run, tmp_path: Path) -> None:
    assert run("view", "g1", "-o", tmp_path / "one.html", "--as-of", "2018-12-15").returncode == 0
    assert DATED in (tmp_path / "one.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("written", ["昨天", "2018-13", "2018-02-30", "abcde", "31.12.2018"])
def test_what_is_neither_a_day_nor_an_id_is_named(run: Run, written: str) -> None:
    done = run("gaps", "--as-of", written, lang="zh")
    assert done.returncode == 2
    assert written in done.stderr


def test_a_snapshot_is_named_by_the_beginning_of_its_id(run: Run, office: Path) -> None:
    ids = {one.as_of: one.manifest.snapshot for one in Snapshots(office / "alliance").all}
    assert grid_told(run, "--as-of", ids[NOVEMBER][:6].upper()) == ("2018-11-30", "2018-11-30", "十一月")
    today = datetime.now().astimezone().date().isoformat()
    assert grid_told(run, "--as-of", ids[None]) == (today, None, "未注明")


def test_a_day_before_all_data_names_the_first_there_is(graphmodel: Run, tmp_path: Path) -> None:
    snapshot.save(alliance(TEXT.format(more=NAMES[NOVEMBER])), tmp_path / "alliance", NOVEMBER)
    done = graphmodel("gaps", "--as-of", "2018-10-31", lang="zh")
    assert done.returncode == 2
    assert "2018-10-31" in done.stderr
    assert "2018-11-30" in done.stderr


# --- saving ---


def rosters(folder: Path) -> Path:
    folder.mkdir()
    (folder / "区划.csv").write_text(
        "code,name,level,parent_code\n330000000000,示例省,1,\n330800000000,示例市,2,330000000000\n"
        "330802000000,示例区,3,330800000000\n330802007000,示例街道,4,330802000000\n"
        "330802007001,示例社区,5,330802007000\n",
        encoding="utf-8",
    )
    (folder / "小区.csv").write_text("小区名称,所属社区\n甲小区,示例社区\n", encoding="utf-8")
    return folder


def test_undated_data_beside_dated_says_for_which_days_it_answers(graphmodel: Run, tmp_path: Path) -> None:
    rosters(tmp_path / "rosters")
    first = graphmodel("load", "rosters", lang="zh")
    assert "--as-of" not in first.stderr
    dated = graphmodel("load", "rosters", "--as-of", "2018年11月", lang="zh")
    assert "--as-of" not in dated.stderr
    second = graphmodel("load", "rosters", lang="zh")
    assert second.returncode == 0
    assert "2018-11-30 以前" in second.stderr


def test_a_run_without_a_day_dates_its_data_today(graphmodel: Run, tmp_path: Path) -> None:
    rosters(tmp_path / "rosters")
    assert graphmodel("run", "rosters", "-o", "out", "--without-plan", lang="zh").returncode == 0
    today = datetime.now().astimezone().date().isoformat()
    findings = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    assert (findings["as_of"], findings["data_as_of"]) == (today, today)
    (saved,) = answer(graphmodel, "snapshots", "--store", "out/alliance")["snapshots"]
    assert saved["as_of"] == today
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert f"{today}，{today} 的数据" in index
    assert findings["snapshot"][:12] not in index.partition("<footer>")[0]
    assert findings["snapshot"][:12] in index.partition("<footer>")[2]
    for sheet in openpyxl.load_workbook(tmp_path / "out" / "report.xlsx"):
        texts = [str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row if cell.value]
        assert any(f"{today}，{today} 的数据" in text for text in texts), sheet.title


@pytest.mark.parametrize("written", ["abcdef123", "去年"])
def test_data_is_saved_for_a_day_and_for_no_other_data(graphmodel: Run, tmp_path: Path, written: str) -> None:
    rosters(tmp_path / "rosters")
    done = graphmodel("load", "rosters", "--as-of", written, lang="zh")
    assert done.returncode == 2
    assert written in done.stderr


# --- two days ---


def test_both_sides_are_named_however_people_write_a_day(run: Run) -> None:
    changes = answer(run, "diff", "--from", "2018年12月15日", "--to", "2018-12", "--rule", "R25")
    assert (changes["from"]["as_of"], changes["from"]["data_as_of"]) == ("2018-12-15", "2018-11-30")
    assert (changes["to"]["as_of"], changes["to"]["data_as_of"]) == ("2018-12-31", "2018-12-31")
    assert changes["from"]["snapshot"] != changes["to"]["snapshot"]


@pytest.mark.parametrize("form", ["table", "xlsx", "html"])
def test_both_sides_of_a_comparison_are_named_in_words(run: Run, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"changes.{form}"
    target = [] if form == "table" else ["-o", file]
    days = ["--from", "2018-12-15", "--to", "2018-12-31"]
    done = run("diff", *days, "--rule", "R25", "--format", form, *target, lang="zh")
    assert done.returncode == 0, done.stderr
    if form == "table":
        said = done.stdout
    elif form == "xlsx":
        said = str(openpyxl.load_workbook(file).worksheets[0]["A2"].value)
    else:
        said = file.read_text(encoding="utf-8").partition("<footer>")[0]
    assert f"{DATED} → 2018-12-31，2018-12-31 的数据" in said
    assert not re.search(r"\b[0-9a-f]{12}\b", said)


@pytest.mark.parametrize(
    ("from_", "to", "missing"),
    [
        ("2018-12-01", "2018-12-20", "2018-12"),
        ("2018-11-30", "2018-12-30", "2018-12"),
        ("2018-12-31", "2018-12-31", "2018-12"),
        ("2018-12-31", "2019-02-28", "2019-02"),
        ("2019-01-31", "2019-02-28", "2019-01、2019-02"),
        ("2018-09-30", "2018-10-31", "2018-09、2018-10"),
    ],
)
def test_one_saving_in_which_nothing_moves_is_nothing_to_compare(
    run: Run, from_: str, to: str, missing: str
) -> None:
    done = run("diff", "--from", from_, "--to", to, "--rule", "R25", lang="zh")
    assert done.returncode == 2
    assert f"到 {to} 为止没有 {missing} 的数据" in done.stderr
    assert not done.stdout


def test_one_saving_in_which_something_begins_is_compared(graphmodel: Run, tmp_path: Path) -> None:
    snapshot.save(alliance(TEXT.format(more=NAMES[NOVEMBER])), tmp_path / "alliance")
    changes = answer(graphmodel, "diff", "--from", "2018-11-09", "--to", "2018-11-10", "--rule", "R25")
    assert {"kind": "Grid", "began": 1, "ended": 0} in changes["network"]
    assert graphmodel("diff", "--from", "2018-11-10", "--to", "2018-11-11").returncode == 2


def test_two_savings_of_the_same_values_are_compared(graphmodel: Run, tmp_path: Path) -> None:
    for as_of in (NOVEMBER, DECEMBER):
        saved = snapshot.save(alliance(TEXT.format(more=NAMES[DECEMBER])), tmp_path / "alliance", as_of)
    changes = answer(graphmodel, "diff", "--from", "2018-11", "--to", "2018-12", "--rule", "R25")
    assert changes["from"]["snapshot"] == changes["to"]["snapshot"] == saved.snapshot
    assert {gap["state"] for gap in changes["gaps"]} == {"persisting"}


def test_from_after_to_is_wrong_use(run: Run) -> None:
    done = run("diff", "--from", "2018-12-31", "--to", "2018-11-30", lang="zh")
    assert done.returncode == 2
    assert "2018-12-31" in done.stderr
