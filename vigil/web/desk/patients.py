"""The list of patients: found by file number or name, or those of a filter, a page at a time."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.domain.permissions import Permission
from vigil.store import patient_list
from vigil.store.patient_list import Filter, Page
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.words import WORDS
from vigil.web.forms import Posted
from vigil.web.site import Site

_CLINICAL = (Filter.OPEN_ALERTS, Filter.NO_IMPROVEMENT, Filter.SILENT)
_LONGEST = 200


@for_members(*Permission.SEE_PATIENTS.roles)
def show_patients(request: Request, site: Site, member: Member) -> Response:
    """GET: a page of the patients of a filter."""
    which = _filter(request.query_params.get("show", ""), member)
    after = _after(request.query_params.get("after", ""))
    with site.store.reading() as session:
        page = patient_list.listed(session, member.clinic_id, which, after, site.now())
        return _drawn(request, site, member, page, which, typed="")


@for_members(*Permission.SEE_PATIENTS.roles, writes=True)
def find_patients(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: who has that number or name; a name goes into no address. The only one found is opened at once."""
    typed = (form.get("typed") or [""])[0].strip()[:_LONGEST]
    if not typed:
        return RedirectResponse(member.url("/patients"), status_code=303)
    with site.store.reading() as session:
        page = patient_list.found(session, member.clinic_id, typed, site.now())
        if len(page.lines) == 1:
            return RedirectResponse(member.url(f"/patients/{page.lines[0].patient.id.hex}"), status_code=303)
        return _drawn(request, site, member, page, Filter.ALL, typed)


def _after(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _filter(written: str, member: Member) -> Filter:
    chosen = Filter(written) if written in tuple(Filter) else Filter.ALL
    return chosen if chosen is Filter.ALL or member.may(Permission.SEE_RECORDS) else Filter.ALL


def _drawn(request: Request, site: Site, member: Member, page: Page, which: Filter, typed: str) -> Response:
    sees_records = member.may(Permission.SEE_RECORDS)
    return draw(
        request,
        site,
        member,
        "patients",
        lines=page.lines,
        after=page.after,
        most=patient_list.MOST_CHOSEN if page.is_cut else None,
        which=which,
        filters=(Filter.ALL, *_CLINICAL) if sees_records else (),
        typed=typed,
        sees_records=sees_records,
        **WORDS,
    )


ROUTES = at("/patients", show_patients, find_patients)
