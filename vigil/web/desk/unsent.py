"""What was typed into a form whose session has ended: kept in the page, and sent once its writer has signed in."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from vigil.replies.fields import REQUEST_ID
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.forms import Posted
from vigil.web.site import Site, html, language_of, path
from vigil.web.views import Page

_OF_THE_PAGE = frozenset({"csrf", REQUEST_ID, "back", "next"})
"""Fields that nobody types: a form of these alone is a press of a button, which is as easily pressed again."""

Kept = Sequence[tuple[str, str]]


def kept(request: Request, form: Posted) -> Kept:
    """The fields to send again; none of a press, of passwords, or of what did not surely come from our own page."""
    is_ours = request.headers.get("sec-fetch-site") == "same-origin"
    is_secret = request.url.path.startswith(f"/desk/{path(request, 'clinic')}/account")
    if not is_ours or is_secret or _OF_THE_PAGE.issuperset(form):
        return ()
    return [(name, value) for name, values in form.items() if name != "csrf" for value in values]


def signed_out(request: Request, site: Site, fields: Kept) -> Response:
    """To whoever is signed in no more: sign in beside this page, then send."""
    page = Page(language_of(request), None)
    known: dict[str, Any] = {"fields": fields, "address": _address(request), "clinic": path(request, "clinic")}
    return html(site.pages.draw("desk/unsent.html", page, **known), 403)


def out_of_date(request: Request, site: Site, member: Member, fields: Kept = ()) -> Response:
    """To a member whose form is of an earlier session: send what it holds, in the name that is said."""
    known = {"is_out_of_date": True, "fields": fields, "address": _address(request)}
    return draw(request, site, member, "refused", status=403, **known)


def _address(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
