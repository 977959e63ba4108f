"""Two records turn out to be one person: one is merged into the other, which its courses, asks and links follow."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vigil.actions.recording.recorded import Recorded, record_once
from vigil.actions.replan import replan
from vigil.domain.errors import Refused
from vigil.domain.words import PatientState
from vigil.store.tables import (
    Alert,
    Ask,
    Clearance,
    Course,
    DayCheck,
    Message,
    MessageChoice,
    Patient,
    Report,
    ReviewDecision,
    Token,
    TreatmentSession,
)

_AUDITED: tuple[Any, ...] = (
    Course,
    TreatmentSession,
    Ask,
    Report,
    Alert,
    ReviewDecision,
    Clearance,
    DayCheck,
    MessageChoice,
)
_UNAUDITED: tuple[Any, ...] = (Token, Message)
_STRICTEST = (PatientState.DECEASED, PatientState.OPTED_OUT)
"""States that hold for the person, whichever record says so; the first that is found."""


def merge_patients(
    session: Session, duplicate: Patient, into: Patient, now: datetime, request_id: str | None = None
) -> Recorded:
    """Merge ``duplicate`` into ``into``. Links that were sent keep working; an opt-out or a death holds for both."""

    def act() -> Recorded:
        if duplicate.merged_into_id == into.id:
            return Recorded(duplicate.id)
        _check(duplicate, into)
        for table in _AUDITED:
            rows = session.scalars(
                select(table).where(table.clinic_id == duplicate.clinic_id, table.patient_id == duplicate.id)
            )
            for row in rows:
                row.patient_id = into.id
        session.flush()
        for table in _UNAUDITED:
            session.execute(
                update(table)
                .where(table.clinic_id == duplicate.clinic_id, table.patient_id == duplicate.id)
                .values(patient_id=into.id)
            )
        _settle(duplicate, into)
        session.flush()
        replan(session, duplicate.id, now)
        replan(session, into.id, now)
        return Recorded(duplicate.id, changed=("merged_into",))

    return record_once(session, into.clinic_id, request_id, "merge_patients", now, act)


def _check(duplicate: Patient, into: Patient) -> None:
    if duplicate.id == into.id:
        raise Refused("A patient cannot be merged into themselves.", field="into")
    if duplicate.clinic_id != into.clinic_id:
        raise Refused("The two records belong to different clinics.", field="into")
    if PatientState.MERGED in (duplicate.state, into.state):
        raise Refused("One of the two records was merged already: merge the one that is left.", field="into")


def _settle(duplicate: Patient, into: Patient) -> None:
    states = (duplicate.state, into.state)
    into.state = next((state for state in _STRICTEST if state in states), into.state)
    into.risk_factors = sorted({*into.risk_factors, *duplicate.risk_factors})
    duplicate.state, duplicate.merged_into_id = PatientState.MERGED, into.id
