"""Staff ask a patient the day's questions before the next injection; what speaks against it holds the session."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.open_alert import open_alerts
from vigil.domain.day_checks import Checked, named, write_checks
from vigil.domain.errors import Refused, check_length
from vigil.domain.findings import Cause, Finding
from vigil.domain.holding import TOLD_ON_THE_DAY
from vigil.domain.instants import local_date
from vigil.domain.wording import capital, say
from vigil.domain.words import Urgency
from vigil.store.database import new_id
from vigil.store.requests import once
from vigil.store.tables import Course, DayCheck, Patient


def check_day(
    session: Session,
    patient: Patient,
    checked: Checked,
    note: str,
    staff_id: UUID,
    now: datetime,
    request_id: str | None = None,
) -> UUID:
    """Keep the answers as they were given; a "yes" that speaks against injecting opens an alert that holds the session.

    Asked again on the same day, they are kept beside the first; nothing that was said is taken back by it.
    """
    if not checked.answers:
        raise Refused("None of the questions was answered.", field="checks")
    check_length(note, 1000, field="note")

    def act() -> str:
        row = DayCheck(
            id=new_id(session),
            clinic_id=patient.clinic_id,
            patient_id=patient.id,
            staff_id=staff_id,
            checked_at=now,
            answers=write_checks(checked),
        )
        row.note = note.strip()
        session.add(row)
        session.flush()
        if checked.holding:
            _hold(session, patient, checked, now)
        return row.id.hex

    return UUID(once(session, patient.clinic_id, request_id, "check_day", now, act))


def _hold(session: Session, patient: Patient, checked: Checked, now: datetime) -> None:
    told = capital(named(checked.holding))
    reason = say(
        f"{told.fr} le jour de la séance : accord du médecin avant d'injecter.",
        f"{told.en} on the day of the session: a physician's yes before injecting.",
    )
    evidence = tuple(check.consequence for check in checked.holding)
    finding = Finding(
        rule=TOLD_ON_THE_DAY,
        version=1,
        urgency=Urgency.BEFORE_NEXT_SESSION,
        cause=Cause.COURSE,
        cause_id=patient.id,
        reason=reason,
        evidence=evidence,
        tells_patient=False,
        holds_next_session=True,
        arming=f"{local_date(now, ZoneInfo(patient.zone))}:{'+'.join(checked.holding)}",
    )
    course = session.scalar(
        select(Course.id)
        .where(Course.clinic_id == patient.clinic_id, Course.patient_id == patient.id, Course.closed_at.is_(None))
        .order_by(Course.opened_at.desc(), Course.id.desc())
        .limit(1)
    )
    open_alerts(session, [finding], clinic_id=patient.clinic_id, patient_id=patient.id, course_id=course, now=now)
