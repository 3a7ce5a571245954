"""``graphmodel check``: problems only, nothing saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from graphmodel.cli.asked import Target
from graphmodel.cli.options import FORMAT, Inputs, KeyFile, MapFile, OutputFile, OwnRules
from graphmodel.language import Text

if TYPE_CHECKING:
    from graphmodel.rosters import Reading


def list_problems(
    inputs: Inputs,
    own_rules: OwnRules = None,
    key: KeyFile = None,
    map_: MapFile = None,
    format_: Annotated[Literal["table", "json", "xlsx", "html"], FORMAT] = "table",
    output: OutputFile = None,
) -> None:
    """Say what is wrong with rosters; leaves with 1 when there are errors."""
    from graphmodel.cli import answers, keys, opening, screen
    from graphmodel.contract.problems import problems_document
    from graphmodel.reporting import roster_problems
    from graphmodel.rosters.confirmations import confirmed_in
    from graphmodel.rules import rules_with

    target = Target(format_, output)
    path = target.file() if target.format in {"xlsx", "html"} else target.path
    own = list(filter(None, (path, map_)))
    known = rules_with(own_rules)
    in_use = keys.in_use(key, [*inputs, *own], keeping=False)
    reading, _ = opening.read(inputs, own, known, in_use, confirmed=confirmed_in(map_))
    if target.format == "json":
        answers.write_json(problems_document(reading), path)
    elif target.format == "xlsx" and path is not None:
        write_problem_list(reading, path)
    elif target.format == "html" and path is not None:
        from graphmodel.pages.problem_list import write_problem_page

        write_problem_page(reading, path)
    elif path is not None:
        answers.write_text(roster_problems.lines(reading.problems), path)
    else:
        screen.show_problems(reading.problems, is_answer=True)
        if reading.row_counts:
            screen.show_rows(reading)
        screen.show_forms(reading)
    if reading.has_errors:
        raise typer.Exit(1)


def write_problem_list(reading: Reading, path: Path) -> None:
    """Write every problem into a workbook, each beside the row as it stands in the office's file."""
    from graphmodel.cli.screen import working
    from graphmodel.workbooks.problem_list import write_problems

    with working(Text("写问题清单", "writing the list of problems")):
        write_problems(reading.problems, reading.originals(), path)
