"""What the command-line library itself says, in the language that is spoken: its help pages and its complaints.

Typer has its words in English only, and passes some of them through gettext, for which there is no Chinese catalogue.
"""

from __future__ import annotations

import re
from typing import Any, Final

from typer.core import TyperArgument, TyperCommand, TyperGroup

from graphmodel.language import Text, current

_PAGE: Final = {
    "ARGUMENTS_PANEL_TITLE": Text("参数", "Arguments"),
    "OPTIONS_PANEL_TITLE": Text("选项", "Options"),
    "COMMANDS_PANEL_TITLE": Text("命令", "Commands"),
    "REQUIRED_LONG_STRING": Text("[必填]", "[required]"),
    "DEFAULT_STRING": Text("[默认：{}]", "[default: {}]"),
    "ENVVAR_STRING": Text("[环境变量：{}]", "[env var: {}]"),
}
"""The fixed strings of typer's help pages, by their names there: typer takes them from nowhere else."""

_COMPLAINTS: Final = {
    r"Missing command\.": "没有写命令",
    r"No such command (.*)\. Did you mean (.*)\?": "没有 {} 这个命令，是不是 {}",
    r"No such command (.*)\.": "没有 {} 这个命令",
    r"No such option: (.*) \(Possible options: (.*)\)": "没有 {} 这个选项，是不是 {}",
    r"No such option: (.*)": "没有 {} 这个选项",
    r"Missing argument (.*)\.": "缺少 {}",
    r"Missing option (.*)\.": "缺少选项 {}",
    r"Option (.*) requires an argument\.": "选项 {} 后面要写值",
    r"Option (.*) does not take a value\.": "选项 {} 后面不写值",
    r"Got unexpected extra argument\(s\) \((.*)\)": "多写了：{}",
    r"(.*) is not one of (.*)\.": "{} 不在可选范围：{}",
    r"Input should be a valid integer\b.*": "应为整数",
    r"Input should be a valid number\b.*": "应为数字",
    r"Input should be greater than or equal to (.*)": "不能小于 {}",
    r"Input should be less than or equal to (.*)": "不能大于 {}",
}
"""What typer says of wrong use, and the same in Chinese; the first that fits counts."""

_PLACEHOLDERS: Final = {
    "CODE": "代码",
    "DATE": "日期",
    "DATE|ID": "日期|编号",
    "DATE|ID|none": "日期|编号|none",
    "N|tls://HOST:PORT": "进程数|集群地址",
    "SIZE": "大小",
    "DIR": "文件夹",
    "FILE": "文件",
    "FILE|FOLDER": "文件|文件夹",
    "FILE.docx": "文件.docx",
    "FILE.html": "文件.html",
    "FILE.xlsx": "文件.xlsx",
    "FILE|DIR": "文件|文件夹",
    "ID": "编号",
    "ID[@DAY]": "编号[@日期]",
    "INPUT…": "名册…",
    "K": "条数",
    "OUT": "文件夹",
    "K=V": "名=值",
    "N": "个数",
    "NAME|FILE.cypher": "名称|文件.cypher",
    "RETURNED…": "退回的清单…",
    "ROSTER:FROM,TO": "名册:起点,终点",
    "SECONDS": "秒",
    "SUBJECT": "对象",
    "URI": "地址",
    "WHAT": "规则|对象",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]…",
    "path": "路径",
    "Path": "路径",
    "str": "文字",
    "int": "整数",
    "float": "数",
    "list[Path]": "路径，可多个",
    "list[str]": "文字，可多个",
    "bool": "",
}
"""What stands in usage lines and help pages for what is to be written, and the same in Chinese."""

_OF_A_VALUE: Final = re.compile(r"Invalid value for (.*?): (?:Value error, )?(.*)", re.DOTALL)


def complaint(message: str) -> str:
    """A complaint of typer's in the language that is spoken; one that is not known stays as it is.

    >>> from graphmodel.language import speaking
    >>> with speaking("zh"):
    ...     complaint("Invalid value for '--seed': Input should be a valid integer, unable to parse it")
    "'--seed' 的值不对：应为整数"
    """
    if of_a_value := _OF_A_VALUE.fullmatch(message):
        name, why = of_a_value.groups()
        return Text("{name} 的值不对：{why}", "Invalid value for {name}: {why}").fill(
            name=name, why=complaint(why)
        )
    if current() == "en":
        return message
    for pattern, wording in _COMPLAINTS.items():
        if said := re.fullmatch(pattern, message, re.DOTALL):
            return wording.format(*said.groups())
    return message


def _say_in_chinese(parameter: Any, ctx: Any) -> None:
    """Have the help page name in Chinese what a parameter takes; values to choose from stay as they are written."""
    said = parameter.metavar or str(parameter.display_type_rich(ctx=ctx) or "").strip("<>")
    if said in _PLACEHOLDERS:
        parameter.metavar = _PLACEHOLDERS[said]
    if isinstance(parameter, TyperArgument):  # its name says what it takes; typer names the type too
        setattr(parameter, "display_type_rich", lambda **_: None)  # noqa: B010 - a method of its own


class _Worded:
    """A command whose help page is in the language that is spoken."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page, in our words."""
        from typer import rich_utils

        for name, words in _PAGE.items():
            setattr(rich_utils, name, str(words))
        if current() == "zh":
            for parameter in self.get_params(ctx):  # type: ignore[attr-defined]
                _say_in_chinese(parameter, ctx)
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_usage(self, ctx: Any) -> str:
        """Return the line that says how the command is written."""
        line: str = super().get_usage(ctx)  # type: ignore[misc]
        if current() == "en":
            return line
        for words in ("[OPTIONS]", "COMMAND [ARGS]..."):
            line = line.replace(words, _PLACEHOLDERS[words])
        return line.replace("Usage: ", "用法：", 1)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that asks for the page."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        option.help = str(Text("显示这一页", "show this page"))
        return option


class Command(_Worded, TyperCommand):
    """One command."""


class Group(_Worded, TyperGroup):
    """The program with its commands."""
