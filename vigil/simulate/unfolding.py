"""How a play unfolded: week by week, and along one course, counted from its database alone."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.domain.states import MessageState
from vigil.domain.words import Channel, SessionState, Urgency
from vigil.store.tables import Alert, Message, Report, TreatmentSession

_WEEK = timedelta(weeks=1)
_ORDER = ("session", "answer", "alert", "mail")  # of one instant, as one leads to the next


@dataclass
class Week:
    """What happened in one week: mails to patients that left, by kind; calls and sheets that fell due; answers; alerts.

    Alerts are by urgency.
    """

    number: int
    mails: dict[str, int] = field(default_factory=dict)
    by_hand: int = 0
    answers: int = 0
    alerts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One line of a course's calendar: a session by its rank, a mail by its kind, an answer, or an alert.

    ``day`` counts from the day of the first session, which is 0.
    """

    at: str
    day: int
    kind: str
    what: str


def weeks(session: Session, begins_at: datetime, until: datetime) -> list[dict[str, Any]]:
    """Every week of the play, also one in which nothing happened."""
    found = [Week(number) for number in range(1, -(-(until - begins_at) // _WEEK) + 1)]

    def week(at: datetime) -> Week:
        return found[min(max((at - begins_at) // _WEEK, 0), len(found) - 1)]

    to_patients = select(Message.mail, Message.channel, Message.sent_at, Message.due_at).where(
        Message.patient_id.is_not(None), Message.state == MessageState.SENT
    )
    for mail, channel, sent_at, due_at in session.execute(to_patients):
        if channel is Channel.EMAIL:
            _add(week(sent_at or due_at).mails, mail)
        else:
            week(due_at).by_hand += 1
    for answered_at in session.scalars(select(Report.answered_at).where(Report.version == 1)):
        week(answered_at).answers += 1
    for opened_at, urgency in session.execute(select(Alert.opened_at, Alert.urgency)):
        _add(week(opened_at).alerts, Urgency(urgency).code)
    return [asdict(each) for each in found]


def _add(counts: dict[str, int], what: str) -> None:
    counts[what] = counts.get(what, 0) + 1


def example(session: Session) -> list[dict[str, Any]]:
    """The course to whose patient most mails were sent, from its first session on; empty when there was none."""
    chosen = session.execute(
        select(TreatmentSession.course_id, TreatmentSession.patient_id)
        .join(Message, Message.session_id == TreatmentSession.id)
        .where(
            Message.state == MessageState.SENT,
            Message.channel == Channel.EMAIL,
            TreatmentSession.state == SessionState.PERFORMED,
        )
        .group_by(TreatmentSession.course_id, TreatmentSession.patient_id)
        .order_by(func.count().desc(), TreatmentSession.course_id)
        .limit(1)
    ).first()
    if chosen is None:
        return []
    treated = _treated(session, chosen.course_id)
    begins_at = treated[0]
    steps = [(at, "session", str(rank)) for rank, at in enumerate(treated, start=1)]
    steps += _happened(session, chosen.patient_id)
    return [
        asdict(Step(at.isoformat(), (at.date() - begins_at.date()).days, kind, what))
        for at, kind, what in sorted(steps, key=lambda step: (step[0], _ORDER.index(step[1])))
        if at.date() >= begins_at.date()
    ]


def _treated(session: Session, course_id: UUID) -> list[datetime]:
    performed = select(TreatmentSession.at).where(
        TreatmentSession.course_id == course_id, TreatmentSession.state == SessionState.PERFORMED
    )
    return list(session.scalars(performed.order_by(TreatmentSession.at)))


def _happened(session: Session, patient_id: UUID) -> list[tuple[datetime, str, str]]:
    sent = select(Message.sent_at, Message.mail).where(
        Message.patient_id == patient_id, Message.state == MessageState.SENT, Message.channel == Channel.EMAIL
    )
    steps = [(at, "mail", mail) for at, mail in session.execute(sent) if at is not None]
    answered = select(Report.answered_at).where(Report.patient_id == patient_id, Report.version == 1)
    steps += [(at, "answer", "") for at in session.scalars(answered)]
    opened = select(Alert.opened_at, Alert.urgency).where(Alert.patient_id == patient_id)
    return steps + [(at, "alert", Urgency(urgency).code) for at, urgency in session.execute(opened)]
