"""Links with which people come to the desk: mailed through the ledger, good once, and for a while."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from vigil.domain.states import MessageState
from vigil.domain.words import Channel, Priority
from vigil.mail.contexts import Mail
from vigil.store import ledger, tokens
from vigil.store.database import keyring, new_id
from vigil.store.tables import Message, Staff, Token
from vigil.store.tokens import Purpose

LASTS = {
    Purpose.SET_UP: timedelta(days=7),
    Purpose.NEW_PASSWORD: timedelta(hours=2),
    Purpose.NEW_FACTOR: timedelta(days=1),
}
"""What each link is for, and how long it can be used."""

MAILS = {
    Purpose.SET_UP: Mail.INVITATION,
    Purpose.NEW_PASSWORD: Mail.PASSWORD_RESET,
    Purpose.NEW_FACTOR: Mail.SECOND_FACTOR_RESET,
}


def send_link(session: Session, staff: Staff, purpose: Purpose, now: datetime) -> str:
    """Owe somebody a mail with a link, at once; earlier links for the same purpose end. Gives the link's token."""
    withdraw(session, staff.id, purpose)
    id, until = new_id(session), now + LASTS[purpose]
    token = tokens.issue(session, purpose, staff.clinic_id, staff.id, extra=id.hex, expires_at=until, staff_id=staff.id)
    message = Message(
        id=id,
        clinic_id=staff.clinic_id,
        key=f"{MAILS[purpose]}:{id}",
        mail=MAILS[purpose],
        channel=Channel.EMAIL,
        priority=Priority.SAME_DAY,
        staff_id=staff.id,
        carries=[],
        ideal_at=now,
        due_at=now,
        expires_at=until,
        state=MessageState.PLANNED,
    )
    ledger.owe(session, message, now)
    session.info["wake"] = True
    return token


def link_token(session: Session, mail: Mail, clinic_id: UUID, staff_id: UUID, message_id: UUID) -> str:
    """The token that a mail with a link carries."""
    purpose = next(purpose for purpose, kind in MAILS.items() if kind is mail)
    return tokens.derive(keyring(session), purpose, clinic_id, staff_id, extra=message_id.hex)


def open_link(session: Session, token: str, now: datetime) -> Token | None:
    """What a link stands for; ``None`` for one that is unknown, used, or over."""
    for purpose in LASTS:
        row = tokens.find(session, token, purpose)
        if row is not None:
            return row if row.expires_at is not None and now < row.expires_at else None
    return None


def withdraw(session: Session, staff_id: UUID, *purposes: Purpose) -> None:
    """Links that were sent to somebody open nothing any more."""
    session.execute(delete(Token).where(Token.staff_id == staff_id, Token.purpose.in_(purposes or tuple(LASTS))))
