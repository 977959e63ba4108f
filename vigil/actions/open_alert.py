"""Opening alerts from findings, and taking them up their ladder."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.actions.acknowledge_alert import note
from vigil.actions.owe_calls import owe_calls
from vigil.domain.alert_work import Act
from vigil.domain.findings import Finding
from vigil.domain.ladder import ClinicRules, Rung, parse_clinic
from vigil.domain.reasons import Reason
from vigil.domain.reopening import Came, Known, calls_anew, is_news
from vigil.domain.states import MessageState
from vigil.domain.words import AlertState, Channel, HookEvent, Priority, Urgency
from vigil.store import alerts, ledger, tokens, versions
from vigil.store.database import new_id
from vigil.store.held import held
from vigil.store.on_call import cover_at
from vigil.store.prepared import Prepared
from vigil.store.staff import on_rung, stands_as
from vigil.store.tables import Alert, Course, Message, Staff
from vigil.store.writes import change, keep

_parsed = lru_cache(maxsize=64)(parse_clinic)

LINK_LASTS = timedelta(days=30)
"""How long the link of an alert's mail opens its page."""


def open_alerts(
    session: Session,
    findings: Iterable[Finding],
    *,
    clinic_id: UUID,
    patient_id: UUID | None,
    course_id: UUID | None,
    now: datetime,
    ask_id: UUID | None = None,
    report_id: UUID | None = None,
    rules_version_id: UUID | None = None,
    came: Came = Came.NOTHING,
) -> list[Alert]:
    """The alerts of the findings: new ones are opened, known ones reopened where the finding calls for it.

    A cause opens one alert. What reopens it, ``calls_anew`` says; ``came`` is what the findings were made on, if it has
    just come in. Nothing closes or lowers one. Emergency and same-day alerts owe their first message at once. One
    without a patient is about a message that came in.
    """
    opened = []
    for finding in findings:
        alert = alerts.by_cause(session, clinic_id, finding.cause_key)
        had_it, is_new = None, alert is None
        if alert is None:
            alert = _new(session, finding, clinic_id, patient_id, course_id, now)
        elif calls_anew(known := _known(alert), finding, came, now):
            had_it = _take_away(session, alert, finding, now)
        else:
            if known.state is AlertState.OPEN and finding.urgency == known.urgency and is_news(known, finding, came):
                alert.finding, alert.report_id = alerts.write_finding(finding), report_id or alert.report_id
            continue
        _open(alert, finding, now)
        alert.ask_id, alert.report_id = ask_id or alert.ask_id, report_id or alert.report_id
        alert.rules_version_id = rules_version_id or alert.rules_version_id
        if is_new:
            keep(session, alert)
        owe_calls(session, alert, HookEvent.ALERT_OPENED, now)
        if alert.climb_due_at is not None:
            _tell_too(session, alert, had_it, climb(session, alert, now), now)
        opened.append(alert)
    return opened


def climb(session: Session, alert: Alert, now: datetime) -> list[Message]:
    """Owe the messages of the alert's next rung, and set when the one after is due.

    A rung on which nobody stands is passed over at once; the last one repeats. Nothing is owed for an alert that has
    been acknowledged, or whose urgency waits for the digest.
    """
    ladder = clinic_rules(session, alert.clinic_id).ladder(Urgency(alert.urgency))
    if ladder is None or alert.state is not AlertState.OPEN:
        change(session, alert, climb_due_at=None)
        return []
    cover, rung = cover_at(session, alert.clinic_id, now), alert.rung
    for _ in ladder.steps:
        step = ladder.step(rung)
        people = on_rung(session, alert.clinic_id, step.rung, alert.physician_id, cover)
        rung += 1
        if people:
            break
    change(session, alert, rung=rung, climbed=alert.climbed + bool(people), climb_due_at=now + step.waits)
    if alert.urgency <= Urgency.SAME_DAY:
        session.info["wake"] = True
    _overtake(session, alert, people, now)
    return [
        tell(session, alert, person, stands_as(person, step.rung, alert.physician_id, cover), now) for person in people
    ]


def _overtake(session: Session, alert: Alert, people: Sequence[Staff], now: datetime) -> None:
    """What has not left yet to somebody told again is overtaken: after an outage they get one mail, not one a climb."""
    told = {person.id for person in people}
    for message in held(session, Message, _PLANNED, clinic=alert.clinic_id, alert=alert.id):
        if message.staff_id in told:
            ledger.move(session, message, MessageState.CANCELLED, now, reason=Reason.OVERTAKEN)


