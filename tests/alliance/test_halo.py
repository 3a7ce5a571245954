"""Each path is needed: without it whoever reads it says otherwise of an own node.

In the alliance written for a path a part owns the nodes named with it, and another owns everything else.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import polars as pl
import pytest

from graphmodel.alliance import Alliance, Slice
from graphmodel.alliance.cutting import Part, cut
from graphmodel.alliance.halo import PATHS, TERRITORY, THREAD, Path, halos
from graphmodel.alliance.ownership import REST, Owned
from graphmodel.alliance.territory import locate
from graphmodel.analysis.thread import red_thread
from graphmodel.rules.parting import own_subjects
from tests.rules.build import AS_OF, DIVISIONS, alliance, blocks
from tests.rules.by_parts import said, said_by_parts


class Written(NamedTuple):
    """An alliance for a path."""

    own: str
    """The codes that a part owns."""
    text: str


GRID = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
"""
TWO_GRIDS = """
compounds: id part_of
  c1 k1
  c2 k2
grids: id part_of
  g1 c1
  g2 c2
"""

WRITTEN = {
    "Grid <COVERS <HOLDS": Written(
        "g1",
        GRID
        + """
        party_orgs: id kind covers
          b1 grid_branch g1
        people: id party_status
          p1 full
          p2 none
        posts: from post to
          p1 secretary b1
          p2 grid_head g1
        """,
    ),
    "Grid|OwnersCommittee|PropertyCompany|SocialOrg <COVERS >TOOK_PART": Written(
        "g1",
        TWO_GRIDS
        + """
        party_orgs: id kind covers has_venue has_facilities has_signage has_funds has_rules
          b1 grid_branch g1 是 是 是 是 是
        activities: from to activity month times
          b1 g2 red_council 2018-12 1
        """,
    ),
    "Grid <HOLDS >HOLDS": Written(
        "g1",
        TWO_GRIDS
        + """
        people: id
          p1
        posts: from post to
          p1 instructor g1
          p1 instructor g2
        """,
    ),
    "Grid >PART_OF >PART_OF <SEATED_IN <HOLDS": Written(
        "g1",
        GRID
        + """
        party_orgs: id kind seated_in
          o1 community k1
        people: id
          p1
          p2
        posts: from post to
          p1 grid_head g1
          p2 committee_member o1
        """,
    ),
    "Grid <PART_OF <CONTACTS": Written(
        "g1",
        GRID
        + """
        households: id part_of status
          h1 g1 occupied
        people: id
          p1
        household_ties: from to last_contact_month
          p1 h1 2018-01
        """,
    ),
    "OwnersCommittee|PropertyCompany|SocialOrg <COVERS >COVERS": Written(
        "y1",
        GRID
        + """
        owners_committees: id serves eligible
          y1 c1 是
        social_orgs: id
          z1
        party_orgs: id kind form covers
          o1 owners_committee_branch standalone y1、z1
        """,
    ),
    "Compound <PART_OF <COVERS <HOLDS": Written(
        "c1",
        GRID
        + """
        party_orgs: id kind covers
          b1 grid_branch g1
        people: id
          p1
        posts: from post to
          p1 secretary b1
        """,
    ),
    "Compound <PART_OF <TOOK_PART": Written(
        "c1",
        GRID
        + """
        party_orgs: id kind
          o1 other
        activities: from to activity month times
          o1 g1 red_council 2018-12 1
        """,
    ),
    "Compound <PART_OF <PAIRED_WITH": Written(
        "c1",
        GRID
        + """
        party_orgs: id kind
          o1 organ_branch
        pairings: from to
          o1 g1
        """,
    ),
    "Compound <PART_OF <HOLDS": Written(
        "c1",
        GRID
        + """
        people: id
          p1
        posts: from post to
          p1 volunteer g1
        """,
    ),
    "Compound <SERVES <COVERS <HOLDS": Written(
        "c1",
        GRID
        + """
        owners_committees: id serves
          y1 c1
        party_orgs: id kind covers
          o1 owners_committee_branch y1
        people: id
          p1
        posts: from post to
          p1 secretary o1
        """,
    ),
    "Compound <SERVES <HOLDS": Written(
        "c1",
        GRID
        + """
        owners_committees: id serves
          y1 c1
        people: id
          p1
        posts: from post to
          p1 committee_director y1
        """,
    ),
    "Community <PART_OF <PART_OF <LIVES_IN": Written(
        "k1",
        GRID
        + """
        party_orgs: id kind seated_in
          o1 community k1
          o2 organ_committee -
        people: id party_status lives_in is_cadre
          p1 full g1 是
          p2 full - -
        posts: from post to
          p2 committee_member o1
        pairings: from to
          o2 k1
        activities: from to activity month times
          o2 g1 hard_problem 2018-12 1
        """,
    ),
    "Community <SEATED_IN <HOLDS": Written(
        "k1",
        GRID
        + """
        party_orgs: id kind seated_in
          o1 community k1
        people: id
          p1
          p2
          p3
        posts: from post to
          p1 committee_member o1
          p2 first_secretary o1
          p3 first_secretary o1
        """,
    ),
    "PartyOrg >APPROVED_BY >SEATED_IN": Written(
        "b1",
        GRID
        + """
        party_orgs: id kind covers approved_by seated_in
          b1 grid_branch g1 o1 -
          o1 street - - s2
        """,
    ),
    "PartyOrg >LED_BY >SEATED_IN": Written(
        "b1",
        GRID
        + """
        party_orgs: id kind covers led_by seated_in
          b1 grid_branch g1 o1 -
          o1 community - - k3
        """,
    ),
    "PartyOrg >COVERS >PART_OF >PART_OF >PART_OF <PART_OF <PART_OF <PART_OF <COVERS": Written(
        "b1",
        TWO_GRIDS
        + """
        party_orgs: id name kind covers
          b1 荷苑网格党支部 grid_branch g1
          b2 荷苑网格党支部 grid_branch g2
        """,
    ),
    "PartyOrg >COVERS <HOLDS": Written(
        "b1",
        GRID
        + """
        party_orgs: id kind covers
          b1 grid_branch g1
        people: id
          p1
        posts: from post to
          p1 grid_head g1
        """,
    ),
    "PartyOrg <HOLDS >HOLDS": Written(
        "o1",
        GRID
        + """
        party_orgs: id kind seated_in
          o1 community k2
        people: id
          p1
        posts: from post to
          p1 secretary o1
          p1 grid_head g1
        """,
    ),
    "PartyOrg >PAIRED_WITH <SEATED_IN <HOLDS": Written(
        "o1",
        """
        party_orgs: id kind seated_in
          o1 organ_committee -
          o2 community k1
        people: id
          p1
        pairings: from to
          o1 k1
        posts: from post to recommended_by
          p1 first_secretary o2 o1
        """,
    ),
    "PartyOrg >PAIRED_WITH <HOLDS": Written(
        "o1",
        GRID
        + """
        party_orgs: id kind
          o1 organ_branch
        people: id
          p1
        pairings: from to
          o1 g1
        posts: from post to recommended_by
          p1 instructor g1 o1
        """,
    ),
    "Person >HOLDS >SEATED_IN": Written(
        "p1",
        """
        party_orgs: id kind seated_in
          o1 organ_committee -
          o2 community k1
        people: id
          p1
        pairings: from to
          o1 k1
        posts: from post to recommended_by
          p1 first_secretary o2 o1
        """,
    ),
    "Person >CONTACTS >PART_OF": Written(
        "p1",
        TWO_GRIDS
        + """
        households: id part_of
          h1 g2
        people: id lives_in
          p1 g1
        household_ties: from to
          p1 h1
        """,
    ),
    "Person >REGISTERED_WITH >COVERS": Written(
        "p1 p2",
        TWO_GRIDS
        + """
        households: id part_of
          h1 g2
        people: id lives_in
          p1 g2
          p2 -
        party_orgs: id kind covers
          b1 grid_branch g1
        registrations: from to
          p1 b1
          p2 b1
        household_ties: from to
          p2 h1
        """,
    ),
    "Person >REGISTERED_WITH >SEATED_IN": Written(
        "p1",
        """
        party_orgs: id kind seated_in
          o1 community k1
        people: id
          p1
        registrations: from to
          p1 o1
        """,
    ),
    "Person >REGISTERED_WITH >PAIRED_WITH": Written(
        "p1",
        """
        party_orgs: id kind
          o1 organ_committee
        people: id
          p1
        registrations: from to
          p1 o1
        pairings: from to
          o1 k1
        """,
    ),
    "Person >HOLDS >COVERS": Written(
        "p1",
        GRID
        + """
        party_orgs: id kind covers
          b1 grid_branch g1
        people: id
          p1
        posts: from post to
          p1 secretary b1
        """,
    ),
    "Person >HOLDS >PAIRED_WITH": Written(
        "p1",
        """
        party_orgs: id kind
          o1 organ_committee
        people: id
          p1
        posts: from post to
          p1 secretary o1
        pairings: from to
          o1 k1
        """,
    ),
    "Person >HOLDS >SERVES": Written(
        "p1",
        GRID
        + """
        owners_committees: id serves
          y1 c1
        people: id
          p1
        posts: from post to
          p1 committee_director y1
        """,
    ),
}


