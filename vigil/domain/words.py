"""The closed vocabularies that the whole program shares; each value is what the database and the files hold."""

from enum import IntEnum, StrEnum


class Role(StrEnum):
    PHYSICIAN = "physician"
    NURSE = "nurse"
    SECRETARY = "secretary"
    ADMIN = "admin"


class Language(StrEnum):
    FR = "fr"
    EN = "en"


class Channel(StrEnum):
    """How a message of the ledger reaches its person (or the practice's software); phone and print are done by hand."""

    EMAIL = "email"
    PHONE = "phone"
    PRINT = "print"
    WEBHOOK = "webhook"


class HookEvent(StrEnum):
    """What a practice's software may be told of."""

    ALERT_OPENED = "alert.opened"
    ALERT_ACKNOWLEDGED = "alert.acknowledged"
    ALERT_RESOLVED = "alert.resolved"


class SessionState(StrEnum):
    PLANNED = "planned"
    PERFORMED = "performed"
    MISSED = "missed"
    VOID = "void"


class PatientState(StrEnum):
    ACTIVE = "active"
    UNREACHABLE = "unreachable"
    OPTED_OUT = "opted_out"
    DECEASED = "deceased"
    MERGED = "merged"
    TRANSFERRED = "transferred"

    @property
    def is_followed(self) -> bool:
        """Whether the clinic still owes them anything."""
        return self not in (PatientState.DECEASED, PatientState.MERGED, PatientState.TRANSFERRED)


class RiskFactor(StrEnum):
    """What a patient's record says that a rule or a warning reads (DIU teaching; French SmPCs)."""

    ANTICOAGULANT = "anticoagulant"
    ANTIPLATELET = "antiplatelet"
    COAGULOPATHY = "coagulopathy"
    CAPILLARY_FRAGILITY = "capillary_fragility"
    IMMUNOSUPPRESSION = "immunosuppression"
    UNSTABLE_AUTOIMMUNE = "unstable_autoimmune"
    DIABETES = "diabetes"
    PREGNANCY = "pregnancy"
    BREASTFEEDING = "breastfeeding"
    NO_CONTRACEPTION = "no_contraception"
    ASPIRIN_SENSITIVE_ASTHMA = "aspirin_sensitive_asthma"
    ALLERGY_LOCAL_ANAESTHETIC = "allergy_local_anaesthetic"
    ALLERGY_NSAID = "allergy_nsaid"
    ALLERGY_CHLORHEXIDINE = "allergy_chlorhexidine"
    ALLERGY_PRESERVATIVE = "allergy_preservative"
    ALLERGY_OTHER = "allergy_other"
    SKIN_DISEASE_ON_ZONE = "skin_disease_on_zone"
    PREVIOUS_REACTION = "previous_reaction"
    PREVIOUS_DEFICIT = "previous_deficit"


class ProductClass(StrEnum):
    LOCAL_ANAESTHETIC = "local_anaesthetic"
    NSAID = "nsaid"
    MUSCLE_RELAXANT = "muscle_relaxant"
    ANTI_OEDEMATOUS = "anti_oedematous"
    VASODILATOR = "vasodilator"
    CALCITONIN = "calcitonin"
    VITAMIN = "vitamin"
    TRACE_ELEMENT = "trace_element"
    PHYTOTHERAPY = "phytotherapy"
    CHELATOR = "chelator"
    CORTICOSTEROID = "corticosteroid"
    DILUENT = "diluent"
    OTHER = "other"


class AnalgesicLevel(StrEnum):
    """WHO ladder (paliers I, II, III), NSAIDs and the rest, as seed studies record them."""

    LEVEL_1 = "level_1"
    LEVEL_2 = "level_2"
    LEVEL_3 = "level_3"
    NSAID = "nsaid"
    OTHER = "other"


class Circumstance(StrEnum):
    """In which circumstance an EVA was taken; one per course, so that its scores compare."""

    AT_REST = "at_rest"
    ON_EFFORT = "on_effort"
    AT_NIGHT = "at_night"
    AVERAGE_24H = "average_24h"


class AskKind(StrEnum):
    """On which occasion a question is put."""

    FOLLOWUP = "followup"
    BETWEEN = "between"
    END = "end"
    LATE = "late"


class AskState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    SILENT = "silent"
    CLOSED = "closed"


class Urgency(IntEnum):
    """How soon a physician must know, worst first (0 is an emergency)."""

    EMERGENCY = 0
    SAME_DAY = 1
    WITHIN_72H = 2
    BEFORE_NEXT_SESSION = 3
    INFORMATION = 4

    @property
    def code(self) -> str:
        """The word that files, pages and summaries use: ``emergency``, ``same_day`` …"""
        return self.name.lower()

    def raised(self) -> "Urgency":
        """One class more urgent; an emergency stays one."""
        return Urgency(max(0, self - 1))


