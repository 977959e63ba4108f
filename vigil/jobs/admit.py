"""Whether a claimed message may leave now: consent, usefulness, hours and load are asked again before every attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vigil.actions.acknowledge_reply import ACKNOWLEDGEMENT
from vigil.actions.replan import OPT_OUT_CONFIRMED
from vigil.actions.send_test_mail import TEST
from vigil.domain.load import next_allowed, next_sendable
from vigil.domain.reasons import Reason
from vigil.domain.schedule import Schedule
from vigil.domain.states import MessageState
from vigil.domain.timing import Limits, SendingHours
from vigil.domain.words import PatientState
from vigil.jobs.outcomes import schedule_of
from vigil.mail.contexts import Mail
from vigil.store import outgoing
from vigil.store.outgoing import Letter, Outgoing, Recipient
from vigil.store.patients import mail_address
from vigil.store.tables import Account, Staff

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Refusal:
    """Why a message does not leave now: the state that it goes to, and for ``planned`` when it is due again."""

    state: MessageState
    reason: Reason
    due_at: datetime | None = None


class Gate:
    """Admits the messages of one batch, in order; what it admits counts for the load of those that follow."""

    def __init__(self, session: Session, now: datetime, batch: Sequence[Outgoing]) -> None:
        self._session = session
        self._now = now
        recent = outgoing.left(session, batch, now - 2 * _WEEK, besides=(OPT_OUT_CONFIRMED, ACKNOWLEDGEMENT))
        since = now - _WEEK - timedelta(days=1)
        self._known_hours: dict[tuple[str, str | None], tuple[ZoneInfo, SendingHours, Limits, datetime]] = {}
        self._left = {patient: [at for at in left if at > since] for patient, left in recent.items()}

    def admit(self, item: Outgoing) -> str | Refusal:
        """The address that the message may leave for, or why it may not."""
        letter, patient = item.letter, item.patient
        if letter.expires_at is not None and letter.expires_at <= self._now:
            return Refusal(MessageState.EXPIRED, Reason.TIME_PASSED)
        if patient is None:
            return self._staff_address(letter)
        if letter.mail == OPT_OUT_CONFIRMED:
            is_dead = patient.state in (PatientState.DECEASED, PatientState.MERGED)
            return patient.email if patient.email and not is_dead else _not_to_be_emailed()
        address = mail_address(patient, self._now)
        if address is None:
            return _not_to_be_emailed()
        if letter.mail == ACKNOWLEDGEMENT:
            return address  # they have just written: at once, and not counted as one of ours
        if item.ask is not None and item.ask.replied_at is not None and not letter.carries:
            return Refusal(MessageState.CANCELLED, Reason.ANSWERED)  # instructions leave all the same
        return self._put_off(letter, patient) or address

    def _staff_address(self, letter: Letter) -> str | Refusal:
        person = self._session.get(Staff, letter.staff_id)
        if person is None or not person.is_active:
            return _not_to_be_emailed()
        if letter.mail in (Mail.PASSWORD_RESET, Mail.SECOND_FACTOR_RESET, TEST):
            # Where the person signs in, not where a clinic writes to her: another clinic could change that one.
            account = self._session.get(Account, person.account_id) if person.account_id else None
            return (account and account.email) or _not_to_be_emailed()
        return person.email or _not_to_be_emailed()

    def _put_off(self, letter: Letter, patient: Recipient) -> Refusal | None:
        zone, hours, limits, sendable = self._hours(patient.zone, letter.schedule_version_id)
        if sendable > self._now:
            return Refusal(MessageState.PLANNED, Reason.WAITS_FOR_HOURS, sendable)
        left = self._left.setdefault(patient.id, [])
        if left:
            allowed = next_allowed(self._now, left, zone, hours, limits)
            if allowed > self._now:
                return Refusal(MessageState.PLANNED, Reason.WAITS_FOR_ROOM, allowed)
        left.append(self._now)
        return None

    def _hours(self, zone: str, version_id: UUID | None) -> tuple[ZoneInfo, SendingHours, Limits, datetime]:
        """The sending hours of a schedule, and when one may send next: the same for nearly all of a batch."""
        key = zone, version_id.hex if version_id else None
        known = self._known_hours.get(key)
        if known is None:
            schedule, place = schedule_of(self._session, version_id) or Schedule("default"), ZoneInfo(zone)
            sendable = next_sendable(self._now, place, schedule.sending_hours)
            known = self._known_hours[key] = place, schedule.sending_hours, schedule.limits, sendable
        return known


def _not_to_be_emailed() -> Refusal:
    return Refusal(MessageState.CANCELLED, Reason.NOT_TO_BE_EMAILED)
