"""vigil bench deliver, small: the figures are of messages that left, once each."""

import json
from email import message_from_bytes, policy

import pytest
from typer.testing import CliRunner

from vigil.bench.delivering import Options, Path, measure, measure_courier, written
from vigil.bench.mould import address
from vigil.bench.sink import Taste, sink
from vigil.cli.benching import bench
from vigil.domain.errors import Refused

pytestmark = [pytest.mark.end_to_end]


def quiet(words: str) -> None:
    assert words


@pytest.mark.parametrize("path", list(Path))
def test_everything_leaves_once_by_several_workers(path: Path) -> None:
    with sink(Taste(is_pipelining=path is Path.PIPELINED)) as relay:
        options = Options(messages=60, smtp=("127.0.0.1", relay.port), workers=2, path=path, rounds=2)
        figures = measure(options, quiet)
        assert relay.count() == figures["sent"] == 60
    assert figures["messages_per_second"] > 0
    assert figures["cpu_us_per_message"] > 0
    assert figures["peak_rss_mb"] > 10
    assert (figures["path"], figures["database"], figures["synchronous"]) == (path, "sqlite", "FULL")
    assert "ratio_to_limit" not in figures


def test_the_limit_is_run_beside_it_and_told_as_one_object() -> None:
    ran = CliRunner().invoke(bench, ["deliver", "--messages", "40", "--rounds", "2", "--limit", "--json"])
    assert ran.exit_code == 0, ran.output
    figures = json.loads(ran.stdout)
    assert figures["sent"] == 40
    assert figures["ratio_to_limit"] > 0
    assert figures["limit_messages_per_second"] > 0


def test_the_courier_alone_is_measured_over_a_distance() -> None:
    figures = measure_courier(Options(messages=64, latency=0.005, rounds=2), quiet)
    assert figures["messages_per_second"] > 0
    assert figures["limit_messages_per_second"] < 8 / (4 * 0.005)


def test_what_the_limit_sends_is_what_the_job_writes() -> None:
    envelopes = written(3)
    assert {each.recipient for each in envelopes} == {address(number) for number in range(3)}
    for envelope in envelopes:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert not message.defects
        assert message["To"] == envelope.recipient
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_relay_that_is_no_place_is_refused() -> None:
    ran = CliRunner().invoke(bench, ["deliver", "--smtp", "localhost"])
    assert isinstance(ran.exception, Refused)
    assert "HOST:PORT" in str(ran.exception)
