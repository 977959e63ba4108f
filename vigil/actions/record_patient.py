"""A patient is entered in the file, or what the file says of them changes."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vigil.actions.recall_mail import recall_mail
from vigil.actions.recording.recorded import Recorded, columns_of, differing, iso, keep, record_once
from vigil.actions.replan import replan
from vigil.domain.errors import Refused
from vigil.domain.instants import local_date
from vigil.domain.recording.facts import PatientFacts
from vigil.domain.recording.measures import check_patient
from vigil.domain.recording.texts import tidied
from vigil.domain.words import PatientState, RiskFactor
from vigil.store import tokens
from vigil.store.database import new_id
from vigil.store.shelf import Shelf
from vigil.store.tables import Alert, Clinic, Course, Patient, Token

_ADDRESSES = frozenset({"email", "guardian_email"})


def record_patient(
    session: Session, clinic_id: UUID, facts: PatientFacts, now: datetime, request_id: str | None = None
) -> Recorded:
    """Record a patient; what is owed to one who changes is planned anew."""

    def act() -> Recorded:
        shelf = Shelf(session, session.get_one(Clinic, clinic_id))
        done = write_patient(shelf, facts, now)
        shelf.flush()
        if done.changed:
            replan(session, done.id, now)
        return done

    return record_once(session, clinic_id, request_id, "record_patient", now, act)


def write_patient(shelf: Shelf, facts: PatientFacts, now: datetime) -> Recorded:
    """Write without planning: whoever calls plans once at the end."""
    clinic = shelf.clinic
    facts = tidied(replace(facts, zone=facts.zone or clinic.zone, language=facts.language or clinic.language))
    check_patient(facts, local_date(now, ZoneInfo(facts.zone)))
    row = shelf.find(Patient, facts.external_id)
    if row is None:
        return _enter(shelf, facts, now)
    changed = differing(facts_of(row), facts)
    if changed and row.state is PatientState.MERGED:
        raise Refused(
            f"Patient {row.external_id!r} was merged into another: change that record instead.", field="external_id"
        )
    _keep(row, facts, changed)
    if not _ADDRESSES.isdisjoint(changed):
        recall_mail(shelf.session, row, now)
        if row.state is PatientState.UNREACHABLE:
            row.state = PatientState.ACTIVE
    return Recorded(row.id, changed=changed)


def facts_of(row: Patient) -> PatientFacts:
    return PatientFacts(
        **columns_of(PatientFacts, row, "born_on", "risk_factors"),
        born_on=date.fromisoformat(row.born_on) if row.born_on else None,
        risk_factors=frozenset(RiskFactor(factor) for factor in row.risk_factors),
    )


def _enter(shelf: Shelf, facts: PatientFacts, now: datetime) -> Recorded:
    row = Patient(
        id=new_id(shelf.session),
        clinic_id=shelf.clinic.id,
        state=PatientState.ACTIVE,
        generation=0,
        created_at=now,
    )
    _keep(row, facts, tuple(PatientFacts.__dataclass_fields__))
    shelf.enter(row)
    shelf.fresh(row.id, (Course, "patient_id"), (Alert, "patient_id"))
    for purpose in (tokens.Purpose.READ, tokens.Purpose.OPT_OUT):
        shelf.after_flush(Token(**tokens.new_row(shelf.session, purpose, row.clinic_id, row.id, patient_id=row.id)))
    return Recorded(row.id, is_new=True)


def _keep(row: Patient, facts: PatientFacts, names: tuple[str, ...]) -> None:
    keep(row, facts, tuple(name for name in names if name != "born_on"))
    if "born_on" in names:
        row.born_on = iso(facts.born_on)
