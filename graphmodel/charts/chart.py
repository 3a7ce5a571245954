"""What every chart is: a picture with a title that any page may carry, and the same as PNG."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from unicodedata import east_asian_width

from jinja2 import Environment
from markupsafe import Markup

from graphmodel.language import Text
from graphmodel.markup import templates_in

_TEMPLATES: Final = Path(__file__).parent / "templates"
FONTS: Final = "Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, PingFang SC, sans-serif"
SLIDE: Final = (1920, 1080)
"""Pixels of a picture for a meeting."""
_SLIDE_MARGIN: Final = 60
_SLIDE_HEAD: Final = 130
_SLIDE_TITLE: Final = 40


@dataclass(frozen=True)
class Chart:
    """A drawn chart."""

    title: str
    width: float
    height: float
    body: Markup
    """What stands within ``<svg>``."""

    @property
    def svg(self) -> Markup:
        """The chart as an element of a page, as wide as there is room."""
        return drawn("chart.svg.j2", chart=self)

    @property
    def role(self) -> str:
        """What it is to who does not see it: a picture, or where it has links a group of these."""
        return "group" if "<a " in self.body else "img"

    def png(self, scale: float = 2) -> bytes:
        """The chart on white, ``scale`` pixels to a unit.

        Raises:
            ValueError: the renderer cannot draw it.
        """
        return _png(drawn("picture.svg.j2", chart=self, fonts=FONTS, scale=scale))

    def slide(self, remark: str) -> bytes:
        """The chart as PNG of 1920 × 1080 under its title, with a remark: the day, and who it is for.

        Raises:
            ValueError: the renderer cannot draw it.
        """
        width, height = SLIDE
        room = width - 2 * _SLIDE_MARGIN, height - _SLIDE_HEAD - _SLIDE_MARGIN / 2
        scale = min(room[0] / self.width, room[1] / self.height)
        return _png(
            drawn(
                *("slide.svg.j2",),
                chart=self,
                title=fitted(self.title, room[0], _SLIDE_TITLE),
                remark=remark,
                fonts=FONTS,
                width=width,
                height=height,
                margin=_SLIDE_MARGIN,
                x=round((width - scale * self.width) / 2, 1),
                y=round(_SLIDE_HEAD + (room[1] - scale * self.height) / 2, 1),
                scale=round(scale, 4),
            )
        )


def drawn(template: str, **shown: Any) -> Markup:
    """A template of this room, every value escaped."""
    return Markup(_environment().get_template(template).render(shown, text=Text))  # noqa: S704 - escaped by Jinja


@cache
def style() -> str:
    """The style sheet of all charts: classes only, for the renderer of PNG knows no more."""
    return (_TEMPLATES / "charts.css").read_text(encoding="utf-8")


def fitted(text: str, width: float, size: float) -> str:
    """As much of a text as there is room for, with an ellipsis where it is cut; nothing where not even two letters fit.

    Args:
        text: what is written.
        width: the room, in units.
        size: of the letters.

    >>> fitted("荷苑小区第一网格", 60, 12)
    '荷苑小区…'
    """
    room = width / size
    if _ems(text) <= room:
        return text
    kept, used = 0, 1.0
    for letter in text:
        used += _em(letter)
        if used > room:
            break
        kept += 1
    return f"{text[:kept]}…" if kept > 1 else ""


def longest(texts: Iterable[str], size: float, most: float) -> float:
    """The room that the longest of some texts takes, and no more than ``most``."""
    return min(most, max((_ems(text) for text in texts), default=0) * size + 4)


def _ems(text: str) -> float:
    return sum(map(_em, text))


def _em(letter: str) -> float:
    return 1.0 if east_asian_width(letter) in "WF" else 0.62


@cache
def _environment() -> Environment:
    return templates_in(_TEMPLATES)


def _png(svg: str) -> bytes:
    from resvg_py import svg_to_bytes

    return bytes(svg_to_bytes(svg_string=svg, style_sheet=style(), background="#ffffff"))
