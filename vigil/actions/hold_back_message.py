"""Staff hold a patient's coming message back, or release one that was held; why is kept, with who decided it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.actions.replan import replan
from vigil.domain.decisions import MessageChoiceKind
from vigil.domain.errors import Refused, check_length
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.steps import Occasion
from vigil.store import ledger
from vigil.store.database import new_id
from vigil.store.requests import once
from vigil.store.tables import Message, MessageChoice

REMINDER = "reminder"
_CHOSEN = frozenset({*Occasion, REMINDER})


def hold_back_message(
    session: Session, message: Message, reason: str, staff_id: UUID, now: datetime, request_id: str | None = None
) -> bool:
    """Keep a planned message from leaving; what it was to carry finds another way. ``False`` when it is held already.

    The hold outlives every re-planning, until somebody releases the message.
    """
    check_reason(reason)

    def act() -> bool:
        if is_held_back(message):
            return False
        check_waiting(message)
        ledger.move(session, message, MessageState.SKIPPED, now, reason=Reason.HELD_BACK)
        note_choice(session, message, MessageChoiceKind.HELD_BACK, reason, staff_id, now)
        replan(session, _patient(message), now)
        return True

    return bool(once(session, message.clinic_id, request_id, "hold_back_message", now, act))


def release_message(
    session: Session, message: Message, reason: str, staff_id: UUID, now: datetime, request_id: str | None = None
) -> bool:
    """Let a held message leave when the plan says; ``False`` when it is not held (any more)."""
    check_reason(reason)

    def act() -> bool:
        if not is_held_back(message):
            return False
        note_choice(session, message, MessageChoiceKind.RELEASED, reason, staff_id, now)
        let_go(session, message, now)
        return True

    return bool(once(session, message.clinic_id, request_id, "release_message", now, act))


def let_go(session: Session, message: Message, now: datetime) -> None:
    """End the hold; a reminder, which no plan knows, waits for the courier again."""
    if message.mail == REMINDER:
        message.due_at = now
        ledger.move(session, message, MessageState.PLANNED, now, reason=Reason.RELEASED)
    else:
        ledger.remark(session, message, now, Reason.RELEASED)
    replan(session, _patient(message), now)


def is_held_back(message: Message) -> bool:
    return message.state is MessageState.SKIPPED and message.reason == Reason.HELD_BACK


def check_waiting(message: Message) -> None:
    """``Refused`` for a message that is not a patient's own, or that does not wait to leave."""
    if message.patient_id is None or message.mail not in _CHOSEN:
        raise Refused("This message is not one of a patient's follow-up: it leaves by itself.", field="message")
    if message.state is not MessageState.PLANNED:
        raise Refused(f"This message is {message.state}: only one that is planned can be changed.", field="message")


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say in a few words why.", field="reason")
    check_length(reason, 500, field="reason")


def note_choice(
    session: Session, message: Message, choice: MessageChoiceKind, reason: str, staff_id: UUID, now: datetime
) -> None:
    row = MessageChoice(
        id=new_id(session),
        clinic_id=message.clinic_id,
        message_id=message.id,
        patient_id=_patient(message),
        staff_id=staff_id,
        chosen_at=now,
        choice=choice,
    )
    row.reason = reason.strip()
    session.add(row)


def _patient(message: Message) -> UUID:
    assert message.patient_id is not None
    return message.patient_id
