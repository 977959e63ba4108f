"""What is about to leave, read for a whole batch at once: the messages, whom they go to, and what they ask.

Plain rows rather than mapped objects: reading them is most of what a message costs.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, and_, bindparam, select, text
from sqlalchemy.orm import Session

from vigil.domain.words import AskState, Language, PatientState
from vigil.store.database import keyring
from vigil.store.prepared import Prepared
from vigil.store.sealing import Keyring, place
from vigil.store.tables import Ask, Message, Patient


class Letter(NamedTuple):
    """A message as its writer needs it."""

    id: UUID
    clinic_id: UUID
    key: str
    mail: str
    priority: int
    patient_id: UUID | None
    staff_id: UUID | None
    ask_id: UUID | None
    session_id: UUID | None
    alert_id: UUID | None
    covers_on: date | None
    carries: list[Any]
    due_at: datetime
    expires_at: datetime | None
    reason: str
    schedule_version_id: UUID | None
    text_version_id: UUID | None
    language: Language | None
    dated_at: datetime | None


class AskPut(NamedTuple):
    """The ask that a message carries, as it stands."""

    generation: int
    state: AskState
    key: str
    asked_at: datetime | None
    replied_at: datetime | None
    late_at: datetime


class _Person(NamedTuple):
    state: PatientState
    language: Language
    zone: str
    consents_to_email: bool
    shares_mailbox: bool
    generation: int
    given_name_sealed: bytes | None
    born_on_sealed: bytes | None
    email_sealed: bytes | None
    guardian_email_sealed: bytes | None


class Recipient:
    """A patient whom a message is for; what is sealed is opened when it is asked for."""

    __slots__ = ("_ring", "_row", "id")

    def __init__(self, id: UUID, row: _Person, ring: Keyring) -> None:
        self.id, self._row, self._ring = id, row, ring

    @property
    def state(self) -> PatientState:
        return self._row.state

    @property
    def language(self) -> Language:
        return self._row.language

    @property
    def zone(self) -> str:
        return self._row.zone

    @property
    def consents_to_email(self) -> bool:
        return self._row.consents_to_email

    @property
    def shares_mailbox(self) -> bool:
        return self._row.shares_mailbox

    @property
    def generation(self) -> int:
        return self._row.generation

    @property
    def given_name(self) -> str | None:
        return self._open("given_name_sealed", self._row.given_name_sealed)

    @property
    def born_on(self) -> str | None:
        return self._open("born_on_sealed", self._row.born_on_sealed)

    @property
    def email(self) -> str | None:
        return self._open("email_sealed", self._row.email_sealed)

    @property
    def guardian_email(self) -> str | None:
        return self._open("guardian_email_sealed", self._row.guardian_email_sealed)

    @property
    def has_guardian(self) -> bool:
        return self._row.guardian_email_sealed is not None

    def _open(self, column: str, sealed: bytes | None) -> str | None:
        return None if sealed is None else self._ring.unseal(sealed, place("patient", column, self.id))


class Outgoing(NamedTuple):
    """One message, the patient whom it is for (none for staff), and its ask if it carries one."""

    letter: Letter
    patient: Recipient | None
    ask: AskPut | None


def load(session: Session, lease: UUID) -> list[Outgoing]:
    """The messages that a lease holds, the most urgent and the longest due first."""
    ring = keyring(session)
    return [_outgoing(row, ring) for row in _READ.all(session, holder=lease)]


def _outgoing(row: Any, ring: Keyring) -> Outgoing:
    letter = Letter._make(row[:_FIRST])
    patient = Recipient(letter.patient_id, _Person._make(row[_FIRST:_SECOND]), ring) if letter.patient_id else None
    return Outgoing(letter, patient, AskPut._make(row[_SECOND:]) if letter.ask_id else None)


def left(session: Session, lease: UUID, since: datetime, *, besides: Sequence[str]) -> dict[UUID, list[datetime]]:
    """When other mail to the patients of a lease left since an instant, or may have: by patient.

    What another worker holds is about to leave. Mails named ``besides`` count for nobody's load.
    """
    left: dict[UUID, list[datetime]] = defaultdict(list)
    for _, patient_id, mail, sent_at, due_at in _LEFT_SINCE.all(session, holder=lease, since=since):
        if mail not in besides:
            left[patient_id].append(sent_at or due_at)
    return left


_message, _patient, _ask = (cast(Table, kind.__table__) for kind in (Message, Patient, Ask))

_held = _message.alias("held")
_FIRST, _SECOND = len(Letter._fields), len(Letter._fields) + len(_Person._fields)

_READ = Prepared(
    select(
        *(_message.c[name] for name in Letter._fields),
        *(_patient.c[name] for name in _Person._fields),
        *(_ask.c[name] for name in AskPut._fields),
    )
    .select_from(_message)
    .outerjoin(_patient, and_(_patient.c.clinic_id == _message.c.clinic_id, _patient.c.id == _message.c.patient_id))
    .outerjoin(_ask, and_(_ask.c.clinic_id == _message.c.clinic_id, _ask.c.id == _message.c.ask_id))
    .where(text("message.state = 'claimed'"), _message.c.lease == bindparam("holder"))
    .order_by(_message.c.priority, _message.c.due_at, _message.c.id)
)

_LEFT_SINCE = Prepared(
    select(_message.c.id, _message.c.patient_id, _message.c.mail, _message.c.sent_at, _message.c.due_at)
    .distinct()
    .select_from(_held)
    .join(_message, and_(_message.c.clinic_id == _held.c.clinic_id, _message.c.patient_id == _held.c.patient_id))
    .where(
        text("held.state = 'claimed'"),
        _held.c.lease == bindparam("holder"),
        _message.c.lease.is_distinct_from(bindparam("holder")),
        _message.c.channel == "email",
        text("message.state IN ('sent', 'uncertain', 'claimed')"),
        _message.c.due_at > bindparam("since"),
    )
)
