"""Of whom, of when, and whether at all: other people, other sessions, fears, suppositions, questions of ours."""

from itertools import pairwise

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind

_SIGNATURE = 4
_FEAR_REACH = 7
_POINTING_WITHIN = 2
_SEEN = frozenset({"haematoma", "redness", "nodule", "spot", "swelling", "itching", "bleeding", "fatigue"})
_AGAIN_REACH = 12
_AS_IF_WITHIN = 8
_PARTICIPLES = ("e", "ee", "es", "ees", "i", "ie", "is", "ies", "u", "ue", "us", "ues", "it", "ite", "ait", "ed")


def written_for_patient(marks: Marks) -> tuple[int, int] | None:
    """Where a relative says that they write for the patient: in words, or by signing as one ("Sa maman")."""
    said = marks.found.get("cues.proxy", ())
    if said:
        return said[0].start, said[0].end
    last = len(marks.tokens)
    while last and marks.tokens[last - 1].kind is not Kind.WORD:
        last -= 1
    first, _ = marks.sentence(last - 1) if last else (0, 0)
    is_short = first > 0 and last - first <= _SIGNATURE
    is_relative = marks.tokens[first].norm in marks.lists.circumstances.his if is_short else False
    return (first, last) if is_relative and marks.covers("cues.family", first + 1) else None


def is_of_another(marks: Marks, mention: Match) -> bool:
    """Whether somebody else has it: "ma fille a de la fièvre", or "elle a" in the sentence after.

    Whoever writes for the patient ("je suis sa fille") speaks of the patient.
    """
    words = marks.lists.circumstances
    if written_for_patient(marks):
        return False
    first, end = marks.sentence(mention.start)
    first = _after_barrier(marks, first, mention.start)
    for relative in reversed(marks.within("cues.family", first, mention.start)):
        if _is_a_place(marks, relative) or _is_an_image(marks, relative):
            continue
        if _is_object_of_self(marks, first, relative, mention):
            continue
        if _is_subject_again(marks, relative.end, mention.start):
            return True
        until = end if marks.covers("cues.observing", relative.end) else mention.end
        return not _speaks_of_self(marks, relative.end, until)
    for relative in marks.within("cues.family", mention.end, min(end, mention.end + 4)):
        if _is_an_image(marks, relative):
            continue
        if _is_a_place(marks, relative) and marks.within("cues.first_person", first, mention.end):
            continue
        between = {token.norm for token in marks.tokens[mention.end : relative.start]}
        return not words.belonging.isdisjoint(between) and words.compared.isdisjoint(between)
    return _follows_another(marks, first, mention)


def _is_a_place(marks: Marks, relative: Match) -> bool:
    """ "Chez ma fille": who lives there is not who fainted."""
    return any(token.norm == "chez" for token in marks.tokens[max(0, relative.start - 2) : relative.start])


def _is_an_image(marks: Marks, relative: Match) -> bool:
    """ "Une fièvre de cheval", "saigner comme un boeuf": no animal has it."""
    words = marks.lists.circumstances
    before = [token.norm for token in marks.tokens[max(0, relative.start - 3) : relative.start]]
    is_of = before[-1:] == ["de"] and marks.tokens[relative.start].norm in words.of_images
    return is_of or not words.like.isdisjoint(before)


def _is_object_of_self(marks: Marks, first: int, relative: Match, mention: Match) -> bool:
    """ "Je nourrissais mes poules, vertige et chute": who does something with another speaks of herself after it."""
    words = marks.lists.circumstances
    is_self = any(
        token.norm in words.oneself or (token.norm == "en" and marks.tokens[place + 1].norm.endswith("ant"))
        for place, token in enumerate(marks.tokens[first : relative.start], first)
    )
    if not is_self or not _comma_between(marks, relative.end, mention.start):
        return False
    return not marks.within("cues.third_person", relative.end, mention.start)


def _is_subject_again(marks: Marks, start: int, end: int) -> bool:
    """ "Mon fils m'a conduit, il avait de la fièvre": the pronoun after a comma takes up the relative."""
    pronouns = marks.within("cues.third_person", start, end)
    if not pronouns or not _comma_between(marks, start, pronouns[-1].start):
        return False
    return not marks.within("cues.first_person", pronouns[-1].end, end)


