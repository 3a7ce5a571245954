"""What a finding may be about: every node but homes, and pairings, which are written ORG→TARGET."""

import polars as pl

from graphmodel.alliance import Slice
from graphmodel.alliance.subjects import PAIRING, ends_of, own_rows, tie_id, tie_name


def test_homes_are_no_subjects_and_pairings_are(office: Slice) -> None:
    labels = set(own_rows(office.nodes, office.ties)["subject_label"])
    assert labels == {label for label, table in office.nodes.items() if table.height} - {"Household"} | {
        PAIRING
    }


def test_a_subject_has_the_row_that_made_it(office: Slice) -> None:
    of_pairings = own_rows(office.nodes, office.ties).filter(pl.col("subject_label") == PAIRING)
    assert of_pairings["source_row"].to_list() == office.ties[PAIRING]["source_row"].to_list()


def test_a_tie_is_taken_apart_into_the_ends_it_was_made_of(office: Slice) -> None:
    pairings = office.ties[PAIRING]
    written = pairings.select(tie_id()).to_series().to_list()
    assert [ends_of(tie) for tie in written] == pairings.select("from_id", "to_id").rows()


def test_a_tie_is_called_by_its_ends_and_an_end_without_a_name_by_its_id() -> None:
    pairings = pl.DataFrame({"subject": ["D1→C1", "D1→C2"]})
    called = pairings.select(tie_name({"D1": "示例局党委", "C1": "甲社区"})).to_series()
    assert called.to_list() == ["示例局党委→甲社区", "示例局党委→C2"]
