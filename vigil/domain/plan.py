"""Who is owed what and when: a patient's courses, their schedules and an instant in; the asks and messages owed out.

Pure and deterministic: re-planning is calling ``plan`` again and comparing by key. Every step that the
schedules owe has a row, also when another message carries it, when it has no room or comes too late; the row then says
why.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from vigil.domain.course_steps import steps_at_the_end
from vigil.domain.history import Patient
from vigil.domain.instants import aware
from vigil.domain.load import Agenda
from vigil.domain.placing import Placer
from vigil.domain.planned import Plan, PlannedAsk, PlannedMessage, PlannedState
from vigil.domain.rows import asks, mails, messages, tasks
from vigil.domain.session_steps import performed_sessions, same_day_groups, steps_after, steps_before
from vigil.domain.steps import RANK, Choices, Departures, Gone, ScheduledCourse, Step
from vigil.domain.timing import Limits
from vigil.domain.words import PatientState, SessionState

__all__ = ["Choices", "Gone", "Plan", "PlannedAsk", "PlannedMessage", "PlannedState", "ScheduledCourse", "plan"]


def plan(
    patient: Patient,
    courses: Sequence[ScheduledCourse],
    at: datetime,
    gone: Mapping[str, Gone] | None = None,
    taken: Sequence[datetime] = (),
    choices: Choices | None = None,
) -> Plan:
    """What ``patient`` is owed at the aware instant ``at``; nothing once deceased or merged.

    ``gone`` holds, by key, all messages to the patient that have left or may have, reminders too: they count for the
    load. ``taken`` are further instants at which something will leave, such as reminders that are planned.
    ``choices`` are what staff held back or moved: nothing is carried by what is held, and what it would have carried
    finds another way.
    """
    at, gone = aware(at), gone or {}
    if not patient.state.is_followed:
        return Plan()
    departures = Departures(gone)
    steps = sorted(_steps(patient, courses, departures), key=_order)
    if patient.is_emailable and patient.state is PatientState.ACTIVE:
        sent = (message.sent_at for key, message in gone.items() if not key.endswith((":sheet", ":call")))
        placer = Placer(patient.zone, at, Agenda(patient.zone, _limits(courses), [*sent, *taken]))
        rows = list(mails(steps, departures, placer, choices or Choices()))
    else:
        rows = list(tasks(steps, departures, patient.zone, at, choices or Choices()))
    return Plan(asks(rows), messages(rows))


def _steps(patient: Patient, courses: Sequence[ScheduledCourse], departures: Departures) -> Iterator[Step]:
    performed = {scheduled.course.id: tuple(performed_sessions(scheduled)) for scheduled in courses}
    for group in same_day_groups((one for ones in performed.values() for one in ones), patient.zone):
        yield from steps_after(group, patient.zone, departures)
    for scheduled in courses:
        yield from steps_at_the_end(patient, scheduled, performed[scheduled.course.id], departures)
        for session in scheduled.live:
            if session.state is SessionState.PLANNED:
                yield from steps_before(session, scheduled.schedule)


def _order(step: Step) -> tuple[object, ...]:
    """Who chooses a day first: safety, then questions, then instructions; the earlier; then the key."""
    return (RANK[step.occasion], step.is_again, step.window.ideal_at, step.key)


def _limits(courses: Sequence[ScheduledCourse]) -> Limits:
    """The strictest of the schedules that the patient follows."""
    limits = [scheduled.schedule.limits for scheduled in courses] or [Limits()]
    return Limits(min(one.per_day for one in limits), min(one.per_week for one in limits))
