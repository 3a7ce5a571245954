"""Who works: so many processes of this machine, or the workers of a cluster; and with how much memory each.

What is typed is understood here and nowhere else.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from graphmodel.errors import UsageError
from graphmodel.language import Text

MEMORY: Final = 2 << 30
"""Bytes that a worker has when nobody says otherwise."""
_LEAST: Final = 512 << 20
"""Bytes without which the engine cannot hold even little."""
_SIZE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?) *([KMGT])(?:I?B)?")
_POWER: Final = {"K": 10, "M": 20, "G": 30, "T": 40}


@dataclass(frozen=True)
class Crew:
    """Who works: ``count`` processes here, or whoever works for the cluster at ``address``."""

    count: int = 1
    address: str | None = None
    memory: int = MEMORY
    """Bytes that each has."""


def crew_of(workers: int | str | None, memory: int | None) -> Crew | None:
    """A crew as it was asked for; None: none was."""
    if workers is None and memory is None:
        return None
    crew = Crew(address=workers) if isinstance(workers, str) else Crew(workers or 1)
    return crew if memory is None else replace(crew, memory=memory)


def workers_meant(said: str) -> int | str:
    """How many processes, or the address of a cluster.

    >>> workers_meant("4"), workers_meant("tls://10.1.2.3:8786")
    (4, 'tls://10.1.2.3:8786')

    Raises:
        UsageError: it is neither, or names a cluster that would be spoken to in clear over a network.
    """
    said = unicodedata.normalize("NFKC", said).strip()
    if re.fullmatch("0*[1-9][0-9]{0,3}", said):
        return int(said)
    try:
        parts = urlsplit(said)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if (
        not host
        or not port
        or parts.scheme not in {"tls", "tcp"}
        or parts.netloc.count("@")
        or any(parts[2:])
    ):
        raise UsageError(
            Text(
                "--workers 应是进程数（1 以上），或集群地址（如 tls://10.1.2.3:8786）：{said}",
                "--workers is a number of processes from 1, or a cluster like tls://10.1.2.3:8786: {said}",
            ),
            said=said,
        )
    if parts.scheme == "tcp" and not _is_loopback(host):
        raise UsageError(
            Text(
                "tcp:// 不加密，只能用于本机（127.0.0.1）；别的机器请用 tls://：{said}",
                "tcp:// is not encrypted and goes no further than this machine (127.0.0.1); "
                "use tls:// for others: {said}",
            ),
            said=said,
        )
    return parts.geturl()  # its scheme in small letters


def memory_meant(said: str) -> int:
    """Bytes, as people write sizes; every unit is 1024 of the one below.

    >>> memory_meant("2 GiB") == memory_meant("2048m") == 2 << 30
    True

    Raises:
        UsageError: it is no size, or one with which nothing can be done.
    """
    size = _SIZE.fullmatch(unicodedata.normalize("NFKC", said).strip().upper())
    memory = int(float(size[1]) * (1 << _POWER[size[2]])) if size else 0
    if memory < _LEAST:
        raise UsageError(
            Text(
                "--memory 应是每个进程的内存，不少于 512M，如 2G、1.5G、800M：{said}",
                "--memory is what each worker has, 512M at least, like 2G, 1.5G or 800M: {said}",
            ),
            said=said,
        )
    return memory


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
