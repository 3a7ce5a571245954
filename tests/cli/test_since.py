"""Since last time (``month.md`` §2): since when a gap is one, what changed, and how the rates went."""

import csv
import io
import json
import shutil
import threading
from functools import cached_property
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pytest

from graphmodel.stores.worked_out import read, write
from tests.cli.conftest import Run, answer, commands_in
from tests.cli.months import DECEMBER, GRIDS, NAMES, NOVEMBER, OCTOBER, code, fill_in, load


@pytest.fixture(scope="module")
def three_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of three months; tests only read it."""
    folder = tmp_path_factory.mktemp("months")
    load(commands_in(folder), folder, OCTOBER, NOVEMBER, DECEMBER)
    return folder


@pytest.fixture
def months(three_months: Path) -> Run:
    return commands_in(three_months)


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> "nx.DiGraph[str]":
    """What is worked out once, and what else for it; Python 3.11 lets no second thread work out the same meanwhile."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    under_way = threading.local()
    get: Any = cached_property.__get__

    def noting(self: Any, one: Any, owner: Any = None) -> Any:
        if one is None or self.attrname in vars(one):
            return get(self, one, owner)
        stack = under_way.__dict__.setdefault("stack", [])
        graph.add_edges_from((before, self.func.__qualname__) for before in stack)
        stack.append(self.func.__qualname__)
        try:
            return get(self, one, owner)
        finally:
            stack.pop()

    monkeypatch.setattr(cached_property, "__get__", noting)
    return graph


