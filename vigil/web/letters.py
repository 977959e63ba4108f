"""The demo's mailbox as pages: what left, as its reader would see it."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from vigil.domain.words import Language
from vigil.mail.mailbox import Letter, Mailbox
from vigil.web import views
from vigil.web.site import html, path, site_of, unknown_link

_PER_PAGE = 50
_HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation-by-user-activation"
_SHOWN = ("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Unsubscribe", "Auto-Submitted")


def lead_in(request: Request) -> Response:
    """GET of the bare address: the demo's mailbox, and nothing at all outside a demo."""
    return RedirectResponse("/mailbox") if site_of(request).mailbox is not None else unknown_link(request)


def show_mailbox(request: Request) -> HTMLResponse:
    """GET: the mails, newest first, fifty a page."""
    site = site_of(request)
    if site.mailbox is None:
        return unknown_link(request)
    try:
        number = max(1, int(request.query_params.get("page", "1")))
    except ValueError:
        number = 1
    letters = site.mailbox.messages()
    first = (number - 1) * _PER_PAGE
    view = views.MailboxPage(
        Language.FR,
        None,
        mails=tuple(_line(letter) for letter in letters[first : first + _PER_PAGE]),
        total=len(letters),
        newer_url=f"/mailbox?page={number - 1}" if number > 1 else "",
        older_url=f"/mailbox?page={number + 1}" if first + _PER_PAGE < len(letters) else "",
    )
    return html(site.pages.mailbox(view))


def show_letter(request: Request) -> HTMLResponse:
    """GET: one mail: its words, its HTML in a frame, its headers."""
    site = site_of(request)
    letter = _letter(site.mailbox, request)
    if letter is None:
        return unknown_link(request)
    view = views.MailPage(
        Language.FR,
        None,
        mail=_line(letter),
        headers={name: str(letter.message[name]) for name in _SHOWN if letter.message[name]},
        text=letter.text,
        mailbox_url="/mailbox",
        html_url=f"/mailbox/{letter.id}/html" if letter.html else "",
    )
    return html(site.pages.mail(view))


def show_html_part(request: Request) -> HTMLResponse:
    """GET: the HTML part alone, under a policy that lets nothing run or load."""
    site = site_of(request)
    letter = _letter(site.mailbox, request)
    if letter is None:
        return unknown_link(request)
    return html(letter.html, headers={"content-security-policy": _HTML_POLICY})


def _letter(mailbox: Mailbox | None, request: Request) -> Letter | None:
    return mailbox.message(path(request, "id")) if mailbox is not None else None


def _line(letter: Letter) -> views.MailLine:
    return views.MailLine(
        url=f"/mailbox/{letter.id}",
        sent_at=letter.received_at,
        recipient=letter.to_line,
        subject=letter.subject,
    )
