"""Who works at the clinic: added, invited, given another role, let go; a lost password or device renewed."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.accounts import people
from vigil.actions.record_staff import facts_of, record_staff
from vigil.domain.errors import Refused
from vigil.domain.permissions import Permission
from vigil.domain.recording.facts import StaffFacts
from vigil.domain.words import Language, Role
from vigil.store.tables import Staff
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.entrance import text
from vigil.web.desk.member import Member
from vigil.web.desk.people_view import Person, people_of
from vigil.web.forms import Posted
from vigil.web.oidc.registration import Registration
from vigil.web.site import Site, path

ADMINS = Permission.MANAGE_PEOPLE.roles


@for_members(*ADMINS)
def show_people(request: Request, site: Site, member: Member) -> Response:
    """GET: everybody, those who left last."""
    with site.store.reading() as session:
        rows = session.scalars(
            select(Staff).where(Staff.clinic_id == member.clinic_id).order_by(Staff.is_active.desc(), Staff.created_at)
        ).all()
        shown = people_of(session, rows, site.now())
    return draw(request, site, member, "people", people=shown, provider=_provider(site))


@for_members(*ADMINS)
def show_new(request: Request, site: Site, member: Member) -> Response:
    """GET: an empty form."""
    blank = Person(None, "", Role.NURSE, "", member.language, is_admin=False, is_active=True)
    return _form(request, site, member, blank)


@for_members(*ADMINS, writes=True)
def take_new(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: somebody joins; she is invited at once where an address was given and the box is ticked."""
    typed = _typed(form, None)
    try:
        with site.store.writing(site.now(), member.actor) as session:
            facts = _facts(typed, _free_id(session, member.clinic_id, typed.name))
            row = session.get_one(Staff, record_staff(session, member.clinic_id, facts, site.now()).id)
            people.set_place(session, row, facts.role, site.now(), is_admin=typed.is_admin, is_active=True)
            if "invite" in form:
                people.invite(session, row, site.now())
            id = row.id
    except Refused as refusal:
        return _form(request, site, member, typed, refusal)
    return RedirectResponse(member.url(f"/people/{id.hex}?done={'invited' if 'invite' in form else 'saved'}"), 303)


@for_members(*ADMINS)
def show_person(request: Request, site: Site, member: Member) -> Response:
    """GET: one person."""
    with site.store.reading() as session:
        person = _person(session, _staff(session, request, member), site.now())
    return _form(request, site, member, person)


@for_members(*ADMINS, writes=True)
def take_person(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: what the form says of her, or what the button that was pressed does."""
    wish = text(form, "do")
    try:
        with site.store.writing(site.now(), member.actor) as session:
            row = _staff(session, request, member)
            id = row.id
            if wish in _WISHES:
                act, done = _WISHES[wish]
                act(session, row, site.now())
            else:
                done = "saved"
                _save(session, row, _typed(form, row.id), site.now())
    except Refused as refusal:
        return _refused(request, site, member, form, refusal)
    return RedirectResponse(member.url(f"/people/{id.hex}?done={done}"), status_code=303)


def _save(session: Session, row: Staff, typed: Person, now: datetime) -> None:
    facts = _facts(typed, facts_of(row).external_id)
    people.set_place(session, row, facts.role, now, is_admin=typed.is_admin, is_active=typed.is_active)
    record_staff(session, row.clinic_id, facts, now)


_WISHES: dict[str, tuple[Callable[[Session, Staff, datetime], object], str]] = {
    "invite": (people.invite, "invited"),
    "password": (people.reset_password, "password"),
    "second_factor": (people.reset_second_factor, "second_factor"),
}
"""What a button of the page does, and what is said afterwards."""


def _refused(request: Request, site: Site, member: Member, form: Posted, refusal: Refused) -> Response:
    with site.store.reading() as session:
        kept = _person(session, _staff(session, request, member), site.now())
    if text(form, "do") in _WISHES:
        return _form(request, site, member, kept, refusal)
    typed = _typed(form, kept.id)
    shown = replace(typed, state=kept.state, invited_until=kept.invited_until, ways=kept.ways)
    return _form(request, site, member, shown, refusal)


def _form(request: Request, site: Site, member: Member, person: Person, refusal: Refused | None = None) -> Response:
    done = request.query_params.get("done", "")
    return draw(
        request,
        site,
        member,
        "person",
        status=422 if refusal else 200,
        person=person,
        trouble=(refusal.field or "other") if refusal else "",
        done=done if done in ("saved", "invited", "password", "second_factor") else "",
        roles=list(Role),
        zone=member.zone,
        provider=_provider(site),
    )


def _provider(site: Site) -> Registration | None:
    """The provider through which people may sign in besides."""
    return site.provider.registration if site.provider else None


def _staff(session: Session, request: Request, member: Member) -> Staff:
    """The person of the address, of this clinic alone."""
    try:
        id = UUID(path(request, "staff"))
    except ValueError:
        raise NotHere from None
    row = session.scalar(select(Staff).where(Staff.clinic_id == member.clinic_id, Staff.id == id))
    if row is None:
        raise NotHere
    return row


def _person(session: Session, row: Staff, now: datetime) -> Person:
    return people_of(session, [row], now)[0]


def _typed(form: Posted, id: UUID | None) -> Person:
    return Person(
        id=id,
        name=text(form, "name"),
        role=text(form, "role"),
        email=text(form, "email"),
        language=text(form, "language"),
        is_admin="is_admin" in form,
        is_active=id is None or "is_active" in form,
    )


def _facts(typed: Person, external_id: str) -> StaffFacts:
    if typed.role not in tuple(Role):
        raise Refused(f"role {typed.role!r} is none of {', '.join(Role)}.", field="role")
    if typed.language not in tuple(Language):
        raise Refused(f"language {typed.language!r} is none of {', '.join(Language)}.", field="language")
    return StaffFacts(
        external_id=external_id,
        role=Role(typed.role),
        name=typed.name,
        email=typed.email,
        language=Language(typed.language),
        is_active=typed.is_active,
    )


def _free_id(session: Session, clinic_id: UUID, name: str) -> str:
    """An external id from the name that nobody has yet: ``lea-blanc``, ``lea-blanc-2``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or "staff"
    taken = set(session.scalars(select(Staff.external_id).where(Staff.clinic_id == clinic_id)))
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


ROUTES = [
    *at("/people", show_people, take_new),
    *at("/people/new", show_new),
    *at("/people/{staff}", show_person, take_person),
]
