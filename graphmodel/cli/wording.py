"""What the command-line library itself says, in the language that is spoken: its help pages and its complaints.

Typer has its words in English only, and passes some of them through gettext, for which there is no Chinese catalogue.
"""

from __future__ import annotations

import re
from typing import Any, Final

from typer.core import TyperCommand, TyperGroup

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


class _Worded:
    """A command whose help page is in the language that is spoken."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page, in our words."""
        from typer import rich_utils

        for name, words in _PAGE.items():
            setattr(rich_utils, name, str(words))
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_usage(self, ctx: Any) -> str:
        """Return the line that says how the command is written."""
        line: str = super().get_usage(ctx)  # type: ignore[misc]
        return line.replace("Usage: ", str(Text("用法：", "Usage: ")), 1)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that asks for the page."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        option.help = str(Text("显示这一页", "show this page"))
        return option


class Command(_Worded, TyperCommand):
    """One command."""


class Group(_Worded, TyperGroup):
    """The program with its commands."""
