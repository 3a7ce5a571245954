"""A day as people write it, where a command asks for one."""

from datetime import date

import pytest

from graphmodel.rosters.cells import day_of


@pytest.mark.parametrize(
    ("written", "day"),
    [
        *(
            (written, date(2018, 12, 31))
            for written in (
                *("2018-12-31", "2018/12/31", "2018.12.31", "2018年12月31日", "20181231", " ２０１８-12-31 "),
                *("2018-12", "2018年12月", "2018/12", "2018.12"),
            )
        ),
        ("2018.1", date(2018, 1, 31)),
        ("2020-2", date(2020, 2, 29)),
        ("9999-12", date(9999, 12, 31)),
        *((written, None) for written in ("", "昨天", "2018", "2018-13", "2018-02-30", "20180231", "201812")),
        *((written, None) for written in ("31.12.2018", "0000-01", "长期")),
    ],
)
def test_a_month_alone_is_its_last_day(written: str, day: date | None) -> None:
    assert day_of(written) == day
