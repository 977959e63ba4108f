"""What clinicians decide, in closed words: how a review ended, what follows, what was checked on the day."""

from enum import StrEnum

from vigil.domain.findings import Bilingual
from vigil.domain.wording import say


class ReviewOutcome(StrEnum):
    """How a diagnosis review ends."""

    DIAGNOSIS_REVISED = "diagnosis_revised"
    TREATMENT_CHANGED = "treatment_changed"
    BOTH = "both"
    GO_ON = "go_on"

    @property
    def revises_diagnosis(self) -> bool:
        return self in (ReviewOutcome.DIAGNOSIS_REVISED, ReviewOutcome.BOTH)

    @property
    def changes_treatment(self) -> bool:
        return self in (ReviewOutcome.TREATMENT_CHANGED, ReviewOutcome.BOTH)

    @property
    def label(self) -> Bilingual:
        return _OUTCOMES[self]


class Following(StrEnum):
    """What becomes of the course after a review."""

    CONTINUE = "continue"
    STOP = "stop"
    NEW_COURSE = "new_course"

    @property
    def label(self) -> Bilingual:
        return _FOLLOWING[self]


class CauseToReview(StrEnum):
    """Why mesotherapy may not help (seeds 001 to 004): what a review goes through, one by one."""

    DISCAL_PAIN = "discal_pain"
    ADVANCED_SPONDYLARTHROPATHY = "advanced_spondylarthropathy"
    STRUCTURAL_LESION = "structural_lesion"
    TUMOUR = "tumour"
    SPINAL_INFECTION = "spinal_infection"
    RADICULAR_COMPRESSION = "radicular_compression"
    INTRA_ARTICULAR_TARGET = "intra_articular_target"
    INFLAMMATORY_FLARE = "inflammatory_flare"
    ADVANCED_KNEE_OSTEOARTHRITIS = "advanced_knee_osteoarthritis"

    @property
    def label(self) -> Bilingual:
        return _CAUSES[self]


class MessageChoiceKind(StrEnum):
    """What staff did to a message that was planned."""

    HELD_BACK = "held_back"
    RELEASED = "released"
    SENT_NOW = "sent_now"

    @property
    def label(self) -> Bilingual:
        return _CHOICES[self]


_OUTCOMES = {
    ReviewOutcome.DIAGNOSIS_REVISED: say("Diagnostic révisé", "Diagnosis revised"),
    ReviewOutcome.TREATMENT_CHANGED: say("Traitement changé", "Treatment changed"),
    ReviewOutcome.BOTH: say("Diagnostic révisé et traitement changé", "Diagnosis revised and treatment changed"),
    ReviewOutcome.GO_ON: say("Poursuivre sans changement", "Go on unchanged"),
}
_FOLLOWING = {
    Following.CONTINUE: say("La cure continue", "The course goes on"),
    Following.STOP: say("La cure s'arrête", "The course stops"),
    Following.NEW_COURSE: say("Une nouvelle cure la remplace", "A new course takes its place"),
}
_CAUSES = {
    CauseToReview.DISCAL_PAIN: say("Douleur surtout discale", "Mainly discal pain"),
    CauseToReview.ADVANCED_SPONDYLARTHROPATHY: say("Spondylarthropathie évoluée", "Advanced spondylarthropathy"),
    CauseToReview.STRUCTURAL_LESION: say("Lésion structurale sévère", "Severe structural lesion"),
    CauseToReview.TUMOUR: say("Tumeur", "Tumour"),
    CauseToReview.SPINAL_INFECTION: say("Infection rachidienne", "Spinal infection"),
    CauseToReview.RADICULAR_COMPRESSION: say(
        "Compression radiculaire (la cause n'est pas traitée)", "Radicular compression (its cause is not treated)"
    ),
    CauseToReview.INTRA_ARTICULAR_TARGET: say(
        "Cible intra-articulaire, coxarthrose (infiltration ?)",
        "Intra-articular target, hip osteoarthritis (infiltration?)",
    ),
    CauseToReview.INFLAMMATORY_FLARE: say(
        "Poussée inflammatoire franche (infiltration ?)", "Frank inflammatory flare (infiltration?)"
    ),
    CauseToReview.ADVANCED_KNEE_OSTEOARTHRITIS: say(
        "Gonarthrose évoluée (acide hyaluronique, PRP ?)", "Advanced knee osteoarthritis (hyaluronic acid, PRP?)"
    ),
}
_CHOICES = {
    MessageChoiceKind.HELD_BACK: say("Message retenu", "Message held back"),
    MessageChoiceKind.RELEASED: say("Message rendu à l'envoi", "Message released"),
    MessageChoiceKind.SENT_NOW: say("Message avancé à maintenant", "Message moved to now"),
}
