"""Which parts of a message are its text, as plain text and as HTML, and which are something else."""

import re
from dataclasses import dataclass, field

from vigil.replies.words.charsets import decoded
from vigil.replies.words.flowed import unflowed
from vigil.replies.words.message import TEXT_LIMIT, Problem
from vigil.replies.words.parsing import Part

_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_IGNORED = re.compile(
    r"application/(?:x-)?pkcs7-signature|application/pgp-(?:signature|keys)|text/vcard|text/x-vcard|text/x-amp-html|text/vnd\.[\w.+-]+|"
    r"application/x-unread|message/delivery-status|message/disposition-notification|text/rfc822-headers|message/global-.*|"
    r"application/applefile"
)
_STUB = re.compile(
    r"(?:ne (?:supporte|prend)(?: pas)?(?: en charge)?|does(?: not|n't) support|requires?|"
    r"besoin d).{0,60}html|html.{0,60}(?:view|affich)",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)  # whatever it was declared as
_ARMOUR = re.compile(r"-----BEGIN PGP (?:SIGNED )?MESSAGE-----\n(?:[\w-]+: .*\n)*\n?")
_ARMOURED_END = re.compile(r"\n-----BEGIN PGP SIGNATURE-----.*", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One text of the message in the forms it came in."""

    plain: str | None
    markup: str | None


@dataclass
class Body:
    """``blocks`` in the message's order; ``others`` are the parts that are no text."""

    blocks: list[Block] = field(default_factory=list)
    others: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def find_body(root: Part) -> Body:
    """The texts of a message and its other parts."""
    body = Body()
    _collect(root, body, is_root=True)
    return body


def _collect(part: Part, body: Body, *, is_root: bool = False) -> None:
    kind = part.content_type
    if kind.startswith("message/") and part.children:
        if is_root:
            _collect(part.children[0], body)
        else:
            body.problems.append(Problem.FORWARDED)
    elif kind == "multipart/alternative" and part.children:
        _alternative(part, body)
    elif kind == "multipart/encrypted":
        body.problems.append(Problem.ENCRYPTED)
    elif kind in ("multipart/signed", "multipart/appledouble") and part.children:
        for child in part.children[:1] if kind.endswith("signed") else part.children:
            _collect(child, body)
    elif part.children:
        for child in part.children:
            _collect(child, body)
    else:
        _leaf(part, body)


def _alternative(part: Part, body: Body) -> None:
    """The same text in several forms; whatever else the forms hold is kept beside it."""
    found: list[Block] = []
    for child in part.children:
        inner = Body()
        _collect(child, inner)
        body.others += inner.others
        body.problems += [problem for problem in inner.problems if problem not in body.problems]
        found += [_joined(inner.blocks)] if inner.blocks else []
    plain = next((block.plain for block in found if block.plain is not None and block.markup is None), None)
    markup = next((block.markup for block in reversed(found) if block.markup is not None), None)
    if plain is None:
        plain = next((block.plain for block in found if block.plain is not None), None)
    if plain is not None or markup is not None:
        body.blocks.append(Block(plain, markup))


def _joined(blocks: list[Block]) -> Block:
    plains = [block.plain for block in blocks if block.plain is not None]
    markups = [block.markup for block in blocks if block.markup is not None]
    if markups and len(plains) < len(blocks):
        return Block(None, "\n<br>\n".join(markups))
    return Block("\n".join(plains) if plains else None, "\n<br>\n".join(markups) if markups else None)


def _leaf(part: Part, body: Body) -> None:
    kind = part.content_type
    is_file = part.disposition == "attachment" or (bool(part.name) and not kind.startswith("text/"))
    if kind in _SEALED or part.name.lower() == "smime.p7m":
        body.problems.append(Problem.ENCRYPTED)
    elif kind in ("application/ms-tnef", "application/vnd.ms-tnef") or part.name.lower() == "winmail.dat":
        body.problems.append(Problem.TNEF)
    elif kind == "text/calendar":
        body.problems.append(Problem.CALENDAR)
    elif _IGNORED.fullmatch(kind):
        return
    elif kind in ("text/plain", "text/html", "text/enriched", "text/richtext") and not is_file:
        text = _text(part, body)
        is_markup = kind == "text/html" or bool(_MARKUP.match(text))
        body.blocks.append(Block(None, text) if is_markup else Block(_disarmoured(text, body), None))
    elif part.size or part.name:
        body.others.append(part)


def _text(part: Part, body: Body) -> str:
    """The part's text with one kind of line end, at most ``TEXT_LIMIT`` characters (three times that of markup)."""
    limit = TEXT_LIMIT * (3 if part.content_type == "text/html" else 1)
    encoding = part.headers.get("content-transfer-encoding").lower()
    if encoding not in ("", "7bit", "8bit", "binary", "base64") and not encoding.startswith("quoted"):
        body.problems.append(Problem.BROKEN)
    if part.size > 4 * limit:
        body.problems.append(Problem.TRUNCATED)
    read = decoded(part.content(4 * limit), part.params.get("charset", ""))
    if not read.is_whole:
        body.problems.append(Problem.CHARSET)
    text = (
        read.text.replace("\r\r\n", "\n")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )
    if len(text) > limit:
        body.problems.append(Problem.TRUNCATED)
    text = text[:limit]
    if part.params.get("format", "").lower() == "flowed" and part.content_type == "text/plain":
        text = unflowed(text, is_spaced=part.params.get("delsp", "").lower() == "yes")
    return text


def _disarmoured(text: str, body: Body) -> str:
    """The text without the armour of an inline PGP signature; what is encrypted is left to a person."""
    if "-----BEGIN PGP" not in text:
        return text
    if "-----BEGIN PGP MESSAGE-----" in text:
        body.problems.append(Problem.ENCRYPTED)
        return text.partition("-----BEGIN PGP MESSAGE-----")[0]
    return _ARMOURED_END.sub("", _ARMOUR.sub("", text))


def is_stub(text: str) -> bool:
    """Whether a plain text only says that the mail is in HTML."""
    return len(text) < 400 and bool(_STUB.search(text))
