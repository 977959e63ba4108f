"""One persistent SMTP connection: opened when needed, renewed when worn, every wait bounded.

aiosmtplib connects, secures and logs in; then a path of ours carries the messages, pipelined where the relay offers it.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from typing import Protocol, cast

import aiosmtplib

from vigil.mail.batch import Errand
from vigil.mail.conversation import Conversation
from vigil.mail.envelope import Envelope, Lease
from vigil.mail.outcomes import Outcome, Stage, plain_text
from vigil.mail.relay import Relay, Security
from vigil.mail.work import Broken, Misbehaved

__all__ = ["Connection", "Dispatcher", "Envelope", "Lease", "Unavailable"]

_FAREWELL = 2.0
"""Seconds that a relay has for its answer to QUIT."""


class Unavailable(Exception):
    """The relay cannot be used now; the text is the reason, without any password."""


class Dispatcher(Protocol):
    """Who gives a connection its errands: the relay's lane."""

    @property
    def is_pipelined(self) -> bool: ...

    def distrust(self, *, for_good: bool) -> None:
        """Pipelining went wrong."""

    def take(self) -> Errand | None: ...

    def done(self, errand: Errand, stage: Stage, outcome: Outcome, *, is_proven: bool, took: float) -> None:
        """``took`` is how long it kept the connection, in seconds; ``is_proven`` as the connection was before."""


class Connection:
    """``is_proven`` says that a message went before on the present connection; ``moved_at`` when it last moved."""

    def __init__(
        self, relay: Relay, tls_context: ssl.SSLContext | None, lane: Dispatcher, clock: Callable[[], float]
    ) -> None:
        self._relay = relay
        self._tls_context = tls_context
        self._lane = lane
        self._clock = clock
        self._client: aiosmtplib.SMTP | None = None
        self._path: Conversation | None = None
        self._opened_at = self.moved_at = 0.0
        self._carried = 0
        self.is_proven = False
        self._is_lost_midway = False

    @property
    def is_open(self) -> bool:
        return self._client is not None and self._client.is_connected

    @property
    def is_worn(self) -> bool:
        """Whether it has carried enough, or is too old, to be used again."""
        is_old = self._clock() >= self._opened_at + self._relay.renew_after
        return is_old or self._carried >= self._relay.messages_per_connection

    @property
    def is_stale(self) -> bool:
        """Whether it was idle for so long that the relay may have forgotten it."""
        return self._clock() >= self.moved_at + self._relay.idle_after

    async def open(self) -> None:
        """Connect, secure and log in, unless that was done; ``Unavailable`` says why it failed."""
        if self.is_open and not self.is_worn:
            return
        await self.quit()
        client = _client(self._relay, self._tls_context)
        try:
            async with asyncio.timeout(self._relay.connect_timeout):
                await client.connect()
                if client.is_ehlo_or_helo_needed:
                    await client.ehlo()
                if self._relay.username is not None:
                    await client.login(self._relay.username, self._relay.password or "")
        except TimeoutError as error:
            _abort(client)
            raise Unavailable(f"{self._relay.place} did not answer in {self._relay.connect_timeout:g} s") from error
        except aiosmtplib.SMTPResponseException as error:
            _abort(client)
            raise Unavailable(f"{self._relay.place} refused us: {error.code} {plain_text(error.message)}") from error
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            _abort(client)
            raise Unavailable(f"{self._relay.place}: {plain_text(str(error)) or type(error).__name__}") from error
        self._use(client)

    def _use(self, client: aiosmtplib.SMTP) -> None:
        is_pipelined = self._lane.is_pipelined and client.supports_extension("pipelining")
        transport = cast(asyncio.Transport, client.transport)
        self._client, self._path = client, Conversation(transport, self._relay, is_pipelined=is_pipelined)
        self._opened_at = self.moved_at = self._clock()
        self._carried, self.is_proven, self._is_lost_midway = 0, False, False

    async def serve(self) -> None:
        """Carry messages until there is nothing to take now, or until this connection has to be opened again."""
        if self._path is None:
            return
        self.moved_at = self._clock()
        try:
            await self._path.serve(self)
        except Broken as error:
            is_misbehaviour = isinstance(error, Misbehaved)
            if self._path.is_pipelined and (is_misbehaviour or self._is_lost_midway):
                self._lane.distrust(for_good=is_misbehaviour)
            self.drop()

    def take(self) -> Errand | None:
        """The next errand for the path that serves this connection."""
        errand = None if self.is_worn else self._lane.take()
        if errand is not None:
            self._carried += 1
        return errand

    def done(self, errand: Errand, stage: Stage, outcome: Outcome) -> None:
        was_proven, began_at = self.is_proven, self.moved_at
        self.moved_at = self._clock()
        self.is_proven = True
        if outcome.code is None and not (was_proven and stage is Stage.MAIL):  # else it was idle, and closed
            self._is_lost_midway = True
        self._lane.done(errand, stage, outcome, is_proven=was_proven, took=self.moved_at - began_at)

    def drop(self) -> None:
        """Close at once, whatever state the connection is in."""
        if self._client is not None:
            _abort(self._client)
        self._client = self._path = None

    async def quit(self) -> None:
        """Say goodbye and close; a relay that does not answer is left."""
        if self._path is not None and self.is_open:
            with contextlib.suppress(Broken, aiosmtplib.SMTPException, OSError):
                await self._path.quit(min(_FAREWELL, self._relay.command_timeout))
        self.drop()


def _abort(client: aiosmtplib.SMTP) -> None:
    """Close without TLS's farewell, which would wait for a peer that may be gone."""
    if isinstance(client.transport, asyncio.WriteTransport):
        client.transport.abort()
    client.close()


def _client(relay: Relay, tls_context: ssl.SSLContext | None) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=relay.host,
        port=relay.port,
        local_hostname=relay.hello_name,
        timeout=relay.connect_timeout,
        use_tls=relay.security is Security.TLS,
        start_tls=relay.security is Security.STARTTLS,
        tls_context=tls_context,
    )