def clinic_rules(session: Session, clinic_id: UUID) -> ClinicRules:
    """The clinic's current ladders and digest hour."""
    version = versions.latest(session, clinic_id, "clinic", "clinic")
    if version is None:
        raise LookupError(f"clinic {clinic_id} has no rules of its own")
    return _parsed("clinic.toml", version.content)


def _new(
    session: Session, finding: Finding, clinic_id: UUID, patient_id: UUID | None, course_id: UUID | None, now: datetime
) -> Alert:
    alert_id = new_id(session)
    course = session.get(Course, course_id) if course_id else None
    return Alert(
        id=alert_id,
        clinic_id=clinic_id,
        patient_id=patient_id,
        course_id=course_id,
        physician_id=course.physician_id if course else None,
        reference=alerts.reference_of(alert_id),
        cause_key=finding.cause_key,
        rule=finding.rule,
        opened_at=now,
        climbed=0,
    )


def _known(alert: Alert) -> Known:
    return Known(alert.state, Urgency(alert.urgency), alerts.marks_of(alert), alert.acknowledged_at)


def _take_away(session: Session, alert: Alert, finding: Finding, now: datetime) -> UUID | None:
    """What is opened again is nobody's any more; returns who had it. Its history says so, and it waits anew.

    One that has only become more urgent has waited since it was opened.
    """
    had_it = None
    if alert.state is not AlertState.OPEN:
        note(session, alert, Act.REOPENED, None, now)
        had_it = alert.acknowledged_by_id
    if alert.state is AlertState.RESOLVED or (alert.state is AlertState.ACKNOWLEDGED and not _is_worse(alert, finding)):
        alert.opened_at = now
    return had_it


def _is_worse(alert: Alert, finding: Finding) -> bool:
    return finding.urgency < alert.urgency


def _tell_too(session: Session, alert: Alert, had_it: UUID | None, told: Sequence[Message], now: datetime) -> None:
    """Whoever had taken it on knows the patient best: they hear of it beside the first rung."""
    person = session.get(Staff, had_it) if had_it is not None else None
    if person is None or any(message.staff_id == person.id for message in told):
        return
    if person.is_active and person.email is not None:
        tell(session, alert, person, Rung.CLINICIAN, now)


def _open(alert: Alert, finding: Finding, now: datetime) -> None:
    alert.rule_version = finding.version
    is_still_taken = alert.state is AlertState.ACKNOWLEDGED  # what nobody has closed is never lowered
    alert.urgency = min(int(finding.urgency), alert.urgency) if is_still_taken else int(finding.urgency)
    alert.state = AlertState.OPEN
    alert.finding = alerts.write_finding(finding)
    alert.holds_next_session = finding.holds_next_session or bool(alert.holds_next_session)
    alert.proposes_case = finding.proposes_case or bool(alert.proposes_case)
    alert.rung = 0
    alert.climb_due_at = now if alert.urgency <= Urgency.SAME_DAY else None
    alert.acknowledged_at = alert.acknowledged_by_id = alert.resolved_at = alert.snoozed_until = None


def tell(session: Session, alert: Alert, person: Staff, rung: str, now: datetime) -> Message:
    """Owe one person the alert's mail, with a link of their own."""
    tokens.issue(
        session,
        tokens.Purpose.ACKNOWLEDGE,
        alert.clinic_id,
        alert.id,
        extra=person.id.hex,
        expires_at=now + LINK_LASTS,
        alert_id=alert.id,
        staff_id=person.id,
    )
    key = f"alert:{alert.id.hex}:{alert.climbed}:{person.id.hex}"
    message = Message(
        id=new_id(session),
        clinic_id=alert.clinic_id,
        key=key,
        mail="alert",
        channel=Channel.EMAIL,
        priority=Priority.EMERGENCY if alert.urgency == Urgency.EMERGENCY else Priority.SAME_DAY,
        staff_id=person.id,
        alert_id=alert.id,
        carries=[rung],
        ideal_at=now,
        due_at=now,
        expires_at=None,
        state=MessageState.PLANNED,
        attempts=0,
    )
    return ledger.owe(session, message, now)


_PLANNED = Prepared(
    select(Message).where(
        Message.clinic_id == bindparam("clinic"),
        Message.alert_id == bindparam("alert"),
        Message.state == MessageState.PLANNED,
    )
)
