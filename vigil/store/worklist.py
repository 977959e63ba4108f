"""The worklist: a clinic's alerts that are not resolved, page by page, with a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from vigil.domain.words import AlertState, Urgency
from vigil.store.tables import Alert, AlertAct, Message, Patient, Report

PAGE = 25
"""How many alerts a page lists: about as many as somebody can act on in a morning."""


class Show(StrEnum):
    """Which alerts: what has to be done (open, or taken by somebody and not put off), or a part of it."""

    ALL = "all"
    OPEN = "open"
    TAKEN = "taken"
    SNOOZED = "snoozed"


@dataclass(frozen=True)
class Filter:
    """What a link to the list holds: ``physician_id`` for one physician's alone, ``urgency`` for one alone.

    Without an urgency it is what somebody has to do something about: mere information is looked at by itself.
    """

    show: Show = Show.ALL
    urgency: Urgency | None = None
    physician_id: UUID | None = None


class Listed(NamedTuple):
    """One alert of the list, its patient, and whether the patient said that 15/112 could not be called."""

    alert: Alert
    patient: Patient | None
    could_not_call: bool


def listed(session: Session, clinic_id: UUID, wanted: Filter, now: datetime, *, page: int) -> tuple[list[Listed], bool]:
    """One page (from 0) of the list, worst and oldest first, and whether there is another."""
    rows = session.execute(
        select(Alert, Patient, _could_not_call())
        .outerjoin(Patient, (Patient.clinic_id == Alert.clinic_id) & (Patient.id == Alert.patient_id))
        .where(*_where(clinic_id, wanted, now))
        .order_by(Alert.urgency, Alert.opened_at, Alert.id)
        .offset(page * PAGE)
        .limit(PAGE + 1)
    ).all()
    found = [Listed(alert, patient, call == "could_not") for alert, patient, call in rows]
    return found[:PAGE], len(found) > PAGE


def counts(session: Session, clinic_id: UUID, now: datetime) -> Mapping[Urgency, int]:
    """How many alerts there are to be done, by urgency."""
    rows = session.execute(
        select(Alert.urgency, func.count()).where(*_waiting(clinic_id, Show.ALL, now)).group_by(Alert.urgency)
    )
    return {Urgency(urgency): count for urgency, count in rows}


def acts(session: Session, alert: Alert) -> Sequence[AlertAct]:
    """What was done with an alert, in the order in which it was done."""
    return session.scalars(
        select(AlertAct)
        .where(AlertAct.clinic_id == alert.clinic_id, AlertAct.alert_id == alert.id)
        .order_by(AlertAct.at, AlertAct.id)
    ).all()


def told(session: Session, alert: Alert) -> Sequence[Message]:
    """The messages that an alert owed to staff, in order."""
    return session.scalars(
        select(Message)
        .where(Message.clinic_id == alert.clinic_id, Message.alert_id == alert.id)
        .order_by(Message.created_at, Message.id)
    ).all()


class Fared(NamedTuple):
    """When an alert was opened, and when somebody acted on it."""

    urgency: int
    opened_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None


def opened_since(session: Session, clinic_id: UUID, since: datetime, *, most: int) -> list[Fared]:
    """How the alerts that were opened since an instant fared, the latest first: at most so many of them."""
    rows = session.execute(
        select(Alert.urgency, Alert.opened_at, Alert.acknowledged_at, Alert.resolved_at)
        .where(Alert.clinic_id == clinic_id, Alert.opened_at >= since)
        .order_by(Alert.opened_at.desc())
        .limit(most)
    )
    return [Fared(*row) for row in rows]


def _where(clinic_id: UUID, wanted: Filter, now: datetime) -> list[ColumnElement[bool]]:
    clauses = _waiting(clinic_id, wanted.show, now)
    if wanted.urgency is None:
        clauses.append(Alert.urgency < Urgency.INFORMATION)
    else:
        clauses.append(Alert.urgency == wanted.urgency)
    if wanted.physician_id is not None:
        clauses.append(Alert.physician_id == wanted.physician_id)
    return clauses


def _waiting(clinic_id: UUID, show: Show, now: datetime) -> list[ColumnElement[bool]]:
    clauses = [Alert.clinic_id == clinic_id, Alert.state != AlertState.RESOLVED]
    is_snoozed = Alert.snoozed_until.is_not(None) & (Alert.snoozed_until > now)
    clauses.append(is_snoozed if show is Show.SNOOZED else ~is_snoozed)
    if show in (Show.OPEN, Show.TAKEN):
        clauses.append(Alert.state == (AlertState.OPEN if show is Show.OPEN else AlertState.ACKNOWLEDGED))
    return clauses


def _could_not_call() -> Any:
    """What the patient said last of calling 15/112, on whichever version of the answer."""
    return (
        select(Report.emergency_call)
        .where(Report.clinic_id == Alert.clinic_id, Report.ask_id == Alert.ask_id, Report.emergency_call != "")
        .order_by(Report.version.desc())
        .limit(1)
        .correlate(Alert)
        .scalar_subquery()
    )
