"""Rosters that come to an alliance are read as if all had been handed in together."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from graphmodel.alliance import Alliance, assemble
from graphmodel.exports.filled_in import write_filled_in
from graphmodel.ontology import LABEL, ROSTER
from graphmodel.planning.adding import of_the_inputs, tables_of, together
from graphmodel.planning.promise import with_moves
from graphmodel.planning.rows import write_rows
from graphmodel.rosters import read_rosters
from tests.planning.handed_in import Rows, loaded, random_alliance, rows_of, told, write
from tests.planning.made import plan_of
from tests.rules.build import AS_OF, alliance


@pytest.fixture(scope="module")
def base() -> Alliance:
    return random_alliance(700, 12)


def with_files(before: Alliance, inputs: Sequence[Path]) -> Alliance:
    reading = of_the_inputs(read_rosters(inputs, beside=tables_of(before)))
    assert not reading.has_errors, reading.problems
    signed = before.ties["PAIRED_WITH"]["has_agreement"].is_not_null().any()
    return together(before, assemble(reading), signed=signed)


def parted(rows: Rows, every: int) -> tuple[Rows, Rows]:
    """Of ties and homes every n-th row apart; what is referred to stays."""
    apart = {
        name: table.gather_every(every)
        for name, table in rows.items()
        if ROSTER[name].makes[0] not in LABEL or name == "households"
    }
    homes = apart["households"]["id"].implode()
    kept = {
        name: table.join(apart[name], on=table.columns, how="anti", nulls_equal=True)
        for name, table in rows.items()
        if name in apart
    }
    contacts = kept["household_ties"]
    kept["household_ties"] = contacts.filter(~pl.col("to").is_in(homes))
    apart["household_ties"] = pl.concat([apart["household_ties"], contacts.filter(pl.col("to").is_in(homes))])
    return rows | kept, apart


@pytest.mark.parametrize("every", [2, 5])
def test_added_rows_are_as_if_handed_in_with_the_rest(base: Alliance, every: int, tmp_path: Path) -> None:
    kept, added = parted(rows_of(base), every)
    changed = with_files(loaded(kept), [write(added, tmp_path)])
    assert told(changed) == told(loaded(kept, added)) == told(base)


def test_a_roster_that_was_not_supplied_and_a_column_that_was_absent_are_supplied_now(
    base: Alliance, tmp_path: Path
) -> None:
    rows = rows_of(base)
    added = {"pairings": rows.pop("pairings")}
    recommended = rows["posts"].filter(pl.col("recommended_by").is_not_null())
    rows["posts"] = rows["posts"].filter(pl.col("recommended_by").is_null())
    assert recommended.height
    added["posts"] = recommended
    before = loaded(rows)
    assert "recommended_by" in before.absent_columns
    changed = with_files(before, [write(added, tmp_path)])
    assert told(changed) == told(loaded(rows, added))


def test_an_error_between_old_rows_and_new_ones_is_told_and_old_warnings_are_not(
    base: Alliance, tmp_path: Path
) -> None:
    grids = rows_of(base)["grids"]
    other = grids.head(1).with_columns(name=pl.lit("另一个"))
    twice = grids.slice(1, 1)
    place = write({"grids": pl.concat([other, twice])}, tmp_path)
    reading = of_the_inputs(read_rosters([place], beside=tables_of(base)))
    codes = reading.problems.filter(pl.col("file") == "网格.csv").select("code", "row").rows()
    assert codes == [("duplicate-code", 2), ("duplicate-row", 3)]


def test_the_rows_of_a_plan_give_what_it_promises_when_they_are_loaded(
    base: Alliance, tmp_path: Path
) -> None:
    """They supply no part that was not there: what is unknown for want of it does not become a gap."""
    in_parts = replace(base, absent_parts=frozenset({"posts:committee_director", "pairings:Compound"}))
    rosters, proposed = tmp_path / "rosters.xlsx", tmp_path / "moves.xlsx"
    write_filled_in(in_parts, rosters)
    moves = plan_of(in_parts, reach="community").moves
    assert {*moves["change"]} == {"add", "end"}
    write_rows(moves, AS_OF, proposed, in_parts.absent_parts)
    promised = told(with_moves(in_parts, moves, AS_OF))
    assert told(loaded(rosters, proposed)) == promised
    assert told(with_files(in_parts, [proposed])) == promised


def test_parts_that_no_file_supplies_stay_absent(tmp_path: Path) -> None:
    made = alliance(
        """
        compounds: id part_of
          c1 k1
        grids: id part_of
          g1 c1
        party_orgs: id kind
          b1 organ_branch
        pairings: from to
          b1 g1
        """
    )
    made = replace(made, supplied=frozenset({"divisions", "compounds", "grids", "party_orgs", "pairings"}))
    in_parts = replace(made, absent_parts=frozenset({"pairings:Compound"}))
    rows = rows_of(made)
    grids = with_files(
        in_parts, [write({"grids": rows["grids"].with_columns(id=pl.lit("g2"))}, tmp_path / "1")]
    )
    assert grids.absent_parts == {"pairings:Compound"}
    pairs = with_files(
        in_parts, [write({"pairings": rows["pairings"].with_columns(to=pl.lit("c1"))}, tmp_path / "2")]
    )
    assert pairs.absent_parts == frozenset()
