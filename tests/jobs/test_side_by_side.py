"""Jobs, answers and staff at the same instant, each with a program of its own: nothing is lost and nothing twice.

On PostgreSQL two writers could really interleave; that they take turns is what these tests hold.
"""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import select

from tests.people import DAY, HOUR, MARIE, Cabinet, store_at
from vigil.actions.acknowledge_alert import acknowledge_alert
from vigil.domain.answers import Answers
from vigil.domain.words import Sign
from vigil.store.tables import Alert, Ask, Message, MessageEvent, Report

pytestmark = [pytest.mark.on_both, pytest.mark.end_to_end]

DANGER = Answers(danger_signs=frozenset({Sign.BREATHING}))
_SEEDS = count(100)
"""Each program mints ids of its own."""

JOBS = ("deliver", "remind", "escalate", "digest", "review")


def at_once(cabinet: Cabinet, *turns: Callable[[Cabinet], object]) -> None:
    """Each turn on a thread, with a program of its own; all begin together."""
    errors: list[BaseException] = []
    ready = threading.Barrier(len(turns))

    def run(turn: Callable[[Cabinet], object], seed: int) -> None:
        store = store_at(cabinet.store.url, seed=seed)
        try:
            ready.wait()
            turn(replace(cabinet, store=store))
        except BaseException as error:
            errors.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=run, args=(turn, next(_SEEDS))) for turn in turns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def all_jobs(one: Cabinet) -> None:
    for job in JOBS:
        one.run(job)


def acknowledge_all(one: Cabinet) -> None:
    with one.writing() as session:
        for alert in session.scalars(select(Alert)):
            acknowledge_alert(session, alert, None, one.now)


def is_whole(cabinet: Cabinet) -> None:
    """Every key once, events numbered without a gap, and a reconciliation that finds nothing."""
    assert set(Counter(row.key for row in cabinet.rows(Message)).values()) == {1}
    numbers = Counter(row.message_id for row in cabinet.rows(MessageEvent))
    assert {row.id: row.changes for row in cabinet.rows(Message)} == dict(numbers)
    assert cabinet.run("reconcile")["differences"] == 0


def a_practice(cabinet: Cabinet) -> Cabinet:
    """Four patients two days after a session, asked and not answering yet."""
    cabinet.treats("S-1")
    for number in range(2, 5):
        cabinet.patient(replace(MARIE, external_id=f"P-{number}", email=f"p{number}@courrier.example"))
        cabinet.course(f"C-{number}", patient=f"P-{number}")
        cabinet.treats(f"S-{number}", course=f"C-{number}")
    cabinet.wait(2 * DAY + HOUR)
    cabinet.run("deliver")
    return cabinet


def test_an_answer_sent_twice_at_once_is_kept_once(cabinet: Cabinet) -> None:
    a_practice(cabinet)
    key = min(row.key for row in cabinet.rows(Ask, Ask.kind == "followup"))

    def answer(one: Cabinet) -> None:
        one.answer(key, DANGER, request_id="the same page")

    at_once(cabinet, answer, answer, answer)
    assert len(cabinet.rows(Report)) == 1
    assert len(cabinet.rows(Alert, Alert.urgency == 0)) == 1
    is_whole(cabinet)


def test_two_different_answers_at_once_are_two_versions(cabinet: Cabinet) -> None:
    a_practice(cabinet)
    key = min(row.key for row in cabinet.rows(Ask, Ask.kind == "followup"))

    def answer(one: Cabinet) -> None:
        one.answer(key, DANGER)

    at_once(cabinet, answer, answer, answer)
    reports = cabinet.rows(Report)
    assert sorted(report.version for report in reports) == [1, 2, 3]
    assert [report.version for report in reports if report.is_current] == [3]
    is_whole(cabinet)


def test_answers_acknowledgements_sessions_and_every_job_at_once(cabinet: Cabinet) -> None:
    a_practice(cabinet)
    keys = sorted(row.key for row in cabinet.rows(Ask, Ask.kind == "followup"))

    def treat(one: Cabinet) -> None:
        one.treats("S-9", course="C-4")

    def answering(key: str) -> Callable[[Cabinet], object]:
        return lambda one: one.answer(key, DANGER)

    at_once(cabinet, *(answering(key) for key in keys), acknowledge_all, treat, all_jobs, all_jobs)
    for _ in range(3):
        cabinet.wait(8 * HOUR)
        at_once(cabinet, all_jobs, acknowledge_all, all_jobs)
    is_whole(cabinet)
    told = [envelope for envelope in cabinet.courier.kept if b"Message-ID" in envelope.content]
    assert max(Counter(envelope.id for envelope in told).values()) == 1
