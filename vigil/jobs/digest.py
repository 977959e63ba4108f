"""digest: once a day each physician gets what can be acted on and did not come at once, worst first."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from vigil.actions.open_alert import LINK_LASTS, clinic_rules
from vigil.domain.instants import at_local, local_date
from vigil.domain.states import MessageState
from vigil.domain.words import Channel, Priority, Urgency
from vigil.jobs.attempt import attempted
from vigil.jobs.summary import Summary
from vigil.store import alerts, ledger, tokens
from vigil.store.database import new_id
from vigil.store.held import held
from vigil.store.prepared import Prepared
from vigil.store.staff import physicians_of
from vigil.store.tables import Alert, Clinic, Message, Staff
from vigil.store.writes import change

_DAY = timedelta(days=1)
_PUT_OFF = timedelta(hours=1)


def run(session: Session, now: datetime) -> Summary:
    """One turn: the clinics whose hour has come. A day that was missed is not made up: the list is today's."""
    summary = Summary()
    for clinic in held(session, Clinic, _DUE, now=now):
        if not attempted(session, "digest", clinic.id, partial(_turn, session, clinic, now, summary)):
            change(session, clinic, digest_due_at=now + _PUT_OFF)
            summary.add("failed")
    return summary


def _turn(session: Session, clinic: Clinic, now: datetime, summary: Summary) -> None:
    zone, rules = ZoneInfo(clinic.zone), clinic_rules(session, clinic.id)
    day = local_date(now, zone)
    hour = at_local(day, rules.digest_at, zone)
    if now >= hour:
        summary.add("digests", _owe(session, clinic, day, hour, now))
    change(session, clinic, digest_due_at=hour if now < hour else at_local(day + _DAY, rules.digest_at, zone))


def _owe(session: Session, clinic: Clinic, day: date, hour: datetime, now: datetime) -> int:
    """The digests of one clinic for one day; none where there is nothing to act on."""
    waiting = alerts.unresolved(session, clinic.id, at_most=Urgency.BEFORE_NEXT_SESSION)
    owed = 0
    physicians = physicians_of(session, clinic.id)
    present = {physician.id for physician in physicians}
    for physician in physicians:
        # What belongs to nobody, or to somebody who has left, is everybody's.
        mine = [alert for alert in waiting if alert.physician_id == physician.id or alert.physician_id not in present]
        key = f"digest:{physician.id.hex}:{clinic.id.hex}:{day}"
        if mine and ledger.by_key(session, clinic.id, key) is None:
            _issue_links(session, mine, physician, day, now)
            ledger.owe(session, _message(session, clinic, physician, mine, key, day, hour), now)
            owed += 1
    return owed


def _issue_links(session: Session, mine: Sequence[Alert], physician: Staff, day: date, now: datetime) -> None:
    """Every line opens its alert; the list opens for a day and a night."""
    for alert in mine:
        tokens.issue(
            session,
            tokens.Purpose.ACKNOWLEDGE,
            alert.clinic_id,
            alert.id,
            extra=physician.id.hex,
            expires_at=now + LINK_LASTS,
            alert_id=alert.id,
            staff_id=physician.id,
        )
    tokens.issue(
        session,
        tokens.Purpose.WORKLIST,
        physician.clinic_id,
        physician.id,
        extra=str(day),
        expires_at=now + timedelta(hours=36),
        staff_id=physician.id,
    )


def _message(
    session: Session,
    clinic: Clinic,
    physician: Staff,
    mine: Sequence[Alert],
    key: str,
    day: date,
    hour: datetime,
) -> Message:
    return Message(
        id=new_id(session),
        clinic_id=clinic.id,
        key=key,
        mail="digest",
        channel=Channel.EMAIL,
        priority=Priority.DIGEST,
        staff_id=physician.id,
        covers_on=day,
        carries=[alert.id.hex for alert in mine],
        ideal_at=hour,
        due_at=hour,
        expires_at=hour + _DAY,
        state=MessageState.PLANNED,
        reason="",
        attempts=0,
    )


_DUE = Prepared(
    select(Clinic)
    .where(or_(Clinic.digest_due_at.is_(None), Clinic.digest_due_at <= bindparam("now")))
    .order_by(Clinic.id)
)
