"""Patients' rows as plain values, the columns that rules and plans read and no more."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.orm import Session

from vigil.domain.words import AlertState
from vigil.store import tables
from vigil.store.listed import Listed

_Ids = Sequence[Any]
"""The places of the patients' ids in a statement."""


def rows(session: Session, statement: Listed, patients: Sequence[Any]) -> Sequence[Any]:
    """What one of the statements below finds of patients of one clinic; flush first whatever has changed."""
    return statement.all(session, listed=[patient.id for patient in patients], clinic=patients[0].clinic_id)


def _table(kind: Any) -> Table:
    return cast(Table, kind.__table__)


def _of(ids: _Ids, table: Table, *columns: str) -> Select[Any]:
    """The patients' rows in a table that names them."""
    chosen = select(*(table.c[name] for name in columns))
    return chosen.where(table.c.clinic_id == bindparam("clinic"), table.c.patient_id.in_(ids))


def _under(table: Table, column: str, parents: Select[Any], *columns: str) -> Select[Any]:
    """The rows whose ``column`` is one of the ids that ``parents`` finds."""
    chosen = select(*(table.c[name] for name in columns))
    return chosen.where(table.c.clinic_id == bindparam("clinic"), table.c[column].in_(parents))


_course, _session, _product = _table(tables.Course), _table(tables.TreatmentSession), _table(tables.Product)
_eva, _ask, _link = _table(tables.Eva), _table(tables.Ask), _table(tables.AskSession)
_report, _reaction, _alert = _table(tables.Report), _table(tables.Reaction), _table(tables.Alert)
_message = _table(tables.Message)


def _of_courses(ids: _Ids) -> Select[Any]:
    return _of(ids, _course, "id")


def _of_sessions(ids: _Ids) -> Select[Any]:
    return _under(_session, "course_id", _of_courses(ids), "id")


COURSES = Listed(
    lambda ids: _of(
        ids,
        _course,
        *("id", "clinic_id", "patient_id", "physician_id", "zone", "is_painful", "circumstance", "intended_sessions"),
        *("schedule_name", "is_competitor", "opened_at", "closed_at", "go_on_decided_at", "review_due_at"),
    ).order_by(_course.c.opened_at, _course.c.id)
)
SESSIONS = Listed(
    lambda ids: _under(
        _session,
        "course_id",
        _of_courses(ids),
        *("id", "course_id", "at", "state", "recorded_at", "depths_mm", "is_held"),
    ).order_by(_session.c.at, _session.c.id)
)
PRODUCTS = Listed(
    lambda ids: _under(
        _product,
        "session_id",
        _of_sessions(ids),
        *("session_id", "name", "product_class", "syringe", "dose", "lot", "expires_on", "depth_mm"),
    ).order_by(_product.c.syringe, _product.c.id)
)
CURRENT_EVAS = Listed(
    lambda ids: (
        _under(
            _eva,
            "course_id",
            _of_courses(ids),
            *("course_id", "session_id", "occasion", "low", "high", "instrument", "answered_at", "is_recalled"),
        )
        .where(_eva.c.is_current)
        .order_by(_eva.c.answered_at, _eva.c.id)
    )
)
ASKS = Listed(
    lambda ids: _of(
        ids,
        _ask,
        *("id", "patient_id", "key", "kind", "state", "session_id", "course_id", "opens_at", "late_at", "closes_at"),
        *("asked_at", "replied_at", "remind_due_at", "silent_due_at"),
    ).order_by(_ask.c.opens_at, _ask.c.id)
)
ASKED_SESSIONS = Listed(
    lambda ids: _under(_link, "ask_id", _of(ids, _ask, "id"), "ask_id", "session_id", "course_id").order_by(
        _link.c.place
    )
)
CURRENT_REPORTS = Listed(
    lambda ids: (
        _of(ids, _report, "id", "patient_id", "ask_id", "answered_at", "version", "channel", "answers_sealed")
        .where(_report.c.is_current)
        .order_by(_report.c.answered_at, _report.c.id)
    )
)
REACTIONS = Listed(
    lambda ids: _under(
        _reaction,
        "report_id",
        _of(ids, _report, "id").where(_report.c.is_current),
        *("report_id", "code", "onset", "evolution", "bother", "signs", "count", "is_earlier"),
    ).order_by(_reaction.c.id)
)
OPEN_ALERTS = Listed(
    lambda ids: _of(ids, _alert, "patient_id", "course_id", "rule").where(_alert.c.state != AlertState.RESOLVED)
)
MESSAGES = Listed(
    lambda ids: _of(
        ids,
        _message,
        *("id", "key", "mail", "channel", "priority", "state", "reason", "attempts", "ask_id", "session_id", "carries"),
        *("ideal_at", "due_at", "expires_at", "sent_at"),
    )
)
