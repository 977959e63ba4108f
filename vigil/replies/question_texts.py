"""What the three forms ask, in the words that patients read."""

from vigil.domain.findings import Bilingual
from vigil.domain.words import (
    AnalgesicUse,
    Care,
    Circumstance,
    Impression,
    News,
    PainRelief,
    PainSince,
    Sign,
)
from vigil.replies.questions import NONE, Choice, Question, QuestionKind, choice, choices_of, ticks
from vigil.replies.reaction_options import reaction_choice

_FEVER = (
    "fièvre ({degrees} ou plus) ou grands frissons, avec peau rouge et chaude ou mal au dos nouveau",
    "fever ({degrees} or more) or strong shivering, with hot red skin or new back pain",
)
DANGER_LABELS = {
    Sign.BREATHING: ("du mal à respirer ou mal dans la poitrine", "trouble breathing or chest pain"),
    Sign.FACE_SWELLING: (
        "le visage, la langue, la gorge ou le cou qui gonfle",
        "a swelling face, tongue, throat or neck",
    ),
    Sign.URTICARIA: (
        "des plaques sur le corps, avec malaise ou vomissements",
        "a rash on the body, with faintness or vomiting",
    ),
    Sign.SEPSIS: _FEVER,
    Sign.NEUROLOGICAL: (
        "depuis la séance : bras ou jambe plus faible, entrejambe endormi, mal à uriner, fuites",
        "since the session: a weaker arm or leg, a numb crotch, trouble passing water, leaks",
    ),
    Sign.UNCONTROLLED_BLEEDING: (
        "un saignement malgré 15 minutes d’appui",
        "bleeding in spite of 15 minutes of pressure",
    ),
    Sign.SKIN_DISCOLOURATION: ("la peau violette ou noire, très douloureuse", "purple or black skin, very painful"),
}


def danger(*, is_immunosuppressed: bool = False) -> Question:
    """Question 1 of every form. A fever counts from 38 °C, not 38.5, in the immunosuppressed (DOMAIN §0.2)."""
    degrees = ("38", "38") if is_immunosuppressed else ("38,5", "38.5")
    labels: dict[str, tuple[str, str]] = {
        sign: (fr.format(degrees=degrees[0]), en.format(degrees=degrees[1])) for sign, (fr, en) in DANGER_LABELS.items()
    }
    labels[NONE] = ("rien de cela", "none of these")
    text = Bilingual("En ce moment, avez-vous :", "Right now, do you have:")
    return Question("danger", QuestionKind.TICKS, text, choices_of(labels), is_danger=True)


PAST = ticks(
    "past",
    "Depuis la séance, est-ce arrivé, puis passé ?",
    "Since the session, did this happen and then pass?",
    choices_of(
        {
            Sign.FACE_SWELLING: ("gonflement du visage", "swelling of the face"),
            Sign.BREATHING: ("gêne pour respirer", "trouble breathing"),
            Sign.FAINTING: ("évanouissement", "fainting"),
            Sign.URTICARIA: ("plaques sur le corps", "a rash on the body"),
            NONE: ("non", "no"),
        }
    ),
)

EVA_WHEN = {
    Circumstance.AVERAGE_24H: ("en moyenne depuis hier", "on average since yesterday"),
    Circumstance.AT_REST: ("au repos, depuis hier", "at rest, since yesterday"),
    Circumstance.ON_EFFORT: ("à l’effort, depuis hier", "on effort, since yesterday"),
    Circumstance.AT_NIGHT: ("la nuit dernière", "last night"),
}
EVA_HINT = Bilingual("0 : aucune douleur. 10 : la pire imaginable.", "0: no pain. 10: the worst imaginable.")

PAIN_SINCE = choice(
    "pain_since",
    "Depuis la séance, cette douleur est :",
    "Since the session, this pain is:",
    choices_of(
        {
            PainSince.LESS: ("moins forte", "weaker"),
            PainSince.SAME: ("pareille", "the same"),
            PainSince.MORE_FADING: ("plus forte, mais diminue", "stronger, but fading"),
            PainSince.MORE_NOT_FADING: ("plus forte et ne diminue pas", "stronger and not fading"),
        }
    ),
)

_NO_REACTION = Choice(NONE, Bilingual("non, rien d’autre", "no, nothing else"))
_OFFERED_AT_48H = ("injection_site_pain", "haematoma", "itching", "redness", "swelling", "nodule", "flush", "bleeding",
                   "fever", "fatigue", "malaise", "other")  # fmt: skip
_NEW_LUMP = Bilingual("boule nouvelle ou qui grossit", "a new or growing lump")


def reactions(*, asks_about_lumps: bool = False) -> Question:
    """Question 5 of the 48 h form; from the second week it also names what a late infection looks like."""
    offered = [reaction_choice(key) for key in _OFFERED_AT_48H]
    if asks_about_lumps:
        lump = _OFFERED_AT_48H.index("nodule")
        offered[lump : lump + 1] = [reaction_choice("nodule", _NEW_LUMP), reaction_choice("discharging_spot")]
    return ticks(
        "reaction",
        "Autre chose, sur la peau ou ailleurs ?",
        "Anything else, on the skin or elsewhere?",
        (_NO_REACTION, *offered),
        Bilingual("Cochez tout ce qui est arrivé, même passé.", "Tick all that happened, even if it has passed."),
    )


