"""Text reduced to what survives re-spacing, lost accents and quote marks: plain letters and digits."""

import re
import unicodedata

URL = re.compile(r"<?(?:https?://|mailto:|tel:|sms:)[^\s<>]+>?", re.IGNORECASE)
_REMEMBERED = 5000  # characters whose folding is kept


class _Folding(dict[int, str]):
    """Each character as one plain lower-case letter or digit, or a space: offsets stay what they are."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = unicodedata.normalize("NFD", character)[0].lower()[:1] if character.isalnum() else " "
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


_FOLDING = _Folding()


def unaccented(line: str) -> str:
    """A line in lower case, without accents, with plain apostrophes: for patterns that say no accent."""
    decomposed = unicodedata.normalize("NFD", line.lower().replace("’", "'"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def folded(text: str) -> str:
    """The text in plain lower-case letters, same length, addresses of pages blanked."""
    return URL.sub(lambda match: " " * len(match[0]), text).translate(_FOLDING)
