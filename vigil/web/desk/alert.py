"""One alert at the desk: what it is about, what was done, and what can be done now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.acknowledge_alert import acknowledge_alert, resolve_alert
from vigil.actions.work_alert import hand_over, note_call, snooze
from vigil.domain.alert_work import SNOOZES, Act, CallResult, Outcome, check_outcome, longest_snooze
from vigil.domain.answers_json import from_json
from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual
from vigil.domain.permissions import Permission
from vigil.domain.words import AlertState, Role, Urgency
from vigil.store import alerts, staff, worklist
from vigil.store.tables import Alert, AlertAct, Message, Patient, Report, Staff
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.worklist import Line, line_of
from vigil.web.forms import Posted, request_id
from vigil.web.occasions import fresh_request_id
from vigil.web.site import Site, path

Kind = TypeVar("Kind", CallResult, Outcome)

_CLINICAL = (Role.PHYSICIAN, Role.NURSE)


@dataclass(frozen=True)
class Happened:
    """One line of an alert's history: an act of somebody, or a message to somebody and its fate."""

    at: datetime
    what: Bilingual
    who: str = ""
    to: str = ""
    result: Bilingual | None = None
    words: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Told:
    """One message to staff about the alert."""

    to: str
    state: str
    at: datetime


@dataclass(frozen=True)
class AlertView:
    """Everything that the page shows of one alert."""

    line: Line
    evidence: tuple[Bilingual, ...]
    words: str
    wants_call: bool
    phone: str
    patient_id: UUID | None
    rule: str
    reference: str
    opened_at: datetime
    outcome: str
    happened: list[Happened]
    told: list[Told]
    colleagues: list[tuple[str, str]]
    snoozes: list[timedelta]


@for_members(*Permission.SEE_ALERTS.roles)
def show_alert(request: Request, site: Site, member: Member) -> Response:
    """GET: the alert, the abnormal datum first; what may be done with it; what was done."""
    return _draw(request, site, member)


