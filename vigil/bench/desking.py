"""desk: how long the pages take that a practice keeps open, with however many patients and messages behind them."""

import http.client
import os
import random
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, text

from vigil import clock
from vigil.actions.receive_report import receive_report
from vigil.bench.apart import BenchFailed
from vigil.bench.busy import leave_behind
from vigil.bench.delivering import Figures, Say
from vigil.bench.mould import Cast, Ids, Mould
from vigil.bench.percentiles import percentile
from vigil.bench.serving import free_port, processor_seconds, serve, waited_seconds
from vigil.bench.throwaway import PHYSICIAN, Throwaway, throwaway
from vigil.bench.ticking import enter_messages
from vigil.domain.answers import Answers
from vigil.domain.words import Language, Sign
from vigil.store import web_sessions
from vigil.store.patient_list import Filter
from vigil.store.tables import Account, Alert, Ask, Patient, Staff
from vigil.web.desk.cookies import SESSION

ALERTED = 200
"""Patients of whom an alert is open."""

SEEN = 100
"""How often each page is asked for."""

_LIKE = 7
"""The seed that picks the patients whose pages are opened."""


def measure(patients: int, messages: int, database: str, say: Say) -> Figures:
    """The pages of one physician against a real ``vigil serve``: the 95th percentile of each, in milliseconds.

    Half of the messages were sent, half are to come; an alert is open of every ``patients / ALERTED``th patient, and it
    is those patients' pages, and other ones', that are opened. Every patient had an alert that was resolved, and the
    practice is behind with its calls, sheets and appointments (``vigil.bench.busy``).
    """
    with throwaway(database, port=free_port()) as ground:
        now = clock.now()
        mould = Mould(ground, now)
        say(f"filling {ground.kind} with {patients} patients and {messages} messages")
        people = mould.fill([Cast(n, now + timedelta(days=30)) for n in range(patients)])
        enter_messages(ground, mould, people, now, max(0, messages - patients))
        alerted = people[:: max(1, patients // ALERTED)][:ALERTED]
        _alert(ground, mould, alerted, now)
        leave_behind(ground, mould, people, now)
        cookie = _sign_in(ground, now)
        ground.settle()
        with serve(ground.settings, "--only", "web") as pid:
            took = _opened(ground, _pages(ground, mould, people, alerted), cookie, pid, say)
    return took | {"patients": patients, "messages": max(messages, patients), "database": ground.kind}


def _alert(ground: Throwaway, mould: Mould, alerted: list[Ids], now: datetime) -> None:
    """Every one of them tells of a fever with red skin, and the rules do the rest."""
    ask = mould.id_of(Ask)
    for ids in alerted:
        with ground.store.writing(now, "bench") as session:
            told = Answers(danger_signs=frozenset({Sign.SEPSIS}))
            receive_report(session, session.get_one(Ask, ids[ask]), told, now, typed={})


def _sign_in(ground: Throwaway, now: datetime) -> str:
    with ground.store.writing(now, "bench") as session:
        account = Account(id=ground.store.ids(), language=Language.FR, needs_second_factor=False, created_at=now)
        session.add(account)
        staff = session.scalars(select(Staff).where(Staff.external_id == PHYSICIAN)).one()
        staff.account_id = account.id
        session.flush()
        return web_sessions.begin(session, account, now, is_proved=True)[0]


def _pages(ground: Throwaway, mould: Mould, people: list[Ids], alerted: list[Ids]) -> dict[str, list[str]]:
    """The addresses of each page, one after the other; those of records never twice the same."""
    desk, chance = f"/desk/{ground.clinic_id.hex}", random.Random(_LIKE)  # noqa: S311  # no secret
    patient = mould.id_of(Patient)
    with ground.store.reading() as session:
        alerts = session.scalars(select(Alert.id).where(Alert.clinic_id == ground.clinic_id)).all()
    half = [*chance.sample(people, min(SEEN // 2, len(people))), *alerted[: SEEN // 2]]
    return {
        "worklist": [f"{desk}/alerts"] * SEEN,
        "alert": [f"{desk}/alerts/{id.hex}" for id in chance.choices(alerts, k=SEEN)],
        "patients": [f"{desk}/patients"] * SEEN,
        "open_alerts": [f"{desk}/patients?show={Filter.OPEN_ALERTS}"] * SEEN,
        "silent": [f"{desk}/patients?show={Filter.SILENT}"] * SEEN,
        "patient": [f"{desk}/patients/{ids[patient].hex}" for ids in half],
        "reviews": [f"{desk}/reviews"] * SEEN,
        "sessions": [f"{desk}/sessions"] * SEEN,
        "calls": [f"{desk}/calls"] * SEEN,
        "sheets": [f"{desk}/calls/sheets"] * SEEN,
        "addresses": [f"{desk}/calls/addresses"] * SEEN,
        "past": [f"{desk}/calls/past"] * SEEN,
        "delays": [f"{desk}/alerts/delays"] * SEEN,
    }


def _opened(ground: Throwaway, pages: dict[str, list[str]], cookie: str, pid: int, say: Say) -> Figures:
    """The percentiles in milliseconds, the first opening of each page (which compiles its template) left out.

    ``unhindered`` leaves out what server, browser and a database on this machine waited for a processor that other work
    had; ``processor`` is what the server spent of one, on average.
    """
    browser = http.client.HTTPConnection("127.0.0.1", ground.settings.port, timeout=60)
    figures: Figures = {}
    for name, addresses in pages.items():
        _open(browser, addresses[0], cookie)
        spent, pids = processor_seconds(pid), [pid, os.getpid(), *_backends(ground)]
        took = [_timed(browser, address, cookie, pids) for address in addresses[1:]]
        walls, unhindered = ([each[place] for each in took] for place in (0, 1))
        figures |= {f"{name}_p50_ms": percentile(walls, 0.5), f"{name}_p95_ms": percentile(walls, 0.95)}
        figures[f"{name}_unhindered_p95_ms"] = percentile(unhindered, 0.95)
        now_spent = processor_seconds(pid)
        if spent is not None and now_spent is not None:
            figures[f"{name}_processor_ms"] = round((now_spent - spent) / max(len(took), 1) * 1000, 1)
        say(", ".join(f"{key} {value}" for key, value in figures.items() if key.startswith(f"{name}_p")))
    browser.close()
    return figures


def _backends(ground: Throwaway) -> list[int]:
    """The processes of a PostgreSQL that is spoken to through a socket of this machine."""
    if not str(ground.store.engine.url.query.get("host", "")).startswith("/"):
        return []
    with ground.store.engine.connect() as connection:
        found = connection.execute(text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()"))
        return [int(row.pid) for row in found]


def _timed(browser: http.client.HTTPConnection, address: str, cookie: str, pids: Sequence[int]) -> tuple[float, float]:
    """Milliseconds that a page took, and those of them in which none of the processes waited for a processor."""
    before = waited_seconds(*pids)
    took = _open(browser, address, cookie)
    after = waited_seconds(*pids)
    waited = 0.0 if before is None or after is None else (after - before) * 1000
    return took, max(took - waited, 0.0)


def _open(browser: http.client.HTTPConnection, address: str, cookie: str) -> float:
    began = time.perf_counter()
    browser.request("GET", address, headers={"cookie": f"{SESSION}={cookie}"})
    answer = browser.getresponse()
    answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != http.client.OK:
        raise BenchFailed(f"A page of the desk answered {answer.status}.")
    return took
