"""A person says whose a reply is: it then does what it would have done, or touches nobody's record."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.acknowledge_alert import acknowledge_alert
from vigil.actions.receive_message import take_up
from vigil.domain.inbound import Fate
from vigil.store.tables import Alert, Ask, Inbound, Report


def confirm_match(session: Session, row: Inbound, staff_id: UUID, now: datetime, *, is_theirs: bool) -> bool:
    """Take up a provisional reply, or set it aside; ``False`` when that was already decided."""
    if row.fate != Fate.PROVISIONAL or row.ask_id is None:
        return False
    ask = session.get_one(Ask, row.ask_id)
    row.confirmed_at, row.confirmed_by_id = now, staff_id
    if is_theirs:
        row.is_provisional = False
        row.fate = take_up(session, row, ask, now)
    else:
        row.fate = Fate.REJECTED
        _ask_on(session, ask, row, now)
    alert = session.get(Alert, row.alert_id) if row.alert_id else None
    if alert is not None:
        acknowledge_alert(session, alert, staff_id, now)
    return True


def _ask_on(session: Session, ask: Ask, row: Inbound, now: datetime) -> None:
    """The patient has not replied after all: the reminders go on, unless something else has stopped them."""
    answered = select(Report.id).where(Report.clinic_id == ask.clinic_id, Report.ask_id == ask.id)
    if ask.replied_at == row.received_at and session.scalar(answered.limit(1)) is None:
        ask.replied_at = None
        ask.remind_due_at = now
