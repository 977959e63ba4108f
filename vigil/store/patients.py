"""How a patient may be reached."""

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from vigil.domain.instants import local_date
from vigil.domain.words import PatientState

MAJORITY = 18  # years; a minor's mail goes to the guardian


class Reachable(Protocol):
    """What decides whether and where somebody is written to: a patient's row, or what was read of it."""

    @property
    def state(self) -> PatientState: ...
    @property
    def zone(self) -> str: ...
    @property
    def consents_to_email(self) -> bool: ...
    @property
    def shares_mailbox(self) -> bool: ...
    @property
    def born_on(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def guardian_email(self) -> str | None: ...


def age_on(patient: Reachable, day: date) -> int | None:
    """Completed years on a day, or ``None`` when the date of birth is not on record."""
    written = patient.born_on
    if not written:
        return None
    born = date.fromisoformat(written)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def mail_address(patient: Reachable, at: datetime) -> str | None:
    """Where mail to a patient goes: their own address, a minor's guardian's; ``None`` for who is not to be e-mailed."""
    if patient.state is not PatientState.ACTIVE or not patient.consents_to_email or patient.shares_mailbox:
        return None
    age = age_on(patient, local_date(at, ZoneInfo(patient.zone)))
    is_minor = age is not None and age < MAJORITY
    return patient.guardian_email if is_minor else patient.email
