"""What a process of a benchmark is said to have spent is its own."""

from multiprocessing.connection import Connection

import pytest

from vigil.bench.apart import Meter, apart

pytestmark = pytest.mark.end_to_end  # a process


def _tell_peak(pipe: Connection, _: None) -> None:
    pipe.send(Meter().read().peak_rss_mb)


def test_its_peak_of_memory_is_not_that_of_whoever_started_it() -> None:
    held = bytes(300_000_000).replace(b"\0", b"x", 1)  # written, and so in memory
    with apart(_tell_peak, None, "small one") as process:
        peak = process.hear()
    assert 5 < peak < len(held) / 1e6 - 50
