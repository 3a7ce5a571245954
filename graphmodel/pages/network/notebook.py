"""The picture in a notebook: the same page, in a frame of its own."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

from graphmodel.alliance import Slice
from graphmodel.engines import engine_over
from graphmodel.pages.network.picture import draw
from graphmodel.reporting.dossier import Dossier
from graphmodel.rules import Judgement, judge, rules
from graphmodel.rules.judging import queries_asked

_HEIGHT: Final = 720


@dataclass(frozen=True)
class Shown:
    """A page that a notebook shows when it is the value of a cell; it needs nothing of the notebook."""

    page: str

    def _repr_html_(self) -> str:
        """The page in a frame that may run its scripts and save files, and can reach nothing else."""
        return (
            f'<iframe srcdoc="{escape(self.page)}" sandbox="allow-scripts allow-downloads" '
            f'width="100%" height="{_HEIGHT}" frameborder="0"></iframe>'
        )


def shown(network: Slice | Judgement, around: str) -> Shown:
    """See :func:`graphmodel.pages.show`."""
    judgement = network if isinstance(network, Judgement) else _judged(network)
    dossier = Dossier(judgement)
    start = dossier.identify(around) if around else None
    return Shown(draw(dossier, start).generate_html())


def _judged(slice_: Slice) -> Judgement:
    every = list(rules().values())
    with engine_over(slice_, "", queries=queries_asked(slice_, every)) as engine:
        return judge(slice_, engine, every, snapshot="")
