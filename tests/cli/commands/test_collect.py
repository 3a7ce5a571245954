"""``graphmodel collect``: what comes back is checked, merged into the data of the day, and never half saved."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import openpyxl
import pytest

from graphmodel import drafts
from graphmodel.followup.returned import read_returned
from graphmodel.rosters import Problems
from graphmodel.spreadsheets.files import Source
from graphmodel.stores import checked
from graphmodel.stores.days import Snapshots
from graphmodel.stores.snapshot import replies_in
from tests.cli.conftest import Run, answer, commands_in
from tests.cli.office import fill_in

DAY = "2018-12-31"
SECOND_GRID = "990102001001/甲小区/甲二网格"
PAIRING = "R43:PAIRED_WITH:党组织/样本局党总支→990102001001/甲小区"
Sheets = Any


@pytest.fixture(scope="module")
def sent(office_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the office's data and two sets of lists of it, by street and by community; tests copy it."""
    folder = tmp_path_factory.mktemp("sent")
    shutil.copytree(office_folder / "alliance", folder / "alliance")
    run = commands_in(folder)
    asked = [f"--rule=R{number}" for number in (16, 19, 21, 25, 27, 31, 43)]
    for by in ("street", "community"):
        assert run("lists", "-o", by, "--by", by, *asked).returncode == 0
    return folder


@pytest.fixture
def here(sent: Path, tmp_path: Path) -> Path:
    shutil.copytree(sent, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def run(here: Path) -> Run:
    return commands_in(here)


def street(here: Path) -> Path:
    return here / "street" / "示例街道_990102001000.xlsx"


def communities(here: Path) -> list[Path]:
    names = ("东风社区_990102001001.xlsx", "西苑社区_990102001002.xlsx")
    return [here / "community" / name for name in names]


def change(path: Path, what: Callable[[Sheets], None]) -> None:
    book = openpyxl.load_workbook(path)
    what(book)
    book.save(path)


def fill(path: Path, sheet: str, number: str, **cells: object) -> None:
    """Fill in the cells of the row with a number, by heading."""

    def do(book: Sheets) -> None:
        rows = book[sheet].iter_rows()
        headings = [str(cell.value).rstrip("*") for cell in next(rows)]
        row = next(row for row in rows if row[0].value and str(row[0].value).startswith(number))
        for heading, value in cells.items():
            row[headings.index(heading)].value = value

    change(path, do)


def ids(run: Run) -> list[str]:
    return [one["snapshot"] for one in answer(run, "snapshots")["snapshots"]]


def collected(run: Run, *arguments: object, code: int = 0) -> dict[str, Any]:
    done = run("collect", *arguments, "--format", "json")
    assert done.returncode == code, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def codes(document: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in document["problems"]]


def test_lists_that_nobody_filled_in_change_no_value(run: Run) -> None:
    before = ids(run)
    document = collected(run, "street", "community")
    assert document["snapshot"] == before[0]
    assert document["merged"] == {}
    assert document["problems"] == document["closed"] == document["opened"] == []
    assert all(one["rows_filled"] == 0 < one["rows_not_filled"] for one in document["returned"])


def test_data_in_parts_stays_in_parts(run: Run) -> None:
    assert run("export", "--format", "rosters", "-o", "back.xlsx").returncode == 0
    saved = ("--store", "parts", "--as-of", DAY)
    assert run("load", "back.xlsx", *saved, "--parts", "street").returncode == 0
    assert answer(run, "collect", "street", *saved)["snapshot"]
    of_part, every = (
        answer(run, "gaps", "--store", "parts", *part)["findings"] for part in (("--part", "示例街道"), ())
    )
    assert of_part
    assert all(finding in every for finding in of_part)


def test_what_a_plan_proposes_and_nobody_changes_gives_what_it_promises(run: Run) -> None:
    promised = answer(run, "plan")["promise"]
    assert run("lists", "-o", "planned", "--plan").returncode == 0
    document = collected(run, "planned")
    assert document["problems"] == []
    after = {row["rule"] + row["subject_label"]: row for row in answer(run, "coverage")["coverage"]}
    for row in promised["coverage"]:
        told = after[row["rule"] + row["subject_label"]]
        assert {name: told[name] for name in row["after"]} == row["after"], row
    turned = {
        (one["rule"], one["subject_label"], one["subject"])
        for one in promised["verdicts"]
        if one["before"] == "gap" != one["after"]
    }
    assert {tuple(one.values()) for one in document["closed"]} == turned


def test_a_row_that_was_filled_in_closes_its_gap_and_says_where_it_stands(here: Path, run: Run) -> None:
    fill(street(here), "补填-任职", f"R25:Grid:{SECOND_GRID}", 人员="示例乙", 推荐党组织="样本局党支部")
    moved = street(here).rename(here / "收到的.xlsx")
    document = collected(run, moved, "-o", "out")
    assert document["merged"] == {"posts": {"added": 1, "changed": 0, "ended": 0}}
    assert {"rule": "R25", "subject_label": "Grid", "subject": SECOND_GRID} in document["closed"]
    assert json.loads((here / "out" / "collect.json").read_text("utf-8")) == document
    met = answer(run, "gaps", "--rule", "R25", "--verdict", "met")
    assert met["snapshot"] == document["snapshot"]
    assert met["data_as_of"] == DAY
    rows = [row for one in met["findings"] if one["subject"] == SECOND_GRID for row in one["sources"]]
    assert {"file": "收到的.xlsx", "sheet": "补填-任职"} in [
        {k: row[k] for k in ("file", "sheet")} for row in rows
    ]


def test_a_tie_that_is_live_is_changed_and_not_added(here: Path, run: Run) -> None:
    fill(street(here), "补填-结对", PAIRING, 协议签订日期=date(2018, 12, 20))
    document = collected(run, street(here))
    assert document["merged"] == {"pairings": {"added": 0, "changed": 1, "ended": 0}}
    assert document["closed"] == [
        {"rule": "R43", "subject_label": "PAIRED_WITH", "subject": PAIRING.removeprefix("R43:PAIRED_WITH:")}
    ]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"任职对象": "990102001001/甲小区/甲一网格", "人员": "示例乙"}, "任职对象"),
        ({"职务": "网格长", "人员": "示例乙"}, "职务"),
        ({"编号": "R25:Grid:没有的网格", "人员": "示例乙"}, "编号"),
    ],
)
def test_what_a_list_gave_must_stay(cells: dict[str, str], column: str, here: Path, run: Run) -> None:
    fill(street(here), "补填-任职", f"R25:Grid:{SECOND_GRID}", **cells)
    before = ids(run)
    document = collected(run, "street", "-o", "out", code=1)
    assert [(one["code"], one["column"].rstrip("*")) for one in document["problems"]] == [
        ("changed-key", column)
    ]
    assert document["snapshot"] is None
    assert ids(run) == before


