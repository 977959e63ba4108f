"""One complete message as bytes (RFC 5322, MIME), the same for the same input, written fast.

Building and serialising an ``EmailMessage`` takes over a millisecond. Here what recurs (the sender's line, a mail's
subject, the head of its HTML) is encoded once and kept, and the rest is encoded as quoted-printable in C. In the tests
``EmailMessage`` is the oracle.
"""

import re
from binascii import b2a_qp
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from vigil.domain.errors import Refused
from vigil.domain.instants import aware
from vigil.domain.words import Language
from vigil.mail.addresses import is_address
from vigil.mail.headers import mailbox_line, words_line
from vigil.mail.rendering import Rendered

_WEB_ADDRESS = re.compile(r"https?://[\x21-\x3b\x3d\x3f-\x7e]+")

# Asks Exchange for no receipts and no out-of-office answers. "All" would also suppress the bounces that we need.
_SUPPRESSED = "DR, RN, NRN, OOF, AutoReply"


_DROPPED = "%.0b"
"""Fills a place with nothing, whatever it is given."""


class Heading(NamedTuple):
    """What a message's header is made of.

    ``id`` is the ledger message's and ``domain`` ours: together the ``Message-ID``. ``written_at`` is frozen with the
    first claim. ``reply_to`` and ``unsubscribe_link`` are for patient mail; ``is_urgent`` marks a staff alert.
    """

    id: UUID
    domain: str
    sender_name: str
    sender_address: str
    recipient: str
    written_at: datetime
    language: Language
    reply_to: str | None = None
    unsubscribe_link: str | None = None
    is_urgent: bool = False

    @property
    def boundary(self) -> str:
        return boundary_of(self.id)


def boundary_of(id: UUID) -> str:
    """Quoted-printable never holds ``=_``, so no text can close it."""
    return f"=_{id.hex}"


def message_id(id: UUID, domain: str) -> str:
    """The ``Message-ID`` of a ledger message, angle brackets included; every attempt bears the same."""
    return f"<{id}@{domain}>"


def compose(heading: Heading, rendered: Rendered) -> bytes:
    """The message as it goes on the wire: CRLF, 7 bit, lines below 998 (but for an address longer than that).

    ``Refused`` when a header would hold a line break or an address cannot be one.
    """
    plain, html = (_part(kind, text, heading) for kind, text in (("plain", rendered.text), ("html", rendered.html)))
    return head(heading, rendered.subject) + plain + html + ending(heading.boundary)


def head(heading: Heading, subject: str) -> bytes:
    """The header, with the empty line that ends it."""
    _address(heading.recipient, "To")
    if heading.reply_to is not None:
        _address(heading.reply_to, "Reply-To")
    if heading.unsubscribe_link is not None and not _WEB_ADDRESS.fullmatch(heading.unsubscribe_link):
        raise Refused(f"List-Unsubscribe {heading.unsubscribe_link!r} is not a web address.")
    return head_of_many(heading, subject) % (
        heading.recipient.encode(),
        str(heading.id).encode(),
        (heading.reply_to or "").encode(),
        (heading.unsubscribe_link or "").encode(),
        heading.boundary.encode(),
    )


def head_of_many(heading: Heading, subject: str) -> bytes:
    """The header of mails that are written alike, to be filled (``%``) with what differs from one to another.

    That is recipient, id, reply address and link to unsubscribe (dropped where this heading has none), and boundary.
    """
    at = heading.written_at
    sender = _sender(heading.sender_name, heading.sender_address)
    above = _plain_percent(f"{sender}\r\nTo: "), _plain_percent(_told(subject, at, at.utcoffset()))
    return (
        f"{above[0]}%b\r\n{above[1]}Message-ID: <%b@{_plain_percent(_plain(heading.domain))}>\r\n"
        f"{_optional(heading)}{_standing(heading.language)}"
        'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n'
    ).encode("ascii")


def part_head(kind: str, boundary: str) -> bytes:
    """What goes before the encoded text of a body part."""
    return (
        f'\r\n--{boundary}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode("ascii")


def ending(boundary: str) -> bytes:
    """What goes after the last part."""
    return f"\r\n--{boundary}--\r\n".encode("ascii")


def _optional(heading: Heading) -> str:
    lines = _DROPPED if heading.reply_to is None else "Reply-To: %b\r\n"
    if heading.unsubscribe_link is None:
        lines += _DROPPED
    else:
        lines += "List-Unsubscribe: <%b>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return lines + "Importance: high\r\nX-Priority: 1\r\n" if heading.is_urgent else lines


def _plain_percent(text: str) -> str:
    return text.replace("%", "%%")


def _part(kind: str, text: str, heading: Heading) -> bytes:
    above, body, below = normal(text).partition("\n<body")
    return part_head(kind, heading.boundary) + (_quoted_once(above) + quoted(body + below) if body else quoted(above))


def normal(text: str) -> str:
    """The text with its lines ended by a line feed alone."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def quoted(text: str) -> bytes:
    """Lines as quoted-printable with CRLF (RFC 2045, §6.7); each by itself, so that they may be joined afterwards."""
    return b2a_qp(text.encode("utf-8"), istext=True).replace(b"\n", b"\r\n")


@lru_cache(maxsize=64)
def _quoted_once(text: str) -> bytes:
    """The head of an HTML part, styles included, is the same in every mail of a clinic."""
    return quoted(text)


@lru_cache(maxsize=1024)
def _told(subject: str, at: datetime, _offset: timedelta | None) -> str:
    """Instants that are equal in two zones are written differently."""
    aware(at)
    return f"{words_line('Subject', subject)}\r\nDate: {format_datetime(at)}\r\n"


@lru_cache(maxsize=16)
def _standing(language: Language) -> str:
    return (
        f"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: {_SUPPRESSED}\r\n"
        f"Content-Language: {language.value}\r\nMIME-Version: 1.0\r\n"
    )


def _address(address: str, header: str) -> str:
    if not is_address(address):
        raise Refused(f"{header} {address!r} is not an address that can stand in a message.", field="email")
    return address


@lru_cache(maxsize=1024)
def _plain(domain: str) -> str:
    if not (domain.isascii() and domain.isprintable()):
        raise Refused(f"Message-ID {domain!r} holds a line break or a character outside ASCII.")
    return domain


@lru_cache(maxsize=1024)
def _sender(name: str, address: str) -> str:
    return mailbox_line("From", name, _address(address, "From"))
