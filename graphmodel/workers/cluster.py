"""The workers of a Dask cluster that is running: reached encrypted, with the certificates of the office.

The certificates are named as Dask names them, in its configuration files or in variables, so that scheduler, workers and
we are told in one way: ``distributed.comm.tls.ca-file``, ``…tls.client.cert``, ``…tls.client.key``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import Text
from graphmodel.workers import versions

if TYPE_CHECKING:
    from distributed import Client, Security

_PATIENCE: Final = 15.0
"""Seconds to wait for a cluster to answer, and for one of its workers to be there."""
_RETRIES: Final = 3
"""How often the cluster may try again by itself what is no fault of a task's."""
_NO_ANSWER: Final = Text(
    "连不上集群 {address}（证书对不对？调度程序开着吗？）",
    "the cluster at {address} does not answer as it should: is it running, are the certificates its own?",
)
_NO_ANSWER_IN_CLEAR: Final = Text(
    "连不上集群 {address}（调度程序开着吗？是不是要用 tls://？）",
    "the cluster at {address} does not answer as it should: is it running, and not one of tls://?",
)
_NAMED: Final = {
    "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": "ca-file",
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT": "client.cert",
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY": "client.key",
}


@contextmanager
def in_cluster(address: str) -> Iterator[tuple[Executor, Callable[[], bool]]]:
    """What tasks of a cluster are given to, and what tells whether anybody works there.

    Args:
        address: ``tls://HOST:PORT`` of its scheduler, or ``tcp://`` on this machine.

    Raises:
        UsageError: no certificates are named for an encrypted address.
        EnvironmentFailure: Dask is not installed, the cluster does not answer, nobody works there, or somebody with
            other versions than ours.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise EnvironmentFailure(
            Text(
                "没有安装集群要用的软件包，请安装 graphmodel[cluster]",
                "what a cluster needs is not installed; install graphmodel[cluster]",
            )
        ) from error
    security = _security(address)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is to be said of it we say
    try:
        client = Client(address, security=security, set_as_default=False, timeout=_PATIENCE)
    except (OSError, RuntimeError, TypeError) as error:
        raise EnvironmentFailure(
            _NO_ANSWER_IN_CLEAR if security is None else _NO_ANSWER, address=address
        ) from error
    with client:
        _hold_versions(client, address)
        executor = client.get_executor(retries=_RETRIES, pure=False)
        try:
            yield executor, lambda: _anybody(client)
        finally:
            executor.shutdown(wait=False)  # what nobody has begun is taken back


def nobody_there(address: str) -> EnvironmentFailure:
    """Nobody works at a cluster, or it is not there any more."""
    return EnvironmentFailure(
        Text(
            "集群 {address} 上没有工作机，或者它已停止；做好的都留着，等它恢复后再运行",
            "nobody works at the cluster {address}, or it has stopped; what is done is kept: "
            "run again when it is back",
        ),
        address=address,
    )


def _security(address: str) -> Security | None:
    """With what we prove who we are; None: nothing leaves this machine, and nothing is encrypted."""
    if not address.startswith("tls:"):
        return None
    import dask
    from distributed import Security

    named: dict[str, Any] = {
        variable: dask.config.get(f"distributed.comm.tls.{key}", None) for variable, key in _NAMED.items()
    }
    for variable, file in named.items():
        if not file or not Path(file).is_file():
            raise UsageError(
                Text(
                    "{address} 要用证书：环境变量 {variable}（或 Dask 的配置文件）没有指明，或指明的文件不存在",
                    "{address} takes certificates: {variable}, or Dask's configuration, names none, "
                    "or a file that is not there",
                ),
                address=address,
                variable=variable,
            )
    authority, certificate, key = named.values()
    return Security(
        tls_ca_file=authority, tls_client_cert=certificate, tls_client_key=key, require_encryption=True
    )


def _hold_versions(client: Client, address: str) -> None:
    """See that those who work there have our versions; they are asked before they are given anything of ours."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        told = client.get_versions(packages=versions.PACKAGES)["workers"]
    except (OSError, TimeoutError) as error:
        raise nobody_there(address) from error
    ours = versions.installed()
    for theirs in told.values():
        versions.hold(ours, theirs["packages"])


def _anybody(client: Client) -> bool:
    try:
        return bool(client.nthreads())
    except (OSError, RuntimeError):
        return False