def seen(document: dict[str, Any]) -> dict[str, tuple[str | None, int | None]]:
    return {gap["subject"]: (gap["first_seen"], gap["persists"]) for gap in document["findings"]}


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every result in a folder, by path; what lies in the store is none."""
    files = (file for file in folder.rglob("*") if file.is_file() and "alliance" not in file.parts)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def row(sheet: Any, first: str) -> dict[str, Any]:
    """Return the first row of a sheet that begins so, by heading."""
    rows = list(sheet.iter_rows(values_only=True))
    place = next(place for place, cells in enumerate(rows) if cells[0] == first)
    headings = next(cells for cells in reversed(rows[:place]) if "规则" in cells or "类别" in cells)
    return dict(zip(headings, rows[place], strict=True))


def test_a_gap_is_first_seen_where_its_unbroken_run_of_months_begins(months: Run) -> None:
    gaps = answer(months, "gaps", "--rule", "R25")
    assert seen(gaps) == {
        code(DECEMBER, "一网格"): (OCTOBER, 3),
        code(DECEMBER, "二网格"): (NOVEMBER, 2),
        code(DECEMBER, "三网格"): (DECEMBER, 1),  # it was one in October too, but not in November
    }
    assert {gap["reply"] for gap in gaps["findings"]} == {None}
    assert seen(answer(months, "gaps", "--rule", "R25", "--as-of", "2018-12-15")) == {
        code(NOVEMBER, "一网格"): (OCTOBER, 2),
        code(NOVEMBER, "二网格"): (NOVEMBER, 1),
    }


def test_a_pairing_keeps_its_age_though_its_end_was_renamed(months: Run) -> None:
    (pairing,) = seen(answer(months, "gaps", "--rule", "R45")).items()
    assert pairing == (f"党组织/示例局党支部→{code(DECEMBER, '一网格')}", (OCTOBER, 3))


def test_only_gaps_say_it_and_csv_has_it_too(months: Run) -> None:
    every = answer(months, "gaps", "--verdict", "all", "--rule", "R23", "--rule", "R14")["findings"]
    assert all(("persists" in one) == (one["verdict"] == "gap") for one in every)
    assert "persists" not in json.dumps(answer(months, "coverage", "--rule", "R23"))


def test_undated_data_has_no_age(graphmodel: Run, tmp_path: Path) -> None:
    assert graphmodel("load", fill_in(tmp_path / "rosters", OCTOBER)).returncode == 0
    gaps = answer(graphmodel, "gaps", "--rule", "R25")
    assert set(seen(gaps).values()) == {(None, None)}
    assert {gap["reply"] for gap in gaps["findings"]} == {None}


def test_the_age_is_the_same_whether_judgements_were_kept_or_thrown_away(
    three_months: Path, tmp_path: Path
) -> None:
    shutil.copytree(three_months / "alliance", tmp_path / "alliance")
    graphmodel = commands_in(tmp_path)
    first = answer(graphmodel, "gaps")
    kept = tmp_path / "alliance" / "judged"
    assert len(list(kept.iterdir())) >= 2
    for place in kept.iterdir():  # whole by its checksums, and not what is asked for
        lacking = read(place) or {}
        shutil.rmtree(place)
        write(place, lacking | {"findings": lacking["findings"].drop("verdict")})
    assert answer(graphmodel, "gaps") == first
    for table in kept.glob("*/findings.parquet"):
        table.write_bytes(b"no table")
    assert answer(graphmodel, "gaps") == first
    shutil.rmtree(kept)
    assert graphmodel("gaps").returncode == 0
    assert not kept.exists(), "how many gaps there are says nothing of the months before"
    kept.touch()  # nothing can be kept
    assert answer(graphmodel, "gaps") == first


def test_thresholds_of_today_hold_for_the_months_before(months: Run, three_months: Path) -> None:
    (three_months / "longer.toml").write_text("window_months = 4\n", encoding="utf-8")
    for _ in range(2):
        assert answer(months, "history", "--settings", "longer.toml")["points"]
        assert answer(months, "history")["points"]


def test_what_was_renamed_twice_is_followed_from_month_to_month(months: Run) -> None:
    changes = answer(months, "diff", "--from", OCTOBER, "--to", DECEMBER, "--rule", "R25")
    told = {gap["subject"]: (gap["subject_before"], gap["state"]) for gap in changes["gaps"]}
    assert told == {
        code(DECEMBER, grid): (code(OCTOBER, grid), "new" if grid == "二网格" else "persisting")
        for grid in GRIDS
    }
    assert {row["kind"]: (row["began"], row["ended"]) for row in changes["network"]} == {"HOLDS": (0, 1)}
    assert changes["perhaps_renamed"] == []


@pytest.mark.parametrize(
    "options", [(), ("--by", "community"), ("--by", "street", "--scope", "990102001000")]
)
def test_history_is_what_coverage_answers_for_every_day(months: Run, options: tuple[str, ...]) -> None:
    history = answer(months, "history", *options)
    assert history["schema"] == "graphmodel/history/1"
    told = [
        {"as_of": day, "snapshot": covered["snapshot"], "unit_code": None}
        | {k: v for k, v in row.items() if k != "by"}
        for day in (OCTOBER, NOVEMBER, DECEMBER)
        for covered in [answer(months, "coverage", "--as-of", day, *options)]
        for row in covered["coverage"]
    ]
    order = ("rule", "subject_label", "unit_code", "as_of")
    assert history["points"] == sorted(told, key=lambda point: [str(point[name]) for name in order])
    assert any(point["met"] + point["gap"] == 0 for point in history["points"])


def test_history_comes_in_every_form_and_in_words(months: Run, three_months: Path) -> None:
    done = months("history", "--rule", "R25", lang="zh")
    assert done.returncode == 0, done.stderr
    assert "33.3%" in done.stdout
    every = answer(months, "history", "--by", "street")["points"]
    told = months("history", "--by", "street", "--format", "csv", lang="zh").stdout
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [(row["规则"], row["单位"], row["单位代码"], row["日期"]) for row in rows] == [
        (point["rule"], "示例街道", point["unit_code"], point["as_of"]) for point in every
    ]
    raw = months("history", "--by", "street", "--format", "csv", "--raw").stdout
    assert [row["as_of"] for row in csv.DictReader(io.StringIO(raw))] == [point["as_of"] for point in every]
    assert "单位" not in months("history", "--format", "csv", lang="zh").stdout
    assert months("history", "--format", "xlsx", "-o", "history.xlsx").returncode == 0
    assert openpyxl.load_workbook(three_months / "history.xlsx").active
    assert months("history", "--scope", "nowhere").returncode == 2


def test_history_of_undated_data_has_no_point(graphmodel: Run, tmp_path: Path) -> None:
    assert graphmodel("history").returncode == 2
    assert graphmodel("load", fill_in(tmp_path / "rosters", OCTOBER)).returncode == 0
    assert answer(graphmodel, "history")["points"] == []
    for form in ("csv", "xlsx"):
        assert graphmodel("history", "--format", form, "-o", f"history.{form}").returncode == 0
    assert "没有" in graphmodel("history", lang="zh").stderr


@pytest.mark.filterwarnings("ignore:.* extension is not supported")  # openpyxl knows no data bars of 2010
def test_run_tells_what_changed_and_puts_the_results_of_another_day_aside(
    graphmodel: Run, tmp_path: Path, worked_out: "nx.DiGraph[str]"
) -> None:
    out = tmp_path / "out"

    def run(month: str, *more: object) -> dict[str, Any]:
        done = graphmodel(
            "run", tmp_path / month, "-o", out, "--as-of", month, "--without-plan", *more, lang="zh"
        )
        assert done.returncode == 0, done.stderr
        findings: dict[str, Any] = json.loads((out / "findings.json").read_text(encoding="utf-8"))
        return findings

    for month in NAMES:
        fill_in(tmp_path / month, month)
    run(OCTOBER)
    assert not (out / "changes.json").exists()
    assert not (out / "earlier").exists()
    first = contents(out)
    run(NOVEMBER)
    assert contents(out / "earlier" / OCTOBER) == first
    findings = run(DECEMBER)
    assert {path.name for path in (out / "earlier").iterdir()} == {OCTOBER, NOVEMBER}
    assert (out / "earlier" / NOVEMBER / "changes.json").exists()
    gaps = [one for one in findings["findings"] if one["rule"] == "R25"]
    assert [gap["persists"] for gap in gaps] == [3, 1, 2]
    index, coverage, listed = (
        (out / f"{page}.html").read_text(encoding="utf-8") for page in ("index", "coverage", "gaps")
    )
    assert f"上次：{NOVEMBER}" in index
    assert "33.3%" in coverage
    assert f"<option>{OCTOBER}</option>" in listed
    book = openpyxl.load_workbook(out / "report.xlsx")
    rates = row(book["覆盖率"], "R25")
    assert rates["上次覆盖率"] == pytest.approx(1 / 3, abs=1e-4)
    assert [rates[name] for name in ("新增", "持续", "已补上")] == [1, 2, 0]
    assert row(book["逐项核对"], "R25")["首次发现"] == OCTOBER
    changes = json.loads((out / "changes.json").read_text(encoding="utf-8"))
    assert changes == answer(
        graphmodel, "diff", "--from", NOVEMBER, "--to", DECEMBER, "--store", out / "alliance"
    )
    run(DECEMBER, "--since", OCTOBER)
    assert json.loads((out / "changes.json").read_text(encoding="utf-8"))["from"]["as_of"] == OCTOBER
    run(DECEMBER, "--since", "none")
    assert not (out / "changes.json").exists()
    before = sorted(path.name for path in (out / "earlier").iterdir())
    done = graphmodel("run", tmp_path / OCTOBER, "-o", out, "--as-of", OCTOBER, "--since", DECEMBER)
    assert done.returncode == 2
    assert sorted(path.name for path in (out / "earlier").iterdir()) == before
    assert "Dossier.findings" in worked_out
    assert nx.is_directed_acyclic_graph(worked_out), "workbook and pages would wait for each other for ever"


def test_a_renamed_unit_is_the_same_scope_then_and_now(months: Run) -> None:
    whole, scoped = (
        answer(months, "diff", "--from", OCTOBER, "--to", DECEMBER, "--rule", "R25", *scope)
        for scope in ((), ("--scope", NAMES[DECEMBER][0]))
    )
    assert scoped["gaps"] == whole["gaps"]
    assert scoped["scope"] == [code(DECEMBER)]
