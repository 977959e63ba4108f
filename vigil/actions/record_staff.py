"""A member of staff joins, changes or leaves (``is_active`` false: nothing more is sent to them)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.actions.recording.recorded import Recorded, columns_of, differing, keep, record_once
from vigil.domain.errors import Refused
from vigil.domain.recording.facts import StaffFacts
from vigil.domain.recording.texts import tidied
from vigil.domain.words import Role
from vigil.store.database import new_id
from vigil.store.shelf import Shelf
from vigil.store.tables import Clinic, Staff


def record_staff(
    session: Session, clinic_id: UUID, facts: StaffFacts, now: datetime, request_id: str | None = None
) -> Recorded:
    """Record one person in one role at one clinic."""

    def act() -> Recorded:
        shelf = Shelf(session, session.get_one(Clinic, clinic_id))
        done = write_staff(shelf, facts, now)
        shelf.flush()
        return done

    return record_once(session, clinic_id, request_id, "record_staff", now, act)


def write_staff(shelf: Shelf, facts: StaffFacts, now: datetime) -> Recorded:
    facts = tidied(facts)
    if facts.role in (Role.PHYSICIAN, Role.NURSE) and facts.is_active and not facts.email:
        raise Refused("email is empty: a physician or a nurse is told of alerts by e-mail.", field="email")
    row = shelf.find(Staff, facts.external_id)
    if row is not None:
        changed = differing(facts_of(row), facts)
        keep(row, facts, changed)
        return Recorded(row.id, changed=changed)
    row = Staff(id=new_id(shelf.session), clinic_id=shelf.clinic.id, external_id=facts.external_id, created_at=now)
    keep(row, facts, StaffFacts.__dataclass_fields__)
    shelf.enter(row)
    return Recorded(row.id, is_new=True)


def facts_of(row: Staff) -> StaffFacts:
    return StaffFacts(**columns_of(StaffFacts, row))
