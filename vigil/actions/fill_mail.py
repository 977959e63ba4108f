"""What a message is filled with: the patient's links, the alert, the day's digest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.accounts.links import link_token
from vigil.actions.open_alert import clinic_rules
from vigil.domain.dates import long_instant
from vigil.domain.faults import Fault
from vigil.domain.ladder import InPlace, Rung
from vigil.domain.words import Language, SessionState, Urgency
from vigil.mail.addresses import reply_address
from vigil.mail.contexts import (
    AccountContext,
    AlertContext,
    DigestContext,
    DigestItem,
    FaultContext,
    Mail,
    MailContext,
    PatientContext,
)
from vigil.mail.press import Personal, Press
from vigil.store import alerts, tokens
from vigil.store.database import keyring
from vigil.store.outgoing import AskPut, Letter, Outgoing, Recipient
from vigil.store.tables import Alert, Clinic, Staff, TreatmentSession
from vigil.store.tokens import Purpose

_MINUTES = {Mail.FOLLOWUP: 2}


@dataclass(frozen=True)
class Sender:
    """Where links lead and where mail comes from: the same for every message of an installation.

    ``samples`` are the invented values that a test of a mail is filled with.
    """

    base_url: str
    domain: str
    mailbox: str
    press: Press
    reads_replies: bool = False
    samples: Callable[[Mail, Language], MailContext] | None = None

    @property
    def address(self) -> str:
        return f"{self.mailbox}@{self.domain}"

    def link(self, page: str, token: str) -> str:
        return f"{self.base_url}/{page}/{token}"


class Writing(NamedTuple):
    """One message that is being written, dated ``dated_at`` since its first writing."""

    session: Session
    sender: Sender
    clinic: Clinic
    outgoing: Outgoing
    dated_at: datetime

    @property
    def letter(self) -> Letter:
        return self.outgoing.letter


def personal_of(writing: Writing, patient: Recipient, address: str) -> Personal:
    """What of a patient's mail is theirs alone; it goes to ``address``."""
    letter, ask, link_to = writing.letter, writing.outgoing.ask, writing.sender.link
    stop = link_to("stop", _patient_token(writing, patient, Purpose.OPT_OUT))
    if ask is not None:
        link = link_to("answer", _ask_token(writing, ask, Purpose.ANSWER))
    elif letter.mail == Mail.OPT_OUT_CONFIRMED:
        link = stop
    else:
        link = _instructions(writing, patient, "before" if letter.mail == Mail.BEFORE_SESSION else "after")
    carries_instructions = any(key.startswith(("before:", "same_day:")) for key in letter.carries)
    is_told_before = carries_instructions and letter.mail != Mail.BEFORE_SESSION
    return Personal(
        letter.id,
        address,
        _reply_to(writing, ask),
        "" if patient.has_guardian else patient.given_name or "",
        link,
        stop,
        _instructions(writing, patient, "before") if is_told_before else "",
    )


def patient_context(writing: Writing, patient: Recipient, personal: Personal) -> PatientContext:
    """What the templates of a patient's mail are filled with."""
    mail, reads_replies = Mail(writing.letter.mail), writing.sender.reads_replies
    return PatientContext(
        clinic_name=writing.clinic.mail_name,
        clinic_phone=writing.clinic.phone,
        link=personal.link,
        unsubscribe_link=personal.unsubscribe_link,
        minutes=_MINUTES.get(mail, 1),
        first_name=personal.first_name,
        appointments=_appointments(writing, patient) if mail is Mail.BEFORE_SESSION else (),
        also_before_link=personal.also_before_link,
        reads_replies=reads_replies,
        invites_replies=reads_replies and _may_hold_health_data(writing),
    )


def staff_context(writing: Writing) -> MailContext:
    """The same of a mail to staff."""
    staff = writing.session.get_one(Staff, writing.letter.staff_id)
    if Mail(writing.letter.mail).is_for_account:
        return _account_context(writing, staff)
    if writing.letter.mail == Mail.FAULT:
        return _fault_context(writing, staff)
    return _alert_context(writing, staff) if writing.letter.alert_id is not None else _digest_context(writing, staff)


def alert_token(session: Session, alert: Alert, staff: Staff) -> str:
    """The token with which one member of staff opens and acknowledges one alert."""
    return tokens.derive(keyring(session), Purpose.ACKNOWLEDGE, alert.clinic_id, alert.id, extra=staff.id.hex)


