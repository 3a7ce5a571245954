import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import polars as pl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from graphmodel.errors import EnvironmentFailure
from graphmodel.language import speaking
from graphmodel.reporting.analysed import parts as parts_of
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.proposed import summary
from graphmodel.rules import Judgement
from graphmodel.synthetic import synthesise
from graphmodel.workbooks import book as books
from graphmodel.workbooks.report import write_report
from tests.cities import HOSTILE, judged
from tests.pages.conftest import with_proposal
from tests.rules import build

A4 = 9
Converted = Callable[[Path, str], Path]

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")
"""openpyxl does not read the newer form of data bars."""


def report_of(judgement: Judgement, folder: Path) -> Path:
    write_report(Dossier(judgement), folder / "report.xlsx")
    return folder / "report.xlsx"


def opened(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def records(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows below the headings, by heading."""
    assert sheet.auto_filter.ref
    first = int(re.findall(r"[0-9]+", sheet.auto_filter.ref)[0])
    headings, *rows = sheet.iter_rows(min_row=first, values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows if row[0] != "无"]


@pytest.fixture(scope="module")
def report(city: Judgement, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with speaking("zh"):
        return report_of(city, tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def book(report: Path) -> Workbook:
    """The city's workbook; nobody changes it."""
    return opened(report)


@pytest.fixture(scope="module")
def recalculated(report: Path, converted: Converted) -> Workbook:
    """The same as an office suite has saved it."""
    return opened(converted(report, "xlsx"))


def counts(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    names = ("规则", "统计对象", "达标", "缺口", "未知", "不适用", "覆盖率")
    return [tuple(row[name] for name in names) for row in rows]


def expected(judgement: Judgement) -> list[tuple[Any, ...]]:
    names = ("rule", "counted", "met", "gap", "unknown", "exempt", "rate")
    rows = Dossier(judgement).coverage.select(names).iter_rows()
    return [(*row[:-1], "—" if row[-1] is None else row[-1]) for row in rows]


def test_the_coverage_sheet_is_the_coverage(city: Judgement, book: Workbook) -> None:
    rows = records(book["覆盖率"])
    assert counts(rows) == expected(city)
    assert all(row["分母"] == row["达标"] + row["缺口"] for row in rows)


def subjects(book: Workbook) -> Worksheet:
    sheet: Worksheet = book["逐项核对"]
    return sheet


def of_rule(book: Workbook, rule: str) -> list[dict[str, Any]]:
    return [row for row in records(subjects(book)) if row["规则"] == rule]


def counted(row: dict[str, Any], verdict: str) -> int:
    """How many subjects, or homes, a row counts under a verdict."""
    homes = re.search(rf"{verdict} ([0-9,]+) 户", row["缺什么，依据什么"] or "")
    return int(homes[1].replace(",", "")) if homes else int(row["结论"] == verdict)


def test_the_rows_of_each_rule_add_up_to_its_figures(city: Judgement, book: Workbook) -> None:
    things = pl.col("subject_label") != "Person"
    for rule in city.rule:
        rows = of_rule(book, rule)
        coverage = city.coverage.filter(rule=rule)
        told = coverage.filter(things) if rule != "R51" else coverage.clear()
        counts = {
            "缺口": coverage["gap"].sum(),
            "达标": told["met"].sum(),
            "不适用": told["exempt"].sum(),
        }
        for title, count in counts.items():
            assert sum(counted(row, title) for row in rows) == count, (rule, title)
        assert all(row["缺什么，依据什么"] and row["依据的行"] for row in rows if row["结论"] == "缺口")


def test_all_gaps_stand_in_one_list_one_line_per_fact(city: Judgement, book: Workbook) -> None:
    rows = records(book["缺口清单"])
    lines = Dossier(city).lines
    assert len(rows) == lines.height
    assert {row["规则"] for row in rows} == set(lines["told"])
    assert [row["等级"] for row in rows] == sorted(
        (row["等级"] for row in rows), key=["一级", "二级", "三级", "四级"].index
    )
    assert all(row["缺口"] and row["怎样补上"] for row in rows)
    (home, *_) = [row for row in rows if row["规则"] == "R35"]
    assert re.search("（[0-9]+ 户）$", home["缺口"])


def test_streets_stand_beside_headline_rules(city: Judgement, book: Workbook) -> None:
    rows = {row["街道"]: row for row in records(book["街道与主要规则"])}
    rates = Dossier(city).coverage_by["Street"].filter(rule="R25").drop_nulls("unit_code")
    assert rates.height == len(rows) > 1
    for street, rate in rates.select("street", "rate").iter_rows():
        assert rows[street]["R25 一网格一党建指导员"] == rate
    assert sum(row["缺口（处）"] for row in rows.values()) >= 16


def test_gaps_stand_above_what_is_folded_away(book: Workbook) -> None:
    sheet = subjects(book)
    first = int(re.findall(r"[0-9]+", str(sheet.auto_filter.ref))[0]) + 1
    verdicts: dict[str, list[bool]] = {}
    for row, record in enumerate(records(sheet), first):
        is_gap = record["结论"] == "缺口"
        layout = sheet.row_dimensions[row]
        assert (layout.outlineLevel == 0, not layout.hidden) == (is_gap, is_gap)
        verdicts.setdefault(record["规则"], []).append(is_gap)
    for gaps in verdicts.values():
        assert gaps == sorted(gaps, reverse=True)


def test_the_report_of_a_street_with_many_gaps_prints_on_sixty_pages(
    tmp_path: Path, converted: Converted
) -> None:
    numbers = range(1, 131)
    compounds, grids = (
        "".join(f"\n  {line.format(number)}" for number in numbers)
        for line in ("c{0} 示例小区{0} k1", "g{0} 示例第{0}网格 c{0}")
    )
    street = f"\ncompounds: id name part_of{compounds}\ngrids: id name part_of{grids}\n"
    judgement = build.judged(street)
    assert Dossier(judgement).lines.height > 700
    pages = converted(report_of(judgement, tmp_path), "pdf").read_bytes()
    assert 5 < len(re.findall(rb"/Type\s*/Page\b", pages)) <= 60


def printed_columns(sheet: Worksheet) -> int:
    """How many of its columns print."""
    area = sheet.print_area or sheet.dimensions
    return int(CellRange(area.split("!")[-1]).max_col)


def test_the_list_of_gaps_prints_without_what_is_said_once_for_each_rule(book: Workbook) -> None:
    gaps = book["缺口清单"]
    assert gaps.cell(4, printed_columns(gaps)).value == "缺口"
    assert [cell.value for cell in gaps[4]][printed_columns(gaps) :] == ["怎样补上"]
    told = [(row["规则"], row["类别"], row["怎样补上"]) for row in records(gaps)]
    once = records(book["怎样补上"])
    assert not book["怎样补上"].print_area
    assert {(row["规则"], row["类别"], row["怎样补上"]): row["缺口（处）"] for row in once} == Counter(told)


def test_no_sheet_is_so_wide_that_it_prints_below_nine_points(book: Workbook) -> None:
    for sheet in book.worksheets:
        widths = [
            column.width * ((column.max or 0) - (column.min or 0) + 1)
            for column in sheet.column_dimensions.values()
            if (column.min or 0) <= printed_columns(sheet)
        ]
        assert sum(widths) < (96 if sheet.title == "汇总" else 140), sheet.title


def test_the_unknowns_add_up(without_posts: Judgement, tmp_path: Path) -> None:
    rows = records(opened(report_of(without_posts, tmp_path))["未知"])
    found = pl.DataFrame(rows).group_by("规则").agg(pl.col("未知").sum())
    wanted = without_posts.coverage.group_by("rule").agg(pl.col("unknown").sum())
    assert dict(found.iter_rows()) == {rule: count for rule, count in wanted.iter_rows() if count}


def test_a_gap_says_what_where_why_and_what_would_close_it(city: Judgement, book: Workbook) -> None:
    gap = city.findings.filter(pl.col("rule") == "R25", pl.col("verdict") == "gap").row(0, named=True)
    (row,) = [row for row in of_rule(book, "R25") if row["代码"] == gap["subject"]]
    assert row["类别"] == "网格"
    assert row["名称"] == gap["name"]
    assert row["街道"].endswith("街道")
    assert row["社区"].endswith("社区")
    assert row["等级"] == "一级"
    assert row["缺什么，依据什么"].startswith("党建指导员人数：0")
    source = city.slice.nodes["Grid"].row(by_predicate=pl.col("id") == gap["subject"], named=True)
    assert row["依据的行"].startswith(f"网格.csv 第{source['source_row']}行")
    (line,) = [row for row in records(book["缺口清单"]) if (row["规则"], row["名称"]) == ("R25", gap["name"])]
    assert line["缺口"] == "没有党建指导员"
    assert "推荐1名" in line["怎样补上"]


def test_why_is_in_words(book: Workbook) -> None:
    for row in records(subjects(book)):
        words = re.sub("示例.*?[,;、]|[0-9]", "", row["缺什么，依据什么"] or "")
        assert not re.search("[a-z]{2}", words), row


def test_people_are_codes_without_a_home(city: Judgement, report: Path, book: Workbook) -> None:
    with zipfile.ZipFile(report) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    for name in city.slice.nodes["Person"]["name"].drop_nulls():
        assert name not in text
    for code in city.slice.nodes["Household"]["id"]:
        assert code not in text
    rows = records(subjects(book))
    people = [row for row in rows if row["类别"] == "人员"]
    assert people
    assert all(row["名称"] is None and "小区" not in row for row in people)
    assert {row["结论"] for row in people} == {"缺口"}, "who does what is asked is not listed"


def test_loose_people_are_a_number(city: Judgement, book: Workbook) -> None:
    rows = records(book["未纳入"])
    people = [row for row in rows if row["类别"] == "人员"]
    assert people
    assert all(row["代码"] is None and row["名称"] is None for row in people)
    assert sum(row["数量"] for row in rows) == Dossier(city).loose["members"].sum()


def test_what_was_not_supplied_names_the_rules(without_posts: Judgement, tmp_path: Path) -> None:
    book = opened(report_of(without_posts, tmp_path))
    rows = records(book["未提供"])
    missing = {(row["未提供"], row["规则"]): row["未知"] for row in rows}
    grids = without_posts.slice.nodes["Grid"].height
    assert missing["“任职”名册", "R25"] == grids
    assert ("“人员”名册的“居住网格”列", "R32") in missing
    (row,) = [row for row in records(book["未知"]) if row["规则"] == "R25"]
    assert (row["名称"], row["代码"], row["未知"]) == ("全部", None, grids)
    assert row["缺什么，依据什么"] == "未提供的名册：“任职”名册"
    assert records(book["未纳入"]) == []
    assert "没有提供“任职”名册，无法判断" in [cell.value for cell in book["未纳入"]["A"]]


def test_every_sheet_is_marked_and_set_up_for_print(book: Workbook) -> None:
    first = ["汇总", "缺口清单", "怎样补上", "街道与主要规则", "覆盖率", "名册核对", "覆盖阶梯", "按街道"]
    assert book.sheetnames[: len(first)] == first
    assert book.sheetnames[-4:] == ["未知", "未提供", "豁免", "未纳入"]
    sheets: list[Any] = book.worksheets
    for sheet in sheets:
        assert sheet["A2"].value.startswith("内部使用")
        assert "内部使用" in sheet.oddHeader.right.text
        assert "内部使用" in sheet.oddFooter.right.text
        assert sheet.page_setup.paperSize == A4
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {None, 1}
        assert sheet.page_setup.fitToHeight == 0
    assert [sheet.page_setup.orientation for sheet in sheets[:2]] == ["portrait", "landscape"]
    for sheet in sheets[1:]:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert sheet.print_title_rows


def links(sheet: Worksheet) -> list[tuple[Any, str, str]]:
    """The cells that lead somewhere: value, page beside the workbook or nothing, place there."""
    return [
        (cell.value, cell.hyperlink.target or "", str(cell.hyperlink.location))
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    ]


@pytest.mark.parametrize("name", ["汇总", "覆盖率", "覆盖阶梯", "按街道", "按社区"])
def test_every_figure_leads_to_a_row_of_a_list(name: str, book: Workbook) -> None:
    inside = [place for _, page, place in links(book[name]) if not page]
    assert inside
    for place in inside:
        sheet, row = place.removeprefix("'").split("'!A")
        assert book[sheet].cell(int(row), 1).value


def test_a_figure_leads_to_the_first_of_the_rows_it_counts(book: Workbook) -> None:
    sheet: Any = book["覆盖率"]
    heading = next(row for row in sheet.iter_rows() if row[0].value == "规则")
    at = {cell.value: cell.column - 1 for cell in heading}
    followed = 0
    for row in sheet.iter_rows(min_row=heading[0].row + 1):
        for verdict in ("达标", "缺口", "不适用"):
            link = row[at[verdict]].hyperlink
            if link and row[at["统计对象"]].value != "住户":
                name, place = link.location.replace("'", "").split("!A")
                listed = book[name][int(place)]
                told = (listed[0].value, listed[1].value, listed[6].value)
                assert told == (row[0].value, row[at["统计对象"]].value, verdict)
                followed += 1
    assert followed > 60


def test_places_bodies_and_organisations_lead_to_their_pictures_and_people_do_not(
    book: Workbook, recalculated: Workbook
) -> None:
    for one in (book, recalculated):
        pictures = {link[1:] for sheet in one.worksheets for link in links(sheet) if link[1]}
        assert {page.split("#")[0].split("/")[-1] for page, _ in pictures} == {"network.html"}
        places = {unquote(place) for _, place in pictures}
        labels = {place.split("/")[0] for place in places}
        assert {"Street", "Community", "Grid", "PartyOrg", "OwnersCommittee"} <= labels
        assert not labels & {"Person", "Household", "PAIRED_WITH"}


def test_waivers_and_thresholds_are_shown_with_what_they_do(waived: Judgement, tmp_path: Path) -> None:
    book = opened(report_of(waived, tmp_path))
    rows = records(book["豁免"])
    shown = [(row["目前效力"], row["规则"], row["理由"], row["止"]) for row in rows]
    assert shown == [
        ("已过期，重新计入缺口", "R40", "去年的事", "2018-12-01"),
        ("已豁免", "R38", "长期外出", "2019-03-01"),
        ("已豁免", "R40", "正在整改<b>", "2019-03-01"),
    ]
    (exempt,) = [row for row in of_rule(book, "R40") if "正在整改" in (row["缺什么，依据什么"] or "")]
    assert exempt["结论"] == "不适用"
    (person,) = [row for row in of_rule(book, "R38") if row["结论"] == "不适用"]
    assert person["名称"] is None
    summary = [[cell.value for cell in row] for row in book["汇总"].iter_rows()]
    assert ["每名党员联户上限", "2", "20", "R38"] in [
        [value for value in row if value is not None] for row in summary
    ]
    assert ["已豁免", 2] in [[value for value in row if value is not None] for row in summary]


def test_the_ladder_names_its_denominators(city: Judgement, book: Workbook) -> None:
    summary = [[cell.value for cell in row if cell.value is not None] for row in book["汇总"].iter_rows()]
    rates = Dossier(city).rates.select("measure", "kind", "reached", "of", "unknown", "rate").rows()
    assert len(rates) == 9
    for rate in rates:
        assert [*rate[:-1], "—" if rate[-1] is None else rate[-1]] in summary
    for row in records(book["覆盖阶梯"]):
        assert sum(row[heading] for heading in row if re.match("L[0-4] |U ", heading)) == row["全部"]


@pytest.mark.parametrize(("name", "level"), [("按街道", "Street"), ("按社区", "Community")])
def test_the_units_are_compared_rule_by_rule(name: str, level: str, city: Judgement, book: Workbook) -> None:
    rows = records(book[name])
    with_subjects = pl.sum_horizontal("met", "gap", "unknown", "exempt") > 0
    units = city.coverage_by(level).filter(with_subjects, pl.col("rule") != "R51")
    area = [row for row in rows if "主城区" in row.values()]
    assert counts([row for row in rows if row not in area]) == [
        (*row[:-1], "—" if row[-1] is None else row[-1])
        for row in Dossier(city)
        .coverage_by[level]
        .filter(pl.col("unit_code").is_not_null())
        .select("rule", "counted", "met", "gap", "unknown", "exempt", "rate")
        .iter_rows()
    ]
    assert len(rows) - len(area) == units.height
    within = city.coverage_within(("main-urban",)).filter(rule="R25")
    (of_area,) = [row for row in area if row["规则"] == "R25"]
    assert (of_area["达标"], of_area["缺口"]) == (within["met"].item(), within["gap"].item())
    assert book[name].conditional_formatting, "the rates have bars"


def test_columns_are_wide_enough_for_chinese(city: Judgement, book: Workbook) -> None:
    longest = max(map(len, city.slice.nodes["Street"]["name"]))
    sheet = subjects(book)
    (street,) = [cell.column_letter for cell in sheet[5] if cell.value == "街道"]
    assert sheet.column_dimensions[street].width >= 2 * 0.95 * longest


def test_libreoffice_opens_and_recalculates_it(city: Judgement, recalculated: Workbook) -> None:
    assert counts(records(recalculated["覆盖率"])) == [
        (*row[:-1], pytest.approx(row[-1]) if isinstance(row[-1], float) else row[-1])
        for row in expected(city)
    ]
    cells = [cell for sheet in recalculated for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type in {"e", "f"}]


def test_hostile_names_stay_texts(hostile: Judgement, tmp_path: Path, converted: Converted) -> None:
    path = report_of(hostile, tmp_path)
    for book in (opened(path), opened(converted(path, "xlsx"))):
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type in {"e", "f"}]
        texts = "\n".join(cell.value for cell in cells if isinstance(cell.value, str))
        for name in HOSTILE:
            assert name in texts
        for sheet in book.worksheets:
            for _, page, place in links(sheet):
                assert page.endswith("network.html") or place.split("'")[1] in book.sheetnames


@pytest.mark.usefixtures("in_english")
def test_in_english_it_is_english(city: Judgement, tmp_path: Path) -> None:
    book = opened(report_of(city, tmp_path))
    assert book.sheetnames[:2] == ["Summary", "All gaps"]
    assert book["Summary"]["A2"].value.startswith("For internal use only · as of 2018-12-31")
    for sheet in book:
        for name in ("A1", "A2"):
            assert not re.search("[一-鿿]", sheet[name].value)
        if sheet.auto_filter.ref:
            first, _, _ = sheet.auto_filter.ref.partition(":")
            headings = [cell.value for cell in sheet[int(first[1:])]]
            assert not re.search("[一-鿿]", "".join(map(str, headings)))


def test_a_scope_is_named_and_bounds_what_hangs_loose(tmp_path: Path) -> None:
    rosters = synthesise("tiny")
    community = rosters["compounds"]["part_of"][0]
    judgement = judged(rosters, tmp_path / "rosters", scope=(community,))
    book = opened(report_of(judgement, tmp_path))
    name = rosters["divisions"].row(by_predicate=pl.col("id") == community, named=True)["name"]
    assert f"范围：{name}" in book["汇总"]["A2"].value
    assert {row["社区"] for row in records(book["未纳入"])} <= {name}


def test_where_there_is_one_street_only_the_list_of_all_gaps_names_it(tmp_path: Path) -> None:
    rosters = synthesise("tiny")
    divisions = rosters["divisions"].head(4)  # city, county, street, community
    compounds = rosters["compounds"].filter(pl.col("part_of").is_in(divisions["id"].to_list())).head(1)
    grids = rosters["grids"].filter(pl.col("part_of").is_in(compounds["id"].to_list()))
    judgement = judged({"divisions": divisions, "compounds": compounds, "grids": grids}, tmp_path / "rosters")
    book = opened(report_of(judgement, tmp_path))
    headings = {
        name: [cell.value for row in book[name].iter_rows() for cell in row] for name in ("缺口清单", "未知")
    }
    assert ["街道" in written for written in headings.values()] == [True, False]
    assert "社区" in headings["未知"]


def test_a_sheet_too_long_to_use_says_what_it_leaves_out(
    city: Judgement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "ROWS_AT_MOST", 2)
    sheet = opened(report_of(city, tmp_path))["缺口清单"]
    lines = Dossier(city).lines.height
    assert len(records(sheet)) == 2 < lines
    assert f"共 {lines} 条，这里列出前 2 条" in str(sheet["A4"].value)


def test_the_same_judgement_gives_the_same_bytes(city: Judgement, report: Path, tmp_path: Path) -> None:
    assert report_of(city, tmp_path).read_bytes() == report.read_bytes()


def test_a_workbook_that_cannot_be_written_is_one_sentence(city: Judgement, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match=re.escape(str(tmp_path))):
        write_report(Dossier(city), tmp_path)


def test_a_rule_that_failed_is_named_with_its_reason(city: Judgement, tmp_path: Path) -> None:
    judgement = replace(city, failed={"R25": "<b>为什么</b>"})
    sheet = opened(report_of(judgement, tmp_path))["汇总"]
    assert {"计算失败的规则：1 条", "R25：<b>为什么</b>"} <= {cell.value for cell in sheet["A"]}
    assert "R25" not in [row["规则"] for row in records(opened(tmp_path / "report.xlsx")["覆盖率"])]


def test_proposals_and_analysis_are_to_be_considered_and_tell_the_day(
    city: Judgement, tmp_path: Path
) -> None:
    dossier = with_proposal(city)
    write_report(dossier, tmp_path / "report.xlsx")
    book = opened(tmp_path / "report.xlsx")
    assert dossier.proposal is not None
    for name, parts in (("建议", summary(dossier.proposal)), ("分析", parts_of(dossier.analysis))):
        cells = [cell.value for row in book[name].iter_rows() for cell in row]
        assert f"建议，须经研究 · 截至 {dossier.day}" in str(cells), name
        assert {part.title for part in parts} <= set(cells), name
