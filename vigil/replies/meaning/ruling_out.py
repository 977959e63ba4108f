"""What a number is when it is no score of the patient's own pain of now, by what stands around it.

``cannot_be_score`` holds for every rule that reads scores; ``is_ruled_out`` is stricter, for a number that no word
licenses: a floor, a share, how many there are, an opinion of somebody else, a wish.
"""

from itertools import pairwise

from vigil.replies.meaning.counting import is_of_another_kind, is_of_another_scale, is_part_of_another, is_share
from vigil.replies.meaning.followers import does_not_count
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.negation import Denial, denial
from vigil.replies.meaning.numbers import Number
from vigil.replies.meaning.parts import is_beside_part
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.people import is_of_another, written_for_patient
from vigil.replies.meaning.supposing import is_supposed
from vigil.replies.meaning.tokens import Kind

_LABEL = 3
_PAIN = ("pain.zone", "pain.score", "pain")
_OTHER_LABELS = ("pain.unit", "pain.numbered", "pain.counting", "pain.other_scale")


def cannot_be_score(marks: Marks, number: Number) -> bool:
    """A date, a mark for something else, a part of another number, a labelled thing, an hour, what it is not."""
    if is_of_another_kind(marks, number) or is_of_another_scale(marks, number):
        return True
    if number.is_over_ten:
        return False
    is_other = is_part_of_another(marks, number) or _is_share_of(marks, number) or _is_labelled(marks, number)
    is_other |= not number.joined and _before(marks, number, 1) in (["entre"], ["between"])
    is_other |= number.joined in ("a", "to") and number.first == number.last  # "quatre à quatre"
    return is_other or _is_hour(marks, number) or _is_not(marks, number) or _is_asked(marks, number)


def is_of_somebody_else(marks: Marks, number: Number) -> bool:
    """ "Ma sœur est à 3", "ma femme dit 6 pour elle": a relative, and nobody speaks of themselves after."""
    if is_beside_part(marks, number):
        return False
    first, end = marks.sentence(number.start)
    relatives = marks.within("cues.family", first, number.start)
    if is_of_named_part(marks, number, first) if not relatives else _begins_with_part(marks, number):
        return False
    if is_of_own_clause(marks, number):
        return False
    if is_of_another(marks, Match("", (number.start,), False)):
        return True
    if not relatives or written_for_patient(marks):
        return False
    return marks.lists.ruling_out.own.isdisjoint(token.norm for token in marks.tokens[relatives[-1].end : end])


def is_of_named_part(marks: Marks, number: Number, first: int) -> bool:
    """ "Le dos, lui, est à 2", "(...) à mon genou. Il est à 2": the pronoun takes up the part named before it."""
    pronouns = marks.within("cues.third_person", first, number.start)
    parts = marks.within("pain.zone", first, number.start)
    if not pronouns:
        return False
    before, _ = marks.sentence(first - 2) if first > 1 else (0, 0)
    named = [part for part in marks.within("pain.zone", before, first) if _is_mine(marks, part)]
    others = marks.within("cues.family", before, first)
    is_last = bool(named) and not any(other.start > named[-1].start for other in others)
    return parts[0].start < pronouns[0].start if parts else is_last


def is_of_own_clause(marks: Marks, number: Number) -> bool:
    """ "Ma sœur a 7, moi 3", "j'attends mon petit-fils, l'épaule est à 2": after the relative a clause of one's own."""
    words = marks.lists.ruling_out
    first, own = marks.sentence(number.start)[0], clause(marks, number)
    if own and marks.tokens[own].norm in words.own_after:
        return True
    relatives = marks.within("cues.family", first, number.start)
    if not relatives or relatives[-1].end > own:
        return False
    begun = [token.norm for token in marks.tokens[own : min(own + 2, number.start)]]
    is_self = not words.oneself.isdisjoint(begun)
    has_subject = not words.subjects.isdisjoint(token.norm for token in marks.tokens[first : relatives[0].start])
    return is_self or (has_subject and any(marks.covers("pain.zone", place) for place in (own, own + 1)))


def _is_mine(marks: Marks, part: Match) -> bool:
    return part.start > 0 and marks.tokens[part.start - 1].norm in marks.lists.ruling_out.own


