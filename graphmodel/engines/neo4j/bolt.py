"""One Neo4j server over Bolt: opened and verified, its refusals told in one sentence, and what we loaded into it.

What is written to it, and what is asked, is in the modules beside this one. The driver is imported when a server
is opened, and not before: it is an extra.
"""

from __future__ import annotations

import base64
import importlib
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

import graphmodel
from graphmodel.engines.neo4j.connection import Connection
from graphmodel.errors import EnvironmentFailure, UsageError, said_by_system
from graphmodel.language import Text

if TYPE_CHECKING:
    import neo4j

SCHEMES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_HOST: Final = re.compile(r"(\[[^\]]+\]|[^:\[\]]+)(:[0-9]{1,5})?")
OLDEST: Final = (5, 26)
"""The oldest server that the tests run against."""
_PATIENCE: Final = 6.0
"""Seconds until a server answers that is asked for a connection."""
_AGAIN: Final = 3.0
"""Seconds for which the driver tries a transaction again that failed for the moment; with the above, less than ten."""


_BOOKMARK: Final = re.compile(
    rb"\x91\xcc\x10(?P<database>.{16})(?P<number>[\x00-\x7f]|\xc8.|\xc9.{2}|\xca.{4}|\xcb.{8})\x90", re.DOTALL
)
"""What a bookmark of one database holds: which database, and the number of its last transaction, packed."""


class NoAnswer(EnvironmentFailure):
    """No Neo4j can be reached, or it went away."""


class Transaction(NamedTuple):
    """One transaction of a database; whatever anybody writes is one, and they are numbered one after the other."""

    database: str
    number: int

    @classmethod
    def of(cls, bookmark: str) -> Transaction | None:
        """The one that a bookmark leads to; None: it has another form than those that were tested.

        >>> Transaction.of("FB:kcwQwoE+teEoRJmVQVf1Lc5nHckB0pA=").number
        466
        """
        kind, _, packed = bookmark.partition(":")
        try:
            found = _BOOKMARK.fullmatch(base64.b64decode(packed))
        except ValueError:
            found = None
        if found is None or kind != "FB":
            return None
        number = found["number"]
        return cls(found["database"].hex(), int.from_bytes(number[1:] or number, signed=True))

    def after(self, more: int) -> str:
        """What tells the transaction that so many others lead to, if nobody else writes."""
        return f"{self.database}:{self.number + more}"


class Server:
    """A server that was reached, with one driver."""

    def __init__(self, driver: neo4j.Driver, connection: Connection) -> None:
        self._driver = driver
        self._connection = connection

    @contextmanager
    def session(self, *, reading: bool = False, silent: bool = True) -> Iterator[neo4j.Session]:
        """A session on the database; what the server refuses in it is told in one sentence.

        Args:
            reading: route to readers, and refuse writes.
            silent: ask the server for no notifications; our own statements name what is not there yet.
        """
        neo4j = driver_package()
        options: dict[str, Any] = {"notifications_min_severity": "OFF"} if silent else {}
        with (
            complaining(self._connection),
            self._driver.session(
                database=self._connection.database,
                default_access_mode=neo4j.READ_ACCESS if reading else neo4j.WRITE_ACCESS,
                **options,
            ) as session,
        ):
            yield session

    def read(self, statement: str, **parameters: Any) -> list[list[Any]]:
        """The rows of one of our own statements."""
        with self.session(reading=True) as session:
            rows: list[list[Any]] = session.execute_read(_rows, statement, parameters)
        return rows

    def write(self, statement: str, **parameters: Any) -> list[list[Any]]:
        """Run one of our own writing statements; its rows."""
        with self.session() as session:
            rows: list[list[Any]] = session.execute_write(_rows, statement, parameters)
        return rows

    def last_transaction(self) -> Transaction | None:
        """The last of the database, whoever wrote in it; None where the server does not tell."""
        with self.session() as session:
            session.execute_write(_rows, "RETURN 1", {})
            bookmarks = session.last_bookmarks().raw_values
        return Transaction.of(*bookmarks) if len(bookmarks) == 1 else None

    def close(self) -> None:
        """Close the driver."""
        self._driver.close()


def _rows(
    transaction: neo4j.ManagedTransaction, statement: str, parameters: dict[str, Any]
) -> list[list[Any]]:
    rows: list[list[Any]] = transaction.run(statement, parameters).values()
    return rows


