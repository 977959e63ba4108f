"""A practice for the tests of recording: its clinic, its people, a patient with a course, and another clinic."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.people import NOON
from vigil.actions.open_clinic import open_clinic
from vigil.actions.open_course import open_course
from vigil.actions.record_patient import record_patient
from vigil.actions.record_session import record_session
from vigil.actions.record_staff import record_staff
from vigil.actions.recording.recorded import Recorded
from vigil.actions.shipped import Shipped
from vigil.domain.eva import Eva
from vigil.domain.recording.facts import (
    ClinicFacts,
    CourseFacts,
    PatientFacts,
    ProductFacts,
    SessionFacts,
    StaffFacts,
)
from vigil.domain.words import AlertState, ProductClass, Role, SessionState
from vigil.store.database import Store, new_id
from vigil.store.tables import Alert, Course, Event, Message

CONFIG = Path(__file__).parents[2] / "config"
WEEK = timedelta(weeks=1)

SHIPPED = Shipped(
    schedules={path.stem: path.read_text(encoding="utf-8") for path in (CONFIG / "schedules").glob("*.toml")},
    rules=(CONFIG / "rules.toml").read_text(encoding="utf-8"),
    reactions=(CONFIG / "reactions.toml").read_text(encoding="utf-8"),
    clinic=(CONFIG / "clinic.toml").read_text(encoding="utf-8"),
    texts={"followup/fr": "{}"},
)

DIJON = ClinicFacts(external_id="dijon", name="Cabinet du Parc", mail_name="Cabinet du Parc", phone="+33 3 80 00 00 00")
LYON = ClinicFacts(external_id="lyon", name="Cabinet des Quais", mail_name="Cabinet des Quais", phone="04 72 00 00 00")
DR_ROUX = StaffFacts(external_id="roux", role=Role.PHYSICIAN, name="Dr Anne Roux", email="roux@cabinet.example")
MARIE = PatientFacts(
    external_id="P-1",
    family_name="Durand",
    given_name="Marie",
    born_on=date(1970, 5, 17),
    email="marie@courrier.example",
    consents_to_email=True,
)
BACK = CourseFacts(
    external_id="C-1",
    patient="P-1",
    physician="roux",
    indication="Lombalgie",
    zone="lombaire",
    baseline=Eva.of(7),
)
FIRST = SessionFacts(external_id="S-1", course="C-1", at=NOON, state=SessionState.PERFORMED, operator="roux")


class Practice:
    """One clinic in an open writing transaction, with the actions bound to it."""

    def __init__(self, session: Session, clinic_id: UUID, now: datetime) -> None:
        self.session, self.clinic_id, self.now = session, clinic_id, now

    def patient(self, facts: PatientFacts = MARIE, **options: Any) -> Recorded:
        return record_patient(self.session, self.clinic_id, facts, self.now, **options)

    def course(self, facts: CourseFacts = BACK, **options: Any) -> Recorded:
        return open_course(self.session, self.clinic_id, facts, self.now, **options)

    def session_of(self, facts: SessionFacts = FIRST, **options: Any) -> Recorded:
        return record_session(self.session, self.clinic_id, facts, self.now, **options)

    def count(self, table: type = Event) -> int:
        self.session.flush()
        return self.session.scalar(select(func.count()).select_from(table)) or 0

    def messages(self) -> list[Message]:
        return list(self.session.scalars(select(Message).order_by(Message.key)))

    def row(self, table: Any, recorded: Recorded) -> Any:
        return self.session.get_one(table, recorded.id)


@contextmanager
def practice(store: Store, now: datetime = NOON, *, facts: ClinicFacts = DIJON) -> Iterator[Practice]:
    """A clinic with Dr Roux, in one writing transaction."""
    with store.writing(now, "roux") as session:
        opened = open_clinic(session, facts, SHIPPED, now)
        record_staff(session, opened.id, DR_ROUX, now)
        yield Practice(session, opened.id, now)


def holding_alert(session: Session, course: Course, **columns: object) -> Alert:
    """An open alert that holds the course's next session from two days after the beginning."""
    alert = Alert(
        id=new_id(session),
        clinic_id=course.clinic_id,
        patient_id=course.patient_id,
        reference="A-1",
        cause_key="test",
        rule="test",
        rule_version=1,
        urgency=1,
        state=AlertState.OPEN,
        holds_next_session=True,
        proposes_case=False,
        opened_at=NOON + timedelta(days=2),
        climbed=0,
    )
    for name, value in columns.items():
        setattr(alert, name, value)
    session.add(alert)
    session.flush()
    return alert


def product(
    name: str = "Lidocaïne 1 %", kind: ProductClass = ProductClass.LOCAL_ANAESTHETIC, **facts: Any
) -> ProductFacts:
    return ProductFacts(name=name, product_class=kind, **facts)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)
