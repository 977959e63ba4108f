"""deliver: what is due leaves. Claim a small batch, write it, hand it to the courier, note what became of it.

At least once: a message whose fate is unknown is ``uncertain`` and sent again with the same ``Message-ID`` and bytes.
One that cannot be written never holds up the others. While one batch is on its way, the next ones are written.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, Protocol
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.reach_patient import ask_by_telephone
from vigil.actions.replan import replan
from vigil.actions.write_mail import Admitted, Sender, Writer, text_of
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.words import Priority
from vigil.jobs.admit import Gate, Refusal
from vigil.jobs.marking import Ready, note_batch
from vigil.jobs.outcomes import climb_at_once, note_lapse, note_outcome
from vigil.jobs.summary import Summary
from vigil.mail.envelope import Envelope
from vigil.mail.outcomes import Outcome
from vigil.store import leases, ledger, outgoing
from vigil.store.database import Store
from vigil.store.outgoing import Outgoing
from vigil.store.sealing import Keyring
from vigil.store.tables import Message

log = structlog.get_logger()

BATCH = 100
"""How many messages a holder leases at once; with ``AHEAD`` more batches, that is what a kill makes uncertain."""

AHEAD = 2
"""How many batches are on their way at once, so that the courier never waits for the database."""

LEASE = timedelta(minutes=15)
"""How long a lease lasts, on the database's clock: longer than a batch can take."""

ACTOR = "job:deliver"


class Carrier(Protocol):
    """What takes envelopes to a relay: the courier, or a recorder in a test."""

    def deliver(
        self,
        envelopes: Sequence[Envelope],
        is_still_mine: Callable[[UUID], bool] | None = None,
        *,
        is_urgent: bool = False,
    ) -> list[Outcome]: ...


class Batch(NamedTuple):
    """Messages leased together: what is written and ready to leave, and what could not be written."""

    lease: UUID
    ready: list[Ready]
    unwritten: list[UUID]


class _OnTheWay(NamedTuple):
    """A batch that the courier has; ``outcomes`` waits for it, and says the same when it is asked again."""

    batch: Batch
    outcomes: Callable[[], list[Outcome]]


