"""Messages that say that ours did not arrive: by a report, by a known daemon's layout, or by their words."""

import email
import email.policy
import logging
import re
from dataclasses import dataclass

import flufl.bounce

from vigil.replies.words.delivery_status import address_in, read_status, severity
from vigil.replies.words.headers import Headers, read_headers
from vigil.replies.words.message import Bounce
from vigil.replies.words.parsing import Part

# A detector that fails would log its exception, which may hold words of the message.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)

_DAEMON = re.compile(
    r"mailer-?daemon|postmaster@|mail delivery (?:sub)?system|mail-?delivery|microsoftexchange|bounces?@|"
    r"syst[èe]me de (?:remise|distribution|messagerie)|no-?reply-?dsn",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|problem|delayed|"
    r"incomplete)|returned mail|"
    r"mail (?:delivery (?:failed|failure|system)|system error)|failure notice|non[- ]?remis|"
    r"non[- ]?(?:remise|distribu[ée]|d[ée]livr[ée])|(?:[ée]chec|impossib\w+|erreur|retard|"
    r"probl[èe]me)\b.{0,30}(?:remise|distribution|livraison|envoi|d[ée]livrance|remettre)|"
    r"(?:remise|distribution|livraison) (?:[àa] .{0,60})?(?:impossible|retard[ée]e|diff[ée]r[ée]e|"
    r"a [ée]chou[ée])|message (?:retard[ée]|non distribu[ée]|refus[ée]|rejet[ée])|"
    r"notification (?:d['’][ée]tat|d['’][ée]chec) de remise|could not be delivered",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"(?:could not|couldn['’]t|cannot|can ?not|unable to|not been able to|wasn['’]t|was not|"
    r"has not(?: yet)? been|failed to|not yet)\b.{0,40}\bdeliver|"
    r"deliver(?:y|ed)\b.{0,80}(?:fail|delay|reject|impossible|aborted|unsuccessful)|undeliverable|"
    r"(?:n['’](?:a|ont)|ne (?:peut|pourra|peuvent)|n['’]est)\b.{0,40}\b(?:pas|pu)\b.{0,30}"
    r"\b(?:remis|distribu|d[ée]livr|achemin|livr[ée]|envoy[ée]|transmi)|"
    r"impossible de (?:remettre|distribuer|d[ée]livrer|livrer|transmettre)|(?:[ée]chec|"
    r"impossibilit[ée]) (?:de|d['’]|lors de)\b.{0,20}(?:remise|distribution|livraison|remettre|envoi)|"
    r"address(?:es)? (?:not found|had permanent)|(?:destinataire|adresse).{0,40}(?:introuvable|"
    r"inconnue?|n['’]existe)|permanent (?:fatal )?error",
    re.IGNORECASE | re.DOTALL,
)
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/partial")
_MESSAGE_ID = re.compile(r"^[ \t>]*Message-I[dD]:\s*(<[^<>\s]{3,250}>)", re.MULTILINE)
_FLUFL_LIMIT = 100_000  # bytes given to the detectors of other layouts


@dataclass(frozen=True)
class NonDelivery:
    """``original_id`` is the Message-ID of ours that did not arrive, where the report returns it."""

    bounce: Bounce
    recipient: str | None
    original_id: str | None


def read_bounce(root: Part, subject: str, text: str) -> NonDelivery | None:
    """The non-delivery that a message tells of; ``None`` for any other message."""
    parts = list(root.walk())
    reports = [
        part for part in parts if part.content_type in ("message/delivery-status", "message/global-delivery-status")
    ]
    original = _original_id(parts, text)
    deliveries = [delivery for part in reports for delivery in read_status(part)]
    if deliveries:
        failed = [delivery for delivery in deliveries if delivery.bounce is not None]
        worst = min(failed, key=lambda delivery: delivery.bounce is not Bounce.HARD, default=None)
        if worst is None or worst.bounce is None:
            return None
        return NonDelivery(worst.bounce, worst.recipient, original)
    if not _may_be(root.headers, subject):
        return None
    told = text[:6000]
    if _FAILED.search(told) or (_SUBJECT.search(subject) and _is_from_daemon(root.headers)):
        recipient = root.headers.get("x-failed-recipients") or address_in(told)
        return NonDelivery(severity("", f"{told} {subject}"), recipient, original)
    return _other_layout(root, told, original)


def _may_be(headers: Headers, subject: str) -> bool:
    is_named = headers.has("x-failed-recipients") or _is_from_daemon(headers)
    return is_named or (bool(_SUBJECT.search(subject)) and not headers.has("in-reply-to"))


def _is_from_daemon(headers: Headers) -> bool:
    return headers.get("return-path").strip() == "<>" or bool(_DAEMON.search(headers.get("from")))


def _other_layout(root: Part, told: str, original: str | None) -> NonDelivery | None:
    """The second opinion of flufl.bounce, which knows the layouts of many old daemons."""
    try:
        parsed = email.message_from_bytes(root.raw[:_FLUFL_LIMIT], policy=email.policy.compat32)
        passing, permanent = flufl.bounce.all_failures(parsed)
    except Exception:  # detectors of others' layouts meet bytes that nobody foresaw: no opinion
        return None
    for found in (permanent, passing):
        if found:
            address = sorted(found)[0].decode("ascii", "replace")
            bounce = severity("", told) if found is permanent else Bounce.SOFT
            return NonDelivery(bounce, address, original)
    return None


def _original_id(parts: list[Part], text: str) -> str | None:
    for part in parts:
        if part.content_type in _RETURNED:
            headers = part.children[0].headers if part.children else read_headers(part.content(64 * 1024))[0]
            match = re.search(r"<[^<>\s]{3,250}>", headers.get("message-id"))
            if match:
                return match[0]
    match = _MESSAGE_ID.search(text[:50_000])
    return match[1] if match else None
