"""Reading a mail as its recipient does: who it is for, and the links that it holds."""

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from quopri import decodestring

from vigil.mail.mailbox import Letter

_EMPTY_LINE = b"\r\n\r\n"
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_BOUNDARY = re.compile(r'boundary="?([^";\s]+)')
_DECODED: dict[str, Callable[[bytes], bytes]] = {
    "quoted-printable": decodestring,
    "base64": b64decode,
    "7bit": bytes,
    "8bit": bytes,
}
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
    headers = _headers(head)
    links = dict.fromkeys(Link(match[1], match[0]) for match in _LINK.finditer(_text(headers, body)))
    stop = _LINK.search(headers.get("list-unsubscribe", "").strip("<>"))
    return Opened(letter.recipients[0], tuple(links), stop[0] if stop else "", letter)


def _headers(head: bytes) -> dict[str, str]:
    """What the lines of a head say, by names in lower case; Python's parser takes ten times as long."""
    lines = _FOLD.sub(b"", head).decode("utf-8").split("\r\n")
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _text(headers: dict[str, str], body: bytes) -> str:
    """The plain text of one of our mails: its first part, found by the boundary since parsing all of it takes long."""
    boundary = _BOUNDARY.search(headers["content-type"])
    if boundary is None:
        raise ValueError("a mail without parts")
    head, _, written = body.split(f"--{boundary[1]}".encode(), 2)[1].removeprefix(b"\r\n").partition(_EMPTY_LINE)
    part = _headers(head)
    if not part["content-type"].startswith("text/plain"):
        raise ValueError("a mail whose first part is not its plain text")
    return _DECODED[part["content-transfer-encoding"]](written).decode("utf-8")


def _id(content: bytes) -> bytes:
    match = re.search(rb"^Message-ID: (\S+)", content, re.MULTILINE)
    return match[1] if match else b""