def _speaks_of_self(marks: Marks, start: int, end: int) -> bool:
    return bool(marks.within("cues.first_person", start, end)) or any(
        marks.covers("cues.observing", place) for place in range(start, end)
    )


def _follows_another(marks: Marks, first: int, mention: Match) -> bool:
    """ "Ma fille est malade. Elle a de la fièvre." """
    if not first or not marks.within("cues.third_person", first, mention.start):
        return False
    if marks.within("cues.first_person", first, mention.start):
        return False
    before, ending = marks.sentence(first - 2) if first >= 2 else (0, 0)
    names = marks.within("cues.family", before, ending)
    return bool(names) and not marks.within("cues.first_person", before, ending)


def _after_barrier(marks: Marks, first: int, last: int) -> int:
    """The part of a sentence after the last "mais" or "sinon"."""
    return max((match.end for match in marks.within("cues.barrier", first, last)), default=first)


def is_supposed(marks: Marks, mention: Match) -> bool:
    """Whether it is feared or imagined rather than told: "si j'ai de la fièvre", "peur d'une infection"."""
    first, _ = marks.sentence(mention.start)
    first = _after_barrier(marks, first, mention.start)
    if _is_pointed_at(marks, mention):
        return False
    for match in marks.within("cues.hypothesis", first, mention.start + 1):
        if match.start < mention.start and not _is_real(marks, match) and _is_joined(marks, match, mention):
            return True
    return any(
        mention.start - match.end <= _FEAR_REACH
        and _is_joined(marks, match, mention)
        and not _asks_how_grave(marks, match, mention)
        for match in marks.within("cues.fear", first, mention.start)
    )


def _is_pointed_at(marks: Marks, mention: Match) -> bool:
    """ "J'ai peur que ce petit hématome cache quelque chose", "si cette rougeur s'étend": what is shown is there."""
    words = marks.lists.circumstances
    before = [token.norm for token in marks.tokens[max(0, mention.start - _POINTING_WITHIN) : mention.start]]
    return any(word in words.pointing for word in before[-1:]) or (
        any(word in words.pointing for word in before[:1])
        and all(word in words.listing or word in words.sizes for word in before[1:])
    )


def _asks_how_grave(marks: Marks, fear: Match, mention: Match) -> bool:
    """ "Faut-il que je m'inquiète d'un bleu ?" asks about one that is seen; what is not seen is feared."""
    _, end = marks.sentence(mention.start)
    is_question = end < len(marks.tokens) and marks.tokens[end].kind is Kind.QUESTION
    is_seen = mention.name in _SEEN
    return (
        is_question
        and is_seen
        and marks.tokens[fear.start].norm in marks.lists.circumstances.to_worry
        and marks.tokens[fear.start - 1].norm == "m'"
    )


def _is_joined(marks: Marks, match: Match, mention: Match) -> bool:
    """Whether nothing but a list stands between: "si j'ai de la fièvre, des rougeurs ou du pus"."""
    commas = [p for p in range(match.end, mention.start) if marks.tokens[p].kind is Kind.COMMA]
    return all(_lists(marks, comma, mention.start) for comma in commas)


def _lists(marks: Marks, comma: int, end: int) -> bool:
    """Whether a mention ends right before a comma, and nothing but a list follows it."""
    words = marks.lists.circumstances
    if comma - 1 not in marks.named:
        return False
    return all(p in marks.named or marks.tokens[p].norm in words.listing for p in range(comma + 1, end))


def _is_real(marks: Marks, match: Match) -> bool:
    return any(marks.covers("cues.not_hypothesis", place) for place in match.places)


def _comma_between(marks: Marks, start: int, end: int) -> bool:
    return any(token.kind is Kind.COMMA for token in marks.tokens[start:end])


def is_unsure(marks: Marks, mention: Match) -> bool:
    """ "Je ne sais pas si j'ai de la fièvre": neither told nor denied."""
    first, _ = marks.sentence(mention.start)
    return any(_is_joined(marks, match, mention) for match in marks.within("cues.unsure", first, mention.start))


