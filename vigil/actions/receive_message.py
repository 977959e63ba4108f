"""A message has come in: it is kept whatever else happens, then matched, then does what it may do.

What a program wrote (an absence, a bounce, a mail of ours that came back) is never an answer and is never answered.
What cannot be matched or dealt with is handed to a person, and touches nobody's record.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from vigil.actions.acknowledge_reply import acknowledge_reply
from vigil.actions.answer_by_mail import answer_by_mail, stop_reminders
from vigil.actions.hand_to_person import ALARMING, NOT_READ, PROVISIONAL, STRAY, hand_to_person
from vigil.actions.match_message import (
    Match,
    clinic_of_strays,
    is_our_own,
    match_message,
    returned_message,
)
from vigil.actions.note_bounce import note_bounce
from vigil.actions.reach_patient import opt_out
from vigil.domain.inbound import Fate, MatchedBy, Unmatched
from vigil.domain.words import Urgency
from vigil.replies.keeping import from_kept, kept_object, to_kept
from vigil.replies.photos import Picture
from vigil.replies.understanding import Understood
from vigil.replies.words.message import Bounce, Problem, ReadMessage
from vigil.store import inbound, photos
from vigil.store.database import new_id
from vigil.store.savepoints import apart
from vigil.store.tables import Ask, Inbound, Message, Patient

log = structlog.get_logger()


@dataclass(frozen=True)
class Incoming:
    """One message as it was fetched and read; ``size`` is that of all of it, ``reader`` names what read it.

    ``pictures`` are its photos that could be drawn anew.
    """

    content: bytes
    size: int
    read: ReadMessage
    said: Understood
    reader: str
    pictures: tuple[Picture, ...] = ()


def receive_message(session: Session, incoming: Incoming, domain: str, now: datetime) -> Inbound | None:
    """Keep a message and deal with it; the row says what became of it. ``domain`` is ours.

    The same bytes again change nothing and give the first row. ``None`` where there is no clinic to keep it for.
    """
    key = inbound.key_of(incoming.content)
    known = inbound.by_key(session, key)
    if known is not None:
        return known
    match = _matched(session, incoming, domain, now)
    if match.clinic_id is None:
        return None
    row = _row(session, incoming, key, match, now)
    try:
        with apart(session):
            row.fate = _dealt_with(session, row, incoming, match, now)
    except Exception as error:  # its text may quote a person
        log.error("a message was not dealt with", action="message_failed", inbound=str(row.id), error=_name(error))
        session.refresh(row)
        row.fate = Fate.FAILED
        hand_to_person(session, row, NOT_READ, Urgency.SAME_DAY, now)
    session.flush()
    return row


def take_up(session: Session, row: Inbound, ask: Ask, now: datetime) -> Fate:
    """What a reply does once it is known whose it is: it answers its ask, or ends our mails, or both."""
    said = from_kept(row.reading or "{}")
    patient = session.get_one(Patient, ask.patient_id)
    if said.opt_out:
        opt_out(session, patient, now)
        stop_reminders(ask, now)
        if not (said.eva or said.reactions or said.needs_human):
            return Fate.OPT_OUT
    reasons = ("photos",) if kept_object(row.reading or "{}").get("photos") else ()
    received = answer_by_mail(session, ask, said, now, received_at=row.received_at, reasons=reasons)
    row.report_id = received.report_id
    return Fate.REPORT


def _matched(session: Session, incoming: Incoming, domain: str, now: datetime) -> Match:
    """Whose it is; when even asking fails, nobody's."""
    try:
        with apart(session):
            if is_our_own(session, incoming.read, domain):
                return Match(clinic_of_strays(session))
            if incoming.read.bounce is not None:
                message = returned_message(session, incoming.read, domain)
                return _returned(session, message)
            return match_message(session, incoming.read, domain, now)
    except Exception as error:  # as above
        log.error("a message was not matched", action="match_failed", error=_name(error))
        return Match(clinic_of_strays(session), why=Unmatched.UNKNOWN_SENDER)


