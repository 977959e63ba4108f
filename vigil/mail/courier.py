"""The courier: envelopes in, outcomes out. It knows SMTP and no database.

A caller's thread hands over a batch and waits. An event loop in a thread of its own keeps a few connections to the
relay open between batches; each takes the next envelope when it is free.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from vigil.mail.connection import Connection, Envelope, Lease, Unavailable, transient
from vigil.mail.outcomes import Kind, Outcome
from vigil.mail.relay import Relay

__all__ = ["Courier", "Envelope", "Outcome", "Relay"]

PATIENCE = 2
"""After so many messages in a row without any answer, a connection gives the relay up until the next batch."""


class Courier:
    """Hands messages to one relay. ``deliver`` may be called from any thread; batches take turns."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        tls_context = relay.tls_context()
        self._connections = [Connection(relay, tls_context) for _ in range(relay.connections)]
        self._turn = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"courier to {relay.place}", daemon=True)
        self._thread.start()

    def deliver(self, envelopes: Sequence[Envelope], is_still_mine: Lease | None = None) -> list[Outcome]:
        """One outcome per envelope, in their order; it raises nothing that a relay does.

        ``is_still_mine`` is asked right before each MAIL, on the courier's thread, one question at a time: it should be
        quick. An exception of it leaves the message unsent, as transient.
        """
        with self._turn:
            if self._loop.is_closed():
                raise RuntimeError("the courier was closed")
            batch = _Batch(envelopes, is_still_mine)
            running = asyncio.run_coroutine_threadsafe(batch.run(self._connections), self._loop)
            try:
                running.result()
            except BaseException:  # the caller is interrupted: no connection may go on without it
                running.cancel()
                raise
            return batch.in_order()

    def check(self) -> str | None:
        """Connect, secure and log in once: ``None`` when that works, else the reason."""
        with self._turn:
            try:
                asyncio.run_coroutine_threadsafe(self._connections[0].open(), self._loop).result()
            except Unavailable as error:
                return str(error)
            return None

    def close(self) -> None:
        """Say goodbye on every connection and end the thread; a second call does nothing."""
        with self._turn:
            if not self._loop.is_closed():
                asyncio.run_coroutine_threadsafe(self._quit(), self._loop).result()
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

    async def _quit(self) -> None:
        await asyncio.gather(*(connection.quit() for connection in self._connections))
        await asyncio.sleep(0)  # lets the transports report their end before the loop stops


class _Batch:
    """The envelopes of one ``deliver``, shared by the connections."""

    def __init__(self, envelopes: Sequence[Envelope], is_still_mine: Lease | None) -> None:
        self._envelopes = envelopes
        self._waiting = deque(enumerate(envelopes))
        self._is_still_mine = is_still_mine
        self._outcomes: dict[int, Outcome] = {}
        self._reason = ""

    async def run(self, connections: Sequence[Connection]) -> None:
        """Open connections first, so that a batch smaller than the pool opens no others."""
        ready = sorted(connections, key=lambda connection: not connection.is_open)
        await asyncio.gather(*(self._work(connection) for connection in ready[: len(self._envelopes)]))

    def in_order(self) -> list[Outcome]:
        """What no connection came to take is transient, with the reason that ended the last of them."""
        return [
            self._outcomes.get(place) or transient(envelope, self._reason)
            for place, envelope in enumerate(self._envelopes)
        ]

    async def _work(self, connection: Connection) -> None:
        unanswered = 0
        while self._waiting and unanswered < PATIENCE:
            try:
                await connection.open()
            except Unavailable as error:
                self._reason = str(error)
                return
            if not self._waiting:
                return
            place, envelope = self._waiting.popleft()
            outcome = self._outcomes[place] = await self._send(connection, envelope)
            unanswered = unanswered + 1 if outcome.code is None and outcome.kind is not Kind.WITHDRAWN else 0
            if unanswered:
                self._reason = f"put off, since the relay stopped answering ({outcome.text})"

    async def _send(self, connection: Connection, envelope: Envelope) -> Outcome:
        try:
            return await connection.send(envelope, self._is_still_mine)
        except asyncio.CancelledError:
            connection.drop()
            raise
        except Exception as error:
            # Whatever goes wrong with one message, the others are still owed their outcomes.
            connection.drop()
            return transient(envelope, f"{type(error).__name__} before it was sent")
