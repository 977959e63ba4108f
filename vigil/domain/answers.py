"""What a patient said, once, on any of the three forms: signs ticked, scores chosen, words left."""

from dataclasses import dataclass
from uuid import UUID

from vigil.domain.eva import Eva
from vigil.domain.words import (
    AnalgesicUse,
    Bother,
    Care,
    Evolution,
    Impression,
    News,
    Onset,
    PainRelief,
    PainSince,
    ReactionCode,
    Sign,
    Urgency,
)


@dataclass(frozen=True)
class ReactionAnswer:
    """One reaction that the patient speaks of; ``None`` where a question was not answered.

    ``is_earlier`` marks a reaction first told on an earlier form and asked about again. ``count`` is a number of lumps.
    """

    code: ReactionCode
    onset: Onset | None = None
    evolution: Evolution | None = None
    bother: Bother | None = None
    signs: frozenset[Sign] = frozenset()
    is_earlier: bool = False
    count: int | None = None


@dataclass(frozen=True)
class EvaAnswer:
    """The score for one course; ``eva`` is ``None`` when the patient answered "I do not know"."""

    course_id: UUID
    eva: Eva | None


@dataclass(frozen=True)
class WordsRead:
    """What a program made of the free words: how soon a person must know, and why they must read them themselves.

    ``urgency`` is that of the words alone; ``reasons`` are codes, none where everything was understood.
    """

    urgency: Urgency = Urgency.INFORMATION
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """All that one form says. An empty set or ``None`` means "not answered", never "no"."""

    danger_signs: frozenset[Sign] = frozenset()
    has_no_danger_sign: bool = False
    past_signs: frozenset[Sign] = frozenset()
    has_no_past_sign: bool = False
    evas: tuple[EvaAnswer, ...] = ()
    pain_since: PainSince | None = None
    reactions: tuple[ReactionAnswer, ...] = ()
    has_no_reaction: bool = False
    care: frozenset[Care] = frozenset()
    pain_relief: frozenset[PainRelief] = frozenset()
    impression: Impression | None = None
    analgesic_use: AnalgesicUse | None = None
    news: frozenset[News] = frozenset()
    wants_call: bool | None = None
    words: str = ""
    words_read: WordsRead | None = None  # nothing has read them

    @property
    def is_answer(self) -> bool:
        """Whether it answers the ask: a score or a reaction (or "none"); mere words or "thank you" do not."""
        return bool(
            self.danger_signs
            or self.has_no_danger_sign
            or self.past_signs
            or self.reactions
            or self.has_no_reaction
            or self.pain_since
            or any(answer.eva for answer in self.evas)
        )
