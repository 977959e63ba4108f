"""Names as people type them when they look for somebody: accents, capitals, hyphens and order do not matter."""

import re
import unicodedata

_BETWEEN = re.compile(r"[\s'’\-‐‑–.,]+")


def folded(name: str) -> str:
    """``Lévêque-Martin`` and ``LEVEQUE MARTIN`` are ``leveque martin``."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _BETWEEN.sub(" ", kept.replace("œ", "oe").replace("æ", "ae")).strip()


def readings(typed: str) -> tuple[tuple[str, str], ...]:
    """Every way to read what was typed as family name and given name, folded; the given name may be missing.

    ``Marie de la Tour`` is also read as the family name ``de la tour`` with the given name ``marie``.
    """
    words = folded(typed).split()
    whole = " ".join(words)
    ways = [(whole, "")] if words else []
    for cut in range(1, len(words)):
        first, last = " ".join(words[:cut]), " ".join(words[cut:])
        ways += [(first, last), (last, first)]
    return tuple(dict.fromkeys(ways))


def begins(given_name: str, typed: str) -> bool:
    """Whether what was typed begins the given name; nothing typed begins any."""
    return folded(given_name).startswith(typed)
