"""Schedules: edited as a form or as a file; what changes in dates is shown before anything is saved."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.change_schedule import change_schedule
from vigil.actions.foresee_schedule import Foreseen, foresee_schedule
from vigil.domain.errors import ConfigurationError
from vigil.domain.example_course import Dated, example_course
from vigil.domain.instants import at_local, local_date
from vigil.domain.permissions import Permission
from vigil.domain.plan_difference import Change
from vigil.domain.schedule import Schedule, parse_schedule
from vigil.domain.toml_text import put, written
from vigil.store import versions
from vigil.store.tables import Replanning
from vigil.store.versions import Version
from vigil.web.desk.administration import documents, schedule_form
from vigil.web.desk.administration.documents import Document
from vigil.web.desk.administration.typed import area
from vigil.web.desk.administration.wrong import Wrong, wrong_of
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.entrance import text
from vigil.web.desk.member import Member
from vigil.web.forms import Posted
from vigil.web.site import Site, path

ADMINS = Permission.ADMINISTER.roles
KIND = "schedule"


@dataclass(frozen=True)
class Tried:
    """What was typed and is shown again: as a form, as a file, or as both."""

    fields: dict[str, str] | None = None
    content: str = ""
    wrong: Wrong | None = None


@dataclass(frozen=True)
class CalendarLine:
    """A line of the made-up course; ``is_other`` when the clinic's current version has no such line."""

    dated: Dated
    is_other: bool = False


@for_members(*ADMINS)
def show_schedule(request: Request, site: Site, member: Member) -> Response:
    """GET: one schedule: its form, its file, a made-up course under it, its versions."""
    return _draw(request, site, member)


