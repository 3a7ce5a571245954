"""Who works is understood from what is typed, and nobody is spoken to in clear over a network."""

import pytest

from graphmodel.errors import UsageError
from graphmodel.workers.crew import memory_meant, workers_meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1", 1),
        (" 16 ", 16),
        ("４", 4),
        ("tls://10.1.2.3:8786", "tls://10.1.2.3:8786"),
        ("tls://jishu.example:8786", "tls://jishu.example:8786"),
        ("tls://[fd00::1]:8786", "tls://[fd00::1]:8786"),
        ("TLS://10.1.2.3:8786", "tls://10.1.2.3:8786"),
        ("tcp://127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("tcp://[::1]:8786", "tcp://[::1]:8786"),
        ("tcp://localhost:8786", "tcp://localhost:8786"),
    ],
)
def test_a_number_or_an_address_is_understood(said: str, meant: int | str) -> None:
    assert workers_meant(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        *(
            "0",
            "-1",
            "1.5",
            "",
            "many",
            "10.1.2.3:8786",
            "tls://10.1.2.3",
            "tls://:8786",
            "http://10.1.2.3:80",
        ),
        *(
            "tls://10.1.2.3:x",
            "tls://me:secret@10.1.2.3:8786",
            "tls://10.1.2.3:8786/x",
            "tls://10.1.2.3:8786?x",
            "tls://[::1:8786",
        ),
    ],
)
def test_what_is_neither_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="number of processes"):
        workers_meant(said)


@pytest.mark.parametrize(
    "host", ["10.1.2.3", "jishu.example", "127.0.0.1.example", "[fd00::1]", "192.168.1.1"]
)
def test_no_other_machine_is_spoken_to_in_clear(host: str) -> None:
    with pytest.raises(UsageError, match="not encrypted"):
        workers_meant(f"tcp://{host}:8786")


@pytest.mark.parametrize(
    ("said", "mebibytes"),
    [
        ("2G", 2048),
        ("2 GiB", 2048),
        ("2gb", 2048),
        ("1.5G", 1536),
        ("800M", 800),
        ("２Ｇ", 2048),
        ("0.001T", 1048),
    ],
)
def test_sizes_are_read_as_people_write_them(said: str, mebibytes: int) -> None:
    assert memory_meant(said) >> 20 == mebibytes


@pytest.mark.parametrize("said", ["2", "", "-2G", "2 Gbit", "much", "100M", "0G"])
def test_what_is_no_size_or_too_little_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="512M at least"):
        memory_meant(said)
