"""What became of one message handed to a relay, and how a reply of SMTP is read.

The enhanced status code (RFC 3463) is read along with the reply's class. A refusal that concerns us (our sender, our
content, a policy) must never make a patient look unreachable: it is permanent, and not about the recipient.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

CLOSING = 421
"""The relay ends the connection, whatever was asked."""

START_CONTENT = 354


class Kind(StrEnum):
    """``uncertain``: the content left and no answer came.

    ``withdrawn``: not tried, since it was no longer held, or the limits left no room, or the courier closed.
    """

    SENT = "sent"
    TRANSIENT = "transient"
    PERMANENT = "permanent"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """Which part of a message's transaction a reply answers."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    CONTENT = "content"


class Outcome(NamedTuple):
    """One message's outcome. ``text`` says why, without any address; ``code`` and ``enhanced`` are the relay's."""

    id: UUID
    kind: Kind
    code: int | None
    enhanced: str | None
    text: str
    is_about_recipient: bool = False


def transient(id: UUID, reason: str) -> Outcome:
    return Outcome(id, Kind.TRANSIENT, None, None, reason)


def lost(id: UUID, stage: Stage, reason: str) -> Outcome:
    """The outcome of a message whose answer never came: once its content was begun, nobody knows."""
    if stage is Stage.CONTENT:
        return Outcome(id, Kind.UNCERTAIN, None, None, f"the content left and no answer came: {plain_text(reason)}")
    return transient(id, f"at {stage}: {plain_text(reason)}")


def is_relays_fault(stage: Stage, outcome: Outcome) -> bool:
    """Whether another relay may well take what this one did not: nothing was accepted, and it speaks of itself."""
    if outcome.kind is not Kind.TRANSIENT:
        return False
    is_system = outcome.enhanced is not None and outcome.enhanced.startswith("4.3.")
    return outcome.code is None or outcome.code == CLOSING or stage is Stage.MAIL or is_system


_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)", re.MULTILINE)
_ANY_ADDRESS = re.compile(r"<?[^\s<>()\"',;:]+@[\w.\[\]-]+>?")
_ABOUT_US = re.compile(
    r"relay|authenti|sender|spf|dkim|dmarc|spam|black\s?list|block\s?list|deny\s?list|rbl|dnsbl|reputation|banned|policy|"
    r"your (?:ip|host|server|message)",
    re.IGNORECASE,
)
# RFC 3463: X.1 address (7 and 8 are the sender's), X.2 mailbox (2 is full, 3 the message's size), X.4 the way to it.
# X.3 (system), X.5 (protocol), X.6 (content) and X.7 (policy) say nothing about whether the person exists.
_ABOUT_RECIPIENT = re.compile(r"5\.(?:1\.(?!7$|8$)\d+|2\.(?!3$)\d+|4\.\d+)")
_RECIPIENT_CODES = frozenset({550, 551, 552, 553, 556})


def read_reply(id: UUID, stage: Stage, code: int, reply: str) -> Outcome:
    """The outcome of a message whose transaction got this reply: accepted content, or a refusal at some stage."""
    enhanced, text = _parted(reply[:_READ])
    if stage is Stage.CONTENT and 200 <= code < 300:
        return Outcome(id, Kind.SENT, code, enhanced, text)
    if stage is Stage.CONTENT and not 400 <= code < 600:
        return lost(id, stage, f"{code} is no answer to it")
    if _is_full(code, enhanced):
        return Outcome(id, Kind.TRANSIENT, code, enhanced, text, is_about_recipient=True)
    if not _is_permanent(code, enhanced):
        return Outcome(id, Kind.TRANSIENT, code, enhanced, text)
    return Outcome(id, Kind.PERMANENT, code, enhanced, text, _is_about_recipient(stage, code, enhanced, text))


_READ = 1000
"""Characters of a reply that are looked at; less than a third of that is kept."""


@lru_cache(maxsize=256)
def _parted(reply: str) -> tuple[str | None, str]:
    """The enhanced code and the words of a reply; most relays say the same again and again."""
    match = _ENHANCED.search(reply)
    return (match[1], plain_text(_ENHANCED.sub("", reply))) if match else (None, plain_text(reply))


def plain_text(reply: str) -> str:
    """A reply as it may be stored and logged: one printable line of at most 300 characters, addresses left out."""
    line = " ".join((_ANY_ADDRESS.sub("(address)", reply) if "@" in reply else reply).split())
    if not line.isprintable():
        line = "".join(character if character.isprintable() else "?" for character in line)
    return line[:300]


def _is_full(code: int, enhanced: str | None) -> bool:
    """A full mailbox exists and may be emptied: it is tried again, as a bounce that says so counts as a soft one."""
    return enhanced in ("4.2.2", "5.2.2") or (code == 552 and enhanced is None)


def _is_permanent(code: int, enhanced: str | None) -> bool:
    """Where code and enhanced code disagree, the one that tries again is believed."""
    return code >= 500 and not (enhanced and enhanced.startswith("4."))


def _is_about_recipient(stage: Stage, code: int, enhanced: str | None, text: str) -> bool:
    if stage in (Stage.MAIL, Stage.DATA):
        return False
    if enhanced and enhanced.startswith("5."):
        return bool(_ABOUT_RECIPIENT.fullmatch(enhanced)) and not (enhanced == "5.1.0" and _ABOUT_US.search(text))
    return stage is Stage.RCPT and code in _RECIPIENT_CODES and not _ABOUT_US.search(text)
