"""A physician says that the next session may take place although an alert holds it, and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.domain.errors import Refused, check_length
from vigil.domain.words import Role
from vigil.store.database import new_id
from vigil.store.requests import once
from vigil.store.tables import Clearance, Patient, Staff


def clear_session(
    session: Session, patient: Patient, reason: str, staff_id: UUID, now: datetime, request_id: str | None = None
) -> UUID:
    """Keep the yes; it lifts what holds the patient's sessions now, for one day of treatment. Alerts stay open."""
    if not reason.strip():
        raise Refused("Say why the session may take place.", field="reason")
    check_length(reason, 1000, field="reason")
    staff = session.get(Staff, staff_id)
    if staff is None or staff.clinic_id != patient.clinic_id or staff.role is not Role.PHYSICIAN:
        raise Refused("A held session is cleared by a physician of the clinic.", field="staff")

    def act() -> str:
        row = Clearance(
            id=new_id(session), clinic_id=patient.clinic_id, patient_id=patient.id, staff_id=staff_id, given_at=now
        )
        row.reason = reason.strip()
        session.add(row)
        session.flush()
        return row.id.hex

    return UUID(once(session, patient.clinic_id, request_id, "clear_session", now, act))
