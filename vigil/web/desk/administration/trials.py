"""Tests of mails: an administrator sends herself any text of the clinic, and sees what the relay made of it."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.send_test_mail import MOST_PER_DAY, recent_tests, send_test_mail
from vigil.domain.errors import Refused
from vigil.domain.permissions import Permission
from vigil.domain.words import Language
from vigil.mail.contexts import Mail
from vigil.store.tables import Account, Staff
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.entrance import text
from vigil.web.desk.member import Member
from vigil.web.desk.words import reason_sentence
from vigil.web.forms import Posted
from vigil.web.site import Site

ADMINS = Permission.ADMINISTER.roles
PLACE = "/administration/trials"


@for_members(*ADMINS)
def show_trials(request: Request, site: Site, member: Member) -> Response:
    """GET: choose a mail, and see what became of those sent; ``mail`` and ``language`` of the address are chosen."""
    return _draw(request, site, member)


@for_members(*ADMINS, writes=True)
def take_trial(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: the mail leaves for whoever asks, and for nobody else."""
    mail, language = text(form, "mail"), text(form, "language")
    if mail not in tuple(Mail) or language not in tuple(Language):
        return _draw(request, site, member, trouble="choose")
    now = site.now()
    try:
        with member.writing(site.store, now) as session:
            send_test_mail(session, session.get_one(Staff, member.staff_id), Mail(mail), Language(language), now)
    except Refused:
        return _draw(request, site, member, trouble="too_many")
    return RedirectResponse(member.url(f"{PLACE}?mail={mail}&language={language}"), status_code=303)


def _draw(request: Request, site: Site, member: Member, trouble: str = "") -> Response:
    with site.store.reading() as session:
        sent = recent_tests(session, member.clinic_id, member.staff_id, site.now())
        address = session.get_one(Account, member.account_id).email
    return draw(
        request,
        site,
        member,
        "administration/trials",
        status=422 if trouble else 200,
        url=member.url(PLACE),
        mails=list(Mail),
        languages=list(Language),
        mail=request.query_params.get("mail", ""),
        language=request.query_params.get("language", member.language),
        address=address,
        sent=sent,
        renews=any(one.is_under_way for one in sent),
        trouble=trouble,
        most=MOST_PER_DAY,
        reason_sentence=reason_sentence,
    )


ROUTES = at(PLACE, show_trials, take_trial)
