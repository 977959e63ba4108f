"""One persistent SMTP connection: opened when needed, one message at a time, every wait bounded.

aiosmtplib connects, secures and logs in; the transaction is spelled out here, so that it is known at every moment how
far a message got. Before its content has left, a lost connection is transient; after, it is uncertain.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import aiosmtplib
from aiosmtplib.protocol import normalize_message_line_endings

from vigil.domain.errors import Refused
from vigil.mail.addresses import is_address
from vigil.mail.outcomes import Kind, Outcome, Stage, plain_text, read_reply
from vigil.mail.relay import Relay, Security

Lease = Callable[[UUID], bool]

_CLOSING = 421
_START_CONTENT = 354


@dataclass(frozen=True)
class Envelope:
    """One message for one recipient. ``sender`` is the envelope's (VERP); ``content`` ends its lines with CRLF."""

    id: UUID
    sender: str
    recipient: str
    content: bytes

    def __post_init__(self) -> None:
        for address in (self.sender, self.recipient):
            if not is_address(address):
                raise Refused(f"{address!r} is not an address that an envelope can bear.", field="email")


class Unavailable(Exception):
    """The relay cannot be used now; the text is the reason, without any password."""


class Connection:
    """``is_fresh`` says that no transaction has begun yet on the present connection."""

    def __init__(self, relay: Relay, tls_context: ssl.SSLContext | None) -> None:
        self._relay = relay
        self._tls_context = tls_context
        self._client: aiosmtplib.SMTP | None = None
        self.is_fresh = True

    @property
    def is_open(self) -> bool:
        return self._client is not None and self._client.is_connected

    async def open(self) -> None:
        """Connect, secure and log in, unless that was done; ``Unavailable`` says why it failed."""
        if self.is_open:
            return
        self.drop()
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
        client.timeout = self._relay.command_timeout
        self._client, self.is_fresh = client, True

    async def send(self, envelope: Envelope, is_still_mine: Lease | None) -> Outcome:
        """Hand one message over an open connection. The lease is checked right before MAIL."""
        was_fresh = self.is_fresh
        outcome = await self._attempt(envelope, is_still_mine)
        if outcome is None and not was_fresh:
            # A relay closes an idle connection when it likes: nothing was accepted, so a new connection may try again.
            try:
                await self.open()
            except Unavailable as error:
                return transient(envelope, str(error))
            outcome = await self._attempt(envelope, is_still_mine)
        return outcome or transient(envelope, f"{self._relay.place} closed the connection before taking the message")

    async def _attempt(self, envelope: Envelope, is_still_mine: Lease | None) -> Outcome | None:
        """``None`` when the connection was found closed before MAIL was answered."""
        if is_still_mine is not None and not is_still_mine(envelope.id):
            return Outcome(envelope.id, Kind.WITHDRAWN, None, None, "no longer held when its turn came")
        self.is_fresh = False
        stage = Stage.MAIL
        try:
            for stage, command in _commands(envelope):
                code, reply = await self._command(command)
                expected = _START_CONTENT if stage is Stage.DATA else 250
                if code != expected and not (stage is Stage.RCPT and code == 251):
                    return await self._refused(read_reply(envelope.id, stage, code, reply))
            stage = Stage.CONTENT
            return await self._refused(read_reply(envelope.id, stage, *await self._content(envelope.content)))
        except (aiosmtplib.SMTPException, OSError) as error:
            self.drop()
            if stage is Stage.MAIL and isinstance(error, aiosmtplib.SMTPServerDisconnected):
                return None
            return _lost(envelope, stage, error)

    async def _refused(self, outcome: Outcome) -> Outcome:
        """After a refusal the next message begins with RSET; accepted content has reset the relay by itself."""
        if outcome.code == _CLOSING:
            self.drop()
        elif outcome.kind is not Kind.SENT:
            try:
                await self._command(b"RSET")
            except (aiosmtplib.SMTPException, OSError):
                self.drop()
        return outcome

    async def _command(self, command: bytes) -> tuple[int, str]:
        if self._client is None:
            raise aiosmtplib.SMTPServerDisconnected("not connected")
        response = await self._client.execute_command(command, timeout=self._relay.command_timeout)
        return response.code, response.message

    async def _content(self, content: bytes) -> tuple[int, str]:
        """Write the message and its final dot; the relay's answer."""
        protocol = self._client.protocol if self._client else None
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("not connected")
        protocol.write(dot_stuffed(content))
        response = await protocol.read_response(timeout=self._relay.content_timeout)
        return response.code, response.message

    def drop(self) -> None:
        """Close at once, whatever state the connection is in."""
        if self._client is not None:
            _abort(self._client)
            self._client = None
        self.is_fresh = True

    async def quit(self) -> None:
        """Say goodbye and close; a relay that does not answer is left."""
        if self._client is not None and self._client.is_connected:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await self._client.execute_command(b"QUIT", timeout=min(2.0, self._relay.command_timeout))
        self.drop()


def transient(envelope: Envelope, reason: str) -> Outcome:
    return Outcome(envelope.id, Kind.TRANSIENT, None, None, reason)


def dot_stuffed(content: bytes) -> bytes:
    """The content as DATA carries it (RFC 5321, §4.5.2): CRLF alone ends a line, leading dots doubled, a final dot."""
    if content.count(b"\n") != content.count(b"\r\n") or content.count(b"\r") != content.count(b"\r\n"):
        content = normalize_message_line_endings(content)
    if not content.endswith(b"\r\n"):
        content += b"\r\n"
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    return (b"." if stuffed.startswith(b".") else b"") + stuffed + b".\r\n"


def _commands(envelope: Envelope) -> tuple[tuple[Stage, bytes], ...]:
    return (
        (Stage.MAIL, b"MAIL FROM:<%s>" % envelope.sender.encode("ascii")),
        (Stage.RCPT, b"RCPT TO:<%s>" % envelope.recipient.encode("ascii")),
        (Stage.DATA, b"DATA"),
    )


def _lost(envelope: Envelope, stage: Stage, error: Exception) -> Outcome:
    reason = plain_text(str(error)) or type(error).__name__
    if stage is Stage.CONTENT:
        return Outcome(envelope.id, Kind.UNCERTAIN, None, None, f"the content left and no answer came: {reason}")
    return transient(envelope, f"at {stage}: {reason}")


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
