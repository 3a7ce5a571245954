"""The red thread of each compound."""

from graphmodel.alliance import Slice
from graphmodel.analysis import loose_members, red_thread

FIRST = "990102001001"


def test_the_thread_joins_what_party_organisations_hold_together(office: Slice) -> None:
    threads = {thread.compound.rsplit("/")[-1]: thread for thread in red_thread(office)}
    joined = threads["甲小区"].joined
    assert ("Grid", f"{FIRST}/甲小区/甲一网格") in joined
    assert ("Grid", f"{FIRST}/甲小区/甲二网格") in joined
    assert ("Person", "005") in joined, "the secretary of the branch"
    assert not threads["甲小区"].loose


def test_a_grid_without_any_party_organisation_hangs_loose(office: Slice) -> None:
    assert loose_members(red_thread(office)).rows() == [
        (f"{FIRST}/乙小区", "Grid", f"{FIRST}/乙小区/乙网格"),
        ("990102001002/丙小区", "Grid", "990102001002/丙小区/丙网格"),
    ]
