"""A real SMTP server (aiosmtpd) for the courier's tests, that fails where it is told to."""

import asyncio
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DROP = "drop"
HANG = "hang"
USER, PASSWORD = "vigil", "s3cret!"

Fault = Callable[[str], str | None]
"""From the recipient (or, at MAIL, the sender) to a reply, DROP or HANG; ``None`` is no fault."""


def no_fault(address: str) -> str | None:
    return None


@dataclass
class Script:
    """What the server does at each stage, and what it saw."""

    at_mail: Fault = no_fault
    at_rcpt: Fault = no_fault
    at_data: Fault = no_fault
    at_content: Fault = no_fault
    in_content: Fault = no_fault  # after 354, before the final dot was read
    kept: list[tuple[str, str, bytes]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    sessions: int = 0
    logins: list[str] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        return [recipient for _, recipient, _ in self.kept]

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's hook
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self.play(server, self.at_mail(address))
        if reply is None:
            envelope.mail_from = address
        return reply or "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's hook
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self.play(server, self.at_rcpt(address))
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's hook
        recipient = envelope.rcpt_tos[0]
        reply = await self.play(server, self.at_content(recipient))
        if reply is None:
            assert isinstance(envelope.content, bytes)
            self.kept.append((envelope.mail_from or "", recipient, envelope.content))
        return reply or "250 2.0.0 kept"

    async def play(self, server: SMTP, fault: str | None) -> str | None:
        if fault == HANG:
            await asyncio.sleep(30)
        if fault == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            await asyncio.sleep(30)
        return fault


class _Faulty(SMTP):
    """Faults that aiosmtpd has no hook for, and a record of the commands."""

    def __init__(self, script: Script, **options: Any) -> None:
        super().__init__(script, **options)
        self._script = script

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._script.sessions += 1
        super().connection_made(transport)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802  # aiosmtpd's name
        self._script.commands.append("RSET")
        await super().smtp_RSET(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802  # aiosmtpd's name
        self._script.commands.append("QUIT")
        await super().smtp_QUIT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  # aiosmtpd's name
        assert self.envelope is not None
        recipient = self.envelope.rcpt_tos[0]
        reply = await self._script.play(self, self._script.at_data(recipient))
        if reply is not None:
            await self.push(reply)
            return
        fault = self._script.in_content(recipient)
        if fault is not None:
            await self.push("354 go on")
            await self._reader.readline()
            await self._script.play(self, fault)
        await super().smtp_DATA(arg)


class _Controller(Controller):
    """aiosmtpd's controller on any free port."""

    def factory(self) -> SMTP:
        return _Faulty(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's


def script_with(stage: str, fault: Fault) -> Script:
    """A script with a fault at one stage, named as ``Script`` names it."""
    script = Script()
    setattr(script, stage, fault)
    return script


@dataclass(frozen=True)
class Running:
    port: int
    script: Script


@contextmanager
def running(script: Script | None = None, *, port: int = 0, **options: Any) -> Iterator[Running]:
    """The server on loopback for the time of a ``with``; options are aiosmtpd's."""
    script = script or Script()
    controller = _Controller(script, hostname="127.0.0.1", port=port, **options)
    controller.start()
    script.sessions = 0
    try:
        yield Running(controller.port, script)
    finally:
        controller.stop()


def authenticator(script: Script) -> Callable[..., AuthResult]:
    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        script.logins.append(data.login.decode())
        is_right = data.login == USER.encode() and data.password == PASSWORD.encode()
        return AuthResult(success=is_right, handled=False)

    return authenticate


def certificate(folder: Path) -> tuple[ssl.SSLContext, str]:
    """A server context with a certificate for 127.0.0.1 that signs itself, and its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    trusted = folder / "ca.pem"
    trusted.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return context, str(trusted)
