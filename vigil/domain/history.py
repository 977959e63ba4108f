"""The facts that rules and plans read: plain frozen values, loaded by ``vigil.store`` and built by hand in tests."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.domain.answers import Answers, ReactionAnswer
from vigil.domain.eva import Eva, Instrument
from vigil.domain.words import (
    AskKind,
    AskState,
    Circumstance,
    Language,
    PatientState,
    ProductClass,
    RiskFactor,
    SessionState,
)


@dataclass(frozen=True)
class Patient:
    """A patient as rules need one: no name and no address."""

    id: UUID
    zone: ZoneInfo
    born_on: date | None = None
    language: Language = Language.FR
    state: PatientState = PatientState.ACTIVE
    is_emailable: bool = True  # an address of their own (or a guardian's), consent given, no hard bounce
    risk_factors: frozenset[RiskFactor] = frozenset()
    is_competitor: bool = False

    def has(self, *factors: RiskFactor) -> bool:
        """Whether any of the risk factors is on record."""
        return not self.risk_factors.isdisjoint(factors)


@dataclass(frozen=True)
class Product:
    name: str
    product_class: ProductClass
    syringe: int = 1
    dose: str = ""
    lot: str = ""
    expires_on: date | None = None
    depth_mm: float | None = None


@dataclass(frozen=True)
class Session:
    """One appointment or performed session; ``at`` is its instant. ``depths_mm`` lists every depth used."""

    id: UUID
    course_id: UUID
    at: datetime
    state: SessionState
    recorded_at: datetime
    depths_mm: tuple[float, ...] = ()
    products: tuple[Product, ...] = ()
    eva_before: Eva | None = None
    is_held: bool = False

    @property
    def is_performed(self) -> bool:
        return self.state is SessionState.PERFORMED

    def has_product(self, product_class: ProductClass) -> bool:
        return any(product.product_class is product_class for product in self.products)


@dataclass(frozen=True)
class EvaMeasure:
    """A score on record. ``is_recalled`` marks a baseline that was asked for afterwards."""

    value: Eva
    answered_at: datetime
    instrument: Instrument = Instrument.EN_0_10
    session_id: UUID | None = None
    is_baseline: bool = False
    is_before_session: bool = False
    is_recalled: bool = False


@dataclass(frozen=True)
class Course:
    """A course of sessions for one indication and zone.

    ``sessions`` are in order of instant. ``review_after_sessions`` and ``spacing_days`` come from its schedule.
    """

    id: UUID
    patient_id: UUID
    zone: str
    opened_at: datetime
    sessions: tuple[Session, ...] = ()
    intended_sessions: int = 5
    is_painful: bool = True
    circumstance: Circumstance = Circumstance.AVERAGE_24H
    evas: tuple[EvaMeasure, ...] = ()
    closed_at: datetime | None = None
    review_after_sessions: int = 5
    spacing_days: int = 7
    go_on_decided_at: datetime | None = None  # the last diagnosis review that left the course running

    @cached_property
    def performed(self) -> tuple[Session, ...]:
        """The performed sessions, oldest first; a session's rank is its place here, from 1."""
        return tuple(session for session in self.sessions if session.is_performed)

    @property
    def latest_performed(self) -> Session | None:
        return self.performed[-1] if self.performed else None

    def rank(self, session_id: UUID) -> int | None:
        """The rank from 1 of a performed session, or ``None``."""
        for rank, session in enumerate(self.performed, start=1):
            if session.id == session_id:
                return rank
        return None


@dataclass(frozen=True)
class Ask:
    """A question put to the patient. ``session_ids`` are the sessions that it speaks of, its own first."""

    id: UUID
    key: str
    kind: AskKind
    state: AskState
    session_ids: tuple[UUID, ...] = ()
    course_ids: tuple[UUID, ...] = ()
    asked_at: datetime | None = None  # when the first message was sent
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Report:
    """The current version of what a patient answered to an ask, with the reactions concluded from it."""

    id: UUID
    ask: Ask
    answered_at: datetime
    answers: Answers
    reactions: tuple[ReactionAnswer, ...] = ()
    version: int = 1
    channel: str = "web"

    @property
    def only_adds(self) -> bool:
        """Whether this version repeats the one before and adds to it: a reply by e-mail, a photo."""
        return self.channel in ("email", "photo")


@dataclass(frozen=True)
class History:
    """What a rule is asked about: one course of one patient, and the report that has just come in (if one has).

    ``reports`` are those of the course, oldest first, ``report`` included. ``open_alerts`` are rule ids.
    """

    patient: Patient
    course: Course
    reports: tuple[Report, ...] = ()
    asks: tuple[Ask, ...] = ()
    report: Report | None = None
    open_alerts: frozenset[str] = frozenset()
    other_courses: tuple[Course, ...] = field(default=())

    @property
    def session(self) -> Session | None:
        """The performed session of this course that the report is about: its ask's own, else the last before it."""
        if self.report is None:
            return self.course.latest_performed
        wanted = set(self.report.ask.session_ids)
        for session in self.course.performed:
            if session.id in wanted:
                return session
        earlier = [session for session in self.course.performed if session.at <= self.report.answered_at]
        return earlier[-1] if earlier else None

    @property
    def since_session(self) -> timedelta | None:
        """Elapsed time from that session to the answer."""
        if self.report is None or self.session is None:
            return None
        return self.report.answered_at - self.session.at
