"""What a query may be: one statement of reading clauses. Checked before any engine sees it.

The embedded engine has no read-only mode in memory, and clauses of both engines read files or go to the network. What a
statement asks is decided by the place of its words: a scanner follows where a clause may begin, where an operand is
wanted and where one is complete. After a complete operand only an operator or a known reading clause may stand; a name
is passed whatever it says. Where the engines might read a statement otherwise than it is read here, it is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from functools import lru_cache
from typing import Any, Final, NamedTuple

from graphmodel.errors import UsageError
from graphmodel.language import AND, Text

LONGEST: Final = 100_000
"""Bytes of a query in UTF-8."""
DEEPEST: Final = 200
"""Levels of brackets, cases and prefixes within one another."""

OPENING: Final = frozenset({"MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN"})
"""The words a query, or one in braces, may begin with."""

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
        "DENY",
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
        "NODETACH",
        "PROFILE",
        "REMOVE",
        "REVOKE",
        "ROLLBACK",
        "SET",
        "SHOW",
        "START",
        "STOP",
        "TERMINATE",
        "UNINSTALL",
        "UPDATE",
        "USE",
    ]
)
"""Clauses that write, reach outside the network, or change the engine; as names they are as good as any."""

_PREFIX: Final = frozenset({"CASE", "DISTINCT", "NOT"})
"""Words after which an operand is wanted, and which may stand where one is."""
_BETWEEN: Final = frozenset(
    {"AND", "AS", "BY", "CONTAINS", "ELSE", "IN", "MATCH", "OR", "RETURN", "THEN"}
    | {"UNWIND", "WHEN", "WHERE", "WITH", "XOR"}
)
"""Words after which an operand is wanted, and which follow a complete one."""
_FOLLOWING: Final = frozenset({"ENDS", "IS", "LIMIT", "OFFSET", "ORDER", "SHORTEST", "SKIP", "STARTS"})
"""The same; but where an operand is wanted they are names."""
_ENDING: Final = frozenset({"ASC", "ASCENDING", "DESC", "DESCENDING", "END"})
"""Words that follow a complete operand, which then still is one."""
_PAIRS: Final = frozenset(
    {("STARTS", "WITH"), ("ENDS", "WITH"), ("ORDER", "BY"), ("CASE", "WHEN"), ("IS", "NOT")}
)
"""Words of which the second stands where an operand is wanted, because it goes with the first."""
_SUBQUERIES: Final = frozenset({"COLLECT", "COUNT", "EXISTS"})
"""Words whose braces hold a query."""
_BINDING: Final = frozenset([":", ")", "]", "*", "=", "{", "IN"])
"""What follows a name where it is given to something."""
_NAMESPACES: Final = frozenset(
    {"DATE", "DATETIME", "DURATION", "LOCALDATETIME", "LOCALTIME", "POINT", "TIME", "VECTOR"}
)
"""Whose functions are the engines' own; others are extensions of a server, which may do anything."""
_WRAPPING: Final = frozenset({"BITSHIFT_LEFT", "FACTORIAL", "LIST_PRODUCT", "LIST_SUM"})
"""Functions of the embedded engine that give a wrong number where the right one is too large for it."""

