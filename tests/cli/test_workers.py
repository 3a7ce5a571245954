"""Data that is saved in parts is judged by workers, and the answer is that of judging at once."""

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from distributed import LocalCluster

from graphmodel.alliance.territory import PLACE
from graphmodel.pages.site import results_in
from graphmodel.rules.by_workers import judge_saved_part
from graphmodel.stores import worked_out
from tests.cli.conftest import Run, commands_in
from tests.cli.office import INVENTED_DIVISIONS, fill_in, text, workbook
from tests.cli.test_own_rules import RULE

ASKED = ("--verdict", "all", "--format", "json")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one alliance saved in parts, ``alliance``, and in one piece, ``whole``."""
    folder = tmp_path_factory.mktemp("office")
    _fill_in(folder / "rosters")
    saved = ["load", "rosters", "--as-of", "2018-12-31", "--store"]
    for said in (
        commands_in(folder)(*saved, "whole"),
        commands_in(folder)(*saved, "alliance", "--parts", "street"),
    ):
        assert said.returncode == 0, said.stderr
    return folder


@pytest.fixture
def graphmodel(office: Path) -> Run:
    """The commands where nothing was judged yet."""
    shutil.rmtree(office / "alliance" / "judged", ignore_errors=True)
    return commands_in(office)


def test_workers_change_no_byte_of_an_answer(
    graphmodel: Run, office: Path, request: pytest.FixtureRequest
) -> None:
    at_once = graphmodel("gaps", *ASKED, "--store", "whole")
    assert at_once.returncode == 0, at_once.stderr
    by_two = graphmodel("gaps", *ASKED, "--workers", "2", "--memory", "512M")
    request.getfixturevalue("judged_here")
    in_the_way = office / "alliance" / "judged"
    kept = in_the_way.rename(office / "kept")
    in_the_way.touch()  # as where a store cannot be written
    by_one = graphmodel("gaps", *ASKED)
    in_the_way.unlink()
    kept.rename(in_the_way)
    for by_parts in (by_one, by_two):
        assert (by_parts.returncode, by_parts.stdout) == (0, at_once.stdout), by_parts.stderr
    rates = ("coverage", "--by", "community", "--scope", "示例区", "--format", "json")
    assert graphmodel(*rates, "--workers", "2").stdout == graphmodel(*rates, "--store", "whole").stdout


SUBJECTS = (
    ("R37", "001", "--format", "json"),
    ("R25", "甲小区"),
    ("甲小区", "--format", "json"),
    ("示例局第一党支部",),
    ("H1",),
)

LISTED = (
    ("--by", "community", "--severity", "S4", "--severity", "S1"),
    ("--by", "organ", "--with-names"),
    ("--by", "county", "--rule", "R48", "--rule", "R51", "--rule", "R25", "--scope", "东风社区"),
)


@pytest.mark.usefixtures("judged_here")
def test_what_was_judged_is_told_alike_in_pieces_and_of_one_thing_without_reading_all(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graphmodel = commands_in(shutil.copytree(office, tmp_path / "copy"))
    for asked in SUBJECTS:
        at_once, by_parts = (
            graphmodel("explain", *asked, "--store", store, lang="zh") for store in ("whole", "alliance")
        )
        assert (by_parts.returncode, by_parts.stdout) == (at_once.returncode, at_once.stdout)
        assert by_parts.stderr == at_once.stderr

    for part in (tmp_path / "copy" / "alliance").glob("snapshots/*/parts/*/"):
        for homes in (part / "nodes" / "Household.parquet", part / "ties" / "CONTACTS.parquet"):
            homes.unlink(missing_ok=True)
    monkeypatch.setattr("graphmodel.rules.judging.PIECE", 5)
    monkeypatch.setattr("graphmodel.contract.findings._AT_A_TIME", 3)
    forms = [ASKED, ("--format", "csv"), ("--rule", "R25", "--format", "csv", "--raw"), ("--list",)]
    forms.append(("--scope", "东风社区", "--rule", "R25", *ASKED))
    for more in forms:
        at_once, by_parts = (graphmodel("gaps", *more, "--store", store) for store in ("whole", "alliance"))
        assert (by_parts.returncode, by_parts.stdout) == (0, at_once.stdout), by_parts.stderr
    out = tmp_path / "out"
    for by in LISTED:
        written = []
        for store, at_a_time in (("whole", 50_000), ("alliance", 3)):
            monkeypatch.setattr("graphmodel.followup.worklists._AT_A_TIME", at_a_time)
            done = graphmodel("lists", "-o", out, *by, "--store", store)
            written.append((done.returncode, done.stdout, done.stderr, _written(out)))
            shutil.rmtree(out)
        assert written[0] == written[1], by
        assert len(written[0][-1]) > 2


@pytest.mark.usefixtures("judged_here")
def test_pages_of_what_is_too_much_for_one_folder_are_written_part_by_part(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graphmodel, out = commands_in(office), tmp_path / "out"
    monkeypatch.setattr("graphmodel.cli.part_by_part.ROWS_AT_MOST", 3)
    done = graphmodel("site", "-o", out, lang="zh")
    assert done.returncode == 0, done.stderr
    assert "缺口太多，已分部分写出" in done.stderr
    page, of_street = (out / name for name in ("index.html", "parts/990102001000/index.html"))
    assert (out / "report.xlsx").is_file()
    assert of_street.with_name("report.xlsx").is_file()
    assert 'href="parts/990102001000/index.html"' in page.read_text(encoding="utf-8")
    assert "没有上一次的数据" not in of_street.read_text(encoding="utf-8")
    written = {f"parts/990102001000/{name}" for name in ("index.html", "report.xlsx", "gaps.html")}
    assert written <= {*results_in(out)}  # so that they go when others are written


@pytest.mark.usefixtures("judged_here")
def test_only_the_part_of_what_is_looked_at_is_judged(office: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(office, tmp_path / "copy", ignore=shutil.ignore_patterns("judged"))
    graphmodel, judged = commands_in(folder), folder / "alliance" / "judged"
    assert graphmodel("explain", "R25", "甲一网格").returncode == 0
    assert [place.name for place in judged.glob("*/*")] == ["990102001000"]
    for asked, code in (("甲一网格", 0), ("H1", 2)):
        at_once, by_parts = (
            graphmodel("view", asked, "-o", tmp_path / f"{store}.html", "--store", store)
            for store in ("whole", "alliance")
        )
        assert by_parts.returncode == at_once.returncode == code, by_parts.stderr
        assert by_parts.stderr == at_once.stderr
    whole, part = (
        (tmp_path / f"{store}.html").read_text(encoding="utf-8") for store in ("whole", "alliance")
    )
    assert '"start":"Grid/' in part
    assert '<b id="scope-said">everything</b>' in whole
    assert '<b id="scope-said">示例街道</b>' in part  # of what others own it says nothing
    assert [place.name for place in judged.glob("*/*")] == ["990102001000"]


@pytest.mark.usefixtures("judged_here")
def test_every_command_that_judges_answers_the_same_without_reading_all(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graphmodel = commands_in(shutil.copytree(office, tmp_path / "copy"))
    before = ("load", _earlier(tmp_path / "before"), "--as-of", "2018-10-31", "--store")
    for saved in ((*before, "whole"), (*before, "alliance", "--parts", "street")):
        assert graphmodel(*saved).returncode == 0
    since = ("diff", "--from", "2018-10-31", "--to")
    asked = [
        (*since, "2018-12-31", "--format", "json"),
        (*since, "2018-12-31", "--scope", "西苑社区", "--format", "csv"),
        ("diff", "--from", "2018-12-31", "--to", "2019-01-31"),
        ("analyse", "--scope", "东风社区"),
        ("lists", "-o", "out", "--plan"),
        ("report", "-o", "out/report.docx"),
        ("site", "-o", "out"),
    ]
    for command in asked:
        told = []
        for store in ("whole", "alliance"):
            with monkeypatch.context() as patch:
                if store == "alliance":
                    patch.setattr("graphmodel.stores.snapshot.read", None)
                done = graphmodel(*command, "--store", store)
            assert done.returncode == 0, done.stderr
            out = tmp_path / "copy" / "out"
            told.append((done.stdout, _written(out)))
            shutil.rmtree(out, ignore_errors=True)
        assert told[0] == told[1], command
        assert any(told[0])
    parts = {place.name for place in (tmp_path / "copy" / "alliance" / "judged").glob("*-parts-*/*")}
    assert parts == {"990102001000", "990102002000", "rest"}


def _fill_in(folder: Path) -> None:
    """Fill in the rosters of the office, with a grid that was renamed, and a post that ends next month."""
    fill_in(folder)
    grids = [["甲一网格", "甲小区", ""], ["甲二网格", "甲小区", ""], ["乙网格", "乙小区", "乙老网格"]]
    workbook(
        folder / "网格.xlsx",
        "网格表",
        ["网格名称*", "所属小区*", "曾用名"],
        [*grids, ["丙网格", "丙小区", ""]],
    )
    with (folder / "任职.csv").open("a", encoding="utf-8") as posts:
        posts.write("示例丁,网格长,丙网格,,2018-01-01,2019-01-20\r\n")


def _earlier(folder: Path) -> Path:
    """Fill in the rosters of the office when a community was another street's, and a home, a pairing and a name others."""
    divisions = folder.with_suffix(".csv")
    divisions.write_text(
        INVENTED_DIVISIONS.replace("西苑社区,5,990102001000", "西苑社区,5,990102002000")
        + "990102002000,从前街道,4,990102000000\n990102002001,从前社区,5,990102002000\n",
        encoding="utf-8",
    )
    fill_in(folder, divisions=divisions)
    grids = [["甲一网格", "甲小区"], ["甲二网格", "甲小区"], ["乙老网格", "乙小区"], ["丙老网格", "丙小区"]]
    workbook(folder / "网格.xlsx", "网格表", ["网格名称*", "所属小区*"], grids)
    homes = [["H1", "丙老网格", "有人"], ["H2", "甲一网格", "有人"], ["H7", "乙老网格", "有人"]]
    workbook(folder / "住户.xlsx", "住户", ["户编号", "所属网格", "状态"], homes)
    text(
        folder / "结对.csv",
        ["党组织;结对对象;协议签订日期", "示例局第一党支部;丙老网格;", "样本局党总支;乙小区;"],
    )
    text(folder / "联户.csv", ["人员,户编号,最近联系月份", "001,H1,2018-11", "002,H7,2018.9"])
    posts = (folder / "任职.csv").read_text(encoding="utf-8").replace("丙网格", "丙老网格")
    (folder / "任职.csv").write_text(posts, encoding="utf-8")
    people = [
        ["001", "示例甲", "正式党员", "示例局第一党支部", "甲一网格", "是"],
        ["002", "示例乙", "预备党员", "样本局党支部", "丙老网格", "否"],
        ["005", "示例戊", "正式党员", "甲小区网格党支部", "甲二网格", ""],
        ["004", "示例丁", "群众", "", "", ""],
    ]
    headings = ["人员编号", "姓名", "政治面貌", "所在党组织", "居住网格", "是否业主"]
    workbook(folder / "人员.xlsx", "党员", headings, people)
    return folder


