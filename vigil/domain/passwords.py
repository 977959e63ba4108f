"""Which passwords are taken: long ones that are not made of what everybody knows of their owner (NIST SP 800-63B).

No rule on the kinds of characters: they make passwords worse.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from vigil.domain.findings import Bilingual

SHORTEST = 12
LONGEST = 200
_OWN = 8  # characters that have to be left when what everybody knows is taken out
_DIFFERENT = 5


class PasswordTrouble(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    IS_KNOWN = "is_known"

    @property
    def sentence(self) -> Bilingual:
        return _SENTENCES[self]


_SENTENCES = {
    PasswordTrouble.TOO_SHORT: Bilingual(
        f"Le mot de passe est trop court : {SHORTEST} caractères au moins.",
        f"The password is too short: at least {SHORTEST} characters.",
    ),
    PasswordTrouble.TOO_LONG: Bilingual(
        f"Le mot de passe est trop long : {LONGEST} caractères au plus.",
        f"The password is too long: at most {LONGEST} characters.",
    ),
    PasswordTrouble.TOO_PLAIN: Bilingual(
        "Le mot de passe répète presque toujours les mêmes caractères.",
        "The password repeats the same few characters.",
    ),
    PasswordTrouble.IS_KNOWN: Bilingual(
        "Le mot de passe est fait de votre nom, de votre adresse ou du nom du cabinet.",
        "The password is made of your name, your address or the clinic's name.",
    ),
}


def trouble_with(password: str, known: Iterable[str]) -> PasswordTrouble | None:
    """Why it is not taken, ``None`` when it is; ``known`` are the owner's name, address, and clinic."""
    password = normalised(password)
    if len(password) < SHORTEST:
        return PasswordTrouble.TOO_SHORT
    if len(password) > LONGEST:
        return PasswordTrouble.TOO_LONG
    if len(set(password)) < _DIFFERENT:
        return PasswordTrouble.TOO_PLAIN
    left = _folded(password)
    words = {word for text in known for word in re.split(r"\W+", _unaccented(text)) if len(word) > 2}
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return PasswordTrouble.IS_KNOWN if words and len(left) < _OWN and left != _folded(password) else None


def normalised(password: str) -> str:
    """The same password however a keyboard composed its accents (RFC 8265 asks for NFC)."""
    return unicodedata.normalize("NFC", password)


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", _unaccented(text))


def _unaccented(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(each for each in parts if not unicodedata.combining(each)).casefold()
