"""Where a Neo4j server is and how to log in: as told, else by the environment; the password never is an argument."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import dataclass, field
from typing import Self

from graphmodel.errors import UsageError
from graphmodel.language import Text


@dataclass(frozen=True)
class Connection:
    """Where a server is and how to log in. The password is in no text made of it."""

    uri: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str | None = None
    """None: the one the server offers the user."""

    @classmethod
    def from_environment(
        cls, uri: str | None = None, user: str | None = None, database: str | None = None
    ) -> Self:
        """What is given, else what ``NEO4J_URI`` and its like say; the password is asked for on a terminal.

        Raises:
            UsageError: no address is known, or no password and nobody to ask.
        """
        uri = uri or os.environ.get("NEO4J_URI")
        if not uri:
            raise UsageError(
                Text(
                    "不知道 Neo4j 在哪里：请用 --uri，或设置环境变量 NEO4J_URI",
                    "where is Neo4j? Give --uri, or set the environment variable NEO4J_URI",
                )
            )
        user = user or os.environ.get("NEO4J_USER") or "neo4j"
        return cls(uri, user, _password(), database or os.environ.get("NEO4J_DATABASE"))


def _password() -> str:
    password = os.environ.get("NEO4J_PASSWORD")
    if password is not None:
        return password
    if not sys.stdin.isatty():
        raise UsageError(Text("请设置环境变量 NEO4J_PASSWORD", "set the environment variable NEO4J_PASSWORD"))
    return getpass.getpass(f"{Text('Neo4j 密码', 'Neo4j password')}: ")
