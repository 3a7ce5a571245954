"""How ``run``, ``demo`` and ``collect`` end: the state of things within 24 lines of 80 columns.

The whole table is in the workbook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from rich.cells import cell_len
from rich.markup import escape
from rich.table import Table

from graphmodel.cli import answers
from graphmodel.cli.terminal import printable
from graphmodel.language import AND, Text
from graphmodel.ontology import FILLED_IN, ROSTER
from graphmodel.ontology.vocabulary import GRADES
from graphmodel.reporting import headlines
from graphmodel.reporting.wording import NONE, line_of_day, listed, number, percent

if TYPE_CHECKING:
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.rules import Judgement
    from graphmodel.rules.changes import Changes

_WIDTH: Final = 80
_FIRST_PAGE: Final = "index.html"
_UNITS: Final = "unit"
"""The folder of the pages of units."""
_COUNTED_AT_MOST: Final = 14
_RULES_AT_MOST: Final = 6
_PARTS_AT_MOST: Final = 1
_BEFORE_COLLECTING: Final = Text("收回前", "what was before")
_MOVED: Final = ("new", "closed")


def show(dossier: Dossier, changes: Changes | None, folder: Path, written: Sequence[str]) -> None:
    """Say how things stand, what changed since the time before, where to look first and which files were written.

    Args:
        dossier: of the judgement of the day.
        changes: since the time before; None: there is none.
        folder: where the files are.
        written: their names.
    """
    _say_day(dossier)
    _say_rosters(dossier)
    before = changes.before if changes else None
    _show_rates(dossier, before, str(before.slice.as_of) if before else "")
    _say_gaps(dossier, changes)
    _show_first(dossier)
    _say(Text("结果在 {folder}：", "the results are in {folder}:").fill(folder=folder))
    pages = [name for name in written if name == _UNITS or (name.endswith(".html") and name != _FIRST_PAGE)]
    files = [name for name in written if name not in pages]
    more = [Text("其余网页从首页进入", "further pages from the first").fill()] if pages else []
    _say("  " + "  ".join([*files, *more]))


def show_collected(dossier: Dossier, before: Judgement, said: Sequence[str], kept: str) -> None:
    """Say how things stand when lists came back.

    Args:
        dossier: of the data with what came back.
        before: the judgement of the data as it was.
        said: what came back and what became of it, a few lines.
        kept: what was saved and written.
    """
    _say_day(dossier)
    for line in said:
        _say(line)
    _say_missing(dossier)
    _show_rates(dossier, before, str(_BEFORE_COLLECTING))
    _say_gaps(dossier, None)
    _show_first(dossier)
    _say(kept)


def _say(sentence: str) -> None:
    answers.screen.print(escape(printable(sentence)), width=_WIDTH, highlight=False, overflow="fold")


def _say_day(dossier: Dossier) -> None:
    """The day and that of its data, and what is looked at."""
    day = line_of_day(dossier.judgement.slice)
    _say(Text("{day}；范围：{scope}", "{day}; scope: {scope}").fill(day=day, scope=dossier.scope))


def _say_rosters(dossier: Dossier) -> None:
    """The rosters that were read and those that were not."""
    supplied = dossier.judgement.slice.supplied
    read = [str(roster.title) for roster in FILLED_IN if roster.name in supplied]
    _say(Text("读到的名册：{names}", "rosters read: {names}").fill(names=str(AND).join(read) or NONE))
    _say_missing(dossier)


def _say_missing(dossier: Dossier) -> None:
    """The rosters that were not read, and what nobody can tell without them."""
    missing = dossier.not_supplied
    if not missing:
        return
    rosters = [str(ROSTER[item.name].title) for item in missing if item.name in ROSTER]
    parts = [item.words for item in missing if item.name not in ROSTER]
    names = [*rosters, *([listed(parts, _PARTS_AT_MOST, Text("处", "parts"))] if parts else [])]
    said = Text("未提供：{names}", "not supplied: {names}").fill(names=str(AND).join(names))
    if rules := sorted({rule.id for item in missing for rule in item.rules}):
        some = listed(rules, _RULES_AT_MOST, Text("条规则", "rules"))
        said += Text("；因此不能判断：{rules}", "; so nobody can tell: {rules}").fill(rules=some)
    _say(said)


def _show_rates(dossier: Dossier, before: Judgement | None, when: str) -> None:
    """The headline rates, and by how much each is another than before, which was ``when``."""
    table = dossier.headlines
    if before is None:
        _say(str(Text("主要覆盖率：", "headline rates:")))
        steps = [""] * table.height
    else:
        from graphmodel.reporting.dossier import Dossier as Then

        table = headlines.with_steps(table, Then(before).headlines)
        title = Text("主要覆盖率（与 {day} 相比，百分点）：", "headline rates (against {day}, in points):")
        _say(title.fill(day=when))
        steps = ["—" if step is None else f"{step:+.1f}" for step in table["step"]]
    unknown = Text("未知 {count}", "{count} unknown")
    rows = [
        (
            row["rule"],
            row["title"],
            percent(row["rate"]),
            step,
            f"{number(row['met'])}/{number(row['judged'])}",
            row["counted"],
            unknown.fill(count=number(row["unknown"])) if row["unknown"] else "",
        )
        for row, step in zip(table.iter_rows(named=True), steps, strict=True)
    ]
    _show(rows, gives=1, most={5: _COUNTED_AT_MOST}, right=(2, 3, 4))


def _say_gaps(dossier: Dossier, changes: Changes | None) -> None:
    """How many gaps of each severity, one per fact; how many opened and closed."""
    of_severity = Text("{grade} {count} 处", "{grade} {count}")
    counts = dict(dossier.gaps_by_severity.select("severity", "lines").iter_rows())
    parts = [of_severity.fill(grade=GRADES[grade], count=number(count)) for grade, count in counts.items()]
    _say(Text("缺口：{counts}", "gaps (one per fact): {counts}").fill(counts=str(AND).join(parts)))
    if changes is not None:
        of_state = dict(changes.gaps["state"].value_counts().iter_rows())
        new, closed = (number(of_state.get(state, 0)) for state in _MOVED)
        _say(
            Text(
                "与 {day} 相比：新增 {new} 条，已补上 {closed} 条",
                "since {day}: {new} new findings, {closed} closed",
            ).fill(day=changes.before.slice.as_of, new=new, closed=closed)
        )


def _show_first(dossier: Dossier) -> None:
    first = dossier.look_first
    if first.is_empty():
        return
    _say(str(Text("先看这里（一级缺口）：", "look here first (S1 gaps):")))
    lines = Text("{count} 处", "{count}")
    rows = [
        (rule, title, street, lines.fill(count=number(count)))
        for rule, title, street, count in first.select("rule", "title", "street", "lines").iter_rows()
    ]
    _show(rows, gives=1, right=(3,))


def _show(
    rows: Sequence[tuple[str, ...]],
    *,
    gives: int,
    most: Mapping[int, int] = MappingProxyType({}),
    right: tuple[int, ...],
) -> None:
    """Rows of cells below one another, one line each.

    Args:
        rows: their cells.
        gives: the column that is cut short where a line is too long.
        most: how wide other columns are at most.
        right: the columns that stand to the right.
    """
    widths = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
    widths = [min(width, most.get(place, width)) for place, width in enumerate(widths)]
    if widths:
        others = sum(width + 1 for place, width in enumerate(widths) if place != gives)
        widths[gives] = max(1, min(widths[gives], _WIDTH - others))
    grid = Table(box=None, show_header=False, padding=(0, 1, 0, 0), pad_edge=False)
    for place, width in enumerate(widths):
        justify: Literal["left", "right"] = "right" if place in right else "left"
        grid.add_column(justify=justify, no_wrap=True, overflow="ellipsis", width=width)
    for row in rows:
        grid.add_row(*(escape(printable(cell)) for cell in row))
    answers.screen.print(grid, width=_WIDTH)
