"""Codes of a million homes, beside the HMAC and the Base32 of the standard library one by one. Goal: 1 to 2 s."""

import hmac
from base64 import b32encode
from typing import Final

import polars as pl
from measuring import Stages

from graphmodel.rosters.identity.homes import ADDRESS, address_parts, home_codes
from graphmodel.rosters.identity.key import KeyInUse

HOMES: Final = 1_000_000


def homes() -> pl.DataFrame:
    """Homes as an office writes them: 2500 to a grid."""
    number = pl.int_range(HOMES)
    return pl.select(
        code=pl.lit(None, pl.String),
        grid=pl.format("99010100{}/甲小区/{}网格", 1000 + number // 25_000, number // 2_500),
        building=pl.format("{}幢", number // 100 % 25 + 1),
        stairwell=pl.format("{}单元", number // 25 % 4 + 1),
        room=pl.format("{}室", number % 25 + 101),
    )


def main() -> None:
    """Print how long each way takes."""
    written, stages, key = homes(), Stages(), KeyInUse()
    with stages.stage("addresses"):
        read = written.with_columns(address_parts(written[part]).alias(part) for part in ADDRESS)
    with stages.stage("codes"):
        codes = home_codes(read, key)
    stages.show()
    texts = read.select(
        pl.concat_str(pl.lit("home"), "grid", *ADDRESS, separator="\n").cast(pl.Binary)
    ).to_series()
    one_by_one = Stages()
    with one_by_one.stage("hmac, b32encode"):
        digests = (hmac.digest(key.key.secret, text, "sha256") for text in texts)
        plain = ["h" + b32encode(digest).decode().lower()[:20] for digest in digests]
    one_by_one.show()
    print("  the same codes" if codes.to_list() == plain else "  other codes")


if __name__ == "__main__":
    main()
