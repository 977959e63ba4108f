"""The on-call calendar: who takes urgent alerts when, in the coming two weeks, and the stretches that make it so."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.change_on_call import add_stretch, remove_stretch
from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual
from vigil.domain.on_call import Duty, Stretch, segments
from vigil.domain.permissions import Permission
from vigil.store import on_call, staff
from vigil.store.database import new_id
from vigil.store.tables import OnCall
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.entrance import text
from vigil.web.desk.member import Member
from vigil.web.desk.refusals import refusal
from vigil.web.desk.typed import CHOICE, DAY, INSTANT, REQUIRED, TypedForm, read_day
from vigil.web.forms import Posted
from vigil.web.site import Site, path

ADMINS = Permission.ADMINISTER.roles
PLACE = "/administration/on-call"
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Tried:
    """What was typed and refused: the form as it came, and each field's sentence."""

    form: Posted = field(default_factory=dict)
    troubles: dict[str, Bilingual] = field(default_factory=dict)


@for_members(*ADMINS)
def show_calendar(request: Request, site: Site, member: Member) -> Response:
    """GET: who is on call in the coming two weeks, the entries, and a form for another."""
    return _draw(request, site, member, Tried())


@for_members(*ADMINS, writes=True)
def take_entry(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: another entry."""
    now, typed = site.now(), TypedForm(form)
    try:
        with member.writing(site.store, now) as session:
            stretch = _stretch(session, member, typed)
            if stretch is None:
                return _draw(request, site, member, Tried(form, typed.troubles))
            add_stretch(session, member.clinic_id, stretch, now, by=member.actor)
    except Refused as refused:
        return _draw(request, site, member, Tried(form, {refused.field or "": refusal(refused)}))
    return RedirectResponse(member.url(f"{PLACE}?done=added"), status_code=303)


@for_members(*ADMINS, writes=True)
def take_removal(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: an entry is taken away."""
    with member.writing(site.store, site.now()) as session:
        remove_stretch(session, _entry(session, request, member), site.now())
    return RedirectResponse(member.url(f"{PLACE}?done=removed"), status_code=303)


def _stretch(session: Session, member: Member, typed: TypedForm) -> Stretch | None:
    """What the form says; ``None`` when something cannot be read, which ``typed`` then tells."""
    starts = typed.read("starts", datetime.fromisoformat, INSTANT)
    ends = typed.read("ends", datetime.fromisoformat, INSTANT)
    last_on = typed.read("last_on", read_day, DAY)
    person = typed.read("staff", UUID, CHOICE)
    duty = typed.read("duty", Duty, CHOICE)
    for name, value in (("starts", starts), ("ends", ends), ("staff", person), ("duty", duty)):
        if value is None:
            typed.troubles.setdefault(name, REQUIRED)
    if starts is None or ends is None or person is None or duty is None or typed.troubles:
        return None
    is_weekly = bool(typed.text("weekly"))
    return Stretch(
        id=new_id(session),
        staff_id=person,
        duty=duty,
        starts_on=starts.date(),
        starts_wall=starts.time().replace(second=0, microsecond=0, tzinfo=None),
        ends_on=ends.date(),
        ends_wall=ends.time().replace(second=0, microsecond=0, tzinfo=None),
        is_weekly=is_weekly,
        last_on=last_on if is_weekly else None,
    )


def _entry(session: Session, request: Request, member: Member) -> OnCall:
    try:
        id = UUID(path(request, "entry"))
    except ValueError:
        raise NotHere from None
    row = session.scalar(select(OnCall).where(OnCall.clinic_id == member.clinic_id, OnCall.id == id))
    if row is None:
        raise NotHere
    return row


def _draw(request: Request, site: Site, member: Member, tried: Tried) -> Response:
    now = site.now()
    with site.store.reading() as session:
        stretches = [on_call.stretch_of(row) for row in on_call.entries(session, member.clinic_id)]
        names = staff.names(session, member.clinic_id)
        physicians = [(person.id.hex, person.name or "") for person in staff.physicians_of(session, member.clinic_id)]
    done = request.query_params.get("done", "")
    return draw(
        request,
        site,
        member,
        "administration/on_call",
        status=422 if tried.troubles else 200,
        url=member.url(PLACE),
        typed={name: text(tried.form, name) for name in ("duty", "staff", "starts", "ends", "weekly", "last_on")},
        troubles=tried.troubles,
        done=done if done in ("added", "removed") else "",
        duties=list(Duty),
        physicians=physicians,
        names=names,
        segments=segments(stretches, member.zone, now, now + AHEAD) if stretches else [],
        entries=[(one, _next(one, member, now)) for one in stretches],
    )


def _next(stretch: Stretch, member: Member, now: datetime) -> tuple[datetime, datetime] | None:
    """When it holds, now or next; ``None`` when it is over."""
    return next(stretch.occurrences(member.zone, now, now + timedelta(days=400)), None)


ROUTES = [
    *at(PLACE, show_calendar, take_entry),
    *at(f"{PLACE}/{{entry}}/remove", take_removal),
]
