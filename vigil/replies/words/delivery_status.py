"""What a delivery report says (RFC 3464), and how bad its status is (RFC 3463)."""

import re
from dataclasses import dataclass

from vigil.replies.words.headers import read_headers
from vigil.replies.words.message import Bounce
from vigil.replies.words.parsing import Part

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_SMTP_CODE = re.compile(r"\b([45])\d\d\b")
_ADDRESS = re.compile(r"[^\s<>;,:\"()\[\]]+@[\w.-]+\w")
_UNKNOWN = re.compile(
    r"user (?:is )?unknown|unknown (?:user|recipient|address|mailbox)|no such (?:user|recipient|"
    r"mailbox|address|domain|host)|"
    r"does(?: not|n['’]t) exist|do not exist|not exist|n['’]existe (?:pas|plus)|inconnue?\b|"
    r"introuvable|invalid (?:recipient|address|mailbox)|"
    r"recipient (?:address )?(?:rejected|not found)|(?:wasn|couldn)['’]t (?:be )?found|not found|"
    r"mailbox unavailable|no mailbox|"
    r"account (?:is |has been )?(?:disabled|closed|inactive|suspended|deactivated)|"
    r"mailbox (?:is )?(?:disabled|inactive)|"
    r"(?:bo[îi]te|adresse|compte)\b.{0,40}(?:d[ée]sactiv[ée]e?|ferm[ée]e?|supprim[ée]e?|invalide|"
    r"erron[ée]e?|incorrecte?|n['’]est (?:pas|plus) (?:valide|active))|"
    r"domain (?:name )?not found|host (?:unknown|not found)|domaine .{0,30}(?:inconnu|introuvable|"
    r"n['’]existe)|unrouteable address|"
    r"address (?:not found|rejected)|bad destination|no longer (?:valid|available|active|in use)|"
    r"not a (?:known|valid) (?:user|recipient)",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"mailbox (?:is )?(?:full|over)|\bover[- ]?quota|quota|bo[îi]te (?:aux lettres |de r[ée]ception |"
    r"mail )?(?:du destinataire )?(?:est )?(?:pleine|satur[ée]e)|"
    r"espace (?:de stockage|disque).{0,40}(?:d[ée]pass|insuffisant|satur)|"
    r"insufficient (?:system )?storage|temporar|greylist|try(?:ing)? again later|will (?:retry|"
    r"be retried|keep trying|continue)|"
    r"still (?:trying|being)|delay(?:ed)?\b|retard[ée]|diff[ée]r[ée]e?|deferred|"
    r"not yet (?:been )?delivered|pas encore (?:pu )?(?:[êe]tre|[ée]t[ée])|"
    r"r[ée]essaier|continuer(?:a|ons|ont)|nouvelles? tentatives?|warning|avertissement|"
    r"too (?:large|big)|size limit|trop volumineux|\bspam\b|blocked|bloqu[ée]|blacklist|blocklist|"
    r"reputation|policy|polic|rate limit|unsolicited|(?:mail|message) (?:rejected|rejet[ée])|"
    r"timed? ?out|d[ée]lai d[ée]pass|connection (?:refused|timed)|expired|expir[ée]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Delivery:
    """One recipient's fate: ``bounce`` is ``None`` when the message was delivered or passed on."""

    bounce: Bounce | None
    recipient: str | None


def read_status(part: Part) -> list[Delivery]:
    """The recipients of a ``message/delivery-status`` part; at most twenty are looked at."""
    raw = part.content(64 * 1024).replace(b"\r\n", b"\n")
    found = []
    for block in re.split(rb"\n[ \t]*\n", raw.strip())[:20]:
        headers, _ = read_headers(block)
        action = headers.get("action").lower()
        if not action:
            continue
        recipient = _ADDRESS.search(headers.get("original-recipient")) or _ADDRESS.search(
            headers.get("final-recipient")
        )
        told = f"{headers.get('diagnostic-code')} {headers.get('remote-mta')}"
        found.append(Delivery(_fate(action, headers.get("status"), told), recipient[0] if recipient else None))
    return found


def _fate(action: str, status: str, told: str) -> Bounce | None:
    if action.startswith("delay"):
        return Bounce.SOFT
    if not action.startswith(("fail", "error")):
        return None
    return severity(status, told)


def severity(status: str, told: str) -> Bounce:
    """How bad a refusal is. A full mailbox, a size or a policy says nothing about whether the person exists."""
    codes = _STATUS.findall(status) or _STATUS.findall(told)
    for kind, subject, detail in codes:
        if kind == "2":
            continue
        if kind == "4":
            return Bounce.SOFT
        if subject == "1":
            return Bounce.SOFT if detail in ("7", "8") else Bounce.HARD
        if subject == "2" and detail in ("0", "1"):
            return Bounce.SOFT if _PASSING.search(told) and not _UNKNOWN.search(told) else Bounce.HARD
        if subject == "2":
            return Bounce.SOFT
        if subject == "4" and detail in ("4", "1", "0"):
            return Bounce.SOFT if _PASSING.search(told) else Bounce.HARD
        if subject == "4":
            return Bounce.SOFT
    return _worded(told)


def _worded(told: str) -> Bounce:
    if _UNKNOWN.search(told):
        return Bounce.HARD
    if _PASSING.search(told):
        return Bounce.SOFT
    code = _SMTP_CODE.search(told)
    return Bounce.HARD if code and code[0] in ("550", "551", "553", "556") else Bounce.SOFT


def address_in(text: str) -> str | None:
    """The first address of a text."""
    match = _ADDRESS.search(text)
    return match[0] if match else None
