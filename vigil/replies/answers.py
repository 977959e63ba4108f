"""From the reading of a patient's words to answers that the rules understand."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer, WordsRead
from vigil.domain.words import Evolution, ReactionCode
from vigil.replies.meaning.words import Status
from vigil.replies.understanding import Understood
from vigil.replies.words.message import Problem

WHICH_COURSE = "which_course"
"""Why a person must read a score that may be of one course or another."""

PARTLY_UNREAD = "partly_unread"
_PROBLEMS = frozenset(str(problem) for problem in Problem)


def answers_of(
    said: Understood, painful: Sequence[UUID], unresolved: Collection[ReactionCode] = (), reasons: Iterable[str] = ()
) -> Answers:
    """What a reply answers.

    ``painful`` are the courses that a score can be of; ``reasons`` say why else a person must read the words. Nothing
    read from words closes anything: a reaction told earlier and ``unresolved`` stays so, whatever they say.
    """
    why = [*reasons_of(said), *reasons]
    evas: tuple[EvaAnswer, ...] = ()
    if said.eva is not None and len(painful) == 1:
        evas = (EvaAnswer(painful[0], said.eva),)
    elif said.eva is not None and painful:
        why.append(WHICH_COURSE)
    told = tuple(_reactions(said, unresolved))
    return Answers(
        evas=evas,
        reactions=told,
        has_no_reaction=said.reactions.get(ReactionCode.NONE_REPORTED) is Status.PRESENT and not told,
        words=said.reply_text,
        words_read=WordsRead(said.domain_urgency, tuple(dict.fromkeys(why))),
    )


def reasons_of(said: Understood) -> tuple[str, ...]:
    """Why a person must read the words, as codes; none where the reading is enough."""
    named = [_code(one.rule) for one in said.evidence if one.field == "needs_human"]
    return tuple(dict.fromkeys(named)) or (("not_understood",) if said.needs_human else ())


def read_words(said: Understood) -> WordsRead:
    """How soon a person must know of the words, and why they must read them."""
    return WordsRead(said.domain_urgency, reasons_of(said))


def _reactions(said: Understood, unresolved: Collection[ReactionCode]) -> Iterable[ReactionAnswer]:
    for code, status in said.reactions.items():
        if code is ReactionCode.NONE_REPORTED:
            continue
        if status is Status.PRESENT:
            yield ReactionAnswer(code)
        elif status is Status.RESOLVED and code not in unresolved:
            yield ReactionAnswer(code, evolution=Evolution.GONE)


def _code(rule: str) -> str:
    """A reason of the reading, or one word for all that may be wrong with a message."""
    return PARTLY_UNREAD if rule in _PROBLEMS else rule.replace(" ", "_")
