"""The lines that mail programs put above what they quote, wrapped or not: "Le 17 mars 2026 à 10:02, X a écrit :"."""

import re
from collections.abc import Sequence

from vigil.replies.words.marks import DROPPED, plain

_WRAPPED = 4  # lines over which one attribution may be spread
_LONGEST = 400  # characters

_END = r"[\s:.>\-]*$"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^[\s\-]*Le\b.{4,300}?\ba\s+[ée]crit" + _END,
        r"^\s*(?:Le|On)\b.{4,120}?<[^<>\s]+@[^<>\s]+>\s*(?:a\s+[ée]crit|wrote)\s*:\s",
        r"^[\s\-]*(?:On|At)\b.{4,300}?\b(?:wrote|writes)" + _END,
        r"^.{2,200}?\ba\s+[ée]crit\s+le\b.{4,120}:\s*$",
        r"^.{2,200}?\bwrote\s+on\b.{4,120}:\s*$",
        r"^.{0,120}<[^<>\s]+@[^<>\s]+>\s*(?:a\s+[ée]crit|wrote)" + _END,
        r"^\s*-{2,}.{2,200}?\b(?:a\s+[ée]crit|wrote)\s*:?\s*-{2,}\s*$",
        r"^[\s\-]*El\b.{4,300}?\bescribi[óo]" + _END,
        r"^[\s\-]*Em\b.{4,300}?\bescreveu" + _END,
        r"^[\s\-]*(?:Il|In data)\b.{4,300}?\bha\s+scritto" + _END,
        r"^[\s\-]*Am\b.{4,200}?\bschrieb\b.{0,150}:\s*$",
        r"^[\s\-]*Op\b.{4,200}?\b(?:schreef\b.{0,150}|het volgende geschreven)\s*:\s*$",
        r"^\s*20\d\d-\d\d-\d\d\s+\d\d?:\d\d\s+GMT.{2,200}:\s*$",
        r"^\s*(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*\.?,?\s+\d{1,2}\b.{4,120}<[^<>\s]+@[^<>\s]+>\s*:\s*$",
        # In whatever language: a time of day, who wrote, the address, a verb or none.
        r"^(?=.*\d{1,2}[:hH.]\d{2}).{4,300}<[^<>\s]+@[^<>\s]+>.{0,40}:\s*$",
    )
)
# What tells an attribution from a sentence that happens to end in "a écrit :".
_DATED = re.compile(r"\d{1,2}[:hH.]\d{2}|\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|\b20\d\d\b|@")
_TIME = re.compile(r"\d{1,2}[:hH.]\d{2}\b")
_RULED = re.compile(r"^-{2,}.*-{2,}$")
_UNDATED = re.compile(r"^[^.!?:]{2,100}\b(?:a\s+[ée]crit|wrote)\s*:\s*$", re.IGNORECASE)
_START = re.compile(r"^[\s\-]*(?:Le|On|At|El|Em|Il|In data|Am|Op|20\d\d-|\w{3,9}\.?,?\s+\d)\b", re.IGNORECASE)

_VERBS = (
    "crit",
    "wrote",
    "writes",
    "escribi",
    "escreveu",
    "scritto",
    "schrieb",
    "schreef",
    "geschreven",
    "gmt",
)

# A line that begins with a day is where an attribution begins, whatever was typed above it.
_BEGINS_ANOTHER = re.compile(r"^(?:Le|On|El|Em|Am|Op)\s+(?:\w{2,10}[.,]{0,2}\s+)?\d", re.IGNORECASE)


def may_attribute(text: str) -> bool:
    """Whether a text could hold an attribution at all: one look instead of one for every line."""
    lowered = text.lower()
    return DROPPED in text or ("<" in text and "@" in text) or any(verb in lowered for verb in _VERBS)


def attribution_length(lines: Sequence[str], at: int) -> int:
    """How many lines the attribution that begins at ``lines[at]`` takes; 0 when none does."""
    first = lines[at]
    if first.startswith(DROPPED):
        return 1
    text = plain(first).strip()
    if len(text) > _LONGEST or not text or text.startswith(">"):
        return 0
    if _is_attribution(text) or (_UNDATED.match(text) and _is_followed_by_quote(lines, at)):
        return 1
    if not (_START.match(text) or _TIME.search(text) or "<" in text or "@" in text):
        return 0
    for count in range(2, _WRAPPED + 1):
        if at + count > len(lines):
            return 0
        following = lines[at + count - 1].strip()
        if following.startswith(DROPPED):
            return 0
        if not following or following.startswith(">") or len(text) > _LONGEST or _BEGINS_ANOTHER.match(following):
            return 0
        text = f"{text} {following}"
        if _is_attribution(text) or _is_attribution(text.replace("< ", "<").replace(" >", ">")):
            return count
    return 0


def _is_followed_by_quote(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at + 1 : at + 4] if plain(line).strip()), "")
    return plain(following).lstrip().startswith(">")


def _is_attribution(text: str) -> bool:
    return bool(_DATED.search(text) or _RULED.match(text)) and any(pattern.match(text) for pattern in _PATTERNS)
