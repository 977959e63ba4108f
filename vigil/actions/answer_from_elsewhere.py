"""An answer of somebody who is followed elsewhere: nobody waits for it here, so a person is told that it came."""

from datetime import datetime

from sqlalchemy.orm import Session

from vigil.actions.open_alert import open_alerts
from vigil.domain.findings import Cause, Finding
from vigil.domain.wording import say
from vigil.domain.words import PatientState, Urgency
from vigil.store.tables import Ask, Patient

RULE = "answer_from_elsewhere"


def tell_of_answer_from_elsewhere(session: Session, ask: Ask, version: int, now: datetime) -> list[Finding]:
    """Open an alert for the answer, beside those that the rules open; nothing for who is followed here."""
    patient = session.get_one(Patient, ask.patient_id)
    if patient.state is not PatientState.TRANSFERRED:
        return []
    reason = say(
        "Réponse d'une personne suivie ailleurs : la lire, et la transmettre au besoin.",
        "An answer of somebody who is followed elsewhere: read it, and pass it on if need be.",
    )
    finding = Finding(RULE, 1, Urgency.WITHIN_72H, Cause.ASK, ask.id, reason, tells_patient=False, arming=str(version))
    open_alerts(
        session,
        [finding],
        clinic_id=ask.clinic_id,
        patient_id=ask.patient_id,
        course_id=ask.course_id,
        ask_id=ask.id,
        now=now,
    )
    return []
