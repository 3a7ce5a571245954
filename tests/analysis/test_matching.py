"""Organ branches and grids: how many grids could keep a branch, and why no more."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from graphmodel.analysis import pairing
from tests.rules.build import AS_OF, alliance

BRANCHES, GRIDS = ("d1", "d2", "d3"), ("g1", "g2", "g3", "g4")


def described(pairs: list[tuple[str, str]]) -> str:
    lines = ["compounds: id part_of", "  c1 k1", "grids: id part_of", *(f"  {grid} c1" for grid in GRIDS)]
    lines += ["party_orgs: id kind is_retired", *(f"  {org} organ_branch 否" for org in BRANCHES)]
    lines += ["  d9 organ_branch 是", "  m1 organ_committee 否", "pairings: from to", "  d9 g1", "  m1 c1"]
    return "\n".join([*lines, *(f"  {org} {grid}" for org, grid in pairs)])


def test_two_grids_that_share_one_branch_cannot_both_keep_it() -> None:
    found = pairing(alliance(described([("d1", "g1"), ("d1", "g2"), ("d2", "g3")])).at(AS_OF))
    assert (found.branches, found.free, found.over_paired) == (3, ["d3"], {"d1": ["g1", "g2"]})
    assert (found.grids_without, found.paired_grids, found.matched, found.deficiency) == (["g4"], 3, 2, 1)
    assert (found.witness_grids, found.witness_branches) == (["g1", "g2"], ["d1"])


def test_where_every_grid_can_keep_one_there_is_nothing_to_prove() -> None:
    found = pairing(alliance(described([("d1", "g1"), ("d1", "g2"), ("d2", "g1")])).at(AS_OF))
    assert (found.matched, found.deficiency, found.witness_grids, found.witness_branches) == (2, 0, [], [])


@given(st.sets(st.tuples(st.sampled_from(BRANCHES), st.sampled_from(GRIDS))))
def test_the_witness_proves_that_no_choice_keeps_more(pairs: set[tuple[str, str]]) -> None:
    found = pairing(alliance(described(sorted(pairs))).at(AS_OF))
    most = max(
        size
        for size in range(len(BRANCHES) + 1)
        for kept in combinations(sorted(pairs), size)
        if len({org for org, _ in kept}) == len({grid for _, grid in kept}) == size
    )
    neighbours = sorted({org for org, grid in pairs if grid in found.witness_grids})
    assert found.matched == most
    assert neighbours == found.witness_branches
    assert len(found.witness_grids) - len(neighbours) == found.deficiency
