"""What a patient's own words add to what is already answered: they add and raise, and take nothing back.

A lower score, a reaction said to be gone, a "nothing at all" after a reaction was told: what was said first stands, and
a person reads the difference.
"""

from collections.abc import Iterable
from dataclasses import replace

from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer, WordsRead
from vigil.domain.words import Evolution, ReactionCode, Urgency

CONTRADICTS = "contradicts_answer"
"""Why a person must read words that take back what was answered before."""


def added(earlier: Answers, said: Answers) -> Answers:
    """The earlier answers with what free text says more."""
    reactions, is_taken_back = _reactions(earlier, said)
    evas, is_lower = _evas(earlier.evas, said.evas)
    reasons = (CONTRADICTS,) if is_taken_back or is_lower else ()
    return replace(
        earlier,
        evas=evas,
        reactions=reactions,
        has_no_reaction=(earlier.has_no_reaction or said.has_no_reaction) and not reactions,
        words="\n\n".join(filter(None, (earlier.words, said.words))),
        words_read=_words_read(earlier, said, reasons),
    )


def _reactions(earlier: Answers, said: Answers) -> tuple[tuple[ReactionAnswer, ...], bool]:
    """All reactions, the earlier as they were told; and whether the words deny one that was going on."""
    known = {reaction.code: reaction for reaction in earlier.reactions}
    going_on = {code for code, reaction in known.items() if reaction.evolution is not Evolution.GONE}
    going_on.discard(ReactionCode.NONE_REPORTED)
    more = []
    for reaction in said.reactions:
        old = known.get(reaction.code)
        if old is None or (old.evolution is Evolution.GONE and reaction.evolution is not Evolution.GONE):
            more.append(reaction)
    is_taken_back = bool(going_on) and (said.has_no_reaction or any(_is_over(one, going_on) for one in said.reactions))
    return (*earlier.reactions, *more), is_taken_back


def _is_over(reaction: ReactionAnswer, going_on: set[ReactionCode]) -> bool:
    return reaction.code in going_on and reaction.evolution is Evolution.GONE


def _evas(earlier: Iterable[EvaAnswer], said: Iterable[EvaAnswer]) -> tuple[tuple[EvaAnswer, ...], bool]:
    """The worse score of each course, and whether the words gave a better one."""
    scores = {answer.course_id: answer for answer in earlier}
    is_lower = False
    for answer in said:
        old = scores.get(answer.course_id)
        if old is None or old.eva is None or (answer.eva is not None and answer.eva.high > old.eva.high):
            scores[answer.course_id] = answer
        elif answer.eva is not None and answer.eva != old.eva:
            is_lower = True
    return tuple(scores.values()), is_lower


def _words_read(earlier: Answers, said: Answers, more: tuple[str, ...]) -> WordsRead | None:
    """Both readings in one; ``None``, unread, where words of either were read by nothing."""
    read = [answers.words_read for answers in (earlier, said) if answers.words or answers.words_read]
    if any(one is None for one in read):
        return None
    known = [one for one in read if one is not None]
    reasons = dict.fromkeys((*(reason for one in known for reason in one.reasons), *more))
    return WordsRead(min((one.urgency for one in known), default=Urgency.INFORMATION), tuple(reasons))
