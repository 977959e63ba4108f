"""What a patient opens without answering: the instructions, and the button to receive no more messages."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse

from vigil.actions.reach_patient import opt_out
from vigil.domain.instructions import Moment
from vigil.domain.words import PatientState, RiskFactor, SessionState
from vigil.store import tokens
from vigil.store.tables import Clinic, Patient, TreatmentSession
from vigil.web import views
from vigil.web.occasions import competes, fresh_request_id, shown_clinic
from vigil.web.site import Site, html, site_of, token_of, unknown_link

_AFTER = (Moment.AFTER,)
_BEFORE = (Moment.BEFORE, Moment.DAY)
_FRESH = timedelta(days=3)


def show_instructions(request: Request) -> HTMLResponse:
    """GET: what to do after the last session, or before the next; chosen by the address, else by the time."""
    site = site_of(request)
    now = site.now()
    with site.store.reading() as session:
        found = _find(session, token_of(request), tokens.Purpose.READ)
        if found is None:
            return unknown_link(request)
        patient, clinic = found
        last, coming = _last(session, patient, now), _next(session, patient, now)
        moment = request.path_params.get("moment") or ("after" if last and now - last < _FRESH else "before")
        view = views.InstructionsPage(
            patient.language,
            shown_clinic(session, clinic, patient.language, now),
            moments=_AFTER if moment == "after" else _BEFORE,
            session_at=last if moment == "after" else coming,
            zone=ZoneInfo(patient.zone),
            is_competitor=competes(session, patient),
            is_immunosuppressed=RiskFactor.IMMUNOSUPPRESSION in patient.risk_factors,
            shows_danger_signs=moment == "after",
        )
    return html(site.pages.instructions(view))


def show_stop(request: Request) -> HTMLResponse:
    """GET: a button. Nothing is recorded."""
    site = site_of(request)
    with site.store.reading() as session:
        found = _find(session, token_of(request), tokens.Purpose.OPT_OUT)
        if found is None:
            return unknown_link(request)
        patient, clinic = found
        view = views.OptOutPage(
            patient.language,
            shown_clinic(session, clinic, patient.language, site.now()),
            action=f"/stop/{token_of(request)}",
            request_id=fresh_request_id(),
            is_done=patient.state is PatientState.OPTED_OUT,
        )
    return html(site.pages.opt_out(view))


async def take_stop(request: Request) -> HTMLResponse:
    """POST, from the button or from a mail reader's one click (RFC 8058): no cookie, no further question.

    What is posted says nothing more: whoever presses twice, or years later, wants no mail.
    """
    return await run_in_threadpool(_take_stop, site_of(request), request)


def _take_stop(site: Site, request: Request) -> HTMLResponse:
    now = site.now()
    with site.writing(request, now, "patient") as session:
        found = _find(session, token_of(request), tokens.Purpose.OPT_OUT)
        if found is None:
            return unknown_link(request)
        patient, clinic = found
        opt_out(session, patient, now)
        view = views.OptOutPage(patient.language, shown_clinic(session, clinic, patient.language, now), is_done=True)
    return html(site.pages.opt_out(view))


def _find(session: Session, token: str, purpose: tokens.Purpose) -> tuple[Patient, Clinic] | None:
    row = tokens.find(session, token, purpose)
    patient = session.get(Patient, row.patient_id) if row else None
    clinic = session.get(Clinic, row.clinic_id) if row else None
    return (patient, clinic) if patient and clinic else None


def _last(session: Session, patient: Patient, now: datetime) -> datetime | None:
    return _session_at(session, patient.id, SessionState.PERFORMED, now, is_past=True)


def _next(session: Session, patient: Patient, now: datetime) -> datetime | None:
    return _session_at(session, patient.id, SessionState.PLANNED, now, is_past=False)


def _session_at(
    session: Session, patient_id: UUID, state: SessionState, now: datetime, *, is_past: bool
) -> datetime | None:
    at = TreatmentSession.at
    query = select(at).where(TreatmentSession.patient_id == patient_id, TreatmentSession.state == state)
    query = query.where(at <= now).order_by(at.desc()) if is_past else query.where(at > now).order_by(at)
    return session.scalar(query.limit(1))