def test_each_gets_its_own_workbook_back_with_what_is_wrong_in_it(here: Path, run: Run) -> None:
    first, second = communities(here)
    fill(first, "补填-任职", "R25", 人员="没有这个人")
    fill(second, "补填-任职", "R25", 人员="示例丙")
    document = collected(run, "community", "-o", "out", "--keep-going", code=1)
    assert codes(document) == ["unknown-reference"]
    assert sorted(path.name for path in (here / "out").glob("退回_*")) == [f"退回_{first.name}"]
    book = openpyxl.load_workbook(here / "out" / f"退回_{first.name}")
    cell = book["补填-任职"].cell(document["problems"][0]["row"], 2)
    assert cell.fill.fgColor.rgb == "00F2B3AB"
    assert cell.comment is not None
    assert "没有这个人" in cell.comment.text
    assert read_returned(Source(here / "out" / f"退回_{first.name}", "a.xlsx"), Problems()) is not None
    assert document["merged"] == {"posts": {"added": 1, "changed": 0, "ended": 0}}  # what is sound is kept
    assert document["snapshot"] in ids(run)
    fill(first, "补填-任职", "R25", 人员="示例丙")
    assert collected(run, "community", "-o", "out")["problems"] == []
    assert [path.name for path in (here / "out").glob("*.*")] == ["collect.json"]  # what went back is settled


