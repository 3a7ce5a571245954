"""Which thing a person means by a code: one that can be drawn, or a sentence that says what to ask instead."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.naming import one_each, written
from graphmodel.errors import UsageError
from graphmodel.language import AND, Text
from graphmodel.ontology import HOUSEHOLD
from graphmodel.reporting.wording import NONE

_INSTEAD: Final = {
    "Person": ("LIVES_IN", "REGISTERED_WITH", "MEMBER_OF"),
    HOUSEHOLD: ("PART_OF",),
}
"""Ties from what is never drawn to what may be looked at in its stead."""


def identify(slice_: Slice, asked: str) -> tuple[str, str]:
    """Label and code of the thing that is meant.

    Args:
        slice_: the alliance on the day in question.
        asked: as :func:`graphmodel.alliance.naming.meant` takes it.

    Raises:
        UsageError: it is a person or a home, several things are called so, or nothing is; the sentence names what
            can be asked instead.
    """
    label, code = one_each(slice_, [asked]).row(0)
    if label in _INSTEAD:
        known = _instead(slice_, label, code).select(written()).to_series()
        raise UsageError(
            Text("图上不画人员和住户；可以看：{known}", "people and homes are not drawn; look at: {known}"),
            known=str(AND).join(known) or NONE,
        )
    return label, code


def _instead(slice_: Slice, label: str, code: str) -> pl.DataFrame:
    """The grid or organisations of a person or home: ``label``, ``id``."""
    return pl.concat(
        slice_.ties[relation].filter(from_label=label, from_id=code).select(label="to_label", id="to_id")
        for relation in _INSTEAD[label]
    )
