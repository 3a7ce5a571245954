"""Judging what was judged before: tests ask again and again of the same few small alliances."""

import pickle
from collections.abc import Sequence
from typing import Any

from graphmodel.alliance import Slice
from graphmodel.engines import Engine
from graphmodel.language import current
from graphmodel.rules import Judgement, Rule, judge

_judged: dict[bytes, Judgement] = {}


def judge_once(slice_: Slice, engine: Engine, rules: Sequence[Rule], **asked: Any) -> Judgement:
    """Judge as ever, but what is asked again of the very same slice only once.

    Judging is most of what most commands take.
    """
    tables = {**slice_.nodes, **slice_.ties, "loose": slice_.loose_ties, "waivers": slice_.waivers}
    rest = (slice_.supplied, slice_.absent_columns, slice_.absent_parts)
    key = pickle.dumps(
        (
            slice_.as_of,
            [(name, table.rows()) for name, table in tables.items()],
            [sorted(part) for part in rest],
            (slice_.people_key, slice_.data_as_of, dict(slice_.formerly)),
            (engine.name, [id(rule) for rule in rules], repr(asked), current()),
        )
    )
    if key not in _judged:  # what is kept keeps its rules, so that no others get their ids
        _judged[key] = judge(slice_, engine, rules, **asked)
    return _judged[key]
