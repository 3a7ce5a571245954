"""The report upwards against what the other commands answer for the same days and scope; all of a tiny city."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document

from graphmodel import synthetic
from tests.cli.conftest import Run, commands_in

STREET = "990101002000"
Answers = dict[str, Any]


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in whose store are November and December of the tiny city."""
    folder = tmp_path_factory.mktemp("months")
    for day, rosters in synthetic.synthesise_months("tiny", 2):
        synthetic.write(rosters, folder / "rosters", "csv", day)
        done = commands_in(folder)("load", "rosters", "--as-of", day.isoformat())
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def graphmodel(months: Path) -> Run:
    return commands_in(months)


@pytest.fixture(scope="module")
def written(graphmodel: Run, months: Path) -> Callable[..., Document]:
    """The report of some options, opened."""

    def write(*options: object) -> Document:
        done = graphmodel("report", "-o", "report.docx", *options, lang="en")
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        return docx.Document(str(months / "report.docx"))

    return write


@pytest.fixture(scope="module")
def report(written: Callable[..., Document]) -> Document:
    return written()


def answer(graphmodel: Run, *arguments: object) -> Answers:
    done = graphmodel(*arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    parsed: Answers = json.loads(done.stdout)
    return parsed


def text(report: Document) -> str:
    return "\n".join(paragraph.text for paragraph in report.paragraphs)


def rows(report: Document, *headings: str) -> list[list[str]]:
    """The rows of the table with these headings."""
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in report.tables]
    (found,) = [table[1:] for table in tables if table[0][: len(headings)] == list(headings)]
    return found


def percent(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:.1%}"


def test_rates_are_those_of_coverage_and_of_the_time_before(graphmodel: Run, report: Document) -> None:
    now = answer(graphmodel, "coverage")["coverage"]
    before = answer(graphmodel, "coverage", "--as-of", "2018-11-30")["coverage"]
    then = {(row["rule"], row["subject_label"]): row["rate"] for row in before}
    goals = {"R01", "R02", "R15", "R16", "R17", "R20", "R21", "R23", "R25", "R35", "R36", "R48"}
    expected = [
        [
            row["rule"],
            *(str(row["met"] + row["gap"]), str(row["met"]), str(row["gap"])),
            *(str(row["unknown"]), str(row["exempt"])),
            *(percent(row["rate"]), percent(then[row["rule"], row["subject_label"]])),
        ]
        for row in now
        if row["rule"] in goals and row["met"] + row["gap"] + row["unknown"] + row["exempt"]
    ]
    told = rows(report, "规则", "内容", "对象", "应", "已", "缺", "未知", "不适用", "率", "上次", "增减")
    assert [[row[0], *row[3:10]] for row in told] == expected
    of_instructors = next(row for row in told if row[0] == "R25")
    assert of_instructors[2:] == ["网格", "7", "3", "4", "0", "0", "42.9%", "28.6%", "+14.3"]


def test_what_changed_is_that_of_diff(graphmodel: Run, report: Document) -> None:
    gaps = answer(graphmodel, "diff", "--from", "2018-11-30", "--to", "2018-12-31")["gaps"]
    states = [gap["state"] for gap in gaps]
    new, closed, persisting = (states.count(state) for state in ("new", "closed", "persisting"))
    assert min(new, closed, persisting) > 0
    assert f"新增缺口{new}条，补上{closed}条，仍有{persisting}条" in text(report)
    assert "（2018-11-30，2018-11-30 的数据）" in text(report)


def test_streets_have_their_gaps_of_the_first_severity_one_per_fact(
    graphmodel: Run, report: Document
) -> None:
    def lines(*options: str) -> int:
        """Of one thing, R17, R16 and R01 are one fact, and so are R02 and R01."""
        gaps = [gap for gap in answer(graphmodel, "gaps", *options)["findings"] if gap["severity"] == "S1"]
        facts = {
            (("R17" if gap["rule"] in {"R01", "R02", "R16", "R17"} else gap["rule"]), gap["subject"])
            for gap in gaps
        }
        return len(facts)

    told = {row[0]: row[1:] for row in rows(report, "街道", "现在", "上次", "增减")}
    now, before = lines("--scope", STREET), lines("--scope", STREET, "--as-of", "2018-11-30")
    assert told["乙丑街道"] == [str(now), str(before), f"{now - before:+d}"]
    assert told["合计"][:2] == [str(lines()), str(lines("--as-of", "2018-11-30"))]


