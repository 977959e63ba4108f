"""The worklist: open alerts, worst and oldest first, each with how long it has waited and who is told next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from vigil.actions.open_alert import clinic_rules
from vigil.domain.findings import Bilingual
from vigil.domain.ladder import ClinicRules
from vigil.domain.on_call import Cover
from vigil.domain.permissions import Permission
from vigil.domain.words import AlertState, Role, Urgency
from vigil.store import alerts, faults, staff, worklist
from vigil.store.on_call import cover_at
from vigil.store.tables import Alert, Staff
from vigil.store.worklist import Fared, Filter, Listed, Show
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.site import Site

_MONTHS = timedelta(days=90)
_TWO_DAYS = timedelta(hours=48)
_MOST = 2000
"""So many alerts are counted for the delays: the latest ones, in a clinic that has more in three months."""


@dataclass(frozen=True)
class Line:
    """One alert as the list shows it: the abnormal datum first, then who it is about and who sees to it."""

    id: UUID
    urgency: Urgency
    reason: Bilingual
    who: str
    file_number: str
    waiting: timedelta
    state: AlertState
    could_not_call: bool
    holds_next_session: bool
    seen: str = ""  # sent back with the tap that takes it on
    taken_by: str = ""
    snoozed_until: datetime | None = None
    next_names: str = ""
    next_in: timedelta | None = None


@dataclass(frozen=True)
class Choice:
    """One value of a filter, as a link."""

    label: str
    url: str
    is_chosen: bool
    count: int | None = None


@dataclass(frozen=True)
class Delay:
    """How alerts of one urgency fared: shares from 0 to 1, ``None`` where there was none to count."""

    urgency: Urgency
    opened: int
    acted_on: float | None
    in_time: float | None
    to_acknowledge: timedelta | None
    to_resolve: timedelta | None


@for_members(*Permission.SEE_ALERTS.roles)
def show_worklist(request: Request, site: Site, member: Member) -> Response:
    """GET: one page of the list; a link holds the filter."""
    now, wanted, page = site.now(), filter_of(request, member), page_of(request)
    with site.store.reading() as session:
        found, has_more = worklist.listed(session, member.clinic_id, wanted, now, page=page)
        counts = worklist.counts(session, member.clinic_id, now)
        lines = _lines(session, member, found, now)
        closed_since = faults.failing_since(session)
    return draw(
        request,
        site,
        member,
        "worklist",
        lines=lines,
        total=sum(count for urgency, count in counts.items() if urgency is not Urgency.INFORMATION),
        informed=counts.get(Urgency.INFORMATION, 0) if wanted.urgency is None else 0,
        information=_link(member, wanted, urgency=Urgency.INFORMATION),
        counts=counts,
        wanted=wanted,
        urgencies=list(Urgency),
        shows=list(Show),
        link=lambda **changed: _link(member, wanted, **changed),
        is_physician=member.role is Role.PHYSICIAN,
        earlier=_link(member, wanted, page=page - 1) if page else "",
        later=_link(member, wanted, page=page + 1) if has_more else "",
        is_first=page == 0,
        closed_since=closed_since if closed_since and now - closed_since >= faults.PATIENCE else None,
    )


@for_members(*Permission.SEE_ALERTS.roles)
def show_delays(request: Request, site: Site, member: Member) -> Response:
    """GET: how long alerts of the last three months waited until somebody took them, and until they were resolved."""
    with site.store.reading() as session:
        rows = worklist.opened_since(session, member.clinic_id, site.now() - _MONTHS, most=_MOST)
    delays = [_delay(urgency, [row for row in rows if row.urgency == urgency], site.now()) for urgency in Urgency]
    since = rows[-1].opened_at if len(rows) == _MOST else None
    known: dict[str, Any] = {
        "delays": [delay for delay in delays if delay.opened],
        "counted": len(rows),
        "since": since,
    }
    return draw(request, site, member, "delays", **known)


def filter_of(request: Request, member: Member) -> Filter:
    """What the address asks for; what it does not know is left out."""
    asked = request.query_params
    show = asked.get("show", "")
    urgency = next((urgency for urgency in Urgency if urgency.code == asked.get("urgency")), None)
    mine = member.staff_id if asked.get("mine") and member.role is Role.PHYSICIAN else None
    return Filter(Show(show) if show in tuple(Show) else Show.ALL, urgency, mine)


def page_of(request: Request) -> int:
    """The page that the address asks for, from 0."""
    asked = request.query_params.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0


def _link(member: Member, wanted: Filter, **changed: object) -> str:
    """The list with another filter, or another page of it."""
    page = changed.pop("page", 0)
    wanted = replace(wanted, **changed)  # type: ignore[arg-type]
    asked: dict[str, object] = {}
    if wanted.show is not Show.ALL:
        asked["show"] = wanted.show
    if wanted.urgency is not None:
        asked["urgency"] = wanted.urgency.code
    if wanted.physician_id is not None:
        asked["mine"] = 1
    if page:
        asked["page"] = page
    return member.url("/alerts") + (f"?{urlencode(asked)}" if asked else "")


def _lines(session: Session, member: Member, found: Sequence[Listed], now: datetime) -> list[Line]:
    everyone, rules = staff.reachable(session, member.clinic_id), clinic_rules(session, member.clinic_id)
    names, cover = staff.names(session, member.clinic_id), cover_at(session, member.clinic_id, now)
    lines = [line_of(one, names, now) for one in found]
    return [_with_next(line, one.alert, rules, everyone, cover, now) for line, one in zip(lines, found, strict=True)]


def line_of(listed: Listed, names: dict[UUID, str], now: datetime) -> Line:
    """An alert as a line; ``names`` are those of the clinic's staff."""
    alert, patient, could_not_call = listed
    name = " ".join(part for part in (patient.given_name, patient.family_name) if part) if patient else ""
    return Line(
        id=alert.id,
        urgency=Urgency(alert.urgency),
        reason=alerts.read_finding(alert)[0],
        seen=alerts.seen_of(alert),
        who=name or (patient.external_id if patient else ""),
        file_number=patient.external_id if patient else "",
        waiting=(alert.acknowledged_at or alert.resolved_at or now) - alert.opened_at,
        state=alert.state,
        could_not_call=could_not_call,
        holds_next_session=alert.holds_next_session,
        taken_by=names.get(alert.acknowledged_by_id, "") if alert.acknowledged_by_id else "",
        snoozed_until=alert.snoozed_until,
    )


