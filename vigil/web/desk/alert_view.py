"""What the page of one alert shows: what it is about, what was done, who was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.domain.alert_work import SNOOZES, Act, CallResult, longest_snooze
from vigil.domain.diagnosis_review import REVIEW_RULES
from vigil.domain.findings import Bilingual
from vigil.domain.words import AlertState, Role, Urgency
from vigil.store import alerts, staff, worklist
from vigil.store.tables import Alert, AlertAct, Message, Patient
from vigil.web import views
from vigil.web.desk.member import Member
from vigil.web.desk.worklist import Line, line_of
from vigil.web.replying import photos_of, reply_view, told_by

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
    reply: views.ReplyView | None
    photos: tuple[str, ...]
    words: tuple[str, ...]
    wants_call: bool
    phone: str
    patient_id: UUID | None
    review_url: str
    rule: str
    reference: str
    opened_at: datetime
    outcome: str
    happened: list[Happened]
    is_back_since: datetime | None
    told: list[Told]
    colleagues: list[tuple[str, str]]
    snoozes: list[timedelta]


def view_of(session: Session, alert: Alert, member: Member, now: datetime) -> AlertView:
    """The alert as the member sees it at ``now``."""
    patient = session.get(Patient, alert.patient_id) if alert.patient_id else None
    told = told_by(session, alert)
    names = staff.names(session, alert.clinic_id)
    acts = worklist.acts(session, alert)
    urgency, place = Urgency(alert.urgency), member.url(f"/alerts/{alert.id.hex}")
    return AlertView(
        line=line_of(worklist.Listed(alert, patient, told.could_not_call), names, now),
        evidence=alerts.read_finding(alert)[1],
        reply=reply_view(session, alert, place),
        photos=tuple(f"{place}/photo/{id.hex}" for id in photos_of(session, alert)),
        words=told.words,
        wants_call=told.wants_call,
        phone=(patient.phone or patient.guardian_phone or "") if patient else "",
        patient_id=alert.patient_id,
        review_url=member.url(f"/reviews/{alert.id.hex}") if alert.rule in REVIEW_RULES and alert.course_id else "",
        rule=alert.rule,
        reference=alert.reference,
        opened_at=alert.opened_at,
        outcome=alert.outcome or "",
        happened=[_happened(act, names) for act in acts],
        is_back_since=_back_since(alert, acts),
        told=[_told(message, names) for message in worklist.told(session, alert)],
        colleagues=[
            (person.external_id, person.name or "")
            for person in staff.reachable(session, alert.clinic_id)
            if person.id != member.staff_id and person.role in _CLINICAL
        ],
        snoozes=[length for length in SNOOZES if length <= longest_snooze(urgency)],
    )


def _back_since(alert: Alert, acts: Sequence[AlertAct]) -> datetime | None:
    """Since when something new waits on an alert that somebody had taken on or closed."""
    is_back = alert.state is AlertState.OPEN and bool(acts) and acts[-1].act is Act.REOPENED
    return acts[-1].at if is_back else None


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
