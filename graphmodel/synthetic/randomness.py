"""Random numbers that are the same on every platform, in every version: SplitMix64, counted, not stepped.

The ``n``-th number of a stream is a pure function of seed, stream and ``n``, so a whole column is drawn at once, a
single number costs the same, and one decision more never moves the others. Only integers are drawn and only
integer arithmetic is done: no logarithm whose last digit differs between machines. Neither ``polars.hash`` nor the
methods of :class:`random.Random` (apart from ``random()``) promise to stay as they are. Not for secrets.

Source: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeVar

import polars as pl

Item = TypeVar("Item")

_MASK: Final = (1 << 64) - 1
_STEP: Final = 0x9E3779B97F4A7C15
_MULTIPLIERS: Final = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
_HALF: Final = 1 << 32
_SHARES: Final = 10_000
"""Shares are kept to a hundredth of a percent."""


@dataclass(frozen=True)
class Dice:
    """One stream of numbers; :meth:`of` opens an independent one under a name.

    >>> Dice.from_seed(0).of("homes").below(6, at=0) == Dice.from_seed(0).of("homes").below(6, at=0)
    True
    """

    state: int

    @classmethod
    def from_seed(cls, seed: int) -> Self:
        """The stream from which the streams of a seed are opened."""
        return cls(_mixed(seed & _MASK))

    def of(self, name: str) -> Dice:
        """The stream of that name."""
        return Dice(_mixed(self.state ^ zlib.crc32(name.encode())))

    # --- single numbers ---

    def number(self, at: int) -> int:
        """The number at a position, of 64 bits."""
        return _mixed((self.state + (at + 1) * _STEP) & _MASK)

    def below(self, limit: int, at: int) -> int:
        """A whole number from 0 to ``limit - 1``."""
        return (self.number(at) >> 32) * limit >> 32

    def between(self, least: int, most: int, at: int) -> int:
        """A whole number, both bounds included."""
        return least + self.below(most - least + 1, at)

    def hits(self, share: float, at: int) -> bool:
        """Whether something that happens in this share of cases happens here."""
        return self.below(_SHARES, at) < round(share * _SHARES)

    def shuffled(self, items: Iterable[Item]) -> list[Item]:
        """The items in random order."""
        numbered = sorted(enumerate(items), key=lambda pair: self.number(pair[0]))
        return [item for _, item in numbered]

    def chosen(self, count: int, items: Sequence[Item]) -> list[Item]:
        """That many different items, in their own order.

        Raises:
            ValueError: there are not so many.
        """
        if not 0 <= count <= len(items):
            raise ValueError(f"{count} of {len(items)}")
        places = sorted(range(len(items)), key=self.number)[:count]
        return [items[place] for place in sorted(places)]

    # --- whole columns ---

    def numbers(self, at: pl.Expr) -> pl.Expr:
        """:meth:`number` of every row; ``at`` are whole numbers."""
        return _mixed_column(at.cast(pl.UInt64) * _u64(_STEP) + _u64((self.state + _STEP) & _MASK))

    def all_below(self, limit: int | pl.Expr, at: pl.Expr) -> pl.Expr:
        """:meth:`below` of every row, as Int64."""
        ceiling = _u64(limit) if isinstance(limit, int) else limit.cast(pl.UInt64)
        return (self.numbers(at) // _u64(_HALF) * ceiling // _u64(_HALF)).cast(pl.Int64)

    def all_hits(self, share: float, at: pl.Expr) -> pl.Expr:
        """:meth:`hits` of every row."""
        return self.all_below(_SHARES, at) < round(share * _SHARES)

    def picks(self, weights: dict[Item, float], at: pl.Expr) -> pl.Expr:
        """One of the keys for every row, as often as their shares say; the last takes what is left."""
        drawn = self.all_below(_SHARES, at)
        *others, (last, _) = weights.items()
        picked, limit = pl.lit(last), sum(round(share * _SHARES) for _, share in others)
        for value, share in reversed(others):
            picked = pl.when(drawn < limit).then(pl.lit(value)).otherwise(picked)
            limit -= round(share * _SHARES)
        return picked


def apportioned(total: int, weights: Sequence[int], least: int = 0) -> list[int]:
    """A total in whole parts, each at least ``least``, the rest in proportion to the weights (largest remainders).

    >>> apportioned(10, [1, 1, 2], least=1)
    [3, 3, 4]
    """
    rest, whole = total - least * len(weights), sum(weights)
    if rest < 0:
        raise ValueError(f"{total} in {len(weights)} parts of at least {least}")
    parts = [rest * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(rest * weights[place] % whole), place))
    for place in by_remainder[: rest - sum(parts)]:
        parts[place] += 1
    return [least + part for part in parts]


def _mixed(number: int) -> int:
    number = (number ^ (number >> 30)) * _MULTIPLIERS[0] & _MASK
    number = (number ^ (number >> 27)) * _MULTIPLIERS[1] & _MASK
    return number ^ (number >> 31)


def _mixed_column(number: pl.Expr) -> pl.Expr:
    """As :func:`_mixed`; polars' unsigned arithmetic wraps around, and dividing by 2ⁿ shifts by n."""
    number = (number ^ (number // _u64(1 << 30))) * _u64(_MULTIPLIERS[0])
    number = (number ^ (number // _u64(1 << 27))) * _u64(_MULTIPLIERS[1])
    return number ^ (number // _u64(1 << 31))


def _u64(number: int) -> pl.Expr:
    return pl.lit(number, pl.UInt64)
