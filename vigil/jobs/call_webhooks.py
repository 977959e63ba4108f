"""call_webhooks: what is owed to a practice's software is called, signed, and tried again until it is taken.

At least once, like mail: a call whose fate is unknown is made again, the same to the byte but for its instant. A lease
that runs out is seen to by the delivery of mail, for every channel.
"""

import zlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.words import Channel
from vigil.jobs.summary import Summary
from vigil.mail.calling import Call, Fate, Outcome
from vigil.store import leases, ledger
from vigil.store.database import Store
from vigil.store.tables import Message, Webhook, WebhookCall

log = structlog.get_logger()

ACTOR = "job:call_webhooks"
BATCH = 20
LEASE = timedelta(minutes=5)
"""Longer than a batch can take: its calls are made at once, each within seconds."""

_FIRST, _LONGEST = timedelta(seconds=30), timedelta(hours=1)


class Calls(Protocol):
    """What makes the calls: the caller, or a recorder in a test."""

    def call(self, calls: Sequence[Call]) -> list[Outcome]: ...


def run(
    store: Store, caller: Calls, now: datetime, *, batch: int = BATCH, is_stopping: Callable[[], bool] = lambda: False
) -> Summary:
    """Make every call that is due at ``now``, in batches."""
    summary = Summary()
    while not is_stopping() and _turn(store, caller, now, batch, summary):
        pass
    return summary


def _turn(store: Store, caller: Calls, now: datetime, batch: int, summary: Summary) -> bool:
    """One batch; ``False`` when nothing more is due."""
    with store.writing(now, ACTOR) as session:
        lease, count = leases.claim(session, now, limit=batch, lease_for=LEASE, channel=Channel.WEBHOOK)
        rows = leases.held(session, lease) if count else ()
        prepared = (_prepared(session, row, now, summary) for row in rows)
        calls = [call for call in prepared if call is not None]
    if calls:
        outcomes = caller.call(calls)
        with store.writing(now, ACTOR) as session:
            _note(session, lease, outcomes, now, summary)
    return len(rows) == batch


def _prepared(session: Session, row: Message, now: datetime, summary: Summary) -> Call | None:
    """The call of a message; ``None``, and the message moved on, when it is no longer to be made."""
    said = session.get_one(WebhookCall, row.id)
    webhook = session.get_one(Webhook, said.webhook_id)
    if webhook.removed_at is not None:
        ledger.move(session, row, MessageState.CANCELLED, now, reason=Reason.ENDPOINT_REMOVED)
        summary.add("cancelled")
        return None
    if row.expires_at is not None and now >= row.expires_at:
        _fail(session, row, now, Reason.GAVE_UP, row.detail, summary)
        return None
    url, secret = webhook.url or "", webhook.secret or ""
    return Call(row.id, url, secret, said.event, said.body, int(now.timestamp()))


def _note(session: Session, lease: UUID, outcomes: Sequence[Outcome], now: datetime, summary: Summary) -> None:
    """Mark by lease: a row that lapsed meanwhile is no longer this turn's to judge, and is called again."""
    told = {outcome.id: outcome for outcome in outcomes}
    for row in session.scalars(select(Message).where(Message.id.in_(told))).all():
        if row.lease == lease and row.state is MessageState.CLAIMED:
            row.attempts += 1
            _judge(session, row, told[row.id], now, summary)


def _judge(session: Session, row: Message, outcome: Outcome, now: datetime, summary: Summary) -> None:
    if outcome.fate is Fate.TAKEN:
        ledger.move(session, row, MessageState.SENT, now, detail=outcome.detail)
        summary.add("sent")
        return
    if outcome.fate is Fate.GONE:
        _fail(session, row, now, Reason.ENDPOINT_GONE, outcome.detail, summary)
        return
    row.due_at = now + _back_off(row)
    is_perhaps_taken = outcome.fate is Fate.UNCERTAIN or ledger.is_perhaps_sent(row)
    state = MessageState.UNCERTAIN if is_perhaps_taken else MessageState.PLANNED
    reason = Reason.CONNECTION_LOST if is_perhaps_taken else Reason.ENDPOINT_TROUBLE
    ledger.move(session, row, state, now, reason=reason, detail=outcome.detail)
    summary.add("uncertain" if is_perhaps_taken else "to be tried again")


def _fail(session: Session, row: Message, now: datetime, reason: Reason, detail: str, summary: Summary) -> None:
    ledger.move(session, row, MessageState.FAILED, now, reason=reason, detail=detail)
    log.error("a webhook was not told", action="call_webhooks", message=str(row.id), reason=reason)
    summary.add("failed")


def _back_off(row: Message) -> timedelta:
    """Doubling from try to try, spread by a quarter so that what waited together does not come back together."""
    length = min(_FIRST * float(1 << min(row.attempts - 1, 20)), _LONGEST)
    spread = zlib.crc32(row.id.bytes + bytes([row.attempts % 256])) / 0xFFFFFFFF
    return length * (0.875 + spread / 4)
