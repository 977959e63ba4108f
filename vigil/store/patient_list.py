"""Finding patients: by file number or exact name, or those of a filter, a page at a time in order of file numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, text
from sqlalchemy.orm import Session

from vigil.domain.diagnosis_review import REVIEW_RULES
from vigil.domain.names import begins, readings
from vigil.domain.words import AlertState, AskState, PatientState, SessionState
from vigil.store.database import keyring
from vigil.store.tables import Alert, Ask, Patient, TreatmentSession

PAGE = 50
_MOST_FOUND = 200
MOST_CHOSEN = 500
"""A filter looks at so many alerts or questions, the most urgent: nobody works through more in one list."""


class Filter(StrEnum):
    """Which patients; an address holds the word."""

    ALL = "all"
    OPEN_ALERTS = "open_alerts"
    NO_IMPROVEMENT = "no_improvement"
    SILENT = "silent"


@dataclass(frozen=True)
class Line:
    """A patient in a list. ``worst`` is the urgency of the worst open alert; ``next_at`` the next appointment."""

    patient: Patient
    open_alerts: int = 0
    worst: int | None = None
    next_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True)
class Page:
    """``after`` is the patient after whom the next page goes on; ``None`` on the last one.

    ``is_cut``: there is more than ``MOST_CHOSEN`` to a filter, and what is less urgent is on no page.
    """

    lines: tuple[Line, ...]
    after: UUID | None = None
    is_cut: bool = False


def listed(session: Session, clinic_id: UUID, which: Filter, after: UUID | None, now: datetime) -> Page:
    """The patients of a filter whose file numbers follow that of the patient ``after``."""
    query = select(Patient.id).where(Patient.clinic_id == clinic_id, Patient.state != PatientState.MERGED)
    number: ColumnElement[str] = Patient.external_id.expression
    is_cut = False
    if which is not Filter.ALL:
        chosen = _chosen(clinic_id, which, now)
        query = query.where(Patient.id.in_(chosen.limit(MOST_CHOSEN)))
        number = Patient.external_id + ""  # by no index: few are chosen, and reading everybody in order takes longer
        is_cut = session.scalar(chosen.offset(MOST_CHOSEN).limit(1)) is not None
    if after is not None:
        last = select(Patient.external_id).where(Patient.clinic_id == clinic_id, Patient.id == after)
        query = query.where(number > last.scalar_subquery())
    ids = query.order_by(number).limit(PAGE + 1).subquery()  # what is sorted is narrow: records are read for a page
    records = select(Patient).where(Patient.clinic_id == clinic_id, Patient.id.in_(select(ids.c.id)))
    found = session.scalars(records.order_by(Patient.external_id + "")).all()
    shown = found[:PAGE]
    return Page(_lines(session, clinic_id, shown, now), shown[-1].id if len(found) > PAGE else None, is_cut)


def found(session: Session, clinic_id: UUID, typed: str, now: datetime) -> Page:
    """Who has that file number, or that name whole: the family name, with the beginning of the given name or without.

    Names lie sealed: only a whole family name can be found.
    """
    typed = typed.strip()
    ways = readings(typed)
    if not ways:
        return Page(())
    index = keyring(session).blind_index
    by_index = {index(family): family for family, _ in ways}
    known = select(Patient).where(Patient.clinic_id == clinic_id, Patient.state != PatientState.MERGED)
    numbered = session.scalars(known.where(Patient.external_id == typed)).all()
    namesakes = session.scalars(known.where(Patient.family_name_index.in_(by_index)).limit(_MOST_FOUND)).all()
    rows = dict.fromkeys([*numbered, *(row for row in namesakes if _is_named(row, ways, by_index))])
    kept = sorted(rows, key=lambda row: row.external_id)
    return Page(_lines(session, clinic_id, kept[:PAGE], now))


def _is_named(row: Patient, ways: Sequence[tuple[str, str]], by_index: dict[str, str]) -> bool:
    family = by_index.get(row.family_name_index or "")
    return any(read == family and begins(row.given_name or "", given) for read, given in ways)


def _chosen(clinic_id: UUID, which: Filter, now: datetime) -> Select[Any]:
    """Whose alerts or questions a filter is about, the most urgent first; somebody may be there twice."""
    # To the letter of the index: SQLite takes a partial one only for a query that repeats its condition.
    is_open = and_(Alert.clinic_id == clinic_id, text("alert.state != 'resolved'"))
    alerted = select(Alert.patient_id).where(is_open, Alert.patient_id.is_not(None))
    if which is Filter.SILENT:
        silent = and_(Ask.clinic_id == clinic_id, Ask.state == AskState.SILENT, Ask.closes_at > now)
        return select(Ask.patient_id).where(silent).order_by(Ask.closes_at)
    if which is Filter.NO_IMPROVEMENT:
        alerted = alerted.where(Alert.rule.in_(sorted(REVIEW_RULES)))
    return alerted.order_by(Alert.urgency, Alert.opened_at)


def _lines(session: Session, clinic_id: UUID, rows: Sequence[Patient], now: datetime) -> tuple[Line, ...]:
    ids = [row.id for row in rows]
    alerts = {
        row.patient_id: row
        for row in session.execute(
            select(Alert.patient_id, func.count().label("number"), func.min(Alert.urgency).label("worst"))
            .where(Alert.clinic_id == clinic_id, Alert.patient_id.in_(ids), Alert.state != AlertState.RESOLVED)
            .group_by(Alert.patient_id)
        )
    }
    coming = _sessions(session, clinic_id, ids, func.min(TreatmentSession.at), SessionState.PLANNED, now)
    done = _sessions(session, clinic_id, ids, func.max(TreatmentSession.at), SessionState.PERFORMED, None)
    return tuple(
        Line(
            row,
            alerts[row.id].number if row.id in alerts else 0,
            alerts[row.id].worst if row.id in alerts else None,
            coming.get(row.id),
            done.get(row.id),
        )
        for row in rows
    )


def _sessions(
    session: Session, clinic_id: UUID, ids: Sequence[UUID], which: ColumnElement[datetime], state: SessionState,
    since: datetime | None,
) -> dict[UUID, datetime]:  # fmt: skip
    query = select(TreatmentSession.patient_id, which.label("at")).where(
        TreatmentSession.clinic_id == clinic_id, TreatmentSession.patient_id.in_(ids), TreatmentSession.state == state
    )
    if since is not None:
        query = query.where(TreatmentSession.at >= since)
    return {row.patient_id: row.at for row in session.execute(query.group_by(TreatmentSession.patient_id))}
