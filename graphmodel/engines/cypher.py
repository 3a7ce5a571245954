"""What a query may be: one statement of reading clauses. Checked before any engine sees it.

The embedded engine has no read-only mode in memory, and some of its clauses read and write files or go to the
network; so a statement is taken apart into words and every clause it uses must be on the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from graphmodel.errors import UsageError
from graphmodel.language import Text

OPENING: Final = frozenset({"MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN"})
"""The words a query may begin with."""

REFUSED: Final = frozenset(
    [
        "ALTER",
        "ANALYZE",
        "ATTACH",
        "BEGIN",
        "CALL",
        "CHECKPOINT",
        "COMMENT",
        "COMMIT",
        "COPY",
        "CREATE",
        "DELETE",
        "DETACH",
        "DROP",
        "EXPLAIN",
        "EXPORT",
        "FOREACH",
        "GRANT",
        "IMPORT",
        "INSERT",
        "INSTALL",
        "LOAD",
        "MERGE",
        "PROFILE",
        "REMOVE",
        "REVOKE",
        "ROLLBACK",
        "SET",
        "SHOW",
        "START",
        "TERMINATE",
        "UNINSTALL",
        "UPDATE",
        "USE",
    ]
)
"""Words of clauses that write, reach outside the network, or change the engine."""

_TOKEN: Final = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<quoted>`(?:[^`]|``)*`)
      | (?P<parameter>\$[\w]+)
      | (?P<word>[^\W\d]\w*)
      | (?P<number>[0-9][0-9.]*)
      | (?P<space>\s+)
      | (?P<unclosed>/\*|['"`])
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One lexical piece of a query."""

    kind: str
    text: str


class RefusedQuery(UsageError):
    """The query is not one reading statement."""


def tokens(query: str) -> Iterator[Token]:
    """The pieces of a query without comments and blanks."""
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "sign"
        if kind not in {"comment", "space"}:
            yield Token(kind, match.group())


def parameters(query: str) -> list[str]:
    """The names of the parameters a query asks for, in order.

    >>> parameters("MATCH (c:Compound) WHERE c.id = $code RETURN '$not'")
    ['code']
    """
    return list(dict.fromkeys(token.text[1:] for token in tokens(query) if token.kind == "parameter"))


def names(query: str) -> set[str]:
    """Every word of a query that may name a label, a relation type or a property.

    >>> sorted(names("MATCH (:`Grid`) RETURN 'Person'"))
    ['Grid', 'MATCH', 'RETURN']
    """
    return {token.text.strip("`") for token in tokens(query) if token.kind in {"word", "quoted"}}


def bound(query: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Of the parameters given, those that a query asks for: an engine refuses any other.

    Raises:
        UsageError: one is missing.
    """
    names = parameters(query)
    if missing := [name for name in names if name not in given]:
        raise UsageError(
            Text("查询缺少参数：{names}", "the query needs parameters: {names}"), names=", ".join(missing)
        )
    return {name: given[name] for name in names}


def check(query: str) -> None:
    """Refuse what is not one statement of reading clauses.

    A refused word is allowed as a property (``n.set``) or, in backticks, as any name.

    Raises:
        RefusedQuery: names the clause, or the second statement.
    """
    pieces = list(tokens(query))
    if pieces and pieces[-1].text == ";":
        pieces.pop()
    if not pieces:
        raise RefusedQuery(Text("查询内容为空", "the query is empty"))
    before = Token("sign", "")
    for piece in pieces:
        if piece.text == ";":
            raise RefusedQuery(
                Text(
                    "只能有一条查询语句，发现了第二条", "only one statement is allowed; a second one follows"
                )
            )
        if piece.kind == "unclosed":
            raise RefusedQuery(Text("引号或注释没有成对", "a quote or comment is not closed"))
        word = piece.text.upper()
        if piece.kind == "word" and word in REFUSED and before.text != ".":
            raise RefusedQuery(
                Text("查询只能读取，不允许 {clause}", "a query may only read; {clause} is refused"),
                clause=word,
            )
        before = piece
    if pieces[0].text.upper() not in OPENING:
        raise RefusedQuery(
            Text("查询不能以 {clause} 开头", "a query cannot begin with {clause}"), clause=pieces[0].text
        )
