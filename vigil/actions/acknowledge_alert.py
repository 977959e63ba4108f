"""A clinician takes an alert on, and later says how it ended. Each act is kept with its author."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from vigil.actions.owe_calls import owe_calls
from vigil.domain.alert_work import LONGEST_WORDS, Act, Outcome
from vigil.domain.errors import Refused, check_length
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.words import AlertState, HookEvent
from vigil.store import ledger
from vigil.store.database import new_id
from vigil.store.held import held
from vigil.store.prepared import Prepared
from vigil.store.requests import once
from vigil.store.tables import Alert, AlertAct, Message
from vigil.store.writes import keep


def acknowledge_alert(
    session: Session, alert: Alert, staff_id: UUID | None, now: datetime, request_id: str | None = None
) -> bool:
    """Stop the ladder; ``False`` when somebody had already acknowledged or resolved it (which is no error)."""

    def act() -> bool:
        if alert.state is not AlertState.OPEN:
            return False
        take(session, alert, staff_id, now)
        return True

    return bool(once(session, alert.clinic_id, request_id, "acknowledge_alert", now, act))


def resolve_alert(
    session: Session,
    alert: Alert,
    outcome: str,
    staff_id: UUID | None,
    now: datetime,
    request_id: str | None = None,
    *,
    result: Outcome | None = None,
) -> bool:
    """Close an alert with its outcome; one that nobody acknowledged is acknowledged by the same act.

    ``result`` is the outcome's code where it was chosen from the list.
    """
    if not outcome.strip():
        raise Refused("An alert is resolved with an outcome: say in a few words how it ended.", field="outcome")
    check_length(outcome, LONGEST_WORDS, field="words")

    def act() -> bool:
        if alert.state is AlertState.RESOLVED:
            return False
        if alert.state is AlertState.OPEN:
            alert.acknowledged_at, alert.acknowledged_by_id = now, staff_id
        alert.state, alert.resolved_at, alert.outcome = AlertState.RESOLVED, now, outcome.strip()
        stop(session, alert, now)
        note(session, alert, Act.RESOLVED, staff_id, now, result=result or "", words=outcome)
        owe_calls(session, alert, HookEvent.ALERT_RESOLVED, now)
        return True

    return bool(once(session, alert.clinic_id, request_id, "resolve_alert", now, act))


def take(session: Session, alert: Alert, staff_id: UUID | None, now: datetime) -> None:
    """Acknowledge: the alert has an owner, and nobody else is told."""
    alert.state = AlertState.ACKNOWLEDGED
    alert.acknowledged_at, alert.acknowledged_by_id = now, staff_id
    stop(session, alert, now)
    note(session, alert, Act.ACKNOWLEDGED, staff_id, now)
    owe_calls(session, alert, HookEvent.ALERT_ACKNOWLEDGED, now)


def stop(session: Session, alert: Alert, now: datetime) -> None:
    """Nothing more climbs or leaves; a claimed message is stopped up to MAIL."""
    alert.climb_due_at = alert.snoozed_until = None
    for message in held(session, Message, _WAITING, clinic=alert.clinic_id, alert=alert.id):
        ledger.move(session, message, MessageState.CANCELLED, now, reason=Reason.ALERT_ANSWERED)


def note(
    session: Session, alert: Alert, act: Act, staff_id: UUID | None, now: datetime, *, words: str = "", **more: Any
) -> None:
    """Keep one act in the alert's history."""
    row = AlertAct(
        id=new_id(session), clinic_id=alert.clinic_id, alert_id=alert.id, at=now, act=act, staff_id=staff_id, **more
    )
    row.words = words.strip()
    keep(session, row)


_LEAVING = (MessageState.PLANNED, MessageState.CLAIMED, MessageState.UNCERTAIN)
_WAITING = Prepared(
    select(Message).where(
        Message.clinic_id == bindparam("clinic"),
        Message.alert_id == bindparam("alert"),
        or_(*(Message.state == state for state in _LEAVING)),
    )
)