def _begins_with_part(marks: Marks, number: Number) -> bool:
    """ "Ma fille a la grippe, coude 3": a part without article, in a clause of its own, is the patient's."""
    return marks.covers("pain.zone", clause(marks, number))


def is_ruled_out(marks: Marks, number: Number) -> bool:
    """Whether a number counts, names, belongs to somebody else, or is not told as a fact."""
    if cannot_be_score(marks, number) or not does_not_count(marks, number) or _is_named(marks, number):
        return True
    return is_how_many(marks, number) or is_of_other_things(marks, number) or _is_not_told(marks, number)


def clause(marks: Marks, number: Number) -> int:
    """The first token of the part of the sentence that a number stands in: after the last comma or "mais"."""
    first, _ = marks.sentence(number.start)
    starts = [place + 1 for place in range(first, number.start) if marks.tokens[place].kind is Kind.COMMA]
    barriers = marks.within("cues.barrier", first, number.start)
    starts += [match.end for match in barriers if not _is_adverb(marks, match, number)]
    return max(starts, default=first)


def _is_adverb(marks: Marks, barrier: Match, number: Number) -> bool:
    """ "Seulement 2": right before a number it parts nothing."""
    return barrier.end == number.start and marks.tokens[barrier.start].norm in marks.lists.ruling_out.only


def is_at(marks: Marks, number: Number) -> bool:
    """ "À 4", "vers 4", and not the English article of "is a 4"."""
    words = marks.lists.ruling_out
    before = _before(marks, number, 2)
    if before[-1:] == ["on"]:
        return before[0] in words.am
    return bool(before) and before[-1] in words.reaching and before[0] not in words.before_articles


def names_pain(marks: Marks, first: int, end: int) -> bool:
    """Whether a stretch of tokens names pain, a score, or a part that hurts."""
    return any(marks.within(name, max(0, first), end) for name in _PAIN)


def _norms(marks: Marks, start: int, end: int) -> list[str]:
    return [token.norm for token in marks.tokens[start:end]]


def _before(marks: Marks, number: Number, count: int) -> list[str]:
    return [token.norm for token in marks.tokens[max(0, number.start - count) : number.start]]


def _is_share_of(marks: Marks, number: Number) -> bool:
    """ "Un genou sur 2", "2 séances sur 5", "jusqu'à 3"."""
    place = number.start - 2
    if place < 0 or marks.tokens[place + 1].norm not in ("sur", "a", "to"):
        return False
    if marks.tokens[place].kind is Kind.NUMBER and marks.tokens[place + 1].norm == "sur":
        return True  # "la séance 4 sur 6"
    is_one_in = place > 0 and marks.tokens[place - 1].norm in ("un", "une")
    is_of_unit = marks.tokens[place + 1].norm == "sur" and (is_one_in or marks.covers("pain.unit", place))
    is_up_to = marks.tokens[place].norm == "up" and not (place > 0 and _has_risen(marks, place - 1))
    return is_of_unit or is_up_to or marks.tokens[place].norm == "jusqu'"


def _has_risen(marks: Marks, place: int) -> bool:
    """ "Gone up to 8", "back up to 6", and not "up to 3 a day"."""
    return marks.covers("pain.moving", place) or marks.tokens[place].norm in marks.lists.ruling_out.back


def _is_labelled(marks: Marks, number: Number) -> bool:
    """ "Enfants : 3", "Âge : 7": a label that names a thing, a size, another scale."""
    place = number.start - 1
    if place < 1 or marks.tokens[place].kind is not Kind.COLON:
        return False
    commas = [at + 1 for at in range(place - _LABEL, place) if at >= 0 and marks.tokens[at].kind is Kind.COMMA]
    label = range(max([marks.sentence(number.start)[0], place - _LABEL, *commas]), place)
    is_said = marks.within("pain.stating", label.start, label.stop)
    if is_said or names_pain(marks, label.start, label.stop) or any(marks.covers("pain.now", at) for at in label):
        return False
    return any(marks.covers(name, at) for at in label[:2] for name in _OTHER_LABELS) and len(label) < _LABEL


