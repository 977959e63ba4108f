"""A message that a person has to read: whose it is, or what it means, is not for a program to decide."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.open_alert import open_alerts
from vigil.domain.findings import Bilingual, Cause, Finding
from vigil.domain.inbound import Unmatched
from vigil.domain.wording import say
from vigil.domain.words import Urgency
from vigil.store.tables import Alert, Course, Inbound

RULE = "message_to_read"

_WHY = {
    Unmatched.UNKNOWN_SENDER: say(
        "E-mail d'une adresse inconnue, à lire.", "E-mail from an unknown address, to be read."
    ),
    Unmatched.SHARED_ADDRESS: say(
        "E-mail d'une adresse que plusieurs patients partagent : dire de qui il s'agit.",
        "E-mail from an address that several patients share: say whose it is.",
    ),
    Unmatched.NO_OPEN_ASK: say(
        "E-mail d'un patient à qui rien n'est demandé en ce moment, à lire.",
        "E-mail from a patient who is asked nothing at the moment, to be read.",
    ),
    Unmatched.SEVERAL_ASKS: say(
        "E-mail d'un patient qui a plusieurs questions ouvertes, à lire.",
        "E-mail from a patient with several open questions, to be read.",
    ),
    Unmatched.FROM_STAFF: say(
        "Réponse d'un membre du cabinet à un message automatique, à lire.",
        "Reply of a member of staff to an automatic message, to be read.",
    ),
    Unmatched.PATIENT_GONE: say(
        "E-mail venant de l'adresse d'un patient décédé, à lire.",
        "E-mail from the address of a patient who has died, to be read.",
    ),
}
PROVISIONAL = say(
    "Réponse par e-mail à rattacher : confirmer qu'elle est bien de ce patient.",
    "Reply by e-mail to be matched: confirm that it is this patient's.",
)
NOT_READ = say(
    "E-mail reçu mais non lu par le programme : à lire, rien n'est exclu.",
    "An e-mail came in that the program could not read: read it, nothing is excluded.",
)
ALARMING = say(
    "Réponse automatique qui contient des mots d'alerte, à lire.",
    "An automatic reply that holds words of danger, to be read.",
)
STRAY = say(
    "Avis de non-distribution qui ne se rattache à aucun de nos messages.",
    "A notice of non-delivery that is about none of our messages.",
)


def hand_to_person(
    session: Session, row: Inbound, why: Unmatched | Bilingual, urgency: Urgency, now: datetime, *lines: Bilingual
) -> Alert:
    """Open the alert that hands a message over, and note it on the message; ``lines`` are further evidence."""
    reason = _WHY[why] if isinstance(why, Unmatched) else why
    finding = Finding(RULE, 1, urgency, Cause.INBOUND, row.id, reason, lines, tells_patient=False)
    opened = open_alerts(
        session,
        [finding],
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        course_id=_course(session, row),
        ask_id=row.ask_id,
        now=now,
    )
    (alert,) = opened
    row.alert_id = alert.id
    return alert


def _course(session: Session, row: Inbound) -> UUID | None:
    """The patient's latest course, whose physician is told; none where the patient is not known."""
    if row.patient_id is None:
        return None
    return session.scalar(
        select(Course.id)
        .where(Course.clinic_id == row.clinic_id, Course.patient_id == row.patient_id)
        .order_by(Course.closed_at.is_not(None), Course.opened_at.desc(), Course.id)
        .limit(1)
    )
