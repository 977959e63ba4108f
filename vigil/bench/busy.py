"""What a practice that is behind with its work leaves in the tables that the everyday pages read."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from vigil.bench.mould import Ids, Mould
from vigil.bench.throwaway import Throwaway
from vigil.domain.states import MessageState
from vigil.domain.words import AlertState, AskState, Channel, PatientState, SessionState
from vigil.store.base import Base
from vigil.store.bulk import insert_rows
from vigil.store.sealing import place
from vigil.store.tables import Alert, Ask, Message, Patient, TreatmentSession

CALL_EACH, SHEET_EACH, PAST_EACH, SILENT_EACH, UNREACHABLE_EACH = 50, 100, 100, 20, 100
"""One patient in so many is to be called, to be handed a sheet, has an appointment that nobody recorded, and so on."""

_ALERTED_WITHIN = 730
"""Days within which everybody had an alert that was resolved."""

_BATCH = 1000


def leave_behind(ground: Throwaway, mould: Mould, people: Sequence[Ids], now: datetime) -> None:
    """A resolved alert of every patient, and of some a call or a sheet due, a silence, a refused address …"""
    with ground.store.writing(now, "bench") as session:
        _insert(session, Alert, _resolved(ground, session, mould, people, now))
        _insert(session, Message, _tasks(ground, mould, people, now))
        _insert(session, TreatmentSession, _past(ground, mould, people, now))
        silent = [ids[mould.id_of(Ask)] for ids in people[1::SILENT_EACH]]
        _state(session, Ask, silent, AskState.SILENT)
        refused = [ids[mould.id_of(Patient)] for ids in people[2::UNREACHABLE_EACH]]
        _state(session, Patient, refused, PatientState.UNREACHABLE)


def _insert(session: Session, kind: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    insert_rows(session.connection(), cast(Table, kind.__table__), rows)


def _state(session: Session, kind: Any, ids: Sequence[UUID], state: str) -> None:
    table = cast(Table, kind.__table__)
    for start in range(0, len(ids), _BATCH):
        chosen = table.c.id.in_(ids[start : start + _BATCH])
        session.connection().execute(update(table).where(chosen).values(state=state))


def _resolved(
    ground: Throwaway, session: Session, mould: Mould, people: Sequence[Ids], now: datetime
) -> Iterator[dict[str, Any]]:
    """Cast from an alert that the rules opened."""
    real = session.scalars(select(Alert).limit(1)).one()
    finding, ring = real.finding or "", ground.store.keyring
    row = dict(session.execute(select(cast(Table, Alert.__table__)).where(Alert.id == real.id)).mappings().one())
    for n, ids in enumerate(people):
        id, opened_at = ground.store.ids(), now - timedelta(days=n * 7919 % _ALERTED_WITHIN, minutes=n % 1440)
        yield row | {
            "id": id,
            "patient_id": ids[mould.id_of(Patient)],
            "course_id": None,
            "ask_id": None,
            "report_id": None,
            "reference": f"B{n:X}",
            "cause_key": f"bench:{id}",
            "state": AlertState.RESOLVED,
            "finding_sealed": ring.seal(finding, place("alert", "finding_sealed", id)),
            "opened_at": opened_at,
            "climb_due_at": None,
            "acknowledged_at": opened_at + timedelta(minutes=n % 600),
            "resolved_at": opened_at + timedelta(minutes=n % 6000),
        }


def _tasks(ground: Throwaway, mould: Mould, people: Sequence[Ids], now: datetime) -> Iterator[dict[str, Any]]:
    for channel, each in ((Channel.PHONE, CALL_EACH), (Channel.PRINT, SHEET_EACH)):
        for n, ids in enumerate(people[::each]):
            id, due_at = ground.store.ids(), now - timedelta(minutes=n * 7919 % 10_000)
            yield mould.row(Message, ids) | {
                "id": id,
                "key": f"bench:{id}",
                "channel": channel,
                "state": MessageState.PLANNED,
                "due_at": due_at,
                "ideal_at": due_at,
                "expires_at": now + timedelta(days=30),
            }


def _past(ground: Throwaway, mould: Mould, people: Sequence[Ids], now: datetime) -> Iterator[dict[str, Any]]:
    for n, ids in enumerate(people[3::PAST_EACH]):
        yield mould.row(TreatmentSession, ids) | {
            "id": ground.store.ids(),
            "external_id": f"past-{n}",
            "at": now - timedelta(days=1 + n % 60),
            "state": SessionState.PLANNED,
        }
