"""The first page of the administration: what there is to decide."""

from starlette.requests import Request
from starlette.responses import Response

from vigil.domain.permissions import Permission
from vigil.store import versions
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.site import Site


@for_members(*Permission.ADMINISTER.roles)
def show_overview(request: Request, site: Site, member: Member) -> Response:
    """GET: the rooms of the administration, and the clinic's schedules."""
    with site.store.reading() as session:
        schedules = versions.names(session, member.clinic_id, "schedule")
    return draw(request, site, member, "administration/overview", schedules=schedules)


ROUTES = at("/administration", show_overview)
