"""One relay's lane: a queue of errands, and as many connections as its latency makes worth while, within its limits."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from vigil.mail.batch import Errand
from vigil.mail.breaker import Breaker
from vigil.mail.connection import Connection, Unavailable
from vigil.mail.idle import Idle
from vigil.mail.outcomes import CLOSING, Outcome, Stage, is_relays_fault, transient
from vigil.mail.pace import Domains, Rate, connections_for
from vigil.mail.relay import Relay

_DISTRUST = 600.0
"""Seconds without pipelining after a connection was lost with several commands under way, and with fewer connections
after the relay refused one beside others."""

_STUCK = 1.0
"""Seconds after which a connection that waits for an answer is not counted: another one may take its place."""


_WEIGHING = 0.002
"""Seconds between looks whether what was learned of the relay's latency is worth more connections: it is not learned
anew with each message, and looking takes as long as taking the next one."""


class Lane:
    """Everything here happens on the courier's event loop. ``trouble`` is why the relay failed last."""

    def __init__(self, relay: Relay, domains: Domains, clock: Callable[[], float]) -> None:
        self._relay = relay
        self._tls_context = relay.tls_context()
        self._domains = domains
        self._clock = clock
        self._breaker = Breaker(clock)
        self._rate = Rate(relay.messages_per_minute)
        self._waiting: deque[Errand] = deque()
        self._busy: dict[Connection, asyncio.Task[None]] = {}
        self._idle = Idle(relay.idle_after)
        self._looking: asyncio.TimerHandle | None = None
        self._under_way = 0
        self._latency = 0.0
        self._weighed_at = -_WEIGHING
        self._refused_at = 0.0
        self._most, self._most_until = relay.connections, 0.0
        self._plain_until = 0.0 if relay.is_pipelined else float("inf")
        self._is_ending = False
        self.trouble = ""

    @property
    def is_serving(self) -> bool:
        return not self._breaker.is_open

    @property
    def is_pipelined(self) -> bool:
        return self._clock() >= self._plain_until

    def distrust(self, *, for_good: bool) -> None:
        self._plain_until = max(self._plain_until, float("inf") if for_good else self._clock() + _DISTRUST)

    def carry(self, errands: Sequence[Errand], *, is_urgent: bool) -> None:
        if is_urgent:
            self._waiting.extendleft(reversed(errands))
        else:
            self._waiting.extend(errands)
        for _ in errands:
            if not self._engage():
                break
        if not self._busy:
            self._hand_back("")
        elif self._looking is None:
            self._looking = asyncio.get_running_loop().call_later(_STUCK, self._look)

    def forget(self, errands: Sequence[Errand]) -> None:
        gone = set(errands)
        self._waiting = deque(errand for errand in self._waiting if errand not in gone)

    def take(self) -> Errand | None:
        while (place := self._next()) is not None:
            errand = self._waiting[place]
            del self._waiting[place]
            if errand.is_held():
                self._under_way += 1
                self._rate.note(self._clock())
                if self._domains.are_limited:
                    self._domains.begin(errand.envelope.domain)
                return errand
        return None

    def done(self, errand: Errand, stage: Stage, outcome: Outcome, *, is_proven: bool, took: float) -> None:
        self._under_way -= 1
        if self._domains.are_limited:
            self._domains.end(errand.envelope.domain)
        is_unanswered = stage is Stage.MAIL and outcome.code in (None, CLOSING)
        if is_proven and is_unanswered and not errand.is_offered_again:
            # A relay closes an idle connection when it likes: nothing was accepted, so a new connection may try again.
            errand.is_offered_again = True
            self._waiting.appendleft(errand)
            return
        if outcome.code is not None and not is_relays_fault(stage, outcome):
            self._breaker.succeeded()
            # The quickest of late: an average would grow with our own load, and ask for more load.
            self._latency = min(took, self._latency * 1.02) if self._latency else took
        elif not (is_proven and outcome.code is None):  # where one that served is lost, the next connection tells
            self.trouble = f"put off, since the relay stopped answering ({outcome.text})"
            self._breaker.failed()
        if is_relays_fault(stage, outcome):
            errand.hand_back(self, outcome)
        else:
            errand.settle(outcome)
        if len(self._waiting) > len(self._busy) and self._clock() >= self._weighed_at + _WEIGHING:
            self._weighed_at = self._clock()
            while self._engage():
                pass

    async def check(self) -> str | None:
        """Connect, secure and log in, unless a connection is open: the reason when that fails."""
        connection = self._rested()
        try:
            await connection.open()
        except Unavailable as error:
            return str(error)
        self._idle.keep(connection)
        return None

    def end(self) -> None:
        """Begin nothing more."""
        self._is_ending = True

    async def quit(self) -> None:
        """Wait for what is under way, then say goodbye on every connection."""
        await asyncio.gather(*self._busy.values(), return_exceptions=True)
        if self._looking is not None:
            self._looking.cancel()
        await self._idle.quit()

    def _next(self) -> int | None:
        """The place in the queue of what may go now."""
        if self._is_ending or not self._rate.has_room(self._clock()) or not self._breaker.allows(self._under_way):
            return None
        if not self._domains.are_limited:
            return 0 if self._waiting else None
        has_room = self._domains.has_room
        return next((n for n, errand in enumerate(self._waiting) if has_room(errand.envelope.domain)), None)

    def _engage(self) -> bool:
        """Put one more connection to work, if it is worth while."""
        now = self._clock()
        most = self._most if now < self._most_until else self._relay.connections
        stuck = sum(1 for connection in self._busy if now >= connection.moved_at + _STUCK)
        wanted = connections_for(self._latency, most, self._relay.messages_per_minute) + stuck
        if len(self._busy) >= min(wanted, most) or not self._breaker.allows(len(self._busy)) or self._next() is None:
            return False
        connection = self._rested()
        connection.moved_at = now
        self._busy[connection] = asyncio.get_running_loop().create_task(self._work(connection))
        return True

    def _look(self) -> None:
        """Look from time to time whether connections are stuck while others wait."""
        self._looking = None
        if self._waiting and not self._is_ending:
            self._engage()
            self._looking = asyncio.get_running_loop().call_later(_STUCK, self._look)

    async def _work(self, connection: Connection) -> None:
        reason, began_at = "", self._clock()
        try:
            while self._next() is not None:
                began_at = self._clock()
                await connection.open()
                await connection.serve()
                if connection.is_open and not connection.is_worn:
                    break
        except Unavailable as error:
            reason = str(error)
            self._note_refusal(reason, began_at)
        finally:
            del self._busy[connection]
            if connection.is_open:
                self._idle.keep(connection)
            if not self._busy:
                self._hand_back(reason)

    def _note_refusal(self, reason: str, began_at: float) -> None:
        """One refused beside open ones says how many the relay allows; without any, that it fails."""
        allowed = sum(1 for connection in (*self._busy, *self._idle) if connection.is_open)
        if allowed:
            self._most, self._most_until = allowed, self._clock() + _DISTRUST
            return
        self.trouble = reason
        if began_at >= self._refused_at:  # what was tried at the same time fails together, and counts once
            self._breaker.failed()
            self._refused_at = self._clock()

    def _hand_back(self, reason: str) -> None:
        """What nobody came to take goes back to its batch; for good, where it is the relay that failed."""
        reason = reason or (self.trouble if self._breaker.is_open else "")
        while self._waiting:
            errand = self._waiting.popleft()
            errand.hand_back(self, transient(errand.envelope.id, reason) if reason else None)

    def _rested(self) -> Connection:
        return self._idle.take() or Connection(self._relay, self._tls_context, self, self._clock)
