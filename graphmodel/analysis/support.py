"""What hangs on one person or one Party organisation alone: the claims of coverage that would fall with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.analysis.organisations import active, of_kinds
from graphmodel.ontology import BODIES, GROUP

LOSS: Final = {
    "label": pl.String(),
    "id": pl.String(),
    "rule": pl.String(),
    "subject_label": pl.String(),
    "subject": pl.String(),
}
"""``label`` and ``id`` of the one support, and the ``rule`` and subject that would lose it."""

_SUPPORT: Final = {"subject_label": "to_label", "subject": "to_id", "label": "from_label", "id": "from_id"}
_KEYS: Final = ["label", "id"]


class _Claim(NamedTuple):
    """Ways in which subjects of some rules are covered: a way for each ``way``, which needs every support it names."""

    rules: tuple[str, ...]
    ways: pl.DataFrame
    """``subject_label``, ``subject``, ``way``, ``label``, ``id``."""


def single_points(slice_: Slice) -> pl.DataFrame:
    """The people and Party organisations on which alone it rests that a subject is no gap.

    Judged are the rules that claim a coverage: R01, R02, R16, R17, R21, R22 and R25 of grids, bodies and communities,
    R23 of compounds, R26 of communities. A subject is lost with whatever is in all the ways in which it is covered.
    Whether a rule's rosters were supplied is not looked at.

    Returns:
        Columns of :data:`LOSS`, sorted by them.

    Complexity: one pass over the ties of each rule.
    """
    losses = [pl.DataFrame(schema=LOSS)]
    for claim in _claims(slice_):
        of_subject = ["subject_label", "subject"]
        ways = claim.ways.unique()
        needed = ways.group_by(*of_subject, *_KEYS).agg(pl.col("way").n_unique())
        every = ways.group_by(of_subject).agg(pl.col("way").n_unique())
        alone = needed.join(every, on=[*of_subject, "way"], how="semi")
        losses.extend(
            alone.select(pl.lit(rule).alias("rule"), *of_subject, *_KEYS).select(LOSS.keys())
            for rule in claim.rules
        )
    return pl.concat(losses).sort(LOSS.keys())


def _claims(slice_: Slice) -> Iterator[_Claim]:
    covers, posts = slice_.ties["COVERS"], slice_.ties["HOLDS"]
    grid, body = pl.col("to_label") == "Grid", pl.col("to_label").is_in(BODIES)
    work = posts.filter(pl.col("post").is_in(GROUP["work_posts"]))
    instructors = posts.filter(grid & (pl.col("post") == "instructor"))
    on_body = pl.concat([_ways(covers.filter(body)), _ways(work.filter(body))])
    yield _Claim(("R01",), pl.concat([_ways(covers.filter(grid)), _ways(instructors), on_body]))
    yield _Claim(("R16", "R17"), on_body)
    yield _Claim(("R25",), _ways(instructors))

    grid_orgs = of_kinds(slice_, GROUP["grid_organisations"])
    committees = active(slice_, GROUP["organ_committees"])
    branches = active(slice_, ("organ_branch",))
    helpers = active(slice_, (*GROUP["organ_orgs"], "other"))
    compound = pl.col("to_label") == "Compound"
    inhabited = slice_.ties["PART_OF"].filter(pl.col("from_label") == "Compound")
    paired = slice_.ties["PAIRED_WITH"]
    with_compound = paired.join(inhabited, on="to_id", how="semi").filter(pl.col("to_label") == "Community")
    yield _Claim(("R02",), _ways(_of(grid_orgs, covers.filter(grid))))
    yield _Claim(("R21",), _ways(_of(committees, with_compound)))
    yield _Claim(("R22",), _ways(_of(branches, paired.filter(grid))))
    yield _Claim(("R23",), _ways(_of(helpers, paired.filter(compound))))
    yield _Claim(("R26",), _appointments(slice_, inhabited))


def _ways(ties: pl.DataFrame) -> pl.DataFrame:
    """Each tie is a way of its own to cover what it leads to."""
    return ties.select(way=pl.concat_str("from_label", "from_id", separator=" "), **_SUPPORT)


def _of(orgs: pl.Series, ties: pl.DataFrame) -> pl.DataFrame:
    return ties.filter(pl.col("from_id").is_in(orgs.implode()))


def _appointments(slice_: Slice, inhabited: pl.DataFrame) -> pl.DataFrame:
    """A first secretary or part-time member needs both the person and the community's organisation."""
    seats = _of(of_kinds(slice_, ("community",)), slice_.ties["SEATED_IN"]).filter(
        pl.col("to_label") == "Community"
    )
    seats = seats.join(inhabited, on="to_id", how="semi").select(org="from_id", subject="to_id")
    held = slice_.ties["HOLDS"].filter(pl.col("post").is_in(GROUP["appointed_posts"]))
    ways = held.join(seats, left_on="to_id", right_on="org").select(
        "subject",
        subject_label=pl.lit("Community"),
        way=pl.concat_str("from_id", "to_id", separator=" "),
        person="from_id",
        org="to_id",
    )
    return pl.concat(
        ways.select("way", "subject_label", "subject", label=pl.lit(label), id=column)
        for column, label in (("person", "Person"), ("org", "PartyOrg"))
    )
