"""Signatures that a program delimits, and the notices that companies append. A name that somebody typed is theirs."""

import re
from collections.abc import Sequence

from vigil.replies.words.health_words import speaks_of_health
from vigil.replies.words.marks import SIGNED, plain

_DELIMITER = re.compile(r"^\s*(?:-- ?|—|__|--\s*)\s*$")
_LONGEST = 15  # lines of a signature
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


def without_signature(lines: Sequence[str]) -> list[str]:
    """The lines without what is marked or delimited as a signature, unless that is all there is."""
    marked = [line for line in lines if line.startswith(SIGNED)]
    rest = [line for line in lines if not line.startswith(SIGNED)]
    is_usual = len(marked) <= _LONGEST and not speaks_of_health("\n".join(map(plain, marked)))
    if marked and (not is_usual or not any(line.strip() for line in rest)):
        rest = [plain(line) for line in lines]
    for at, line in enumerate(rest):
        if _DELIMITER.match(line) and any(above.strip() for above in rest[:at]):
            below = [text for text in rest[at + 1 :] if text.strip()]
            if len(below) <= _LONGEST and not speaks_of_health("\n".join(below)):
                return rest[:at]
    return rest


def without_notices(lines: Sequence[str]) -> list[str]:
    """The lines without paragraphs that are a legal notice: several of its turns of phrase, nothing about health."""
    kept: list[str] = []
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            paragraph.append(line)
            continue
        if paragraph and not _is_notice(" ".join(paragraph)):
            kept += paragraph
        paragraph = []
        kept.append(line)
    return kept[:-1]


def _is_notice(text: str) -> bool:
    if len(text) < 60:
        return False
    signs = sum(bool(pattern.search(text)) for pattern in _NOTICE_SIGNS)
    return signs >= 3 and not speaks_of_health(text)
