"""The key of people and homes on the command line: where it lies, when it is made, and when it is refused."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polars as pl

from graphmodel.cli.terminal import say
from graphmodel.errors import UsageError
from graphmodel.language import Text
from graphmodel.rosters import Reading
from graphmodel.rosters.identity.key import KeyInUse, PeopleKey, read_key, usual_place, write_key
from graphmodel.stores import snapshot


def in_use(named: Path | None, data: Iterable[Path], *, keeping: bool = True) -> KeyInUse:
    """The key of a run.

    Args:
        named: its file; None: the usual place.
        data: the inputs, the store and the folder of results, in none of which it may lie.
        keeping: whether what is read is going to be kept, and with it a key that is made for it.

    Raises:
        UsageError: it lies in one of them.
        EnvironmentFailure: the file named is no key.
    """
    key = KeyInUse(named or usual_place(), keeping)
    if named is not None:
        refuse_within(key, data)
        read_key(named)
    return key


def refuse_within(key: KeyInUse, data: Iterable[Path]) -> None:
    """See that a key lies apart from the data.

    Raises:
        UsageError: it does not.
    """
    if key.place is None:
        return
    place = key.place.resolve()
    for folder in data:
        if place.is_relative_to(folder.resolve()):
            raise UsageError(
                Text(
                    "密钥 {place} 不能和数据放在一起（{folder}）；请用 --key 指明别处",
                    "the key {place} must not lie with the data ({folder}); name another place with --key",
                ),
                place=key.place,
                folder=folder,
            )


def refuse_another(reading: Reading, key: KeyInUse, store: Path, *, new_key: bool | None) -> None:
    """See that codes made in a run are those of the store, unless a new key is wanted; None: nothing is saved anyway.

    Raises:
        UsageError: the store's codes were made with another key, or nothing is saved and there is no key.
        EnvironmentFailure: a snapshot of the store is damaged.
    """
    if key.passing:
        if key.place is None:
            raise UsageError(_NO_PLACE)
        raise UsageError(
            Text(
                "这些名册里有人员或住户没有编号，要用人员密钥生成，而 {place} 没有密钥；请用 --key 指明这批数据的密钥",
                "people or homes in these rosters have no codes, which are made with the key for people, and there is "
                "none in {place}: name the one of this data with --key",
            ),
            place=key.place,
        )
    last = None if reading.people_key is None else snapshot.last_with_codes(store)
    if last is None:
        return
    fingerprint, people = last
    if fingerprint == reading.people_key:
        _say_what_is_new(reading, key.key, people)
    elif not new_key:
        lost = Text(
            "{store} 里的人员编号是用另一把密钥（{fingerprint}）生成的，{place} 没有密钥；请找回那份密钥{anew}",
            "the codes of people in {store} were made with another key ({fingerprint}), and there is none in {place}: "
            "bring that key back{anew}",
        )
        other = Text(
            "{store} 里的人员编号是用另一把密钥（{fingerprint}）生成的，不是 {place}；请换回那份密钥{anew}",
            "the codes of people in {store} were made with another key ({fingerprint}) than {place}: "
            "use that one{anew}",
        )
        anew = "" if new_key is None else str(_ANEW)
        raise UsageError(
            lost if key.drawn else other, store=store, fingerprint=fingerprint, place=key.place, anew=anew
        )


_NO_PLACE: Final = Text(
    "找不到用户的配置文件夹，请用 --key 指明人员密钥存在哪里",
    "there is no configuration folder of the user; say with --key where the key for people is",
)
_ANEW: Final = Text("，或用 --new-key 从头编号", ", or begin anew with --new-key")


def _say_what_is_new(reading: Reading, key: PeopleKey, people: pl.Series) -> None:
    known = reading.former_codes.under(key, but=people).filter(pl.col("former").is_in(people.implode()))
    if count := known["code"].n_unique():
        say(
            Text(
                "有 {count} 人这次新给出了身份证号或手机号，编号因此换了一次；与以前的数据比较时，他们会显示为新人",
                "{count} people are now known by a number that was not given before, and so have new codes, this once; "
                "compared with earlier data they will seem to be new",
            ).fill(count=count)
        )


def keep(key: KeyInUse) -> None:
    """Write the key that was drawn for a run, if codes were made with it, and say where.

    Raises:
        EnvironmentFailure: it cannot be written, or something came to stand there.
    """
    if not key.drawn:
        return
    assert key.place is not None, "refuse_another has seen to it"
    write_key(key.key, key.place)
    say(
        Text(
            "人员密钥已存到 {place}。请另存一份在安全的地方，不要和数据放在一起：丢了它，下个月就认不出同一个人",
            "the key for people was saved to {place}. Keep a copy in a safe place, apart from the data: "
            "without it nobody can be told again next month",
        ).fill(place=key.place)
    )


def of_this_user() -> PeopleKey | None:
    """The key of whoever runs this, if there is one.

    Raises:
        EnvironmentFailure: its file is no key.
    """
    named = os.environ.get("GRAPHMODEL_KEY")
    place = Path(named) if named else usual_place()
    return read_key(place) if place else None
