"""The accounts of a demo: everybody of the practice can sign in, and one more who administers it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.accounts.passwords import hashed
from vigil.actions.accounts.people import open_account
from vigil.actions.record_staff import record_staff
from vigil.domain.recording.facts import StaffFacts
from vigil.domain.words import Role
from vigil.store.tables import Clinic, Staff

PASSWORD = "trois-pas-vers-le-parc"  # noqa: S105  # of invented people
ADMIN = StaffFacts("adm-dumas", Role.ADMIN, "Camille Dumas", "camille.dumas@cabinet-du-parc.example")


@dataclass(frozen=True)
class SignIn:
    """What a person types to be one of the demo's."""

    email: str
    password: str
    role: Role
    name: str


def open_accounts(session: Session, now: datetime) -> list[SignIn]:
    """An account for everybody who works there. None asks for a second factor until its owner pairs a device.

    That is possible in a demonstration alone: nothing else clears the flag.
    """
    clinic_id = session.scalars(select(Clinic.id)).one()
    record_staff(session, clinic_id, ADMIN, now)
    kept = hashed(PASSWORD)
    made = []
    for row in session.scalars(select(Staff).where(Staff.clinic_id == clinic_id).order_by(Staff.created_at, Staff.id)):
        open_account(session, row, kept, now).needs_second_factor = False
        made.append(SignIn(row.email or "", PASSWORD, row.role, row.name or ""))
    session.flush()
    return made
