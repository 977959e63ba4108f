"""What is wrong with a file that a clinic wrote: the key, its value and what is allowed, in the reader's language."""

import re
from dataclasses import dataclass

from vigil.domain.errors import ConfigurationError, Refused, VigilError
from vigil.domain.findings import Bilingual

_FRENCH = (
    (r"a duration such as (.+) or 12w, from (\S+) to (\S+)", r"une durée comme \1 ou 12w, de \2 à \3"),
    (r"a whole number from (\d+) to (\d+)", r"un nombre entier de \1 à \2"),
    (r"a time of day such as (.+)", r"une heure comme \1"),
    (r"a time of day at least two hours after opens \((.+)\)", r"une heure au moins deux heures après opens (\1)"),
    (r"(\S+) or later: patients are not written to at night", r"\1 ou plus tard : on n'écrit pas la nuit"),
    (r"(\S+) or earlier: patients are not written to at night", r"\1 ou plus tôt : on n'écrit pas la nuit"),
    (r"at most after \((.+)\)", r"au plus after (\1)"),
    (r"at least per_day \((.+)\)", r"au moins per_day (\1)"),
    (r"at least a day more than again \((.+)\)", r"au moins un jour de plus que again (\1)"),
    (r"more than after \((.+)\)", r"plus que after (\1)"),
    (r"less than again \((.+)\)", r"moins que again (\1)"),
    (r"more than (\S+), when the message is due", r"plus de \1, quand le message est dû"),
    (r"more than (\S+), when the link is late.*", r"plus de \1, quand le lien est en retard et que rien ne part plus"),
    (r"whole days, such as (.+)", r"des jours entiers, comme \1"),
    (r"whole weeks, such as (.+)", r"des semaines entières, comme \1"),
    (r"late checks in order of time, none twice", "les contrôles dans l'ordre du temps, aucun deux fois"),
    (
        r"checks that include 4w and 12w for every patient.*",
        "des contrôles dont 4w et 12w pour chaque patient (infection mycobactérienne tardive)",
    ),
    (
        r"at most three reminders, in order, at least 24h apart",
        "trois rappels au plus, dans l'ordre, à 24h d'intervalle au moins",
    ),
    (r"at least one pace", "au moins un rythme"),
    (r"true or false", "true ou false"),
    (r"text in quotes", "un texte entre guillemets"),
    (r"a list of texts", "une liste de textes"),
    (r"a table", "une table"),
    (r"one or more tables", "une ou plusieurs tables"),
    (r"valid TOML", "du TOML valide"),
    (r"one of (.+)", r"l'un de \1"),
    (r"only the keys (.+)", r"seulement les clés \1"),
    (r"lower-case letters, digits and underscores", "minuscules, chiffres et tirets bas"),
    (
        r"rungs that begin and end with physician, colleague or clinician",
        "des échelons qui commencent et finissent par physician, colleague ou clinician",
    ),
    (r"a valid template \((.+)\)", r"un modèle valide (\1)"),
    (r"a template that can be filled \((.+)\)", r"un modèle qui peut être rempli (\1)"),
)
"""What the readers of configuration allow, as they say it; what is not here is shown in English."""

_REQUIRED = " (the key is required)"


@dataclass(frozen=True)
class Wrong:
    """``key`` is the place in the file, empty where only a sentence is known, which is then ``allowed``."""

    key: str
    value: str
    allowed: Bilingual


def wrong_of(error: VigilError) -> Wrong:
    """What the page says of a refusal."""
    if isinstance(error, ConfigurationError):
        value = "" if error.value is None else str(error.value)
        return Wrong(error.key, value[:200], Bilingual(in_french(error.allowed), error.allowed))
    field = error.field or "" if isinstance(error, Refused) else ""
    return Wrong(field, "", Bilingual(str(error), str(error)))


def in_french(allowed: str) -> str:
    """What is allowed, in French; as it is when nobody has said it in French."""
    plain = allowed.removesuffix(_REQUIRED)
    for pattern, french in _FRENCH:
        match = re.fullmatch(pattern, plain, re.DOTALL)
        if match:
            return match.expand(french) + (" (la clé est obligatoire)" if plain != allowed else "")
    return allowed