def test_a_collect_killed_at_any_moment_leaves_the_old_state_or_the_whole_new_one(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, right = communities(here)
    fill(wrong, "补填-任职", "R25", 人员="没有这个人")
    collected(run, wrong, "-o", "out", code=1)
    fill(wrong, "补填-任职", "R25", 人员="也没有这个人")
    fill(right, "补填-任职", "R25", 人员="示例丙")
    fill(right, "整改清单", "R25", 整改情况="正在整改")
    moments: list[Path] = []
    one_at_a_time = Lock()

    def seen_before(original: Callable[..., Any]) -> Callable[..., Any]:
        """What would be left if the process were killed now; what is written is never written to again."""

        def looking(*arguments: Any, **more: Any) -> Any:
            with one_at_a_time:
                moments.append(here / "moments" / str(len(moments)))
                for name in ("alliance", "out"):
                    shutil.copytree(here / name, moments[-1] / name, copy_function=os.link)
            return original(*arguments, **more)

        return looking

    old = state(here)
    with monkeypatch.context() as patch:
        for module, name in ((os, "rename"), (os, "replace"), (checked, "flush"), (drafts, "flush")):
            patch.setattr(module, name, seen_before(getattr(module, name)))
        document = collected(run, "community", "-o", "out", "--keep-going", code=1)
    new = state(here)
    assert new.saved - old.saved == {(document["snapshot"], 1)}
    assert new.out.keys() == old.out.keys()
    assert not new.out.items() & old.out.items()
    left, allowed = [state(moment) for moment in moments], [old, State(new.saved, old.out), new]
    assert all(one in allowed for one in left)
    assert all(one in left for one in allowed)


class State(NamedTuple):
    """What a store and the folder of results hold once the next process has begun to write there."""

    saved: set[tuple[str, int]]
    """The snapshots, and how many answers are kept with each."""
    out: dict[str, bytes]


def state(folder: Path) -> State:
    saved = {
        (one.manifest.snapshot, replies_in(one.folder).height) for one in Snapshots(folder / "alliance").all
    }
    with drafts.only_writer(folder / "out"):
        pass
    return State(saved, {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())})


def test_two_that_say_different_things_are_both_told(here: Path, run: Run) -> None:
    lists = [street(here), communities(here)[0]]
    for path, day in zip(lists, (date(2018, 12, 20), date(2018, 12, 21)), strict=True):
        fill(path, "补填-结对", PAIRING, 协议签订日期=day)
    document = collected(run, *lists, code=1)
    told = [(one["code"], one["file"], one["value"]) for one in document["problems"]]
    days = dict(zip((path.name for path in lists), ("2018-12-20", "2018-12-21"), strict=True))
    assert sorted(told) == sorted(("conflicting-value", name, day) for name, day in days.items())
    assert document["snapshot"] is None


def test_of_a_list_that_came_back_twice_the_one_saved_last_counts(here: Path, run: Run) -> None:
    later = here / "a.xlsx"
    shutil.copy(street(here), later)
    fill(later, "补填-结对", PAIRING, 协议签订日期=date(2018, 12, 20))
    document = collected(run, later, street(here))
    assert codes(document) == ["superseded-return"]
    assert [one["file"] for one in document["returned"]] == [later.name]
    assert document["merged"]["pairings"]["changed"] == 1


def test_what_is_no_list_of_this_store_is_refused_by_name(here: Path, run: Run) -> None:
    book = openpyxl.Workbook()
    book.save(here / "别的.xlsx")
    document = collected(run, here / "别的.xlsx", code=1)
    assert [(one["code"], one["file"]) for one in document["problems"]] == [("not-a-list", "别的.xlsx")]
    elsewhere = here / "elsewhere"
    assert run("synthesise", "-o", elsewhere / "in", "--size", "tiny").returncode == 0
    assert run("load", elsewhere / "in", "--store", elsewhere / "store", "--as-of", DAY).returncode == 0
    document = collected(run, street(here), "--store", elsewhere / "store", code=1)
    assert codes(document) == ["not-a-list"]


