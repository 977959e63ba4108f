"""deliver: what is due leaves. Claim a small batch, write it, hand it to the courier, note what became of it.

At least once: a message whose fate is unknown is ``uncertain`` and sent again with the same ``Message-ID`` and bytes.
One that cannot be written never holds up the others.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.reach_patient import ask_by_telephone
from vigil.actions.replan import replan
from vigil.actions.write_mail import Sender, write_mail
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.jobs.admit import Gate, Refusal
from vigil.jobs.outcomes import climb_at_once, is_perhaps_sent, note_lapse, note_outcome
from vigil.jobs.summary import Summary
from vigil.mail.connection import Envelope
from vigil.mail.outcomes import Outcome
from vigil.store import ledger
from vigil.store.database import Store
from vigil.store.tables import Message

log = structlog.get_logger()

BATCH = 50
"""How many messages a holder leases at once: what a kill makes uncertain."""

LEASE = timedelta(minutes=15)
"""How long a lease lasts, on the database's clock: longer than a batch can take."""

ACTOR = "job:deliver"


class Carrier(Protocol):
    """What takes envelopes to a relay: the courier, or a recorder in a test."""

    def deliver(
        self, envelopes: Sequence[Envelope], is_still_mine: Callable[[UUID], bool] | None = None
    ) -> list[Outcome]: ...


def run(
    store: Store,
    carrier: Carrier,
    sender: Sender,
    now: datetime,
    *,
    batch: int = BATCH,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Summary:
    """Send all that is due at ``now``, in batches, the most urgent first, until ``is_stopping`` says so."""
    summary = Summary()
    while not is_stopping() and _turn(store, carrier, sender, now, batch, summary):
        pass
    return summary


def _turn(store: Store, carrier: Carrier, sender: Sender, now: datetime, batch: int, summary: Summary) -> bool:
    """One batch; ``False`` when nothing more is due."""
    with store.writing(now, ACTOR) as session:
        for row in ledger.lapse(session, now):
            note_lapse(session, row, now)
            summary.add("uncertain")
        lease, rows = ledger.claim(session, now, limit=batch, lease_for=LEASE)
        envelopes = _write(session, sender, rows, now, summary)
    if envelopes:
        outcomes = carrier.deliver(envelopes, lambda id: _is_held(store, id, lease))
        with store.writing(now, ACTOR) as session:
            _note(session, lease, envelopes, outcomes, now, summary)
    return len(rows) == batch


def _write(
    session: Session, sender: Sender, rows: Sequence[Message], now: datetime, summary: Summary
) -> list[Envelope]:
    gate = Gate(session, now, rows)
    envelopes = []
    unreached: dict[UUID, None] = {}
    for row in rows:
        admitted = gate.admit(row)
        if isinstance(admitted, Refusal):
            _refuse(session, row, admitted, now)
            summary.add(admitted.reason)
            if admitted.reason is Reason.NOT_TO_BE_EMAILED and row.patient_id is not None:
                unreached[row.patient_id] = None
            continue
        try:
            with session.begin_nested(), session.no_autoflush:  # the row is written once, when the savepoint closes
                envelope = write_mail(session, sender, row, admitted, now)
                row.content_hash = hashlib.sha256(envelope.content).hexdigest()
                row.address_hash = session.info["keyring"].blind_index(admitted)
        except Exception as error:  # one message at fault must not hold up the rest; its text may quote a person
            log.error("cannot be written", action="write_failed", message=str(row.id), error=type(error).__name__)
            note_outcome(session, row, Reason.CANNOT_BE_WRITTEN, now)
            summary.add("failed")
            continue
        envelopes.append(envelope)
    for patient_id in unreached:
        _reach_otherwise(session, patient_id, now)
    return envelopes


def _refuse(session: Session, row: Message, refusal: Refusal, now: datetime) -> None:
    if refusal.due_at is not None:
        row.due_at = refusal.due_at
    if refusal.state is MessageState.PLANNED and is_perhaps_sent(row):
        ledger.move(session, row, MessageState.UNCERTAIN, now, reason=row.reason, detail=row.detail)
        return
    ledger.move(session, row, refusal.state, now, reason=refusal.reason)
    climb_at_once(session, row, now)
    if refusal.state is MessageState.EXPIRED and row.attempts and row.patient_id is not None:
        ask_by_telephone(session, row, now)  # it was tried in vain until its time was over


def _reach_otherwise(session: Session, patient_id: UUID, now: datetime) -> None:
    """Time alone can end that somebody may be e-mailed (a minor comes of age): they are then reached another way."""
    try:
        with session.begin_nested():
            replan(session, patient_id, now)
    except Exception as error:  # its text may quote a person
        log.error("cannot be re-planned", action="replan_failed", patient=str(patient_id), error=type(error).__name__)


def _is_held(store: Store, id: UUID, lease: UUID) -> bool:
    with store.reading() as session:
        holder = session.execute(select(Message.lease, Message.state).where(Message.id == id)).one_or_none()
    return holder is not None and holder.lease == lease and holder.state is MessageState.CLAIMED


def _note(
    session: Session,
    lease: UUID,
    envelopes: Sequence[Envelope],
    outcomes: Sequence[Outcome],
    now: datetime,
    summary: Summary,
) -> None:
    """Mark by lease: a row that lapsed meanwhile, or was cancelled, is looked at for what it has become."""
    told = {outcome.id: outcome for outcome in outcomes}
    rows = session.scalars(select(Message).where(Message.id.in_([envelope.id for envelope in envelopes]))).all()
    for row in rows:
        is_mine = row.lease == lease and row.state is MessageState.CLAIMED
        word = note_outcome(session, row, told[row.id], now, is_mine=is_mine)
        summary.add(word)