def test_every_rule_of_the_first_severity_has_a_paragraph(graphmodel: Run, report: Document) -> None:
    gaps = [gap for gap in answer(graphmodel, "gaps")["findings"] if gap["severity"] == "S1"]
    headings = [paragraph.text for paragraph in report.paragraphs if paragraph.style.name == "Heading 2"]  # type: ignore[union-attr]
    assert [heading[-4:-1] for heading in headings] == sorted({gap["rule"] for gap in gaps})
    assert "7个网格中，4个没有党建指导员；分布：甲子街道2、乙丑街道2。具体是：" in text(report)


def test_proposals_are_those_of_plan(graphmodel: Run, report: Document) -> None:
    plan = answer(graphmodel, "plan")
    told = rows(report, "规则", "内容", "对象", "措施", "现有", "补上", "仍缺")
    expected = [
        [row["rule"], str(row["gap_before"]), str(row["closed"]), str(row["gap_after"])]
        for row in plan["rules"]
        if row["gap_before"]
    ]
    assert [[row[0], *row[4:]] for row in told] == expected
    assert f"可以采取{len(plan['moves'])}条措施" in text(report)
    still = rows(report, "规则", "对象", "原因", "数目")
    assert sum(int(row[3]) for row in still) == sum(row["open"] for row in plan["stays_open"])


def test_the_annex_adds_up_to_coverage_by_street(graphmodel: Run, report: Document) -> None:
    by_street = answer(graphmodel, "coverage", "--by", "street")["coverage"]
    expected = sum(row["gap"] for row in by_street if row["rule"] != "R51")
    annexes = [table for table in report.tables if table.rows[0].cells[0].text == "街道"][1:]
    told = sum(int(cell.text) for table in annexes for row in table.rows[1:-1] for cell in row.cells[1:])
    assert told == expected


def test_a_report_of_a_street_speaks_of_it_alone_and_of_the_time_that_is_named(
    graphmodel: Run, written: Callable[..., Document]
) -> None:
    report = written("--scope", STREET, "--since", "2018年11月")
    row = next(
        row for row in answer(graphmodel, "coverage", "--scope", STREET)["coverage"] if row["rule"] == "R25"
    )
    assert "关于乙丑街道红色物业联盟覆盖情况的通报" in text(report)
    assert "与上次（2018-11-30，2018-11-30 的数据）相比" in text(report)
    told = next(row for row in rows(report, "规则", "内容", "对象", "应") if row[0] == "R25")
    assert told[3:6] == [str(row["met"] + row["gap"]), str(row["met"]), str(row["gap"])]
    plan = answer(graphmodel, "plan", "--scope", STREET)
    assert f"可以采取{len(plan['moves'])}条措施" in text(report)
    assert "甲子街道" not in [row[0] for row in rows(report, "街道", "现在")]


def test_nobody_is_named(report: Document) -> None:
    cells = [cell.text for table in report.tables for row in table.rows for cell in row.cells]
    everything = "\n".join([text(report), *cells, report.part.blob.decode()])
    assert "示例人员" not in everything
    assert "RY0" not in everything


def test_without_a_time_before_it_says_so(written: Callable[..., Document]) -> None:
    report = written("--as-of", "2018-11-30")
    assert "没有上一次的数据可以比较" in text(report)
    assert {row[2] for row in rows(report, "街道", "现在", "上次")} == {"—"}


def test_the_time_to_compare_with_lies_before_the_day(graphmodel: Run) -> None:
    done = graphmodel("report", "-o", "x.docx", "--since", "2018-12-31")
    assert done.returncode == 2
    assert "--since must be before 2018-12-31" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("-o", "report.pdf"),
        (),
        ("--write-template", "blank.doc"),
        ("--template", "none.docx", "-o", "x.docx"),
    ],
)
def test_wrong_use_is_told_and_writes_nothing(
    graphmodel: Run, months: Path, arguments: tuple[str, ...]
) -> None:
    before = {*months.iterdir()}
    done = graphmodel("report", *arguments)
    assert done.returncode == 2
    assert ".docx" in done.stderr
    assert {*months.iterdir()} == before


def test_fields_are_listed_and_the_built_in_file_is_written(graphmodel: Run, months: Path) -> None:
    assert "{{ 标题 }}" in graphmodel("report", "--fields").stdout
    assert graphmodel("report", "--write-template", "blank.docx").returncode == 0
    assert "{{ 标题 }}" in text(docx.Document(str(months / "blank.docx")))


def test_an_unknown_field_is_named_before_anything_is_written(graphmodel: Run, months: Path) -> None:
    own = docx.Document()
    own.add_paragraph("{{ 标题 }}{{ 市长 }}")
    own.save(str(months / "odd.docx"))
    done = graphmodel("report", "--template", "odd.docx", "-o", "odd-report.docx")
    assert done.returncode == 2
    assert "市长" in done.stderr
    assert not (months / "odd-report.docx").exists()