CODE = re.compile(r"(?<!\w)([a-z][0-9]|[qw])(?!\w)")


def together() -> Alliance:
    """All of them in one alliance, which is read and cut in a fraction of the time; each has divisions of its own.

    Codes end with the number of the path: ``g1.17``.
    """
    columns: dict[str, list[str]] = {}
    rows: dict[str, list[dict[str, str]]] = {}
    for number, written in enumerate(WRITTEN.values()):
        for name, of_block, cells in blocks(CODE.sub(rf"\g<1>.{number}", DIVISIONS + written.text)):
            known = columns.setdefault(name, [])
            known += [column for column in of_block if column not in known]
            rows.setdefault(name, []).extend(dict(zip(of_block, row, strict=True)) for row in cells)
    text = [
        "\n".join(
            [
                f"{name}: {' '.join(columns[name])}",
                *(
                    " ".join(
                        row.get(column, row["id"] if column == "name" else "-") for column in columns[name]
                    )
                    for row in rows[name]
                ),
            ]
        )
        for name in columns
    ]
    return alliance("\n".join(text))


def split(everything: Alliance) -> pl.DataFrame:
    """The owners: of each alliance one part has the codes it names, and one whatever else there is in any."""
    own = {
        f"{code}.{number}": f"{number}"
        for number, written in enumerate(WRITTEN.values())
        for code in written.own.split()
    }
    part = pl.col("id").replace_strict(own, default=REST).alias("part")
    return pl.concat(
        table.select(pl.lit(label).alias("label"), "id", part) for label, table in everything.nodes.items()
    )