@for_members(*ADMINS, writes=True)
def take_schedule(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: what was typed is looked at (``form``, ``file``, ``restore``), typed on (``edit``) or kept (``save``)."""
    with site.store.reading() as session:
        current = documents.current(session, member, KIND, path(request, "schedule"))
        tried = _tried(session, member, current, form)
    try:
        schedule = _parsed(current.name, tried.content)
    except ConfigurationError as error:
        return _draw(request, site, member, Tried(tried.fields, tried.content, wrong_of(error)))
    wish = text(form, "do")
    if wish == "edit":
        return _draw(request, site, member, Tried(None, tried.content))
    is_overtaken = wish == "save" and text(form, "base") != str(current.number)
    if wish != "save" or is_overtaken:
        return _review(request, site, member, current, schedule, tried.content, is_overtaken=is_overtaken)
    with member.writing(site.store, site.now()) as session:
        done = change_schedule(session, member.clinic_id, current.name, tried.content, site.now())
    return RedirectResponse(f"{_url(member, current.name)}?done={'saved' if done.is_new else 'same'}", status_code=303)


@for_members(*ADMINS, writes=True)
def take_new(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: another schedule, which begins as a copy of one that there is."""
    name, model = text(form, "name"), text(form, "model")
    with site.store.reading() as session:
        names = versions.names(session, member.clinic_id, KIND)
        copied = documents.current(session, member, KIND, model)
    try:
        content = _renamed(copied.content, name)
        _parsed(name, content)
        if name in names:
            raise ConfigurationError("", "name", name, "a name that no schedule has yet")
    except ConfigurationError as error:
        known = {"schedules": names, "typed": {"name": name, "model": model}, "wrong": wrong_of(error)}
        return draw(request, site, member, "administration/overview", status=422, **known)
    with member.writing(site.store, site.now()) as session:
        change_schedule(session, member.clinic_id, name, content, site.now())
    return RedirectResponse(f"{_url(member, name)}?done=new", status_code=303)


@for_members(*ADMINS)
def show_version(request: Request, site: Site, member: Member) -> Response:
    """GET: an earlier version beside the one in force."""
    name = path(request, "schedule")
    return documents.show_version(request, site, member, Document(KIND, name, _url(member, name), name))


def _tried(session: Session, member: Member, current: Version, form: Posted) -> Tried:
    wish = text(form, "do")
    if wish == "form":
        typed = {field: text(form, field) for field in schedule_form.FIELDS}
        return Tried(typed, schedule_form.composed(current.content, typed))
    if wish == "restore":
        return Tried(None, documents.earlier(session, member, KIND, current.name, text(form, "number")).content)
    return Tried(None, area(form, "content"))


def _parsed(name: str, content: str) -> Schedule:
    schedule = parse_schedule(f"schedules/{name}.toml", content)
    if schedule.name != name:
        raise ConfigurationError(f"schedules/{name}.toml", "name", schedule.name, repr(name))
    return schedule


def _renamed(content: str, name: str) -> str:
    values = tomllib.loads(content)
    put(values, "name", name)
    return written(values)


def _draw(request: Request, site: Site, member: Member, tried: Tried | None = None) -> Response:
    tried = tried or Tried()
    with site.store.reading() as session:
        current = documents.current(session, member, KIND, path(request, "schedule"))
        kept = documents.kept(session, member, KIND, current.name)
        replanning = session.get(Replanning, (member.clinic_id, current.name))
        session.expunge_all()  # read whole: what is drawn outlives the transaction
    schedule = _parsed(current.name, current.content)
    is_form = tried.fields is not None
    done = request.query_params.get("done", "")
    return draw(
        request,
        site,
        member,
        "administration/schedule",
        status=422 if tried.wrong else 200,
        name=current.name,
        url=_url(member, current.name),
        groups=schedule_form.GROUPS,
        fields=tried.fields or schedule_form.values_of(schedule, current.content),
        content=current.content if is_form or not tried.content else tried.content,
        tried="" if not tried.content else "form" if is_form else "file",
        wrong=tried.wrong,
        wrong_field=schedule_form.field_of(tried.wrong.key) if tried.wrong else "",
        done=done if done in ("saved", "same", "new") else "",
        calendar=_calendar(schedule, member, site.now()),
        reminders=schedule_form.values_of(schedule, current.content)[schedule_form.REMINDER],
        versions=kept,
        replanning=replanning,
    )


def _review(
    request: Request,
    site: Site,
    member: Member,
    current: Version,
    schedule: Schedule,
    content: str,
    *,
    is_overtaken: bool,
) -> Response:
    now = _parsed(current.name, current.content)
    with site.store.reading() as session:
        foreseen: Foreseen = foresee_schedule(session, member.clinic_id, now, schedule, site.now())
    return draw(
        request,
        site,
        member,
        "administration/schedule_review",
        status=409 if is_overtaken else 200,
        name=current.name,
        url=_url(member, current.name),
        content=content,
        base=current.number,
        is_same=schedule == now,
        is_overtaken=is_overtaken,
        lines=documents.compared(current.content, content),
        foreseen=foreseen,
        changes=list(Change),
        sees_patients=member.may(Permission.SEE_PATIENTS),
        reminds_otherwise=schedule.reminder != now.reminder,
        calendar=_calendar(schedule, member, site.now(), now),
        reminders=schedule_form.values_of(schedule, content)[schedule_form.REMINDER],
    )


def _calendar(schedule: Schedule, member: Member, now: datetime, other: Schedule | None = None) -> list[CalendarLine]:
    """The made-up course from next Monday at ten on; with ``other``, what differs from it is marked."""
    today = local_date(now, member.zone)
    starts_at = at_local(today + timedelta(days=7 - today.weekday()), time(10), member.zone)
    lines = example_course(schedule, starts_at, member.zone)
    usual = set(example_course(other, starts_at, member.zone)) if other else set(lines)
    return [CalendarLine(line, line not in usual) for line in lines]


def _url(member: Member, name: str) -> str:
    return member.url(f"/administration/schedules/{name}")


ROUTES = [
    *at("/administration/schedules", take_new),
    *at("/administration/schedules/{schedule}", show_schedule, take_schedule),
    *at("/administration/schedules/{schedule}/versions/{number}", show_version),
]
