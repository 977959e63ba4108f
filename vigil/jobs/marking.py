"""Marking a whole batch: what simply left is noted with a few statements for all of it, the rest one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.domain.load import next_reminder_at
from vigil.domain.reasons import Reason
from vigil.jobs.outcomes import after_sending, described, note_outcome, schedule_of, then
from vigil.jobs.summary import Summary
from vigil.mail.envelope import Envelope
from vigil.mail.outcomes import Kind, Outcome
from vigil.store import asks, leases
from vigil.store.outgoing import Outgoing
from vigil.store.tables import Message


class Ready(NamedTuple):
    """A message that is written and leaves; hashes (hex) of its bytes and of its address are kept with its outcome."""

    item: Outgoing
    envelope: Envelope
    content_hash: str
    address_hash: str


def note_batch(
    session: Session,
    lease: UUID,
    ready: Sequence[Ready],
    outcomes: Sequence[Outcome],
    unwritten: Sequence[UUID],
    now: datetime,
) -> Summary:
    """Note what became of the messages of a lease; ``unwritten`` are those of which none could be made.

    By lease: a row that lapsed meanwhile, or was cancelled, is looked at for what it has become.
    """
    lost = leases.lost(session, lease, [*(one.envelope.id for one in ready), *unwritten])
    told = list(zip(ready, outcomes, strict=True))
    sent, others = told, dict[UUID, Outcome | Reason]()
    if lost or any(outcome.kind is not Kind.SENT for outcome in outcomes):
        sent = [(one, said) for one, said in told if said.kind is Kind.SENT and said.id not in lost]
        others = {said.id: said for _, said in told if said.kind is not Kind.SENT or said.id in lost}
    leases.mark_sent(session, lease, [_mark(one, outcome) for one, outcome in sent], now)
    _note_put(session, [one.item for one, _ in sent], now)
    summary = Summary()
    summary.add("sent", len(sent))
    others |= dict.fromkeys(unwritten, Reason.CANNOT_BE_WRITTEN)
    if others:
        _note_others(session, ready, others, lost, now, summary)
    return summary


def _note_others(
    session: Session,
    ready: Sequence[Ready],
    outcomes: Mapping[UUID, Outcome | Reason],
    lost: set[UUID],
    now: datetime,
    summary: Summary,
) -> None:
    """What did not simply leave, row by row."""
    written = {one.envelope.id: one for one in ready}
    for row in session.scalars(select(Message).where(Message.id.in_(outcomes))):
        outcome = outcomes[row.id]
        if isinstance(outcome, Outcome) and outcome.kind is not Kind.WITHDRAWN:
            row.content_hash, row.address_hash = written[row.id].content_hash, written[row.id].address_hash
        summary.add(note_outcome(session, row, outcome, now, is_mine=row.id not in lost))


def _mark(one: Ready, outcome: Outcome) -> leases.Sent:
    return leases.Sent(outcome.id, described(outcome)[:500], one.content_hash, one.address_hash)


def _note_put(session: Session, sent: Sequence[Outgoing], now: datetime) -> None:
    """Reminders count from when the first message of an ask was sent; so does silence."""
    puts, further = [], []
    for item in sent:
        put = _put(session, item, now)
        if put is not None:
            puts.append(put)
        elif any(key.endswith(":first") for key in (item.letter.key, *item.letter.carries)):
            further.append(item.letter.id)
    asks.put(session, puts)
    for row in session.scalars(select(Message).where(Message.id.in_(further))) if further else ():
        then(session, row, partial(after_sending, session, row, now))


def _put(session: Session, item: Outgoing, now: datetime) -> asks.Put | None:
    """What is noted of the one ask that a message put for the first time; ``None`` where there is more to it."""
    letter, ask = item.letter, item.ask
    schedule = schedule_of(session, letter.schedule_version_id)
    if ask is None or schedule is None or letter.ask_id is None or letter.carries:
        return None
    if ask.asked_at is not None or letter.key != f"{ask.key}:first":
        return None
    return asks.Put(letter.ask_id, now, next_reminder_at(schedule.reminder, now, now), max(ask.late_at, now))
