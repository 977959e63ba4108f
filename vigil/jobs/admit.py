"""Whether a claimed message may leave now: consent, usefulness, hours and load are asked again before every attempt."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.replan import OPT_OUT_CONFIRMED
from vigil.domain.load import next_allowed, next_sendable
from vigil.domain.reasons import Reason
from vigil.domain.schedule import Schedule
from vigil.domain.states import MessageState
from vigil.domain.timing import Limits, SendingHours
from vigil.domain.words import PatientState
from vigil.store import histories
from vigil.store.patients import mail_address
from vigil.store.tables import Ask, Message, Patient, Staff, Version

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Refusal:
    """Why a message does not leave now: the state that it goes to, and for ``planned`` when it is due again."""

    state: MessageState
    reason: Reason
    due_at: datetime | None = None


class Gate:
    """Admits the messages of one batch, in order; what it admits counts for the load of those that follow."""

    def __init__(self, session: Session, now: datetime, batch: Sequence[Message]) -> None:
        self._session = session
        self._now = now
        self._left = self._recent([row.patient_id for row in batch if row.patient_id], {row.id for row in batch})

    def admit(self, message: Message) -> str | Refusal:
        """The address that the message may leave for, or why it may not."""
        if message.expires_at is not None and message.expires_at <= self._now:
            return Refusal(MessageState.EXPIRED, Reason.TIME_PASSED)
        if message.patient_id is None:
            return self._staff_address(message)
        patient = self._session.get(Patient, message.patient_id)
        assert patient is not None
        if message.mail == OPT_OUT_CONFIRMED:
            is_dead = patient.state in (PatientState.DECEASED, PatientState.MERGED)
            return patient.email if patient.email and not is_dead else _not_to_be_emailed()
        address = mail_address(patient, self._now)
        if address is None:
            return _not_to_be_emailed()
        if self._is_answered(message):
            return Refusal(MessageState.CANCELLED, Reason.ANSWERED)
        put_off = self._put_off(message, patient)
        if put_off is None:
            self._left[patient.id].append(self._now)
        return put_off or address

    def _staff_address(self, message: Message) -> str | Refusal:
        person = self._session.get(Staff, message.staff_id)
        if person is None or not person.is_active or not person.email:
            return _not_to_be_emailed()
        return person.email

    def _is_answered(self, message: Message) -> bool:
        """Instructions leave even if the form was answered; what merely asks does not."""
        ask = self._session.get(Ask, message.ask_id) if message.ask_id else None
        return ask is not None and ask.replied_at is not None and not message.carries

    def _put_off(self, message: Message, patient: Patient) -> Refusal | None:
        zone = ZoneInfo(patient.zone)
        hours, limits = self._rhythm(message)
        sendable = next_sendable(self._now, zone, hours)
        if sendable > self._now:
            return Refusal(MessageState.PLANNED, Reason.WAITS_FOR_HOURS, sendable)
        allowed = next_allowed(self._now, self._left[patient.id], zone, hours, limits)
        if allowed > self._now:
            return Refusal(MessageState.PLANNED, Reason.WAITS_FOR_ROOM, allowed)
        return None

    def _rhythm(self, message: Message) -> tuple[SendingHours, Limits]:
        version = self._session.get(Version, message.schedule_version_id) if message.schedule_version_id else None
        schedule = (
            histories.parsed(f"schedules/{version.name}.toml", version.content) if version else Schedule("default")
        )
        return schedule.sending_hours, schedule.limits

    def _recent(self, patients: Sequence[UUID], batch: set[UUID]) -> dict[UUID, list[datetime]]:
        """When the patients' messages of the last week left, or may have, but for those of this batch.

        What another worker holds is about to leave.
        """
        left: dict[UUID, list[datetime]] = defaultdict(list)
        if patients:
            rows = self._session.execute(
                select(Message.id, Message.patient_id, Message.sent_at, Message.due_at).where(
                    Message.patient_id.in_(set(patients)),
                    Message.channel == "email",
                    Message.mail != OPT_OUT_CONFIRMED,
                    Message.state.in_((MessageState.SENT, MessageState.UNCERTAIN, MessageState.CLAIMED)),
                    Message.due_at > self._now - 2 * _WEEK,
                )
            )
            for id, patient_id, sent_at, due_at in rows:
                if patient_id and id not in batch and (sent_at or due_at) > self._now - _WEEK - timedelta(days=1):
                    left[patient_id].append(sent_at or due_at)
        return left


def _not_to_be_emailed() -> Refusal:
    return Refusal(MessageState.CANCELLED, Reason.NOT_TO_BE_EMAILED)
