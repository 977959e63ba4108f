"""The agenda's appointments: read from iCalendar, matched to patients by file number alone, planned, moved, cancelled.

Nothing is guessed: an event whose words name no patient, several, or a patient without exactly one open course is
listed for somebody to assign by hand.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component
from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.record_session import record_session
from vigil.actions.recording.session_draft import facts_of
from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual
from vigil.domain.instants import aware, local_date
from vigil.domain.recording.facts import SessionFacts
from vigil.domain.recording.notices import NotRecorded, Unacknowledged
from vigil.domain.wording import say
from vigil.domain.words import SessionState
from vigil.store.shelf import Shelf
from vigil.store.tables import Clinic, Course, Patient, TreatmentSession

MOST_EVENTS = 1000
_SHORT = 4  # digits: a shorter number alone may be a price or an hour, and counts only where it is called one
_TOKEN = re.compile(r"[^\W_][\w./-]*[^\W_]|[^\W_]")
_CALLED = re.compile(r"(?:dossier|file|patient|n°|nº|no\.?|#)\s*:?\s*$", re.IGNORECASE)


class Fate(StrEnum):
    """What becomes of an event."""

    PLANNED = "planned"
    MOVED = "moved"
    CANCELLED = "cancelled"
    KNOWN = "known"
    PAST = "past"
    UNMATCHED = "unmatched"


@dataclass(frozen=True)
class AgendaEvent:
    """One event; ``at`` is ``None`` where it names no hour. ``words`` are the texts in which a number is sought."""

    uid: str
    title: str
    at: datetime | None
    words: tuple[str, ...] = ()
    is_cancelled: bool = False
    repeats: bool = False


@dataclass(frozen=True)
class Placed:
    """An event with its fate; ``file_number`` is the patient's, ``reason`` why it could not be placed."""

    event: AgendaEvent
    fate: Fate
    file_number: str = ""
    reason: Bilingual | None = None


_REASONS = {
    "no_hour": say(
        "Pas d'heure qui se lise : un événement d'une journée entière, ou une date qui n'existe pas.",
        "No hour that can be read: an event of a whole day, or a date that does not exist.",
    ),
    "repeats": say("Se répète : planifiez chaque séance.", "It repeats: plan each session."),
    "nobody": say("Aucun numéro de dossier reconnu.", "No file number was recognised."),
    "several": say("Plusieurs numéros de dossier.", "Several file numbers."),
    "unknown": say("Ce numéro de dossier n'existe pas.", "There is no such file number."),
    "gone": say("Plus rien n'est planifié pour ce patient.", "Nothing more is planned for this patient."),
    "no_course": say("Aucune cure ouverte.", "No open course."),
    "courses": say("Plusieurs cures ouvertes : planifiez à la main.", "Several open courses: plan it by hand."),
    "asked": say(
        "Un avertissement est à lire avant de planifier : faites-le à la main.",
        "A warning has to be read before it is planned: do it by hand.",
    ),
}


class _Unplaced(Exception):  # named by what happened
    """Why an event cannot be placed; ``code`` is a key of ``_REASONS``."""

    def __init__(self, code: str, file_number: str = "") -> None:
        super().__init__(code)
        self.reason, self.file_number = _REASONS[code], file_number


def read_calendar(content: str, zone: ZoneInfo) -> tuple[AgendaEvent, ...]:
    """The events of an iCalendar file; hours without a time zone are the clinic's. ``Refused`` when it is none."""
    try:
        found = Calendar.from_ical(content).walk("VEVENT")
        events = tuple(_event(each, zone) for each in found)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError):
        raise Refused("This is no iCalendar file (.ics) that can be read.", field="file") from None
    if not events:
        raise Refused("The file holds no appointment.", field="file")
    if len(events) > MOST_EVENTS:
        raise Refused(f"The file holds {len(events)} appointments: at most {MOST_EVENTS}.", field="file")
    return events


def import_agenda(
    session: Session, clinic_id: UUID, events: Sequence[AgendaEvent], assigned: Mapping[str, str], now: datetime
) -> list[Placed]:
    """Plan, move and cancel what the agenda says; ``assigned`` are file numbers given by hand, by ``key_of`` event.

    A dry run is this, rolled back. What was performed or missed is never touched.
    """
    clinic = session.get_one(Clinic, clinic_id)
    numbers = _file_numbers(session, clinic_id, events, assigned)
    return [_placed(session, clinic, event, assigned.get(key_of(event), ""), numbers, now) for event in events]


def key_of(event: AgendaEvent) -> str:
    """A short name for an event that stays the same when it is moved."""
    return hashlib.sha256(event.uid.encode()).hexdigest()[:24]


def numbers_in(text: str) -> set[str]:
    """What in a text may be a file number: whole words; short bare numbers only where they are called one."""
    found = set()
    for match in _TOKEN.finditer(text):
        word = match[0]
        is_bare = word.isdigit() and len(word) < _SHORT
        if not is_bare or _CALLED.search(text[: match.start()]):
            found.add(word)
    return found