Said = dict[str, object]
"""By who says it, all that is said of what a part owns."""


@cache
def what_is_said() -> dict[str, tuple[Said, Said]]:
    """By path what is said at once, and what by the part that does not know the path."""
    everything = together()
    owned = Owned(everything, split(everything))
    held = [
        halos(owned, [one for one in PATHS if one.start == path.start and one is not path]).filter(
            part=f"{number}"
        )
        for number, path in enumerate(PATHS)
    ]
    *parts, _ = cut(owned, pl.concat(held))
    whole = everything.at(AS_OF)
    at_once = _said(said(whole), whole, parts)
    lacking = said_by_parts({part.code: part for part in parts}, AS_OF)
    return {
        str(PATHS[int(part.code)]): (
            at_once[part.code],
            _said(lacking.filter(mark=part.code).drop("mark"), part.alliance.at(AS_OF), [part])[part.code],
        )
        for part in parts
    }


def _said(findings: pl.DataFrame, slice_: Slice, parts: Sequence[Part]) -> dict[str, Said]:
    """What findings and what else a slice tells of the own subjects of parts."""
    places, threads = locate(slice_), red_thread(slice_)
    every: dict[str, Said] = {}
    for part in parts:
        own = own_subjects(part, slice_)
        mine = findings.join(
            own,
            left_on=["subject_label", "subject"],
            right_on=["label", "id"],
            how="semi",
            maintain_order="left",
        )
        told: Said = {rule: rows.rows() for (rule,), rows in mine.group_by("rule")}
        told[TERRITORY] = places.join(own, on=["label", "id"], how="semi", maintain_order="left").rows()
        told[THREAD] = [
            (sorted(thread.graph), sorted(thread.graph.edges(data="tie")))
            for thread in threads
            if ("Compound", thread.compound) in part.own.rows()
        ]
        every[part.code] = told
    return every


def test_an_alliance_is_written_for_every_path() -> None:
    assert list(WRITTEN) == [str(path) for path in PATHS]


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_whoever_reads_a_path_says_otherwise_without_it(path: Path) -> None:
    at_once, lacking = what_is_said()[str(path)]
    assert {who for who in at_once | lacking if at_once.get(who) != lacking.get(who)} == {*path.read_by}
