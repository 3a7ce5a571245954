"""Minimum-cost flows, solved by OR-Tools: the one network all assignments of the plan come down to."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final, NamedTuple

import polars as pl

ARCS: Final = {"start": pl.Int32(), "end": pl.Int32(), "capacity": pl.Int64(), "cost": pl.Int64()}


class Arc(NamedTuple):
    """From where to where how many units may flow, and what each costs."""

    start: Hashable
    end: Hashable
    cost: int = 0
    capacity: int = 1


def least_cost(arcs: Sequence[Arc], source: Hashable, sink: Hashable, units: int) -> list[int]:
    """How much flows along each arc when some units go from a source to a sink at the least cost.

    >>> least_cost([Arc("a", "z", 5), Arc("a", "b", 1), Arc("b", "z", 1)], "a", "z", 1)
    [0, 1, 1]

    Raises:
        RuntimeError: so much cannot flow.
    """
    numbers: dict[Hashable, int] = {source: 0, sink: 1}
    for arc in arcs:
        numbers.setdefault(arc.start, len(numbers))
        numbers.setdefault(arc.end, len(numbers))
    rows = [(numbers[arc.start], numbers[arc.end], arc.capacity, arc.cost) for arc in arcs]
    return flow_of(pl.DataFrame(rows, schema=ARCS, orient="row"), {0: units, 1: -units}).to_list()


def flow_of(arcs: pl.DataFrame, supply: dict[int, int]) -> pl.Series:
    """How much flows along each arc at the least cost.

    Goldberg, An efficient implementation of a scaling minimum-cost flow algorithm, 1997.

    Args:
        arcs: columns of :data:`ARCS`; nodes are numbers from 0.
        supply: by node what it sends, negative what it takes; together nothing.

    Raises:
        RuntimeError: there is no such flow.
    """
    flow, numbers = _network(arcs)
    for node, units in supply.items():
        flow.set_node_supply(node, units)
    return _flows(flow, numbers, flow.solve())


def greatest_flow(arcs: pl.DataFrame, source: int, sink: int, most: int) -> pl.Series:
    """How much flows along each arc when as much as can be flows from a source to a sink, at the least cost of that.

    Args:
        arcs: columns of :data:`ARCS`; nodes are numbers from 0.
        source: from where.
        sink: to where.
        most: no more than this.
    """
    flow, numbers = _network(arcs)
    flow.set_node_supply(source, most)
    flow.set_node_supply(sink, -most)
    return _flows(flow, numbers, flow.solve_max_flow_with_min_cost())


def _network(arcs: pl.DataFrame) -> tuple[Any, Any]:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    flow = SimpleMinCostFlow()
    columns = (arcs[name].cast(dtype).to_numpy() for name, dtype in ARCS.items())
    return flow, flow.add_arcs_with_capacity_and_unit_cost(*columns)


def _flows(flow: Any, numbers: Any, status: Any) -> pl.Series:
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the minimum-cost flow ended with {status}")
    return pl.Series(flow.flows(numbers), dtype=pl.Int64)
