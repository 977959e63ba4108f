"""Raw messages for the tests, put together as mail programs do; and our own mails, rendered from the real templates."""

import base64
import quopri
import textwrap
from functools import cache
from pathlib import Path

from vigil.domain.words import Language
from vigil.mail.contexts import Mail
from vigil.mail.rendering import Rendered, Renderer
from vigil.mail.samples import load_sample
from vigil.mail.texts import load_bundle

TEMPLATES = Path(__file__).parents[3] / "templates" / "email"
CORPUS = Path(__file__).parents[2] / "corpus" / "messages"
CLINIC = "Cabinet des Tilleuls"
ADDRESS = "suivi@tilleuls.example"


@cache
def own_mail(mail: Mail, language: Language = Language.FR) -> Rendered:
    bundle = load_bundle(TEMPLATES, mail, language)
    return Renderer().render(bundle, load_sample(TEMPLATES, mail, language))


def markup_of(rendered: Rendered) -> str:
    """What stands between the body tags."""
    above, _, body = rendered.html.partition("<body")
    return body.partition(">")[2].rpartition("</body>")[0].strip() if body else above


def quoted(text: str, width: int = 76) -> str:
    """The text marked with ``>``, its lines wrapped as most clients do."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        wrapped = textwrap.wrap(line, width - 2, break_long_words=False, break_on_hyphens=False)
        lines += [f"> {piece}" for piece in wrapped] or [">"]
    return "\n".join(lines)


def part(text: str | bytes, kind: str = "text/plain", *, charset: str = "utf-8", extra: str = "") -> bytes:
    """One body part, quoted-printable."""
    content = text if isinstance(text, bytes) else text.encode(charset)
    head = f"Content-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: quoted-printable\r\n{extra}\r\n"
    return head.encode() + quopri.encodestring(content).replace(b"\n", b"\r\n")


def attached(content: bytes, kind: str, name: str, extra: str = "") -> bytes:
    head = (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
        f"{extra}Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64.encodebytes(content).replace(b"\n", b"\r\n")


def multipart(kind: str, *parts: bytes, extra: str = "") -> bytes:
    inner = b"".join(b"--edge\r\n" + each + b"\r\n" for each in parts)
    return f'Content-Type: multipart/{kind}; boundary="edge"{extra}\r\n\r\n'.encode() + inner + b"--edge--\r\n"


def message(content: bytes, *fields: str, subject: str = "Re: Comment allez-vous ?") -> bytes:
    """A message from the patient; ``fields`` are further header fields."""
    head = [
        "From: Claire Morel <Claire.Morel@courrier.example>",
        f"To: {CLINIC} <{ADDRESS}>",
        "Date: Tue, 17 Mar 2026 18:21:07 +0100",
        "Message-ID: <reply@courrier.example>",
        "MIME-Version: 1.0",
        *fields,
    ]
    subject_line = f"Subject: {subject}".encode()
    return "\r\n".join(head).encode() + b"\r\n" + subject_line + b"\r\n" + content


def said(text: str, *fields: str, subject: str = "Re: Comment allez-vous ?") -> bytes:
    """A message of one plain text."""
    return message(part(text), *fields, subject=subject)