def _returned(session: Session, message: Message | None) -> Match:
    if message is None:
        return Match(clinic_of_strays(session))
    patient = session.get(Patient, message.patient_id) if message.patient_id else None
    return Match(message.clinic_id, patient, message=message, by=MatchedBy.TOKEN)


def _row(session: Session, incoming: Incoming, key: str, match: Match, now: datetime) -> Inbound:
    row = Inbound(
        id=new_id(session),
        clinic_id=match.clinic_id,
        key=key,
        received_at=now,
        size=incoming.size,
        fate=Fate.FAILED,
        matched_by=match.by,
        is_provisional=match.is_provisional,
        patient_id=match.patient.id if match.patient else None,
        ask_id=match.ask.id if match.ask else None,
        message_id=match.message.id if match.message else None,
        reader=incoming.reader,
    )
    row.reading = to_kept(incoming.read, incoming.said)
    session.add(row)
    session.flush()
    inbound.keep_raw(session, row, incoming.content)
    for picture in incoming.pictures:
        photos.keep(session, row.clinic_id, picture, now, inbound_id=row.id)
    session.flush()
    return row


def _dealt_with(session: Session, row: Inbound, incoming: Incoming, match: Match, now: datetime) -> Fate:
    read, said = incoming.read, incoming.said
    if match.by is MatchedBy.NOTHING and match.why is None and read.bounce is None:
        return Fate.OWN
    if read.bounce is not None:
        return _bounced(session, row, read.bounce, match.message, now)
    if read.is_auto_reply:
        if said.needs_human:
            hand_to_person(session, row, ALARMING, Urgency.SAME_DAY, now)
        return Fate.AUTO_REPLY
    if Problem.NOT_READ in read.problems:
        hand_to_person(session, row, NOT_READ, Urgency.SAME_DAY, now)
        return Fate.FAILED
    return _replied(session, row, said, match, now)


def _bounced(session: Session, row: Inbound, bounce: Bounce, message: Message | None, now: datetime) -> Fate:
    if message is None:
        hand_to_person(session, row, STRAY, Urgency.INFORMATION, now)
        return Fate.STRAY_BOUNCE
    row.fate = Fate.HARD_BOUNCE if bounce is Bounce.HARD else Fate.SOFT_BOUNCE
    session.flush()
    note_bounce(session, message, bounce, now)
    return Fate(row.fate)


def _replied(session: Session, row: Inbound, said: Understood, match: Match, now: datetime) -> Fate:
    """A person has written."""
    if match.patient is not None and said.opt_out and match.why is not Unmatched.PATIENT_GONE:
        opt_out(session, match.patient, now)  # honoured at once, even before it is confirmed whose question it was
    if match.patient is not None:
        acknowledge_reply(session, row, match.patient, match.ask, now)  # to their own address; none after an opt-out
    if match.ask is not None and not match.is_provisional:
        return take_up(session, row, match.ask, now)
    if match.ask is not None:
        stop_reminders(match.ask, now)
    if said.opt_out and match.patient is not None and not (said.eva or said.reactions or said.needs_human):
        return Fate.OPT_OUT
    why = match.why if match.why is not None else PROVISIONAL
    hand_to_person(session, row, why, _urgency(said, match), now)
    return Fate.PROVISIONAL if match.ask is not None else Fate.TO_PERSON


def _urgency(said: Understood, match: Match) -> Urgency:
    """As urgent as the words, and the same day where they may be a patient's; else within three days."""
    is_calm = not said.needs_human and (match.patient is None or match.why is Unmatched.FROM_STAFF)
    return min(said.domain_urgency, Urgency.WITHIN_72H if is_calm else Urgency.SAME_DAY)


def _name(error: Exception) -> str:
    return type(error).__name__
