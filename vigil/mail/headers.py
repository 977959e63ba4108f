"""Header lines with words in them, encoded by RFC 2047 where they are not short plain ASCII.

Written here rather than left to the standard library: its folding changes between versions, which would change the
bytes of a message sent again.
"""

import re
from base64 import b64encode

from vigil.domain.errors import Refused

_LINE = 78
_CHUNK = 39  # bytes of UTF-8 in an encoded word: 64 characters, so that the longest first line stays within 76
_PRINTABLE = re.compile(r"[\x20-\x7e]*")
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


def words_line(header: str, value: str) -> str:
    """``Subject: …`` and the like."""
    _one_line(value, header)
    line = f"{header}: {value}"
    return line if _is_plain(value) and len(line) <= _LINE else f"{header}: {_encoded(value)}"


def mailbox_line(header: str, name: str, address: str) -> str:
    """``From: name <address>``; the address goes onto a line of its own when both do not fit."""
    _one_line(name, header)
    line = f"{header}: {_display_name(name)} <{address}>"
    if len(line) <= _LINE:
        return line
    written = _display_name(name) if len(name) < _LINE // 2 else _encoded(name)
    return f"{header}: {written}\r\n <{address}>"


def _display_name(name: str) -> str:
    if not _is_plain(name):
        return _encoded(name)
    if _PHRASE.fullmatch(name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_plain(value: str) -> bool:
    """Whether a reader shows it as it is; what looks like an encoded word would be decoded."""
    return bool(value) and _PRINTABLE.fullmatch(value) is not None and "=?" not in value and value == value.strip()


def _encoded(value: str) -> str:
    """Encoded words of whole characters, one a line; a reader drops the white space between them."""
    chunks = [b""]
    for character in value:
        octets = character.encode("utf-8")
        if len(chunks[-1]) + len(octets) > _CHUNK:
            chunks.append(b"")
        chunks[-1] += octets
    return "\r\n ".join(f"=?utf-8?B?{b64encode(chunk).decode('ascii')}?=" for chunk in chunks)


def _one_line(value: str, header: str) -> None:
    """A line break would begin a header of somebody else's choosing; other control characters break readers."""
    if any(ord(character) < 32 or ord(character) == 127 or character in "\x85\u2028\u2029" for character in value):
        raise Refused(f"{header} {value!r} holds a line break or a control character.")
