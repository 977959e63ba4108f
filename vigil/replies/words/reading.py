"""From the bytes of a message to a ``ReadMessage``: never raises, whatever the bytes."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from vigil.replies.words.attachments import photos
from vigil.replies.words.auto_replies import is_automatic, reads_automatic, wants_proof
from vigil.replies.words.body import Block, find_body
from vigil.replies.words.bounces import NonDelivery, read_bounce
from vigil.replies.words.headers import Headers, words
from vigil.replies.words.message import Problem, ReadMessage
from vigil.replies.words.own_text import OwnText
from vigil.replies.words.parsing import parse
from vigil.replies.words.references import message_id, referenced, token
from vigil.replies.words.reply import Reply, typed_words
from vigil.replies.words.shipped_text import shipped_text

_LONGEST_SUBJECT = 500
_IN_BRACKETS = re.compile(r"<\s*([^<>\s@]{1,64}@[^<>\s@]{1,190})\s*>")
_BARE = re.compile(r"[^<>()\s@,;:\"]{1,64}@[^<>()\s@,;:\"]{1,190}")


def read_message(raw: bytes, own: OwnText | None = None) -> ReadMessage:
    """Read one raw message (RFC 5322).

    ``own`` are the sentences of our mails, without which quotes are still told by their marks; by default those of the
    shipped templates. What could not be read is in ``problems``; nothing is raised.
    """
    try:
        return _read(raw, shipped_text() if own is None else own)
    except Exception:  # a message of any shape goes to a person; it never stops whoever reads the mailbox
        return ReadMessage(problems=(Problem.NOT_READ,))


def _read(raw: bytes, own: OwnText) -> ReadMessage:
    root, problems = parse(raw)
    headers = root.headers
    subject = words(headers.get("subject"))[:_LONGEST_SUBJECT]
    body = find_body(root)
    reply = typed_words(body.blocks, own)
    non_delivery = read_bounce(root, subject, _first_text(reply, body.blocks))
    automatic = non_delivery is None and (is_automatic(headers, root) or reads_automatic(subject, reply.text))
    needs_proof = non_delivery is None and wants_proof(subject, reply.text)
    attachments, left = ((), []) if non_delivery else photos(body.others)
    found = [*problems, *body.problems, *reply.problems, *left]
    if needs_proof:
        found.append(Problem.WANTS_PROOF)
    return ReadMessage(
        reply_text="" if non_delivery else reply.text,
        subject=subject,
        sender=_sender(headers),
        sent_at=_sent_at(headers),
        message_id=message_id(headers),
        is_auto_reply=automatic or needs_proof,
        bounce=non_delivery.bounce if non_delivery else None,
        bounce_token=token(headers, "bounce"),
        bounced_recipient=non_delivery.recipient if non_delivery else None,
        reply_token=token(headers, "reply"),
        references=_references(headers, non_delivery),
        attachments=attachments,
        problems=_told(found, reply, bool(attachments), non_delivery),
    )


def _told(
    found: list[Problem], reply: Reply, has_photos: bool, non_delivery: NonDelivery | None
) -> tuple[Problem, ...]:
    """Each problem once; that a photo comes without words is none, and a non-delivery has no words to lack."""
    unneeded = {Problem.EMPTY, Problem.ONLY_QUOTED} if has_photos and not reply.text else set()
    if non_delivery is not None:
        unneeded = set(Problem) - {Problem.OVERSIZED, Problem.BROKEN, Problem.TOO_MANY_PARTS}
    return tuple(dict.fromkeys(problem for problem in found if problem not in unneeded))


def _first_text(reply: Reply, blocks: list[Block]) -> str:
    """The text in which a non-delivery is looked for: what is quoted included, since a daemon quotes what failed."""
    return next((block.plain for block in blocks if block.plain), None) or reply.text


def _references(headers: Headers, non_delivery: NonDelivery | None) -> tuple[str, ...]:
    named = referenced(headers)
    if non_delivery is not None and non_delivery.original_id:
        return tuple(dict.fromkeys([non_delivery.original_id, *named]))
    return named


def _sender(headers: Headers) -> str:
    """The bare address of From, lower case; empty when there is none."""
    written = headers.get("from")[:2000]
    found = _IN_BRACKETS.findall(written) or _BARE.findall(written)
    return found[-1].lower() if found else ""


def _sent_at(headers: Headers) -> datetime | None:
    """The Date field in UTC; ``None`` when there is none that can be read. A date without a zone is taken as UTC."""
    try:
        sent = parsedate_to_datetime(headers.get("date")[:100])
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
