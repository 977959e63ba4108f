"""What is wrong with a file that a clinic wrote: the key, its value and what is allowed, in the reader's language."""

import re
from ast import literal_eval
from dataclasses import dataclass

from vigil.domain.errors import ConfigurationError, Refused, VigilError
from vigil.domain.findings import Bilingual
from vigil.web.desk.refusals import in_words as in_both

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
    (r"at most (\d+) characters", r"\1 signes au plus"),
    (
        r"rungs that begin and end with physician, colleague or clinician",
        "des échelons dont le premier et le dernier sont des soignants (physician, colleague ou clinician)",
    ),
    (
        r"weekdays such as saturday.*",
        "des jours comme saturday (samedi) ou 2026-12-24, ou des périodes comme 2026-12-24/2027-01-02",
    ),
    (r"spans whose last day.*", "des périodes dont le dernier jour n'est pas avant le premier"),
    (
        r"a text in fr and in en that says who answers.*",
        "un texte en français et un en anglais (fr, en) qui disent qui répond ces jours-là",
    ),
    (r"1 to (\d+) characters in fr and in en", r"1 à \1 signes en français et en anglais (fr, en)"),
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
        value = "" if isinstance(error.value, list | dict | None) else str(error.value)
        return Wrong(error.key, value[:200], Bilingual(in_french(error.allowed), error.allowed))
    field = error.field or "" if isinstance(error, Refused) else ""
    return Wrong(field, "", in_both(str(error)))


def in_french(allowed: str) -> str:
    """What is allowed, in French; as it is when nobody has said it in French."""
    plain = allowed.removesuffix(_REQUIRED)
    for pattern, french in _FRENCH:
        match = re.fullmatch(pattern, plain, re.DOTALL)
        if match:
            return match.expand(french) + (" (la clé est obligatoire)" if plain != allowed else "")
    return allowed


_PROMISES = (
    (r"(the subject|the text|the HTML) names health data: (.+)\.", r"\1 dit un mot de santé : \2."),
    (
        r"the subject (.+) must be one line of 1 to (\d+) characters\.",
        r"l'objet \1 doit tenir en une ligne de 1 à \2 signes.",
    ),
    (r"the subject holds the patient's name\.", "l'objet contient le nom du patient."),
    (r"it does not say how long it takes\.", "il ne dit pas combien de temps cela prend."),
    (r"it does not say that it is not an emergency service\.", "il ne dit pas que ce n'est pas un service d'urgence."),
    (r"it does not say to call 15 or 112\.", "il ne dit pas d'appeler le 15 ou le 112."),
    (r"it does not say 114 by (?:SMS|text)\.", "il ne dit pas 114 par SMS."),
    (
        r"it does not say that answers are not read continuously\.",
        "il ne dit pas que les réponses ne sont pas lues en continu.",
    ),
    (r"it does not show link\.", "il ne montre pas le lien (link)."),
    (
        r"it does not show unsubscribe_link\.",
        "il ne montre pas le lien pour ne plus recevoir de messages (unsubscribe_link).",
    ),
    (r"it does not show (.+)\.", r"il ne montre pas \1."),
    (r"only the HTML says (.+)\.", r"seul le HTML dit \1."),
    (r"only the text says (.+)\.", r"seul le texte dit \1."),
    (r"only one of text and HTML links to (.+)\.", r"seul l'un du texte et du HTML mène à \1."),
    (
        r"(\S+) holds words outside of the blocks, which no mail would show: (.+)\.",
        r"\1 : ce qui est écrit hors des blocs ne paraîtrait dans aucun message : \2. Écrivez-le entre "
        "{% block message %} et {% endblock %}.",
    ),
    (r'the HTML says lang="(.*)"; allowed: "(.*)"\.', r"le HTML ne dit pas sa langue (lang) : il doit dire « \2 »."),
    (r"the HTML has (\d+) bytes; allowed: (\d+)\.", r"le HTML a \1 octets ; \2 au plus."),
    (r"the HTML fetches or runs something: (.+)\.", r"le HTML charge ou exécute quelque chose : \1."),
    (r"(.+) has a plain or missing space at (.+)\.", r"\1 n'a pas d'espace insécable à \2."),
    (
        r"an abnormal datum belongs into secure mail, and into no other\.",
        "une valeur anormale ne va que dans un courrier sécurisé.",
    ),
    (
        r"it says that replies are not read, where they are: (.+)\.",
        r"il dit que les réponses ne sont pas lues, or elles le sont : \1.",
    ),
)
"""The promises of mails, in French; what is not here is shown in English."""

_PLACES = (("the subject", "l'objet"), ("the text", "le texte"), ("the HTML", "le HTML"))


def _quoted(told: str) -> str:
    """A quotation as French prints it, and not as programs write it."""
    try:
        said = literal_eval(told)
    except (ValueError, SyntaxError):
        return told
    return f"« {' '.join(said.split())} »" if isinstance(said, str) else told


def in_words(sentence: str) -> Bilingual:
    """A broken promise (or a fault in a template), without the name of the mail that the reader has before her."""
    plain = re.sub(r"^\w+/\w\w: ", "", sentence)
    for pattern, french in _PROMISES:
        match = re.fullmatch(pattern, plain, re.DOTALL)
        if match:
            said = french
            for place, told in enumerate(match.groups(), start=1):
                said = said.replace(f"\\{place}", _quoted(told))
            for english, part in _PLACES:
                said = said.replace(english, part, 1) if said.startswith(english) else said
            return Bilingual(said, plain)
    return Bilingual(plain, plain)
