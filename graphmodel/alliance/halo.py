"""What a part holds beside its own nodes, so that it says of these what the whole says (``scale.md`` §2).

More than needed never harms, for every tie is true. The ties between what is held come with it
(:mod:`graphmodel.alliance.cutting`); so two nodes that are both held need no path for the tie between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance.ownership import Owned
from graphmodel.alliance.projection import pairs
from graphmodel.alliance.territory import UNITS
from graphmodel.ontology import BODIES
from graphmodel.rosters.on_demand import lazily

HELD: Final[dict[str, pl.DataType]] = {"part": pl.String(), "label": pl.String(), "id": pl.String()}
"""The columns of a table of halos: nodes that a part holds and does not own."""

TERRITORY: Final = "territory"
THREAD: Final = "thread"
"""Who reads a path beside rules: where a subject lies, and what hangs together in a compound."""


class Path(NamedTuple):
    """A way from own nodes along which everything is held, whoever owns what lies on it."""

    start: tuple[str, ...]
    """The labels of the own nodes."""
    steps: tuple[str, ...]
    """Relations one after the other: ``>`` along the tie, ``<`` against it."""
    read_by: tuple[str, ...]
    """The rules that read it; :data:`TERRITORY`, :data:`THREAD`."""

    def __str__(self) -> str:
        return f"{'|'.join(self.start)} {' '.join(self.steps)}"


def _path(start: str | tuple[str, ...], steps: str, read_by: str) -> Path:
    return Path((start,) if isinstance(start, str) else start, (*steps.split(),), (*read_by.split(),))


PATHS: Final = (
    _path("Grid", "<COVERS <HOLDS", "R11 R48 R52"),
    _path(("Grid", *BODIES), "<COVERS >TOOK_PART", "R20"),
    _path("Grid", "<HOLDS >HOLDS", "R25"),
    _path("Grid", ">PART_OF >PART_OF <SEATED_IN <HOLDS", "R09"),
    _path("Grid", "<PART_OF <CONTACTS", "R35 R36"),
    _path(BODIES, "<COVERS >COVERS", "R14 R17"),
    _path("Compound", "<PART_OF <COVERS <HOLDS", "R05 thread"),
    _path("Compound", "<PART_OF <TOOK_PART", "R46"),
    _path("Compound", "<PART_OF <PAIRED_WITH", "thread"),
    _path("Compound", "<PART_OF <HOLDS", "thread"),
    _path("Compound", "<SERVES <COVERS <HOLDS", "thread"),
    _path("Compound", "<SERVES <HOLDS", "thread"),
    _path("Community", "<PART_OF <PART_OF <LIVES_IN", "R13 R45"),
    _path("Community", "<SEATED_IN <HOLDS", "R13 R26 R51"),
    _path("PartyOrg", ">APPROVED_BY >SEATED_IN", "R03"),
    _path("PartyOrg", ">LED_BY >SEATED_IN", "R04"),
    _path(
        *("PartyOrg", ">COVERS >PART_OF >PART_OF >PART_OF <PART_OF <PART_OF <PART_OF <COVERS"),
        "R07",
    ),
    _path("PartyOrg", ">COVERS <HOLDS", "R08"),
    _path("PartyOrg", "<HOLDS >HOLDS", "R10"),
    _path("PartyOrg", ">PAIRED_WITH <SEATED_IN <HOLDS", "R26"),
    _path("PartyOrg", ">PAIRED_WITH <HOLDS", "R27"),
    _path("Person", ">HOLDS >SEATED_IN", "R50 territory"),
    _path("Person", ">CONTACTS >PART_OF", "R37"),
    _path("Person", ">REGISTERED_WITH >COVERS", "R32 R37 territory"),
    _path("Person", ">REGISTERED_WITH >SEATED_IN", "territory"),
    _path("Person", ">REGISTERED_WITH >PAIRED_WITH", "territory"),
    _path("Person", ">HOLDS >COVERS", "territory"),
    _path("Person", ">HOLDS >PAIRED_WITH", "territory"),
    _path("Person", ">HOLDS >SERVES", "territory"),
)
"""Every path, with all who read it. What lies one tie away from an own node is always held, and what stands above any
place that is; a rule that reads no further has no path. A new rule that does adds its paths here, or judging by parts
differs from judging at once, and the test that holds the two against each other names it.

