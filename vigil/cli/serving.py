"""Running vigil: the pages in front, the ticking jobs behind, and a clean end."""

import gc
import os
import signal
import socket
import threading
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import timedelta
from queue import SimpleQueue
from types import FrameType

import structlog
import uvicorn
from sqlalchemy import select

from vigil import clock
from vigil.app import App, SimulatedDatabase, build, visit
from vigil.cli.only import TICKED, Only
from vigil.domain.errors import Refused
from vigil.jobs import NAMES
from vigil.keys import using
from vigil.mail.mailbox import Mailbox
from vigil.receiving import doorbells
from vigil.scheduling import Ticker
from vigil.settings import Settings
from vigil.store import tokens
from vigil.store.hearing import Hearing
from vigil.store.tables import Clinic, Staff

log = structlog.get_logger()

WORKLIST_LASTS = timedelta(hours=36)
PATIENCE = 10
"""Seconds that requests in progress are given when the pages are told to end."""


COLLECTING = (50_000, 20, 50)
"""How often garbage is looked for, in objects made: an answer makes thousands, and leaves next to none in circles."""

_LOOK = 1.0
"""Seconds between two looks at whether to end."""


def serve(settings: Settings, only: Only | None) -> None:
    """Serve until told to end; what is in flight is finished first."""
    # A home that is not there yet has no keys to rotate.
    with using(settings.home) if settings.home.is_dir() else nullcontext():
        app = _opened(settings, only)
        try:
            run(app, has_pages=only in (None, Only.WEB), jobs=TICKED[only])
        finally:
            app.close()


def run(
    app: App, *, has_pages: bool = True, jobs: Collection[str] = frozenset(NAMES), mailbox: Mailbox | None = None
) -> None:
    """The pages on ``host:port`` and the jobs at their ticks, until SIGINT or SIGTERM; a second one ends at once."""
    gc.freeze()  # what is there now stays: a look at all of it takes a fifth of a second, in the middle of something
    gc.set_threshold(*COLLECTING)
    with ExitStack() as opened:
        listening = opened.enter_context(listening_at(app.settings)) if has_pages else None
        opened.enter_context(told_to_end(app.stopping))
        if jobs:
            _tick(app, jobs, opened)
        opened.callback(app.stopping.set)
        log.info("serving", action="serve", pages=app.settings.public_url if has_pages else "none", jobs=sorted(jobs))
        if listening is not None:
            _serve_pages(app, mailbox, listening)
        else:
            while not app.stopping.wait(_LOOK):
                pass  # a signal that comes right before the wait does not end it: its handler runs between two of them


def _tick(app: App, jobs: Collection[str], opened: ExitStack) -> None:
    """Tick the jobs until ``opened`` closes. Mail that is urgent does not wait for its tick, whoever owes it."""
    ticker = Ticker(app.ticks(jobs))
    opened.callback(ticker.stop)
    if "urgent" in jobs:
        app.store.on_urgent(ticker.wake)
        hearing = Hearing(app.store, ticker.wake, app.now)
        opened.callback(hearing.stop)
        hearing.start()
    ticker.start()
    if "collect" in jobs:
        for bell in doorbells(app.settings, app.now, lambda: ticker.wake("collect")):
            bell.start()
            opened.callback(bell.stop)


def check_free(settings: Settings) -> None:
    """``Refused`` when the pages could not listen; better said before a long play than after it."""
    with listening_at(settings):
        pass


def worklist_link(settings: Settings, clinic_id: str, staff_id: str) -> str:
    """A link for one member of staff to the clinic's open alerts and calls."""
    app = visit(settings, clock.now)
    try:
        now = app.now()
        with app.store.writing(now, "command line") as session:
            row = session.scalar(
                select(Staff)
                .join(Clinic, Clinic.id == Staff.clinic_id)
                .where(Clinic.external_id == clinic_id, Staff.external_id == staff_id, Staff.is_active)
            )
            if row is None:
                raise Refused(f"Clinic {clinic_id!r} has no active member of staff {staff_id!r}.")
            token = tokens.issue(
                session,
                tokens.Purpose.WORKLIST,
                row.clinic_id,
                row.id,
                extra=now.isoformat(timespec="seconds"),
                expires_at=now + WORKLIST_LASTS,
                staff_id=row.id,
            )
        return app.sender.link("worklist", token)
    finally:
        app.close()


def _opened(settings: Settings, only: Only | None) -> App:
    """The pages alone may show a database that was simulated: nothing leaves from them."""
    try:
        return build(settings, clock.now)
    except SimulatedDatabase:
        if only is not Only.WEB:
            raise
        return visit(settings, clock.now)


@contextmanager
def listening_at(settings: Settings) -> Iterator[socket.socket]:
    """Bound before anything else begins, so that a port that is taken starts no job."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listening = socket.create_server((settings.host, settings.port), family=family, backlog=512)
        # asyncio leaves it off where the socket does not say that it is TCP; the body of a page would then wait 40 ms
        # for the browser to confirm its head. What is accepted inherits it.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise Refused(
            f"The pages cannot be served on {settings.host}, port {settings.port}: {error.strerror or error}; "
            "choose another VIGIL_HOST or VIGIL_PORT."
        ) from None
    with listening:
        yield listening


@contextmanager
def told_to_end(ended: threading.Event) -> Iterator[None]:
    """SIGINT and SIGTERM say when to end; the second one ends the process where it stands.

    That is safe: what it held is a lease, which lapses. The server of the pages has its own handlers while it runs, and
    hands what it caught to these afterwards.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    # A handler runs between two instructions of the main thread, which may hold the lock of ``ended`` just then: it
    # leaves word in a queue made for that, and another thread passes it on.
    told: SimpleQueue[int] = SimpleQueue()
    is_told = False

    def end(number: int, _frame: FrameType | None) -> None:
        nonlocal is_told
        if is_told or ended.is_set():
            os._exit(128 + number)
        is_told = True
        told.put(number)

    def pass_on() -> None:
        if told.get():
            ended.set()

    listener = threading.Thread(target=pass_on, name="told to end", daemon=True)
    listener.start()
    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        told.put(0)
        listener.join()


def _serve_pages(app: App, mailbox: Mailbox | None, listening: socket.socket) -> None:
    """Links are secrets: no access log."""
    config = uvicorn.Config(
        app.web(mailbox),
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
    )
    uvicorn.Server(config).run(sockets=[listening])
