"""A batch of envelopes on its way over the relays, in order of preference: each is settled once."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from vigil.mail.envelope import Envelope, Lease
from vigil.mail.outcomes import Kind, Outcome, transient

_POLL = 0.05
"""Seconds between looks for room, where limits leave none."""


class Errand:
    """One envelope under way. A relay that could not take it hands it back with its reason, for the next one."""

    def __init__(self, batch: "Batch", envelope: Envelope) -> None:
        self.envelope = envelope
        self.outcome: Outcome | None = None
        self.is_offered_again = False
        self._batch = batch
        self._refused: dict[Carriage, Outcome] = {}

    def is_held(self) -> bool:
        """Ask the lease; what is not ours any more, or cannot be asked about, is settled by that."""
        id, lease = self.envelope.id, self._batch.is_still_mine
        try:
            if lease is None or lease(id):
                return True
            self.settle(Outcome(id, Kind.WITHDRAWN, None, None, "no longer held when its turn came"))
        except Exception as error:  # the caller's, whatever it is: its text may quote a person
            self.settle(transient(id, f"{type(error).__name__} before it was sent"))
        return False

    def settle(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self._batch.part()

    def hand_back(self, carriage: "Carriage", why: Outcome | None) -> None:
        """``why`` keeps it from being offered to the same relay again; without one, only room was missing."""
        if why is not None:
            self._refused[carriage] = why
        self._batch.part()

    def may_go_by(self, carriage: "Carriage") -> bool:
        return carriage not in self._refused and carriage.is_serving

    def nowhere_to_go(self, trouble: str) -> Outcome:
        """The outcome of what no relay takes: the last one's reason."""
        whys = tuple(self._refused.values())
        return whys[-1] if whys else transient(self.envelope.id, trouble)


class Carriage(Protocol):
    """One relay's lane, as a batch sees it."""

    trouble: str

    @property
    def is_serving(self) -> bool: ...

    def carry(self, errands: Sequence[Errand], *, is_urgent: bool) -> None:
        """Take these in: each will be settled or handed back."""

    def forget(self, errands: Sequence[Errand]) -> None:
        """Leave out those that were not begun."""


class Batch:
    """The envelopes of one ``deliver``."""

    def __init__(self, envelopes: Sequence[Envelope], is_still_mine: Lease | None, *, is_urgent: bool) -> None:
        self.is_still_mine = is_still_mine
        self.is_ending = False
        self._is_urgent = is_urgent
        self._errands = [Errand(self, envelope) for envelope in envelopes]
        self._under_way = 0
        self._all_parted = asyncio.Event()

    def part(self) -> None:
        """One of ours was settled or handed back."""
        self._under_way -= 1
        if self._under_way == 0:
            self._all_parted.set()

    async def run(self, carriages: Sequence[Carriage], clock: Callable[[], float], patience: float) -> list[Outcome]:
        """Settle all, in the order of the envelopes. What the limits hold up for ``patience`` seconds is withdrawn."""
        give_up_at = clock() + patience
        try:
            while self._left():
                for carriage in carriages:
                    await self._send_by(carriage)
                for errand in self._left():
                    if not any(errand.may_go_by(carriage) for carriage in carriages):
                        errand.settle(errand.nowhere_to_go(carriages[-1].trouble))
                    elif self.is_ending or clock() >= give_up_at:
                        why = "the courier is closing" if self.is_ending else "no room within the limits yet"
                        errand.settle(Outcome(errand.envelope.id, Kind.WITHDRAWN, None, None, f"put off: {why}"))
                if self._left():
                    await asyncio.sleep(_POLL)
        except asyncio.CancelledError:
            for carriage in carriages:
                carriage.forget(self._errands)
            raise
        return [errand.outcome for errand in self._errands if errand.outcome is not None]

    async def _send_by(self, carriage: Carriage) -> None:
        errands = [errand for errand in self._left() if errand.may_go_by(carriage)]
        if errands and not self.is_ending:
            self._under_way = len(errands)
            self._all_parted.clear()
            carriage.carry(errands, is_urgent=self._is_urgent)
            await self._all_parted.wait()

    def _left(self) -> list[Errand]:
        return [errand for errand in self._errands if errand.outcome is None]
