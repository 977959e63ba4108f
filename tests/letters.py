"""Replies as patients' mail programs make them, to the mails that the tests' clinic has sent."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid

from vigil.mail.connection import Envelope


def reply_to(
    sent: Envelope,
    words: str,
    *,
    sender: str | None = None,
    to: str | None = None,
    keeps_reference: bool = True,
    quotes: bool = True,
    **headers: str,
) -> bytes:
    """What the recipient's mail program sends back, our mail quoted below."""
    ours = message_from_bytes(sent.content, policy=policy.default)
    reply = EmailMessage()
    reply["From"] = f"Marie Durand <{sender or sent.recipient}>"
    reply["To"] = to or str(ours["Reply-To"] or ours["From"])
    reply["Subject"] = f"RE: {ours['Subject']}"
    reply["Date"] = str(ours["Date"])
    reply["Message-ID"] = make_msgid(domain="courrier.example")
    if keeps_reference:
        reply["In-Reply-To"] = str(ours["Message-ID"])
        reply["References"] = str(ours["Message-ID"])
    for name, value in headers.items():
        reply[name.replace("_", "-")] = value
    quoted = "\n".join(f"> {line}" for line in text_of(sent).splitlines())
    body = f"{words}\n\nLe mar. 10 mars 2026 à 12:00, {ours['From']} a écrit :\n{quoted}\n" if quotes else f"{words}\n"
    reply.set_content(body)
    return reply.as_bytes(policy=policy.SMTP)


def letter(
    words: str, *, sender: str, to: str = "suivi@vigil.example", subject: str = "Bonjour", **headers: str
) -> bytes:
    """A message that answers none of ours."""
    new = EmailMessage()
    new["From"], new["To"], new["Subject"] = sender, to, subject
    new["Message-ID"] = make_msgid(domain="courrier.example")
    for name, value in headers.items():
        new[name.replace("_", "-")] = value
    new.set_content(f"{words}\n")
    return new.as_bytes(policy=policy.SMTP)


def text_of(sent: Envelope) -> str:
    ours = message_from_bytes(sent.content, policy=policy.default)
    part = ours.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def bounce_of(sent: Envelope, status: str = "5.1.1", diagnostic: str = "smtp; 550 5.1.1 user unknown") -> bytes:
    """What a mail server says of a mail that it could not deliver (RFC 3464)."""
    message_id = re.search(rb"^Message-ID: (\S+)", sent.content, re.MULTILINE)
    assert message_id is not None
    action = "failed" if status.startswith("5") else "delayed"
    lines = [
        "Return-Path: <>",
        "From: Mail Delivery System <MAILER-DAEMON@courrier.example>",
        f"To: {sent.sender}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Message-ID: {make_msgid(domain='courrier.example')}",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "I'm sorry to have to inform you that your message could not be delivered.",
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; courrier.example",
        "",
        f"Final-Recipient: rfc822; {sent.recipient}",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: {diagnostic}",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: {message_id[1].decode()}",
        "",
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode("ascii")