``scale.md`` lists two more, which nobody reads: from grids to what else their organisations cover (R14 asks that of
bodies only), and from organisations to where the bodies that they cover serve (they lie where their grids do)."""


def halos(owned: Owned, paths: Iterable[Path] = PATHS, beside: pl.DataFrame | None = None) -> pl.DataFrame:
    """The nodes that each part holds and does not own; of all parts at once.

    Beside those on the paths: every node one tie away from an own node, every place above every place, and the
    organisation that recommended an own person to a post.

    Args:
        owned: the alliance and who owns what.
        paths: those that are followed.
        beside: ``part`` and ``node``, by their numbers: what is held besides, for reasons that are not in the alliance.

    Returns:
        Columns of :data:`HELD`, without repetitions.

    Complexity: linear in the ties for each step of a path; what several paths begin with is followed once.
    """
    walk = _Walk(owned)
    followed = [
        walk.at(start, path.steps[:far]).outside
        for path in paths
        for start in path.start
        for far in range(1, len(path.steps) + 1)
    ]
    further = [] if beside is None else [beside]
    found = pl.concat([walk.neighbours(), walk.recommending(), *followed, *further]).unique()
    return (
        walk.with_places_above(found)
        .join(owned.nodes, on="node")
        .filter(pl.col("part") != pl.col("owner"))
        .sort("part", "node")
        .select("label", "id", part=pl.lit(owned.codes).gather("part"))
        .select(*HELD)
    )


@dataclass(frozen=True)
class _Frontier:
    """Where everybody is after some steps from own nodes."""

    labels: frozenset[str]
    """Of the nodes there."""
    outside: pl.DataFrame
    """``part`` and ``node``: where a part is that has been outside its own nodes."""
    inside: pl.Series | None = None
    """Own nodes that their part has reached through own nodes alone; None: all of the labels."""


class _Walk:
    """Follows paths from the own nodes of all parts, from where they leave these."""

    def __init__(self, owned: Owned) -> None:
        self._owned = owned
        self._been: dict[tuple[str, ...], _Frontier] = {}

    def at(self, start: str, steps: tuple[str, ...]) -> _Frontier:
        """After some steps from the own nodes of a label."""
        if not steps:
            return _Frontier(frozenset([start]), _nowhere())
        if (start, *steps) not in self._been:
            self._been[start, *steps] = self._further(self.at(start, steps[:-1]), steps[-1])
        return self._been[start, *steps]

    def _further(self, here: _Frontier, step: str) -> _Frontier:
        along = step[0] == ">"
        of_step = [
            pair for pair in pairs() if pair.relation == step[1:] and pair[1 if along else 2] in here.labels
        ]
        near, far = ("start", "end") if along else ("end", "start")
        ties = pl.concat(
            self._owned.ends[pair].select(node=near, part=f"{near}_owner", far=far, far_owner=f"{far}_owner")
            for pair in of_step
        )
        moved = here.outside.join(ties.select("node", "far"), on="node").select("part", node="far")
        from_inside = (
            ties if here.inside is None else ties.filter(pl.col("node").is_in(here.inside.implode()))
        )
        leaves = pl.col("part") != pl.col("far_owner")
        left = from_inside.filter(leaves).select("part", node="far")
        return _Frontier(
            frozenset(pair[2 if along else 1] for pair in of_step),
            pl.concat([moved, left]).unique(),
            from_inside.filter(~leaves)["far"].unique(),
        )

    def neighbours(self) -> pl.DataFrame:
        """``part`` and ``node``: what lies one tie away from own nodes."""
        leaving = [
            ties.filter(pl.col("start_owner") != pl.col("end_owner")) for ties in self._owned.ends.values()
        ]
        return pl.concat(
            [
                *(ties.select(part="start_owner", node="end") for ties in leaving),
                *(ties.select(part="end_owner", node="start") for ties in leaving),
            ]
        )

    def recommending(self) -> pl.DataFrame:
        """``part`` and ``node``: the organisations that recommended own people to posts."""
        recommended = lazily(self._owned.alliance.ties, "HOLDS").select("recommended_by").collect()
        by = recommended.with_row_index("row").drop_nulls()
        orgs = self._owned.nodes.filter(pl.col("label") == "PartyOrg").select("node", recommended_by="id")
        posts_by = by.join(orgs, on="recommended_by").select("row", "node")
        posts = pl.concat(ties for pair, ties in self._owned.ends.items() if pair.relation == "HOLDS")
        return posts.join(posts_by, on="row").select("node", part="start_owner").select("part", "node")

    def with_places_above(self, held: pl.DataFrame) -> pl.DataFrame:
        """``part`` and ``node``: what is held, and whatever is above the places among it."""
        climb = pl.concat(
            ties.select(node="start", above="end")
            for pair, ties in self._owned.ends.items()
            if pair.relation == "PART_OF" and pair.start in UNITS
        )
        levels = [held]
        for _ in UNITS[1:]:
            above = levels[-1].join(climb, on="node").select("part", node="above")
            levels.append(above.unique())
        return pl.concat(levels).unique()


def _nowhere() -> pl.DataFrame:
    return pl.DataFrame(schema={"part": pl.UInt32, "node": pl.UInt32})
