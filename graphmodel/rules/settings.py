"""The thresholds of the rules, each declared once, and one optional TOML file that changes them.

A threshold is never a fact: whatever depends on one shows it. What a rule asks by name (``$window_from``) is derived
from what a person sets (``window_months``). One more threshold is one more field of :class:`Settings`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graphmodel.errors import UsageError, said_by_system
from graphmodel.language import AND, Text


class Threshold(NamedTuple):
    """What is to be known of a threshold beside its kind of value and its default, which are those of its field."""

    title: Text
    gives: Mapping[str, Callable[[Any, int], Any]] = {}
    """The parameters of queries that follow from it, each from its value and the as-of month, counted from the year
    0; without any its value is one, under its own name."""


def _month(months: int) -> str:
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


_Count = Annotated[int, Field(ge=1), Text("应为不小于 1 的整数", "a whole number of at least 1 is expected")]
_Share = Annotated[float, Field(ge=0, le=1), Text("应为 0 到 1 之间的数", "a number from 0 to 1 is expected")]


class Settings(BaseModel):
    """The thresholds, as they hold without a file.

    >>> Settings().parameters(date(2018, 1, 31))["window_from"]
    '2017-11'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    window_months: Annotated[
        _Count,
        Threshold(
            Text("活动统计月数（含截止月）", "months of activity looked at, the as-of month included"),
            gives={
                "window_from": lambda months, last: _month(max(last - months + 1, 0)),
                "window_to": lambda _, last: _month(last),
            },
        ),
    ] = 3
    max_homes: Annotated[_Count, Threshold(Text("每名党员联户上限", "homes one member may contact"))] = 20
    """With more homes than this a member contacts too many."""
    tuesday_share: Annotated[
        _Share, Threshold(Text("上门走访在周二的最低比例", "least share of home visits on Tuesdays"))
    ] = 0.5
    """With a smaller share of home visits on Tuesdays the meeting-free Tuesday is not used."""

    def parameters(self, as_of: date) -> dict[str, Any]:
        """What the rules' queries ask for by name."""
        last = as_of.year * 12 + as_of.month - 1
        return {"as_of": as_of} | {
            parameter: gives(getattr(self, name), last)
            for name, parameters in _GIVES.items()
            for parameter, gives in parameters.items()
        }


def _declared(name: str, kind: type[Any]) -> Any:
    """What the field of a threshold is annotated with."""
    return next(about for about in Settings.model_fields[name].metadata if isinstance(about, kind))


_THRESHOLDS: Final[dict[str, Threshold]] = {
    name: _declared(name, Threshold) for name in Settings.model_fields
}
_GIVES: Final = {
    name: threshold.gives or {name: lambda value, _: value} for name, threshold in _THRESHOLDS.items()
}

TITLES: Final[dict[str, Text]] = {name: threshold.title for name, threshold in _THRESHOLDS.items()}
"""What each setting is called."""

PARAMETERS: Final[dict[str, tuple[str, ...]]] = {name: tuple(gives) for name, gives in _GIVES.items()}
"""The parameters of queries that follow from each setting."""


class BrokenSettings(UsageError):
    """A settings file that cannot be used; names the file and the field."""


def load_settings(path: Path | None) -> Settings:
    """The settings in a TOML file; without a file the defaults.

    Raises:
        BrokenSettings: the file cannot be read, is not TOML, names an unknown setting, or a value is out of range.
    """
    if path is None:
        return Settings()
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BrokenSettings(
            Text("无法读取设置文件 {file}：{reason}", "cannot read the settings file {file}: {reason}"),
            file=path,
            reason=said_by_system(error.errno) if error.errno else error,
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise BrokenSettings(
            Text("设置文件 {file}：字段 {field}：{reason}", "settings file {file}: field {field}: {reason}"),
            file=path,
            field=field,
            reason=_expected(field),
        ) from error
    except ValueError as error:
        raise BrokenSettings(
            Text("设置文件 {file} 不是 TOML：{reason}", "the settings file {file} is not TOML: {reason}"),
            file=path,
            reason=error,
        ) from error


def _expected(field: str) -> str:
    if field in Settings.model_fields:
        return str(_declared(field, Text))
    return Text("没有这项设置；现有 {known}", "there is no such setting; there are {known}").fill(
        known=str(AND).join(Settings.model_fields)
    )
