"""What must hold after any ordeal: every message owed is accounted for, none is lost, none is doubled unknowingly."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from vigil.domain.states import MessageState
from vigil.domain.words import Channel
from vigil.jobs.reconcile import reconcile
from vigil.store.database import Store
from vigil.store.tables import Message, MessageEvent, Patient, Staff

_ID = re.compile(rb"^Message-ID: <([0-9a-f-]{36})@", re.MULTILINE | re.IGNORECASE)

Kept = tuple[str, str, bytes]
"""A message that the relay took for good: its envelope's sender and recipient, and its content."""


@dataclass(frozen=True)
class Ledger:
    """The ledger as it stands, read by itself."""

    rows: Mapping[UUID, Any]
    events: Mapping[UUID, Sequence[Any]]
    addresses: Mapping[UUID, frozenset[str]]


def read(store: Store) -> Ledger:
    with store.reading() as session:
        rows = {row.id: row for row in session.execute(select(*Message.__table__.columns))}
        events = defaultdict(list)
        for event in session.execute(select(*MessageEvent.__table__.columns).order_by(MessageEvent.number)):
            events[event.message_id].append(event)
        people: Iterable[Any] = [*session.scalars(select(Patient)), *session.scalars(select(Staff))]
        addresses = {person.id: frozenset(filter(None, (person.email,))) for person in people}
    return Ledger(rows, events, addresses)


def message_id(content: bytes) -> UUID | None:
    found = _ID.search(content)
    return UUID(found[1].decode()) if found else None


def faults(store: Store, kept: Sequence[Kept], known: Iterable[UUID], now: datetime) -> list[str]:
    """Every promise that was not kept, as a sentence; ``known`` are the messages that were once on record."""
    ledger = read(store)
    found = [f"message {id} was on record and is gone" for id in known if id not in ledger.rows]
    found += _of_the_relay(ledger, kept)
    for id, row in ledger.rows.items():
        if row.channel is Channel.EMAIL:
            found += [f"{row.key} ({row.state}): {fault}" for fault in _of_a_message(ledger, id, kept, now)]
    found += [f"reconcile: {difference}" for difference in reconcile(store, now).differences]
    return found


def _of_the_relay(ledger: Ledger, kept: Sequence[Kept]) -> Iterator[str]:
    contents: dict[UUID, set[bytes]] = defaultdict(set)
    for _, recipient, content in kept:
        id = message_id(content)
        if id is None or id not in ledger.rows:
            yield f"the relay took a message that nobody owed ({id})"
            continue
        row = ledger.rows[id]
        if recipient not in ledger.addresses[row.patient_id or row.staff_id]:
            yield f"{row.key} went to another person"
        contents[id].add(content)
    for id, versions in contents.items():
        if len(versions) > 1:
            yield f"{ledger.rows[id].key} was sent again in other words"


def _of_a_message(ledger: Ledger, id: UUID, kept: Sequence[Kept], now: datetime) -> Iterator[str]:
    row, copies = ledger.rows[id], sum(1 for _, _, content in kept if message_id(content) == id)
    came_to = Counter(event.after for event in ledger.events[id] if event.after != event.before)
    too_late = sum(event.before == MessageState.CLAIMED and event.after == "cancelled" for event in ledger.events[id])
    explained = came_to[MessageState.SENT] + came_to[MessageState.UNCERTAIN] + too_late
    if row.state is MessageState.SENT and not copies:
        yield "is marked sent, and the relay never took it"
    if copies > explained:
        yield f"the relay took it {copies} times, its events explain {explained}"
    if row.state in (MessageState.CLAIMED, MessageState.UNCERTAIN):
        yield "is still open after all was quiet"
    if row.state is MessageState.PLANNED and row.due_at <= now:
        yield "was due and waits still"
    if row.state in (MessageState.FAILED, MessageState.EXPIRED, MessageState.CANCELLED) and not row.reason:
        yield "ended without a reason"