def _is_hour(marks: Marks, number: Number) -> bool:
    """ "Je finis à 5", where nothing names pain after what is done."""
    is_from = bool(number.joined) and _before(marks, number, 1) in (["de"], ["d'"], ["from"])
    if not (is_at(marks, number) or is_from):
        return False
    own = clause(marks, number)
    done = marks.within("pain.hour", own, number.start)
    if not done or names_pain(marks, done[0].end, number.start):
        return False
    verb = marks.tokens[done[-1].start].norm
    is_of_part = done[-1].end == number.start - 1 and marks.covers("pain.zone", done[-1].start - 1)
    return not is_of_part or verb.startswith(marks.lists.ruling_out.waking)


def _is_not(marks: Marks, number: Number) -> bool:
    """ "Ce n'est pas un 5", "je ne suis plus à 8", "mon objectif, c'est 2"."""
    words = marks.lists.ruling_out
    before = _before(marks, number, 3)
    before = before[:-1] if before and before[-1] in ("a", "un", "at") else before
    is_denied = len(before) >= 2 and before[-1] in ("pas", "plus", "not") and before[-2] in words.being
    return is_denied or bool(marks.within("pain.wishing", clause(marks, number), number.start))


def _is_asked(marks: Marks, number: Number) -> bool:
    """ "Combien, 3 ou 4 ?", "dois-je mettre 5 ?"."""
    first, end = marks.sentence(number.start)
    if end >= len(marks.tokens) or marks.tokens[end].kind is not Kind.QUESTION:
        return False
    asked = marks.within("requests.question", first, number.start) + marks.within("pain.asking", first, end)
    is_parted = any(token.kind is Kind.COMMA for token in marks.tokens[number.end : end])
    return bool(asked) and not is_parted


def _is_named(marks: Marks, number: Number) -> bool:
    """ "Étage 3", "le 4", "tous les 2": what stands before makes it a name, a date, an amount."""
    words = marks.lists.ruling_out
    before = _before(marks, number, 2)
    if not before:
        return False
    if before[-1] == "les":
        return before[0] not in words.nearly
    if before[-1] == "du":
        return not is_share(marks, number)
    is_pronoun = before[-1] == "un" and before[0] in ("l'", "quelqu'")
    return is_pronoun or before[-1] in words.before_others or marks.covers("pain.numbered", number.start - 1)


def is_how_many(marks: Marks, number: Number) -> bool:
    """ "On était 5", "j'en ai 3", "il y a 4": how many people, or how many of what was named."""
    words = marks.lists.ruling_out
    before = [token.norm for token in marks.tokens[clause(marks, number) : number.start]][-6:]
    if not before:
        return False
    if (before[-1] in words.are and not words.several.isdisjoint(before)) or before[-2:] in (["on", "est"], ["y", "a"]):
        return True
    is_state = before[-1] in words.reaching and not words.being.isdisjoint(before[-4:])
    pronouns = [place for place in range(number.start - 4, number.start - 1) if place >= clause(marks, number)]
    return not is_state and any(
        marks.tokens[place].norm == "en"
        and not (marks.covers("pain.now", place) or marks.covers("pain.introducing", place))
        for place in pronouns
    )


def is_of_other_things(marks: Marks, number: Number) -> bool:
    """In the clause of a price, a medicine, a game; or in the sentence, where the clause names no pain of its own."""
    first, end = marks.sentence(number.start)
    own = clause(marks, number)
    until = next((at for at in range(number.end, end) if marks.tokens[at].kind is Kind.COMMA), end)
    until = min([until, *(barrier.start for barrier in marks.within("cues.barrier", number.end, until))])
    if marks.within("pain.counting", own, until):
        return True
    is_state = any(pair in marks.lists.ruling_out.states for pair in pairwise(_norms(marks, own, number.start)))
    is_state |= is_of_named_part(marks, number, first)
    return bool(marks.within("pain.counting", first, own)) and not (is_state or names_pain(marks, own, until))


def _is_not_told(marks: Marks, number: Number) -> bool:
    """Another's, supposed, asked, denied."""
    mention = Match("", (number.start,), False)
    _, end = marks.sentence(number.start)
    is_asked = end < len(marks.tokens) and marks.tokens[end].kind is Kind.QUESTION
    if is_asked or is_supposed(marks, mention) or is_of_somebody_else(marks, number):
        return True
    return denial(marks, mention) is not Denial.NONE and not names_pain(marks, number.start - 2, number.start)