def driver_package() -> Any:
    """The official driver.

    Raises:
        EnvironmentFailure: the extra is not installed.
    """
    try:
        return importlib.import_module("neo4j")
    except ImportError as error:
        raise EnvironmentFailure(
            Text(
                "没有安装 Neo4j 驱动，请安装 graphmodel[neo4j]",
                "the Neo4j driver is not installed; install graphmodel[neo4j]",
            )
        ) from error


def open_server(connection: Connection) -> Server:
    """Connect, log in, and make sure that the server can serve us.

    Raises:
        UsageError: the address, the password or the database's name is wrong.
        EnvironmentFailure: no server, one that is too old, or no driver.
    """
    neo4j = driver_package()
    _check_address(connection.uri)
    logging.getLogger("neo4j").addHandler(logging.NullHandler())  # or Python prints its warnings by itself
    with complaining(connection):
        try:
            driver = neo4j.GraphDatabase.driver(
                connection.uri,
                auth=(connection.user, connection.password),
                user_agent=f"graphmodel/{graphmodel.__version__}",
                connection_timeout=_PATIENCE,
                connection_acquisition_timeout=_PATIENCE,  # counts the greeting too, the other only the way there
                max_transaction_retry_time=_AGAIN,
                telemetry_disabled=True,
            )
        except (neo4j.exceptions.ConfigurationError, ValueError) as error:
            raise _no_address(connection.uri) from error
        try:
            _check_version(driver.get_server_info().agent, connection)
        except BaseException:
            driver.close()
            raise
    return Server(driver, connection)


def _check_address(uri: str) -> None:
    try:
        parts = urlsplit(uri)
        sound = bool(_HOST.fullmatch(parts.netloc)) and (parts.port is None or parts.port > 0)
    except ValueError as error:
        raise _no_address(uri) from error
    if "@" in parts.netloc:
        raise UsageError(
            Text(
                "地址里不能写用户和密码：用 --user 和 NEO4J_PASSWORD",
                "the address must not hold a user or password; use --user and NEO4J_PASSWORD",
            )
        )
    if not sound or parts.scheme not in SCHEMES or parts.path not in {"", "/"} or parts.fragment:
        raise _no_address(uri)
    if parts.query and parts.scheme.startswith("bolt"):
        raise UsageError(
            Text(
                "{uri}：bolt 的地址不能带参数（?{query}），请去掉，或改用 neo4j://",
                "{uri}: an address with bolt takes no parameters (?{query}); leave them out, or use neo4j://",
            ),
            uri=uri,
            query=parts.query,
        )


def _no_address(uri: str) -> UsageError:
    return UsageError(
        Text(
            "不是 Neo4j 的地址：{uri}（例如 bolt://127.0.0.1:7687、neo4j+s://主机）",
            "not the address of a Neo4j: {uri} (like bolt://127.0.0.1:7687 or neo4j+s://HOST)",
        ),
        uri=uri,
    )


def _check_version(agent: str, connection: Connection) -> None:
    """Refuse a server older than what was tested; one that does not tell its version is trusted."""
    version = re.match(r"Neo4j/([0-9]+)\.([0-9]+)", agent)
    if version and (int(version[1]), int(version[2])) < OLDEST:
        raise _too_old(connection, f"{version[1]}.{version[2]}")


def _too_old(connection: Connection, version: str) -> EnvironmentFailure:
    return EnvironmentFailure(
        Text(
            "{uri} 的 Neo4j 版本太旧（{version}），需要 {oldest} 或更新",
            "the Neo4j at {uri} is too old ({version}); {oldest} or newer is needed",
        ),
        uri=connection.uri,
        version=version,
        oldest=".".join(map(str, OLDEST)),
    )


@contextmanager
def complaining(connection: Connection) -> Iterator[None]:
    """Turn what the driver raises into one sentence; it never holds the password.

    What a server says, in English, is told in English only; in Chinese its code, by which others can look it up.
    """
    errors = importlib.import_module("neo4j.exceptions")
    try:
        yield
    except (errors.Neo4jError, errors.DriverError, OSError) as error:
        raise _told(error, connection, errors) from error


