"""The program: its commands under one name, and what becomes of whatever they raise."""

from __future__ import annotations

import errno
import signal
import sys
from pathlib import Path
from typing import Annotated, Final, Literal

import typer
from typer.exceptions import TyperException

from graphmodel.cli import stopping
from graphmodel.cli.commands import COMMANDS
from graphmodel.cli.memory import NO_MEMORY
from graphmodel.cli.options import option
from graphmodel.cli.streams import NobodyReads, close_answers
from graphmodel.cli.terminal import say
from graphmodel.cli.wording import Command, Group, complaint
from graphmodel.errors import SAYS, GraphmodelError, in_chain, number_of, said_by_system
from graphmodel.language import LANGUAGES, Text

_OUT_OF_MEMORY: Final = (
    "Mmap for size",
    "std::bad_alloc",
    "memory allocation",
    "can't start new thread",
    "Cannot allocate memory",
    "ThreadPoolBuildError",
)
"""How libraries that have no error class for it say that there is no memory, or none for another thread."""


def program(arguments: list[str]) -> typer.Typer:
    """The commands with their help pages, in the language of the moment.

    Where the arguments begin with a command, that one alone: the options of all take longer than many a command.
    """
    purpose = Text(
        "红色物业联盟网络分析：读入名册，找出红线没有到达的地方",
        "The network of a red property alliance: rosters in, what the red thread does not reach out",
    )
    app = typer.Typer(
        name="graphmodel", cls=Group, add_completion=False, pretty_exceptions_enable=False, help=str(purpose)
    )
    app.callback()(_declare_language)
    asked = arguments[2 if arguments[:1] == ["--lang"] else 0 :][:1]
    for name in COMMANDS.keys() & asked or COMMANDS:
        title, command = COMMANDS[name]
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
        asked = None if sys.argv[1:] else ["--help"]
        code = program(sys.argv[1:])(asked, prog_name="graphmodel", standalone_mode=False) or 0
        close_answers()
        return code
    except NobodyReads as error:
        return error.exit_code
    except GraphmodelError as error:
        _complain(str(error))
        return error.exit_code
    except TyperException as error:
        _complain(_wrong_use(error))
        return error.exit_code
    except typer.Abort as error:  # or a question was left unanswered
        if isinstance(error.__cause__, KeyboardInterrupt):
            stopping.note(signal.SIGINT)
        return 130
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if stopping.exit_code() is not None:
            raise
        from graphmodel.cli import faults

        refused = of_environment(error)
        say(SAYS.fill(sentence=refused or faults.record(error)))
        return 3


def of_environment(error: BaseException) -> str | None:
    """What the environment refused, in one sentence, if that is what an error nobody expected comes from; else None."""
    for one in in_chain(error):
        if isinstance(one, MemoryError) or any(said in str(one) for said in _OUT_OF_MEMORY):
            return str(NO_MEMORY)
    for one in in_chain(error):
        number = number_of(one)
        if number in {errno.ENOMEM, errno.EAGAIN}:
            return str(NO_MEMORY)
        if number is not None:
            reason, named = said_by_system(number), getattr(one, "filename", None)
            if not isinstance(named, str):
                return Text("系统不允许：{reason}", "the system refused: {reason}").fill(reason=reason)
            refused = Text("系统不允许：{reason}（{file}）", "the system refused: {reason} ({file})")
            return refused.fill(reason=reason, file=Path(named).name)
    return None


def _complain(sentence: str) -> None:
    """Say what went wrong. What was typed is repeated in it, and might be the number of a person."""
    from graphmodel.spreadsheets.personal import mask

    say(SAYS.fill(sentence=mask(sentence)))


def _wrong_use(error: TyperException) -> str:
    said = complaint(error.format_message())
    context = getattr(error, "ctx", None)
    if context is None:
        return said
    see = Text("{said}（用法见 {command} --help）", "{said} (see {command} --help)")
    return see.fill(said=said, command=context.command_path)