_TOKEN: Final = re.compile(
    r"""(?P<comment>//[^\r\n]*|/\*.*?\*/)
      | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<quoted>`(?:[^`]|``)*`)
      | (?P<parameter>\$(?:\w+|`(?:[^`]|``)*`))
      | (?P<word>[^\W\d]\w*)
      | (?P<number>[0-9](?:[0-9a-zA-Z_]|\.(?!\.))*)
      | (?P<space>\s+)
      | (?P<unclosed>/\*|['"`])
      | (?P<sign>[-!%&()*+,./:;<=>?\[\]^{|}~])
      | (?P<odd>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u", re.IGNORECASE)
_OTHER_LINE_END: Final = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What one engine or another might take for the end of a comment."""


class Token(NamedTuple):
    """One lexical piece of a query."""

    type: str
    text: str
    start: int = 0
    """Its place in the query."""


class RefusedQuery(UsageError):
    """The query is not one reading statement."""


def tokens(query: str) -> Iterator[Token]:
    """The pieces of a query without comments and blanks."""
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "odd"
        if kind not in {"comment", "space"}:
            yield Token(kind, match.group(), match.start())


@lru_cache(256)  # a rule asks the same of every alliance
def parameters(query: str) -> tuple[str, ...]:
    """The names of the parameters a query asks for, in order.

    >>> parameters("MATCH (c:Compound) WHERE c.id = $code RETURN '$not'")
    ('code',)
    """
    return tuple(
        dict.fromkeys(token.text[1:].strip("`") for token in tokens(query) if token.type == "parameter")
    )


@lru_cache(256)
def names(query: str) -> frozenset[str]:
    """Every word of a query that may name a label, a relation type or a property.

    >>> sorted(names("MATCH (:`Grid`) RETURN 'Person'"))
    ['Grid', 'MATCH', 'RETURN']
    """
    return frozenset(token.text.strip("`") for token in tokens(query) if token.type in {"word", "quoted"})


def is_keyword(word: str) -> bool:
    """Whether a word can be one of the language's own.

    >>> is_keyword("return"), is_keyword("Grid")
    (True, False)
    """
    return word.upper() in OPENING | REFUSED | _PREFIX | _BETWEEN | _FOLLOWING | _ENDING | {"UNION"}


def bound(query: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Of the parameters given, those that a query asks for: an engine refuses any other.

    Raises:
        UsageError: one is missing.
    """
    names = parameters(query)
    if missing := [name for name in names if name not in given]:
        raise UsageError(
            Text("查询缺少参数：{names}", "the query needs parameters: {names}"), names=str(AND).join(missing)
        )
    return {name: given[name] for name in names}


@lru_cache
def check(query: str) -> None:
    """Refuse what is not one statement of reading clauses, and what is too long or too deep.

    Raises:
        RefusedQuery: names the clause, or what else is wrong.
    """
    if len(query.encode("utf-8", "surrogatepass")) > LONGEST:
        raise too_long()
    if _ESCAPE.search(query):
        raise RefusedQuery(
            Text(
                "查询里不能用 \\u 转义，请直接写出那个字符",
                "a query must not hold \\u escapes; write the character itself",
            )
        )
    for match in _TOKEN.finditer(query):
        odd = match.group() if match.lastgroup == "odd" else ""
        if match.lastgroup == "comment" and (end := _OTHER_LINE_END.search(match.group())):
            odd = end.group()
        if odd:
            raise RefusedQuery(
                Text(
                    "查询里有不该有的字符 {character}",
                    "the query holds a character that has no place in it: {character}",
                ),
                character=f"U+{ord(odd):04X} {unicodedata.name(odd, '')}".strip(),
            )
    pieces = list(tokens(query))
    if pieces and pieces[-1].text == ";":
        pieces.pop()
    if not pieces:
        raise RefusedQuery(Text("查询内容为空", "the query is empty"))
    _Scanner(pieces).scan()


def too_long() -> RefusedQuery:
    """The query has more than :data:`LONGEST` bytes."""
    return RefusedQuery(
        Text("查询太长，最多 {most} KB", "the query is too long; {most} KB at most"), most=LONGEST // 1000
    )


class _Place(Enum):
    """What is wanted at a place of a statement."""

    CLAUSE = auto()
    OPERAND = auto()
    NAME = auto()
    """Any word at all."""
    COMPLETE = auto()
    """An operand is complete: an operator, a clause or the end."""


_END: Final = Token("end", "")


class _Scanner:
    """Follows a statement piece by piece."""

    def __init__(self, pieces: list[Token]) -> None:
        self._pieces = pieces
        self._place = _Place.CLAUSE
        self._open: list[str] = []
        self._cases = 0
        self._prefixes = 0

    def scan(self) -> None:
        """Look at every piece.

        Raises:
            RefusedQuery: one must not stand where it stands.
        """
        for at, piece in enumerate(self._pieces):
            before = self._pieces[at - 1] if at else _END
            after = self._pieces[at + 1] if at + 1 < len(self._pieces) else _END
            if piece.type == "word":
                self._place = self._word(piece.text, before, after, at)
            elif piece.type == "sign":
                self._place = self._sign(piece.text, at)
            elif piece.type == "unclosed":
                raise RefusedQuery(Text("引号或注释没有成对", "a quote or comment is not closed"))
            else:
                if self._place is _Place.CLAUSE and after.text not in {"=", ":"}:
                    raise _cannot_begin(piece.text)
                if self._place is _Place.COMPLETE and piece.type != "number":
                    raise _misplaced(piece.text)
                if after.text == "(" and piece.type == "quoted":
                    self._check_function(at)
                self._place = _Place.COMPLETE
            if self._place is not _Place.OPERAND or piece.text in {"(", "[", "{", ","}:
                self._prefixes = 0
            if len(self._open) + self._cases + self._prefixes > DEEPEST:
                raise RefusedQuery(
                    Text(
                        "查询嵌套太深，最多 {most} 层",
                        "the query is nested too deeply; {most} levels at most",
                    ),
                    most=DEEPEST,
                )

    def _word(self, text: str, before: Token, after: Token, at: int) -> _Place:
        word = text.upper()
        if self._place is _Place.NAME:
            return self._name(word, after, at, alias=before.text.upper() == "AS")
        if self._place is _Place.CLAUSE:
            return self._clause(text, before, after, at)
        if self._place is _Place.COMPLETE:
            return self._after_operand(text, after)
        if word in _PREFIX and after.text.upper() not in _BINDING:
            self._prefixes += word != "CASE"
            self._cases += word == "CASE"
            return _Place.OPERAND
        if (before.text.upper(), word) in _PAIRS:
            return _Place.OPERAND
        return self._name(word, after, at, alias=True)

    def _clause(self, text: str, before: Token, after: Token, at: int) -> _Place:
        word = text.upper()
        if before.text.upper() == "OPTIONAL" and word != "MATCH":
            raise _refused(word) if word in REFUSED else _misplaced(text)
        if before.text.upper() == "UNION" and word in {"ALL", "DISTINCT"}:
            return _Place.CLAUSE
        if word == "OPTIONAL":
            return _Place.CLAUSE
        if word in OPENING:
            return _Place.OPERAND
        if self._open and after.text in {"=", ":"}:  # a path or a map in braces that were taken for a query's
            return self._name(word, after, at, alias=True)
        raise _refused(word) if word in REFUSED else _cannot_begin(text)

    def _after_operand(self, text: str, after: Token) -> _Place:
        word = text.upper()
        if word in REFUSED:
            raise _refused(word)
        if after.text in {".", "=", ":"} and not (word == "IS" and after.text == ":"):
            raise _misplaced(text)
        if word in _ENDING:
            self._cases -= word == "END" and self._cases > 0
            return _Place.COMPLETE
        if word == "AS":
            return _Place.NAME
        if word in {"OPTIONAL", "UNION"}:
            return _Place.CLAUSE
        if word in _BETWEEN | _FOLLOWING | {"NOT"}:
            return _Place.OPERAND
        raise _misplaced(text)

    def _name(self, word: str, after: Token, at: int, *, alias: bool) -> _Place:
        if alias and word in _PREFIX | _BETWEEN:
            raise RefusedQuery(
                Text(
                    "{word} 在这里像是一个名称，请写成 `{word}`",
                    "{word} looks like a name here; write it as `{word}`",
                ),
                word=self._pieces[at].text,
            )
        if after.text == "(":
            if word in REFUSED:
                raise _refused(word)
            self._check_function(at)
        return _Place.COMPLETE

    def _check_function(self, at: int) -> None:
        """Refuse a function of an extension, and one that gives wrong numbers."""
        name = self._pieces[at].text.strip("`").upper()
        dotted = at > 1 and self._pieces[at - 1].text == "."
        first = at
        while first > 1 and self._pieces[first - 1].text == ".":
            first -= 2
        if dotted and self._pieces[first].text.strip("`").upper() not in _NAMESPACES:
            called = "".join(piece.text for piece in self._pieces[first : at + 1])
        elif name in _WRAPPING:
            called = self._pieces[at].text
        else:
            return
        raise RefusedQuery(
            Text("查询不允许调用函数 {name}", "a query may not call the function {name}"), name=called
        )

    def _sign(self, sign: str, at: int) -> _Place:
        before = self._pieces[at - 1] if at else _END
        if sign == ";":
            raise RefusedQuery(
                Text(
                    "只能有一条查询语句，发现了第二条", "only one statement is allowed; a second one follows"
                )
            )
        if self._place is _Place.CLAUSE and not (self._open and (sign == "(" or before.text == "{")):
            raise _cannot_begin(sign)
        if sign in "([{":
            self._open.append(sign)
            return self._brace(at) if sign == "{" else _Place.OPERAND
        if sign in ")]}":
            if self._open:
                self._open.pop()
            return _Place.COMPLETE
        if sign == "*" and self._place is _Place.OPERAND:  # all of them; in a product an operand is before it
            return _Place.COMPLETE
        if sign == "." or (sign == ":" and not self._is_of_map(at)):
            return _Place.NAME
        if sign in "-+" and self._place is _Place.OPERAND:
            self._prefixes += 1
        return _Place.OPERAND

    def _brace(self, at: int) -> _Place:
        """What braces begin with: a query after EXISTS and its like, else a map."""
        before, first = self._pieces[at - 1], self._pieces[at - 2] if at > 1 else _END
        is_query = (
            before.type == "word" and before.text.upper() in _SUBQUERIES and first.text not in {".", ":"}
        )
        if (
            before.type == "word"
            and before.text.upper() in REFUSED
            and first.text not in {"(", "[", ":", "|", "&"}
        ):
            raise _refused(before.text.upper())
        return _Place.CLAUSE if is_query else _Place.OPERAND

    def _is_of_map(self, at: int) -> bool:
        """Whether a colon follows a key, so that a value is wanted; else a label or type."""
        return (
            bool(self._open) and self._open[-1] == "{" and at > 1 and self._pieces[at - 2].text in {"{", ","}
        )


def _refused(clause: str) -> RefusedQuery:
    return RefusedQuery(
        Text("查询只能读取，不允许 {clause}", "a query may only read; {clause} is refused"), clause=clause
    )


def _misplaced(text: str) -> RefusedQuery:
    return RefusedQuery(
        Text(
            "查询里不能有 {text}：这里只能是运算符或读取子句",
            "{text} cannot stand here in a query: only an operator or a reading clause can",
        ),
        text=text,
    )


def _cannot_begin(text: str) -> RefusedQuery:
    return RefusedQuery(Text("查询不能以 {clause} 开头", "a query cannot begin with {clause}"), clause=text)