_NO_ANSWER: Final = Text(
    "{uri} 没有 Neo4j 应答，请启动服务器或改正地址",
    "no Neo4j answers at {uri}; start the server or correct the address ({reason})",
)
_NO_TRUSTED_ANSWER: Final = Text(
    "{uri} 没有可信的 Neo4j 应答，请启动服务器、改正地址，或让本机信任它的证书",
    "no Neo4j that is trusted answers at {uri}; start the server, correct the address, or make this machine trust "
    "its certificate ({reason})",
)
"""With `neo4j+s` the driver does not tell a certificate that is not trusted from a server that is not there."""
_REFUSED: Final = Text("{uri} 的 Neo4j 报错{code}", "the Neo4j at {uri} refuses: {reason}")
_SERVER_FAILED: Final = Text(
    "{uri} 的 Neo4j 发生故障，请检查磁盘是否已满并查看日志，重启后再试{code}",
    "the Neo4j at {uri} has failed by itself; see whether its disk is full and what its log says, restart it and "
    "try again ({reason})",
)
_READ_ONLY: Final = (
    EnvironmentFailure,
    Text(
        "{uri} 的数据库是只读的，不能写入；请用可写的数据库",
        "the database at {uri} is read-only; use one that can be written to",
    ),
)
_CODES: Final[Mapping[str, tuple[type[UsageError | EnvironmentFailure], Text]]] = {
    "Neo.ClientError.Security.Unauthorized": (
        UsageError,
        Text(
            "{uri} 不接受用户 {user} 的密码，请检查 NEO4J_PASSWORD",
            "{uri} refuses the password of {user}; check NEO4J_PASSWORD",
        ),
    ),
    "Neo.ClientError.Security.AuthenticationRateLimit": (
        EnvironmentFailure,
        Text(
            "{uri} 因密码多次错误暂停了登录，请稍候再试",
            "{uri} has paused logins after too many wrong passwords; wait and try again",
        ),
    ),
    "Neo.ClientError.Security.CredentialsExpired": (
        UsageError,
        Text(
            "{uri} 的用户 {user} 必须先改密码：请在 Neo4j Browser 里登录一次",
            "{user} must change the password at {uri} first; log in to Neo4j Browser once",
        ),
    ),
    "Neo.ClientError.Database.DatabaseNotFound": (
        UsageError,
        Text(
            "{uri} 没有数据库 {database}，请改正 --database",
            "{uri} has no database {database}; correct --database",
        ),
    ),
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": _READ_ONLY,
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": _READ_ONLY,
    "Neo.DatabaseError.Schema.ConstraintCreationFailed": (
        UsageError,
        Text(
            "数据库里别人的节点编号重复，请另用一个数据库",
            "nodes of others in the database repeat an id; use a database of its own ({reason})",
        ),
    ),
    "Neo.ClientError.Schema.ConstraintValidationFailed": (
        UsageError,
        Text(
            "数据库里别人的节点已占用同一编号，请另用一个数据库",
            "a node of others in the database already has this id; use a database of its own ({reason})",
        ),
    ),
    "Neo.ClientError.Schema.IndexAlreadyExists": (
        UsageError,
        Text(
            "数据库里别人已为同一属性建了索引，请另用一个数据库",
            "others have an index of the same property in the database; use a database of its own ({reason})",
        ),
    ),
    "Neo.ClientError.Security.Forbidden": (
        EnvironmentFailure,
        Text(
            "{uri} 不允许用户 {user} 这样做，请换一个用户或请管理员授权",
            "{uri} does not allow {user} to do this: {reason}",
        ),
    ),
}


def _told(error: Exception, connection: Connection, errors: Any) -> UsageError | EnvironmentFailure:
    code = getattr(error, "code", None)
    facts = {
        "uri": connection.uri,
        "user": connection.user,
        "database": connection.database or "neo4j",
        "code": f"（{code}）" if code else "",
        "reason": reason(error, connection),
    }
    known = _CODES.get(code or "")
    if known:
        kind, sentence = known
        return kind(sentence, **facts)
    if isinstance(error, errors.UnsupportedServerProduct):
        return _too_old(connection, "?")
    if isinstance(error, (errors.ServiceUnavailable, errors.SessionExpired, OSError)):
        encrypted = urlsplit(connection.uri).scheme.endswith("+s")
        return NoAnswer(_NO_TRUSTED_ANSWER if encrypted else _NO_ANSWER, **facts)
    failed = str(code).startswith("Neo.DatabaseError.")
    return EnvironmentFailure(_SERVER_FAILED if failed else _REFUSED, **facts)


def reason(error: BaseException, connection: Connection) -> str:
    """What an error says, in one line and without the password."""
    said = " ".join(_bottom(error).split()) or type(error).__name__
    return said.replace(connection.password, "…") if connection.password else said


def _bottom(error: BaseException) -> str:
    """What the operating system said, if it is at the bottom of it; else what the server or the driver says."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return str(Text(said_by_system(cause.errno or 0), cause.strerror))
        cause = cause.__cause__
    return str(getattr(error, "message", None) or error)
