"""Which counts to hide so that no hidden one can be computed: cell suppression, with a proof for every hidden cell.

Given away are tables of counts by verdict, in which everything may be known that is not hidden: the total of each
row (another rule of the same subjects has it), the counts of a unit as the sum of its parts, and that two rules count
the same homes. A hidden count cannot be computed if other tables, equal in all of this, hold another value there. So
for each hidden count a *shift* is kept whose cells are all hidden: it takes from one verdict and gives to another in a
unit and in one of its parts, down to the smallest, and undoes this in a unit beside it, or goes on to the unit above,
up to the whole. Every shift leaves the total of each row as it is. Finding the fewest cells is NP-hard (Kelly, Golden, Assad 1992, "Cell suppression: disclosure
protection for sensitive tabular data"); the cheapest shift is taken one small count at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final, NamedTuple

from graphmodel.rules.judging import VERDICTS


class Unit(NamedTuple):
    """A unit of a level, by its code."""

    level: str
    code: str


WHOLE: Final = Unit("", "")


class Cell(NamedTuple):
    """One count: of a verdict, of a rule and label, in a unit."""

    rule: str
    subject_label: str
    unit: Unit
    verdict: str


class Row(NamedTuple):
    """Where the counts of a rule and label stand, in any unit."""

    rule: str
    subject_label: str


Shift = Mapping[tuple[Row, str], int]
"""What one unit gives (-1) and takes (1), by row and verdict."""

_CONTACTS, _LATELY = Row("R35", "Grid"), Row("R36", "Grid")
LINKS: Final = (
    {(_LATELY, "exempt"): 1, (_CONTACTS, "gap"): -1, (_CONTACTS, "exempt"): -1},
    {(_LATELY, "met"): 1, (_LATELY, "gap"): 1, (_LATELY, "unknown"): 1, (_CONTACTS, "met"): -1},
)
"""Sums that are never negative, because two rules count the same homes: those without contact are exempt from R36,
those with one are what it judges, and homes of which too little is known for R35 are the rest of either."""

_GRAVEST_FIRST: Final = ("gap", "unknown", "met", "exempt")
"""The verdict on a grid is the first of which any of its homes is."""


def suppressed(
    counts: Mapping[Cell, int],
    small: Iterable[Cell],
    parents: Mapping[Unit, list[Unit]],
    verdicts: Mapping[Cell, str],
) -> frozenset[Cell]:
    """The cells to hide.

    Args:
        counts: every count that could be given away, of rows in which any may be small.
        small: those that must not be.
        parents: the units right above each unit; what is missing here lies right under the whole.
        verdicts: of rows whose verdict is given away beside the counts, that verdict, under a cell of the row named
            ``verdict``. It tells which counts are nought and one that is not; where that would betray a count, this
            cell is among those to hide.
    """
    tables = _Tables(counts, parents, verdicts)
    smallest_first = sorted(small, key=lambda cell: (tables.depth(cell.unit), cell), reverse=True)
    for cell in smallest_first:
        if cell not in tables.hidden:
            tables.protect(cell)
    return frozenset(tables.hidden)


class _Step(NamedTuple):
    """Cells of a shift as it goes through the units; the cheaper of two is the lesser."""

    verdicts: int
    """How many verdicts are yet to be hidden, ..."""
    noughts: int
    """... how many counts of nought, ..."""
    more: int
    """... how many cells in all; ..."""
    total: int
    """... and the sum of the counts."""
    cells: tuple[Cell, ...]

    def and_then(self, other: _Step) -> _Step:
        """Both together."""
        verdicts, noughts, more, total = (a + b for a, b in zip(self[:4], other[:4], strict=True))
        return _Step(verdicts, noughts, more, total, self.cells + other.cells)


class _Tables:
    def __init__(
        self, counts: Mapping[Cell, int], parents: Mapping[Unit, list[Unit]], verdicts: Mapping[Cell, str]
    ) -> None:
        self.counts = counts
        self.hidden: set[Cell] = set()
        self._verdicts = verdicts
        self._parents = parents
        self._parts: dict[Unit, list[Unit]] = defaultdict(list)
        for unit in sorted({cell.unit for cell in counts} - {WHOLE}):
            for parent in self._above(unit):
                self._parts[parent].append(unit)
        rows = sorted({Row(cell.rule, cell.subject_label) for cell in counts})
        self._shifts = {
            (row, verdict): tuple(_shifts(row, verdict, rows)) for row, verdict in product(rows, VERDICTS)
        }

    def depth(self, unit: Unit) -> int:
        """How many units lie above a unit."""
        return 0 if unit == WHOLE else 1 + self.depth(self._above(unit)[0])

    def protect(self, cell: Cell) -> None:
        """Hide a cell with the cells of the cheapest shift that changes it."""
        target = (Row(cell.rule, cell.subject_label), cell.verdict)
        steps = [step for shift in self._shifts[target] if (step := self._through(shift, cell.unit))]
        self.hidden.add(cell)
        self.hidden.update(min(steps).cells if steps else ())

    def _above(self, unit: Unit) -> list[Unit]:
        return self._parents.get(unit) or [WHOLE]

    def _through(self, shift: Shift, unit: Unit) -> _Step | None:
        """The shift in a unit and its parts, undone beside it or carried on above; None where it cannot be."""
        here = self._downwards(shift, unit)
        return here and self._continued(here, shift, unit)

    def _upwards(self, shift: Shift, unit: Unit) -> _Step | None:
        """The shift in a unit of which a part has changed."""
        here = self._in(shift, unit)
        return here and self._continued(here, shift, unit)

    def _continued(self, here: _Step, shift: Shift, unit: Unit) -> _Step | None:
        if unit == WHOLE:
            return here
        opposite = {place: -change for place, change in shift.items()}
        for parent in self._above(unit):
            beside = [other for other in self._parts[parent] if other != unit]
            step = self._cheapest(opposite, beside) or self._upwards(shift, parent)
            if step is None:
                return None
            here = here.and_then(step)
        return here

    def _downwards(self, shift: Shift, unit: Unit) -> _Step | None:
        """The shift in a unit, in one of its parts, and so on; None where it cannot be."""
        here = self._in(shift, unit)
        parts = [part for part in self._parts[unit] if self._are_counted(shift, part)]
        if here is None or not parts:
            return here
        step = self._cheapest(shift, parts)
        if step:
            return here.and_then(step)
        return None if self._is_sum_of(parts, shift, unit) else here

    def _cheapest(self, shift: Shift, units: Iterable[Unit]) -> _Step | None:
        """The shift where it costs least, in a unit that lies nowhere else."""
        best = None
        for unit in units:
            step = self._downwards(shift, unit) if len(self._above(unit)) == 1 else None
            if step and (best is None or step < best):
                best = step
                if not best.more:
                    break
        return best

    def _are_counted(self, shift: Shift, unit: Unit) -> bool:
        return all(Cell(*row, unit, verdict) in self.counts for row, verdict in shift)

    def _is_sum_of(self, parts: list[Unit], shift: Shift, unit: Unit) -> bool:
        return any(
            self.counts[Cell(*row, unit, verdict)]
            == sum(self.counts[Cell(*row, part, verdict)] for part in parts)
            for row, verdict in shift
        )

    def _in(self, shift: Shift, unit: Unit) -> _Step | None:
        """The cells of a shift in one unit; None where they cannot change so."""
        if not all(self._keeps(link, shift, unit) for link in LINKS):
            return None
        cells = []
        for (row, verdict), change in shift.items():
            cell = Cell(*row, unit, verdict)
            count = self.counts.get(cell)
            if count is None or count + change < 0:
                return None
            cells.append(cell)
            if self._is_told(cell, count + change):
                cells.append(cell._replace(verdict="verdict"))
        new = [cell for cell in cells if cell not in self.hidden]
        verdicts = sum(cell not in self.counts for cell in new)
        noughts = sum(self.counts.get(cell) == 0 for cell in new)
        return _Step(
            verdicts, noughts, len(new), sum(self.counts.get(cell, 0) for cell in cells), tuple(cells)
        )

    def _is_told(self, cell: Cell, count: int) -> bool:
        """Whether the verdict that is shown beside a count says that it cannot be this one."""
        verdict = self._verdicts.get(cell._replace(verdict="verdict"))
        if verdict is None:
            return False
        rank, told = _GRAVEST_FIRST.index(cell.verdict), _GRAVEST_FIRST.index(verdict)
        return (rank < told and count > 0) or (rank == told and count == 0)

    def _keeps(self, link: Mapping[tuple[Row, str], int], shift: Shift, unit: Unit) -> bool:
        """Whether what two rules have in common still holds in a unit after the shift."""
        change = sum(sign * shift.get(place, 0) for place, sign in link.items())
        if change >= 0:
            return True
        counts = [self.counts.get(Cell(*row, unit, verdict)) for row, verdict in link]
        if None in counts:
            return True
        rest = sum(sign * (count or 0) for sign, count in zip(link.values(), counts, strict=True))
        return rest < 0 or rest + change >= 0


def _shifts(row: Row, verdict: str, rows: list[Row]) -> Iterator[Shift]:
    """The shifts within one unit that change a verdict of a row, each with its opposite."""
    shifts: list[Shift] = [{(row, verdict): 1, (row, other): -1} for other in VERDICTS if other != verdict]
    if row in (_CONTACTS, _LATELY) and _CONTACTS in rows and _LATELY in rows:
        shifts += [shift for shift in _OF_THE_SAME_HOMES if (row, verdict) in shift]
    for shift in shifts:
        yield shift
        yield {place: -change for place, change in shift.items()}


_OF_THE_SAME_HOMES: Final = tuple(
    {(_CONTACTS, "met"): -1, (_CONTACTS, left): 1, (_LATELY, judged): -1, (_LATELY, "exempt"): 1}
    for left, judged in product(("gap", "exempt"), ("met", "gap", "unknown"))
)
"""A home that is no longer contacted is judged by R35 alone."""
