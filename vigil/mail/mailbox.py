"""The built-in mailbox: an SMTP server on loopback that keeps what it receives, for the demo and for tests.

In memory, or in a folder with one ``.eml`` file per message, written whole or not at all.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Received

from vigil.domain.instants import aware
from vigil.mail.letters import Folder, Letter, Memory
from vigil.mail.loopback import LoopServer

__all__ = ["Letter", "Mailbox"]


class Mailbox:
    """Start it, point a courier at ``port``, read ``messages()``, stop it.

    ``now`` dates what arrives. ``refuse`` returns the reply for an address that must bounce (``"550 5.1.1 unknown"``)
    or ``None``. ``on_message`` is called on the mailbox's thread for each message kept, before the sender gets its
    answer; if it fails, the sender is told so. ``folder`` keeps messages over restarts; without it they stay in memory.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        folder: Path | None = None,
        port: int = 0,
        refuse: Callable[[str], str | None] | None = None,
        on_message: Callable[[Letter], None] | None = None,
    ) -> None:
        self._now = now
        self._refuse = refuse
        self._on_message = on_message
        self._shelf: Memory | Folder = Memory() if folder is None else Folder(folder)
        self._wanted_port = port
        self._server: LoopServer | None = None

    @property
    def port(self) -> int:
        """The port that it listens on; an error before ``start``."""
        if self._server is None:
            raise RuntimeError("the mailbox was not started")
        return self._server.port

    def start(self) -> None:
        if self._server is None:
            self._server = LoopServer(self, self._wanted_port, ident="vigil mailbox")

    def stop(self) -> None:
        """Close every connection and free the port; what was received can still be read."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def messages(self, limit: int | None = None) -> list[Letter]:
        """What was received, newest first; bodies are parsed only when they are looked at."""
        return self._shelf.newest(limit)

    def message(self, id: str) -> Letter | None:
        return self._shelf.find(id)

    async def handle_RCPT(  # noqa: N802  # aiosmtpd finds its hooks by this name
        self, server: SMTP, session: Session, envelope: Received, address: str, options: list[str]
    ) -> str:
        refusal = self._refuse(address) if self._refuse is not None else None
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Received) -> str:  # noqa: N802  # as above
        content = envelope.content
        assert isinstance(content, bytes)
        received_at = aware(self._now())
        letter = Letter("", envelope.mail_from or "", tuple(envelope.rcpt_tos), received_at, content)
        letter = self._shelf.keep(letter)
        if self._on_message is not None:
            self._on_message(letter)
        return f"250 2.0.0 kept as {letter.id}"

    async def handle_exception(self, error: Exception) -> str:
        return f"451 4.3.0 not kept: {type(error).__name__}"
