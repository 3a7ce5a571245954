"""What changed between two days or two snapshots."""

import json
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run, answer
from tests.cli.months import DIVISIONS
from tests.cli.office import INVENTED_DIVISIONS, REAL_DIVISIONS, fill_in, text

GRID = "990102001002/丙小区/丙网格"


def test_a_gap_that_opened_names_the_tie_that_ended(loaded: Run) -> None:
    changes = answer(loaded, "diff", "--from", "2018-10-31", "--to", "2018-12-31", "--rule", "R25")
    (opened,) = [gap for gap in changes["gaps"] if gap["state"] == "new"]
    assert (opened["subject"], opened["cause"]) == (GRID, "tie_ended")
    assert opened["ties"] == [f"HOLDS 002→{GRID}"]
    assert {gap["state"] for gap in changes["gaps"]} == {"new", "persisting"}
    (rates,) = changes["coverage"]
    assert (rates["gap_before"], rates["gap"]) == (2, 3)


def test_a_list_of_changes_that_is_too_long_says_where_the_rest_is(
    loaded: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphmodel.cli.screen.FINDINGS_SHOWN", 0)
    said = loaded("diff", "--from", "2018-10-31", "--to", "2018-12-31", "--rule", "R25", lang="zh")
    assert "共 1 条，这里列出前 0 条；全部：同一命令加 --format csv -o 文件名.csv" in said.stderr
    assert GRID not in said.stdout


def test_two_snapshots_tell_new_divisions_from_changes_in_the_network(
    graphmodel: Run, tmp_path: Path
) -> None:
    fill_in(tmp_path / "rosters")
    assert graphmodel("load", "rosters", "--as-of", "2018-12-31").returncode == 0
    first = answer(graphmodel, "gaps")["snapshot"]
    listed = (
        INVENTED_DIVISIONS.replace("没有小区的社区", "改了名的社区")
        + "990102001004,新设社区,5,990102001000\n"
    )
    (tmp_path / "rosters" / "区划名单.csv").write_text(listed, encoding="utf-8")
    (tmp_path / "rosters" / "又一个小区.csv").write_text(
        "小区名称,所属社区\n丁小区,新设社区\n", encoding="utf-8"
    )
    assert graphmodel("load", "rosters", "--as-of", "2018-12-31").returncode == 0
    changes = answer(
        graphmodel, "diff", "--from", first[:12], "--to", "2018-12-31", "--rule", "R21", "--rule", "R23"
    )
    assert [(d["change"], d["id"], d["name"], d["name_after"]) for d in changes["divisions"]] == [
        ("added", "990102001004", None, "新设社区"),
        ("renamed", "990102001003", "没有小区的社区", "改了名的社区"),
    ]
    opened = {(gap["subject"], gap["cause"]) for gap in changes["gaps"] if gap["state"] == "new"}
    assert opened == {("990102001004", "new_division"), ("990102001004/丁小区", "new_division")}


def test_an_unknown_snapshot_names_those_there_are(loaded: Run) -> None:
    nobodys = "abcdef" * 10
    done = loaded("diff", "--from", nobodys, "--to", "2018-12-31")
    assert done.returncode == 2
    assert nobodys in done.stderr
    (known,) = re.findall(r"([0-9a-f]{12}) \(2018-12-31\)", done.stderr)
    assert answer(loaded, "diff", "--from", "2018-10-31", "--to", known)["to"]["as_of"] == "2018-12-31"


def test_two_months_are_compared_by_the_snapshots_of_those_months(graphmodel: Run, tmp_path: Path) -> None:
    fill_in(tmp_path / "rosters")
    assert graphmodel("load", "rosters", "--as-of", "2018-11-30").returncode == 0
    (tmp_path / "rosters" / "又一个小区.csv").write_text(
        "小区名称,所属社区\n丁小区,990102001003\n", encoding="utf-8"
    )
    assert graphmodel("load", "rosters", "--as-of", "2018-12-31").returncode == 0
    changes = answer(graphmodel, "diff", "--from", "2018-11-30", "--to", "2018-12-31", "--rule", "R21")
    assert changes["from"]["snapshot"] != changes["to"]["snapshot"]
    assert {"kind": "Compound", "began": 1, "ended": 0} in changes["network"]


@pytest.mark.filterwarnings("ignore:.* extension is not supported")  # openpyxl knows no data bars of 2010
@pytest.mark.parametrize("form", ["table", "csv", "xlsx", "html"])
def test_changes_come_in_every_form(loaded: Run, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"changes.{form}"
    target = ["-o", file] if form in {"xlsx", "html"} else []
    done = loaded("diff", "--from", "2018-10-31", "--to", "2018-12-31", "--format", form, *target, lang="zh")
    assert done.returncode == 0, done.stderr
    if form == "xlsx":
        assert openpyxl.load_workbook(file).sheetnames == [
            "前后对比",
            "缺口变化",
            "区划变化",
            "改名",
            "网络变化",
        ]
    else:
        assert "丙网格" in (file.read_text(encoding="utf-8") if target else done.stdout)


def test_a_page_of_changes_needs_a_file(loaded: Run) -> None:
    done = loaded("diff", "--from", "2018-10-31", "--to", "2018-12-31", "--format", "html")
    assert done.returncode == 2
    assert "-o FILE" in done.stderr


OFFICIAL_LISTS = REAL_DIVISIONS.with_name("divisions_quzhou_2017.csv"), REAL_DIVISIONS


@pytest.mark.skipif(
    not all(path.exists() for path in OFFICIAL_LISTS),
    reason="the official division lists lie outside the project",
)
def test_two_official_lists_are_told_apart_from_what_happened(graphmodel: Run, tmp_path: Path) -> None:
    """One grid lost its branch, one compound lies in a community new in 2018, one lay in one that was abolished."""
    compounds = {"2017": "荷苑,新荷社区\n老街,解放路居委会", "2018": "荷苑,新荷社区\n新城,阳湖社区"}
    grids = {"2017": "老网格,老街", "2018": "新网格,新城"}
    branches = {"2017": "一网格、二网格", "2018": "二网格"}
    snapshots = []
    for year, divisions in zip(("2017", "2018"), OFFICIAL_LISTS, strict=True):
        folder = tmp_path / year
        folder.mkdir()
        (folder / "区划.csv").write_bytes(divisions.read_bytes())
        texts = {
            "小区": f"小区名称,所属社区\n{compounds[year]}",
            "网格": f"网格名称,所属小区\n一网格,荷苑\n二网格,荷苑\n{grids[year]}",
            "党组织": f"党组织名称,类型,覆盖对象\n荷苑网格党支部,网格党支部,{branches[year]}",
        }
        for name, content in texts.items():
            (folder / f"{name}.csv").write_text(content, encoding="utf-8")
        done = graphmodel("load", year, "--as-of", f"{year}-12-31")
        assert done.returncode == 0, done.stderr
        snapshots.append(answer(graphmodel, "coverage", "--rule", "R02")["snapshot"])
    changes = answer(graphmodel, "diff", "--from", snapshots[0], "--to", snapshots[1], "--rule", "R02")
    assert {(gap["name"], gap["state"], gap["cause"]) for gap in changes["gaps"]} == {
        ("一网格", "new", "tie_ended"),
        ("新网格", "new", "new_division"),
        ("老网格", "gone", "division_gone"),
    }
    counts = Counter(division["change"] for division in changes["divisions"])
    assert counts == {"added": 10, "removed": 2}


def test_a_gap_that_was_waived_is_neither_closed_nor_persisting(graphmodel: Run, tmp_path: Path) -> None:
    rosters = fill_in(tmp_path / "rosters")
    pairing = "党组织/样本局党总支→990102001001/甲小区"
    (rosters / "豁免.csv").write_text(
        f"规则,对象,理由,批准人,起,止\nR43,{pairing},协议在签,区委组织部,2018-12-01,2019-03-01",
        encoding="utf-8",
    )
    assert graphmodel("load", "rosters").returncode == 0
    for days, state, cause in (
        (("2018-11-30", "2018-12-31"), "waived", None),
        (("2018-12-31", "2019-03-01"), "new", "waiver_ended"),
    ):
        gaps = answer(graphmodel, "diff", "--from", days[0], "--to", days[1], "--rule", "R43")["gaps"]
        (gap,) = [gap for gap in gaps if gap["subject"] == pairing]
        assert (gap["state"], gap["cause"]) == (state, cause)


FAILING = """/*
title = { zh = "网格有名", en = "Grids have names" }
phrase = "本单位规定"
modality = "NORM"

[subjects.Grid]
severity = "S4"
rosters = ["grids"]
gap = { zh = "没有", en = "none" }
closes = { zh = "补上", en = "give it one" }
*/
MATCH (g:Grid)
RETURN g.label AS subject_label, g.id AS subject, CASE WHEN g.name = '新网格' THEN 'no verdict' ELSE 'gap' END AS verdict
"""


def test_of_a_rule_that_fails_on_one_day_no_gap_is_said_to_be_gone_nor_is_the_day_left_out_in_silence(
    graphmodel: Run, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "X01_names.cypher").write_text(FAILING, encoding="utf-8")
    for month, grid in (("2018-11", "老网格"), ("2018-12", "新网格")):
        folder = tmp_path / month
        folder.mkdir()
        text(folder / "区划.csv", DIVISIONS)
        text(folder / "小区.csv", ["小区名称,所属社区", "甲小区,东风社区"])
        text(folder / "网格.csv", ["网格代码,网格名称,所属小区", f"g1,{grid},甲小区"])
        assert graphmodel("load", month, "--as-of", month).returncode == 0
    asked = ("diff", "--from", "2018-11", "--to", "2018-12", "--rules", "own", "--rule", "X01")
    done = graphmodel(*asked, "--format", "json")
    assert done.returncode == 3
    assert "X01" in done.stderr
    assert json.loads(done.stdout)["gaps"] == []
    done = graphmodel("history", "--rules", "own", "--rule", "X01", "--format", "json")
    assert (done.returncode, [point["as_of"] for point in json.loads(done.stdout)["points"]]) == (
        3,
        ["2018-11-30"],
    )
    assert "2018-12-31 is not told: there rule X01 failed" in done.stderr
