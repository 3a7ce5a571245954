"""The rows of rosters that would close a gap: which cells are known, and which are to be filled in."""

from __future__ import annotations

from typing import Final

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.subjects import PAIRING, tie_id
from graphmodel.ontology import BODIES, ENDINGS, GROUP, REMARKS, ROSTER
from graphmodel.ontology.vocabulary import FINDING_KEY
from graphmodel.rosters.writing import roster_schema

YELLOW: Final = "yellow"
"""The names of the columns of a row that are to be filled in; of the others those with a value are known."""

IDENTITY: Final = {
    "posts": ("post", "to", "recommended_by", "from"),
    "pairings": ("from", "to"),
    "registrations": ("from", "to"),
    ENDINGS.name: ("roster", "from", "to", "post"),
    "party_orgs": ("id",),
}
"""By roster what rows to fill have in common that are one: in the order of the sheets."""

_FLAGS: Final = ("has_venue", "has_facilities", "has_signage", "has_funds", "has_rules")
_LISTS: Final = ("party_building_list", "governance_list")
_MISSING: Final = pl.Struct({"missing": pl.List(pl.String)})
_TEAM: Final = ("secretary", "instructor", "stairwell_head", "red_steward", "volunteer")
"""Of the red team those who hold a post."""

_WHERE_PROPOSED: Final = {
    ("R25", "Grid", "posts"): ("from", "recommended_by"),
    ("R25", "Grid", "pairings"): ("from",),
    ("R27", "PartyOrg", "posts"): ("from",),
    ("R27", "PartyOrg", "pairings"): ("from",),
    ("R26", "PartyOrg", "posts"): ("from", "post", "to"),
    ("R26", "Community", "posts"): ("from", "post", "recommended_by"),
    **{("R16", body, "posts"): ("from", "post") for body in BODIES},
    ("R48", "Grid", "posts"): ("from",),
    ("R21", "Community", "pairings"): ("from",),
    ("R22", "Grid", "pairings"): ("from",),
    ("R23", "Compound", "pairings"): ("from",),
    **{("R31", label, "registrations"): ("to",) for label in ("Person", "PartyOrg")},
    ("R32", "Person", "registrations"): ("to",),
}
"""The cells that are yellow in a row of a roster that is proposed for a finding; in every other one all are."""


