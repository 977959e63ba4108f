"""The practice at work: files are opened, appointments made, sessions recorded, mostly on time."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.actions.acknowledge_alert import resolve_alert
from vigil.actions.close_course import close_course
from vigil.actions.open_course import open_course
from vigil.actions.record_patient import record_patient
from vigil.actions.record_session import record_session, write_session
from vigil.actions.replan import replan
from vigil.domain.eva import Eva
from vigil.domain.recording.facts import CourseFacts, SessionFacts
from vigil.domain.recording.notices import Unacknowledged
from vigil.domain.words import AlertState, ProductClass, SessionState
from vigil.simulate.body import DAY
from vigil.simulate.patient import Patient
from vigil.simulate.people import Person, Treatment
from vigil.simulate.play import Play
from vigil.simulate.reactions import draw
from vigil.simulate.syringes import mixture
from vigil.store.held import held
from vigil.store.prepared import Prepared
from vigil.store.shelf import Shelf
from vigil.store.tables import Alert, Clinic, Course

ACTOR = "play:practice"
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_WEEK = timedelta(weeks=1)


@dataclass
class Appointment:
    """One appointment; ``number`` is its external id, ``at`` where it now stands."""

    number: str
    at: datetime
    is_over: bool = False


@dataclass
class Cure:
    """A treatment under way."""

    person: Person
    treatment: Treatment
    random: Random
    course_id: UUID
    appointments: list[Appointment]
    performed: int = 0


class Practice:
    """Everything that the people of one clinic record."""

    def __init__(
        self, play: Play, clinic_id: UUID, operators: Sequence[str], seed: int, patients: dict[UUID, Person]
    ) -> None:
        self._play = play
        self._clinic_id = clinic_id
        self._operators = operators
        self._seed = seed
        self._patients = patients

    def expects(self, person: Person) -> None:
        """The person will call the clinic when their first course begins."""
        self._play.later(person.arrives_at, lambda: self._admit(person))

    def _admit(self, person: Person) -> None:
        now = self._play.now
        with self._writing() as session:
            person.id = record_patient(session, self._clinic_id, person.facts, now).id
        self._patients[person.id] = person
        reader = Patient(self._play, person)
        for address in filter(None, (person.facts.email, person.facts.guardian_email, person.new_email)):
            self._play.readers[address] = reader
        for treatment in person.treatments:
            begins_at = treatment.course.opened_at or now
            self._play.later(begins_at, lambda treatment=treatment: self._open(person, treatment))  # type: ignore[misc]

    def _open(self, person: Person, treatment: Treatment) -> None:
        random = Random(f"{self._seed} practice {treatment.course.external_id}")
        with self._writing() as session:
            course_id = self._open_course(session, treatment.course)
        person.body.pains[course_id] = treatment.pain
        cure = Cure(person, treatment, random, course_id, [])
        is_ahead = treatment.is_as_told or random.random() < 0.3
        self._book(cure, treatment.appointments if is_ahead else treatment.appointments[:1])

    def _open_course(self, session: Session, facts: CourseFacts) -> UUID:
        now = self._play.now
        try:
            return open_course(session, self._clinic_id, facts, now).id
        except Unacknowledged as asked:
            return open_course(session, self._clinic_id, replace(facts, acknowledged=_codes(asked)), now).id

    def _book(self, cure: Cure, at: Sequence[datetime]) -> None:
        """A series of appointments is one act: they are written together and planned once."""
        made = []
        for instant in at:
            number = f"{cure.treatment.course.external_id}/{len(cure.appointments) + 1}"
            made.append(Appointment(number, instant))
            cure.appointments.append(made[-1])
        self._record(cure, [self._planned(cure, appointment) for appointment in made])
        for appointment in made:
            self._look_forward_to(cure, appointment)

    def _look_forward_to(self, cure: Cure, appointment: Appointment) -> None:
        at = appointment.at
        if not cure.treatment.is_as_told and at - self._play.now > 3 * DAY and cure.random.random() < 0.05:
            to = at + cure.random.choice((1, 2, 3)) * DAY
            self._play.later(at - cure.random.uniform(1, 2.5) * DAY, lambda: self._move(cure, appointment, to))
        self._play.later(at + 25 * _MINUTE, lambda: self._receive(cure, appointment, at))

    def _move(self, cure: Cure, appointment: Appointment, to: datetime) -> None:
        if appointment.is_over:
            return
        appointment.at = to if to.weekday() < 5 else to + 2 * DAY
        self._record(cure, [self._planned(cure, appointment)])
        at = appointment.at
        self._play.later(at + 25 * _MINUTE, lambda: self._receive(cure, appointment, at))

    def _receive(self, cure: Cure, appointment: Appointment, at: datetime) -> None:
        """The hour of an appointment: the patient comes, or does not."""
        if appointment.is_over or appointment.at != at:
            return
        appointment.is_over = True
        if not cure.treatment.is_as_told and cure.random.random() < 0.04:
            missed = replace(self._planned(cure, appointment), state=SessionState.MISSED)
            self._play.later(self._play.now + 2 * _HOUR, lambda: self._record(cure, [missed]))
            self._play.later(
                self._play.now + 3 * _HOUR, lambda: self._book(cure, [_weekday(self._latest(cure) + _WEEK)])
            )
            return
        self._treat(cure, appointment)

    def _treat(self, cure: Cure, appointment: Appointment) -> None:
        facts = self._performed(cure, appointment)
        cure.performed += 1
        self._affect(cure, appointment.at, facts)
        delay = _lateness(cure.random)
        self._play.later(self._play.now + delay, lambda: self._write_up(cure, facts))
        if cure.performed == cure.treatment.stops_after:
            self._play.later(self._play.now + 2 * DAY, lambda: self._cancel_the_rest(cure))
        elif cure.performed == 1 and len(cure.appointments) < len(cure.treatment.appointments):
            rest = cure.treatment.appointments[len(cure.appointments) :]
            self._play.later(self._play.now + 5 * _MINUTE, lambda: self._book(cure, rest))

    def _write_up(self, cure: Cure, facts: SessionFacts) -> None:
        self._record(cure, [facts])
        self._review_alerts(cure)
        if cure.random.random() < 0.01:
            self._record_by_mistake(cure, facts)
        if cure.performed >= len(cure.treatment.appointments):
            self._play.later(self._play.now + cure.random.uniform(10, 25) * DAY, lambda: self._close(cure))

    def _record_by_mistake(self, cure: Cure, facts: SessionFacts) -> None:
        """The same session entered twice, and struck out an hour later."""
        twice = replace(facts, external_id=f"{facts.external_id}-bis", products=(), eva_before=None)
        self._record(cure, [twice])
        void = replace(twice, state=SessionState.VOID)
        self._play.later(self._play.now + _HOUR, lambda: self._record(cure, [void]))

    def _cancel_the_rest(self, cure: Cure) -> None:
        """The patient does not come back."""
        waiting = [appointment for appointment in cure.appointments if not appointment.is_over]
        for appointment in waiting:
            appointment.is_over = True
        self._record(cure, [replace(self._planned(cure, each), state=SessionState.VOID) for each in waiting])

    def _close(self, cure: Cure) -> None:
        if any(not appointment.is_over for appointment in cure.appointments):
            return
        with self._writing() as session:
            close_course(session, session.get_one(Course, cure.course_id), "terminée", self._play.now)

    def _review_alerts(self, cure: Cure) -> None:
        """What is still open about a patient is seen to when they are there."""
        with self._writing() as session:
            concerned = {"clinic": self._clinic_id, "patient": cure.person.id, "course": cure.course_id}
            for alert in held(session, Alert, _UNRESOLVED, **concerned):
                if cure.random.random() < 0.7:
                    resolve_alert(session, alert, "vu en séance", alert.physician_id, self._play.now)

    def _record(self, cure: Cure, sessions: Sequence[SessionFacts]) -> None:
        """Record sessions as they now stand; what a warning asks to be acknowledged, a physician acknowledges."""
        if not sessions:
            return
        now = self._play.now
        with self._writing() as session:
            if len(sessions) == 1:
                _acknowledging(lambda facts: record_session(session, self._clinic_id, facts, now), sessions[0])
                return
            shelf = Shelf(session, session.get_one(Clinic, self._clinic_id))
            for each in sessions:
                _acknowledging(lambda facts: write_session(shelf, facts, now), each)
            shelf.flush()
            assert cure.person.id is not None
            replan(session, cure.person.id, now)

    def _planned(self, cure: Cure, appointment: Appointment) -> SessionFacts:
        return SessionFacts(appointment.number, cure.treatment.course.external_id, appointment.at)

    def _performed(self, cure: Cure, appointment: Appointment) -> SessionFacts:
        mixed = mixture(
            cure.random, cure.treatment.course, cure.performed, appointment.at, cure.person.facts.risk_factors
        )
        return replace(
            mixed,
            external_id=appointment.number,
            course=cure.treatment.course.external_id,
            at=appointment.at,
            state=SessionState.PERFORMED,
            operator=cure.random.choice(self._operators)
            if not cure.treatment.course.physician
            else cure.treatment.course.physician,
            zone=cure.treatment.course.zone,
            eva_before=self._score(cure, appointment.at),
        )

    def _score(self, cure: Cure, at: datetime) -> Eva | None:
        """The EVA before the injection; the real one at the last session of a real patient."""
        treatment = cure.treatment
        if treatment.exit_eva is not None and cure.performed + 1 == len(treatment.appointments):
            return treatment.exit_eva
        if not treatment.course.is_painful or cure.random.random() < treatment.forgets_eva:
            return None
        if cure.performed == 0 and treatment.course.baseline is not None:
            return treatment.course.baseline
        points = cure.person.body.pain(cure.course_id, at) + cure.random.gauss(0, 0.3)
        return Eva.of(round(max(0.0, min(10.0, points))))

    def _affect(self, cure: Cure, at: datetime, facts: SessionFacts) -> None:
        """What the session does to the body, at once and later."""
        body = cure.person.body
        body.sessions.append(at)
        has_calcitonin = any(each.product_class is ProductClass.CALCITONIN for each in facts.products or ())
        for effect in draw(
            cure.person.random, cure.performed, at, has_calcitonin=has_calcitonin, times=cure.person.reacts
        ):
            body.suffers(effect)
        is_last = cure.performed == len(cure.treatment.appointments)
        for misfortune in cure.treatment.misfortunes:
            if misfortune.rank == cure.performed or (misfortune.rank == 0 and is_last):
                body.suffers(misfortune.after(at))

    def _latest(self, cure: Cure) -> datetime:
        return max(appointment.at for appointment in cure.appointments)

    def _writing(self) -> AbstractContextManager[Session]:
        return self._play.app.store.writing(self._play.now, ACTOR)


_UNRESOLVED = Prepared(
    select(Alert)
    .where(
        Alert.clinic_id == bindparam("clinic"),
        Alert.patient_id == bindparam("patient"),
        Alert.state != AlertState.RESOLVED,
        Alert.course_id == bindparam("course"),
    )
    .order_by(Alert.opened_at, Alert.id)
)


def _acknowledging(record: Callable[[SessionFacts], object], facts: SessionFacts) -> None:
    try:
        record(facts)
    except Unacknowledged as asked:
        record(replace(facts, acknowledged=facts.acknowledged | _codes(asked)))


def _codes(asked: Unacknowledged) -> frozenset[str]:
    return frozenset(warning.code.value for warning in asked.warnings)


def _lateness(random: Random) -> timedelta:
    """How long after the patient has left the session is written up: mostly at once, else that evening or days on."""
    chance = random.random()
    if chance < 0.88:
        return timedelta(0)
    return random.uniform(3, 9) * _HOUR if chance < 0.97 else random.uniform(1, 3) * DAY


def _weekday(at: datetime) -> datetime:
    return at + (7 - at.weekday()) * DAY if at.weekday() > 4 else at