def run(
    store: Store,
    carrier: Carrier,
    sender: Sender,
    now: datetime,
    *,
    batch: int = BATCH,
    ahead: int = AHEAD,
    least: Priority = Priority.DIGEST,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Summary:
    """Send all that is due at ``now``, in batches, the most urgent first, until ``is_stopping`` says so.

    Up to ``ahead`` batches are on their way at once; one that is alone needs no thread. Nothing less urgent than
    ``least`` is touched.
    """
    is_urgent = least <= Priority.SAME_DAY
    summary, on_the_way = Summary(), deque[_OnTheWay]()
    with ThreadPoolExecutor(ahead, "deliver") as lanes:
        try:
            is_more = True
            while is_more and not is_stopping():
                back = on_the_way[0] if len(on_the_way) >= ahead else None
                outcomes = back.outcomes() if back else []  # waited for outside of the transaction
                with store.writing(now, ACTOR) as session:
                    noted = _note(session, back.batch, outcomes, now) if back else Summary()
                    lease, admitted, is_more = _claim(session, now, batch, least, noted)
                if back:  # only now: had that transaction failed, it would be noted below
                    on_the_way.popleft()
                summary.merge(noted)
                if admitted:
                    batched = _written(store, sender, lease, admitted, now)
                    carry = partial(_carry, store, carrier, batched, is_urgent=is_urgent)
                    is_alone = not (is_more or on_the_way)
                    on_the_way.append(_OnTheWay(batched, carry if is_alone else lanes.submit(carry).result))
        finally:
            while on_the_way:
                back = on_the_way.popleft()
                outcomes = back.outcomes()
                with store.writing(now, ACTOR) as session:
                    noted = _note(session, back.batch, outcomes, now)
                summary.merge(noted)
    return summary


def run_urgent(
    store: Store, carrier: Carrier, sender: Sender, now: datetime, *, is_stopping: Callable[[], bool] = lambda: False
) -> Summary:
    """The same for what cannot wait, beside whatever else is on its way: it goes first at the relay too."""
    return run(store, carrier, sender, now, ahead=1, least=Priority.SAME_DAY, is_stopping=is_stopping)


def _claim(
    session: Session, now: datetime, size: int, least: Priority, summary: Summary
) -> tuple[UUID, list[Admitted], bool]:
    """Lease one batch: the lease, what of it may leave, and whether more may be due."""
    for row in leases.lapse(session, now):
        note_lapse(session, row, now)
        summary.add("uncertain")
    picked = outgoing.load(session, leases.pick(session, now, limit=size, least=least))
    admitted, kept_back = _admit(session, picked, now)
    fixed = [leases.Taken(one.item.letter.id, *one.frozen) for one in admitted]
    lease = leases.take(session, [*fixed, *map(leases.Taken, kept_back)], LEASE)
    if kept_back:
        _keep_back(session, kept_back, now, summary)
    return lease, admitted, len(picked) == size


def _admit(
    session: Session, picked: Sequence[Outgoing], now: datetime
) -> tuple[list[Admitted], dict[UUID, Refusal | None]]:
    """What may leave, and what not: refused at the gate, or with no text to be written with (``None``)."""
    gate = Gate(session, now, picked)
    admitted: list[Admitted] = []
    kept_back: dict[UUID, Refusal | None] = {}
    for item in picked:
        address = gate.admit(item)
        if isinstance(address, Refusal):
            kept_back[item.letter.id] = address
            continue
        try:
            admitted.append(Admitted(item, address, text_of(session, item, now)))
        except Exception as error:
            _log_unwritten(item, error)
            kept_back[item.letter.id] = None
    return admitted, kept_back


def _written(store: Store, sender: Sender, lease: UUID, admitted: Sequence[Admitted], now: datetime) -> Batch:
    """The batch written; where not even a look at the database succeeds, it waits again, and for no lease to lapse."""
    try:
        return _write(store, sender, lease, admitted)
    except Exception:
        with store.writing(now, ACTOR) as session:
            for row in leases.held(session, lease):
                ledger.give_back(session, row, now)
        raise


def _write(store: Store, sender: Sender, lease: UUID, admitted: Sequence[Admitted]) -> Batch:
    """Outside of any turn to write: others go on meanwhile. Where one is at fault, each is written by itself."""
    batch = Batch(lease, [], [])
    with store.reading() as session:
        writer = Writer(session, sender)
        try:
            _add(batch, admitted, writer.write(admitted), store.keyring)
        except Exception:
            for one in admitted:
                try:
                    _add(batch, [one], writer.write([one]), store.keyring)
                except Exception as error:
                    _log_unwritten(one.item, error)
                    batch.unwritten.append(one.item.letter.id)
    return batch


def _add(batch: Batch, written: Sequence[Admitted], envelopes: Sequence[Envelope], ring: Keyring) -> None:
    contents = [hashlib.sha256(envelope.content).hexdigest() for envelope in envelopes]
    addresses = [ring.blind_index(one.address) for one in written]
    items = [one.item for one in written]
    batch.ready.extend(map(Ready, items, envelopes, contents, addresses))


def _log_unwritten(item: Outgoing, error: Exception) -> None:
    """One message at fault must not hold up the rest; the error's text may quote a person."""
    log.error("cannot be written", action="write_failed", message=str(item.letter.id), error=type(error).__name__)


def _keep_back(session: Session, kept_back: dict[UUID, Refusal | None], now: datetime, summary: Summary) -> None:
    """Note what does not leave: it was refused at the gate, or cannot be written (``None``)."""
    wanted = select(Message).where(Message.id.in_(kept_back)).execution_options(populate_existing=True)
    rows = {row.id: row for row in session.scalars(wanted)}  # as claimed: some may have lapsed in this very session
    unreached: dict[UUID, None] = {}
    for id, refusal in kept_back.items():
        row = rows[id]
        if refusal is None:
            summary.add(note_outcome(session, row, Reason.CANNOT_BE_WRITTEN, now))
            continue
        _refuse(session, row, refusal, now)
        summary.add(refusal.reason)
        if refusal.reason is Reason.NOT_TO_BE_EMAILED and row.patient_id is not None:
            unreached[row.patient_id] = None
    for patient_id in unreached:
        _reach_otherwise(session, patient_id, now)


def _refuse(session: Session, row: Message, refusal: Refusal, now: datetime) -> None:
    if refusal.due_at is not None:
        row.due_at = refusal.due_at
    if refusal.state is MessageState.PLANNED and ledger.is_perhaps_sent(row):
        ledger.give_back(session, row, now)
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


def _carry(store: Store, carrier: Carrier, batch: Batch, *, is_urgent: bool) -> list[Outcome]:
    with closing(leases.Hold(store, batch.lease, len(batch.ready) + len(batch.unwritten))) as hold:
        return carrier.deliver([one.envelope for one in batch.ready], hold, is_urgent=is_urgent)


def _note(session: Session, batch: Batch, outcomes: Sequence[Outcome], now: datetime) -> Summary:
    noted = note_batch(session, batch.lease, batch.ready, outcomes, batch.unwritten, now)
    session.flush()  # a claim that follows looks past the session
    session.expire_all()
    return noted