def test_answers_are_kept_and_never_change_a_verdict(here: Path, run: Run) -> None:
    answers = {
        f"R25:Grid:{SECOND_GRID}": "已整改",
        "R25:Grid:990102001001/乙": "情况不符",
        PAIRING: "暂不具备条件",
    }
    for number, state in answers.items():
        fill(street(here), "整改清单", number, 整改情况=state, 完成日期="2018年12月20日", 说明="已经说明")
    before = ids(run)
    document = collected(run, street(here))
    assert document["snapshot"] == before[0]
    assert document["returned"][0]["replies"] == {"done": 1, "in_progress": 0, "disputed": 1, "not_ready": 1}
    assert [one["subject"] for one in document["claimed_open"]] == [SECOND_GRID]
    assert [one["subject"] for one in document["disputed"]] == ["990102001001/乙小区/乙网格"]
    assert [one["rule"] for one in document["not_ready"]] == ["R43"]
    assert document["closed"] == []


def test_an_answer_of_no_known_word_is_told(here: Path, run: Run) -> None:
    fill(street(here), "整改清单", PAIRING, 整改情况="快了", 说明="电话13000000000")
    document = collected(run, street(here), code=1)
    assert codes(document) == ["bad-choice", "personal-number"]
    assert "13000000000" not in json.dumps(document)


def test_who_has_not_answered_is_told(here: Path, run: Run) -> None:
    first, second = communities(here)
    shutil.copy(first, here / "one.xlsx")
    document = collected(run, here / "one.xlsx", "--lists", here / "community")
    assert second.stem.rpartition("_")[2] in document["outstanding"]
    assert first.stem.rpartition("_")[2] not in document["outstanding"]


def test_a_trial_writes_nothing(here: Path, run: Run) -> None:
    fill(street(here), "补填-结对", PAIRING, 协议签订日期=date(2018, 12, 20))
    before = ids(run)
    document = collected(run, street(here), "-o", "out", "--dry-run")
    assert len(document["closed"]) == 1
    assert document["snapshot"] is None
    assert ids(run) == before
    assert not (here / "out").exists()


def test_lists_of_several_days_need_a_day(run: Run) -> None:
    assert run("lists", "-o", "later", "--as-of", "2019-01-31", "--rule", "R43").returncode == 0
    done = run("collect", "street", "later")
    assert done.returncode == 2
    assert "2019-01-31" in done.stderr
    document = collected(run, "street", "later", "--as-of", "2019-01-31")
    assert (document["as_of"], document["problems"]) == ("2019-01-31", [])


def test_results_never_go_into_the_store(here: Path, run: Run) -> None:
    before = sorted((here / "alliance").rglob("*"))
    for output in ("alliance", "alliance/snapshots/out"):
        for command in (("collect", "street"), ("site",)):
            done = run(*command, "-o", output)
            assert (done.returncode, "cannot go into the store" in done.stderr) == (2, True), command
    assert sorted((here / "alliance").rglob("*")) == before


def test_sheets_are_known_by_their_headings_whatever_they_are_called(here: Path, run: Run) -> None:
    def rename(book: Sheets) -> None:
        book["补填-结对"].title, book["整改清单"].title = "协议", "街道填报"
        book.create_sheet("草稿").append(["随手记", "甲"])

    fill(street(here), "补填-结对", PAIRING, 协议签订日期=date(2018, 12, 20))
    fill(street(here), "整改清单", PAIRING, 整改情况="已整改")
    change(street(here), rename)
    document = collected(run, street(here))
    assert document["merged"] == {"pairings": {"added": 0, "changed": 1, "ended": 0}}
    assert document["returned"][0]["replies"]["done"] == 1
    (own,) = document["problems"]
    assert (own["code"], own["severity"], own["sheet"]) == ("unknown-roster", "warning", "草稿")


def test_a_row_that_is_added_below_needs_no_number(here: Path, run: Run) -> None:
    def add(book: Sheets) -> None:
        book["补填-任职"].append([None, "示例甲", "楼道长", "甲一网格"])

    change(street(here), add)
    document = collected(run, street(here))
    assert document["merged"] == {"posts": {"added": 1, "changed": 0, "ended": 0}}
    assert document["returned"][0]["rows_filled"] == 1


def test_the_screen_is_small_enough(run: Run) -> None:
    done = run("collect", "street", "--lists", "community", "-o", "out", lang="zh")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) <= 24
    assert "2018-12-31" in done.stdout


