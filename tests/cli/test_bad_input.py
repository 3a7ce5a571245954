"""Whatever is wrong, a person reads one clear sentence, and nothing is lost."""

import json
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graphmodel.drafts import only_writer
from tests.cli.conftest import Run
from tests.cli.office import fill_in


def one_sentence(stderr: str) -> bool:
    return "Traceback" not in stderr and bool(stderr.strip())


@pytest.mark.parametrize("command", [["check"], ["load"], ["run", "-o", "out"]])
def test_an_input_that_does_not_exist_is_wrong_use(graphmodel: Run, command: list[str]) -> None:
    done = graphmodel(command[0], "nowhere.xlsx", *command[1:])
    assert done.returncode == 2
    assert "nowhere.xlsx" in done.stderr
    assert one_sentence(done.stderr)


def test_a_folder_without_rosters_is_wrong_use(graphmodel: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "letter.docx").write_bytes(b"x")
    done = graphmodel("run", "empty", "-o", "out")
    assert done.returncode == 2
    assert one_sentence(done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ["gaps", "--rule", "R99"],
        ["gaps", "--scope", "000000000000"],
        ["gaps", "--verdict", "maybe"],
        ["gaps", "--as-of", "31.12.2018"],
        ["coverage", "--by", "planet"],
        ["query", "nothing"],
        ["query", "R25", "--param", "x"],
        ["nonsense"],
        ["--lang", "fr", "gaps"],
        [],
    ],
)
def test_wrong_use_is_said_and_exits_2(loaded: Run, arguments: list[str]) -> None:
    done = loaded(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout.strip() or done.stderr.strip()


def test_errors_in_the_rosters_are_told_all_at_once_and_nothing_is_saved(
    graphmodel: Run, tmp_path: Path
) -> None:
    rosters = fill_in(tmp_path / "rosters")
    assert graphmodel("run", "rosters", "-o", "out", "--as-of", "2018-12-31").returncode == 0
    before = {
        p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file() and p.name != "problems.xlsx"
    }
    (rosters / "联户.csv").write_text("人员,户编号\n999,H1\n001,H9\n", encoding="utf-8")
    with (rosters / "结对.csv").open("a", encoding="utf-8") as pairings:
        pairings.write("样本局党总支;乙小区;去年\n")
    done = graphmodel("run", "rosters", "-o", "out", "--as-of", "2018-12-31")
    assert done.returncode == 1
    assert (tmp_path / "out" / "problems.xlsx").exists()
    assert "联户.csv: 2 errors\n  row 2: " in done.stderr
    assert f"Mend what {Path('out') / 'problems.xlsx'} lists" in done.stderr
    after = {
        p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file() and p.name != "problems.xlsx"
    }
    assert after == before
    problems = json.loads(graphmodel("check", "rosters", "--format", "json").stdout)["problems"]
    errors = [
        (p["code"], p["file"], p["row"], p["column"], p["value"])
        for p in problems
        if p["severity"] == "error"
    ]
    assert errors == [
        ("bad-date", "结对.csv", 5, "协议签订日期", "去年"),
        ("unknown-reference", "联户.csv", 2, "人员", "999"),
        ("unknown-reference", "联户.csv", 3, "户编号", "H9"),
    ]


def test_keep_going_saves_what_is_sound_and_still_exits_1(graphmodel: Run, tmp_path: Path) -> None:
    rosters = fill_in(tmp_path / "rosters")
    (rosters / "联户.csv").write_text("人员,户编号\n999,H1\n001,H2\n", encoding="utf-8")
    done = graphmodel("run", "rosters", "-o", "out", "--as-of", "2018-12-31", "--keep-going")
    assert done.returncode == 1
    findings = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    homes = next(row for row in findings["coverage"] if row["rule"] == "R35")
    assert (homes["met"], homes["gap"]) == (1, 2)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_fails_in_one_sentence(graphmodel: Run, tmp_path: Path) -> None:
    fill_in(tmp_path / "rosters")
    (tmp_path / "locked").mkdir(mode=0o500)
    done = graphmodel("run", "rosters", "-o", "locked/out")
    assert done.returncode == 3
    assert one_sentence(done.stderr)


def test_an_output_that_is_a_file_fails_in_one_sentence(graphmodel: Run, tmp_path: Path) -> None:
    fill_in(tmp_path / "rosters")
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    done = graphmodel("run", "rosters", "-o", "out")
    assert done.returncode == 3
    assert one_sentence(done.stderr)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def results(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Nothing that this process writes may become longer."""
    import resource

    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_file_that_cannot_be_written_whole_leaves_the_results_as_they_were(
    graphmodel: Run, tmp_path: Path
) -> None:
    rosters = fill_in(tmp_path / "rosters")
    run = ["run", "rosters", "-o", "out", "--as-of", "2018-12-31"]
    assert graphmodel(*run).returncode == 0
    before = results(tmp_path / "out"), sorted((tmp_path / "out" / "alliance").rglob("*"))
    (rosters / "联户.csv").unlink()
    for size in (0, 5_000, 50_000, 300_000):
        with files_of_at_most(size):
            done = graphmodel(*run)
        assert done.returncode == 3, (size, done.stderr)
        assert one_sentence(done.stderr)
        assert "fault" not in done.stderr
        after = results(tmp_path / "out"), sorted((tmp_path / "out" / "alliance").rglob("*"))
        assert after == before, size


def test_a_second_run_into_the_same_folder_is_refused(graphmodel: Run, tmp_path: Path) -> None:
    fill_in(tmp_path / "rosters")
    with only_writer(tmp_path / "out"):
        done = graphmodel("run", "rosters", "-o", "out")
    assert done.returncode == 3
    assert "another process" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_query_that_would_write_is_refused_by_name(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.cypher").write_text("MATCH (n) DETACH DELETE n", encoding="utf-8")
    done = loaded("query", tmp_path / "bad.cypher")
    assert done.returncode == 2
    assert "DETACH" in done.stderr


def test_no_store_yet_says_what_to_do(graphmodel: Run) -> None:
    done = graphmodel("coverage")
    assert done.returncode == 2
    assert "graphmodel run" in done.stderr


def test_blank_rosters_never_replace_filled_ones(graphmodel: Run, tmp_path: Path) -> None:
    assert graphmodel("template", "-o", "rosters.xlsx").returncode == 0
    (tmp_path / "rosters.xlsx").write_bytes(b"a month of work")
    done = graphmodel("template", "-o", "rosters.xlsx")
    assert done.returncode == 2
    assert "rosters.xlsx" in done.stderr
    assert (tmp_path / "rosters.xlsx").read_bytes() == b"a month of work"


def test_problems_are_the_answer_of_a_check_and_a_remark_of_a_load(graphmodel: Run, tmp_path: Path) -> None:
    (tmp_path / "人员.csv").write_text("人员编号,姓名\nP1,甲\nP1,乙\n", encoding="utf-8")
    check, load = graphmodel("check", "人员.csv"), graphmodel("load", "人员.csv")
    assert "duplicate-code" in check.stdout
    assert not check.stderr
    assert "duplicate-code" in load.stderr
    assert not load.stdout


def test_no_control_character_of_a_name_reaches_the_terminal(graphmodel: Run, tmp_path: Path) -> None:
    fill_in(tmp_path / "rosters")
    name = "\x9b2J\x1b]0;\x85甲小区"
    (tmp_path / "rosters" / "更多小区.csv").write_text(
        f"小区名称,所属社区\n{name},没有的社区{name}\n", encoding="utf-8"
    )
    for command in (
        ["check", "rosters"],
        ["check", "rosters", "--format", "json"],
        ["run", "rosters", "-o", "out"],
    ):
        done = graphmodel(*command, lang="zh")
        assert done.returncode == 1
        said = done.stdout + done.stderr
        assert not {letter for letter in said if unicodedata.category(letter) == "Cc"} - {"\n"}, command


@pytest.mark.parametrize(
    "command", [["check"], ["load", "--keep-going"], ["run", "-o", "out", "--keep-going"]]
)
def test_where_no_roster_was_found_nothing_is_saved(
    command: list[str], graphmodel: Run, tmp_path: Path
) -> None:
    (tmp_path / "空白.csv").write_text("\n", encoding="utf-8")
    done = graphmodel(*command, "空白.csv")
    assert done.returncode == 1
    assert "空白.csv" in done.stdout + done.stderr
    assert not (tmp_path / "alliance").exists()
    assert not (tmp_path / "out" / "alliance").exists()


@pytest.mark.parametrize(
    "arguments", [["view", "NUMBER", "-o", "x.html"], ["explain", "R25", "NUMBER"], ["check", "NUMBER"]]
)
@pytest.mark.parametrize("number", ["13800000000", "11010519491231002X", "138 0000 0000"])
def test_the_number_of_a_person_is_not_repeated(loaded: Run, arguments: list[str], number: str) -> None:
    done = loaded(*(number if word == "NUMBER" else word for word in arguments))
    assert done.returncode == 2
    assert number not in done.stderr
    assert number[-4:] not in done.stderr
