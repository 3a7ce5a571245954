"""Organ branches and the grids they are paired with: how far the pairings there are would go, one branch to one grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.analysis.organisations import active

if TYPE_CHECKING:
    import networkx as nx

    Side = tuple[str, str]


@dataclass(frozen=True)
class Pairing:
    """How the organ branches, retired ones apart, are spread over the grids. Codes are sorted."""

    branches: int
    """How many organ branches there are."""
    free: list[str]
    """Branches paired with no grid."""
    over_paired: dict[str, list[str]]
    """Branches paired with several grids, and these: "“一对一”或“多对一”" leaves room for one each."""
    grids_without: list[str]
    """Grids with which no organ branch is paired."""
    paired_grids: int
    """Grids with which some are."""
    matched: int
    """How many grids keep a branch, at most, if each branch keeps one."""
    witness_grids: list[str]
    """Grids that have too few branches between them: without them every paired grid could keep one."""
    witness_branches: list[str]
    """All branches paired with any of these, :attr:`deficiency` fewer."""

    @property
    def deficiency(self) -> int:
        """How many paired grids go without a branch even then."""
        return self.paired_grids - self.matched


def pairing(slice_: Slice) -> Pairing:
    """How many grids the paired branches could cover at most, and why no more.

    A maximum matching (Hopcroft and Karp, An n^5/2 algorithm for maximum matchings in bipartite graphs, 1973); what
    proves it is a set of grids with fewer branches than grids (Hall, On representatives of subsets, 1935; by way of
    Kőnig, 1931). The set is that of all grids which some alternating path joins to a grid without a branch, which is
    the same for every maximum matching.

    Complexity: O(pairings · √(branches + grids)).
    """
    import networkx as nx

    branches = active(slice_, ("organ_branch",))
    grids = slice_.nodes["Grid"]["id"]
    ties = (
        slice_.ties["PAIRED_WITH"]
        .filter((pl.col("to_label") == "Grid") & pl.col("from_id").is_in(branches.implode()))
        .select("from_id", "to_id")
        .unique()
        .sort("from_id", "to_id")
    )
    paired = ties["to_id"].unique()
    several = (
        ties.group_by("from_id", maintain_order=True).agg("to_id").filter(pl.col("to_id").list.len() > 1)
    )
    graph: nx.Graph[Side] = nx.Graph((("PartyOrg", org), ("Grid", grid)) for org, grid in ties.iter_rows())
    kept = nx.bipartite.hopcroft_karp_matching(graph, [("Grid", grid) for grid in paired])
    wanting = _wanting(graph, kept)
    return Pairing(
        branches=branches.len(),
        free=branches.filter(~branches.is_in(ties["from_id"].implode())).sort().to_list(),
        over_paired=dict(several.iter_rows()),
        grids_without=grids.filter(~grids.is_in(paired.implode())).sort().to_list(),
        paired_grids=paired.len(),
        matched=len(kept) // 2,
        witness_grids=sorted(id_ for label, id_ in wanting if label == "Grid"),
        witness_branches=sorted(id_ for label, id_ in wanting if label == "PartyOrg"),
    )


def _wanting(graph: nx.Graph[Side], kept: dict[Side, Side]) -> set[Side]:
    """Everything an alternating path joins to a grid without a branch: from grids any tie, from branches the kept one."""
    reached = {node for node in graph if node[0] == "Grid" and node not in kept}
    found = list(reached)
    while found:
        grid = found.pop()
        for branch in graph[grid].keys() - reached:
            reached |= {branch, kept[branch]}
            found.append(kept[branch])
    return reached
