"""One alert at the desk: what it is about, what was done, and what can be done now."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.acknowledge_alert import acknowledge_alert, resolve_alert
from vigil.actions.confirm_match import confirm_match
from vigil.actions.correct_reading import correct_reading
from vigil.actions.work_alert import hand_over, note_call, snooze
from vigil.domain.alert_work import SNOOZES, CallResult, Outcome, check_outcome
from vigil.domain.errors import Refused, TooLong
from vigil.domain.permissions import Permission
from vigil.domain.words import AlertState
from vigil.store import alerts, photos
from vigil.store.tables import Alert, Inbound, Staff
from vigil.web.desk.alert_view import view_of
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.refusals import refusal as in_words
from vigil.web.forms import Posted, request_id
from vigil.web.judging import correction_of, photo_of
from vigil.web.occasions import fresh_request_id
from vigil.web.replying import reply_of
from vigil.web.site import Site, path

Kind = TypeVar("Kind", CallResult, Outcome)


@for_members(*Permission.SEE_ALERTS.roles)
def show_alert(request: Request, site: Site, member: Member) -> Response:
    """GET: the alert, the abnormal datum first; what may be done with it; what was done."""
    return _draw(request, site, member)


@for_members(*Permission.SEE_ALERTS.roles)
def show_photo(request: Request, site: Site, member: Member) -> Response:
    """GET: one photo of the alert's reply."""
    with site.store.reading() as session:
        photo = photo_of(session, _alert(session, request, member), path(request, "photo"))
        if photo is None:
            raise NotHere
        return Response(photos.content_of(session, photo), media_type=photo.content_type)


@for_members(*Permission.TAKE_ALERTS.roles, writes=True)
def take_act(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: one act; a refusal shows the page again, the field named and what was typed kept."""
    act = _TAKEN.get(path(request, "act"))
    if act is None:
        raise NotHere
    now = site.now()
    try:
        with member.writing(site.store, now) as session:
            act(session, _alert(session, request, member), member, form, now)
    except Refused as refusal:
        too_long = in_words(refusal)[member.language] if isinstance(refusal, TooLong) else ""
        return _draw(request, site, member, typed=form, trouble=refusal.field or "form", too_long=too_long)
    back = _given(form, "back")
    is_list = back.startswith(member.url("/alerts")) and "\\" not in back and "//" not in back
    return RedirectResponse(back if is_list else _url(member, request), status_code=303)


def _acknowledge(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    """Taken on as it was shown: what has come in since is shown first."""
    if alert.state is AlertState.OPEN and _given(form, "seen") not in ("", alerts.seen_of(alert)):
        raise Refused("Something has come in since this page was opened: read it first.", field="seen")
    acknowledge_alert(session, alert, member.staff_id, now, request_id(form))


def _call(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    result = _chosen(CallResult, form, "result")
    note_call(session, alert, result, _given(form, "words"), member.staff_id, now, request_id(form))


def _resolve(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    outcome, words = _chosen(Outcome, form, "outcome"), _given(form, "words")
    check_outcome(outcome, words)
    told = " : ".join(part for part in (outcome.label[member.language], words) if part)
    resolve_alert(session, alert, told, member.staff_id, now, request_id(form), result=outcome)


def _hand_over(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    wanted = _given(form, "to")
    to = session.scalar(select(Staff).where(Staff.clinic_id == member.clinic_id, Staff.external_id == wanted))
    if to is None:
        raise Refused("An alert is handed over to a physician or a nurse of the clinic.", field="to")
    hand_over(session, alert, to, _given(form, "words"), member.staff_id, now, request_id(form))


def _snooze(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    minutes = _given(form, "for")
    lengths = {str(int(length.total_seconds() // 60)): length for length in SNOOZES}
    if minutes not in lengths:
        raise Refused("Choose for how long.", field="until")
    reason = _given(form, "reason")
    snooze(session, alert, now + lengths[minutes], reason, member.staff_id, now, request_id(form))


def _match(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    """Whose the reply is, that could not be told for sure."""
    said = _given(form, "theirs")
    if said not in ("yes", "no"):
        raise Refused("Say whether this reply is the patient's.", field="theirs")
    confirm_match(session, _reply(session, alert), member.staff_id, now, is_theirs=said == "yes")


def _correct(session: Session, alert: Alert, member: Member, form: Posted, now: datetime) -> None:
    """What the reply says, as a person read it."""
    correct_reading(session, _reply(session, alert), correction_of(form), member.staff_id, now)


def _reply(session: Session, alert: Alert) -> Inbound:
    row = reply_of(session, alert)
    if row is None:
        raise NotHere
    return row


_TAKEN: dict[str, Callable[[Session, Alert, Member, Posted, datetime], None]] = {
    "acknowledge": _acknowledge,
    "call": _call,
    "resolve": _resolve,
    "hand-over": _hand_over,
    "snooze": _snooze,
    "match": _match,
    "reading": _correct,
}


def _chosen(kind: type[Kind], form: Posted, field: str) -> Kind:
    given = _given(form, field)
    if given not in [one.value for one in kind]:
        raise Refused(f"Choose one of {', '.join(one.value for one in kind)}.", field=field)
    return kind(given)


def _given(form: Posted, field: str) -> str:
    return (form.get(field) or [""])[0].strip()


def _alert(session: Session, request: Request, member: Member) -> Alert:
    """The alert of the address; ``NotHere`` when this clinic has none such."""
    try:
        id = UUID(path(request, "alert"))
    except ValueError:
        raise NotHere from None
    alert = session.scalar(select(Alert).where(Alert.clinic_id == member.clinic_id, Alert.id == id))
    if alert is None:
        raise NotHere
    return alert


def _url(member: Member, request: Request) -> str:
    return member.url(f"/alerts/{UUID(path(request, 'alert')).hex}")


def _draw(
    request: Request,
    site: Site,
    member: Member,
    *,
    typed: Posted | None = None,
    trouble: str = "",
    too_long: str = "",
) -> Response:
    with site.store.reading() as session:
        view = view_of(session, _alert(session, request, member), member, site.now())
    return draw(
        request,
        site,
        member,
        "alert",
        status=422 if trouble else 200,
        alert=view,
        line=view.line,
        is_open=view.line.state is AlertState.OPEN,
        is_resolved=view.line.state is AlertState.RESOLVED,
        outcomes=list(Outcome),
        results=list(CallResult),
        typed={name: values[0] for name, values in (typed or {}).items() if values},
        tried=path(request, "act") if typed is not None else "",
        trouble=trouble,
        too_long=too_long,
        url=_url(member, request),
        request_id=fresh_request_id(),
    )


ROUTES = [
    *at("/alerts/{alert}", show_alert),
    *at("/alerts/{alert}/photo/{photo}", show_photo),
    *at("/alerts/{alert}/{act}", take_act),
]
