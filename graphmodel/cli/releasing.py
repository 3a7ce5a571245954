"""What must hold before numbers leave the office: the whole is counted, and a key makes the pseudonyms."""

from __future__ import annotations

import os

from graphmodel.cli.asked import Question
from graphmodel.errors import UsageError
from graphmodel.language import Text


def refuse_scope(question: Question) -> None:
    """A part that is given away by itself would betray what the tables of the whole hide.

    Raises:
        UsageError: a scope is asked for.
    """
    if question.scope:
        raise UsageError(
            Text(
                "对外提供的数字按全部计算，不能用 --scope；各地的数字用 coverage --by",
                "what leaves the office is counted over everything, without --scope; coverage --by gives the parts",
            )
        )


def key(question: Question) -> bytes:
    """The key of the pseudonyms; it lives outside the data and outside the command line.

    Raises:
        UsageError: there is none, or a scope is asked for.
    """
    refuse_scope(question)
    key = os.environ.get("GRAPHMODEL_RELEASE_KEY", "")
    if not key:
        raise UsageError(
            Text(
                "对外提供需要假名密钥：请先设置环境变量 GRAPHMODEL_RELEASE_KEY",
                "pseudonyms need a key: set the environment variable GRAPHMODEL_RELEASE_KEY first",
            )
        )
    return key.encode()