@pytest.mark.usefixtures("judged_here")
def test_rosters_that_are_judged_by_two_give_the_same_workbook_and_pages(
    office: Path, tmp_path: Path
) -> None:
    graphmodel = commands_in(office)
    run = ("run", "rosters", "--as-of", "2018-12-31", "--without-plan", "--store")
    for name, more in (("at once", ()), ("by two", ("--workers", "2"))):
        done = graphmodel(*run, tmp_path / f"{name} data", "-o", tmp_path / name, *more)
        assert done.returncode == 0, done.stderr
    at_once, by_two = (_written(tmp_path / name) for name in ("at once", "by two"))
    assert {"report.xlsx", "findings.json", "index.html"} <= at_once.keys()
    assert at_once == by_two
    assert sorted(place.name for place in (tmp_path / "by two data").iterdir()) == ["judged", "snapshots"]


@pytest.mark.usefixtures("judged_here")
def test_a_run_that_was_stopped_goes_on_where_it_stood(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, judged = tmp_path / "out", []

    def judge(failing: str, folder: Path, code: str, *more: Any) -> dict[str, pl.DataFrame]:
        judged.append(code)
        if code == failing:
            raise OSError
        return judge_saved_part(folder, code, *more)

    def run(failing: str) -> int:
        judged.clear()
        for name, function in (
            ("judge_saved_parts", lambda asked: [judge(failing, *one) for one in asked]),
            ("judge_saved_part", partial(judge, failing)),
        ):
            monkeypatch.setattr(f"graphmodel.rules.by_workers.{name}", function)
        asked = ("--as-of", "2018-12-31", "--without-plan", "--workers", "2", "-o", out)
        return commands_in(office)("run", "rosters", *asked).returncode

    assert run("rest") == 3
    assert {"990102000000", "rest"} == {*judged}
    assert [file for file in out.rglob("*") if file.suffix in {".html", ".xlsx", ".json"}] == [
        *out.glob("alliance/judged/*/990102000000/manifest.json")
    ]
    assert run("") == 0
    assert judged == ["rest"]
    assert (out / "report.xlsx").is_file()
    assert not [*out.glob("alliance/judged/*-parts-*")]


def _written(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder, by its place."""
    files = (place for place in folder.rglob("*") if place.is_file())
    return {str(place.relative_to(folder)): place.read_bytes() for place in files}


def test_a_cluster_on_this_machine_gives_the_same(graphmodel: Run) -> None:
    at_once = graphmodel("gaps", *ASKED, "--store", "whole")
    with LocalCluster(
        n_workers=1, threads_per_worker=2, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        there = graphmodel("gaps", *ASKED, "--workers", cluster.scheduler_address)
    assert (there.returncode, there.stdout, there.stderr) == (0, at_once.stdout, "")


@pytest.mark.usefixtures("judged_here")
def test_a_part_that_cannot_be_read_is_named_and_the_others_are_kept(office: Path, tmp_path: Path) -> None:
    shutil.copytree(office / "alliance", tmp_path / "alliance", ignore=shutil.ignore_patterns("judged"))
    (damaged,) = (tmp_path / "alliance").glob("snapshots/*/parts/rest/own.parquet")
    before = damaged.read_bytes()
    damaged.write_bytes(before[:-1])
    said = commands_in(tmp_path)("gaps", *ASKED, "--workers", "2", "-o", "gaps.json", lang="zh")
    assert said.returncode == 3
    assert not (tmp_path / "gaps.json").exists()
    (kept,) = (tmp_path / "alliance" / "judged").iterdir()
    assert [place.name for place in kept.iterdir()] == ["990102001000"]
    assert said.stderr.startswith("graphmodel：")


@pytest.mark.usefixtures("judged_here")
def test_what_was_kept_of_a_part_and_lacks_a_column_or_a_table_is_worked_out_again(
    graphmodel: Run, office: Path
) -> None:
    before = graphmodel("gaps", *ASKED)
    places = sorted((office / "alliance" / "judged").glob("*/*"))
    bytes_before = _written(office / "alliance" / "judged")
    for place, lacking in zip(places, (["unit"], [*PLACE]), strict=True):
        kept = worked_out.read(place) or {}
        rest = kept.pop("territory").drop(lacking)
        shutil.rmtree(place)
        worked_out.write(place, kept | ({"territory": rest} if rest.width else {}))
    again = graphmodel("gaps", *ASKED)
    assert (again.returncode, again.stdout, again.stderr) == (0, before.stdout, before.stderr)
    assert _written(office / "alliance" / "judged") == bytes_before


@pytest.mark.usefixtures("judged_here")
def test_a_rule_that_failed_in_another_part_has_failed_until_that_part_is_asked_again(
    graphmodel: Run, office: Path
) -> None:
    before = graphmodel("gaps", *ASKED)
    (place,) = (office / "alliance" / "judged").glob("*/rest")
    kept = worked_out.read(place) or {}
    failed = pl.DataFrame({"rule": ["R25"], "reason": ["示例原因"]})
    shutil.rmtree(place)
    worked_out.write(place, kept | {"failed": failed})
    said = graphmodel("gaps", "--part", "990102001000", lang="zh")
    assert said.returncode == 3
    assert "规则 R25 计算失败：在 rest 这一部分没有算成" in said.stderr
    assert graphmodel("explain", "R25", "甲一网格").returncode == 0  # that part was asked again
    assert graphmodel("gaps", "--part", "990102001000").returncode == 0
    again = graphmodel("gaps", *ASKED)
    assert (again.returncode, again.stdout) == (0, before.stdout)


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("--workers", "0"), 2, "number of processes"),
        (("--workers", "tcp://10.1.2.3:8786"), 2, "not encrypted"),
        (("--workers", "tls://10.1.2.3:8786"), 2, "takes certificates"),
        (("--memory", "2"), 2, "512M at least"),
        (("--workers", "2", "--engine", "neo4j"), 2, "cannot be used with --engine neo4j"),
        (("--workers", "2", "--rules", "own"), 2, "cannot be judged part by part"),
        (("--workers", "2", "--store", "whole"), 0, "saved in one piece"),
    ],
)
def test_what_cannot_be_done_is_said(
    graphmodel: Run, office: Path, asked: tuple[str, ...], code: int, said: str
) -> None:
    (office / "own").mkdir(exist_ok=True)
    (office / "own" / "X01_小区网格少.cypher").write_text(RULE, encoding="utf-8")
    done = graphmodel("coverage", *asked)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
