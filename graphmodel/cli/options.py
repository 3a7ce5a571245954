"""What commands share on the command line: their options, each declared once. What a command does stands in its file.

Help is said when its page is asked for, in the language of that moment, however early the option was declared.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer
from typer.models import ArgumentInfo, OptionInfo

from graphmodel.language import Text


class _Told:
    """A parameter that is declared with its help in both languages."""

    _text: Text

    @property
    def help(self) -> str:
        """What the help page says of it."""
        return str(self._text)

    @help.setter  # noqa: A003 - as typer calls it
    def help(self, text: Text) -> None:
        self._text = text


class _Option(_Told, OptionInfo):  # type: ignore[misc]  # typer's `help` is a string
    pass


class _Argument(_Told, ArgumentInfo):  # type: ignore[misc]
    pass


def option(*names: str, zh: str, en: str, **more: Any) -> Any:
    """Declare an option, for ``Annotated``; ``more`` is what ``typer.Option`` takes."""
    return _Option(default=..., param_decls=names, help=Text(zh, en), **more)  # type: ignore[arg-type]


def argument(metavar: str, *, zh: str, en: str) -> Any:
    """Declare an argument, for ``Annotated``."""
    return _Argument(default=..., metavar=metavar, help=Text(zh, en))  # type: ignore[arg-type]


def _day(value: str) -> date:
    from graphmodel.rosters.cells import day_of

    day = day_of(value)
    if day is None:
        raise typer.BadParameter(
            Text(
                "{value} 不是日期：应如 2018-12-31 或 2018年12月31日，月份应如 2018-12",
                "{value} is no date: write 2018-12-31, or a month like 2018-12",
            ).fill(value=value)
        )
    return day


def _moment(value: str) -> date | str:
    """A day, or how the id of a snapshot begins; what can be a day is one."""
    from graphmodel.rosters.cells import day_of
    from graphmodel.stores.days import SHORTEST, is_id

    beginning = value.strip().lower()
    moment = day_of(value) or (beginning if is_id(beginning) else None)
    if moment is None:
        raise typer.BadParameter(
            Text(
                "{value} 不是日期（如 2018-12-31、2018年12月31日）、月份（如 2018-12），也不是数据编号（至少写前 {shortest} 位）",
                "{value} is no date (like 2018-12-31), no month (like 2018-12) "
                "and not the first {shortest} characters or more of a snapshot's id",
            ).fill(value=value, shortest=SHORTEST)
        )
    return moment


def _since(value: str) -> date | str:
    return NOT_SINCE if value.strip().lower() == NOT_SINCE else _moment(value)


DEFAULT_STORE: Final = Path("alliance")

Inputs = Annotated[list[Path], argument("INPUT…", zh="名册文件或文件夹", en="roster files or folders")]
Output = Annotated[Path, option("-o", "--output", zh="结果放在哪个文件夹", en="folder for the results")]
OutputFile = Annotated[
    Path | None, option("-o", "--output", zh="写到文件而不是屏幕", en="write to a file, not to the screen")
]
SavedFor = Annotated[
    date | None,
    option(
        "--as-of",
        zh="这是哪一天的数据",
        en="the day of which this data tells",
        parser=_day,
        metavar="DATE",
    ),
]
Due = Annotated[
    date | None,
    option("--due", zh="完成时限", en="until when it is to be done", parser=_day, metavar="DATE"),
]
MOMENT: Final[dict[str, Any]] = {"parser": _moment, "metavar": "DATE|ID"}
"""How an option takes a day or a snapshot: ``date | str``, of which typer takes no union."""
AsOf = Annotated[
    Any,
    option(
        "--as-of",
        zh="以哪一天为准，或用哪次数据（默认：最新一天的数据，以那天为准）",
        en="the day in question, or a snapshot's id (default: the newest day there is data of)",
        **MOMENT,
    ),
]
NOT_SINCE: Final = "none"
Since = Annotated[
    Any,
    option(
        "--since",
        zh="与哪一天或哪次数据比较（默认：前一次的数据；none：不比较）",
        en="the day or snapshot to compare with (default: the time before; none: no comparison)",
        parser=_since,
        metavar="DATE|ID|none",
    ),
]
"""A ``date | str``, :data:`NOT_SINCE` among them."""
Store = Annotated[
    Path,
    option("--store", zh="数据所在文件夹", en="folder of the saved data", envvar="GRAPHMODEL_STORE"),
]
Parts = Annotated[
    Literal["county", "city", "street"] | None,
    option(
        "--parts",
        zh="分县（市、区）、设区市或街道保存，供分部分计算；不写则整体保存",
        en="save it in parts, one for each unit, to be judged part by part; else in one piece",
    ),
]
Part = Annotated[
    str | None,
    option(
        "--part",
        zh="只重读这一部分：给出这个县（市、区）的名册，其余仍用已保存的",
        en="read only this part again, from its rosters; the others stay as they were saved",
        metavar="CODE",
    ),
]
KeepGoing = Annotated[
    bool,
    option(
        "--keep-going",
        zh="有错误也继续：保存没有错误的行",
        en="go on in spite of errors: save the rows that are sound",
    ),
]
KeyFile = Annotated[
    Path | None,
    option(
        "--key",
        zh="人员密钥文件（默认在用户的配置文件夹）",
        en="file of the key for people without codes (default: in the user's configuration folder)",
        envvar="GRAPHMODEL_KEY",
        metavar="FILE",
    ),
]
MapFile = Annotated[
    Path | None,
    option(
        "--map",
        zh="已确认的对照表（见 graphmodel map）",
        en="a map in which the office's own words are confirmed (see graphmodel map)",
        metavar="FILE.xlsx",
    ),
]
NewKey = Annotated[
    bool,
    option(
        "--new-key",
        zh="接受与已存数据不同的密钥：人员和住户都成为新的",
        en="go on with another key than that of the saved data: all people and homes become new ones",
    ),
]
Scope = Annotated[
    list[str] | None,
    option(
        "--scope",
        zh="范围：main-urban 或单位的代码、名称，可多次",
        en="main-urban, or a unit's code or name; repeatable",
    ),
]
RuleIds = Annotated[
    list[str] | None,
    option("--rule", zh="只看这些规则，可多次", en="only these rules; repeatable", metavar="R25"),
]
SettingsFile = Annotated[
    Path | None,
    option(
        "--settings",
        zh="判定标准（TOML 文件）",
        en="thresholds of the rules (a TOML file)",
        envvar="GRAPHMODEL_SETTINGS",
        metavar="FILE",
    ),
]
OwnRules = Annotated[
    Path | None,
    option("--rules", zh="本单位自己的规则所在文件夹", en="folder of an office's own rules", metavar="DIR"),
]
ForRelease = Annotated[
    bool,
    option(
        "--for-release",
        zh="供对外提供：隐去小数目，人员代码换成假名；两天的数字一起给出去，可以相减得出小数目",
        en="for outside the office: small counts hidden, codes of people replaced; "
        "two days, given away together, can be subtracted",
    ),
]
WithNames = Annotated[
    bool,
    option("--with-names", zh="写出人员姓名（每页都会标明）", en="with people's names; every page says so"),
]
WithoutPlan = Annotated[
    bool,
    option("--without-plan", zh="不做分析和建议", en="leave out analysis and proposals"),
]
FORMAT: Final = option("--format", zh="输出格式", en="form of the answer")
"""Each command says which forms it has."""
ListForm = Annotated[Literal["table", "json", "csv", "xlsx"], FORMAT]
Raw = Annotated[
    bool,
    option(
        "--raw",
        zh="与 --format csv 合用：键和值与 JSON 的一样，供程序读取",
        en="with --format csv: keys and values as in JSON, for programs",
    ),
]
ByLevel = Annotated[
    Literal["county", "street", "community"] | None,
    option("--by", zh="按哪一级单位分列", en="per unit of this level"),
]
EngineName = Annotated[
    Literal["embedded", "neo4j"],
    option(
        "--engine",
        zh="用哪个查询引擎（neo4j 的地址见 NEO4J_URI）",
        en="who answers (neo4j: where NEO4J_URI says)",
    ),
]


def _workers(value: str) -> int | str:
    from graphmodel.workers.crew import workers_meant

    return workers_meant(value)


def _memory(value: str) -> int:
    from graphmodel.workers.crew import memory_meant

    return memory_meant(value)


Workers = Annotated[
    Any,
    option(
        "--workers",
        zh="分部分判断时由谁来做：这台电脑上的几个进程（默认 1），或集群的地址；结果不因此不同",
        en="who judges where it is done part by part: so many processes here (1 unless said), or a cluster; "
        "the answer is the same",
        parser=_workers,
        metavar="N|tls://HOST:PORT",
    ),
]
"""An ``int | str``; see :func:`graphmodel.workers.crew.workers_meant`."""
Memory = Annotated[
    int | None,
    option(
        "--memory",
        zh="其中每个进程的内存（默认 2G）",
        en="memory of each of them (2G unless said)",
        parser=_memory,
        metavar="SIZE",
    ),
]
Seed = Annotated[int, option("--seed", zh="随机种子", en="seed")]
Size = Annotated[Literal["tiny", "core", "city"], option("--size", zh="规模", en="how large")]
