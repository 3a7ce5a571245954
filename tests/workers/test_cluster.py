"""A cluster that is really running, of two workers and encrypted, does the same as processes here."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask
import pytest
import trustme
from distributed import LocalCluster, Security

from graphmodel.errors import EnvironmentFailure, UsageError
from graphmodel.language import speaking
from graphmodel.stores import worked_out
from graphmodel.workers.crew import Crew
from graphmodel.workers.task import Task
from graphmodel.workers.working import work_off
from tests.workers import tasks
from tests.workers.test_working import NUMBERS, held, killing, right

__all__ = ["right"]


def certificates(folder: Path) -> dict[str, str]:
    """An office's own authority and a certificate of it, as Dask's configuration names them."""
    authority = trustme.CA()
    proof = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    proof.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    proof.private_key_pem.write_to_path(folder / "key.pem")
    of_whom = {f"{who}.{what}": folder / f"{what}.pem" for who in WHO for what in ("cert", "key")}
    named = {"ca-file": folder / "ca.pem"} | of_whom
    return {f"distributed.comm.tls.{key}": f"{file}" for key, file in named.items()}


WHO = ("scheduler", "worker", "client")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("certificates")
    with (
        dask.config.set(certificates(folder) | {"temporary-directory": f"{folder}"}),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            protocol="tls://",
            security=Security(require_encryption=True),
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
        ) as running,
    ):
        yield running


@pytest.fixture
def crew(cluster: Any) -> Crew:
    assert cluster.scheduler_address.startswith("tls://127.0.0.1:")
    return Crew(address=cluster.scheduler_address)


def test_a_cluster_gives_the_same_though_a_worker_is_killed_in_the_midst_of_a_task(
    crew: Crew, tmp_path: Path, right: dict[str, bytes]
) -> None:
    number, folder = tmp_path / "number", tmp_path / "results"
    with killing(number):
        work_off(folder, [*NUMBERS[1:], Task("1", tasks.wait_noting, (number, 1))], crew)
    assert held(folder) == right


def test_there_too_a_task_is_tried_three_times_and_all_others_are_kept(
    crew: Crew, tmp_path: Path, right: dict[str, bytes]
) -> None:
    notes = tmp_path / "notes"
    doomed = Task("doomed", tasks.refuse_noting, (notes,))
    with speaking("zh"), pytest.raises(EnvironmentFailure, match=r"试了 3 次仍没有做成：doomed（缺少甲）"):
        work_off(tmp_path / "results", [doomed, *NUMBERS], crew)
    assert notes.read_text() == "begun\n" * 3
    assert held(tmp_path / "results") == right


def test_a_worker_of_a_cluster_has_the_memory_for_its_engine_and_is_not_held_to_it(
    crew: Crew, tmp_path: Path
) -> None:
    told = worked_out.read(work_off(tmp_path, [Task("told", tasks.surroundings)], crew)["told"])
    assert told is not None
    assert told["told"].rows() == [("en", crew.memory, False)]


def test_a_worker_with_another_version_is_refused_before_it_is_given_anything(
    crew: Crew, cluster: Any, tmp_path: Path
) -> None:
    other = tmp_path / "polars-1.0.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: polars\nVersion: 1.0.0\n")
    named = {key: dask.config.get(f"distributed.comm.tls.worker.{key}") for key in ("cert", "key")}
    authority = dask.config.get("distributed.comm.tls.ca-file")
    worker = subprocess.Popen(
        [
            *(
                sys.executable,
                "-m",
                "dask",
                "worker",
                cluster.scheduler_address,
                "--no-nanny",
                "--no-dashboard",
            ),
            *("--tls-ca-file", authority, "--tls-cert", named["cert"], "--tls-key", named["key"]),
        ],
        env=os.environ | {"PYTHONPATH": f"{tmp_path}"},
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    try:
        while len(cluster.scheduler.workers) < 3:
            assert worker.poll() is None
            time.sleep(0.05)
        with pytest.raises(EnvironmentFailure, match=r"polars \(here [0-9.]+, there 1\.0\.0\)"):
            work_off(tmp_path / "results", NUMBERS, crew)
    finally:
        worker.kill()
        worker.wait()
    assert not (tmp_path / "results").exists()


def test_without_certificates_or_with_those_of_others_nothing_is_sent(crew: Crew, tmp_path: Path) -> None:
    with (
        dask.config.set({"distributed.comm.tls.client.key": None}),
        pytest.raises(UsageError, match="DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY"),
    ):
        work_off(tmp_path, NUMBERS, crew)
    with (
        dask.config.set(certificates(tmp_path)),
        pytest.raises(EnvironmentFailure, match="does not answer as it should"),
    ):
        work_off(tmp_path / "results", NUMBERS, crew)


def test_nobody_answers_where_there_is_no_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmodel.workers.cluster._PATIENCE", 0.2)
    with pytest.raises(EnvironmentFailure, match=r"is it running, and not one of tls://\?$"):
        work_off(tmp_path, NUMBERS, Crew(address="tcp://127.0.0.1:9"))
