"""The three forms, as the questions that one patient is asked on one occasion, in order.

After a session, between sessions (and at the end of a course: the same questions), and the late check. The danger
question comes first on every one. Which questions appear follows the context: one score per painful course, one line
per reaction told earlier and not gone, lumps from the second week on.
"""

from dataclasses import dataclass
from uuid import UUID

from vigil.domain.findings import Bilingual
from vigil.domain.words import AskKind, Circumstance, ReactionCode
from vigil.replies import question_texts as texts
from vigil.replies.questions import UNKNOWN, Question, QuestionKind, choice, choices_of
from vigil.replies.reaction_options import BY_KEY, EVOLUTIONS


@dataclass(frozen=True)
class AskedCourse:
    """A course that a form speaks of; ``label`` is its zone as the patient calls it ("bas du dos")."""

    course_id: UUID
    label: str
    is_painful: bool = True
    circumstance: Circumstance = Circumstance.AVERAGE_24H


@dataclass(frozen=True)
class FormContext:
    """On which occasion, about which courses, and what is already known that changes the questions.

    ``earlier`` are the reactions told on an earlier form and not gone, each once.
    ``asks_about_lumps`` is true from the second week after the first session.
    """

    kind: AskKind
    courses: tuple[AskedCourse, ...] = ()
    earlier: tuple[ReactionCode, ...] = ()
    asks_about_lumps: bool = False
    is_immunosuppressed: bool = False

    @property
    def painful(self) -> tuple[AskedCourse, ...]:
        return tuple(course for course in self.courses if course.is_painful)


def questions(context: FormContext) -> tuple[Question, ...]:
    """The questions of one form, in the order of the page."""
    by_kind = {AskKind.FOLLOWUP: _after_48h, AskKind.LATE: _late}
    first = texts.danger(is_immunosuppressed=context.is_immunosuppressed)
    return (first, *by_kind.get(context.kind, _between)(context), texts.CALL, texts.WORDS)


def _after_48h(context: FormContext) -> list[Question]:
    pain = [*_scores(context), texts.PAIN_SINCE] if context.painful else []
    reactions = texts.reactions(asks_about_lumps=context.asks_about_lumps)
    return [texts.PAST, *pain, *_earlier(context), reactions, texts.CARE, texts.PAIN_RELIEF]


def _between(context: FormContext) -> list[Question]:
    lumps = [texts.LUMPS] if context.asks_about_lumps else []
    analgesics = [texts.ANALGESIC_USE] if context.painful else []
    return [*_scores(context), *_earlier(context), *lumps, texts.IMPRESSION, *analgesics, texts.NEWS]


def _late(context: FormContext) -> list[Question]:
    return [texts.PLACES, *_earlier(context), texts.LATE_CARE, *_scores(context)]


def _scores(context: FormContext) -> list[Question]:
    is_one = len(context.courses) == 1
    return [_score(course, names_zone=not is_one) for course in context.painful]


def _score(course: AskedCourse, *, names_zone: bool) -> Question:
    zone = f" ({course.label})" if names_zone else ""
    when = texts.EVA_WHEN[course.circumstance]
    text = Bilingual(
        f"La douleur pour laquelle on vous soigne{zone}, {when[0]} :",
        f"The pain that you are treated for{zone}, {when[1]}:",
    )
    scores = {str(points): (str(points), str(points)) for points in range(11)}
    choices = choices_of({**scores, UNKNOWN: ("je ne sais pas", "I do not know")})
    return Question(eva_field(course.course_id), QuestionKind.SCORE, text, choices, texts.EVA_HINT)


def eva_field(course_id: UUID) -> str:
    """The form field of a course's score."""
    return f"eva.{course_id}"


def _earlier(context: FormContext) -> list[Question]:
    return [_last_time(code) for code in dict.fromkeys(context.earlier) if code in BY_KEY]


_OTHER_LAST_TIME = Bilingual("ce que vous aviez décrit", "what you described")


def _last_time(code: ReactionCode) -> Question:
    label = _OTHER_LAST_TIME if code is ReactionCode.OTHER else BY_KEY[code].label
    fr = f"La dernière fois : {label.fr}. Aujourd’hui ?"
    return choice(f"earlier.{code}", fr, f"Last time: {label.en}. Today?", EVOLUTIONS)
