"""A patient's address changes, or whether they consent to e-mail."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from vigil.actions.record_patient import facts_of, write_patient
from vigil.actions.recording.recorded import Recorded, record_once
from vigil.actions.replan import replan
from vigil.domain.words import PatientState
from vigil.store.shelf import Shelf
from vigil.store.tables import Clinic, Patient


def change_email(
    session: Session,
    patient: Patient,
    email: str,
    now: datetime,
    request_id: str | None = None,
    *,
    is_guardians: bool = False,
) -> Recorded:
    """Change the patient's address or their guardian's; one who could not be reached is active again."""
    field = "guardian_email" if is_guardians else "email"
    return _change(session, patient, now, request_id, f"change_{field}", {field: email})


def change_consent(
    session: Session, patient: Patient, consents: bool, now: datetime, request_id: str | None = None
) -> Recorded:
    """Note that the patient consents to e-mail, or no longer does. Consenting anew ends an opt-out."""
    is_back = consents and patient.state is PatientState.OPTED_OUT
    return _change(
        session, patient, now, request_id, "change_consent", {"consents_to_email": consents}, is_back=is_back
    )


def _change(
    session: Session,
    patient: Patient,
    now: datetime,
    request_id: str | None,
    action: str,
    facts: dict[str, str | bool],
    *,
    is_back: bool = False,
) -> Recorded:
    def act() -> Recorded:
        shelf = Shelf(session, session.get_one(Clinic, patient.clinic_id))
        done = write_patient(shelf, replace(facts_of(patient), **facts), now)  # type: ignore[arg-type]
        if is_back:
            patient.state = PatientState.ACTIVE
            done = replace(done, changed=(*done.changed, "state"))
        shelf.flush()
        if done.changed:
            replan(session, patient.id, now)
        return done

    return record_once(session, patient.clinic_id, request_id, action, now, act)
