"""Occasions on which Alice, who has a back and a knee treated, is asked something."""

from uuid import UUID

from vigil.domain.words import AskKind, Circumstance, ReactionCode
from vigil.replies.questionnaire import AskedCourse, FormContext

BACK = AskedCourse(UUID(int=1), "bas du dos")
KNEE = AskedCourse(UUID(int=2), "genou", circumstance=Circumstance.ON_EFFORT)
FACE = AskedCourse(UUID(int=3), "visage", is_painful=False)

AFTER_48H = FormContext(AskKind.FOLLOWUP, (BACK,))
TWO_ZONES = FormContext(AskKind.FOLLOWUP, (BACK, KNEE), asks_about_lumps=True)
BETWEEN = FormContext(
    AskKind.BETWEEN, (BACK,), earlier=(ReactionCode.HAEMATOMA, ReactionCode.OTHER), asks_about_lumps=True
)
END = FormContext(AskKind.END, (BACK,))
LATE = FormContext(AskKind.LATE, (BACK,), asks_about_lumps=True)
WITHOUT_PAIN = FormContext(AskKind.FOLLOWUP, (FACE,))
EVERY_OCCASION = {
    "48h": AFTER_48H,
    "two zones": TWO_ZONES,
    "between": BETWEEN,
    "end": END,
    "late": LATE,
    "without pain": WITHOUT_PAIN,
}