def _event(component: Component, zone: ZoneInfo) -> AgendaEvent:
    start = component.decoded("DTSTART", None)
    at = None
    if isinstance(start, datetime):
        at = aware(start if start.tzinfo is not None else start.replace(tzinfo=zone))
    texts = [str(component.get(name, "")) for name in ("UID", "SUMMARY", "DESCRIPTION")]
    title = " ".join(texts[1].split())[:200]
    recurring = any(component.get(name) is not None for name in ("RRULE", "RDATE", "RECURRENCE-ID"))
    return AgendaEvent(
        uid=texts[0] or f"{title} {at}",
        title=title,
        at=at,
        words=tuple(texts),
        is_cancelled=str(component.get("STATUS", "")).upper() == "CANCELLED",
        repeats=recurring,
    )


def _file_numbers(
    session: Session, clinic_id: UUID, events: Sequence[AgendaEvent], assigned: Mapping[str, str]
) -> dict[str, Patient]:
    """The clinic's patients whose numbers the events or the assignments name."""
    wanted = sorted({number for event in events for text in event.words for number in numbers_in(text)})
    wanted += sorted(set(assigned.values()))
    found: dict[str, Patient] = {}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        rows = session.scalars(select(Patient).where(Patient.clinic_id == clinic_id, Patient.external_id.in_(some)))
        found |= {row.external_id: row for row in rows}
    return found


def _placed(
    session: Session, clinic: Clinic, event: AgendaEvent, by_hand: str, numbers: Mapping[str, Patient], now: datetime
) -> Placed:
    shelf = Shelf(session, clinic)
    row = shelf.find(TreatmentSession, f"agenda/{key_of(event)}")
    try:
        if event.at is None:
            raise _Unplaced("no_hour")
        if event.repeats:
            raise _Unplaced("repeats")
        if row is not None:
            return _again(shelf, event, row, event.at, now)
        if event.is_cancelled or event.at <= now:
            return Placed(event, Fate.KNOWN if event.is_cancelled else Fate.PAST)
        patient = _patient(event, by_hand, numbers)
        return _new(shelf, event, event.at, patient, now)
    except _Unplaced as why:
        return Placed(event, Fate.UNMATCHED, why.file_number or by_hand, why.reason)


def _patient(event: AgendaEvent, by_hand: str, numbers: Mapping[str, Patient]) -> Patient:
    if by_hand and by_hand not in numbers:
        raise _Unplaced("unknown", by_hand)
    named: Collection[str] = {by_hand} if by_hand else {n for text in event.words for n in numbers_in(text)}
    found = {number: numbers[number] for number in named if number in numbers}
    if len(found) != 1:
        raise _Unplaced("several" if found else "nobody")
    (patient,) = found.values()
    if not patient.state.is_followed:
        raise _Unplaced("gone", patient.external_id)
    return patient


def _new(shelf: Shelf, event: AgendaEvent, at: datetime, patient: Patient, now: datetime) -> Placed:
    number, zone = patient.external_id, ZoneInfo(patient.zone)
    courses = [course for course in shelf.of(Course, "patient_id", patient.id) if course.closed_at is None]
    if len(courses) != 1:
        raise _Unplaced("courses" if courses else "no_course", number)
    there = [each for each in shelf.of(TreatmentSession, "course_id", courses[0].id) if _counts(each)]
    if any(local_date(each.at, zone) == local_date(at, zone) for each in there):
        return Placed(event, Fate.KNOWN, number)
    facts = SessionFacts(f"agenda/{key_of(event)}", courses[0].external_id, at)
    _record(shelf, facts, number, now)
    return Placed(event, Fate.PLANNED, number)


def _again(shelf: Shelf, event: AgendaEvent, row: TreatmentSession, at: datetime, now: datetime) -> Placed:
    """An event that is on record: it may have moved, or be cancelled."""
    number = shelf.session.get_one(Patient, row.patient_id).external_id
    if row.state is not SessionState.PLANNED or (row.at == at and not event.is_cancelled):
        return Placed(event, Fate.KNOWN, number)
    facts = facts_of(shelf, row, shelf.session.get_one(Course, row.course_id))
    if event.is_cancelled:
        _record(shelf, replace(facts, state=SessionState.VOID, state_reason="agenda"), number, now)
        return Placed(event, Fate.CANCELLED, number)
    _record(shelf, replace(facts, at=at), number, now)
    return Placed(event, Fate.MOVED, number)


def _record(shelf: Shelf, facts: SessionFacts, number: str, now: datetime) -> None:
    """Warnings are for a person to read: an event that calls for one is not placed."""
    try:
        record_session(shelf.session, shelf.clinic.id, facts, now)
    except (Unacknowledged, NotRecorded):
        raise _Unplaced("asked", number) from None


def _counts(row: TreatmentSession) -> bool:
    return row.state in (SessionState.PLANNED, SessionState.PERFORMED)
