"""An LMTP listener (RFC 2033): the mail server of the house hands replies over, and gets its answer once they are kept.

What the envelope says goes in front of the message as ``Return-Path`` and ``Delivered-To``: a bounce is known by the
one, a token by the other.
"""

from collections.abc import Callable
from datetime import datetime

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from vigil.mail.addresses import is_address
from vigil.mail.loopback import LoopServer
from vigil.mail.spool import Spool

log = structlog.get_logger()


class Listener:
    """Takes mail for one domain, one recipient at a time, into a spool; calls ``wake`` for each message.

    ``now`` orders the messages in the spool.
    """

    def __init__(
        self, spool: Spool, domain: str, now: Callable[[], datetime], wake: Callable[[], object] = lambda: None
    ) -> None:
        self._spool, self._domain, self._now, self._wake = spool, domain.casefold(), now, wake
        self._server: LoopServer | None = None

    def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen; returns the port (``OSError`` when it is taken)."""
        self._server = LoopServer(self, port, host=host, kind=LMTP, ident="vigil LMTP")
        return self._server.port

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    async def handle_RCPT(  # noqa: N802  # aiosmtpd finds its hooks by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not is_address(address) or address.rpartition("@")[2].casefold() != self._domain:
            return "550 5.1.1 no such mailbox here"
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient at a time"  # LMTP answers once for each, this server once for all
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        content = envelope.content
        assert isinstance(content, bytes)
        sender = (envelope.mail_from or "").strip("<>")
        trace = f"Delivered-To: {envelope.rcpt_tos[0]}\r\n"
        if not sender or is_address(sender):
            trace = f"Return-Path: <{sender}>\r\n{trace}"
        self._spool.keep(trace.encode("ascii") + content, self._now().strftime("%Y%m%dT%H%M%S%f"))
        self._wake()
        return "250 2.0.0 kept"

    async def handle_exception(self, error: Exception) -> str:
        log.error("a message was not taken", action="lmtp_failed", error=type(error).__name__)
        return "451 4.3.0 not kept"
