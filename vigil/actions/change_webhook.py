"""A clinic has its software told of alerts, or no longer."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.domain.errors import Refused
from vigil.domain.words import HookEvent
from vigil.mail.calling import check_url
from vigil.store import webhooks
from vigil.store.database import new_id
from vigil.store.tables import Webhook

PREFIX = "whsec_"
_BYTES = 32
_MOST = 10
"""Webhooks of one clinic: each alert is told to all of them."""


@dataclass(frozen=True)
class Added:
    """The secret that signatures are made with is shown this once, and kept sealed."""

    id: UUID
    secret: str


def add_webhook(
    session: Session, clinic_id: UUID, url: str, events: Collection[HookEvent], now: datetime, *, by: str
) -> Added:
    """Tell an address of the events of a clinic's alerts; ``Refused`` unless it is ``https`` (or on this machine)."""
    check_url(url)
    if not events:
        raise Refused(f"A webhook listens to at least one of {', '.join(HookEvent)}.", field="event")
    if len(webhooks.of_clinic(session, clinic_id)) >= _MOST:
        raise Refused(f"A clinic has at most {_MOST} webhooks: remove one first.")
    row = Webhook(id=new_id(session), clinic_id=clinic_id, events=sorted(set(events)), created_by=by, created_at=now)
    row.url, row.secret = url, PREFIX + secrets.token_urlsafe(_BYTES)
    secret = row.secret
    session.add(row)
    session.flush()
    return Added(row.id, secret)


def remove_webhook(session: Session, webhook: Webhook, now: datetime) -> None:
    """Tell it nothing more; what waits for it is cancelled when its turn comes."""
    webhook.removed_at = now
    session.flush()
