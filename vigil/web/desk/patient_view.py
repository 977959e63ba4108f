"""What the page of one patient shows, gathered in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.judge import rule_book
from vigil.domain.day_checks import Checked, read_checks
from vigil.domain.diagnosis_review import REVIEW_RULES, Evidence, evidence
from vigil.domain.findings import Bilingual
from vigil.domain.holding import lifts
from vigil.domain.instants import local_date
from vigil.domain.outcome import Criteria
from vigil.domain.permissions import Permission
from vigil.domain.reasons import Reason
from vigil.domain.scores import baseline
from vigil.domain.states import MessageState
from vigil.domain.timeline import AlertMark, CourseTimeline, DecisionMark
from vigil.domain.words import AlertState, AskState, Channel, SessionState
from vigil.store import histories, timelines
from vigil.store.tables import Ask, Clearance, Message, Patient
from vigil.web.desk.eva_picture import NARROW, WIDE, Picture, picture
from vigil.web.desk.member import Member

_COMING = (MessageState.PLANNED, MessageState.CLAIMED, MessageState.UNCERTAIN)
_MOST_ENTRIES = 25
_ANSWERABLE = (AskState.OPEN, AskState.SILENT, AskState.ANSWERED)


@dataclass(frozen=True)
class CourseView:
    """One course: its timeline, both sizes of its picture, and what it comes to."""

    timeline: CourseTimeline
    wide: Picture | None
    narrow: Picture | None
    evidence: Evidence | None


@dataclass(frozen=True)
class ComingMessage:
    """A message that is still to leave, or is held back; ``reason`` says why it does not simply leave."""

    row: Message
    is_held: bool
    may_be_sent: bool
    reason: Bilingual | None


@dataclass(frozen=True)
class Entry:
    """One line of the story, whatever it tells: ``kind`` names the block of the template that writes it."""

    at: datetime
    kind: str
    told: object


@dataclass(frozen=True)
class Wrong:
    """A form of the page that was refused: which one, the field at fault, why, and what was typed."""

    form: str
    input: str
    sentence: str
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class PatientView:
    """``alerts`` are the open ones, ``holding`` those of them that hold the next session. ``checked`` is today's."""

    patient: Patient
    zone: ZoneInfo
    age: int | None
    courses: tuple[CourseView, ...]
    alerts: tuple[AlertMark, ...]
    holding: tuple[AlertMark, ...]
    lifted_by: str
    next_at: datetime | None
    checked: Checked | None
    checked_at: datetime | None
    coming: tuple[ComingMessage, ...]
    entries: tuple[Entry, ...]
    has_more: bool
    asks: tuple[Ask, ...]
    sees_records: bool
    now: datetime

    @property
    def is_session_day(self) -> bool:
        """Whether an appointment lies within a day: the questions of the day are then open on the page."""
        return self.next_at is not None and abs(self.next_at - self.now) < timedelta(days=1)


def view_of(
    session: Session, member: Member, patient: Patient, now: datetime, *, shows_all: bool = False
) -> PatientView:
    """Everything about a patient that this member may see."""
    facts = histories.load(session, patient.id, now)
    names = timelines.names_of(session, member.clinic_id)
    criteria = rule_book(session, member.clinic_id)[0].criteria
    sees_records = member.may(Permission.SEE_RECORDS)
    courses = timelines.course_timelines(session, facts, names, criteria.windows)
    alerts = timelines.alert_marks(session, patient, names) if sees_records else ()
    messages = timelines.messages_of(session, patient)
    decisions = timelines.decision_marks(session, patient, names, is_clinical=sees_records)
    latest = timelines.latest_day_check(session, patient) if sees_records else None
    is_today = latest is not None and local_date(latest.checked_at, facts.patient.zone) == local_date(
        now, facts.patient.zone
    )
    holding = tuple(alert for alert in alerts if alert.holds_next_session and alert.state is not AlertState.RESOLVED)
    entries = _entries(courses, alerts, messages, decisions, now, sees_records=sees_records)
    shown = entries if shows_all else entries[:_MOST_ENTRIES]
    return PatientView(
        patient,
        facts.patient.zone,
        _age(facts, now),
        tuple(course_view(facts, each, criteria, now) for each in courses) if sees_records else (),
        tuple(alert for alert in alerts if alert.state is not AlertState.RESOLVED),
        holding,
        _lifted_by(session, facts, holding, names, now),
        min((each.at for course in courses for each in course.sessions if _is_coming(each, now)), default=None),
        read_checks(latest.answers) if latest is not None and is_today else None,
        latest.checked_at if latest is not None and is_today else None,
        tuple(_coming(row) for row in messages if waits(row, now)),
        shown,
        len(shown) < len(entries),
        tuple(_answerable(session, patient, now)),
        sees_records,
        now,
    )


