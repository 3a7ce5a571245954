"""What may leave the office betrays no small count, not even by subtraction."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.rules.judge import VERDICTS
from graphmodel.rules.release import LEAST_HOMES, LEAST_PEOPLE, pseudonym, suppressed


def rows(label: str, unit: str, *counts: tuple[int, int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"unit_code": f"u{n}", "rule": "R00", "subject_label": label, "unit": unit, "rate": 0.5}
            | dict(zip(VERDICTS, row, strict=True))
            for n, row in enumerate(counts)
        ]
    )


def test_grids_and_organisations_are_never_suppressed() -> None:
    table = rows("Grid", "subjects", (1, 2, 3, 4))
    assert suppressed(table).equals(table)


def test_a_small_count_hides_with_a_partner_in_its_row_and_column() -> None:
    shown = suppressed(rows("Person", "subjects", (90, 4, 0, 0), (80, 30, 0, 0), (70, 20, 0, 0)))
    assert shown["gap"].to_list() == [None, 30, None]
    assert shown["met"].to_list() == [None, 80, None]
    assert shown["rate"].to_list() == [None, 0.5, None]
    assert shown["unknown"].to_list() == [0, 0, 0]


@given(
    st.lists(st.tuples(*[st.integers(0, 40)] * 4), min_size=2, max_size=8),
    st.sampled_from([("Person", "subjects", LEAST_PEOPLE), ("Grid", "homes", LEAST_HOMES)]),
)
def test_no_row_and_no_column_hides_just_one(
    counts: list[tuple[int, int, int, int]], kind: tuple[str, str, int]
) -> None:
    label, unit, least = kind
    shown = suppressed(rows(label, unit, *counts)).select(VERDICTS)
    for before, row in zip(counts, shown.rows(), strict=True):
        assert all(count is None or count == 0 or count >= least for count in row)
        assert all(count in (None, was) for was, count in zip(before, row, strict=True))
        assert row.count(None) != 1
    assert all(column.null_count() != 1 for column in shown)


def test_a_pseudonym_needs_the_key() -> None:
    assert pseudonym("001", b"one") == pseudonym("001", b"one")
    assert pseudonym("001", b"one") != pseudonym("001", b"two")
