"""One patient's rows as plain values, by statements made once: rules and plans read many rows and change none."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.orm import Session

from vigil.domain.words import AlertState
from vigil.store import tables


def rows(session: Session, statement: Select[Any], patient: tables.Patient) -> Sequence[Any]:
    """What one of the statements below finds, with the columns as attributes; flush first whatever has changed."""
    return session.connection().execute(statement, {"clinic": patient.clinic_id, "patient": patient.id}).all()


def _table(kind: Any) -> Table:
    return cast(Table, kind.__table__)


def _of(table: Table) -> Select[Any]:
    return select(table).where(table.c.clinic_id == bindparam("clinic"), table.c.patient_id == bindparam("patient"))


def _under(table: Table, column: str, parent: Table) -> Select[Any]:
    """The rows whose ``column`` refers to one of the patient's rows in ``parent``."""
    ids = _of(parent).with_only_columns(parent.c.id)
    return select(table).where(table.c.clinic_id == bindparam("clinic"), table.c[column].in_(ids))


_course, _session, _product = _table(tables.Course), _table(tables.TreatmentSession), _table(tables.Product)
_eva, _ask, _link = _table(tables.Eva), _table(tables.Ask), _table(tables.AskSession)
_report, _reaction, _alert = _table(tables.Report), _table(tables.Reaction), _table(tables.Alert)

COURSES = _of(_course).order_by(_course.c.opened_at, _course.c.id)
SESSIONS = _of(_session).order_by(_session.c.at, _session.c.id)
PRODUCTS = _under(_product, "session_id", _session).order_by(_product.c.syringe, _product.c.id)
CURRENT_EVAS = _under(_eva, "course_id", _course).where(_eva.c.is_current).order_by(_eva.c.answered_at, _eva.c.id)
ASKS = _of(_ask).order_by(_ask.c.opens_at, _ask.c.id)
ASKED_SESSIONS = _under(_link, "ask_id", _ask).order_by(_link.c.place)
CURRENT_REPORTS = _of(_report).where(_report.c.is_current).order_by(_report.c.answered_at, _report.c.id)
REACTIONS = _under(_reaction, "report_id", _report).order_by(_reaction.c.id)
OPEN_ALERTS = _of(_alert).where(_alert.c.state != AlertState.RESOLVED)
