"""From a posted form to what the patient said: total on whatever a browser can send.

Nothing that a patient said is lost: a sign ticked together with "none of these" counts and "none" does not; of two
scores both ends are kept; details without their tick count as told; a value that no question knows is kept among the
words, where a person reads it. Adding fields to a form never takes a danger sign away.
"""

from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer
from vigil.domain.errors import Refused
from vigil.domain.eva import Eva, parse_eva
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
)
from vigil.replies.fields import FieldReader, Fields
from vigil.replies.free_lines import all_words
from vigil.replies.questionnaire import FormContext, eva_field
from vigil.replies.questions import NONE, UNKNOWN
from vigil.replies.reaction_options import BY_KEY, ReactionOption, option_of

_Member = TypeVar("_Member", bound=StrEnum)

PRESENT_SIGNS = (
    Sign.BREATHING,
    Sign.CHEST_PAIN,
    Sign.FACE_SWELLING,
    Sign.URTICARIA,
    Sign.SEPSIS,
    Sign.NEUROLOGICAL,
    Sign.UNCONTROLLED_BLEEDING,
    Sign.SKIN_DISCOLOURATION,
)
PAST_SIGNS = (Sign.FACE_SWELLING, Sign.BREATHING, Sign.CHEST_PAIN, Sign.FAINTING, Sign.URTICARIA)


def read_form(fields: Fields, context: FormContext) -> Answers:
    """What the form says; only words beyond ``WORDS_LIMIT`` characters, with no danger sign, are ``Refused``."""
    reader = FieldReader(fields)
    danger, has_no_danger = _signs(reader, "danger", PRESENT_SIGNS)
    past, has_no_past = _signs(reader, "past", PAST_SIGNS)
    evas = _evas(reader, context)
    earlier = _earlier(reader)
    told, has_no_reaction = _reactions(reader)
    answers = Answers(
        danger_signs=danger,
        has_no_danger_sign=has_no_danger,
        past_signs=past,
        has_no_past_sign=has_no_past,
        evas=evas,
        pain_since=reader.worst("pain_since", PainSince),
        reactions=(*told, *earlier),
        has_no_reaction=has_no_reaction,
        care=_something(frozenset(reader.members("care", Care)), Care.NOTHING),
        pain_relief=_something(frozenset(reader.members("pain_relief", PainRelief)), PainRelief.NOTHING),
        impression=reader.worst("impression", Impression),
        analgesic_use=reader.worst("analgesic_use", AnalgesicUse),
        news=_something(frozenset(reader.members("news", News)), News.NOTHING),
        wants_call=_wants_call(reader),
    )
    return replace(answers, words=all_words(reader, may_refuse=not danger))


def _signs(reader: FieldReader, name: str, allowed: tuple[Sign, ...]) -> tuple[frozenset[Sign], bool]:
    """The signs ticked, and whether "none of these" was ticked and nothing else was, readable or not."""
    values = [value.casefold() for value in reader.values(name)]
    by_value = {str(sign): sign for sign in allowed}
    for value in values:
        if value not in by_value and value != NONE:
            reader.keep(name, value)
    ticked = frozenset(by_value[value] for value in values if value in by_value)
    return ticked, set(values) == {NONE}


def _evas(reader: FieldReader, context: FormContext) -> tuple[EvaAnswer, ...]:
    answers = []
    for course in context.painful:
        name = eva_field(course.course_id)
        values = reader.values(name)
        scores = [score for score in (_score(reader, name, value) for value in values) if score]
        if scores:
            low, high = min(score.low for score in scores), max(score.high for score in scores)
            answers.append(EvaAnswer(course.course_id, Eva(low, high)))
        elif UNKNOWN in values:
            answers.append(EvaAnswer(course.course_id, None))
    return tuple(answers)


def _score(reader: FieldReader, name: str, value: str) -> Eva | None:
    if value == UNKNOWN:
        return None
    try:
        return parse_eva(value)
    except Refused:
        reader.keep(name, value)
        return None


def _earlier(reader: FieldReader) -> tuple[ReactionAnswer, ...]:
    """How the reactions told earlier are today, in the order of the vocabulary."""
    told = []
    given = reader.subjects()
    for code in ReactionCode:
        if code not in given:
            continue
        evolution = reader.worst(f"earlier.{code}", Evolution)
        if evolution:
            told.append(ReactionAnswer(code, evolution=evolution, is_earlier=True))
    return tuple(told)


def _reactions(reader: FieldReader) -> tuple[tuple[ReactionAnswer, ...], bool]:
    """The reactions of this form, and whether "nothing else" was ticked and nothing else was, readable or not."""
    values = [value.casefold() for value in reader.values("reaction")]
    for value in values:
        if value not in BY_KEY and value not in (NONE, ReactionCode.NONE_REPORTED):
            reader.keep("reaction", value)
    told: dict[str, ReactionAnswer] = {}
    given = reader.subjects().union(values)
    for key, option in BY_KEY.items():
        if key not in given:
            continue
        answer = _details(reader, option)
        if key in values or answer != _bare(option):
            said_by = option_of(answer).key
            told[said_by] = _merged(told[said_by], answer) if said_by in told else answer
    ordered = tuple(told[key] for key in BY_KEY if key in told)
    return ordered, bool(values) and set(values) <= {NONE, ReactionCode.NONE_REPORTED} and not ordered


def _details(reader: FieldReader, option: ReactionOption) -> ReactionAnswer:
    key = option.key
    return replace(
        _bare(option),
        onset=reader.worst(f"onset.{key}", Onset),
        evolution=reader.worst(f"now.{key}", Evolution),
        bother=reader.worst(f"bother.{key}", Bother),
        signs=option.stated | frozenset(reader.members(f"signs.{key}", Sign)),
        count=_count(reader, f"count.{key}"),
    )


def _bare(option: ReactionOption) -> ReactionAnswer:
    return ReactionAnswer(option.code, signs=option.stated)


def _merged(one: ReactionAnswer, other: ReactionAnswer) -> ReactionAnswer:
    """Two tellings of one reaction: all signs, and the worse of each detail."""
    return ReactionAnswer(
        code=one.code,
        onset=_worse(list(Onset), one.onset, other.onset),
        evolution=_worse(list(Evolution), one.evolution, other.evolution),
        bother=_worse(list(Bother), one.bother, other.bother),
        signs=one.signs | other.signs,
        count=max(filter(None, (one.count, other.count)), default=None),
    )


def _worse(vocabulary: list[_Member], one: _Member | None, other: _Member | None) -> _Member | None:
    given = [member for member in vocabulary if member in (one, other)]
    return given[-1] if given else None


def _count(reader: FieldReader, name: str) -> int | None:
    counts = []
    for value in reader.values(name):
        if value.isascii() and value.isdigit() and len(value) <= 3 and int(value) > 0:
            counts.append(int(value))
        else:
            reader.keep(name, value)
    return max(counts, default=None)


def _something(ticked: frozenset[_Member], nothing: _Member) -> frozenset[_Member]:
    """ "Nothing" counts only when it stands alone."""
    return ticked - {nothing} if len(ticked) > 1 else ticked


def _wants_call(reader: FieldReader) -> bool | None:
    """Yes wins over no."""
    values = {value.casefold() for value in reader.values("call")}
    for value in values - {"yes", "no"}:
        reader.keep("call", value)
    return True if "yes" in values else False if "no" in values else None
