"""Drawing a page of the desk: its own template inside the common frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from vigil.domain.instants import local_date
from vigil.web.desk.member import Member
from vigil.web.site import CONTENT, Site, html
from vigil.web.views import Page

_CONTENT = {"content-security-policy": f"{CONTENT}; script-src 'self'; connect-src 'self'"}
"""The desk has one script of its own, which renews what is on the screen."""


@dataclass(frozen=True)
class DeskPage(Page):
    """What the frame shows: who is here, the rooms that are open to her, which of them this is, and the address."""

    member: Member
    rooms: Sequence[str]
    here: str
    path: str


def draw(
    request: Request, site: Site, member: Member, template: str, *, status: int = 200, **known: Any
) -> HTMLResponse:
    """The page of ``templates/web/desk/<template>.html``, which extends ``desk/_desk.html``; it sees ``known``.

    It also sees ``page`` (``page.member``), ``t`` (the sentences; ``t.<room>`` are those of the file
    ``<room>.<language>.toml`` beside it), ``say``, ``day``, ``short_day``, ``when`` and ``length``; days of another
    year say which. Each of its forms begins with ``{{ form_token }}``.
    """
    shown = request.app.state.rooms_open_to(member)
    here = request.url.path.removeprefix(member.url("/")).partition("/")[0]
    page = DeskPage(member.language, member.clinic, member, shown, here, request.url.path)
    token = Markup('<input type="hidden" name="csrf" value="{}">').format(member.csrf)
    year = local_date(site.now(), member.zone).year
    drawn = site.pages.draw(f"desk/{template}.html", page, this_year=year, form_token=token, **known)
    return html(drawn, status, _CONTENT)
