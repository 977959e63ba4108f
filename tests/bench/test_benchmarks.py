"""The other benchmarks, small: each does what it measures, and its figures are of that."""

import pytest

from vigil.bench import alerting, desking, planning, reading, replying, ticking
from vigil.bench.percentiles import median, percentile

pytestmark = [pytest.mark.end_to_end]


def quiet(words: str) -> None:
    assert words


def test_ticks_send_what_is_due_and_nothing_else() -> None:
    figures = ticking.measure(ticking.FEW, "", 2, quiet)
    assert figures["tick_ms"] > 0
    assert 0.1 < figures["ratio_to_10000"] < 10
    assert (figures["future_rows"], figures["due"]) == (10_000, 100)


def test_every_web_answer_is_on_record() -> None:
    figures = replying.measure(40, 4, "", quiet)
    assert figures["answers_per_second"] > 0
    assert 0 < figures["p50_ms"] <= figures["p99_ms"]


def test_each_alert_arrives_behind_bulk_mail() -> None:
    figures = alerting.measure(3, 30, "", 0.0, 0.01, quiet)
    assert 0 < figures["p50_ms"] <= figures["p99_ms"] <= figures["worst_ms"]


def test_every_page_of_the_desk_is_opened() -> None:
    figures = desking.measure(30, 100, "", quiet)
    assert (figures["patients"], figures["messages"]) == (30, 100)
    pages = {name.removesuffix("_p50_ms") for name in figures if name.endswith("_p50_ms")}
    assert pages == {
        "worklist",
        "alert",
        "patients",
        "open_alerts",
        "silent",
        "patient",
        "reviews",
        "sessions",
        "calls",
        "sheets",
        "addresses",
        "past",
        "delays",
    }


def test_planning_enters_what_is_owed_and_then_nothing() -> None:
    figures = planning.measure(20, "", quiet)
    assert 0 < figures["plan_seconds_per_100000"] < figures["seconds_per_100000"]
    assert figures["again_seconds_per_100000"] > 0


def test_reading_is_timed_by_text_and_by_message() -> None:
    figures = reading.measure(2, quiet)
    assert figures["ms_per_text"] > 0
    assert figures["ms_per_raw_message"] > 0
    assert figures["raw_message_bytes"] == 50_000


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (1.0, 100)])
def test_a_percentile_is_one_of_the_values(share: float, value: float) -> None:
    assert percentile(list(range(100, 0, -1)), share) == value


def test_the_median_of_an_even_number_lies_between() -> None:
    assert median([1, 2]) == 1.5
