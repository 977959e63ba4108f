"""What the page after an answer shows: the advice, the way to answer again, and the forms that still wait."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from vigil.actions.receive_report import Received
from vigil.domain.advice import Advice
from vigil.domain.answers import Answers
from vigil.domain.reactions import conclude
from vigil.domain.words import ReactionCode, Urgency
from vigil.store import tokens
from vigil.store.database import keyring
from vigil.store.tables import Ask, Clinic, Patient
from vigil.web import views
from vigil.web.occasions import fresh_request_id, session_day, shown_clinic, waiting_elsewhere


def advice_view(
    session: Session,
    ask: Ask,
    patient: Patient,
    clinic: Clinic,
    place: str,
    answers: Answers,
    received: Received,
    now: datetime,
) -> views.AdvicePage:
    """The advice to the patient who has just answered at ``place``."""
    told = {reaction.code for reaction in conclude(answers)} - {ReactionCode.NONE_REPORTED}
    read = tokens.derive(keyring(session), tokens.Purpose.READ, clinic.id, patient.id, generation=patient.generation)
    return views.AdvicePage(
        patient.language,
        shown_clinic(session, clinic, patient.language, now),
        level=received.advice,
        session_on=session_day(session, ask, patient),
        amend_url=place,
        photo_action=f"{place}/photo" if told and received.advice is not Advice.NOW else "",
        called_action=f"{place}/called" if received.advice is Advice.NOW else "",
        request_id=fresh_request_id(),
        has_reaction=bool(told),
        wants_call=bool(answers.wants_call),
        should_call_clinic=received.urgency == Urgency.WITHIN_72H,
        is_late=received.is_late,
        instructions_url=f"/read/{read}/after",
        others=tuple(_other(session, other, patient) for other in waiting_elsewhere(session, ask, now)),
    )


def _other(session: Session, ask: Any, patient: Patient) -> views.OtherAsk:
    token = tokens.derive(keyring(session), tokens.Purpose.ANSWER, ask.clinic_id, ask.id, generation=ask.generation)
    return views.OtherAsk(f"/answer/{token}", session_day(session, ask, patient))