def is_earlier(marks: Marks, mention: Match) -> bool:
    """Whether it belongs to an earlier session or time: "la dernière fois j'avais eu un bleu"."""
    if marks.within("cues.again", mention.end, mention.end + _AGAIN_REACH):
        return False
    first, end = marks.sentence(mention.start)
    inner_first = _after_now(marks, first, mention.start)
    inner_end = min((m.start for m in marks.within("cues.barrier", mention.end, end)), default=end)
    for match in marks.within("cues.earlier", inner_first, inner_end):
        is_of_now = _is_likened(marks, match) or _is_of_the_other_day(marks, match)
        if not is_of_now and not _now_between(marks, match, mention):
            return True
    return _was_once(marks, inner_first, inner_end) or _is_other_than_now(marks, mention, first, end)


def _is_of_the_other_day(marks: Marks, match: Match) -> bool:
    """ "La séance d'avant-hier" is the last one, and not the one before."""
    is_before = marks.tokens[match.end - 1].norm == "avant"
    return is_before and any(token.norm == "hier" for token in marks.tokens[match.end : match.end + 2])


def _is_other_than_now(marks: Marks, mention: Match, first: int, end: int) -> bool:
    """ "En juin j'ai eu un gros bleu, rien cette fois": of a time that is named, and not of now."""
    words = marks.lists.circumstances
    if not marks.within("cues.once", first, mention.start):
        return False
    return any(
        not words.nothing.isdisjoint(
            token.norm for token in marks.tokens[max(mention.end, now.start - 3) : now.end + 3]
        )
        for now in marks.within("cues.now", mention.end, end)
    )


def _was_once(marks: Marks, first: int, end: int) -> bool:
    """ "Après ma deuxième séance, des boules m'étaient restées": the pluperfect of a time that the sentence names."""
    words = marks.lists.circumstances
    if not marks.within("cues.once", first, end):
        return False
    return any(
        marks.tokens[place].norm in words.had and marks.tokens[place + 1].norm.endswith(_PARTICIPLES)
        for place in range(first, min(end, len(marks.tokens) - 1))
    )


def _after_now(marks: Marks, first: int, last: int) -> int:
    """The part of a sentence after the last "mais" or "cette fois" before the mention."""
    now = max((match.end for match in marks.within("cues.now", first, last)), default=first)
    return max(_after_barrier(marks, first, last), now)


def _is_likened(marks: Marks, match: Match) -> bool:
    """ "Comme la dernière fois", "comme si les puces m'avaient mordu": told of today."""
    before = [token.norm for token in marks.tokens[max(0, match.start - _AS_IF_WITHIN) : match.start]]
    if any(pair in marks.lists.circumstances.as_if for pair in pairwise(before)):
        return True
    return any(marks.covers("cues.as_earlier", place) for place in match.places)


def _now_between(marks: Marks, match: Match, mention: Match) -> bool:
    start, end = sorted((match, mention), key=lambda one: one.start)
    return bool(marks.within("cues.now", start.end, end.start))


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
    words = marks.lists.circumstances
    first, end = marks.sentence(mention.start)
    topics = [one for one in marks.topics if first <= one.start < end]
    answered = [one for one in topics if one.end < end and marks.tokens[one.end].norm in words.counts]
    return len(answered) > 1 and answered[0].start == first and any(one.start == mention.start for one in answered)


def _is_answered_at_once(marks: Marks, place: int) -> bool:
    """ "Fièvre non, bleus oui", "de la fièvre, non": the answer right after the topic, and nothing after it."""
    if place + 1 < len(marks.tokens) and marks.tokens[place].kind is Kind.COMMA:
        place += 1
        if place + 1 < len(marks.tokens) and marks.tokens[place + 1].kind is Kind.QUESTION:
            return False
    if place >= len(marks.tokens) or marks.tokens[place].norm not in marks.lists.circumstances.answers:
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
    is_general = any(token.norm in marks.lists.circumstances.general for token in marks.tokens[first:end])
    return is_general and not marks.within("cues.first_person", first, end)
