"""Signatures that a program delimits, and the notices that companies append. A name that somebody typed is theirs."""

import re
from collections.abc import Sequence

from vigil.replies.words.health_words import speaks_of_health
from vigil.replies.words.marks import SIGNED, plain

_DELIMITER = re.compile(r"^\s*(?:-- ?|—|__|--\s*)\s*$")
_LONGEST = 15  # lines of a signature
_ASKS = re.compile(
    r"\?|^\W*p\.? ?-?s\b|\brappele[rz]|\bappele[rz]-moi|\bstop\b|d[ée]sinscri|rendez-vous|\brdv\b|call me|appointment",
    re.IGNORECASE | re.MULTILINE,
)
_SHORTEST_NOTICE, _LONGEST_NOTICE = 60, 4000  # characters
_NOTICE_SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"confidenti|privileged",
        r"destinataires?\b|intended|addressee|recipients?\b",
        r"par erreur|in error|by mistake",
        r"exp[ée]diteur|[ée]metteur|\bsender",
        r"d[ée]truire|supprimer|\bdelete|\bdestroy",
        r"pi[èe]ces? jointes?|attachments?|fichiers joints",
        r"diffusion|divulg|disclos|reproduction|distribut|utilisation|unauthori[sz]ed|non autoris|interdite",
        r"avis de confidentialit|avertissement|disclaimer|mentions? l[ée]gales?|caution",
        r"responsabilit|liabilit|int[ée]grit[ée]|alt[ée]r[ée]|virus",
        r"^\W{0,3}(?:ce message|ce courriel|ce mail|cet e-?mail|this (?:message|e-?mail|communication))",
    )
)


def without_signature(lines: Sequence[str], *, is_all: bool = True) -> list[str]:
    """The lines without what is marked or delimited as a signature.

    Where it would leave nothing of the message (``is_all``), or it speaks of health, it is no signature.
    """
    marked = [line for line in lines if line.startswith(SIGNED)]
    rest = [line for line in lines if not line.startswith(SIGNED)]
    if marked and (_is_text(marked) or (is_all and not has_words(rest))):
        rest = [plain(line) for line in lines]
    at = _delimited_at(rest)
    if at is None or (is_all and not has_words(rest[:at])) or _is_text(rest[at + 1 :]):
        return rest
    return rest[:at]


def _delimited_at(lines: Sequence[str]) -> int | None:
    """Where the first delimiter stands that has no more below it than a signature."""
    found, written = None, 0
    for at in range(len(lines) - 1, -1, -1):
        if _DELIMITER.match(lines[at]):
            found = at
        elif lines[at].strip():
            written += 1
            if written > _LONGEST:
                break
    return found


def has_words(lines: Sequence[str]) -> bool:
    """Whether anything is written outside what the program marks as a signature."""
    return any(line.strip() and not line.startswith(SIGNED) for line in lines)


def _is_text(lines: Sequence[str]) -> bool:
    """Whether lines where a signature would stand are too many for one, ask for something or speak of health."""
    written = [plain(line) for line in lines if line.strip()]
    text = "\n".join(written)
    return len(written) > _LONGEST or speaks_of_health(text) or bool(_ASKS.search(text))


def without_notices(lines: Sequence[str]) -> list[str]:
    """The lines without paragraphs that are a legal notice: several of its turns of phrase, nothing about health."""
    kept: list[str] = []
    found = False
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            paragraph.append(line)
            continue
        text = " ".join(paragraph)
        if paragraph and (_is_notice(text) or (found and _goes_on(text))):
            found = True
        elif paragraph:
            kept += paragraph
        paragraph = []
        kept.append(line)
    while found and kept and not re.search(r"\w", kept[-1].replace("_", "")):
        kept.pop()
    return kept


def _is_notice(text: str) -> bool:
    if not _SHORTEST_NOTICE <= len(text) <= _LONGEST_NOTICE:
        return False
    return _signs(text) >= 3 and not speaks_of_health(text)


def _goes_on(text: str) -> bool:
    """Whether a paragraph below a notice belongs to it."""
    return _SHORTEST_NOTICE <= len(text) <= _LONGEST_NOTICE and _signs(text) >= 1 and not speaks_of_health(text)


def _signs(text: str) -> int:
    return sum(bool(pattern.search(text)) for pattern in _NOTICE_SIGNS)
