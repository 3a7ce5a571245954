"""Rosters supplied in parts: whom a rule leaves unknown where a part is lacking, as the contract tells it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graphmodel.engines import Answer, Engine
from graphmodel.engines.embedded import Embedded
from graphmodel.errors import UsageError
from graphmodel.ontology import PART
from graphmodel.rules import Judgement, judge, rules
from graphmodel.rules.catalogue import load_rules
from tests.rules.build import evidence, judged
from tests.rules.generate import DAYS, side_by_side

NEEDED_BY = {
    part: {*words.split()}
    for part, words in (
        line.split(": ")
        for line in """
posts:grid_head: R08 R09 R10 R11 R51/Grid R52
posts:instructor: R01/Grid R25 R27 R48 R52
posts:secretary:grid: R08 R11 R12/grid_branch R12/grid_group R48 R52
posts:secretary:community: R09 R10 R13
posts:secretary:organ: R28
posts:secretary:body: R12/owners_committee_branch R12/property_company_branch R12/social_org_branch
posts:committee_member: R09 R13
posts:appointee: R26/PartyOrg R26/Community R51/Community
posts:committee_director: R47 R51/OwnersCommittee
posts:work:OwnersCommittee: R01/OwnersCommittee R15/OwnersCommittee R16/OwnersCommittee R17/OwnersCommittee
posts:work:PropertyCompany: R01/PropertyCompany R15/PropertyCompany R16/PropertyCompany R17/PropertyCompany
posts:work:SocialOrg: R01/SocialOrg R15/SocialOrg R16/SocialOrg R17/SocialOrg
posts:stairwell_head: R48
posts:red_steward: R48
posts:volunteer: R48
covers:Grid: R01/Grid R02 R03 R04 R05 R06 R07 R08 R11 R20/Grid R32 R37 R48 R52
covers:OwnersCommittee: R01/OwnersCommittee R14/OwnersCommittee R15/OwnersCommittee R16/OwnersCommittee R17/OwnersCommittee R20/OwnersCommittee
covers:PropertyCompany: R01/PropertyCompany R14/PropertyCompany R15/PropertyCompany R16/PropertyCompany R17/PropertyCompany R20/PropertyCompany
covers:SocialOrg: R01/SocialOrg R14/SocialOrg R15/SocialOrg R16/SocialOrg R17/SocialOrg R20/SocialOrg
pairings:Community: R21 R26/PartyOrg R50
pairings:Compound: R23
pairings:Grid: R22/Grid R22/PartyOrg R27 R50
registrations:Person: R11 R30 R31/Person R32 R33/Person R34 R37 R51/Person
registrations:PartyOrg: R31/PartyOrg R33/PartyOrg
""".strip().splitlines()
    )
}
"""Rules by the part without which they cannot tell, with the label or the kind of subjects where only some need it."""


@dataclass
class Remembering(Engine):
    """An engine that is asked everything once: what is lacking changes no answer."""

    engine: Embedded
    name: str = "remembering"
    homes: bool = True
    answers: dict[str, Answer] = field(default_factory=dict)

    def query(
        self, statement: str, parameters: Mapping[str, Any] | None = None, *, time_limit: float | None = None
    ) -> Answer:
        if statement not in self.answers:
            self.answers[statement] = self.engine.query(statement, parameters, time_limit=time_limit)
        return self.answers[statement]

    def expect(self, as_of: date, snapshot: str) -> None:
        """It has one slice."""

    def close(self) -> None:
        self.engine.close()


SLICE = side_by_side(range(8)).at(DAYS[0])


@cache
def engine() -> Remembering:
    return Remembering(Embedded(SLICE))


@cache
def lacking(*parts: str) -> pl.DataFrame:
    """What the rules find without some parts; ``missing`` names those that a finding blames."""
    slice_ = replace(SLICE, absent_parts=frozenset(parts))
    judgement = judge(slice_, engine(), list(rules().values()), snapshot="")
    assert not judgement.failed
    kinds = SLICE.nodes["PartyOrg"].select("kind", subject_label=pl.lit("PartyOrg"), subject="id")
    missing = pl.col("evidence").str.json_path_match("$.missing_roster")
    return judgement.findings.with_columns(missing=missing).join(
        kinds, on=["subject_label", "subject"], how="left", maintain_order="left"
    )


def test_the_contract_names_every_part() -> None:
    assert NEEDED_BY.keys() == PART.keys()


@pytest.mark.parametrize("part", NEEDED_BY)
def test_without_a_part_just_those_are_unknown_whose_rules_look_at_it(part: str) -> None:
    whole, found = lacking(), lacking(part)
    words = [{rule, f"{rule}/{label}", f"{rule}/{kind}"} for rule, label, kind in _who(found)]
    needing = pl.Series([bool(names & NEEDED_BY[part]) for names in words])
    assert not NEEDED_BY[part] - set().union(*words), "a rule without any subject shows nothing"

    blamed, others = found.filter(needing), found.filter(~needing)
    assert set(map(json.dumps, [[part]])) == set(blamed["missing"].str.replace_all(",", ", "))
    assert blamed["severity"].is_null().all()
    assert set(blamed["verdict"]) == {"unknown"}
    assert others.equals(whole.filter(~needing))


def _who(found: pl.DataFrame) -> list[tuple[str, str, str | None]]:
    return found.select("rule", "subject_label", "kind").rows()


def test_every_part_that_is_lacking_is_blamed() -> None:
    found = lacking("posts:secretary:grid", "posts:secretary:body", "posts:instructor", "covers:Grid")
    told = dict(found.filter(rule="R12").select("kind", "missing").iter_rows())
    assert {told[kind] for kind in ("grid_branch", "grid_group")} == {'["posts:secretary:grid"]'}
    assert told["owners_committee_branch"] == '["posts:secretary:body"]'
    assert set(found.filter(rule="R52")["missing"]) == {
        '["posts:instructor","posts:secretary:grid","covers:Grid"]'
    }


TEXT = """
compounds: id part_of
  c1 k1
