"""Header fields as they come: folded, misdeclared, encoded in pieces. Nothing here raises, whatever the bytes."""

import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from vigil.replies.words.charsets import decoded

FIELD_LIMIT = 500  # fields of one header
VALUE_LIMIT = 20_000  # characters of one value

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,40}\?[bBqQ]\?)")
_PARAMETER = re.compile(r";\s*([^\s=;\"]{1,60})\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;]*)")
_PIECE = re.compile(r"([^*]+)(?:\*(\d{1,2}))?(\*)?")


@dataclass(frozen=True)
class Headers:
    """The fields of one header, in order; names are lower case, values unfolded and decoded."""

    fields: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The first value of a field; empty when there is none."""
        return next((value for found, value in self.fields if found == name), "")

    def all(self, *names: str) -> list[str]:
        return [value for found, value in self.fields if found in names]

    def has(self, name: str) -> bool:
        return any(found == name for found, _ in self.fields)


def read_headers(block: bytes) -> tuple[Headers, int | None]:
    """The fields of a header block, and where in it something that is no field begins (``None``: nowhere)."""
    fields: list[tuple[str, str]] = []
    at = 0
    for line in _FOLD.sub(lambda match: b" " + b" " * (len(match[0]) - 1), block).split(b"\n"):
        match = _FIELD.match(line)
        if match is None:
            if line.strip() and not (at == 0 and line.startswith((b"From ", b">From "))):
                return Headers(tuple(fields)), at
        elif len(fields) < FIELD_LIMIT:
            raw = line[match.end() :].strip()[:VALUE_LIMIT]
            fields.append((match[1].decode("ascii").lower(), " ".join(decoded(raw, "").text.split())))
        at += len(line) + 1
    return Headers(tuple(fields)), None


def words(value: str) -> str:
    """The value with its encoded words (RFC 2047) read; one that cannot be read stays as it is."""
    if "=?" not in value:
        return value
    pieces: list[str] = []
    pending, pending_charset, end = b"", "", 0
    joined = _BETWEEN_WORDS.sub(r"\1", value)
    for match in _WORD.finditer(joined):
        raw = _word_bytes(match[2].lower(), match[3])
        charset = match[1].partition("*")[0].lower()
        between = joined[end : match.start()]
        if pending and (between or charset != pending_charset):
            pieces.append(decoded(pending, pending_charset).text)
            pending = b""
        pieces.append(between)
        pending, pending_charset, end = pending + raw, charset, match.end()
    pieces += [decoded(pending, pending_charset).text, joined[end:]]
    return " ".join("".join(pieces).split())


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("ascii", "replace")
    if encoding == "q":
        return binascii.a2b_qp(raw, header=True)
    return base64_bytes(raw)


def base64_bytes(raw: bytes) -> bytes:
    """What base 64 stands for, however it is cut or padded; what does not belong to it is passed over."""
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    try:
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:
        return b""


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A structured value (``text/plain; charset=utf-8``) as its head and its parameters, RFC 2231 included."""
    head, _, rest = value.partition(";")
    found: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, str, bool]]] = {}
    for match in _PARAMETER.finditer(f";{rest}"):
        text = match[2].strip()
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text[1:-1])
        piece = _PIECE.fullmatch(match[1].lower())
        if piece is None:
            continue
        if piece[2] is None and piece[3] is None:
            found.setdefault(piece[1], words(text))
        else:
            pieces.setdefault(piece[1], []).append((int(piece[2] or 0), text, piece[3] is not None))
    for name, several in pieces.items():
        found.setdefault(name, _extended(sorted(several)))
    return head.strip().lower(), found


def _extended(pieces: list[tuple[int, str, bool]]) -> str:
    """The pieces of one RFC 2231 parameter: ``charset'language'percent-encoded``, then more of it."""
    charset, raw = "", b""
    for number, text, is_encoded in pieces:
        if is_encoded and number == 0 and text.count("'") >= 2:
            charset, _, encoded = text.split("'", 2)
        else:
            encoded = text
        raw += unquote_to_bytes(encoded) if is_encoded else text.encode("utf-8", "replace")
    return decoded(raw, charset).text
