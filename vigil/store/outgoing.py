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
from vigil.store.given import Among
from vigil.store.sealing import Keyring, place
from vigil.store.tables import Ask, Message, Patient


class Letter(NamedTuple):
    """A message as its writer needs it."""

    id: UUID
    clinic_id: UUID
    key: str
    mail: str
    patient_id: UUID | None
    staff_id: UUID | None
    ask_id: UUID | None
    session_id: UUID | None
    alert_id: UUID | None
    covers_on: date | None
    carries: list[Any]
    expires_at: datetime | None
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


def load(session: Session, ids: Sequence[UUID]) -> list[Outgoing]:
    """These messages, the most urgent and the longest due first."""
    columns = _READ.columns(session, ids) if ids else []
    if not columns:
        return []
    ring = keyring(session)
    letters = map(Letter._make, zip(*columns[:_FIRST], strict=True))
    people = map(_Person._make, zip(*columns[_FIRST:_SECOND], strict=True))
    asks = map(AskPut._make, zip(*columns[_SECOND:], strict=True))
    return [
        Outgoing(
            letter,
            None if letter.patient_id is None else Recipient(letter.patient_id, person, ring),
            None if letter.ask_id is None else ask,
        )
        for letter, person, ask in zip(letters, people, asks, strict=True)
    ]


def left(
    session: Session, going: Sequence[Outgoing], since: datetime, *, besides: Sequence[str]
) -> dict[UUID, list[datetime]]:
    """When other mail to the patients of these messages left since an instant, or may have: by patient.

    What another worker holds is about to leave. Mails named ``besides`` count for nobody's load.
    """
    left: dict[UUID, list[datetime]] = defaultdict(list)
    ids = {item.letter.id for item in going}
    people = [item.patient.id for item in going if item.patient is not None]
    columns = _LEFT_SINCE.columns(session, people, since=since) if people else []
    for id, patient_id, mail, sent_at, due_at in zip(*columns, strict=True):
        if mail not in besides and id not in ids:
            left[patient_id].append(sent_at or due_at)
    return left


_message, _patient, _ask = (cast(Table, kind.__table__) for kind in (Message, Patient, Ask))

_FIRST, _SECOND = len(Letter._fields), len(Letter._fields) + len(_Person._fields)

_READ = Among(
    lambda given: (
        select(
            *(_message.c[name] for name in Letter._fields),
            *(_patient.c[name] for name in _Person._fields),
            *(_ask.c[name] for name in AskPut._fields),
        )
        .select_from(
            _message.outerjoin(
                _patient, and_(_patient.c.clinic_id == _message.c.clinic_id, _patient.c.id == _message.c.patient_id)
            ).outerjoin(_ask, and_(_ask.c.clinic_id == _message.c.clinic_id, _ask.c.id == _message.c.ask_id))
        )
        .where(_message.c.id == given.id)
        .order_by(_message.c.priority, _message.c.due_at, _message.c.id)
    )
)

_LEFT_SINCE = Among(
    lambda given: (
        select(_message.c.id, _message.c.patient_id, _message.c.mail, _message.c.sent_at, _message.c.due_at)
        .distinct()
        .join(_patient, and_(_patient.c.clinic_id == _message.c.clinic_id, _patient.c.id == _message.c.patient_id))
        .where(
            _patient.c.id == given.id,
            _message.c.channel == "email",
            text("message.state IN ('sent', 'uncertain', 'claimed')"),
            _message.c.due_at > bindparam("since"),
        )
    )
)
