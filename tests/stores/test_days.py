"""Which snapshot tells of a day, sentence by sentence as ``month.md`` §1 has it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.stores import snapshot
from graphmodel.stores.days import Snapshots, is_id
from tests.saved import saved_in
from tests.stores.test_snapshot import with_grids

OCTOBER, NOVEMBER, DECEMBER = date(2018, 10, 31), date(2018, 11, 30), date(2018, 12, 31)


def told(store: Path, which: date | str | None = None) -> str:
    """The name of the only grid in what tells of a day."""
    name: str = saved_in(store, which)[0].nodes["Grid"]["id"].item()
    return name


def save(store: Path, days: Mapping[str, date | None]) -> Path:
    """Save alliances, each with one grid, in this order."""
    for name, as_of in days.items():
        snapshot.save(with_grids(name), store, as_of)
    return store


@pytest.mark.parametrize(
    ("day", "grid"),
    [
        (date(9999, 1, 1), "december"),
        (DECEMBER, "december"),
        (date(2018, 12, 30), "november, mended"),
        (NOVEMBER, "november, mended"),
        (date(2018, 11, 29), "october"),
        (OCTOBER, "october"),
        (date(2018, 10, 30), "undated, mended"),
        (date(1, 1, 1), "undated, mended"),
        (None, "december"),
    ],
)
def test_a_day_is_told_of_by_the_dated_one_of_that_day_or_before_else_by_the_undated(
    tmp_path: Path, day: date | None, grid: str
) -> None:
    save(
        tmp_path,
        {
            "undated": None,
            "december": DECEMBER,
            "october": OCTOBER,
            "november": NOVEMBER,
            "november, mended": NOVEMBER,
            "undated, mended": None,
        },
    )
    assert told(tmp_path, day) == grid


def test_a_day_of_which_nothing_tells_names_the_first_there_is_data_of(tmp_path: Path) -> None:
    save(tmp_path, {"december": DECEMBER, "november": NOVEMBER})
    with pytest.raises(UsageError, match="no data of 2018-10-31; the first is that of 2018-11-30"):
        told(tmp_path, OCTOBER)


def test_an_older_month_saved_again_is_not_the_newest(tmp_path: Path) -> None:
    save(tmp_path, {"november": NOVEMBER, "december": DECEMBER, "november, mended": NOVEMBER})
    assert told(tmp_path) == "december"
    assert told(tmp_path, NOVEMBER) == "november, mended"


def test_undated_ones_alone_answer_for_every_day_the_one_saved_last(tmp_path: Path) -> None:
    save(tmp_path, {"first": None, "second": None})
    assert told(tmp_path) == told(tmp_path, OCTOBER) == "second"


def test_the_list_is_newest_first_undated_last_and_says_which_speak(tmp_path: Path) -> None:
    save(tmp_path, {"u1": None, "d1": DECEMBER, "n1": NOVEMBER, "d2": DECEMBER, "u2": None})
    saved = Snapshots(tmp_path)
    assert [(one.as_of, one.speaks, one.alliance().nodes["Grid"]["id"].item()) for one in saved.all] == [
        (DECEMBER, True, "d2"),
        (DECEMBER, False, "d1"),
        (NOVEMBER, True, "n1"),
        (None, True, "u2"),
        (None, False, "u1"),
    ]
    assert [one.as_of for one in saved.dated] == [NOVEMBER, DECEMBER]


def test_the_time_before_is_before_that_of_the_data(tmp_path: Path) -> None:
    saved = Snapshots(save(tmp_path, {"d": DECEMBER, "n1": NOVEMBER, "n2": NOVEMBER, "u": None}))
    before = saved.before(DECEMBER)
    assert before is not None
    assert before.alliance().nodes["Grid"]["id"].item() == "n2"
    assert saved.before(NOVEMBER) is None
    assert saved.before(None) is None


def test_data_knows_the_day_it_was_saved_for(tmp_path: Path) -> None:
    save(tmp_path, {"undated": None, "november": NOVEMBER})
    assert saved_in(tmp_path)[0].at(DECEMBER).data_as_of == NOVEMBER
    assert saved_in(tmp_path, OCTOBER)[0].at(OCTOBER).data_as_of is None


def test_an_id_names_what_speaks_no_more_too(tmp_path: Path) -> None:
    first = snapshot.save(with_grids("december"), tmp_path, DECEMBER).snapshot
    save(tmp_path, {"december, mended": DECEMBER})
    assert told(tmp_path, first[:6]) == told(tmp_path, first) == "december"


def test_an_id_of_several_days_names_the_greatest_date_saved_last(tmp_path: Path) -> None:
    for as_of in (NOVEMBER, DECEMBER, DECEMBER, OCTOBER, None):
        saved = snapshot.save(with_grids("g"), tmp_path, as_of)
    told_of = Snapshots(tmp_path).telling(saved.snapshot[:8])
    assert (told_of.as_of, told_of.speaks) == (DECEMBER, True)


def test_two_ids_that_begin_so_are_both_named(tmp_path: Path) -> None:
    ids = [snapshot.save(with_grids(f"g{n}"), tmp_path, DECEMBER).snapshot for n in range(2)]
    with pytest.raises(UsageError) as caught:
        Snapshots(tmp_path).named("")
    assert all(id_ in str(caught.value) for id_ in ids)


def test_an_id_that_nothing_begins_with_names_those_there_are(tmp_path: Path) -> None:
    id_ = snapshot.save(with_grids("g"), tmp_path, DECEMBER).snapshot
    other = "0" * 64 if id_[0] != "0" else "1" * 64
    with pytest.raises(UsageError, match=rf"{id_[:12]} \(2018-12-31\)"):
        told(tmp_path, other)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("abcdef", True), ("abcde", False), ("0" * 64, True), ("0" * 65, False), ("ghijkl", False)],
)
def test_six_characters_of_an_id_are_the_fewest(text: str, *, is_one: bool) -> None:
    assert is_id(text) is is_one


@pytest.mark.parametrize("which", [None, DECEMBER, "abcdef"])
def test_a_folder_without_a_snapshot_says_what_to_do(tmp_path: Path, which: date | str | None) -> None:
    with pytest.raises(UsageError, match="graphmodel run"):
        told(tmp_path / "nowhere", which)


def test_one_that_is_damaged_might_be_the_one_that_tells(tmp_path: Path) -> None:
    save(tmp_path, {"november": NOVEMBER, "december": DECEMBER})
    folder = next(one.folder for one in Snapshots(tmp_path).all if one.as_of == DECEMBER)
    (folder / "manifest.json").unlink()
    with pytest.raises(EnvironmentFailure, match=folder.name):
        told(tmp_path, NOVEMBER)
