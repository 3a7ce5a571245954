"""The thresholds of the rules: their defaults, and one optional TOML file that changes them.

A threshold is never a fact: whatever depends on one shows it. What a rule asks by name (``$window_from``) is derived
here from what a person sets (``window_months``).
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graphmodel.errors import UsageError
from graphmodel.language import Text


class Settings(BaseModel):
    """The thresholds, as they hold without a file.

    >>> Settings().parameters(date(2018, 1, 31))["window_from"]
    '2017-11'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    window_months: Annotated[int, Field(ge=1)] = 3
    """How many months activity is looked for in: the as-of month and those before it."""
    max_homes: Annotated[int, Field(ge=1)] = 20
    """With more homes than this a member contacts too many."""
    tuesday_share: Annotated[float, Field(ge=0, le=1)] = 0.5
    """With a smaller share of home visits on Tuesdays the meeting-free Tuesday is not used."""

    def parameters(self, as_of: date) -> dict[str, Any]:
        """What the rules' queries ask for by name."""
        last = as_of.year * 12 + as_of.month - 1
        return {
            "as_of": as_of,
            "window_from": _month(max(last - self.window_months + 1, 0)),
            "window_to": _month(last),
            "max_homes": self.max_homes,
            "tuesday_share": self.tuesday_share,
        }


PARAMETERS: Final[dict[str, tuple[str, ...]]] = {
    "window_months": ("window_from", "window_to"),
    "max_homes": ("max_homes",),
    "tuesday_share": ("tuesday_share",),
}
"""The parameters of queries that follow from each setting."""

TITLES: Final[dict[str, Text]] = {
    "window_months": Text(
        "活动统计月数（含截止月）", "months of activity looked at, the as-of month included"
    ),
    "max_homes": Text("每名党员联户上限", "homes one member may contact"),
    "tuesday_share": Text("上门走访在周二的最低比例", "least share of home visits on Tuesdays"),
}

_EXPECTED: Final[dict[str, Text]] = {
    "window_months": Text("应为不小于 1 的整数", "a whole number of at least 1 is expected"),
    "max_homes": Text("应为不小于 1 的整数", "a whole number of at least 1 is expected"),
    "tuesday_share": Text("应为 0 到 1 之间的数", "a number from 0 to 1 is expected"),
}


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
            Text("读不了设置文件 {file}：{reason}", "cannot read the settings file {file}: {reason}"),
            file=path,
            reason=error.strerror or error,
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise BrokenSettings(
            Text("设置文件 {file}：字段 {field}：{reason}", "settings file {file}: field {field}: {reason}"),
            file=path,
            field=field,
            reason=_EXPECTED.get(field, _unknown()),
        ) from error
    except ValueError as error:
        raise BrokenSettings(
            Text("设置文件 {file} 不是 TOML:{reason}", "the settings file {file} is not TOML: {reason}"),
            file=path,
            reason=error,
        ) from error


def _unknown() -> str:
    return Text("没有这项设置；现有 {known}", "there is no such setting; there are {known}").fill(
        known=", ".join(Settings.model_fields)
    )


def _month(months: int) -> str:
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
