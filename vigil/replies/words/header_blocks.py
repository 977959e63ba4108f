"""Where a message is quoted whole, without marks: "-----Message d'origine-----", "De : … Envoyé : … Objet : …"."""

import re
from collections.abc import Sequence

from vigil.replies.words.marks import CUT, plain

_SEPARATOR = re.compile(
    r"^\W{0,3}[-_=*\s]{2,}\s*(?:message\s+(?:d['’ ]?\s?origine|original|initial|transf[ée]r[ée]|r[ée]exp[ée]di[ée])|"
    r"mail\s+(?:original|d['’]origine|transf[ée]r[ée])|e-?mail\s+(?:original|d['’]origine)|"
    r"courriel\s+(?:original|d['’]origine)|"
    r"original\s+(?:message|e-?mail)|forwarded\s+message|reply\s+message|r[ée]ponse\s+(?:au\s+)?message|"
    r"mensaje\s+original|urspr[üu]ngliche\s+nachricht|messaggio\s+originale|mensagem\s+original|"
    r"oorspronkelijk\s+bericht)\s*[-_=*\s]{2,}",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"^\s*(?:d[ée]but du (?:message|courriel) (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée]|d['’]origine)|"
    r"begin forwarded message)\s*:",
    re.IGNORECASE,
)
_FORWARDED = re.compile(r"transf[ée]r|r[ée]exp[ée]di|forwarded", re.IGNORECASE)
_KEY = re.compile(r"^[\s>*_|]*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ' ’.-]{0,22}?)[\s*_]*:[\s*_]*(.*)$")
_KEYS = {
    "sender": ("de", "from", "von", "da", "van", "expéditeur", "expediteur", "sender", "de la part de"),
    "date": (
        "envoyé", "envoye", "envoyé le", "envoye le", "date", "sent", "gesendet", "enviado", "inviato",
        "verzonden", "date d'envoi", "message du", "enviado el", "le",
    ),
    "to": ("à", "a", "to", "an", "aan", "para", "pour", "destinataire", "cc", "copie à", "copie", "copie a", "cci"),
    "subject": ("objet", "subject", "sujet", "betreff", "asunto", "oggetto", "assunto", "onderwerp"),
}  # fmt: skip
_ROLE = {key: role for role, keys in _KEYS.items() for key in keys}
_OTHER_KEY = re.compile(
    r"(?:importance|priorit[ée]|priority|pi[èe]ces? jointes?|attachments?|r[ée]pondre [àa]|reply-to|cat[ée]gories|"
    r"https?|mailto)\b",
    re.IGNORECASE,
)
_MESSAGE_OF = re.compile(r"^[\s>*]*message du\s*:?\s*\d{1,2}[/.-]\d", re.IGNORECASE)
_RULE = re.compile(r"^\s*[-_=]{5,}\s*$")
_POSSIBLE = re.compile(f"[:{CUT}]|[-_=]{{2}}|message du|[*-] ?message", re.IGNORECASE)
BLANK_LINES = 100  # that may stand between what introduces a quote and the quote
_LONGEST = 500  # characters of such a line
_LOOKED_AT = 12  # lines within which the fields of one header stand


def cut_length(lines: Sequence[str], at: int) -> int:
    """How many lines of separator and header begin at ``lines[at]``, above a message quoted to the end; 0 when none."""
    line = lines[at]
    if len(line) > _LONGEST or not _POSSIBLE.search(line):
        return 0
    if line.startswith(CUT):
        return 1 + header_length(lines, _next_written(lines, at + 1))
    text = plain(line)
    if _SEPARATOR.match(text) or _BEGINS.match(text):
        return 1 + header_length(lines, _next_written(lines, at + 1))
    if _RULE.match(text):
        after = _next_written(lines, at + 1)
        if after - at > 3:
            return 0
        found = header_length(lines, after)
        return after - at + found if found else 0
    return header_length(lines, at)


def is_forward(lines: Sequence[str], at: int) -> bool:
    """Whether the separator at ``lines[at]`` says that another message is forwarded."""
    text = plain(lines[at])
    return bool((_SEPARATOR.match(text) or _BEGINS.match(text)) and _FORWARDED.search(text))


def header_length(lines: Sequence[str], at: int) -> int:
    """How many lines the header that begins at ``lines[at]`` takes: a sender or date, and two other fields at least."""
    if at >= len(lines):
        return 0
    if _MESSAGE_OF.match(plain(lines[at])):
        roles, last = {"date"}, at
    elif (first := _role(lines[at])) in ("sender", "date"):
        roles, last = {first}, at
    else:
        return 0
    unknown = 0
    for index in range(at + 1, min(at + _LOOKED_AT, len(lines))):
        text = plain(lines[index]).strip(" >*")
        role = _role(lines[index])
        if role is not None:
            roles.add(role)
            last, unknown = index, 0
        elif text and _KEY.match(text) and not _OTHER_KEY.match(text):
            break
        elif text:
            unknown += 1  # a long list of recipients, wrapped
            if unknown > 2:
                break
        elif len(roles) > 2:
            break
    has_origin = "sender" in roles and ("date" in roles or "subject" in roles)
    return last - at + 1 if has_origin and len(roles) > 2 else 0


def _role(line: str) -> str | None:
    match = _KEY.match(plain(line))
    if match is None:
        return None
    return _ROLE.get(" ".join(match[1].lower().replace("’", "'").split()))


def _next_written(lines: Sequence[str], at: int) -> int:
    end = min(len(lines), at + BLANK_LINES)
    while at < end and not plain(lines[at]).strip():
        at += 1
    return at
