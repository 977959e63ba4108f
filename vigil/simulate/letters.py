"""Reading a mail as its recipient does: who it is for, and the links that it holds."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from vigil.mail.mailbox import Letter

_EMPTY_LINE = b"\r\n\r\n"
_LINK = re.compile(r"https?://[^\s/]+/(answer|read|stop|alert|worklist)/([a-z2-7]{26})[^\s<>]*")


@dataclass(frozen=True)
class Link:
    """``page`` is the kind of page that it opens; ``url`` all of it."""

    page: str
    url: str


@dataclass(frozen=True)
class Opened:
    """A mail that somebody opened; ``stop_url`` is what a mail program posts to for a one-click opt-out."""

    recipient: str
    links: tuple[Link, ...]
    stop_url: str
    letter: Letter

    def to(self, page: str) -> tuple[Link, ...]:
        """The links to one kind of page, in the order of the text, each once."""
        return tuple(link for link in self.links if link.page == page)


def in_order(letters: list[Letter]) -> list[Letter]:
    """Letters in an order that no timing of connections changes."""
    return sorted(letters, key=lambda letter: (letter.received_at, letter.recipients, _id(letter.content)))


def opened(letter: Letter) -> Opened:
    head, _, body = letter.content.partition(_EMPTY_LINE)
    headers = message_from_bytes(head)
    links = dict.fromkeys(Link(match[1], match[0]) for match in _LINK.finditer(_text(headers, body)))
    stop = _LINK.search(str(headers["List-Unsubscribe"] or "").strip("<>"))
    return Opened(letter.recipients[0], tuple(links), stop[0] if stop else "", letter)


def _text(headers: Message, body: bytes) -> str:
    """The plain text of one of our mails: its first part, found by the boundary since parsing all of it takes long."""
    boundary = f"--{headers.get_boundary()}".encode()
    head, _, written = body.split(boundary, 2)[1].removeprefix(b"\r\n").partition(_EMPTY_LINE)
    part = message_from_bytes(head)
    if part.get_content_type() != "text/plain":
        raise ValueError("a mail whose first part is not its plain text")
    part.set_payload(written.decode("ascii"))
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8") if isinstance(payload, bytes) else ""


def _id(content: bytes) -> bytes:
    match = re.search(rb"^Message-ID: (\S+)", content, re.MULTILINE)
    return match[1] if match else b""
