"""Who stands where: the people whom an alert is told to."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.domain.ladder import InPlace, Rung
from vigil.domain.on_call import Cover
from vigil.domain.words import Role
from vigil.store.held import held
from vigil.store.prepared import Prepared
from vigil.store.tables import Staff

NOBODY = Cover()
_CLINICAL = (Role.PHYSICIAN, Role.NURSE)


def on_rung(
    session: Session, clinic_id: UUID, rung: Rung, physician_id: UUID | None, cover: Cover = NOBODY
) -> Sequence[Staff]:
    """Everyone on a rung who can be written to: the course's physician (any physician when the course names none)."""
    return standing(reachable(session, clinic_id), rung, physician_id, cover)


def reachable(session: Session, clinic_id: UUID) -> Sequence[Staff]:
    """Everyone at the clinic who can be written to, the longest there first."""
    return held(session, Staff, _REACHABLE, clinic=clinic_id)


def names(session: Session, clinic_id: UUID) -> dict[UUID, str]:
    """The names of everybody who works or worked at the clinic, by id."""
    everyone = session.scalars(select(Staff).where(Staff.clinic_id == clinic_id)).all()
    return {person.id: person.name or "" for person in everyone}


def standing(
    everyone: Sequence[Staff], rung: Rung, physician_id: UUID | None, cover: Cover = NOBODY
) -> Sequence[Staff]:
    """Who of these stands on a rung; ``cover`` is who is on call and who is away (docs/decisions/on-call.md)."""
    physicians = [person for person in everyone if person.role is Role.PHYSICIAN]
    here = [person for person in physicians if person.id not in cover.away]
    on_call = [person for person in physicians if person.id in cover.on_call]
    if rung is Rung.PHYSICIAN:
        own = [person for person in physicians if person.id == physician_id] or here[:1] or physicians[:1]
        return on_call or [person for person in own if person in here] or here or own
    if rung is Rung.COLLEAGUE:
        others = [person for person in physicians if person.id != physician_id]
        return here if on_call else [person for person in others if person in here] or others
    if rung is Rung.SECRETARY:
        return [person for person in everyone if person.role is Role.SECRETARY]
    return [person for person in everyone if person.role in _CLINICAL]


def stands_as(person: Staff, rung: Rung, physician_id: UUID | None, cover: Cover) -> Rung | InPlace:
    """Why somebody on a rung is told, for the mail that tells them."""
    if person.id == physician_id or rung not in (Rung.PHYSICIAN, Rung.COLLEAGUE):
        return Rung.PHYSICIAN if person.id == physician_id and rung is Rung.COLLEAGUE else rung
    if person.id in cover.on_call:
        return InPlace.ON_CALL
    return InPlace.AWAY if rung is Rung.PHYSICIAN and physician_id in cover.away else rung


def physicians_of(session: Session, clinic_id: UUID) -> Sequence[Staff]:
    """The clinic's active physicians who can be written to."""
    return [person for person in reachable(session, clinic_id) if person.role is Role.PHYSICIAN]


_REACHABLE = Prepared(
    select(Staff)
    .where(Staff.clinic_id == bindparam("clinic"), Staff.is_active, Staff.email_index.is_not(None))
    .order_by(Staff.created_at, Staff.id)
)
