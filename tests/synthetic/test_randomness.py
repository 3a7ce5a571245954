import polars as pl
import pytest

from graphmodel.synthetic.randomness import Dice, apportioned

AT = pl.DataFrame({"at": range(5000)})


def test_numbers_are_those_of_splitmix64() -> None:
    # the first three numbers of the reference implementation for the state 1234567
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert [Dice(1234567).number(at) for at in range(3)] == published


def test_a_column_and_single_numbers_are_the_same() -> None:
    dice = Dice.from_seed(7).of("homes")
    drawn = AT.select(
        number=dice.numbers(pl.col("at")),
        below=dice.all_below(77, pl.col("at")),
        hit=dice.all_hits(0.3, pl.col("at")),
    )
    assert drawn["number"].to_list() == [dice.number(at) for at in range(5000)]
    assert drawn["below"].to_list() == [dice.below(77, at) for at in range(5000)]
    assert drawn["hit"].to_list() == [dice.hits(0.3, at) for at in range(5000)]


def test_streams_and_seeds_differ() -> None:
    streams = [Dice.from_seed(seed).of(name) for seed in (0, 1, -1) for name in ("homes", "ties")]
    assert len({dice.number(0) for dice in streams}) == len(streams)


def test_shares_and_picks_are_kept() -> None:
    dice = Dice.from_seed(1)
    drawn = AT.select(
        hit=dice.of("hit").all_hits(0.2, pl.col("at")),
        pick=dice.of("pick").picks({"a": 0.5, "b": 0.3, "c": 0.2}, pl.col("at")),
    )
    assert drawn["hit"].mean() == pytest.approx(0.2, abs=0.02)
    counts = dict(drawn["pick"].value_counts().iter_rows())
    assert counts["a"] / 5000 == pytest.approx(0.5, abs=0.03)
    assert counts["b"] / 5000 == pytest.approx(0.3, abs=0.03)


def test_what_never_happens_never_happens_and_what_always_does_always_does() -> None:
    dice = Dice.from_seed(1)
    assert not AT.select(dice.all_hits(0, pl.col("at")).any()).item()
    assert AT.select(dice.all_hits(1, pl.col("at")).all()).item()


def test_chosen_are_as_many_as_asked_for_and_keep_their_order() -> None:
    chosen = Dice.from_seed(3).chosen(10, range(100))
    assert len(set(chosen)) == 10
    assert chosen == sorted(chosen)
    with pytest.raises(ValueError, match="11 of 10"):
        Dice.from_seed(3).chosen(11, range(10))


def test_parts_add_up_and_none_is_below_the_least() -> None:
    weights = [Dice.from_seed(0).between(1, 50, at) for at in range(64)]
    parts = apportioned(369, weights, least=2)
    assert sum(parts) == 369
    assert min(parts) >= 2
    with pytest.raises(ValueError, match="at least 2"):
        apportioned(5, [1, 1, 1], least=2)
