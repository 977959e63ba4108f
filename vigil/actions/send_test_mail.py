"""An administrator sends herself one of the clinic's mails: the text in force, filled with invented values.

It goes the way of every message (ledger, courier, relay), so that what it shows is what others get. It is written with
the version that is in force when it is asked for, and leaves for the address with which she signs in, no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.domain.errors import Refused
from vigil.domain.states import MessageState
from vigil.domain.words import Channel, Language, Priority
from vigil.mail.contexts import Mail
from vigil.store import ledger, versions
from vigil.store.database import new_id
from vigil.store.tables import Message, MessageEvent, Staff

TEST = "test"
"""What the ledger calls such a message; ``carries`` names the text (``followup/fr``)."""

MOST_PER_DAY = 20
LASTS = timedelta(hours=1)
"""A relay that does not take a test within this time is not asked any more."""


@dataclass(frozen=True)
class SentTest:
    """A test and what has become of it; ``answered`` is what the relay said last."""

    text: str
    asked_at: datetime
    state: MessageState
    reason: str
    answered: str
    came_back: bool

    @property
    def is_under_way(self) -> bool:
        return self.state in (MessageState.PLANNED, MessageState.CLAIMED, MessageState.UNCERTAIN)


def send_test_mail(session: Session, staff: Staff, mail: Mail, language: Language, now: datetime) -> Message:
    """Owe ``staff`` the mail as a test, at once; ``Refused`` when she has no account, or has sent too many today."""
    if staff.account_id is None:
        raise Refused("A test goes to the address with which somebody signs in, and this person has no account.")
    keys = _keys(staff.id, now.date())
    sent = session.scalars(select(Message.key).where(Message.clinic_id == staff.clinic_id, Message.key.in_(keys))).all()
    if len(sent) == MOST_PER_DAY:
        raise Refused(f"At most {MOST_PER_DAY} tests a day.")
    text = f"{mail}/{language}"
    message = Message(
        id=new_id(session),
        clinic_id=staff.clinic_id,
        key=keys[len(sent)],
        mail=TEST,
        channel=Channel.EMAIL,
        priority=Priority.SAME_DAY,
        staff_id=staff.id,
        carries=[text],
        ideal_at=now,
        due_at=now,
        expires_at=now + LASTS,
        state=MessageState.PLANNED,
        text_version_id=versions.latest_id(session, staff.clinic_id, "text", text),
        language=language,
        dated_at=now.replace(microsecond=0),
    )
    ledger.owe(session, message, now)
    session.info["wake"] = True
    return message


def recent_tests(session: Session, clinic_id: UUID, staff_id: UUID, now: datetime) -> list[SentTest]:
    """What somebody has sent herself today and yesterday, the newest first."""
    keys = [*_keys(staff_id, now.date()), *_keys(staff_id, now.date() - timedelta(days=1))]
    rows = session.scalars(
        select(Message)
        .where(Message.clinic_id == clinic_id, Message.key.in_(keys))
        .order_by(Message.created_at.desc(), Message.id.desc())
    ).all()
    said = _said(session, [row.id for row in rows])
    return [
        SentTest(
            row.carries[0], row.created_at, row.state, row.reason, said.get(row.id, ""), row.bounced_at is not None
        )
        for row in rows
    ]


def _said(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What a relay said last of each: a message that has expired since no longer holds it."""
    events = select(MessageEvent.message_id, MessageEvent.detail).where(
        MessageEvent.message_id.in_(ids), MessageEvent.detail != ""
    )
    return {event.message_id: event.detail for event in session.execute(events.order_by(MessageEvent.number))}


def _keys(staff_id: UUID, on: date) -> list[str]:
    """The keys of a day: to know them all is to find them without reading the ledger."""
    return [f"{TEST}:{staff_id.hex}:{on}:{number}" for number in range(1, MOST_PER_DAY + 1)]
