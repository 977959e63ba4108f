"""Alerts: what is open, worst first or as it came; taken on and resolved by a named clinician."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from vigil.actions.acknowledge_alert import acknowledge_alert, resolve_alert
from vigil.domain.findings import Bilingual
from vigil.domain.scopes import Scope
from vigil.domain.words import AlertState, Role, Urgency
from vigil.store import alerts
from vigil.store.tables import Alert, Staff
from vigil.web.api.courses import known
from vigil.web.api.finding import find
from vigil.web.api.listing import Query, page, page_model
from vigil.web.api.operations import Answer, Call, Operation
from vigil.web.api.problems import refused
from vigil.web.api.shapes import Body, Moment, Printable, Shown

UrgencyCode = StrEnum("UrgencyCode", {urgency.name: urgency.code for urgency in Urgency})  # type: ignore[misc]


class Sentence(Shown):
    fr: str
    en: str


class AlertShown(Shown):
    """``reason``, ``evidence`` and ``outcome`` may quote a person: only where the token may see what is personal."""

    id: UUID
    reference: str
    patient_id: UUID
    course_id: UUID | None
    ask_id: UUID | None
    report_id: UUID | None
    rule: str
    urgency: UrgencyCode
    state: AlertState
    holds_next_session: bool
    proposes_case: bool
    opened_at: Moment
    acknowledged_at: Moment | None
    acknowledged_by: Annotated[str | None, Field(description="The external id of a member of staff.")]
    resolved_at: Moment | None
    reason: Sentence | None = None
    evidence: list[Sentence] | None = None
    outcome: str | None = None


AlertPage = page_model("Alert", AlertShown)


class AlertQuery(Query):
    """``at_least`` leaves out what is less urgent."""

    state: AlertState | None = None
    at_least: UrgencyCode | None = None
    patient_id: UUID | None = None
    opened_since: Moment | None = None


StaffId = Annotated[
    str,
    Field(min_length=1, max_length=100, description="The external id of the physician or nurse who does it."),
    Printable,
]


class Acknowledgement(Body):
    by: StaffId


class Resolution(Body):
    by: StaffId
    outcome: Annotated[str, Field(min_length=1, max_length=500, description="How it ended, in a few words.")]


def show(call: Call, rows: Sequence[Alert]) -> list[Shown]:
    staff = known(call, Staff, {row.acknowledged_by_id for row in rows if row.acknowledged_by_id})
    return [_shown(call, row, staff) for row in rows]


def list_alerts(call: Call, query: AlertQuery) -> Answer:
    """The clinic's alerts."""
    conditions: list[Any] = [] if query.state is None else [Alert.state == query.state]
    if query.at_least is not None:
        conditions.append(Alert.urgency <= Urgency[query.at_least.name])
    conditions += [] if query.patient_id is None else [Alert.patient_id == query.patient_id]
    conditions += [] if query.opened_since is None else [Alert.opened_at >= query.opened_since]
    return page(call, Alert, query, conditions, show, AlertPage)


def get_alert(call: Call) -> Answer:
    return _answer(call, find(call, Alert))


def acknowledge(call: Call, body: Acknowledgement) -> Answer:
    """Taken on by a clinician; one that somebody has taken on already stays theirs."""
    row = find(call, Alert, locks=True)
    call.unless_changed(lambda: _one(call, row))
    acknowledge_alert(call.session, row, _clinician(call, body.by), call.now)
    return _answer(call, row)


def resolve(call: Call, body: Resolution) -> Answer:
    """Closed with its outcome; one that is closed already keeps the outcome that it has."""
    row = find(call, Alert, locks=True)
    call.unless_changed(lambda: _one(call, row))
    resolve_alert(call.session, row, body.outcome, _clinician(call, body.by), call.now)
    return _answer(call, row)


def _clinician(call: Call, external_id: str) -> UUID:
    """An alert that stops climbing has been taken on by somebody who may judge it."""
    person = call.shelf.get(Staff, external_id, field="by")
    if not person.is_active or person.role not in (Role.PHYSICIAN, Role.NURSE):
        raise refused("by", f"{external_id!r} is no physician or nurse who works here now.")
    return person.id


def _one(call: Call, row: Alert) -> Shown:
    (shown,) = show(call, [row])
    return shown


def _answer(call: Call, row: Alert) -> Answer:
    call.session.flush()
    return Answer(_one(call, row))


def _shown(call: Call, row: Alert, staff: dict[UUID, Any]) -> AlertShown:
    reason, evidence = alerts.read_finding(row) if call.is_personal else (Bilingual("", ""), ())
    by = staff.get(row.acknowledged_by_id) if row.acknowledged_by_id else None
    values = {name: getattr(row, name) for name in AlertShown.model_fields if name in row.__table__.columns}
    values |= {"urgency": Urgency(row.urgency).code, "acknowledged_by": by.external_id if by else None}
    if call.is_personal:
        values |= {"reason": _said(reason), "evidence": [_said(line) for line in evidence], "outcome": row.outcome}
    return AlertShown(**values)


def _said(sentence: Bilingual) -> Sentence:
    return Sentence(fr=sentence.fr, en=sentence.en)


_READ, _WRITE = Scope.READ_ALERTS, Scope.WRITE_ALERTS
_ONE = "/alerts/{ref}"

OPERATIONS = (
    Operation("list_alerts", "GET", "/alerts", _READ, "List alerts", list_alerts, AlertPage, query=AlertQuery),
    Operation("acknowledge_alert", "POST", f"{_ONE}/acknowledge", _WRITE, "Take an alert on", acknowledge, AlertShown,
              body=Acknowledgement, is_conditional=True),
    Operation("resolve_alert", "POST", f"{_ONE}/resolve", _WRITE, "Close an alert with its outcome", resolve,
              AlertShown, body=Resolution, is_conditional=True),
    Operation("get_alert", "GET", _ONE, _READ, "Read an alert", get_alert, AlertShown),
)  # fmt: skip
