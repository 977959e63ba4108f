"""What staff open from their mail: one alert with a button to acknowledge it, and the list of what is open.

A link is signed and expires, and belongs to one member of staff. It shows initials and file number, never a name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.acknowledge_alert import acknowledge_alert
from vigil.domain.words import AlertState, Language, Urgency
from vigil.store import alerts, tokens, web_sessions
from vigil.store.tables import Alert, Clinic, Patient, Report, Staff, Token
from vigil.web import views
from vigil.web.desk.cookies import session_cookie
from vigil.web.forms import posted, request_id
from vigil.web.occasions import fresh_request_id
from vigil.web.replying import photos_of, reply_view, told_by
from vigil.web.site import Site, html, site_of, token_of, unknown_link


@dataclass(frozen=True)
class Visitor:
    """Whom a staff link belongs to; ``alert`` is the one that it opens, ``None`` for a list."""

    staff: Staff
    clinic: Clinic
    alert: Alert | None = None

    @property
    def page(self) -> tuple[Language, views.Clinic]:
        return self.staff.language, views.Clinic(self.clinic.name, self.clinic.phone)


def show_alert(request: Request) -> Response:
    """GET: the alert, the abnormal datum first. Nothing is recorded: scanners open links."""
    site = site_of(request)
    with site.store.reading() as session:
        visitor = visitor_of(session, request, site.now())
        if visitor is None or visitor.alert is None:
            return closed_link(session, request, site.now())
        return html(site.pages.alert(_alert_view(session, request, visitor, visitor.alert, site.now())))


async def take_acknowledgement(request: Request) -> Response:
    """POST: the one tap that stops the ladder; then the page again.

    A press on a page that is out of date (the alert has since become more urgent) only shows what is new.
    """
    return await run_in_threadpool(_acknowledge, site_of(request), request, request_id(await posted(request)))


def _acknowledge(site: Site, request: Request, pressed: str) -> Response:
    now = site.now()
    with site.writing(request, now, "staff") as session:
        visitor = visitor_of(session, request, now)
        if visitor is None or visitor.alert is None:
            return closed_link(session, request, now)
        session.info["actor"] = f"staff:{visitor.staff.id}"
        seen = pressed.partition(".")[2]
        if seen in ("", alerts.seen_of(visitor.alert)):
            acknowledge_alert(session, visitor.alert, visitor.staff.id, now)
    return RedirectResponse(place_of(request), status_code=303)


def show_worklist(request: Request) -> Response:
    """GET: the clinic's open alerts, worst and oldest first."""
    site = site_of(request)
    now = site.now()
    with site.store.reading() as session:
        visitor = visitor_of(session, request, now)
        if visitor is None:
            return closed_link(session, request, now)
        place = f"/worklist/{token_of(request)}"
        rows = alerts.unresolved(session, visitor.clinic.id)
        lines = [_line(session, alert, f"{place}/alert/{alert.reference}", now) for alert in _ordered(session, rows)]
        view = views.AlertsPage(*visitor.page, alerts=tuple(lines), tasks_url=f"{place}/tasks")
        return html(site.pages.alerts(view))


def visitor_of(session: Session, request: Request, now: datetime) -> Visitor | None:
    """Whom the link belongs to, and which alert it opens; ``None`` when it is unknown, expired or of another clinic."""
    row = _row(session, request)
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    staff, clinic = session.get(Staff, row.staff_id), session.get(Clinic, row.clinic_id)
    if staff is None or clinic is None or not staff.is_active:
        return None
    if not _is_list(request):
        return Visitor(staff, clinic, session.get(Alert, row.alert_id))
    if _must_sign_in(session, request, staff, now):
        return None
    reference = request.path_params.get("reference")
    if reference is None:
        return Visitor(staff, clinic)
    alert = session.scalar(select(Alert).where(Alert.clinic_id == clinic.id, Alert.reference == reference))
    return Visitor(staff, clinic, alert) if alert else None


def _must_sign_in(session: Session, request: Request, staff: Staff, now: datetime) -> bool:
    """Whether the link's owner has an account and has not signed in: then the link alone opens no list."""
    if staff.account_id is None:
        return False
    visit = web_sessions.find(session, session_cookie(site_of(request), request), now)
    return visit is None or not visit.is_proved or visit.account.id != staff.account_id


