"""The reactions that a form lets a patient tick, each with the questions that this tick alone calls for.

A patient ticks what they see; a swelling or a wound is a sign and no diagnosis, so it is told as "other" with its sign,
and rules conclude the rest. ``key`` is the word in the field names (``now.swelling``).
"""

from dataclasses import dataclass

from vigil.domain.answers import ReactionAnswer
from vigil.domain.findings import Bilingual
from vigil.domain.words import Bother, Evolution, Onset, ReactionCode, Sign
from vigil.replies.questions import Choice, Question, QuestionKind, choice, choices_of, ticks

EVOLUTIONS = choices_of(
    {
        Evolution.GONE: ("parti", "gone"),
        Evolution.FADING: ("diminue", "fading"),
        Evolution.SAME: ("pareil", "the same"),
        Evolution.GROWING: ("augmente", "growing"),
    }
)
_ONSETS = choices_of(
    {
        Onset.DURING: ("pendant la séance", "during the session"),
        Onset.SAME_DAY: ("le jour même", "the same day"),
        Onset.NEXT_DAY: ("le lendemain", "the next day"),
        Onset.TODAY: ("aujourd’hui", "today"),
    }
)
_LATE_ONSETS = choices_of(
    {
        Onset.TODAY: ("aujourd’hui", "today"),
        Onset.EARLIER: ("il y a des jours ou des semaines", "days or weeks ago"),
    }
)
_BOTHERS = choices_of(
    {
        Bother.LITTLE: ("un peu", "a little"),
        Bother.MUCH: ("beaucoup", "a lot"),
        Bother.PREVENTS: ("m’empêche d’agir", "stops me from doing things"),
    }
)
_SIGNS = {
    Sign.LARGER_THAN_PALM: ("plus grand que la paume", "larger than the palm"),
    Sign.HARD: ("dur", "hard"),
    Sign.SPREADING: ("s’étend", "is spreading"),
    Sign.WARMTH: ("chaud au toucher", "warm to the touch"),
    Sign.DISCHARGE: ("coule (pus, liquide)", "oozes (pus, liquid)"),
    Sign.NON_HEALING: ("ne guérit pas", "does not heal"),
    Sign.EVERYWHERE: ("partout sur le corps", "all over the body"),
}


@dataclass(frozen=True)
class ReactionOption:
    """A reaction as a patient says it: its code with the signs that the tick itself states, and those asked further."""

    key: str
    code: ReactionCode
    label: Bilingual
    stated: frozenset[Sign] = frozenset()
    asked: tuple[Sign, ...] = ()


def _option(key: str, fr: str, en: str, *asked: Sign, states: Sign | None = None) -> ReactionOption:
    code = ReactionCode.OTHER if states else ReactionCode(key)
    return ReactionOption(key, code, Bilingual(fr, en), frozenset({states} if states else ()), asked)


# In the order of the 48 h form; the last ones are never offered there, but a form of another kind or an amendment may
# carry them, and reading loses nothing.
OPTIONS: tuple[ReactionOption, ...] = (
    _option("injection_site_pain", "douleur aux piqûres", "pain where the needles went in"),
    _option("haematoma", "bleu", "bruise", Sign.LARGER_THAN_PALM, Sign.HARD),
    _option("itching", "démangeaisons", "itching", Sign.EVERYWHERE),
    _option("redness", "rougeur", "redness", Sign.SPREADING, Sign.WARMTH, Sign.DISCHARGE),
    _option("swelling", "gonflement", "swelling", Sign.SPREADING, Sign.WARMTH, states=Sign.SWELLING),
    _option("nodule", "boule", "lump", Sign.WARMTH, Sign.DISCHARGE),
    _option("flush", "bouffée de chaleur", "hot flush"),
    _option("bleeding", "saignement", "bleeding"),
    _option("fever", "fièvre", "fever"),
    _option("fatigue", "fatigue", "tiredness"),
    _option("malaise", "malaise", "faintness"),
    _option("wound", "plaie qui coule ou ne guérit pas", "a wound that oozes or does not heal", Sign.DISCHARGE,
            states=Sign.NON_HEALING),
    _option("discharging_spot", "bouton qui coule", "a spot that oozes", Sign.WARMTH, states=Sign.DISCHARGE),
    _option("other", "autre", "something else"),
    _option("pain_rebound", "douleur plus forte", "stronger pain"),
    _option("infection", "infection de la peau", "skin infection"),
    _option("allergic_reaction", "réaction allergique", "allergic reaction"),
    _option("necrosis", "peau noire", "blackened skin"),
)  # fmt: skip
BY_KEY = {option.key: option for option in OPTIONS}


def option_of(reaction: ReactionAnswer) -> ReactionOption:
    """The option that says this reaction: the one of its code whose stated signs it has, the most telling first.

    Of two that tell as much the first of ``OPTIONS`` is meant (a wound may ooze).
    """
    said = [o for o in OPTIONS if o.code is reaction.code and o.stated <= reaction.signs]
    return max(said, key=lambda option: len(option.stated), default=BY_KEY["other"])


def reaction_choice(key: str, label: Bilingual | None = None, *, is_late: bool = False) -> Choice:
    """A reaction to tick, with when it began, how it goes, how much it bothers, and its own signs.

    A late check asks how long ago and how many instead of during which hours.
    """
    option = BY_KEY[key]
    details = [choice(f"onset.{key}", "Début", "It began", _LATE_ONSETS if is_late else _ONSETS)]
    if is_late:
        details.append(Question(f"since.{key}", QuestionKind.LINE, _SINCE))
        details.append(Question(f"count.{key}", QuestionKind.NUMBER, _HOW_MANY))
    details.append(choice(f"now.{key}", "Maintenant", "Now", EVOLUTIONS))
    if not is_late:
        details.append(choice(f"bother.{key}", "Gêne", "It bothers me", _BOTHERS))
    if option.asked:
        signs = choices_of({sign: _SIGNS[sign] for sign in option.asked})
        details.append(ticks(f"signs.{key}", "Cochez si c’est le cas", "Tick if so", signs))
    if key == "other":
        details.append(Question("describe.other", QuestionKind.LINE, _DESCRIBE))
    return Choice(key, label or option.label, tuple(details))


_SINCE = Bilingual("Depuis quand ? (une date, des semaines)", "Since when? (a date, a number of weeks)")
_HOW_MANY = Bilingual("Combien ?", "How many?")
_DESCRIBE = Bilingual("Dites en quelques mots", "Say it in a few words")
