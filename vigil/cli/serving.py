"""Running vigil: the pages in front, the ticking jobs behind, and a clean end."""

from datetime import timedelta

import uvicorn
from sqlalchemy import select

from vigil import clock
from vigil.app import App, build
from vigil.domain.errors import Refused
from vigil.mail.mailbox import Mailbox
from vigil.scheduling import Ticker
from vigil.settings import Settings
from vigil.store import tokens
from vigil.store.tables import Clinic, Staff

WORKLIST_LASTS = timedelta(hours=36)


def serve(settings: Settings, only: str) -> None:
    """Serve until stopped; what is in flight is finished first."""
    if only not in ("", "web", "worker"):
        raise Refused(f"--only {only!r} is nothing that can be served alone: choose web or worker.")
    app = build(settings, clock.now)
    try:
        run(app, has_pages=only != "worker", has_jobs=only != "web")
    finally:
        app.close()


def run(app: App, *, has_pages: bool = True, has_jobs: bool = True, mailbox: Mailbox | None = None) -> None:
    """The pages on ``host:port`` and the jobs at their ticks, until interrupted."""
    ticker = Ticker(app.ticks()) if has_jobs else None
    if ticker is not None:
        app.store.on_urgent(ticker.wake)
        ticker.start()
    try:
        if has_pages:
            _serve_pages(app, mailbox)
        elif ticker is not None:
            ticker.wait()
    finally:
        if ticker is not None:
            ticker.stop()


def _serve_pages(app: App, mailbox: Mailbox | None) -> None:
    """Links are secrets: no access log."""
    uvicorn.run(
        app.web(mailbox),
        host=app.settings.host,
        port=app.settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
    )


def worklist_link(settings: Settings, clinic_id: str, staff_id: str) -> str:
    """A link for one member of staff to the clinic's open alerts and calls."""
    app = build(settings, clock.now)
    try:
        with app.store.writing(app.now(), "command line") as session:
            row = session.scalar(
                select(Staff)
                .join(Clinic, Clinic.id == Staff.clinic_id)
                .where(Clinic.external_id == clinic_id, Staff.external_id == staff_id, Staff.is_active)
            )
            if row is None:
                raise Refused(f"Clinic {clinic_id!r} has no active member of staff {staff_id!r}.")
            now = app.now()
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
