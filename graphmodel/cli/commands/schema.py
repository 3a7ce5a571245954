"""``graphmodel schema``: what the network is made of, derived from the ontology."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from graphmodel.cli.options import FORMAT, OutputFile
from graphmodel.language import Text

_FOR_QUERIES: Final = Text(
    "写查询用的名称：graphmodel schema --format markdown",
    "as queries write them: graphmodel schema --format markdown",
)


def describe_network(
    format_: Annotated[Literal["table", "json", "markdown"], FORMAT] = "table", output: OutputFile = None
) -> None:
    """Tell labels, relation types, rosters and their headings."""
    from graphmodel.cli import answers, terminal
    from graphmodel.contract.schema import schema_document
    from graphmodel.reporting import declared

    if format_ == "json":
        answers.write_json(schema_document(), output)
    elif format_ == "markdown" or output is not None:
        answers.write_text(declared.as_markdown(), output)
    else:
        for title, headings, rows in declared.tables():
            answers.show(headings, rows, title=title)
        terminal.say(str(_FOR_QUERIES))
