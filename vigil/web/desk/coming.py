"""One message to a patient as they will read it: what "she will get a mail" means, for whoever is asked about it."""

from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from vigil.actions.foresee_mail import foresee_mail
from vigil.domain.permissions import Permission
from vigil.domain.words import Channel
from vigil.store.tables import Message
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.patient import patient_at, place
from vigil.web.desk.patient_view import waits
from vigil.web.site import Site, path


@for_members(*Permission.SEE_PATIENTS.roles)
def show_coming(request: Request, site: Site, member: Member) -> Response:
    """GET: an e-mail that is still to leave, written with the words in force; nothing of it is kept.

    Its frame shows the mail's own style; nothing runs in it, and nothing is loaded from elsewhere.
    """
    now = site.now()
    with site.store.reading() as session:
        patient = patient_at(session, request, member)
        message = session.get(Message, _id(request))
        is_theirs = message is not None and message.patient_id == patient.id
        if message is None or not is_theirs or message.channel is not Channel.EMAIL or not waits(message, now):
            raise NotHere
        assert site.sender is not None
        mail, language = foresee_mail(session, message.id, site.sender, now)
        response = draw(
            request,
            site,
            member,
            "coming",
            patient=patient,
            message=message,
            mail=mail,
            zone=ZoneInfo(patient.zone),
            mail_language=language,
            place=place(member, patient.id),
        )
    policy = response.headers["content-security-policy"]
    response.headers["content-security-policy"] = policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    return response


def _id(request: Request) -> UUID:
    try:
        return UUID(path(request, "message"))
    except ValueError:
        raise NotHere from None


ROUTES = [*at("/patients/{patient}/messages/{message}", show_coming)]
