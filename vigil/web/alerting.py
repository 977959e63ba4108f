"""What staff open from their mail: one alert with a button to acknowledge it, and the list of what is open.

A link is signed and expires, and belongs to one member of staff. It shows initials and file number, never a name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from vigil.actions.acknowledge_alert import acknowledge_alert
from vigil.domain.answers_json import from_json
from vigil.domain.words import AlertState, Language, Urgency
from vigil.replies.fields import REQUEST_ID
from vigil.store import alerts, tokens
from vigil.store.tables import Alert, Clinic, Patient, Report, Staff
from vigil.web import views
from vigil.web.answering import unknown_link
from vigil.web.desk import Desk, desk_of, html, path
from vigil.web.forms import posted
from vigil.web.occasions import fresh_request_id


@dataclass(frozen=True)
class Visitor:
    """Whom a staff link belongs to; ``alert`` is the one that it opens, ``None`` for a list."""

    staff: Staff
    clinic: Clinic
    alert: Alert | None = None

    @property
    def page(self) -> tuple[Language, views.Clinic]:
        return self.staff.language, views.Clinic(self.clinic.name, self.clinic.phone)


def show_alert(request: Request) -> HTMLResponse:
    """GET: the alert, the abnormal datum first. Nothing is recorded: scanners open links."""
    desk = desk_of(request)
    with desk.store.reading() as session:
        visitor = visitor_of(session, request, desk.now())
        if visitor is None or visitor.alert is None:
            return unknown_link(desk)
        return html(desk.pages.alert(_alert_view(session, request, visitor, visitor.alert, desk.now())))


async def take_acknowledgement(request: Request) -> Response:
    """POST: the one tap that stops the ladder; then the page again."""
    fields = await posted(request)
    return await run_in_threadpool(_acknowledge, desk_of(request), request, (fields.get(REQUEST_ID) or [""])[0][:64])


def _acknowledge(desk: Desk, request: Request, request_id: str) -> Response:
    now = desk.now()
    with desk.store.writing(now, "staff") as session:
        visitor = visitor_of(session, request, now)
        if visitor is None or visitor.alert is None:
            return unknown_link(desk)
        session.info["actor"] = f"staff:{visitor.staff.id}"
        acknowledge_alert(session, visitor.alert, visitor.staff.id, now, request_id)
    return RedirectResponse(request.url.path, status_code=303)


def show_worklist(request: Request) -> HTMLResponse:
    """GET: the clinic's open alerts, worst and oldest first."""
    desk = desk_of(request)
    now = desk.now()
    with desk.store.reading() as session:
        visitor = visitor_of(session, request, now)
        if visitor is None:
            return unknown_link(desk)
        rows = alerts.unresolved(session, visitor.clinic.id)
        lines = [
            _line(session, alert, f"{request.url.path}/alert/{alert.reference}", now)
            for alert in _ordered(session, rows)
        ]
        return html(desk.pages.alerts(views.AlertsPage(*visitor.page, alerts=tuple(lines))))


def visitor_of(session: Session, request: Request, now: datetime) -> Visitor | None:
    """Whom the link belongs to, and which alert it opens; ``None`` when it is unknown, expired or of another clinic."""
    token = path(request, "token")
    is_list = request.url.path.startswith("/worklist/")
    purpose = tokens.Purpose.WORKLIST if is_list else tokens.Purpose.ACKNOWLEDGE
    row = tokens.find(session, token, purpose)
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    staff, clinic = session.get(Staff, row.staff_id), session.get(Clinic, row.clinic_id)
    if staff is None or clinic is None or not staff.is_active:
        return None
    if not is_list:
        return Visitor(staff, clinic, session.get(Alert, row.alert_id))
    reference = request.path_params.get("reference")
    if reference is None:
        return Visitor(staff, clinic)
    alert = session.scalar(select(Alert).where(Alert.clinic_id == clinic.id, Alert.reference == reference))
    return Visitor(staff, clinic, alert) if alert else None


def _ordered(session: Session, rows: Iterable[Alert]) -> list[Alert]:
    """Who could not reach 15/112 comes first of all."""
    ids = [alert.report_id for alert in rows if alert.report_id]
    helpless = set(
        session.scalars(select(Report.id).where(Report.id.in_(ids), Report.emergency_call == "could_not")).all()
    )
    return sorted(rows, key=lambda alert: alert.report_id not in helpless)


def _line(session: Session, alert: Alert, url: str, now: datetime) -> views.AlertLine:
    patient = session.get(Patient, alert.patient_id)
    assert patient is not None
    until = alert.acknowledged_at or now
    return views.AlertLine(
        url=url,
        urgency=Urgency(alert.urgency),
        reason=alerts.read_finding(alert)[0],
        initials=patient.initials,
        file_number=patient.external_id,
        waiting=until - alert.opened_at,
        state=alert.state,
    )


def _alert_view(session: Session, request: Request, visitor: Visitor, alert: Alert, now: datetime) -> views.AlertPage:
    report = session.get(Report, alert.report_id) if alert.report_id else None
    answers = from_json(report.answers) if report and report.answers else None
    by = session.get(Staff, alert.acknowledged_by_id) if alert.acknowledged_by_id else None
    is_open = alert.state is AlertState.OPEN
    is_list = request.url.path.startswith("/worklist/")
    return views.AlertPage(
        *visitor.page,
        alert=_line(session, alert, request.url.path, now),
        rule=alert.rule,
        opened_at=alert.opened_at,
        evidence=alerts.read_finding(alert)[1],
        words=answers.words if answers else "",
        could_not_call=report is not None and report.emergency_call == "could_not",
        wants_call=bool(answers and answers.wants_call),
        holds_next_session=alert.holds_next_session,
        acknowledge_action=request.url.path if is_open else "",
        request_id=fresh_request_id(),
        acknowledged_at=alert.acknowledged_at,
        acknowledged_by=(by.name or "") if by else "",
        alerts_url=f"/worklist/{path(request, 'token')}" if is_list else "",
        zone=ZoneInfo(visitor.clinic.zone),
    )
