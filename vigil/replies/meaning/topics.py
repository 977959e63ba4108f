"""What is named to be answered: "Fièvre : non", a table of answers, and questions of ours."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind


def topic_answer(marks: Marks, mention: Match) -> bool | None:
    """The answer to a topic: "Fièvre : non" is ``False``, "Bleus ? Oui" ``True``, no topic ``None``."""
    first, _ = marks.sentence(mention.start)
    colons = [place + 1 for place in range(first, mention.start) if marks.tokens[place].kind is Kind.COLON]
    first = max(colons, default=first)
    is_asked = marks.within("cues.second_person", first, mention.start)
    if marks.within("cues.subject", first, mention.start) and not is_asked:
        return None
    if _is_one_of_a_table(marks, mention):
        return not marks.covers("cues.nope", mention.end)
    if _is_answered_at_once(marks, mention.end):
        is_after_comma = marks.tokens[mention.end].kind is Kind.COMMA
        return not marks.covers("cues.nope", mention.end + is_after_comma)
    for place in range(mention.end, min(len(marks.tokens) - 1, mention.end + 8)):
        token = marks.tokens[place]
        if token.kind is Kind.COLON or token.kind is Kind.QUESTION or token.kind is Kind.HYPHEN:
            answer = place + 1
            if token.kind is Kind.QUESTION and marks.tokens[answer].kind is Kind.COLON:
                answer += 1
            if marks.covers("cues.nope", answer):
                return _is_alone(marks, answer)
            return True if marks.covers("cues.yes", answer) else None
        if token.kind is Kind.END:
            return None
    return None


def _is_one_of_a_table(marks: Marks, mention: Match) -> bool:
    """ "Fièvre 0 rougeur 0 bleu 0": two topics or more, each with its answer after it, and the first begins."""
    words = marks.lists.topics
    first, end = marks.sentence(mention.start)
    topics = [one for one in marks.topics if first <= one.start < end]
    answered = [one for one in topics if one.end < end and marks.tokens[one.end].norm in words.counts]
    return (
        len({one.start for one in answered}) > 1
        and answered[0].start == first
        and any(one.start == mention.start for one in answered)
    )


def _is_answered_at_once(marks: Marks, place: int) -> bool:
    """ "Fièvre non, bleus oui", "de la fièvre, non": the answer right after the topic, and nothing after it."""
    if place + 1 < len(marks.tokens) and marks.tokens[place].kind is Kind.COMMA:
        place += 1
        if place + 1 < len(marks.tokens) and marks.tokens[place + 1].kind is Kind.QUESTION:
            return False
    if place >= len(marks.tokens) or marks.tokens[place].norm not in marks.lists.topics.answers:
        return False
    return place + 1 == len(marks.tokens) or marks.tokens[place + 1].kind is not Kind.WORD


def _is_alone(marks: Marks, place: int) -> bool | None:
    """A "no" that answers stands alone; "Bleus : pas mal" or "aucun souci" says something else."""
    if marks.covers("cues.no_negation", place):
        return None
    return False


def is_asked_of_patient(marks: Marks, mention: Match) -> bool:
    """ "Avez-vous de la fièvre ?", "La fièvre est-elle possible ?": a question of ours or of nobody says nothing."""
    first, end = marks.sentence(mention.start)
    if end >= len(marks.tokens) or marks.tokens[end].kind is not Kind.QUESTION:
        return False
    if marks.within("cues.second_person", first, mention.start):
        return True
    is_general = any(token.norm in marks.lists.topics.general for token in marks.tokens[first:end])
    return is_general and not marks.within("cues.first_person", first, end)
