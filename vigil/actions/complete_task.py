"""A telephone call was made, or a sheet handed over: the practice says so, and the ledger shows it as done."""

from datetime import datetime

from sqlalchemy.orm import Session

from vigil.domain.errors import Refused
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.words import Channel
from vigil.store import ledger
from vigil.store.requests import once
from vigil.store.tables import Ask, Message
from vigil.store.writes import change


def complete_task(session: Session, task: Message, now: datetime, request_id: str | None = None) -> bool:
    """Mark a call or a sheet as done; ``False`` when it was no longer waiting. Mail is the courier's alone.

    A call that was made has put its question: from then on the ask can turn silent.
    """
    if task.channel not in (Channel.PHONE, Channel.PRINT):
        raise Refused("Only telephone calls and printed sheets are done by hand; this is a mail.", field="task")

    def act() -> bool:
        if task.state is not MessageState.PLANNED:
            return False
        ledger.move(session, task, MessageState.CLAIMED, now)
        change(session, task, attempts=task.attempts + 1)
        ledger.move(session, task, MessageState.SENT, now, reason=Reason.DONE_BY_STAFF)
        ask = session.get(Ask, task.ask_id) if task.ask_id and task.channel is Channel.PHONE else None
        if ask is not None and ask.asked_at is None:
            ask.asked_at = now
            ask.silent_due_at = None if ask.replied_at else max(ask.late_at, now)
        return True

    return bool(once(session, task.clinic_id, request_id, "complete_task", now, act))
