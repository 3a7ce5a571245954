"""The invented city, judged: as it is, with rosters missing, and with hostile names in every text."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from graphmodel import language
from graphmodel.alliance import assemble
from graphmodel.engines.embedded import Embedded
from graphmodel.rosters import read_rosters
from graphmodel.rules import Judgement, Settings, judge, rules
from graphmodel.rules.changes import Changes
from graphmodel.synthetic import AS_OF, synthesise, write
from tests.rules import build

MARKUP = (
    "</script><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "{{7*7}}",
    "{% raw %}",
    "&lt;b&gt; & co",
)
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)")
HOSTILE = (FORMULAS[0], *MARKUP, *FORMULAS[1:])
"""What a name must stay, whatever it looks like."""

FEWER_HOMES = 2
"""Of a member's, so that some contact too many."""

BEFORE, AFTER = date(2018, 10, 31), date(2018, 12, 31)
COMPARED = ("R25", "R34")
TWO_DAYS = """
compounds: id part_of
  c1 k1
grids: id name part_of valid_from
  g1 <b>一网格</b> c1 -
  g2 =1+1 c1 -
  g3 三网格 c1 -
  g4 四网格 c1 2018-11-01
people: id party_status
  RY1 正式党员
  RY2 正式党员
  RY3 正式党员
party_orgs: id kind covers
  o1 grid_branch g1
registrations: from to
  RY1 o1
  RY2 o1
posts: from post to valid_from valid_to
  RY1 instructor g1 - 2018-12-01
  RY2 instructor g2 2018-11-01 -
households: id part_of status
  H1 g1 有人
household_ties: from to valid_from valid_to
  RY1 H1 - 2018-12-01
"""
"""Grids that lose, gain, keep and never had an instructor; hostile names among theirs."""

Rosters = dict[str, pl.DataFrame]


def judged(
    rosters: Rosters, folder: Path, scope: tuple[str, ...] = (), settings: Settings | None = None
) -> Judgement:
    """All rules over rosters, through the reader."""
    write(rosters, folder, "csv")
    reading = read_rosters([folder])
    assert not reading.has_errors, reading.problems
    slice_ = assemble(reading).at(AS_OF)
    with Embedded(slice_) as engine:
        judgement = judge(
            slice_,
            engine,
            list(rules().values()),
            snapshot="0123456789abcdef" * 4,
            scope=scope,
            settings=settings or Settings(),
        )
    assert not judgement.failed
    return judgement


@pytest.fixture
def chinese(_english: None) -> Iterator[None]:
    with language.speaking("zh"):
        yield


@pytest.fixture
def in_english(_chinese: None) -> Iterator[None]:
    """Where a room's tests are in Chinese, one that is not."""
    with language.speaking("en"):
        yield


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    return judged(synthesise("tiny"), tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="session")
def without_posts(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """The city without the roster of posts and without anybody's home grid."""
    rosters = {name: table for name, table in synthesise("tiny").items() if name != "posts"}
    rosters["people"] = rosters["people"].with_columns(lives_in=pl.lit(None, pl.String))
    return judged(rosters, tmp_path_factory.mktemp("without"))


@pytest.fixture(scope="session")
def waived(city: Judgement, tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """The city with a threshold of its own, a grid's and a person's gap waived, and another grid's waiver past."""
    waived, past = city.findings.filter(rule="R40", verdict="gap")["subject"].head(2)
    homes = pl.col("evidence").str.json_path_match("$.homes").cast(pl.Int64)
    person = city.findings.filter(pl.col("rule") == "R38", homes > FEWER_HOMES)["subject"].first()
    rosters = synthesise("tiny")
    rosters["waivers"] = pl.DataFrame(
        {
            "rule": ["R40", "R40", "R38"],
            "subject": [waived, past, person],
            "reason": ["正在整改<b>", "去年的事", "长期外出"],
            "approver": ["区委组织部"] * 3,
            "starts": ["2018-12-01", "2018-01-01", "2018-12-01"],
            "ends": ["2019-03-01", "2018-12-01", "2019-03-01"],
            **dict.fromkeys(("valid_from", "valid_to"), [None] * 3),
        }
    )
    return judged(rosters, tmp_path_factory.mktemp("waived"), settings=Settings(max_homes=FEWER_HOMES))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """The city with a hostile name for everything and everybody, and hardly a post or pairing, so that much is a gap."""
    rosters = synthesise("tiny")
    for start, (name, table) in enumerate(rosters.items()):
        if "name" in table.columns:
            called = [f"{HOSTILE[(start + row) % len(HOSTILE)]}{row}" for row in range(table.height)]
            rosters[name] = table.with_columns(name=pl.Series(called))
    rosters["posts"] = rosters["posts"].head(1)
    rosters["pairings"] = rosters["pairings"].head(2)
    covers = pl.col("covers")
    rosters["party_orgs"] = rosters["party_orgs"].with_columns(
        covers=pl.when(covers.is_first_distinct()).then(covers)
    )
    rosters["party_orgs"] = rosters["party_orgs"].with_columns(
        covers=pl.when(pl.int_range(pl.len()) < 9).then("covers")
    )
    return judged(rosters, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def changes() -> Changes:
    """What changed in a small alliance between two days."""
    return Changes(*(build.judged(TWO_DAYS, *COMPARED, as_of=day) for day in (BEFORE, AFTER)))