LUMPS = ticks(
    "reaction",
    "Aux endroits piqués, du nouveau ?",
    "Anything new where you were injected?",
    (
        Choice(NONE, Bilingual("non", "no")),
        reaction_choice("nodule", _NEW_LUMP, is_late=True),
        reaction_choice("discharging_spot", is_late=True),
        reaction_choice("redness", Bilingual("rougeur nouvelle", "new redness"), is_late=True),
    ),
)
PLACES = ticks(
    "reaction",
    "Aux endroits piqués :",
    "Where you were injected:",
    (
        Choice(NONE, Bilingual("rien", "nothing")),
        reaction_choice("nodule", _NEW_LUMP, is_late=True),
        reaction_choice("wound", is_late=True),
        reaction_choice("redness", Bilingual("peau rouge ou violette", "red or purple skin"), is_late=True),
    ),
    Bilingual("Si vous le pouvez, prenez une photo à montrer au médecin.", "If you can, take a photo for the doctor."),
)

CARE = ticks(
    "care",
    "Avez-vous consulté pour cela ?",
    "Did you see anyone about this?",
    choices_of(
        {
            Care.NOTHING: ("non, personne", "no, nobody"),
            Care.DOCTOR: ("un médecin", "a doctor"),
            Care.EMERGENCY_ROOM: ("les urgences", "the emergency department"),
            Care.HOSPITAL: ("hospitalisé(e)", "admitted to hospital"),
        }
    ),
)
LATE_CARE = ticks(
    "care",
    "Pour cela, avez-vous eu :",
    "For this, did you have:",
    choices_of(
        {
            Care.NOTHING: ("rien", "nothing"),
            Care.DOCTOR: ("une visite chez un médecin", "a visit to a doctor"),
            Care.ANTIBIOTIC: ("un antibiotique", "an antibiotic"),
            Care.SAMPLE: ("un prélèvement", "a sample taken"),
        }
    ),
)
PAIN_RELIEF = ticks(
    "pain_relief",
    "Contre la douleur, vous avez pris :",
    "Against the pain, you took:",
    choices_of(
        {
            PainRelief.NOTHING: ("rien", "nothing"),
            PainRelief.PARACETAMOL: ("paracétamol", "paracetamol"),
            PainRelief.NSAID: ("anti-inflammatoire ou aspirine", "an anti-inflammatory or aspirin"),
            PainRelief.STRONGER: ("plus fort", "something stronger"),
            PainRelief.UNKNOWN: ("je ne sais pas", "I do not know"),
        }
    ),
)
IMPRESSION = choice(
    "impression",
    "Depuis le début, vous allez :",
    "Since the beginning, you are:",
    choices_of(
        {
            Impression.VERY_MUCH_IMPROVED: ("beaucoup mieux", "very much better"),
            Impression.MUCH_IMPROVED: ("mieux", "much better"),
            Impression.A_LITTLE_IMPROVED: ("un peu mieux", "a little better"),
            Impression.UNCHANGED: ("pareil", "the same"),
            Impression.A_LITTLE_WORSE: ("un peu moins bien", "a little worse"),
            Impression.MUCH_WORSE: ("moins bien", "much worse"),
            Impression.VERY_MUCH_WORSE: ("beaucoup moins bien", "very much worse"),
        }
    ),
)
ANALGESIC_USE = choice(
    "analgesic_use",
    "Vos antidouleurs :",
    "Your painkillers:",
    choices_of(
        {
            AnalgesicUse.STOPPED: ("arrêtés", "stopped"),
            AnalgesicUse.LESS: ("moins", "fewer"),
            AnalgesicUse.SAME: ("pareil", "the same"),
            AnalgesicUse.MORE: ("plus", "more"),
            AnalgesicUse.NEVER: ("jamais pris", "never took any"),
        }
    ),
)
NEWS = ticks(
    "news",
    "Du nouveau ?",
    "Anything new?",
    choices_of(
        {
            News.MEDICINE: ("médicament", "a medicine"),
            News.ILLNESS: ("maladie", "an illness"),
            News.WOUND: ("plaie", "a wound"),
            News.PREGNANCY: ("grossesse possible", "a possible pregnancy"),
            News.BREASTFEEDING: ("allaitement", "breastfeeding"),
            News.COMPETITION: ("compétition sportive", "a sports competition"),
            News.NOTHING: ("non", "no"),
        }
    ),
)
CALL = choice(
    "call",
    "Voulez-vous que l’on vous rappelle ?",
    "Would you like to be called back?",
    choices_of({"yes": ("oui", "yes"), "no": ("non", "no")}),
)
WORDS = Question(
    "words",
    QuestionKind.WORDS,
    Bilingual("Autre chose à dire ?", "Anything else to say?"),
    hint=Bilingual("Facultatif. Avec vos mots.", "Optional. In your own words."),
)
