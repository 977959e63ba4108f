"""What a clinician does with an alert between taking it and resolving it: call, hand over, put off."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.actions.acknowledge_alert import note, stop, take
from vigil.actions.open_alert import climb, tell
from vigil.actions.owe_calls import owe_calls
from vigil.domain.alert_work import LONGEST_WORDS, Act, CallResult, check_snooze
from vigil.domain.errors import Refused, check_length
from vigil.domain.ladder import Rung
from vigil.domain.words import AlertState, HookEvent, Role, Urgency
from vigil.store.requests import once
from vigil.store.tables import Alert, Message, Staff

_CLINICAL = (Role.PHYSICIAN, Role.NURSE)


def note_call(
    session: Session,
    alert: Alert,
    result: CallResult,
    words: str,
    staff_id: UUID,
    now: datetime,
    request_id: str | None = None,
) -> bool:
    """Keep how a call ended; who calls has taken the alert on."""
    check_length(words, LONGEST_WORDS, field="words")

    def act() -> bool:
        if alert.state is AlertState.RESOLVED:
            return False
        if alert.state is AlertState.OPEN:
            take(session, alert, staff_id, now)
        note(session, alert, Act.CALLED, staff_id, now, result=result, words=words)
        return True

    return bool(once(session, alert.clinic_id, request_id, "note_call", now, act))


def hand_over(
    session: Session, alert: Alert, to: Staff, words: str, staff_id: UUID, now: datetime, request_id: str | None = None
) -> bool:
    """Give an alert to another clinician, who is told at once; it is open again and climbs from them.

    ``Refused`` when nobody of that name treats patients here, or could be written to.
    """
    if to.clinic_id != alert.clinic_id or not to.is_active or to.role not in _CLINICAL or to.email is None:
        raise Refused("An alert is handed over to a physician or a nurse of the clinic.", field="to")
    if to.id == staff_id:
        raise Refused("This alert would be handed over to yourself: take it instead.", field="to")
    check_length(words, LONGEST_WORDS, field="words")

    def act() -> bool:
        if alert.state is AlertState.RESOLVED:
            return False
        stop(session, alert, now)
        note(session, alert, Act.HANDED_OVER, staff_id, now, to_staff_id=to.id, words=words)
        if to.role is Role.PHYSICIAN:
            alert.physician_id = to.id
        if all(message.staff_id != to.id for message in _reopen(session, alert, now)):
            alert.climbed += 1
            tell(session, alert, to, Rung.CLINICIAN, now)
        return True

    return bool(once(session, alert.clinic_id, request_id, "hand_over", now, act))


def snooze(
    session: Session,
    alert: Alert,
    until: datetime,
    reason: str,
    staff_id: UUID,
    now: datetime,
    request_id: str | None = None,
) -> bool:
    """Put an alert off, with a reason; then it is open again, and climbs (``wake``)."""
    check_snooze(Urgency(alert.urgency), until, reason, now)

    def act() -> bool:
        if alert.state is AlertState.RESOLVED:
            return False
        if alert.state is AlertState.OPEN:
            take(session, alert, staff_id, now)
        alert.snoozed_until = alert.climb_due_at = until
        note(session, alert, Act.SNOOZED, staff_id, now, words=reason, until=until)
        return True

    return bool(once(session, alert.clinic_id, request_id, "snooze", now, act))


def wake(session: Session, alert: Alert, now: datetime) -> None:
    """What was put off is open again, and told anew."""
    note(session, alert, Act.RETURNED, None, now)
    _reopen(session, alert, now)


def _reopen(session: Session, alert: Alert, now: datetime) -> list[Message]:
    """The alert is open and at the foot of its ladder; the messages that this owes."""
    alert.state, alert.rung, alert.climb_due_at = AlertState.OPEN, 0, now
    alert.acknowledged_at = alert.acknowledged_by_id = alert.snoozed_until = None
    session.flush()
    owe_calls(session, alert, HookEvent.ALERT_OPENED, now)
    return climb(session, alert, now)
