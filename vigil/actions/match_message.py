"""Whose a message is: by the token of our address, by our message that it answers, by its sender; never by guessing.

A match by sender alone, and a message from another address than the patient's, are provisional until confirmed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vigil.domain.inbound import MatchedBy, Unmatched
from vigil.domain.words import AskState, PatientState
from vigil.replies.words.message import ReadMessage
from vigil.store import tokens
from vigil.store.database import keyring
from vigil.store.tables import Ask, Clinic, Message, Patient, Staff

_OURS = re.compile(r"<([0-9a-f-]{36}|[0-9a-f]{32})@([^<>@\s]+)>", re.IGNORECASE)


@dataclass(frozen=True)
class Match:
    """``why`` says why a person has to decide; ``ask`` may be missing although the patient is known."""

    clinic_id: UUID | None
    patient: Patient | None = None
    ask: Ask | None = None
    message: Message | None = None
    by: MatchedBy = MatchedBy.NOTHING
    is_provisional: bool = False
    why: Unmatched | None = None


def match_message(session: Session, read: ReadMessage, domain: str, now: datetime) -> Match:
    """Whose a reply is. ``domain`` is ours: only its Message-IDs are looked up."""
    found = _by_token(session, read) or _by_reference(session, read, domain)
    if found is None:
        return _by_sender(session, read, now)
    return _with_ask(session, _checked(session, found, read), now)


def returned_message(session: Session, read: ReadMessage, domain: str) -> Message | None:
    """The message of ours that a bounce is about: by its envelope's token, else by the Message-ID that it names."""
    for token in (read.bounce_token, read.reply_token):
        id = tokens.find_bounce(keyring(session), token) if token else None
        message = session.get(Message, id) if id else None
        if message is not None:
            return message
    return _referred(session, read, domain)


def is_our_own(session: Session, read: ReadMessage, domain: str) -> bool:
    """Whether it is a mail of ours that came back to us whole."""
    return _message_named(session, read.message_id or "", domain) is not None


def clinic_of_strays(session: Session) -> UUID | None:
    """The clinic whose staff read what belongs to nobody: the one that was opened first."""
    return session.scalar(select(Clinic.id).order_by(Clinic.created_at, Clinic.id).limit(1))


def _by_token(session: Session, read: ReadMessage) -> Match | None:
    for token in (read.reply_token, read.bounce_token):
        if not token:
            continue
        row = tokens.find(session, token, tokens.Purpose.REPLY)
        if row is not None:
            ask = session.scalar(select(Ask).where(Ask.clinic_id == row.clinic_id, Ask.id == row.ask_id))
            patient = session.get(Patient, ask.patient_id) if ask else None
            return Match(row.clinic_id, patient, ask, by=MatchedBy.TOKEN)
        id = tokens.find_bounce(keyring(session), token)
        message = session.get(Message, id) if id else None
        if message is not None:
            return _of_message(session, message, MatchedBy.TOKEN)
    return None


def _by_reference(session: Session, read: ReadMessage, domain: str) -> Match | None:
    message = _referred(session, read, domain)
    return _of_message(session, message, MatchedBy.REFERENCE) if message is not None else None


def _referred(session: Session, read: ReadMessage, domain: str) -> Message | None:
    """The nearest message of ours that it names."""
    found = (_message_named(session, reference, domain) for reference in read.references)
    return next((message for message in found if message is not None), None)


def _message_named(session: Session, message_id: str, domain: str) -> Message | None:
    named = _OURS.fullmatch(message_id.strip())
    if named is None or named[2].casefold() != domain.casefold():
        return None
    try:
        return session.get(Message, UUID(named[1]))
    except ValueError:
        return None


def _of_message(session: Session, message: Message, by: MatchedBy) -> Match:
    """Whoever a message of ours was for; its ask is its own, or the one that an acknowledgement names."""
    patient = session.get(Patient, message.patient_id) if message.patient_id else None
    if patient is None:
        return Match(message.clinic_id, message=message, by=by, why=Unmatched.FROM_STAFF)
    keys = [key for key in message.carries if isinstance(key, str)]
    ask = session.get(Ask, message.ask_id) if message.ask_id else None
    if ask is None and keys:
        ask = session.scalars(
            select(Ask).where(Ask.clinic_id == message.clinic_id, Ask.key.in_(keys), Ask.patient_id == patient.id)
        ).first()
    return Match(message.clinic_id, patient, ask, message, by)


def _checked(session: Session, match: Match, read: ReadMessage) -> Match:
    """Provisional unless the sender's address is the patient's (or their guardian's) and nobody else's."""
    if match.patient is None:
        return replace(match, why=match.why or Unmatched.UNKNOWN_SENDER)
    owners = _owners(session, read.sender)
    is_theirs = [owner.id for owner in owners] == [match.patient.id]
    return replace(match, is_provisional=not is_theirs or not match.patient.state.is_followed)


def _with_ask(session: Session, match: Match, now: datetime) -> Match:
    """A reply to a mail that asks nothing belongs to the one ask that is open, if there is one."""
    if match.ask is not None or match.patient is None:
        return match
    asks = _open_asks(session, match.patient, now)
    if len(asks) == 1:
        return replace(match, ask=asks[0])
    return replace(match, why=Unmatched.SEVERAL_ASKS if asks else Unmatched.NO_OPEN_ASK)


def _by_sender(session: Session, read: ReadMessage, now: datetime) -> Match:
    owners = _owners(session, read.sender)
    if len(owners) != 1:
        clinics = {owner.clinic_id for owner in owners}
        clinic = clinics.pop() if len(clinics) == 1 else _clinic_of_staff(session, read.sender)
        why = Unmatched.SHARED_ADDRESS if owners else Unmatched.UNKNOWN_SENDER
        return Match(clinic or clinic_of_strays(session), why=why)
    (patient,) = owners
    match = Match(patient.clinic_id, patient, by=MatchedBy.SENDER, is_provisional=True)
    if patient.state is PatientState.DECEASED:
        return replace(match, why=Unmatched.PATIENT_GONE)
    return _with_ask(session, match, now)


def _clinic_of_staff(session: Session, sender: str) -> UUID | None:
    if not sender:
        return None
    indexes = keyring(session).blind_indexes(sender)
    return session.scalar(select(Staff.clinic_id).where(Staff.email_index.in_(indexes)).limit(1))


def _owners(session: Session, sender: str) -> Sequence[Patient]:
    """The patients who are reached at an address, their own or their guardian's; who shares a mailbox counts as two."""
    if not sender:
        return []
    indexes = keyring(session).blind_indexes(sender)
    found = session.scalars(
        select(Patient)
        .where(
            or_(Patient.email_index.in_(indexes), Patient.guardian_email_index.in_(indexes)),
            Patient.state != PatientState.MERGED,
        )
        .order_by(Patient.id)
        .limit(20)
    ).all()
    return [owner for owner in found for _ in range(2 if owner.shares_mailbox else 1)]


def _open_asks(session: Session, patient: Patient, now: datetime) -> Sequence[Ask]:
    return session.scalars(
        select(Ask).where(
            Ask.clinic_id == patient.clinic_id,
            Ask.patient_id == patient.id,
            Ask.state == AskState.OPEN,
            Ask.asked_at.is_not(None),
            Ask.closes_at > now,
        )
    ).all()
