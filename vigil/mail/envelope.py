"""What the courier carries: one message for one recipient, and its content as DATA wants it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from aiosmtplib.protocol import normalize_message_line_endings

from vigil.domain.errors import Refused
from vigil.mail.addresses import is_address

Lease = Callable[[UUID], bool]
"""Whether the message with this id is still ours to send."""


@dataclass(frozen=True)
class Envelope:
    """One message for one recipient. ``sender`` is the envelope's (VERP); ``content`` ends its lines with CRLF.

    ``is_canonical``: who wrote the content knows that it does, down to the last line, so that nobody has to look again.
    """

    id: UUID
    sender: str
    recipient: str
    content: bytes
    is_canonical: bool = False

    def __post_init__(self) -> None:
        for address in (self.sender, self.recipient):
            if not is_address(address):
                raise Refused(f"{address!r} is not an address that an envelope can bear.", field="email")

    @property
    def domain(self) -> str:
        """The recipient's, in lower case."""
        return self.recipient.rpartition("@")[2].lower()

    @property
    def mail_command(self) -> bytes:
        return b"MAIL FROM:<%s>" % self.sender.encode("ascii")

    @property
    def rcpt_command(self) -> bytes:
        return b"RCPT TO:<%s>" % self.recipient.encode("ascii")


def dot_stuffed(content: bytes, *, is_canonical: bool = False) -> bytes:
    """The content as DATA carries it (RFC 5321, §4.5.2): CRLF alone ends a line, leading dots doubled, a final dot."""
    if not is_canonical:
        if not content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n"):
            content = normalize_message_line_endings(content)
        if not content.endswith(b"\r\n"):
            content += b"\r\n"
    if b"\r\n." in content:
        content = content.replace(b"\r\n.", b"\r\n..")
    return b"%s%s.\r\n" % (b"." if content.startswith(b".") else b"", content)
