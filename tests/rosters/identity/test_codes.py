from __future__ import annotations

import hmac
from base64 import b32encode

import polars as pl

from graphmodel.rosters.identity.codes import MADE, coded, made
from graphmodel.rosters.identity.key import KeyInUse
from tests.rosters.identity.people import key


def test_a_code_is_20_characters_of_the_base32_of_an_hmac() -> None:
    secret = bytes(range(100, 132))
    texts = ["id\n33080119900101001X", "name\n张三\nA", "", "home\nG\n1\n2\n301" * 20]
    wanted = [b32encode(hmac.digest(secret, text.encode(), "sha256")).decode().lower()[:20] for text in texts]
    assert made("p", pl.Series(texts), key(secret).key).to_list() == [f"p{code}" for code in wanted]


def test_what_nothing_tells_apart_has_no_code() -> None:
    codes = made("h", pl.Series([None, "home", None], dtype=pl.String), key().key)
    assert codes.is_null().to_list() == [True, False, True]
    assert codes.drop_nulls().str.contains(MADE).all()
    assert made("p", pl.Series([], dtype=pl.String), key().key).to_list() == []


def test_passing_codes_look_like_others_and_tell_apart_the_same() -> None:
    texts = pl.Series(["name\n张三\nA", None, "name\n张三\nB", "name\n张三\nA"])
    passing, lasting = (coded("p", texts.to_frame(), own) for own in (KeyInUse(), key()))
    assert lasting.equals(made("p", texts, key().key))
    for codes in (passing, lasting):
        assert codes.drop_nulls().str.contains(MADE).all()
        assert codes.is_null().to_list() == [False, True, False, False]
        assert (codes[0] == codes[3], codes[0] == codes[2]) == (True, False)
    assert not passing.drop_nulls().is_in(lasting.drop_nulls().implode()).any()
