"""A patient has died: nothing more is owed to them."""

from datetime import datetime

from sqlalchemy.orm import Session

from vigil.actions.free_agenda import DIED, free_agenda
from vigil.actions.recording.recorded import Recorded, record_once
from vigil.actions.replan import replan
from vigil.domain.words import PatientState
from vigil.store.tables import Patient


def mark_deceased(session: Session, patient: Patient, now: datetime, request_id: str | None = None) -> Recorded:
    """Cancel what is still owed; saying it twice changes nothing."""

    def act() -> Recorded:
        if not write_death(session, patient, now):
            return Recorded(patient.id)
        session.flush()
        replan(session, patient.id, now)
        return Recorded(patient.id, changed=("state",))

    return record_once(session, patient.clinic_id, request_id, "mark_deceased", now, act)


def write_death(session: Session, patient: Patient, now: datetime) -> bool:
    """Write without planning: whoever calls plans once at the end; ``False`` when nothing changes.

    The coming appointments are cancelled: nobody rings the family up about one that was missed.
    """
    if patient.state in (PatientState.DECEASED, PatientState.MERGED):
        return False
    patient.state = PatientState.DECEASED
    free_agenda(session, patient, DIED, now)
    return True