grids: id part_of
  g1 c1
people: id
  p1
posts: from post to
  p1 grid_head g1
"""


def in_parts(*without: str) -> Judgement:
    return judged(TEXT, "R25", "R51", without=without)


def test_a_roster_that_was_not_supplied_at_all_is_blamed_whole() -> None:
    assert evidence(in_parts("posts"), "missing_roster")["g1"] == ["posts"]
    result = in_parts("posts:instructor")
    assert result.findings.filter(rule="R25")["verdict"].to_list() == ["unknown"]
    assert result.findings.filter(rule="R51", subject="g1")["verdict"].to_list() == ["met"]


OWN = """/*
title = {{ zh = "题", en = "title" }}
phrase = "词"
modality = "NORM"

[subjects."Grid|SocialOrg"]
severity = "S4"
rosters = ["posts"]
{parts}
gap = {{ zh = "缺", en = "gap" }}
closes = {{ zh = "补", en = "closes" }}
*/
MATCH (g:Grid) RETURN g.label AS subject_label, g.id AS subject, 'met' AS verdict
"""


def own_rule(folder: Path, parts: str) -> Judgement:
    """What an office's own rule says of the grid when nothing of posts but the instructors was supplied."""
    (folder / "R60_own.cypher").write_text(OWN.format(parts=parts), encoding="utf-8")
    (rule,) = load_rules(folder).values()
    posts = {part.name for part in PART.values() if part.of == "posts"} - {"posts:instructor"}
    slice_ = replace(SLICE, absent_parts=frozenset(posts))
    with Embedded(slice_) as embedded:
        return judge(slice_, embedded, [rule], snapshot="")


def test_a_rule_that_names_no_parts_needs_all_of_its_rosters(tmp_path: Path) -> None:
    assert set(own_rule(tmp_path, "").findings["verdict"]) == {"unknown"}
    assert set(own_rule(tmp_path, "parts = []").findings["verdict"]) == {"met"}
    assert set(own_rule(tmp_path, 'parts = ["posts:instructor"]').findings["verdict"]) == {"met"}
    by_label = 'parts = { Grid = ["posts:instructor"], SocialOrg = ["posts:work:SocialOrg"] }'
    assert set(own_rule(tmp_path, by_label).findings["verdict"]) == {"met"}


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ('parts = ["posts:head"]', "subjects.Grid.parts"),
        ('parts = ["covers:Grid"]', "subjects.Grid.parts"),
        ('parts = { Compound = ["posts:instructor"] }', "subjects"),
        ('parts_by_kind = { bodies = ["posts:instructor"] }', "subjects.Grid.parts_by_kind"),
        ('parts_by_kind = { own_branches = ["covers:Grid"] }', "subjects.Grid.parts_by_kind"),
    ],
)
def test_a_part_of_nothing_that_is_needed_breaks_a_rule(tmp_path: Path, parts: str, field: str) -> None:
    with pytest.raises(UsageError, match=field):
        own_rule(tmp_path, parts)