def test_rosters_that_come_later_and_lack_what_was_collected_are_told_so(here: Path, run: Run) -> None:
    fill(street(here), "补填-结对", PAIRING, 协议签订日期=date(2018, 12, 20))
    fill(street(here), "补填-任职", f"R25:Grid:{SECOND_GRID}", 人员="示例乙", 推荐党组织="样本局党支部")
    document = collected(run, street(here))
    assert run("export", "--format", "rosters", "-o", "all.xlsx").returncode == 0
    with_them = run("load", "all.xlsx", "--as-of", "2019-01-31")
    assert with_them.returncode == 0
    assert "came back" not in with_them.stderr
    assert document["snapshot"] in with_them.stderr or document["snapshot"][:12] in with_them.stderr
    fill_in(here / "rosters")
    without = run("load", "rosters", "--as-of", "2018-12-31")
    assert without.returncode == 0
    assert "2 rows that came back" in without.stderr


def test_an_answer_stays_beside_its_gap_for_as_long_as_that_is_one(here: Path, run: Run) -> None:
    fill(
        street(here), "整改清单", f"R25:Grid:{SECOND_GRID}", 整改情况="正在整改", 完成日期=date(2018, 12, 20)
    )
    collected(run, street(here))
    fill_in(here / "rosters")
    assert run("load", "rosters", "--as-of", "2019-01-31").returncode == 0
    told = {one["subject"]: one for one in answer(run, "gaps", "--rule", "R25")["findings"]}
    assert told[SECOND_GRID]["persists"] == 2
    reply = {"state": "in_progress", "date": "2018-12-20", "note": None, "unit": "990102001000"}
    assert told[SECOND_GRID]["reply"] == reply
    assert [one["reply"] for subject, one in told.items() if subject != SECOND_GRID] == [None] * (
        len(told) - 1
    )
    assert run("lists", "-o", "next", "--rule", "R25").returncode == 0
    lines = openpyxl.load_workbook(here / "next" / street(here).name)["整改清单"].iter_rows(values_only=True)
    states = {line[4]: line[-3] for line in lines}
    assert states[SECOND_GRID] == "正在整改"
    assert run("load", "rosters", "--as-of", "2018-11-30").returncode == 0
    before = answer(run, "gaps", "--rule", "R25", "--as-of", "2018-11-30")["findings"]
    assert [one["reply"] for one in before] == [None] * len(before)  # it was answered later


def test_a_list_is_known_in_whatever_form_an_office_suite_saves_it(
    here: Path, run: Run, converted: Callable[[Path, str], Path]
) -> None:
    fill(street(here), "补填-结对", PAIRING, 协议签订日期=date(2018, 12, 20))
    for suffix in ("xls", "ods"):
        saved = converted(street(here), suffix)
        document = collected(run, saved, "--dry-run")
        assert document["returned"][0]["rows_filled"] == 1
        assert document["merged"]["pairings"]["changed"] == 1


def test_one_row_that_two_lists_fill_in_with_different_people_is_told_to_both(here: Path, run: Run) -> None:
    number = f"R25:Grid:{SECOND_GRID}"
    lists = [street(here), communities(here)[0]]
    for path in lists:
        fill(path, "补填-任职", number, 人员="示例乙")
    assert collected(run, *lists, "--dry-run")["merged"]["posts"]["added"] == 1
    fill(lists[1], "补填-任职", number, 人员="示例丙")
    document = collected(run, *lists, code=1)
    told = [(one["code"], one["file"], one["column"], one["value"]) for one in document["problems"]]
    people = zip((path.name for path in lists), ("示例乙", "示例丙"), strict=True)
    assert sorted(told) == sorted(("conflicting-value", name, "人员", value) for name, value in people)
    document = collected(run, *lists, "--dry-run", "--keep-going", code=1)
    assert document["merged"] == {}
    change(lists[1], lambda book: book["补填-任职"].append([None, "示例丙", "党建指导员", SECOND_GRID]))
    fill(lists[1], "补填-任职", number, 人员="示例乙")
    assert collected(run, *lists, "--dry-run")["merged"]["posts"]["added"] == 2
