"""Playing a schedule for invented patients before it is turned on: its messages as a calendar and as counts."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.domain.errors import ConfigurationError
from vigil.domain.permissions import Permission
from vigil.domain.schedule import parse_schedule
from vigil.domain.words import Urgency
from vigil.mail.contexts import Mail
from vigil.web import plays
from vigil.web.desk.administration import documents
from vigil.web.desk.administration.typed import area
from vigil.web.desk.administration.wrong import Wrong, wrong_of
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.entrance import text
from vigil.web.desk.member import Member
from vigil.web.forms import Posted
from vigil.web.plays import Asked, Played
from vigil.web.site import Site, path

ADMINS = Permission.ADMINISTER.roles
KIND = "schedule"
WEEKS, PATIENTS = (4, 8, 12, 16, 24), (5, 10, 15, 20, 30)
MOST = 240
"""Patients times weeks: some fifteen seconds of a processor."""

USUAL = (12, 20)


@for_members(*ADMINS)
def show_simulation(request: Request, site: Site, member: Member) -> Response:
    """GET: what to play, and what came of the last play; the page renews itself while one is running."""
    return _draw(request, site, member)


@for_members(*ADMINS, writes=True)
def take_simulation(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: play the schedule in force or a draft (``do=play``), or bring a draft here to be played (``do=draft``)."""
    content = area(form, "content")
    with site.store.reading() as session:
        current = documents.current(session, member, KIND, path(request, "schedule"))
    content = content or current.content
    try:
        schedule = parse_schedule(f"schedules/{current.name}.toml", content)
    except ConfigurationError as error:
        return _draw(request, site, member, content, wrong=wrong_of(error))
    if text(form, "do") != "play":
        return _draw(request, site, member, content)
    weeks, patients = _chosen(form, "weeks", WEEKS), _chosen(form, "patients", PATIENTS)
    if not weeks or not patients or weeks * patients > MOST:
        return _draw(request, site, member, content, form=form, trouble="too_much")
    asked = Asked(schedule.name, content, content != current.content, weeks, patients)
    assert site.plays is not None
    if not site.plays.start(site.store, member.clinic_id, asked, site.now()):
        return _draw(request, site, member, content, form=form, trouble="still_running")
    return RedirectResponse(_url(member, current.name), status_code=303)


def _chosen(form: Posted, field: str, allowed: tuple[int, ...]) -> int:
    given = text(form, field)
    return int(given) if given in [str(one) for one in allowed] else 0


def _draw(
    request: Request,
    site: Site,
    member: Member,
    content: str = "",
    *,
    form: Posted | None = None,
    wrong: Wrong | None = None,
    trouble: str = "",
) -> Response:
    with site.store.reading() as session:
        current = documents.current(session, member, KIND, path(request, "schedule"))
    played = plays.latest(site.store, member.clinic_id, site.now())
    weeks, patients = (text(form, "weeks"), text(form, "patients")) if form else map(str, USUAL)
    return draw(
        request,
        site,
        member,
        "administration/simulation",
        status=422 if wrong or trouble == "too_much" else 409 if trouble else 200,
        name=current.name,
        url=_url(member, current.name),
        schedule_url=member.url(f"/administration/schedules/{current.name}"),
        content=content or current.content,
        is_draft=bool(content) and content != current.content,
        wrong=wrong,
        trouble=trouble,
        most=MOST,
        weeks=WEEKS,
        patients=PATIENTS,
        chosen_weeks=weeks,
        chosen_patients=patients,
        played=played,
        renews=played is not None and played.state == "running",
        mails=_mails(played),
        urgencies=[urgency.code for urgency in Urgency],
        example=_example(played),
    )


def _mails(played: Played | None) -> list[str]:
    """The kinds of mail that left at all, in the order in which a course knows them."""
    weeks = played.summary["weeks"] if played is not None and played.summary else []
    return [mail.value for mail in Mail if any(week["mails"].get(mail.value) for week in weeks)]


def _example(played: Played | None) -> list[tuple[datetime, dict[str, object]]]:
    steps = played.summary["example"] if played is not None and played.summary else []
    return [(datetime.fromisoformat(step["at"]), step) for step in steps]


def _url(member: Member, name: str) -> str:
    return member.url(f"/administration/schedules/{name}/simulate")


ROUTES = at("/administration/schedules/{schedule}/simulate", show_simulation, take_simulation)
