"""The sheets of the report after the summary, each a list that filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

import polars as pl

from graphmodel.language import AND, Text
from graphmodel.ontology import LABEL
from graphmodel.ontology.vocabulary import GRADES, SEVERITIES, UNITS
from graphmodel.reporting import analysed, proposed
from graphmodel.reporting.analysed import Part
from graphmodel.reporting.coverage import NO_COVERAGE
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.findings import PAST
from graphmodel.reporting.movement import BEFORE
from graphmodel.reporting.supplies import NotSupplied
from graphmodel.reporting.wording import SEMICOLON, WITH_REMARK, counted
from graphmodel.rules.ladder import LEVELS
from graphmodel.workbooks.book import RED, TEAL, Book, Column, columns_of, width_of
from graphmodel.workbooks.headings import columns
from graphmodel.workbooks.report.links import FIGURES, SUBJECTS, UNKNOWN

COVERAGE: Final = Text("覆盖率", "Coverage")
REGISTERS: Final = Text("名册核对", "Registers")
_ROW: Final = Text("第{}行", "row {}")
GAPS: Final = Text("缺口清单", "All gaps")
CLOSING: Final = Text("怎样补上", "What would close them")
MATRIX: Final = Text("街道与主要规则", "Streets and headlines")
LADDER: Final = Text("覆盖阶梯", "Ladder")
BY: Final = {
    "County": Text("按县区", "By county"),
    "Street": Text("按街道", "By street"),
    "Community": Text("按社区", "By community"),
}
NOT_SUPPLIED: Final = Text("未提供", "Not supplied")
WAIVERS: Final = Text("豁免", "Waivers")
LOOSE: Final = Text("未纳入", "Loose")
PROPOSAL: Final = Text("建议", "Proposals")
TO_BE_CONSIDERED: Final = Text("建议，须经研究", "proposals, to be considered")
ANALYSIS: Final = Text("分析", "Analysis")

ON_SCREEN: Final = Text(
    "逐条供在屏幕上查看和筛选，不打印；打印的见“{sheet}”。",
    "to be looked at and filtered on the screen, not printed: what prints is in {sheet}",
)
RATE: Final = Text(
    "覆盖率=达标÷分母，分母=达标+缺口；未知（名册未提供或没有填写）和不适用不计入分母，列在旁边。",
    "rate = met / denominator, denominator = met + gap; what is unknown or exempt is not in it and stands beside it",
)
_UNITS_TO_COMPARE: Final = 2
_UNIT_COLUMNS: Final = {
    "County": ("county",),
    "Street": ("county", "street"),
    "Community": ("county", "street", "community"),
}
VERDICT_COLUMNS: Final = ("met", "gap", "unknown", "exempt", "rate")


def state(dossier: Dossier) -> str:
    """When, told by which data, and of what."""
    return Text("截至 {day} · 范围：{scope}", "as of {day} · scope: {scope}").fill(
        day=dossier.day, scope=dossier.scope
    )


def write_coverage(book: Book, dossier: Dossier, coverage: pl.DataFrame) -> None:
    """Write the coverage of everything; ``coverage`` has links."""
    sheet = book.sheet(str(COVERAGE), colour=TEAL)
    sheet.title(str(COVERAGE), state(dossier))
    sheet.line(str(RATE))
    names = ("rule", "title", "phrase", "modality", "counted", "judged")
    sheet.long_table(coverage, columns(*names, *VERDICT_COLUMNS, *before(dossier), links=FIGURES))


def before(dossier: Dossier) -> tuple[str, ...]:
    """The columns beside a rate, where there is a time before."""
    return BEFORE if dossier.changes else ()


def write_registers(book: Book, dossier: Dossier, registers: pl.DataFrame, *, links: bool = False) -> None:
    """Write whether the registers agree, which is no coverage; ``registers`` has links if so said; no sheet without rows."""
    if registers.is_empty():
        return
    sheet = book.sheet(str(REGISTERS), colour=TEAL)
    sheet.title(str(REGISTERS), state(dossier))
    sheet.line(str(NO_COVERAGE))
    units = ("unit_name", "unit_code") if "unit_code" in registers.columns else ()
    names = (*units, "rule", "title", "counted", "checked", "amiss", "unknown")
    places = {"amiss": FIGURES["gap"], "unknown": FIGURES["unknown"]} if links else {}
    sheet.long_table(registers, columns(*names, links=places))


def write_coverage_by(book: Book, dossier: Dossier, level: str, coverage: pl.DataFrame) -> None:
    """Write the coverage of the units of a level, rule by rule; ``coverage`` has links."""
    if coverage["unit_code"].drop_nulls().n_unique() < _UNITS_TO_COMPARE:
        return  # nothing there, or the coverage of everything once more
    sheet = book.sheet(str(BY[level]), colour=TEAL)
    title = Text("{level}覆盖率", "Coverage by {level}").fill(level=LABEL[level].title)
    sheet.title(title, state(dossier))
    sheet.line(
        str(
            Text(
                "按规则排列，便于比较；一个对象在两处的两处都计，所以各处相加可以多于全部。可按规则或地名筛选；没有缺口和未知的已折叠。",
                "rule by rule, to be compared; what lies in two units counts in both, so they may add up to more than "
                "there is; filter by rule or place; what has neither gap nor unknown is folded away",
            )
        )
    )
    units = [*_telling_apart(coverage, _UNIT_COLUMNS[level])]
    links = FIGURES | {units[-1]: "picture"}
    names = ("rule", "title", "counted", *units, "judged")
    nothing_amiss = (pl.col("gap") == 0) & (pl.col("unknown") == 0)
    shown = columns(*names, *VERDICT_COLUMNS, *before(dossier), links=links)
    sheet.long_table(coverage, shown, folded=nothing_amiss)


def _telling_apart(coverage: pl.DataFrame, places: Sequence[str]) -> Iterator[str]:
    """The last of some columns of places, and of those above it the ones in which rows differ."""
    *above, unit = places
    yield from (place for place in above if coverage[place].n_unique() > 1)
    yield unit


def write_ladder(book: Book, dossier: Dossier, coverage: pl.DataFrame) -> None:
    """Write how many bodies stand on each level of the ladder; ``coverage`` has links, the summary the rates."""
    sheet = book.sheet(str(LADDER), colour=TEAL)
    sheet.title(
        str(Text("党的组织和党的工作覆盖阶梯", "The ladder of cover: how far the Party reaches")),
        state(dossier),
    )
    sheet.line(dossier.ladder_caption)
    of_r17 = coverage.filter(rule="R17").select("subject_label", *FIGURES.values())
    table = dossier.levels.join(of_r17, on="subject_label", maintain_order="left")
    verdicts = {"L0": "gap", "U": "unknown"}
    links = {level: FIGURES[verdicts.get(level, "met")] for level in LEVELS}
    sheet.long_table(table, columns("kind", "bodies", *LEVELS, links=links))


def write_subjects(book: Book, dossier: Dossier, found: pl.DataFrame) -> None:
    """Write the subjects of every rule, gaps first and what is none folded away."""
    sheet = book.sheet(str(SUBJECTS))
    sheet.title(str(SUBJECTS), state(dossier))
    sheet.line(
        str(
            Text(
                "按规则排列，缺口在前；没有缺口的已折叠，点左边的加号展开。没有缺口的人员和名册核对不列出。",
                "rule by rule, gaps first; what is none is folded away: click the plus at the left. People and registers only where "
                "something is amiss",
            )
        )
    )
    sheet.line(ON_SCREEN.fill(sheet=GAPS))
    names = (
        "rule",
        "kind",
        "name",
        "code",
        *_places_to_tell(dossier),
        *_since(found),
        "outcome",
        "grade",
        "why",
        "source",
    )
    sheet.long_table(
        _told(found),
        columns(*names, links={"name": "picture"}),
        folded=pl.col("verdict") != "gap",
        printed=False,
    )


def _places(dossier: Dossier) -> list[str]:
    """The columns that say where a subject lies; the county only where streets of two have one name."""
    return [*(["county"] if dossier.streets_share_names else []), "street", "community"]


def _places_to_tell(dossier: Dossier) -> list[str]:
    """The same without the street where there is but one: what is asked of it needs the room of the page."""
    one = len(dossier.streets) == 1
    return [place for place in _places(dossier) if not (one and place == "street")]


def _since(found: pl.DataFrame) -> list[str]:
    """When gaps were first seen and what was answered, where that is known."""
    return [name for name in PAST if name in found.columns]


def _told(found: pl.DataFrame) -> pl.DataFrame:
    """Findings in words, short: the severity in a word (``grade``), only the evidence, the rows in one cell (``source``)."""
    own = pl.concat_str("file", "sheet", pl.format(str(_ROW), "row"), separator=" ", ignore_nulls=True)
    return _graded(found).with_columns(
        why=pl.coalesce("facts", "why"),
        source=pl.concat_str(own, "further", separator=str(SEMICOLON), ignore_nulls=True),
    )


def _graded(found: pl.DataFrame) -> pl.DataFrame:
    """Findings with ``grade``, their severity in a word."""
    grades = {str(SEVERITIES[severity]): str(grade) for severity, grade in GRADES.items()}
    return found.with_columns(
        grade=pl.col("severity").replace_strict(grades, default=None, return_dtype=pl.String)
    )


def _gravest_first(graded: pl.DataFrame) -> pl.DataFrame:
    order = {str(grade): at for at, grade in enumerate(GRADES.values())}
    return graded.sort(pl.col("grade").replace_strict(order), maintain_order=True)


def write_gaps(book: Book, dossier: Dossier) -> None:
    """Write every gap, one line per fact, the gravest first; it filters by street."""
    sheet = book.sheet(str(GAPS), colour=RED)
    sheet.title(str(GAPS), state(dossier))
    homes = {rule.id for rule in dossier.rules if rule.unit == "homes"}
    of_homes = pl.format(str(WITH_REMARK.fill(what="{}", remark="{} " + str(UNITS["homes"]))), "wrong", "gap")
    lines = _told(dossier.gaps).with_columns(
        pl.coalesce("name", "code"),
        wrong=pl.when(pl.col("rule").is_in(homes)).then(of_homes).otherwise("wrong"),
    )
    names = ("grade", "rule", "kind", "name", *_places(dossier), *_since(lines), "wrong")
    sheet.line(
        Text(
            "打印时不带“{closing}”一列，每条规则怎样补上见“{sheet}”。",
            "printed without {closing}: see the sheet of that name",
        ).fill(closing=CLOSING, sheet=CLOSING)
    )
    sheet.long_table(
        _gravest_first(lines),
        columns(*names, links={"name": "picture"}, beyond=["closes"]),
    )


def write_closing(book: Book, dossier: Dossier) -> None:
    """Write once for each rule what its gaps lack and what would close them, which the list of all gaps has no room to print."""
    sheet = book.sheet(str(CLOSING), colour=RED)
    sheet.title(str(CLOSING), state(dossier))
    rules = _gravest_first(_graded(dossier.gaps_by_rule))
    sheet.long_table(rules, columns("grade", "rule", "kind", "lines", "wrong", "closes"))


def write_matrix(book: Book, dossier: Dossier) -> None:
    """Write the streets beside the headline rules, a rate in each cell; no sheet without streets."""
    rules = dossier.headlines.filter(pl.col("subject_label") != "")
    of_street = dossier.coverage_by["Street"].drop_nulls("unit_code")
    shown = of_street.join(rules, on=["rule", "subject_label"], how="semi", maintain_order="left")
    if shown.is_empty():
        return
    heading = pl.format("{} {}", "rule", "title")
    units = ["county", "street", "picture", "unit_code"]
    rates = shown.with_columns(heading=heading).pivot("heading", index=units, values="rate")
    grave = dossier.lines_within.filter(unit_label="Street", severity="S1").select("lines", unit_code="unit")
    table = rates.join(grave, on="unit_code", how="left").with_columns(pl.col("lines").fill_null(0))
    sheet = book.sheet(str(MATRIX), colour=RED)
    sheet.title(str(MATRIX), state(dossier))
    sheet.line(
        str(
            Text(
                "每个街道一行，一级缺口多的在前；格里是覆盖率，缺口见“缺口清单”（可按街道筛选）。",
                "a row for each street, that with most S1 gaps first; the gaps are in the list of all gaps",
            )
        )
    )
    titles = [title for title in rules.select(heading).to_series() if title in table.columns]
    places = [place for place in _places(dossier) if place in table.columns]
    sheet.long_table(
        table.sort("lines", "unit_code", descending=[True, False]),
        [
            *columns(*places, "lines", links={"street": "picture"}),
            *(Column(title, title, "rate", 16) for title in titles),
        ],
    )


def write_unknown(book: Book, dossier: Dossier) -> None:
    """Write what nobody can tell, and for want of what."""
    sheet = book.sheet(str(UNKNOWN))
    sheet.title(
        str(Text("未知：资料不足，不算缺口", "Unknown: not told by the rosters, and no gap")),
        state(dossier),
    )
    sheet.line(ON_SCREEN.fill(sheet=COVERAGE))
    names = ("rule", "kind", "name", "code", *_places_to_tell(dossier), "unknown", "why", "source")
    sheet.long_table(_told(dossier.unknowns), columns(*names, links={"name": "picture"}), printed=False)


def write_not_supplied(book: Book, dossier: Dossier) -> None:
    """Write which rosters and columns are missing, and the rules that need them."""
    sheet = book.sheet(str(NOT_SUPPLIED))
    sheet.title(str(Text("未提供的名册和列", "Rosters and columns not supplied")), state(dossier))
    rows = [row for item in dossier.not_supplied for row in _effects(item)]
    names = ("words", "rule", "title", "counted", "unknown")
    schema = {name: pl.Int64 if name == "unknown" else pl.String for name in names}
    sheet.long_table(pl.DataFrame(rows, schema=schema, orient="row"), columns(*names))


def _effects(item: NotSupplied) -> list[tuple[str | int | None, ...]]:
    """A row for each rule and label that it leaves without an answer; one row when there are none."""
    if not item.affected:
        return [(item.words, None, str(Text("不影响现有规则", "needed by no rule")), None, None)]
    return [
        (item.words, rule.id, str(rule.title), counted(rule, label), unknown)
        for rule, label, unknown in item.affected
    ]


def write_waivers(book: Book, dossier: Dossier) -> None:
    """Write every waiver, and what it does now."""
    sheet = book.sheet(str(WAIVERS))
    sheet.title(
        str(Text("豁免：经批准暂不整改的缺口", "Waivers: gaps that need not be closed for now")),
        state(dossier),
    )
    sheet.line(
        str(
            Text(
                "已豁免的计入“不适用”；过期的重新计入缺口，列在最前。",
                "what is waived counts as exempt; what is past counts as a gap again and stands first",
            )
        )
    )
    names = ("effect", "rule", "title", "kind", "name", "code", "reason", "starts", "ends")
    sheet.long_table(dossier.waivers, columns(*names, "file", "sheet", "row", links={"name": "picture"}))


def write_loose(book: Book, dossier: Dossier) -> None:
    """Write what the red thread does not join, people as numbers."""
    sheet = book.sheet(str(LOOSE))
    sheet.title(
        str(Text("未纳入：红线没有连上的对象", "Loose: what the red thread does not join")), state(dossier)
    )
    sheet.line(
        str(
            Text(
                "没有通过覆盖、领导、结对、任职与任何党组织连上的网格、业委会、物业企业、社会组织；任职人员只计人数。不计入缺口。",
                "grids, committees, companies and organisations that no cover, leadership, pairing or post ties to a "
                "Party organisation; people are counted only; not among the gaps",
            )
        )
    )
    if missing := dossier.missing_for_thread:
        sheet.line(
            Text("没有提供{missing}，无法判断", "cannot be told without {missing}").fill(
                missing=str(AND).join(missing)
            )
        )
    names = ("county", "street", "community", "compound", "compound_code", "kind", "name", "code")
    links = {"compound": "compound_picture", "name": "picture"}
    sheet.long_table(dossier.loose, columns(*names, "members", "joined", links=links))


def write_proposal(book: Book, dossier: Dossier) -> None:
    """Write what would close the gaps; no sheet where nobody asked."""
    if dossier.proposal is not None:
        _write_parts(book, str(PROPOSAL), dossier, proposed.summary(dossier.proposal))


def write_analysis(book: Book, dossier: Dossier) -> None:
    """Write what the network shows; no sheet where nobody asked."""
    if dossier.proposal is not None:
        _write_parts(book, str(ANALYSIS), dossier, analysed.parts(dossier.analysis))


def _write_parts(book: Book, name: str, dossier: Dossier, parts: Sequence[Part]) -> None:
    """Several tables below one another, each with its title and a sentence, under the mark of what is to be considered."""
    sheet = book.sheet(name, colour=TEAL)
    sheet.title(name, f"{TO_BE_CONSIDERED} · {state(dossier)}")
    laid = [(part, columns_of(part.table, most=44)) for part in parts]
    widths = [[width_of(part.table, column) for column in laid_out] for part, laid_out in laid]
    sheet.widths([max(below) for below in zip_longest(*widths, fillvalue=0)])
    for part, laid_out in laid:
        sheet.space()
        sheet.line(part.title, "section")
        if part.caption:
            sheet.line(part.caption)
        if part.table.height:
            sheet.table(part.table, laid_out)
