"""Whether a text might speak of someone's health: a guard before anything is set aside, never a reading of it."""

import re

_HEALTH = re.compile(
    r"\b(?:douleurs?|doul|mal|souffr\w*|fi[èe]vre|temp[ée]rature|bleus?|h[ée]matomes?|rougeurs?|"
    r"rouges?|gonfl\w*|gratt\w*|"
    r"d[ée]mang\w*|piq[ûu]\w*|inject\w*|saign\w*|malaises?|[ée]vanoui\w*|vertiges?|boutons?|plaques?|"
    r"boules?|infect\w*|abc[èe]s|"
    r"respir\w*|eva|naus[ée]\w*|vomi\w*|fourmill\w*|engourdi\w*|fatigu\w*|frissons?|br[ûu]l\w*|pus|urgences|effets?|"
    r"mieux|soulag\w*|pires?|empir\w*|pain|painful|hurts?|fever|swell\w*|swollen|bruis\w*|rash|"
    r"itch\w*|bleed\w*|dizz\w*|"
    r"sore|redness|breath\w*|better|worse)\b|\b\d{1,2}\s*(?:/|sur)\s*10\b",
    re.IGNORECASE,
)


def speaks_of_health(text: str) -> bool:
    return _HEALTH.search(text) is not None


def health_count(text: str) -> int:
    """How many words of the text might speak of health."""
    return sum(1 for _ in _HEALTH.finditer(text))
