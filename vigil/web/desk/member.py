"""Who is at the desk: one person, at one clinic, in her role there."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.domain.permissions import Permission, may
from vigil.domain.words import Language, Role
from vigil.store import web_sessions
from vigil.store.database import Store
from vigil.store.tables import Account, Clinic, Staff
from vigil.web import views


@dataclass(frozen=True)
class OtherClinic:
    """Another clinic of the same account."""

    id: UUID
    name: str

    @property
    def url(self) -> str:
        return f"/desk/{self.id.hex}"


@dataclass(frozen=True)
class Member:
    """Whoever asked for a page, as the database has it at this moment; ``zone`` and ``clinic`` are the clinic's.

    ``csrf`` is what every form has to carry (``{{ form_token }}`` writes it).
    """

    account_id: UUID
    session_id: UUID
    staff_id: UUID
    clinic_id: UUID
    role: Role
    is_admin: bool
    language: Language
    zone: ZoneInfo
    name: str
    clinic: views.Clinic
    csrf: str
    others: tuple[OtherClinic, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """Her role, and that of an administrator where she is one as well."""
        return frozenset({self.role, Role.ADMIN} if self.is_admin else {self.role})

    @property
    def actor(self) -> str:
        """What the audit trail calls her."""
        return f"staff:{self.staff_id}"

    def writing(self, store: Store, now: datetime, *, is_long: bool = False) -> AbstractContextManager[Session]:
        """A transaction in her name that writes in her clinic alone: those of other clinics need not wait for it."""
        return store.writing(now, self.actor, clinic_id=self.clinic_id, is_long=is_long)

    def may(self, permission: Permission) -> bool:
        return may(permission, self.roles)

    def url(self, path: str = "") -> str:
        """An address at this desk: ``member.url("/alerts")``."""
        return f"/desk/{self.clinic_id.hex}{path}"


def member_at(session: Session, visit: web_sessions.Visit, clinic: str) -> Member | None:
    """Who the visitor is at the clinic of the address; ``None`` where she has no place, or there is no such clinic."""
    places = places_of(session, visit.account)
    for staff, place in places:
        if place.id.hex == clinic:
            others = tuple(OtherClinic(other.id, other.name) for _, other in places if other is not place)
            return _member(session, visit, staff, place, others)
    return None


def places_of(session: Session, account: Account) -> list[tuple[Staff, Clinic]]:
    """Where an account may work, by the clinics' names."""
    rows = session.execute(
        select(Staff, Clinic)
        .join(Clinic, Clinic.id == Staff.clinic_id)
        .where(Staff.account_id == account.id, Staff.is_active)
        .order_by(Clinic.name, Clinic.id)
    )
    return [(staff, clinic) for staff, clinic in rows]


def _member(
    session: Session, visit: web_sessions.Visit, staff: Staff, clinic: Clinic, others: tuple[OtherClinic, ...]
) -> Member:
    return Member(
        account_id=visit.account.id,
        session_id=visit.session.id,
        staff_id=staff.id,
        clinic_id=clinic.id,
        role=staff.role,
        is_admin=staff.is_admin or staff.role is Role.ADMIN,
        language=visit.account.language,
        zone=ZoneInfo(clinic.zone),
        name=staff.name or "",
        clinic=views.Clinic(clinic.name, clinic.phone),
        csrf=web_sessions.form_token(session, visit.session),
        others=others,
    )
