"""What must hold before numbers leave the office: the whole is counted, and a key makes the pseudonyms."""

from __future__ import annotations

import os

from graphmodel.cli.asked import Question
from graphmodel.cli.keys import of_this_user
from graphmodel.errors import UsageError
from graphmodel.language import Text


def refuse_parts(question: Question) -> None:
    """What is given away by itself, or twice, would betray what the tables of the whole hide.

    Raises:
        UsageError: a scope, a part, or thresholds or rules of one's own are asked for.
    """
    if question.settings:
        raise UsageError(
            Text(
                "对外提供的数字按公布的标准计算，不能用 --settings：标准不同的两份数字可以相减",
                "what leaves the office is counted by the published thresholds, without --settings: "
                "counts by other ones could be subtracted",
            )
        )
    if question.own_rules:
        raise UsageError(
            Text(
                "对外提供的数字按公布的规则计算，不能用 --rules：与之相近的规则的数字可以相减",
                "what leaves the office is counted by the published rules, without --rules: "
                "counts by rules like them could be subtracted",
            )
        )
    if question.scope or question.part is not None:
        raise UsageError(
            Text(
                "对外提供的数字按全部计算，不能用 --scope 和 --part；各地的数字用 coverage --by",
                "what leaves the office is counted over everything, without --scope and --part; "
                "coverage --by gives the parts",
            )
        )


def key(question: Question) -> bytes:
    """The key of the pseudonyms; it lives outside the data and outside the command line.

    Raises:
        UsageError: there is none, or as :func:`refuse_parts`.
    """
    refuse_parts(question)
    key = os.environ.get("GRAPHMODEL_RELEASE_KEY", "")
    if not key:
        raise UsageError(
            Text(
                "对外提供需要假名密钥：请先设置环境变量 GRAPHMODEL_RELEASE_KEY",
                "pseudonyms need a key: set the environment variable GRAPHMODEL_RELEASE_KEY first",
            )
        )
    people_key = of_this_user()
    if people_key is not None and people_key.is_told_by(key):
        raise UsageError(
            Text(
                "GRAPHMODEL_RELEASE_KEY 里有人员密钥的内容；对外的假名要用另一把密钥",
                "GRAPHMODEL_RELEASE_KEY holds the key of people; pseudonyms for outside need a key of their own",
            )
        )
    return key.encode()
