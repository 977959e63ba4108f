"""Finding webhooks: a clinic's own, and those that listen to an event."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.store.held import held
from vigil.store.prepared import Prepared
from vigil.store.tables import Webhook


def of_clinic(session: Session, clinic_id: UUID) -> Sequence[Webhook]:
    """The clinic's webhooks that were not removed, in the order of their making."""
    return held(session, Webhook, _OF_CLINIC, clinic=clinic_id)


def find(session: Session, clinic_id: UUID, id: UUID) -> Webhook | None:
    row = session.get(Webhook, id)
    return row if row is not None and row.clinic_id == clinic_id and row.removed_at is None else None


def listening(session: Session, clinic_id: UUID, event: str) -> list[Webhook]:
    return [row for row in of_clinic(session, clinic_id) if event in row.events]


_OF_CLINIC = Prepared(
    select(Webhook).where(Webhook.clinic_id == bindparam("clinic"), Webhook.removed_at.is_(None)).order_by(Webhook.id)
)
