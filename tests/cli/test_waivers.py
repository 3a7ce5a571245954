"""A waived gap is exempt, and says who decided why; a waiver that can do nothing is told."""

import json
from pathlib import Path

from tests.cli.conftest import Run, answer
from tests.cli.months import DECEMBER, NOVEMBER, OCTOBER, code, load
from tests.cli.months import fill_in as fill_in_a_month
from tests.cli.office import fill_in, text

GRID = "990102001001/乙小区/乙网格"


def test_only_gaps_that_may_be_waived_are(graphmodel: Run, tmp_path: Path) -> None:
    rosters = fill_in(tmp_path / "rosters")
    rows = [
        f"R35,{GRID},正在联系,区委组织部,2018-12-01,2019-03-01",
        f"R25,{GRID},暂缓,区委组织部,2018-12-01,2019-03-01",
        "R27,没有这个支部,暂缓,区委组织部,2018-12-01,2019-03-01",
        "R43,党组织/样本局党总支→990102001001/甲小区,协议在签,区委组织部,2018-12-01,2019-03-01",
    ]
    (rosters / "豁免.csv").write_text("\n".join(["规则,对象,理由,批准人,起,止", *rows]), encoding="utf-8")
    done = graphmodel("load", "rosters", "--as-of", "2018-12-31")
    assert done.returncode == 0, done.stderr
    problems = json.loads(graphmodel("check", "rosters", "--format", "json").stdout)["problems"]
    ignored = [(p["row"], p["value"]) for p in problems if p["code"] == "ignored-value"]
    assert ignored == [(2, "R35"), (3, "R25"), (4, "没有这个支部")], "a goal cannot be waived"
    findings = json.loads(graphmodel("gaps", "--format", "json", "--verdict", "exempt").stdout)["findings"]
    waived = {f["rule"]: f["evidence"]["waived"] for f in findings if "waived" in f["evidence"]}
    assert waived == {"R43": "协议在签"}
    assert "区委组织部" not in json.dumps(findings, ensure_ascii=False)
    pairing = "党组织/样本局党总支→990102001001/甲小区"
    told = graphmodel("explain", "R43", pairing, lang="zh").stdout
    assert "豁免：已豁免；理由：协议在签；2018-12-01 起，2019-03-01 止；豁免.csv 第 5 行" in told
    (explained,) = json.loads(graphmodel("explain", "R43", pairing, "--format", "json").stdout)[
        "explanations"
    ]
    (waiver,) = explained["waivers"]
    assert (waiver["outcome"], waiver["reason"]) == ("applied", "协议在签")
    later = graphmodel("gaps", "--rule", "R43", "--as-of", "2019-04-01", lang="zh")
    assert "豁免：已过期，重新计入缺口 1 条" in later.stderr
    assert f"R43 {pairing}：协议在签，止于 2019-03-01" in later.stderr


def test_a_waiver_follows_what_was_renamed_month_by_month(graphmodel: Run, tmp_path: Path) -> None:
    row = f"R40,{code(OCTOBER, '一网格')},正在补做,区委组织部,2018-10-01,2019-03-01"
    load(graphmodel, tmp_path, OCTOBER, NOVEMBER)
    december = fill_in_a_month(tmp_path / DECEMBER, DECEMBER)
    text(december / "豁免.csv", ["规则,对象,理由,批准人,起,止", row])
    done = graphmodel("load", DECEMBER, "--as-of", DECEMBER)
    assert done.returncode == 0
    assert "豁免" not in done.stderr, "it names a subject"
    for day, verdict in ((DECEMBER, "exempt"), (NOVEMBER, "gap")):
        found = answer(graphmodel, "gaps", "--as-of", day, "--rule", "R40", "--verdict", "all")["findings"]
        assert {one["subject"]: one["verdict"] for one in found}[code(day, "一网格")] == verdict


def test_a_waiver_that_can_do_nothing_is_told_beside_errors(graphmodel: Run, tmp_path: Path) -> None:
    rosters = fill_in(tmp_path / "rosters")
    (rosters / "豁免.csv").write_text(
        "\n".join(
            [
                "规则*,对象 *,理由,批准人,起,止",
                "R25,没有这个网格,暂缓,区委组织部,2018-12-01,2019-03-01",
                "R27,没有这个支部,暂缓,区委组织部,2018-12-01,2018-12-01",
                "R27,,暂缓,区委组织部,2018-12-01,2019-03-01",
            ]
        ),
        encoding="utf-8",
    )
    done = graphmodel("check", "rosters", "--format", "json")
    assert done.returncode == 1
    problems = [p for p in json.loads(done.stdout)["problems"] if p["file"] == "豁免.csv"]
    assert {(p["row"], p["code"], p["column"], p["value"]) for p in problems} == {
        (2, "ignored-value", "规则*", "R25"),
        (3, "ends-before-start", "止", "2018-12-01"),
        (3, "ignored-value", "对象 *", "没有这个支部"),
        (4, "missing-value", "对象 *", None),
    }
