"""Where messages to the clinic arrive: fetched one at a time, and put away only after what they say is kept.

A crash between fetching and putting away leaves a message where it is: it is fetched again and recognised by its bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from vigil.domain.errors import VigilError
from vigil.replies.words.message import RAW_LIMIT

FETCH_LIMIT = RAW_LIMIT + 1
"""Bytes of one message that are held at most; one more than is read, so that a larger one is known as such."""


class InboxTrouble(VigilError):
    """The mailbox cannot be reached, or does not do what it was asked; what is in it stays there."""


@dataclass(frozen=True)
class Arrived:
    """One message: ``handle`` is the inbox's own name for it, ``content`` its first ``FETCH_LIMIT`` bytes at most.

    ``size`` is that of the whole message, in bytes.
    """

    handle: str
    content: bytes
    size: int


class Inbox(Protocol):
    """IMAP, a folder that LMTP fills, or memory. Every method raises ``InboxTrouble`` when it cannot be reached.

    ``name`` tells it from the other inboxes of an installation.
    """

    @property
    def name(self) -> str: ...

    def arrived(self) -> Iterator[Arrived]:
        """What is there, oldest first, fetched one by one as it is asked for."""
        ...

    def done(self, handle: str) -> None:
        """Put away a message that was kept; not finding it any more is no error."""
        ...

    def put_aside(self, handle: str) -> None:
        """Put a message that could not be read where a person finds it."""
        ...

    def close(self) -> None: ...
