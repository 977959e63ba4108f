"""What a printed sheet shows: the calls to come, the next appointment, the questions on paper."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.closing import note_for_paper
from vigil.domain.instants import local_date
from vigil.domain.states import MessageState
from vigil.domain.words import Channel, SessionState
from vigil.store.tables import Ask, Clinic, Message, Patient, TreatmentSession
from vigil.web import views
from vigil.web.occasions import competes, form_context, sheet_context


def sheet_view(
    session: Session, clinic: Clinic, task: Message, ask: Ask | None, patient: Patient, now: datetime
) -> views.SheetPage:
    """The sheet of a task; its questions are those of its ask, else those that follow its session."""
    treated = session.get_one(TreatmentSession, task.session_id)
    zone = ZoneInfo(patient.zone)
    calls = session.scalars(
        select(Message.due_at)
        .where(
            Message.clinic_id == patient.clinic_id,
            Message.patient_id == patient.id,
            Message.channel == Channel.PHONE,
            Message.state == MessageState.PLANNED,
            Message.due_at > now,
        )
        .order_by(Message.due_at)
        .limit(4)
    ).all()
    coming = session.scalar(
        select(TreatmentSession.at)
        .where(
            TreatmentSession.clinic_id == patient.clinic_id,
            TreatmentSession.patient_id == patient.id,
            TreatmentSession.state == SessionState.PLANNED,
            TreatmentSession.at > now,
        )
        .order_by(TreatmentSession.at)
        .limit(1)
    )
    return views.SheetPage(
        patient.language,
        views.Clinic(clinic.name, clinic.phone),
        context=form_context(session, ask, patient, now) if ask else sheet_context(session, treated, patient, now),
        session_at=treated.at,
        next_session_at=coming,
        call_on=tuple(local_date(at, zone) for at in calls),
        zone=zone,
        is_competitor=competes(session, patient),
        reference=patient.external_id,
        closed_note=note_for_paper(session, clinic, patient.language),
    )