def _age(facts: histories.Facts, now: datetime) -> int | None:
    born, today = facts.patient.born_on, local_date(now, facts.patient.zone)
    return None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _is_coming(session: object, now: datetime) -> bool:
    return getattr(session, "state", None) is SessionState.PLANNED and getattr(session, "at", now) > now


def course_view(facts: histories.Facts, timeline: CourseTimeline, criteria: Criteria, now: datetime) -> CourseView:
    """A course with its pictures and what it comes to at ``now``."""
    history = facts.history(timeline.course)
    base = baseline(history, criteria.windows) if timeline.course.is_painful else None
    wide, narrow = (
        picture(timeline, base.value if base else None, criteria, facts.patient.zone, width) for width in (WIDE, NARROW)
    )
    return CourseView(timeline, wide, narrow, evidence(history, criteria, now) if timeline.course.is_painful else None)


def _lifted_by(
    session: Session,
    facts: histories.Facts,
    holding: Sequence[AlertMark],
    names: Mapping[UUID, str],
    now: datetime,
) -> str:
    """Who said that the next session may take place, when their yes covers everything that holds it."""
    if not holding:
        return ""
    given = session.scalars(
        select(Clearance)
        .where(Clearance.clinic_id == facts.row.clinic_id, Clearance.patient_id == facts.row.id)
        .order_by(Clearance.given_at.desc())
    ).all()
    performed = [each.at for course in facts.courses for each in course.performed]
    for clearance in given:
        yes = [clearance.given_at]
        if all(lifts(yes, alert.opened_at, performed, now, facts.patient.zone) for alert in holding):
            return names.get(clearance.staff_id, "?")
    return ""


def waits(row: Message, now: datetime) -> bool:
    """Whether a message is still to leave, or could be released to."""
    if row.state in _COMING:
        return True
    is_useful = row.expires_at is None or row.expires_at > now
    return row.state is MessageState.SKIPPED and row.reason == Reason.HELD_BACK and is_useful


def _coming(row: Message) -> ComingMessage:
    is_held = row.reason == Reason.HELD_BACK
    known = Reason(row.reason).sentence if row.reason in tuple(Reason) else None
    is_ours = row.state is MessageState.PLANNED or is_held
    return ComingMessage(row, is_held, is_ours and row.channel is not Channel.PRINT, known)


def _answerable(session: Session, patient: Patient, now: datetime) -> list[Ask]:
    """The questions whose answer may be entered: those that wait, and of the answered ones the latest."""
    rows = session.scalars(
        select(Ask)
        .where(
            Ask.clinic_id == patient.clinic_id,
            Ask.patient_id == patient.id,
            Ask.state.in_(_ANSWERABLE),
            Ask.opens_at <= now + timedelta(days=1),
            Ask.closes_at > now,
        )
        .order_by(Ask.opens_at.desc(), Ask.id)
    ).all()
    waiting = [ask for ask in rows if ask.state is not AskState.ANSWERED]
    return waiting + [ask for ask in rows if ask.state is AskState.ANSWERED][:1]


def _entries(
    courses: Sequence[CourseTimeline],
    alerts: Sequence[AlertMark],
    messages: Sequence[Message],
    decisions: Sequence[DecisionMark],
    now: datetime,
    *,
    sees_records: bool,
) -> tuple[Entry, ...]:
    """The whole story, the latest first; what is still to come stands elsewhere on the page."""
    found = [Entry(row.sent_at or row.due_at, "message", row) for row in messages if not waits(row, now)]
    found += [Entry(mark.at, "decision", mark) for mark in decisions]
    for course in courses:
        found += [Entry(mark.at, "session", (course, mark)) for mark in course.sessions]
        if sees_records:
            found += [Entry(point.at, "eva", (course, point)) for point in course.points if point.value is not None]
            found += [Entry(span.told_at, "reaction", (course, span)) for span in course.reactions]
    found += [Entry(alert.opened_at, "alert", alert) for alert in alerts]
    return tuple(sorted(found, key=lambda entry: entry.at, reverse=True))


def is_review(alert: AlertMark) -> bool:
    """Whether an alert is ended by a decision on the diagnosis or the treatment."""
    return alert.rule in REVIEW_RULES
