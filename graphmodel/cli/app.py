"""The commands and their options. What a command needs is imported when it runs, so that ``--help`` is quick."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.exceptions import TyperException

from graphmodel.cli.asked import Form, Question
from graphmodel.cli.wording import Command, Group, complaint
from graphmodel.language import LANGUAGES, Text

app = typer.Typer(
    name="graphmodel",
    cls=Group,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=str(
        Text(
            "红色物业联盟网络分析：读入名册，找出红线没有到达的地方",
            "The network of a red property alliance: rosters in, what the red thread does not reach out",
        )
    ),
)


def run() -> int:
    """Run the command that was asked for; what went wrong becomes one sentence and an exit code."""
    from graphmodel.errors import GraphmodelError

    try:
        # with arguments given by us, typer would not expand wildcards where the shell leaves them to programs
        return app(None if sys.argv[1:] else ["--help"], standalone_mode=False) or 0
    except GraphmodelError as error:
        typer.echo(f"graphmodel: {error}", err=True)
        return error.exit_code
    except TyperException as error:
        typer.echo(f"graphmodel: {_wrong_use(error)}", err=True)
        return error.exit_code
    except typer.Abort:  # a question was left unanswered
        return 130
    except Exception as error:  # noqa: BLE001 - a fault of ours, told without a traceback and without data
        place = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
        text = Text(
            "程序内部出错（{fault}），请把这一行报告给开发者",
            "an internal fault ({fault}); please report this line",
        )
        typer.echo(f"graphmodel: {text.fill(fault=fault)}", err=True)
        return 3


def _wrong_use(error: TyperException) -> str:
    said = complaint(error.format_message())
    context = getattr(error, "ctx", None)
    if context is None:
        return said
    see = Text("{said}（用法见 {command} --help）", "{said} (see {command} --help)")
    return see.fill(said=said, command=context.command_path)


def _day(value: str) -> date:
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise typer.BadParameter(str(Text("日期应如 2018-12-31", "a date looks like 2018-12-31"))) from error


def _option(*names: str, zh: str, en: str, **more: object) -> object:
    return typer.Option(*names, help=str(Text(zh, en)), **more)  # type: ignore[arg-type]


def _command(name: str, *, zh: str, en: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return app.command(name, cls=Command, help=str(Text(zh, en)))


Inputs = Annotated[
    list[Path],
    typer.Argument(help=str(Text("名册文件或文件夹", "roster files or folders")), metavar="INPUT…"),
]
Output = Annotated[Path, _option("-o", "--output", zh="结果放在哪个文件夹", en="folder for the results")]
OutputFile = Annotated[
    Path | None, _option("-o", "--output", zh="写到文件而不是屏幕", en="write to a file, not to the screen")
]
AsOf = Annotated[
    date | None,
    _option(
        "--as-of",
        zh="以哪一天为准（默认：保存时的日期，否则今天）",
        en="the day in question (default: the one saved with, else today)",
        parser=_day,
        metavar="DATE",
    ),
]
Store = Annotated[
    Path,
    _option("--store", zh="数据所在文件夹", en="folder of the saved data", envvar="GRAPHMODEL_STORE"),
]
KeepGoing = Annotated[
    bool,
    _option(
        "--keep-going",
        zh="有错误也继续：保存没有错误的行",
        en="go on in spite of errors: save the rows that are sound",
    ),
]
Scope = Annotated[
    list[str] | None,
    _option(
        "--scope", zh="范围：main-urban 或单位代码，可多次", en="main-urban or a unit's code; repeatable"
    ),
]
Rules = Annotated[
    list[str] | None,
    _option("--rule", zh="只看这些规则，可多次", en="only these rules; repeatable", metavar="R25"),
]
SettingsFile = Annotated[
    Path | None,
    _option(
        "--settings",
        zh="规则阈值（TOML 文件）",
        en="thresholds of the rules (a TOML file)",
        envvar="GRAPHMODEL_SETTINGS",
        metavar="FILE",
    ),
]
ForRelease = Annotated[
    bool,
    _option(
        "--for-release",
        zh="供对外提供：隐去小数目，人员代码换成假名",
        en="for outside the office: small counts hidden, codes of people replaced",
    ),
]
ListForm = Annotated[
    Literal["table", "json", "csv", "xlsx"], _option("--format", zh="输出格式", en="form of the answer")
]
TextForm = Annotated[Literal["table", "json"], _option("--format", zh="输出格式", en="form of the answer")]
EngineName = Annotated[
    Literal["embedded", "neo4j"],
    _option(
        "--engine", zh="由谁回答（neo4j 的地址见 NEO4J_URI）", en="who answers (neo4j: where NEO4J_URI says)"
    ),
]
Seed = Annotated[int, _option("--seed", zh="随机种子", en="seed")]
Size = Annotated[Literal["tiny", "core", "city"], _option("--size", zh="规模", en="how large")]

DEFAULT_STORE = Path("alliance")


@app.callback()
def _options(
    lang: Annotated[
        Literal[LANGUAGES] | None,  # type: ignore[valid-type]
        _option("--lang", zh="语言", en="language"),
    ] = None,
) -> None:
    """The language is read before the commands are made; here it is only declared."""


@_command(
    "run",
    zh="主要工作：读名册、查错、找缺口、出报告",
    en="The main job: rosters in, gaps, workbook and pages out",
)
def _run(
    inputs: Inputs,
    output: Output,
    as_of: AsOf = None,
    store: Annotated[
        Path | None,
        _option(
            "--store", zh="数据存到哪里（默认：结果文件夹内）", en="where to save (default: OUT/alliance)"
        ),
    ] = None,
    settings: SettingsFile = None,
    keep_going: KeepGoing = False,
) -> None:
    from graphmodel.cli import commands

    commands.run(inputs, output, as_of, store, settings, keep_going=keep_going)


@_command("demo", zh="用一座虚构的城市演示主要工作", en="The main job on an invented city")
def _demo(
    output: Output = Path("out"),
    size: Size = "core",
    seed: Seed = 0,
) -> None:
    from graphmodel.cli import commands

    commands.demo(output, size, seed)


@_command("template", zh="写出空白名册：说明、表头和下拉选项", en="Blank rosters to fill in")
def _template(
    output: Annotated[Path, _option("-o", "--output", zh="写到哪个文件", en="the file", metavar="FILE.xlsx")],
) -> None:
    from graphmodel.cli import commands

    commands.template(output)


@_command("check", zh="只查名册里的错误", en="Problems in the rosters only")
def _check(
    inputs: Inputs,
    format_: Annotated[
        Literal["table", "json", "xlsx"], _option("--format", zh="输出格式", en="form of the answer")
    ] = "table",
    output: OutputFile = None,
) -> None:
    from graphmodel.cli import commands

    commands.check(inputs, Form(format_, output))


@_command("load", zh="查错后保存为新的数据", en="Check, then save a new snapshot")
def _load(
    inputs: Inputs, store: Store = DEFAULT_STORE, as_of: AsOf = None, keep_going: KeepGoing = False
) -> None:
    from graphmodel.cli import commands

    commands.load(inputs, store, as_of, keep_going=keep_going)


@_command("gaps", zh="列出缺口（或其他结论）", en="List gaps, or other verdicts")
def _gaps(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    rule: Rules = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    verdict: Annotated[
        Literal["gap", "met", "unknown", "exempt", "all"],
        _option("--verdict", zh="哪种结论", en="which verdict"),
    ] = "gap",
    for_release: ForRelease = False,
    engine: EngineName = "embedded",
    format_: ListForm = "table",
    output: OutputFile = None,
) -> None:
    from graphmodel.cli import commands

    question = Question(store, as_of, tuple(rule or ()), tuple(scope or ()), settings, engine)
    commands.gaps(question, verdict, Form(format_, output), for_release=for_release)


@_command("coverage", zh="覆盖率及其分母", en="Rates with their denominators")
def _coverage(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    rule: Rules = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    by: Annotated[
        Literal["county", "street", "community"] | None,
        _option("--by", zh="按哪一级分开", en="per unit of this level"),
    ] = None,
    for_release: ForRelease = False,
    engine: EngineName = "embedded",
    format_: ListForm = "table",
    output: OutputFile = None,
) -> None:
    from graphmodel.cli import commands

    question = Question(store, as_of, tuple(rule or ()), tuple(scope or ()), settings, engine)
    commands.coverage(question, by, Form(format_, output), for_release=for_release)


@_command("explain", zh="一条规则，或一个对象为什么是这个结论", en="A rule, or why a subject got its verdict")
def _explain(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help=str(Text("规则编号，如 R25", "a rule's id, like R25")))
    ],
    subject: Annotated[
        str | None,
        typer.Argument(metavar="SUBJECT", help=str(Text("对象的代码或名称", "a subject's code or name"))),
    ] = None,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    settings: SettingsFile = None,
    format_: TextForm = "table",
    output: OutputFile = None,
) -> None:
    from graphmodel.cli import commands

    question = Question(store, as_of, (rule,), settings=settings)
    commands.explain(question, subject, Form(format_, output))


@_command("diff", zh="两个日期或两次数据之间的变化", en="What changed between two days or two snapshots")
def _diff(
    from_: Annotated[
        str,
        _option(
            "--from",
            zh="从哪天（或哪次数据的编号）",
            en="the earlier day, or a snapshot's id",
            metavar="DATE|ID",
        ),
    ],
    to: Annotated[
        str,
        _option(
            "--to", zh="到哪天（或哪次数据的编号）", en="the later day, or a snapshot's id", metavar="DATE|ID"
        ),
    ],
    store: Store = DEFAULT_STORE,
    rule: Rules = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    format_: Annotated[
        Literal["table", "json", "csv", "xlsx", "html"],
        _option("--format", zh="输出格式", en="form of the answer"),
    ] = "table",
    output: OutputFile = None,
) -> None:
    from graphmodel.cli import commands

    question = Question(store, None, tuple(rule or ()), tuple(scope or ()), settings)
    commands.diff(question, from_, to, Form(format_, output))


@_command("view", zh="一个单位、小区、网格或组织的网络图", en="The picture of a place, body or organisation")
def _view(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help=str(Text("代码；重复时写成 Label/代码", "its code; Label/code where several bear it")),
        ),
    ],
    output: Annotated[
        Path,
        _option("-o", "--output", zh="写到哪个网页文件", en="the page to write", metavar="FILE.html"),
    ],
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    settings: SettingsFile = None,
) -> None:
    from graphmodel.cli import commands

    commands.view(Question(store, as_of, settings=settings), code, output)


@_command("query", zh="运行一条只读查询", en="Run one read-only query")
def _query(
    query: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE.cypher",
            help=str(Text("规则编号、查询名或文件", "a rule's id, a named query or a file")),
        ),
    ],
    param: Annotated[
        list[str] | None,
        _option(
            "--param",
            zh="参数 名=值（文字）或 名:=值（JSON），可多次",
            en="parameter k=v (text) or k:=v (JSON); repeatable",
            metavar="K=V",
        ),
    ] = None,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    engine: EngineName = "embedded",
    format_: Annotated[
        Literal["table", "json", "csv"], _option("--format", zh="输出格式", en="form of the answer")
    ] = "table",
    output: OutputFile = None,
) -> None:
    from graphmodel.cli import commands

    commands.query(Question(store, as_of, engine=engine), query, param or [], Form(format_, output))


@_command("push", zh="把网络放进 Neo4j", en="The network into Neo4j")
def _push(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    uri: Annotated[
        str | None,
        _option("--uri", zh="地址（默认 NEO4J_URI）", en="address (default: NEO4J_URI)", metavar="URI"),
    ] = None,
    user: Annotated[
        str | None,
        _option("--user", zh="用户（默认 NEO4J_USER 或 neo4j）", en="user (default: NEO4J_USER, else neo4j)"),
    ] = None,
    database: Annotated[str | None, _option("--database", zh="数据库", en="database")] = None,
    dry_run: Annotated[
        bool, _option("--dry-run", zh="只说会改什么", en="only say what would change")
    ] = False,
    force: Annotated[bool, _option("--force", zh="删除较多也照做", en="remove even if it is much")] = False,
    without_households: Annotated[
        bool, _option("--without-households", zh="不放入住户", en="leave the homes out")
    ] = False,
    with_names: Annotated[bool, _option("--with-names", zh="放入人员姓名", en="with people's names")] = False,
    bulk: Annotated[
        Path | None,
        _option(
            "--bulk", zh="写成离线导入文件", en="write files for the offline importer instead", metavar="DIR"
        ),
    ] = None,
) -> None:
    from graphmodel.cli import commands

    commands.push(
        store,
        as_of,
        uri,
        user,
        database,
        dry_run=dry_run,
        force=force,
        without_households=without_households,
        with_names=with_names,
        bulk=bulk,
    )


@_command("schema", zh="网络由什么组成：节点、关系、名册和表头", en="What the network is made of")
def _schema(
    format_: Annotated[
        Literal["table", "json", "markdown"], _option("--format", zh="输出格式", en="form of the answer")
    ] = "table",
    output: OutputFile = None,
) -> None:
    from graphmodel.cli import commands

    commands.schema(Form(format_, output))


@_command("synthesise", zh="生成虚构城市的名册", en="Rosters of an invented city")
def _synthesise(
    output: Output,
    size: Size = "tiny",
    seed: Seed = 0,
    format_: Annotated[
        Literal["xlsx", "csv"], _option("--format", zh="文件格式", en="form of the files")
    ] = "xlsx",
    divisions: Annotated[
        Path | None,
        _option(
            "--divisions",
            zh="用这份区划名单而不是虚构的",
            en="build on this division list, not an invented one",
        ),
    ] = None,
    planted: Annotated[
        bool,
        _option(
            "--planted",
            zh="埋下每条规则的缺口，并写出答案 answer_key.json",
            en="plant gaps of every rule and write answer_key.json",
        ),
    ] = False,
) -> None:
    from graphmodel.cli import commands

    commands.synthesise(output, size, seed, format_, divisions, planted=planted)
