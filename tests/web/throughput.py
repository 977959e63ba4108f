"""How fast answers are taken: each POST kept, judged, and answered with its advice. Not a test: run it.

    python -m tests.web.throughput [--patients 400] [--clients 1] [--statements]

One process, no network: the application is called as a web server calls it, by so many clients that each wait for their
page. Every answer is another patient's, to the form of the 48 h; one in ten tells a haematoma, one in twenty fever,
which opens an alert.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import structlog
from sqlalchemy import event
from starlette.types import ASGIApp, Message

from tests.people import HOUR, MARIE, SENDER, Cabinet, open_cabinet, open_store
from vigil.actions.open_course import open_course
from vigil.actions.record_patient import record_patient
from vigil.actions.record_session import record_session
from vigil.app import App
from vigil.domain.eva import Eva
from vigil.domain.recording.facts import CourseFacts, SessionFacts
from vigil.domain.words import SessionState
from vigil.settings import Settings
from vigil.store import tokens
from vigil.store.tables import Ask

_BEATEN_IN = 64  # answers before the clock starts


def clinic_of(cabinet: Cabinet, patients: int) -> None:
    """So many patients, each treated today and asked in two days."""
    with cabinet.writing() as session:
        for number in range(patients):
            name, course = f"N-{number}", f"N-{number}/1"
            person = replace(MARIE, external_id=name, email=f"n{number}@courrier.example")
            record_patient(session, cabinet.clinic_id, person, cabinet.now)
            opened = CourseFacts(external_id=course, patient=name, zone="lombaire", baseline=Eva.of(7))
            open_course(session, cabinet.clinic_id, opened, cabinet.now)
            treated = SessionFacts(f"{course}/1", course, cabinet.now, SessionState.PERFORMED)
            record_session(session, cabinet.clinic_id, treated, cabinet.now)
    cabinet.wait(timedelta(hours=49))
    cabinet.run("deliver")
    cabinet.wait(HOUR)


def requests_of(cabinet: Cabinet) -> list[tuple[str, bytes]]:
    """The address and the body of one answer for each patient who was asked."""
    asks = [ask for ask in cabinet.rows(Ask) if ask.asked_at]
    ring = cabinet.store.keyring
    paths = [f"/answer/{tokens.derive(ring, tokens.Purpose.ANSWER, ask.clinic_id, ask.id)}" for ask in asks]
    return [(path, _body(ask, number)) for number, (path, ask) in enumerate(zip(paths, asks, strict=True))]


def _body(ask: Ask, number: int) -> bytes:
    fields: dict[str, Any] = {
        "danger": "fever" if number % 20 == 7 else "none",
        "past": "none",
        f"eva.{ask.course_id}": str(number % 8),
        "pain_since": "same",
        "reaction": "haematoma" if number % 10 == 3 else "none",
        "care": "nothing",
        "pain_relief": "nothing",
        "call": "no",
        "words": "",
        "request_id": f"{number:032x}",
    }
    if number % 10 == 3:
        fields |= {"onset.haematoma": "same_day", "now.haematoma": "fading", "bother.haematoma": "little"}
    return urlencode(fields).encode()


async def post(app: ASGIApp, path: str, body: bytes) -> tuple[int, bytes]:
    """One POST, as a server hands it over: the status and the page."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"vigil.example"), (b"content-type", b"application/x-www-form-urlencoded")],
    }
    parts: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        parts.append(message)

    await app(scope, receive, send)
    return parts[0]["status"], b"".join(part.get("body", b"") for part in parts[1:])


async def timed(app: ASGIApp, asked: list[tuple[str, bytes]], clients: int = 1) -> list[float]:
    """The seconds that each answer took."""
    took, left = [], iter(asked)

    async def client() -> None:
        for path, body in left:
            began = time.perf_counter()
            status, page = await post(app, path, body)
            took.append(time.perf_counter() - began)
            assert status == 200, status
            assert b"advice" in page

    await asyncio.gather(*(client() for _ in range(clients)))
    return took


def _tell(took: list[float], seconds: float, cpu: float, statements: Counter[str]) -> None:
    ordered = sorted(took)
    p99 = ordered[int(len(ordered) * 0.99)]
    sys.stdout.write(
        f"{len(took) / seconds:.0f} answers a second, {cpu / len(took) * 1000:.2f} ms of processor each; "
        f"median {statistics.median(took) * 1000:.2f} ms, p99 {p99 * 1000:.2f} ms\n"
    )
    for statement, count in statements.most_common(60):
        sys.stdout.write(f"{count / len(took):7.2f}  {' '.join(statement.split())[:150]}\n")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--patients", type=int, default=400)
    options.add_argument("--clients", type=int, default=1, help="who answer at once")
    options.add_argument("--statements", action="store_true", help="count the statements of an answer")
    told = options.parse_args()
    structlog.configure(processors=[], logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory(prefix="vigil-throughput-") as folder:
        for store in open_store(Path(folder)):
            _measure(open_cabinet(store), Path(folder), told)


def _measure(cabinet: Cabinet, folder: Path, told: argparse.Namespace) -> None:
    clinic_of(cabinet, told.patients + _BEATEN_IN)
    asked = requests_of(cabinet)
    app = App(Settings(home=folder), cabinet.store, cabinet.courier, SENDER, cabinet.clock).web()
    statements: Counter[str] = Counter()
    with asyncio.Runner() as loop:
        loop.run(timed(app, asked[:_BEATEN_IN], told.clients))
        if told.statements:
            event.listen(cabinet.store.engine, "before_cursor_execute", lambda *call: statements.update([call[2]]))
        began, cpu = time.perf_counter(), time.process_time()
        took = loop.run(timed(app, asked[_BEATEN_IN:], told.clients))
        _tell(took, time.perf_counter() - began, time.process_time() - cpu, statements)


if __name__ == "__main__":
    main()
