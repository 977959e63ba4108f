"""From bytes to text when the declared charset is missing, wrong or a mixture.

Valid UTF-8 beyond ASCII is hardly ever an accident, so it is believed over a declared Latin charset; bytes that are
no UTF-8 are windows-1252, which holds all that Latin-1 shows.
"""

import codecs
import re
from dataclasses import dataclass

_SINGLE_BYTE = frozenset({"", "ascii", "iso8859-1", "iso8859-15", "cp1252", "utf-8"})
_LATIN_9 = str.maketrans("¤¦¨´¸¼½¾", "€ŠšŽžŒœŸ")
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u200b\u200e\u200f\u2060\ud800-\udfff\ue000-\uf8ff]")
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape"}
)
_NAME = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,30}")
# What UTF-8 looks like once read as windows-1252: Ã©, Å“, â€™.
_HIGH = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MISREAD = re.compile(f"[ÂÃÅ][{_HIGH}]|â[{_HIGH}]{{2}}|ð[{_HIGH}]{{3}}")


@dataclass(frozen=True)
class Decoded:
    """``is_whole`` is false where a character was lost."""

    text: str
    is_whole: bool = True


def decoded(raw: bytes, declared: str) -> Decoded:
    """The text of ``raw``; never raises. Control, private-use and invisible characters are left out."""
    text = _strictly(raw, _codec(declared))
    return Decoded(_UNWANTED.sub("", text), "\ufffd" not in text)


def _codec(declared: str) -> str:
    """Python's name of a text charset, empty when it knows none."""
    name = declared.strip().strip("\"'").lower()
    if not _NAME.fullmatch(name):
        return ""
    try:
        info = codecs.lookup(name)
    except LookupError:
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name not in _NO_CHARSETS else ""


def _strictly(raw: bytes, codec: str) -> str:
    if codec in _SINGLE_BYTE:
        return _european(raw, codec)
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError):
        return _european(raw, "")


def _european(raw: bytes, codec: str) -> str:
    if raw.isascii():
        return raw.decode("ascii")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        latin = raw.decode("utf-8", "vigil-windows-1252")
        return latin.translate(_LATIN_9) if codec == "iso8859-15" else latin
    return _MISREAD.sub(_reread, text)


def _reread(match: re.Match[str]) -> str:
    """One character that was UTF-8, was read as windows-1252 and written as UTF-8 again."""
    raw = b"".join(_windows_byte(character) for character in match[0])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _windows_byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1", "replace")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error("vigil-windows-1252", _as_windows)
