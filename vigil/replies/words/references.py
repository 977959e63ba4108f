"""Which message a mail answers: our plus-addresses, then the Message-IDs that it names."""

import re

from vigil.replies.words.headers import Headers

_PLUS = re.compile(r"\b(reply|bounce)\+([a-z0-9]{1,48})@[a-z0-9.-]+", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
_COUNT = 50

# Where the address that a message came to is written; the first that holds a token of ours is believed.
_ADDRESSED = (
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-rcpt-to",
    "x-forwarded-to",
    "resent-to",
    "apparently-to",
    "original-recipient",
)


def token(headers: Headers, purpose: str) -> str | None:
    """The token of a plus-address of ours (``reply`` or ``bounce``), lower case."""
    for name in _ADDRESSED:
        for value in headers.all(name):
            for match in _PLUS.finditer(value):
                if match[1].lower() == purpose:
                    return match[2].lower()
    return None


def referenced(headers: Headers) -> tuple[str, ...]:
    """The Message-IDs of In-Reply-To, then of References from the last to the first, each once."""
    direct = [found for value in headers.all("in-reply-to") for found in _MESSAGE_ID.findall(value)]
    thread = [found for value in headers.all("references") for found in _MESSAGE_ID.findall(value)]
    return tuple(dict.fromkeys([*direct, *reversed(thread)]))[:_COUNT]


def message_id(headers: Headers) -> str | None:
    """The message's own Message-ID."""
    match = _MESSAGE_ID.search(headers.get("message-id"))
    return match[0] if match else None
