"""The program: its commands under one name, and what becomes of whatever they raise."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer
from typer.exceptions import TyperException

from graphmodel.cli.commands import COMMANDS
from graphmodel.cli.options import option
from graphmodel.cli.terminal import say
from graphmodel.cli.wording import Command, Group, complaint
from graphmodel.errors import GraphmodelError
from graphmodel.language import LANGUAGES, Text


def program() -> typer.Typer:
    """The commands with their help pages, in the language of the moment."""
    purpose = Text(
        "红色物业联盟网络分析：读入名册，找出红线没有到达的地方",
        "The network of a red property alliance: rosters in, what the red thread does not reach out",
    )
    app = typer.Typer(
        name="graphmodel", cls=Group, add_completion=False, pretty_exceptions_enable=False, help=str(purpose)
    )
    app.callback()(_declare_language)
    for name, (title, command) in COMMANDS.items():
        app.command(name, cls=Command, help=str(title))(command)
    return app


def _declare_language(
    lang: Annotated[
        Literal[LANGUAGES] | None,  # type: ignore[valid-type]
        option("--lang", zh="语言", en="language"),
    ] = None,
) -> None:
    """The language is read before the help pages are made; here it is only declared."""


def run() -> int:
    """Run the command that was asked for; what went wrong becomes one sentence and an exit code."""
    try:
        # with arguments given by us, typer would not expand wildcards where the shell leaves them to programs
        return program()(None if sys.argv[1:] else ["--help"], standalone_mode=False) or 0
    except GraphmodelError as error:
        say(f"graphmodel: {error}")
        return error.exit_code
    except TyperException as error:
        say(f"graphmodel: {_wrong_use(error)}")
        return error.exit_code
    except typer.Abort:  # a question was left unanswered
        return 130
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a fault of ours, or a panic in a package, which is no Exception
        from graphmodel.cli import faults

        say(f"graphmodel: {faults.record(error)}")
        return 3


def _wrong_use(error: TyperException) -> str:
    said = complaint(error.format_message())
    context = getattr(error, "ctx", None)
    if context is None:
        return said
    see = Text("{said}（用法见 {command} --help）", "{said} (see {command} --help)")
    return see.fill(said=said, command=context.command_path)
