"""Assignments against every choice there is, and the sets that prove that no more can be served."""

from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from graphmodel.planning.assignment import assign, short
from graphmodel.planning.flows import Arc, least_cost

TARGETS, CANDIDATES = ("g1", "g2", "g3", "g4"), ("p1", "p2", "p3", "p4")

costs = st.fixed_dictionaries(
    dict.fromkeys(TARGETS, st.dictionaries(st.sampled_from(CANDIDATES), st.integers(0, 5)))
)


def best(costs: dict[str, dict[str, int]]) -> tuple[int, int]:
    """The most targets served, less than nothing the least cost of that, of all choices there are."""
    found = []
    for people in product(*((None, *eligible) for eligible in costs.values())):
        served = [(target, person) for target, person in zip(costs, people, strict=True) if person]
        if len({person for _, person in served}) == len(served):
            found.append((len(served), -sum(costs[target][person] for target, person in served)))
    return max(found)


@given(costs)
def test_an_assignment_serves_the_most_at_the_least_cost(costs: dict[str, dict[str, int]]) -> None:
    chosen = assign(costs)
    assert len({*chosen.values()}) == len(chosen)
    assert (len(chosen), -sum(costs[target][person] for target, person in chosen.items())) == best(costs)


@given(costs, st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_are_told_changes_nothing(
    costs: dict[str, dict[str, int]], random: Random
) -> None:
    def shuffled(table: dict[str, object]) -> dict[str, object]:
        return dict(random.sample([*table.items()], len(table)))

    again = shuffled({target: shuffled(dict(eligible)) for target, eligible in costs.items()})
    assert assign(again) == assign(costs)  # type: ignore[arg-type]


@given(costs)
def test_what_stays_open_lies_in_sets_that_lack_just_so_many(costs: dict[str, dict[str, int]]) -> None:
    chosen = assign(costs)
    why = short(costs, chosen)
    assert {*why.of} == costs.keys() - chosen.keys()
    for number, hall in enumerate(why.halls):
        assert {*hall.neighbours} == {person for target in hall.subjects for person in costs[target]}
        assert (hall.demand, hall.capacity) == (len(hall.subjects), len(hall.neighbours))
        open_here = [target for target, in_ in why.of.items() if in_ == number]
        assert {*open_here} <= {*hall.subjects}
        assert hall.demand - hall.capacity == len(open_here) > 0
    for side in ("subjects", "neighbours"):
        codes = [code for hall in why.halls for code in getattr(hall, side)]
        assert len(codes) == len({*codes})


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-3, 9)), max_size=7))
def test_a_flow_of_one_unit_is_a_cheapest_way(ways: list[tuple[int, int, int]]) -> None:
    """With arcs that only lead upwards there is no circle, and every way can be tried."""
    upwards = [(start, end, cost) for start, end, cost in ways if start < end] + [(0, 4, 30)]
    costs = {0: [0]}
    for node in range(1, 5):
        costs[node] = [
            before + cost for start, end, cost in upwards if end == node for before in costs[start]
        ]
    flow = least_cost([Arc(*way) for way in upwards], 0, 4, 1)
    assert sum(cost * used for (*_, cost), used in zip(upwards, flow, strict=True)) == min(costs[4])