def _reply_to(writing: Writing, ask: AskPut | None) -> str:
    """Where a reply goes: to the ask, or for mere instructions to the message."""
    if ask is None:
        token = tokens.derive_bounce(keyring(writing.session), writing.letter.id)
    else:
        token = _ask_token(writing, ask, Purpose.REPLY)
    return reply_address(token, writing.sender.domain)


def _may_hold_health_data(writing: Writing) -> bool:
    return clinic_rules(writing.session, writing.clinic.id).mailbox_may_hold_health_data


def _instructions(writing: Writing, patient: Recipient, moment: str) -> str:
    return f"{writing.sender.link('read', _patient_token(writing, patient, Purpose.READ))}/{moment}"


def _patient_token(writing: Writing, patient: Recipient, purpose: Purpose) -> str:
    ring = keyring(writing.session)
    return tokens.derive(ring, purpose, writing.letter.clinic_id, patient.id, generation=patient.generation)


def _ask_token(writing: Writing, ask: AskPut, purpose: Purpose) -> str:
    letter = writing.letter
    assert letter.ask_id is not None
    ring = keyring(writing.session)
    return tokens.derive(ring, purpose, letter.clinic_id, letter.ask_id, generation=ask.generation)


def _appointments(writing: Writing, patient: Recipient) -> tuple[str, ...]:
    """The dates that a message about appointments speaks of: its own and those that it carries."""
    letter = writing.letter
    wanted = {letter.session_id, *(_session_of(key) for key in letter.carries)}
    rows = writing.session.scalars(
        select(TreatmentSession)
        .where(
            TreatmentSession.clinic_id == letter.clinic_id,
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


def _account_context(writing: Writing, staff: Staff) -> AccountContext:
    letter, clinic = writing.letter, writing.clinic
    assert letter.expires_at is not None
    token = link_token(writing.session, Mail(letter.mail), clinic.id, staff.id, letter.id)
    return AccountContext(
        staff_name=staff.name or "",
        clinic_name=clinic.name,
        link=writing.sender.link("set-up", token),
        until=long_instant(letter.expires_at, ZoneInfo(clinic.zone))[staff.language],
    )


def _alert_context(writing: Writing, staff: Staff) -> AlertContext:
    alert = writing.session.get_one(Alert, writing.letter.alert_id)
    return AlertContext(
        staff_name=staff.name or "",
        clinic_name=writing.clinic.name,
        urgency=Urgency(alert.urgency),
        reference=alert.reference,
        waiting=_waiting(writing, alert),
        link=writing.sender.link("alert", alert_token(writing.session, alert, staff)),
        rung=_why(writing.letter.carries[0]),
    )


def _why(carried: str) -> Rung | InPlace:
    return InPlace(carried) if carried in tuple(InPlace) else Rung(carried)


def _digest_context(writing: Writing, staff: Staff) -> DigestContext:
    """The digest lists the alerts that it was owed for, so that another attempt says the same."""
    session, clinic = writing.session, writing.clinic
    ids = [UUID(alert) for alert in writing.letter.carries]
    rows = session.scalars(select(Alert).where(Alert.clinic_id == clinic.id, Alert.id.in_(ids))).all()
    items = tuple(
        DigestItem(
            urgency=Urgency(alert.urgency),
            reference=alert.reference,
            waiting=_waiting(writing, alert),
            link=writing.sender.link("alert", alert_token(session, alert, staff)),
            datum=alerts.read_finding(alert)[0][staff.language],
        )
        for alert in rows
    )
    worklist = tokens.derive(
        keyring(session), Purpose.WORKLIST, clinic.id, staff.id, extra=str(writing.letter.covers_on)
    )
    return DigestContext(
        staff_name=staff.name or "",
        clinic_name=clinic.name,
        list_link=writing.sender.link("worklist", worklist),
        items=items,
        is_secure=_is_secure(session, clinic, staff),
    )


def _fault_context(writing: Writing, staff: Staff) -> FaultContext:
    fault, since = writing.letter.carries
    written = long_instant(datetime.fromisoformat(since), ZoneInfo(writing.clinic.zone))
    return FaultContext(
        staff_name=staff.name or "",
        clinic_name=writing.clinic.name,
        fault=Fault(fault),
        since=written[staff.language],
        link=f"{writing.sender.base_url}/desk/{writing.clinic.id.hex}",
    )


def _waiting(writing: Writing, alert: Alert) -> timedelta:
    return max(writing.dated_at - alert.opened_at, timedelta(0))


def _is_secure(session: Session, clinic: Clinic, staff: Staff) -> bool:
    domain = (staff.email or "").rpartition("@")[2].casefold()
    return domain in clinic_rules(session, clinic.id).secure_mail_domains