class AlertState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class ReactionCode(StrEnum):
    """The catalogue's reactions; what each means is in ``config/reactions.toml``."""

    PAIN_REBOUND = "pain_rebound"
    INJECTION_SITE_PAIN = "injection_site_pain"
    HAEMATOMA = "haematoma"
    ITCHING = "itching"
    REDNESS = "redness"
    FLUSH = "flush"
    BLEEDING = "bleeding"
    NODULE = "nodule"
    INFECTION = "infection"
    ALLERGIC_REACTION = "allergic_reaction"
    MALAISE = "malaise"
    NECROSIS = "necrosis"
    FEVER = "fever"
    FATIGUE = "fatigue"
    OTHER = "other"
    NONE_REPORTED = "none_reported"


class Sign(StrEnum):
    """What a patient ticks; rules conclude reactions from it."""

    # Question 1, present now: each is an emergency.
    BREATHING = "breathing"  # trouble breathing, or chest pain
    CHEST_PAIN = "chest_pain"
    FACE_SWELLING = "face_swelling"
    URTICARIA = "urticaria"  # on question 1: with faintness or vomiting
    SEPSIS = "sepsis"  # fever or rigors, with red skin or new back pain
    NEUROLOGICAL = "neurological"
    UNCONTROLLED_BLEEDING = "uncontrolled_bleeding"  # despite 15 min of pressure
    SKIN_DISCOLOURATION = "skin_discolouration"  # purple or black skin, very painful
    # Question 2, come and gone.
    FAINTING = "fainting"
    # Details of a reaction.
    SWELLING = "swelling"
    SPREADING = "spreading"
    WARMTH = "warmth"
    DISCHARGE = "discharge"
    LARGER_THAN_PALM = "larger_than_palm"
    HARD = "hard"
    EVERYWHERE = "everywhere"
    NON_HEALING = "non_healing"


class Onset(StrEnum):
    DURING = "during"
    SAME_DAY = "same_day"
    NEXT_DAY = "next_day"
    TODAY = "today"
    EARLIER = "earlier"  # late checks: days or weeks ago


class Evolution(StrEnum):
    GONE = "gone"
    FADING = "fading"
    SAME = "same"
    GROWING = "growing"


class Bother(StrEnum):
    LITTLE = "little"
    MUCH = "much"
    PREVENTS = "prevents"


class PainSince(StrEnum):
    """Question 4 of the 48 h form: the treated pain since the session."""

    LESS = "less"
    SAME = "same"
    MORE_FADING = "more_fading"
    MORE_NOT_FADING = "more_not_fading"


class Care(StrEnum):
    NOTHING = "nothing"
    DOCTOR = "doctor"
    EMERGENCY_ROOM = "emergency_room"
    HOSPITAL = "hospital"
    ANTIBIOTIC = "antibiotic"
    SAMPLE = "sample"


class PainRelief(StrEnum):
    NOTHING = "nothing"
    PARACETAMOL = "paracetamol"
    NSAID = "nsaid"
    STRONGER = "stronger"
    UNKNOWN = "unknown"


class Impression(StrEnum):
    """Patient global impression of change, seven levels (PGIC)."""

    VERY_MUCH_IMPROVED = "very_much_improved"
    MUCH_IMPROVED = "much_improved"
    A_LITTLE_IMPROVED = "a_little_improved"
    UNCHANGED = "unchanged"
    A_LITTLE_WORSE = "a_little_worse"
    MUCH_WORSE = "much_worse"
    VERY_MUCH_WORSE = "very_much_worse"


class AnalgesicUse(StrEnum):
    STOPPED = "stopped"
    LESS = "less"
    SAME = "same"
    MORE = "more"
    NEVER = "never"


class News(StrEnum):
    MEDICINE = "medicine"
    ILLNESS = "illness"
    WOUND = "wound"
    PREGNANCY = "pregnancy"
    BREASTFEEDING = "breastfeeding"
    COMPETITION = "competition"
    NOTHING = "nothing"


class Priority(IntEnum):
    """The order in which due messages leave: an outage is caught up in it, and urgent alerts overtake bulk."""

    EMERGENCY = 0
    SAME_DAY = 1
    SAFETY = 2  # follow-up at 48 h, late checks
    QUESTION = 3  # between sessions, end of course
    INSTRUCTION = 4  # the day of a session, before the next
    REMINDER = 5
    DIGEST = 6
