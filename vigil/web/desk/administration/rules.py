"""The clinic's rules: who is told of an alert and when, the hour of the digest, closing days."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.change_clinic_rules import KIND, NAME, change_clinic_rules
from vigil.actions.closing import holidays_of
from vigil.domain.closing import Region
from vigil.domain.errors import ConfigurationError
from vigil.domain.instants import local_date
from vigil.domain.ladder import Rung, parse_clinic
from vigil.domain.permissions import Permission
from vigil.web.desk.administration import documents, rules_form
from vigil.web.desk.administration.documents import Document
from vigil.web.desk.administration.typed import area
from vigil.web.desk.administration.wrong import Wrong, wrong_of
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.entrance import text
from vigil.web.desk.member import Member
from vigil.web.forms import Posted
from vigil.web.site import Site

ADMINS = Permission.ADMINISTER.roles
PLACE = "/administration/rules"


@for_members(*ADMINS)
def show_rules(request: Request, site: Site, member: Member) -> Response:
    """GET: the rules as a form and as a file, with the holidays that they make of the year."""
    return _draw(request, site, member)


@for_members(*ADMINS, writes=True)
def take_rules(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: kept as a new version from the form or the file (``form``, ``file``), or from an earlier one."""
    with site.store.reading() as session:
        current = documents.current(session, member, KIND, NAME)
        typed = None
        if text(form, "do") == "restore":
            content = documents.earlier(session, member, KIND, NAME, text(form, "number")).content
        elif text(form, "do") == "form":
            typed = {field: text(form, field) for field in rules_form.fields()}
            content = rules_form.composed(current.content, typed)
        else:
            content = area(form, "content")
    if text(form, "do") != "restore" and text(form, "base") != str(current.number):
        return _draw(request, site, member, typed, content, is_overtaken=True)
    try:
        with member.writing(site.store, site.now()) as session:
            is_new = change_clinic_rules(session, member.clinic_id, content, site.now())
    except ConfigurationError as error:
        return _draw(request, site, member, typed, content, wrong_of(error))
    return RedirectResponse(member.url(f"{PLACE}?done={'saved' if is_new else 'same'}"), status_code=303)


@for_members(*ADMINS)
def show_version(request: Request, site: Site, member: Member) -> Response:
    """GET: an earlier version beside the one in force."""
    document = Document(KIND, NAME, member.url(PLACE), "clinic.toml")
    return documents.show_version(request, site, member, document)


def _draw(
    request: Request,
    site: Site,
    member: Member,
    typed: dict[str, str] | None = None,
    content: str = "",
    wrong: Wrong | None = None,
    *,
    is_overtaken: bool = False,
) -> Response:
    with site.store.reading() as session:
        current = documents.current(session, member, KIND, NAME)
        kept = documents.kept(session, member, KIND, NAME)
    closing = parse_clinic("clinic.toml", current.content).closing
    year = local_date(site.now(), member.zone).year
    done = request.query_params.get("done", "")
    return draw(
        request,
        site,
        member,
        "administration/rules",
        status=422 if wrong else 409 if is_overtaken else 200,
        url=member.url(PLACE),
        base=current.number,
        fields=typed or rules_form.values_of(current.content),
        content=current.content if typed or not content else content,
        tried="form" if typed else "file" if content else "",
        wrong=wrong,
        is_overtaken=is_overtaken,
        done=done if done in ("saved", "same") else "",
        ladders=rules_form.LADDERS,
        rungs=range(1, rules_form.RUNGS + 1),
        who=list(Rung),
        regions=list(Region),
        holidays=sorted(holidays_of(closing.region, year)) if closing.region else [],
        year=year,
        versions=kept,
    )


ROUTES = [
    *at(PLACE, show_rules, take_rules),
    *at(f"{PLACE}/versions/{{number}}", show_version),
]