def _with_next(
    line: Line, alert: Alert, rules: ClinicRules, everyone: Sequence[Staff], cover: Cover, now: datetime
) -> Line:
    """Who is told next if nobody acknowledges, and in how long."""
    ladder = rules.ladder(line.urgency)
    if alert.state is not AlertState.OPEN or ladder is None or alert.climb_due_at is None:
        return line
    people = staff.standing(everyone, ladder.step(alert.rung).rung, alert.physician_id, cover)
    told = ", ".join(person.name or "" for person in people[:3]) + ("…" if len(people) > 3 else "")
    return replace(line, next_names=told, next_in=max(alert.climb_due_at - now, timedelta(0)))


def _delay(urgency: Urgency, rows: Sequence[Fared], now: datetime) -> Delay:
    taken = [acted - row.opened_at for row in rows if (acted := row.acknowledged_at or row.resolved_at)]
    resolved = [row.resolved_at - row.opened_at for row in rows if row.resolved_at]
    past = [row for row in rows if row.opened_at <= now - _TWO_DAYS]
    timely = [row for row in past if (row.acknowledged_at or row.resolved_at or now) - row.opened_at <= _TWO_DAYS]
    return Delay(
        urgency=urgency,
        opened=len(rows),
        acted_on=len(taken) / len(rows) if rows else None,
        in_time=len(timely) / len(past) if past else None,
        to_acknowledge=_middle(taken),
        to_resolve=_middle(resolved),
    )


def _middle(lengths: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(length.total_seconds() for length in lengths)) if lengths else None


ROUTES = [*at("/alerts", show_worklist), *at("/alerts/delays", show_delays)]
