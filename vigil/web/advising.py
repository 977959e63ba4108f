"""What the page after an answer shows: the advice, the way to answer again, and the forms that still wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.actions.receive_report import Received
from vigil.domain.advice import Advice
from vigil.domain.answers import Answers
from vigil.domain.reactions import conclude
from vigil.domain.words import ReactionCode, Urgency
from vigil.store import tokens
from vigil.store.database import keyring
from vigil.store.sealing import Keyring
from vigil.store.tables import Ask, Clinic, Patient
from vigil.web import views
from vigil.web.occasions import day_there, fresh_request_id, session_instants, shown_clinic, waiting


@dataclass(frozen=True)
class Answered:
    """An answer that was kept, the link behind which it was given, and what was concluded from it."""

    ask: Ask
    patient: Patient
    clinic: Clinic
    place: str
    answers: Answers
    received: Received


def advice_view(session: Session, answered: Answered, now: datetime) -> views.AdvicePage:
    """The advice to a patient who has just answered."""
    return advice_views(session, [answered], now)[0]


def advice_views(session: Session, answered: Sequence[Answered], now: datetime) -> list[views.AdvicePage]:
    """The same for some patients of one clinic, read together."""
    asks = [each.ask for each in answered]
    others = waiting(session, asks, now)
    at = session_instants(session, [*asks, *(other for each in others.values() for other in each)])
    return [_view(session, each, others[each.patient.id], at, now) for each in answered]


def _view(
    session: Session, answered: Answered, waiting: Sequence[Any], at: Mapping[UUID, datetime], now: datetime
) -> views.AdvicePage:
    ask, patient, clinic, place = answered.ask, answered.patient, answered.clinic, answered.place
    answers, received, ring = answered.answers, answered.received, keyring(session)
    told = {reaction.code for reaction in conclude(answers)} - {ReactionCode.NONE_REPORTED}
    read = tokens.derive(ring, tokens.Purpose.READ, clinic.id, patient.id, generation=patient.generation)
    return views.AdvicePage(
        patient.language,
        shown_clinic(session, clinic, patient.language, now),
        level=received.advice,
        session_on=day_there(at.get(ask.session_id), patient),
        amend_url=place,
        photo_action=f"{place}/photo" if told and received.advice is not Advice.NOW else "",
        called_action=f"{place}/called" if received.advice is Advice.NOW else "",
        request_id=fresh_request_id(),
        has_reaction=bool(told),
        wants_call=bool(answers.wants_call),
        should_call_clinic=received.urgency == Urgency.WITHIN_72H,
        is_late=received.is_late,
        instructions_url=f"/read/{read}/after",
        others=tuple(
            views.OtherAsk(_place(ring, other), day_there(at.get(other.session_id), patient))
            for other in waiting
            if other.id != ask.id
        ),
    )


def _place(ring: Keyring, ask: Any) -> str:
    token = tokens.derive(ring, tokens.Purpose.ANSWER, ask.clinic_id, ask.id, generation=ask.generation)
    return f"/answer/{token}"