def closed_link(session: Session, request: Request, now: datetime) -> Response:
    """What a member of staff is shown instead: that she has to sign in, that the link has expired, or leads nowhere."""
    row = _row(session, request)
    staff = session.get(Staff, row.staff_id) if row else None
    clinic = session.get(Clinic, row.clinic_id) if row else None
    is_expired = row is not None and row.expires_at is not None and row.expires_at <= now
    if staff is None or clinic is None or not staff.is_active:
        return unknown_link(request)
    if _is_list(request) and not is_expired and _must_sign_in(session, request, staff, now):
        return RedirectResponse(f"/sign-in?next=/worklist/{token_of(request)}", status_code=303)
    if not is_expired:
        return unknown_link(request)
    view = views.LinkPage(*Visitor(staff, clinic).page, state=views.LinkState.EXPIRED)
    return html(site_of(request).pages.link(view), 410)


def _row(session: Session, request: Request) -> Token | None:
    purpose = tokens.Purpose.WORKLIST if _is_list(request) else tokens.Purpose.ACKNOWLEDGE
    return tokens.find(session, token_of(request), purpose)


def _is_list(request: Request) -> bool:
    return request.url.path.startswith("/worklist/")


def place_of(request: Request) -> str:
    """The address of the alert's page, as we write it."""
    if not _is_list(request):
        return f"/alert/{token_of(request)}"
    return f"/worklist/{token_of(request)}/alert/{request.path_params['reference']}"


def _ordered(session: Session, rows: Sequence[Alert]) -> list[Alert]:
    """Who could not reach 15/112 comes first of all."""
    helpless = _helpless(session, rows)
    return sorted(rows, key=lambda alert: alert.ask_id not in helpless)


def _helpless(session: Session, rows: Iterable[Alert]) -> set[UUID]:
    """The asks of these alerts whose patient last said that they could not call, on whichever version of the answer."""
    said = session.execute(
        select(Report.ask_id, Report.emergency_call)
        .where(Report.ask_id.in_([alert.ask_id for alert in rows if alert.ask_id]), Report.emergency_call != "")
        .order_by(Report.version)
    ).all()
    last = {row.ask_id: row.emergency_call for row in said}
    return {ask_id for ask_id, call in last.items() if call == "could_not"}


def _line(session: Session, alert: Alert, url: str, now: datetime) -> views.AlertLine:
    patient = session.get(Patient, alert.patient_id) if alert.patient_id else None
    until = alert.acknowledged_at or now
    return views.AlertLine(
        url=url,
        urgency=Urgency(alert.urgency),
        reason=alerts.read_finding(alert)[0],
        initials=patient.initials if patient else "?",
        file_number=patient.external_id if patient else "?",
        waiting=until - alert.opened_at,
        state=alert.state,
    )


def _alert_view(session: Session, request: Request, visitor: Visitor, alert: Alert, now: datetime) -> views.AlertPage:
    told = told_by(session, alert)
    by = session.get(Staff, alert.acknowledged_by_id) if alert.acknowledged_by_id else None
    is_open = alert.state is AlertState.OPEN
    return views.AlertPage(
        *visitor.page,
        alert=_line(session, alert, place_of(request), now),
        rule=alert.rule,
        opened_at=alert.opened_at,
        evidence=alerts.read_finding(alert)[1],
        words=told.words,
        could_not_call=told.could_not_call,
        wants_call=told.wants_call,
        holds_next_session=alert.holds_next_session,
        acknowledge_action=place_of(request) if is_open else "",
        request_id=f"{fresh_request_id()}.{alerts.seen_of(alert)}",
        acknowledged_at=alert.acknowledged_at,
        acknowledged_by=(by.name or "") if by else "",
        alerts_url=f"/worklist/{token_of(request)}" if _is_list(request) else "",
        zone=ZoneInfo(visitor.clinic.zone),
        reply=reply_view(session, alert, place_of(request)),
        photos=tuple(f"{place_of(request)}/photo/{id.hex}" for id in photos_of(session, alert)),
    )
