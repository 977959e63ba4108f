"""The courier: envelopes in, outcomes out. It knows SMTP and no database.

Callers' threads hand over batches and wait. An event loop in a thread of its own keeps connections to each relay open
between batches; each takes the next envelope when it is free.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from vigil.domain.errors import Refused
from vigil.mail.batch import Batch
from vigil.mail.envelope import Envelope, Lease
from vigil.mail.lane import Lane
from vigil.mail.outcomes import Outcome
from vigil.mail.pace import Domains, Pace
from vigil.mail.relay import Relay

__all__ = ["Courier", "Envelope", "Outcome", "Pace", "Relay"]


class Courier:
    """Hands messages to one relay or several, in order of preference.

    ``domains`` limits what goes to a recipient's domain, over all relays. A message that limits hold up for
    ``patience`` seconds comes back as withdrawn. ``clock`` gives seconds that only grow.
    """

    def __init__(
        self,
        relays: Relay | Sequence[Relay],
        *,
        domains: Mapping[str, Pace] | None = None,
        patience: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        relays = (relays,) if isinstance(relays, Relay) else tuple(relays)
        if not relays:
            raise Refused("A courier needs a relay.", field="relays")
        self._clock = clock
        self._patience = patience
        traffic = Domains(domains or {}, clock)
        self._lanes = [Lane(relay, traffic, clock) for relay in relays]
        self._batches: dict[Batch, asyncio.Task[list[Outcome]]] = {}
        self._is_closed = False
        self._door = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"courier to {relays[0].place}", daemon=True)
        self._thread.start()

    def deliver(
        self, envelopes: Sequence[Envelope], is_still_mine: Lease | None = None, *, is_urgent: bool = False
    ) -> list[Outcome]:
        """One outcome per envelope, in their order; it raises nothing that a relay does.

        Any number of threads may deliver at once. An urgent batch goes before what waits, not before what has begun.
        ``is_still_mine`` is asked right before each MAIL, on the courier's thread, one question at a time: it should be
        quick. An exception of it leaves the message unsent, as transient.
        """
        if not envelopes:
            return []
        batch = Batch(envelopes, is_still_mine, is_urgent=is_urgent)
        with self._door:
            if self._is_closed:
                raise RuntimeError("the courier was closed")
            running = asyncio.run_coroutine_threadsafe(self._carry(batch), self._loop)
        try:
            return running.result()
        except BaseException:  # the caller is interrupted: nothing more of its batch is begun
            running.cancel()
            raise

    def check(self) -> str | None:
        """Connect, secure and log in once at each relay: ``None`` when that works, else the reasons."""
        with self._door:
            if self._is_closed:
                raise RuntimeError("the courier was closed")
            running = asyncio.run_coroutine_threadsafe(self._check(), self._loop)
        return "; ".join(reason for reason in running.result() if reason is not None) or None

    def close(self) -> None:
        """Finish what was begun, withdraw what was not, say goodbye, end the thread; a second call does nothing."""
        with self._door:
            if self._is_closed:
                return
            self._is_closed = True
            running = asyncio.run_coroutine_threadsafe(self._end(), self._loop)
        running.result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _carry(self, batch: Batch) -> list[Outcome]:
        task = asyncio.ensure_future(batch.run(self._lanes, self._clock, self._patience))
        self._batches[batch] = task
        try:
            return await task
        finally:
            del self._batches[batch]

    async def _check(self) -> list[str | None]:
        return [await lane.check() for lane in self._lanes]

    async def _end(self) -> None:
        for batch in self._batches:
            batch.is_ending = True
        for lane in self._lanes:
            lane.end()
        await asyncio.gather(*self._batches.values(), return_exceptions=True)
        await asyncio.gather(*(lane.quit() for lane in self._lanes))
        await asyncio.sleep(0)  # lets the transports report their end before the loop stops
