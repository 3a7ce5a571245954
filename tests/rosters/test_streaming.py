"""Rosters read with homes apart, share by share on disk: the same problems, the same snapshot to the last byte."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graphmodel.alliance import assemble
from graphmodel.rosters import Reading, read_rosters, spilled
from graphmodel.rosters.on_demand import in_memory
from graphmodel.rosters.problems import in_brief
from graphmodel.rosters.streaming import Homes, ReadAtOnce
from graphmodel.spreadsheets import pieces
from graphmodel.stores import snapshot
from graphmodel.stores.partitions import divided, divided_on_disk
from tests.rules.build import DIVISIONS, write_rosters

OTHERS = (
    DIVISIONS
    + """
compounds: id name part_of
  c1 荷苑 k1
  c2 菊苑 k2
  c3 兰苑 k3
grids: id part_of valid_to
  g1 c1 -
  g2 c2 -
  g3 c3 2018-11-01
party_orgs: id name kind covers
  o1 荷苑支部 grid_branch g1
  o2 菊苑支部 grid_branch g2
people: id party_status member_of lives_in valid_to
  p1 正式党员 o1 g1 -
  p2 正式党员 o2 g2 -
  p3 预备党员 o1 g3 2018-06-01
  p4 正式党员 - g1 -
posts: from post to
  p1 instructor g1
  p4 instructor g2
"""
)
HOMES = "户编号,所属网格,楼栋,状态,生效日期,失效日期"
CONTACTS = "人员,户编号,最近联系月份,生效日期,失效日期"

SOUND = {
    "homes": (
        HOMES,
        [f"H{n},g{n % 3 + 1},{n}幢,有人,,{'2018-09-01' if n % 5 == 0 else ''}" for n in range(12)],
    ),
    "ties": (CONTACTS, [f"p{n % 4 + 1},H{n * 5 % 12},2018-1{n % 3},," for n in range(16)]),
    "waivers": ("规则,对象,理由,批准人,起,止", ["R21,H3,示例,示例,2018-01-01,2019-01-01"]),
}
"""Across streets, some homes and people gone before those who keep in touch."""
FAULTY = {
    "homes 1": (
        HOMES,
        ["H1,g1,,有人,,", "H2,g9,,空置,,", "H3,g2,,乱填,,", ",g1,,,,", "H4,g2,一,,2018-13-01,"],
    ),
    "homes 2": (
        f"{HOMES},多余",
        ["H1,g1,,有人,,,", "H2,g1,,,,,x", "H5,H1,,,,,", "H6,g3,,,2018-05-01,2018-05-01,", "合计,5,,,,,"],
    ),
    "homes 3": (
        HOMES,
        ["H7、H8,g1,,,,", "H8,g1,,,,", "H9,g2,,,,", "H10,g3,,不参加,,", "13800138000,g1,,,,"],
    ),
    "ties 1": (
        CONTACTS,
        ["p1,H1,2018-11,,", "p1,户:H9,,,", "p2,H9、H9,,,", "p2,H8、H9,,,", "p2,H77、H10,,,", "p9,H1,,,"],
    ),
    "ties 2": (
        CONTACTS,
        [
            "p1,H1,2018-10,,",
            "H9,H1,,,",
            "p2,H99,,,",
            "p2,p1,,,",
            "p3,H2,,,",
            "p3,H10,乱,,",
            'p1,"H7、H8",,,',
            "p4,、,,,",
            ",H1,,,",
            "p1,H9,,2018-01-01,2018-02-01",
        ],
    ),
    "posts": ("人员,职务,任职对象", ["p1,网格长,H9", "p2,网格长,g7"]),
}
"""Whatever may be wrong with homes, with who keeps in touch with them, and with who names them elsewhere."""


def written(rosters: dict[str, tuple[str, list[str]]], folder: Path, form: str) -> Path:
    write_rosters(OTHERS, folder)
    for name, (headings, rows) in rosters.items():
        if form == "parquet":
            cells = [row.split(",") for row in rows]
            table = pl.DataFrame(cells, schema=dict.fromkeys(headings.split(","), pl.String), orient="row")
            table.write_parquet(folder / f"{name}.parquet")
        else:
            (folder / f"{name}.csv").write_text("\n".join([headings, *rows]), encoding=form)
    return folder


def saved(reading: Reading, store: Path, homes: Homes | None) -> dict[str, Any]:
    """Return every file of the snapshot, the manifest without what tells when it was saved."""
    alliance = assemble(reading, homes.lay_aside if homes else in_memory)
    division = divided_on_disk(alliance, homes, "Street") if homes else divided(alliance, "Street")
    with snapshot.saving(alliance, store, received=in_brief(reading.problems), division=division):
        pass
    (folder,) = snapshot.folders(store)
    files: dict[str, Any] = {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")
    }
    told = json.loads((folder / "manifest.json").read_text())
    sizes = division.sizes.to_dicts()
    return files | {"manifest": told | {"saved_at": None, "checksum": None}, "sizes": sizes}


@pytest.mark.parametrize(
    ("rosters", "form", "keep_going"),
    [(SOUND, "parquet", False), (FAULTY, "gb18030", True), (FAULTY, "utf-8", False)],
)
def test_reading_with_homes_apart_gives_what_reading_at_once_gives(
    rosters: dict[str, tuple[str, list[str]]],
    form: str,
    keep_going: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spilled, "_AT_ONCE", 4)
    monkeypatch.setattr(pieces, "BYTES", 60)
    monkeypatch.setattr(pieces, "ROWS", 3)
    inputs = [written(rosters, tmp_path / "rosters", form)]
    meanwhile = tmp_path / "meanwhile"
    meanwhile.mkdir()
    homes = Homes(meanwhile, shares=3)
    at_once = read_rosters(inputs, keep_going=keep_going)
    apart = read_rosters(inputs, keep_going=keep_going, apart=homes)
    assert at_once.problems.equals(apart.problems)
    assert at_once.row_counts == apart.row_counts
    assert {*at_once.problems["code"]} >= ({"duplicate-row", "second-parent"} if rosters is FAULTY else set())
    if keep_going or not at_once.has_errors:
        whole = saved(at_once, tmp_path / "at once", None)
        parts = saved(apart, tmp_path / "apart", homes)
        assert [name for name in {*whole, *parts} if whole.get(name) != parts.get(name)] == []


@pytest.mark.parametrize(
    "rosters",
    [
        {**SOUND, "homes": (HOMES, ["无"])},
        {**SOUND, "endings": ("名册,起点,终点,终止日期", ["联户,p1,H0,2018-12-01"])},
        {"ties": SOUND["ties"]},
    ],
)
def test_what_only_all_homes_together_tell_is_read_at_once(
    rosters: dict[str, tuple[str, list[str]]], tmp_path: Path
) -> None:
    inputs = [written(rosters, tmp_path / "rosters", "utf-8")]
    with pytest.raises(ReadAtOnce):
        read_rosters(inputs, apart=Homes(tmp_path))