def rows_to_fill(slice_: Slice, gaps: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rows that can close some gaps, as far as rows can.

    Args:
        slice_: the day in question.
        gaps: ``rule``, ``subject_label``, ``subject``, ``evidence``.

    Returns:
        By roster the columns of :data:`~graphmodel.ontology.vocabulary.FINDING_KEY`, those of its rows as they are stored, and :data:`YELLOW`; one row
        may be there for several findings.
    """
    found = [
        *_posts(slice_, gaps),
        *_pairings(slice_, gaps),
        *_registrations(slice_, gaps),
        *_organisations(slice_, gaps),
    ]
    tables: dict[str, pl.DataFrame] = {}
    for roster in IDENTITY:
        rows = pl.concat([table for name, table in found if name == roster])
        if rows.height:
            tables[roster] = rows
    return tables


def where_proposed(slice_: Slice, roster: str) -> pl.Expr:
    """The cells that are yellow in proposed rows of a roster, by the columns of :data:`~graphmodel.ontology.vocabulary.FINDING_KEY` of what each is for."""
    yellow = pl.lit([*roster_schema(roster), REMARKS])
    for (rule, label, name), columns in _WHERE_PROPOSED.items():
        if name == roster:
            asked = (pl.col("rule") == rule) & (pl.col("subject_label") == label)
            yellow = pl.when(asked).then(pl.lit(list(columns))).otherwise(yellow)
    if roster == "posts":
        anywhere = (pl.col("rule") == "R27") & ~pl.col("subject").is_in(
            _in_one_grid(slice_)["subject"].implode()
        )
        yellow = pl.when(anywhere).then(pl.lit(["from", "to"])).otherwise(yellow)
    return yellow.cast(pl.List(pl.String))


_Rows = list[tuple[str, pl.DataFrame]]


def _posts(slice_: Slice, gaps: pl.DataFrame) -> _Rows:
    secretary, instructor = pl.lit("secretary"), pl.lit("instructor")
    subject = pl.col("subject")
    appointing, governed = _nobody(gaps, "R26", "appointees", "PartyOrg"), _of(gaps, "R26", "Community")
    return [
        _rows("posts", _of(gaps, "R25"), ["from", "recommended_by"], post=instructor, to=subject),
        _rows("posts", _nobody(gaps, "R12", "secretaries"), ["from"], post=secretary, to=subject),
        _team(slice_, _of(gaps, "R48")),
        _recommended(slice_, _nobody(gaps, "R27", "instructors")),
        _rows("posts", appointing, ["from", "post", "to"], recommended_by=subject),
        _rows(
            "posts",
            governed.join(_only_organisation(slice_), on="subject", maintain_order="left"),
            ["from", "post", "recommended_by"],
            to=pl.col("org"),
        ),
        _rows("posts", _of(gaps, "R16", *BODIES), ["from", "post"], to=subject),
    ]


def _team(slice_: Slice, grids: pl.DataFrame) -> tuple[str, pl.DataFrame]:
    """A row per post that a grid lacks; the secretary's in its grid organisation, if it has one."""
    lacking = (
        grids.with_columns(post=pl.col("evidence").str.json_decode(_MISSING).struct.field("missing"))
        .explode("post")
        .filter(pl.col("post").is_in(_TEAM))
        .join(_grid_organisation(slice_), on="subject", how="left", maintain_order="left")
        .with_columns(to=pl.when(pl.col("post") == "secretary").then("org").otherwise("subject"))
        .drop_nulls("to")
    )
    guided = pl.when(pl.col("post") == "instructor").then(pl.lit(["from", "recommended_by"]))
    return _rows("posts", lacking, guided.otherwise(pl.lit(["from"])), post=pl.col("post"), to=pl.col("to"))


def _recommended(slice_: Slice, branches: pl.DataFrame) -> tuple[str, pl.DataFrame]:
    """Who a branch is to recommend: in its grid, where it is paired with one only."""
    placed = branches.join(_in_one_grid(slice_), on="subject", how="left", maintain_order="left")
    anywhere = pl.when(pl.col("to").is_null()).then(pl.lit(["from", "to"]))
    return _rows(
        "posts",
        placed,
        anywhere.otherwise(pl.lit(["from"])),
        post=pl.lit("instructor"),
        to=pl.col("to"),
        recommended_by=pl.col("subject"),
    )


def _in_one_grid(slice_: Slice) -> pl.DataFrame:
    """``subject``, an organisation that is paired with one grid only, and ``to``, this."""
    pairings = slice_.ties[PAIRING].filter(pl.col("to_label") == "Grid")
    grids = pairings.group_by(subject="from_id").agg(
        to=pl.col("to_id").first(), grids=pl.col("to_id").n_unique()
    )
    return grids.filter(pl.col("grids") == 1).drop("grids")


def _grid_organisation(slice_: Slice) -> pl.DataFrame:
    """``subject``, a grid, and ``org``, the first grid organisation that covers it."""
    kinds = slice_.nodes["PartyOrg"].filter(pl.col("kind").is_in(GROUP["grid_organisations"]))
    covers = slice_.ties["COVERS"].filter(pl.col("to_label") == "Grid")
    return (
        covers.join(kinds, left_on="from_id", right_on="id", how="semi")
        .group_by(subject="to_id")
        .agg(org=pl.col("from_id").min())
    )


def _only_organisation(slice_: Slice) -> pl.DataFrame:
    """``subject``, a community that is the seat of one community organisation, and ``org``, this."""
    kinds = slice_.nodes["PartyOrg"].filter(pl.col("kind") == "community")
    return (
        slice_.ties["SEATED_IN"]
        .join(kinds, left_on="from_id", right_on="id", how="semi")
        .group_by(subject="to_id")
        .agg(org=pl.col("from_id").first(), orgs=pl.col("from_id").n_unique())
        .filter(pl.col("orgs") == 1)
    )


def _pairings(slice_: Slice, gaps: pl.DataFrame) -> _Rows:
    unpaired = pl.concat([_of(gaps, "R21"), _of(gaps, "R22", "Grid"), _of(gaps, "R23")])
    papers = slice_.ties[PAIRING].select(tie_id().alias("subject"), "from_id", "to_id", *_LISTS)
    known = {"from": pl.col("from_id"), "to": pl.col("to_id"), **{name: _yes(name) for name in _LISTS}}
    unsigned, unlisted = (
        gap.join(papers, on="subject", maintain_order="left") for gap in (_of(gaps, "R43"), _of(gaps, "R44"))
    )
    return [
        _rows("pairings", unpaired, ["from"], to=pl.col("subject")),
        _rows("pairings", unsigned, ["agreement_signed_on"], **known),
        _rows("pairings", unlisted, _not_yes(_LISTS), **known),
    ]


def _registrations(slice_: Slice, gaps: pl.DataFrame) -> _Rows:
    elsewhere, registered = _of(gaps, "R32"), slice_.ties["REGISTERED_WITH"]
    ending = elsewhere.join(
        registered.filter(pl.col("from_label") == "Person").select(subject="from_id", org="to_id"),
        on="subject",
        maintain_order="left",
    )
    return [
        _rows("registrations", _of(gaps, "R31"), ["to"], **{"from": pl.col("subject")}),
        _rows("registrations", elsewhere, ["to"], **{"from": pl.col("subject")}),
        _rows(
            ENDINGS.name,
            ending,
            ["ended_on"],
            roster=pl.lit("registrations"),
            **{"from": pl.col("subject"), "to": pl.col("org")},
        ),
    ]


def _organisations(slice_: Slice, gaps: pl.DataFrame) -> _Rows:
    orgs = slice_.nodes["PartyOrg"].select("name", "kind", *_FLAGS, subject="id")
    own = {"id": pl.col("subject"), "name": pl.col("name"), "kind": pl.col("kind")}
    poor, unapproved, unled = (
        gap.drop("name", strict=False).join(orgs, on="subject", maintain_order="left")
        for gap in (_of(gaps, "R19"), _nobody(gaps, "R03", "approvals"), _nobody(gaps, "R04", "leaders"))
    )
    return [
        _rows("party_orgs", poor, _not_yes(_FLAGS), **own, **{name: _yes(name) for name in _FLAGS}),
        _rows("party_orgs", unapproved, ["approved_by", "approved_on"], **own),
        _rows("party_orgs", unled, ["led_by"], **own),
    ]


def _of(gaps: pl.DataFrame, rule: str, *labels: str) -> pl.DataFrame:
    of_rule = gaps.filter(pl.col("rule") == rule)
    return of_rule.filter(pl.col("subject_label").is_in(labels)) if labels else of_rule


def _nobody(gaps: pl.DataFrame, rule: str, fact: str, *labels: str) -> pl.DataFrame:
    """Those gaps of a rule whose evidence counts or lists none."""
    told = pl.col("evidence").str.json_path_match(f"$.{fact}")
    return _of(gaps, rule, *labels).filter(told.is_in(["0", "[]"]))


def _yes(name: str) -> pl.Expr:
    return pl.when(pl.col(name)).then(True)


def _not_yes(names: tuple[str, ...]) -> pl.Expr:
    """The names of the columns that are no, or unknown."""
    lacking = [pl.when(~pl.col(name).fill_null(False)).then(pl.lit(name)) for name in names]
    return pl.concat_list(lacking).list.drop_nulls()


def _rows(
    roster: str, gaps: pl.DataFrame, yellow: list[str] | pl.Expr, /, **cells: pl.Expr
) -> tuple[str, pl.DataFrame]:
    """The rows of a roster for some gaps, with the cells that are known."""
    columns = {column.name for column in ROSTER[roster].columns}
    assert cells.keys() <= columns, cells.keys() - columns
    fill = pl.lit(yellow) if isinstance(yellow, list) else yellow
    return roster, gaps.select(
        *FINDING_KEY,
        *(
            cells.get(name, pl.lit(None)).cast(dtype).alias(name)
            for name, dtype in roster_schema(roster).items()
        ),
        fill.cast(pl.List(pl.String)).alias(YELLOW),
    )
