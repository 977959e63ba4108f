"""Writing one message of the ledger: which text, filled with what, in which envelope.

The first writing freezes text version, language and date, so that another attempt is the same to the byte.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.open_alert import clinic_rules
from vigil.domain.dates import long_instant
from vigil.domain.ladder import Rung
from vigil.domain.words import Language, SessionState, Urgency
from vigil.mail.addresses import checked_address, reply_address, verp
from vigil.mail.connection import Envelope
from vigil.mail.contexts import AlertContext, DigestContext, DigestItem, Mail, MailContext, PatientContext
from vigil.mail.message import Heading, compose
from vigil.mail.rendering import Renderer
from vigil.mail.texts import TextBundle
from vigil.store import alerts, tokens, versions
from vigil.store.database import keyring
from vigil.store.tables import Alert, Ask, Clinic, Message, Patient, Staff, TreatmentSession, Version

Row = TypeVar("Row")

_MINUTES = {Mail.FOLLOWUP: 2}
_bundle = lru_cache(maxsize=256)(TextBundle.from_json)


@dataclass(frozen=True)
class Sender:
    """Where links lead and where mail comes from: the same for every message of an installation."""

    base_url: str
    domain: str
    mailbox: str
    renderer: Renderer

    def link(self, page: str, token: str) -> str:
        return f"{self.base_url}/{page}/{token}"


def write_mail(session: Session, sender: Sender, message: Message, address: str, now: datetime) -> Envelope:
    """The envelope of a claimed message to ``address``.

    ``VigilError`` when it cannot be written: a template at fault, an address that mail cannot go to.
    """
    clinic = _the(session, Clinic, message.clinic_id)
    bundle = _freeze(session, message, clinic, now)
    context = _context(session, sender, message, clinic)
    assert message.dated_at is not None
    assert message.language is not None
    is_for_patient = message.patient_id is not None
    heading = Heading(
        id=message.id,
        domain=sender.domain,
        sender_name=clinic.mail_name,
        sender_address=f"{sender.mailbox}@{sender.domain}",
        recipient=checked_address(address),
        written_at=message.dated_at.astimezone(ZoneInfo(clinic.zone)),
        language=message.language,
        reply_to=_reply_to(session, sender, message) if is_for_patient else None,
        unsubscribe_link=context.unsubscribe_link if isinstance(context, PatientContext) else None,
        is_urgent=message.alert_id is not None,
    )
    content = compose(heading, sender.renderer.render(bundle, context))
    bounce = verp(tokens.derive_bounce(keyring(session), message.id), sender.domain)
    return Envelope(id=message.id, sender=bounce, recipient=heading.recipient, content=content)


def _freeze(session: Session, message: Message, clinic: Clinic, now: datetime) -> TextBundle:
    if message.text_version_id is None:
        message.language = _language(session, message)
        message.dated_at = now.replace(microsecond=0)
        version = versions.latest(session, clinic.id, "text", f"{message.mail}/{message.language}")
        if version is None:
            raise LookupError(f"the clinic has no text {message.mail}/{message.language}")
        message.text_version_id = version.id
    return _bundle(_the(session, Version, message.text_version_id).content)


def _language(session: Session, message: Message) -> Language:
    if message.patient_id is not None:
        return _the(session, Patient, message.patient_id).language
    return _the(session, Staff, message.staff_id).language


def _context(session: Session, sender: Sender, message: Message, clinic: Clinic) -> MailContext:
    if message.patient_id is not None:
        return _patient_context(session, sender, message, clinic)
    staff = _the(session, Staff, message.staff_id)
    if message.alert_id is not None:
        return _alert_context(session, sender, message, clinic, staff)
    return _digest_context(session, sender, message, clinic, staff)


def _patient_context(session: Session, sender: Sender, message: Message, clinic: Clinic) -> PatientContext:
    patient = _the(session, Patient, message.patient_id)
    ring = keyring(session)
    read = sender.link(
        "read", tokens.derive(ring, tokens.Purpose.READ, clinic.id, patient.id, generation=patient.generation)
    )
    stop = tokens.derive(ring, tokens.Purpose.OPT_OUT, clinic.id, patient.id, generation=patient.generation)
    mail = Mail(message.mail)
    link = f"{read}/{'before' if mail is Mail.BEFORE_SESSION else 'after'}"
    if mail is Mail.OPT_OUT_CONFIRMED:
        link = sender.link("stop", stop)
    if message.ask_id is not None:
        ask = _the(session, Ask, message.ask_id)
        link = sender.link(
            "answer", tokens.derive(ring, tokens.Purpose.ANSWER, clinic.id, ask.id, generation=ask.generation)
        )
    carries_instructions = any(key.startswith(("before:", "same_day:")) for key in message.carries)
    return PatientContext(
        clinic_name=clinic.mail_name,
        clinic_phone=clinic.phone,
        link=link,
        unsubscribe_link=sender.link("stop", stop),
        minutes=_MINUTES.get(mail, 1),
        first_name="" if patient.guardian_email else patient.given_name or "",
        appointments=_appointments(session, message, patient) if mail is Mail.BEFORE_SESSION else (),
        also_before_link=f"{read}/before" if carries_instructions and mail is not Mail.BEFORE_SESSION else "",
    )


def _appointments(session: Session, message: Message, patient: Patient) -> tuple[str, ...]:
    """The dates that a message about appointments speaks of: its own and those that it carries."""
    wanted = {message.session_id, *(_session_of(key) for key in message.carries)}
    rows = session.scalars(
        select(TreatmentSession)
        .where(
            TreatmentSession.clinic_id == message.clinic_id,
            TreatmentSession.patient_id == patient.id,
            TreatmentSession.state == SessionState.PLANNED,
        )
        .order_by(TreatmentSession.at)
    ).all()
    zone = ZoneInfo(patient.zone)
    return tuple(long_instant(row.at, zone)[patient.language] for row in rows if row.id in wanted)


def _session_of(key: str) -> UUID | None:
    """The session in a key such as ``before:<session>:72h``."""
    parts = key.split(":")
    try:
        return UUID(parts[1])
    except (IndexError, ValueError):
        return None


def _alert_context(session: Session, sender: Sender, message: Message, clinic: Clinic, staff: Staff) -> AlertContext:
    alert = _the(session, Alert, message.alert_id)
    return AlertContext(
        staff_name=staff.name or "",
        clinic_name=clinic.name,
        urgency=Urgency(alert.urgency),
        reference=alert.reference,
        waiting=_waiting(message, alert),
        link=sender.link("alert", alert_token(session, alert, staff)),
        rung=Rung(message.carries[0]),
    )


def alert_token(session: Session, alert: Alert, staff: Staff) -> str:
    """The token with which one member of staff opens and acknowledges one alert."""
    return tokens.derive(keyring(session), tokens.Purpose.ACKNOWLEDGE, alert.clinic_id, alert.id, extra=staff.id.hex)


def _digest_context(session: Session, sender: Sender, message: Message, clinic: Clinic, staff: Staff) -> DigestContext:
    """The digest lists the alerts that it was owed for, so that another attempt says the same."""
    ids = [UUID(alert) for alert in message.carries]
    rows = session.scalars(select(Alert).where(Alert.clinic_id == clinic.id, Alert.id.in_(ids))).all()
    items = tuple(
        DigestItem(
            urgency=Urgency(alert.urgency),
            reference=alert.reference,
            waiting=_waiting(message, alert),
            link=sender.link("alert", alert_token(session, alert, staff)),
            datum=alerts.read_finding(alert)[0][staff.language],
        )
        for alert in rows
    )
    worklist = tokens.derive(
        keyring(session), tokens.Purpose.WORKLIST, clinic.id, staff.id, extra=str(message.covers_on)
    )
    return DigestContext(
        staff_name=staff.name or "",
        clinic_name=clinic.name,
        list_link=sender.link("worklist", worklist),
        items=items,
        is_secure=_is_secure(session, clinic, staff),
    )


def _waiting(message: Message, alert: Alert) -> timedelta:
    assert message.dated_at is not None
    return max(message.dated_at - alert.opened_at, timedelta(0))


def _is_secure(session: Session, clinic: Clinic, staff: Staff) -> bool:
    domain = (staff.email or "").rpartition("@")[2].casefold()
    return domain in clinic_rules(session, clinic.id).secure_mail_domains


def _reply_to(session: Session, sender: Sender, message: Message) -> str:
    """Where a reply goes: to the ask, or for mere instructions to the message."""
    ring = keyring(session)
    if message.ask_id is None:
        return reply_address(tokens.derive_bounce(ring, message.id), sender.domain)
    ask = _the(session, Ask, message.ask_id)
    token = tokens.derive(ring, tokens.Purpose.REPLY, ask.clinic_id, ask.id, generation=ask.generation)
    return reply_address(token, sender.domain)


def _the(session: Session, table: type[Row], id: object) -> Row:
    row = session.get(table, id)
    if row is None:
        raise LookupError(f"no {table.__name__} {id}")
    return row