@for_members(*Permission.TAKE_ALERTS.roles, writes=True)
def take_act(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: one act; a refusal shows the page again, the field named and what was typed kept."""
    act = _TAKEN.get(path(request, "act"))
    if act is None:
        raise NotHere
    now = site.now()
    try:
        with site.store.writing(now, member.actor) as session:
            act(session, _alert(session, request, member), member, form, now)
    except Refused as refusal:
        return _draw(request, site, member, typed=form, trouble=refusal.field or "form")
    back = _given(form, "back")
    is_list = back.startswith(member.url("/alerts")) and "\\" not in back and "//" not in back
    return RedirectResponse(back if is_list else _url(member, request), status_code=303)


def _acknowledge(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    acknowledge_alert(session, alert, member.staff_id, now, request_id(form))


def _call(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    result = _chosen(CallResult, form, "result")
    note_call(session, alert, result, _given(form, "words"), member.staff_id, now, request_id(form))


def _resolve(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    outcome, words = _chosen(Outcome, form, "outcome"), _given(form, "words")
    check_outcome(outcome, words)
    told = " : ".join(part for part in (outcome.label[member.language], words) if part)
    resolve_alert(session, alert, told, member.staff_id, now, request_id(form), result=outcome)


def _hand_over(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    wanted = _given(form, "to")
    to = session.scalar(select(Staff).where(Staff.clinic_id == member.clinic_id, Staff.external_id == wanted))
    if to is None:
        raise Refused("An alert is handed over to a physician or a nurse of the clinic.", field="to")
    hand_over(session, alert, to, _given(form, "words"), member.staff_id, now, request_id(form))


def _snooze(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    minutes = _given(form, "for")
    lengths = {str(int(length.total_seconds() // 60)): length for length in SNOOZES}
    if minutes not in lengths:
        raise Refused("Choose for how long.", field="until")
    reason = _given(form, "reason")
    snooze(session, alert, now + lengths[minutes], reason, member.staff_id, now, request_id(form))


_TAKEN: dict[str, Callable[[Session, Alert, Member, Posted, datetime], None]] = {
    "acknowledge": _acknowledge,
    "call": _call,
    "resolve": _resolve,
    "hand-over": _hand_over,
    "snooze": _snooze,
}


def _chosen(kind: type[Kind], form: Posted, field: str) -> Kind:
    given = _given(form, field)
    if given not in [one.value for one in kind]:
        raise Refused(f"Choose one of {', '.join(one.value for one in kind)}.", field=field)
    return kind(given)


def _given(form: Posted, field: str) -> str:
    return (form.get(field) or [""])[0].strip()


def _alert(session: Session, request: Request, member: Member) -> Alert:
    """The alert of the address; ``NotHere`` when this clinic has none such."""
    try:
        id = UUID(path(request, "alert"))
    except ValueError:
        raise NotHere from None
    alert = session.scalar(select(Alert).where(Alert.clinic_id == member.clinic_id, Alert.id == id))
    if alert is None:
        raise NotHere
    return alert


def _url(member: Member, request: Request) -> str:
    return member.url(f"/alerts/{UUID(path(request, 'alert')).hex}")


def _draw(request: Request, site: Site, member: Member, *, typed: Posted | None = None, trouble: str = "") -> Response:
    with site.store.reading() as session:
        view = _view(session, _alert(session, request, member), member, site.now())
    return draw(
        request,
        site,
        member,
        "alert",
        status=422 if trouble else 200,
        alert=view,
        line=view.line,
        is_open=view.line.state is AlertState.OPEN,
        is_resolved=view.line.state is AlertState.RESOLVED,
        outcomes=list(Outcome),
        results=list(CallResult),
        typed={name: values[0] for name, values in (typed or {}).items() if values},
        tried=path(request, "act") if typed is not None else "",
        trouble=trouble,
        url=_url(member, request),
        request_id=fresh_request_id(),
    )


def _view(session: Session, alert: Alert, member: Member, now: datetime) -> AlertView:
    patient = session.get(Patient, alert.patient_id) if alert.patient_id else None
    report = session.get(Report, alert.report_id) if alert.report_id else None
    answers = from_json(report.answers) if report and report.answers else None
    names = staff.names(session, alert.clinic_id)
    could_not_call = report is not None and report.emergency_call == "could_not"
    urgency = Urgency(alert.urgency)
    return AlertView(
        line=line_of(worklist.Listed(alert, patient, could_not_call), names, now),
        evidence=alerts.read_finding(alert)[1],
        words=answers.words if answers else "",
        wants_call=bool(answers and answers.wants_call),
        phone=(patient.phone or patient.guardian_phone or "") if patient else "",
        patient_id=alert.patient_id,
        rule=alert.rule,
        reference=alert.reference,
        opened_at=alert.opened_at,
        outcome=alert.outcome or "",
        happened=[_happened(act, names) for act in worklist.acts(session, alert)],
        told=[_told(message, names) for message in worklist.told(session, alert)],
        colleagues=[
            (person.external_id, person.name or "")
            for person in staff.reachable(session, alert.clinic_id)
            if person.id != member.staff_id and person.role in _CLINICAL
        ],
        snoozes=[length for length in SNOOZES if length <= longest_snooze(urgency)],
    )


def _happened(act: AlertAct, names: dict[UUID, str]) -> Happened:
    return Happened(
        at=act.at,
        what=act.act.sentence,
        who=names.get(act.staff_id, "") if act.staff_id else "",
        to=names.get(act.to_staff_id, "") if act.to_staff_id else "",
        result=CallResult(act.result).label if act.act is Act.CALLED and act.result in tuple(CallResult) else None,
        words=act.words or "",
        until=act.until,
    )


def _told(message: Message, names: dict[UUID, str]) -> Told:
    name = names.get(message.staff_id, "") if message.staff_id else ""
    return Told(name, message.state.value, message.sent_at or message.due_at)


ROUTES = [*at("/alerts/{alert}", show_alert), *at("/alerts/{alert}/{act}", take_act)]
