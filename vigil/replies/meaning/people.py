"""Of whom a mention is told: the patient, or somebody else; and who writes."""

from vigil.replies.meaning.clauses import after_barrier
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind

_SIGNATURE = 4
_POSSESSED = 2
"""Tokens before a mention in which a possessive is of it: "mes quatre points violets"."""

_ON_ME = 5
_FIRST_WORDS = 6
_PAST = ("ait", "aient", "ed")


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
    is_relative = marks.tokens[first].norm in marks.lists.people.his if is_short else False
    if is_relative and marks.covers("cues.family", first + 1):
        return first, last
    return _only_of_a_relative(marks)


def _only_of_a_relative(marks: Marks) -> tuple[int, int] | None:
    """ "Mon mari a la peau violette autour du point": nobody else speaks, and the needle is the relative's."""
    words = marks.lists.people
    relatives = marks.found.get("cues.family", ())
    if not relatives or marks.has("cues.first_person") or relatives[0].start > _FIRST_WORDS:
        return None
    before = marks.tokens[relatives[0].start - 1].norm if relatives[0].start else ""
    end = marks.sentence(relatives[0].start)[1]
    is_pricked = any(token.norm in words.needles for token in marks.tokens[relatives[0].end : end])
    return (relatives[0].start, relatives[0].end) if is_pricked and before in words.own else None


def is_of_another(marks: Marks, mention: Match) -> bool:
    """Whether somebody else has it: "ma fille a de la fièvre", or "elle a" in the sentence after.

    Whoever writes for the patient ("je suis sa fille") speaks of the patient.
    """
    words = marks.lists.people
    if written_for_patient(marks) or _is_own(marks, mention):
        return False
    first, end = marks.sentence(mention.start)
    first = after_barrier(marks, first, mention.start)
    if mention.start > first and marks.tokens[mention.start - 1].norm == "my":
        return False  # "Mum took my temperature"
    for relative in reversed(marks.within("cues.family", first, mention.start)):
        if _is_a_place(marks, relative) or _is_an_image(marks, relative) or _is_size(marks, relative, mention):
            continue
        if _is_object_of_self(marks, first, relative, mention) or _is_own_between(marks, relative, mention):
            continue
        if _is_done_for_self(marks, relative, mention):
            continue
        if _is_subject_again(marks, relative.end, mention.start) or _is_subject_past_comma(marks, relative, mention):
            return True
        until = end if marks.covers("cues.observing", relative.end) else mention.end
        return not _speaks_of_self(marks, relative.start if mention.name else relative.end, until)
    for relative in marks.within("cues.family", mention.end, min(end, mention.end + 4)):
        if _is_an_image(marks, relative):
            continue
        if _is_a_place(marks, relative) and marks.within("cues.first_person", first, mention.end):
            continue
        between = {token.norm for token in marks.tokens[mention.end : relative.start]}
        return not words.belonging.isdisjoint(between) and words.compared.isdisjoint(between)
    return _follows_another(marks, first, mention)


def _is_own(marks: Marks, mention: Match) -> bool:
    """ "Ma fille compte mes boutons", "mon mari a vu du sang dans mon dos": what is mine, or is on me."""
    if not mention.name:
        return False
    words = marks.lists.people
    for place in range(mention.places[:2][-1], max(0, mention.start - _POSSESSED) - 1, -1):
        if marks.tokens[place].kind is not Kind.WORD or marks.covers("cues.family", place):
            break
        if marks.tokens[place].norm in words.own:
            return True
    _, end = marks.sentence(mention.start)
    for place in range(mention.end, min(end - 2, mention.end + _ON_ME)):
        if marks.tokens[place].kind is Kind.COMMA:
            return False
        if marks.tokens[place].norm in words.on and marks.tokens[place + 1].norm in words.own:
            return marks.covers("requests.body", place + 2) or marks.covers("pain.zone", place + 2)
    return False


def _is_own_between(marks: Marks, relative: Match, mention: Match) -> bool:
    """ "Ma femme a sorti son mètre, mon bleu fait dix centimètres": what is said after it is of what is mine."""
    between = marks.named.intersection(range(relative.end, mention.start))
    return bool(between) and any(
        relative.end <= one.start and one.end <= mention.start and _is_own(marks, one) for one in marks.topics
    )


def _is_a_place(marks: Marks, relative: Match) -> bool:
    """ "Chez ma fille": who lives there is not who fainted."""
    return any(token.norm == "chez" for token in marks.tokens[max(0, relative.start - 2) : relative.start])


def _is_size(marks: Marks, relative: Match, mention: Match) -> bool:
    """ "Ma petite bille": how large the mention is."""
    is_before = relative.end >= mention.start or any(one.start == relative.end for one in marks.mentions)
    return is_before and marks.tokens[relative.end - 1].norm in marks.lists.people.sizes


def _is_an_image(marks: Marks, relative: Match) -> bool:
    """ "Une fièvre de cheval", "saigner comme un boeuf": no animal has it."""
    words = marks.lists.people
    before = [token.norm for token in marks.tokens[max(0, relative.start - 3) : relative.start]]
    is_of = before[-1:] == ["de"] and marks.tokens[relative.start].norm in words.of_images
    return is_of or not marks.lists.likening.like.isdisjoint(before)


def _is_object_of_self(marks: Marks, first: int, relative: Match, mention: Match) -> bool:
    """ "Je nourrissais mes poules, vertige", "hugging the kids, it hurts": who does it speaks of herself after it."""
    words = marks.lists.people
    is_self = any(
        token.norm in words.oneself
        or (token.norm == "en" and marks.tokens[place + 1].norm.endswith("ant"))
        or (place == first and token.norm.endswith("ing"))
        for place, token in enumerate(marks.tokens[first : relative.start], first)
    )
    if not is_self or not _comma_between(marks, relative.end, mention.start):
        return False
    return not marks.within("cues.third_person", relative.end, mention.start)


def _is_done_for_self(marks: Marks, relative: Match, mention: Match) -> bool:
    """ "My husband put my socks on, back is sorer": what follows the comma is of whom the help was for."""
    between = marks.tokens[relative.end : mention.start]
    commas = [place for place, token in enumerate(between) if token.kind is Kind.COMMA]
    if not commas or marks.within("cues.third_person", relative.end, mention.start):
        return False
    return any(token.norm in ("my", "me") for token in between[: commas[0]])


def _is_subject_again(marks: Marks, start: int, end: int) -> bool:
    """ "Mon fils m'a conduit, il avait de la fièvre": the pronoun after a comma takes up the relative."""
    pronouns = marks.within("cues.third_person", start, end)
    if not pronouns or not _comma_between(marks, start, pronouns[-1].start):
        return False
    return not marks.within("cues.first_person", pronouns[-1].end, end)


def _is_subject_past_comma(marks: Marks, relative: Match, mention: Match) -> bool:
    """ "Mon fils, venu m'accompagner, a tourné de l'œil": its subject stands before what the commas enclose."""
    words = marks.lists.people
    verbs = [
        place
        for place in range(relative.end + 1, mention.end)
        if marks.tokens[place - 1].kind is Kind.COMMA
        and (marks.tokens[place].norm in words.verbs or marks.tokens[place].norm.endswith(_PAST))
    ]
    if not verbs:
        return False
    between = range(verbs[0], mention.end)
    is_mine = any(marks.tokens[place].norm in words.mine or marks.covers("cues.observing", place) for place in between)
    return not (is_mine or _comma_between(marks, verbs[0], mention.start))


def _speaks_of_self(marks: Marks, start: int, end: int) -> bool:
    own = marks.within("cues.first_person", start, end)
    return any(not _is_told_it(marks, match) for match in own) or any(
        marks.covers("cues.observing", place) for place in range(start, end)
    )


def _is_told_it(marks: Marks, match: Match) -> bool:
    """ "La voisine m'a raconté être montée à 39": to whom it is told does not have it."""
    following = marks.tokens[match.end : match.end + 2]
    return len(following) > 1 and following[0].norm in ("a", "avait") and following[1].norm in marks.lists.people.told


def _follows_another(marks: Marks, first: int, mention: Match) -> bool:
    """ "Ma fille est malade. Elle a de la fièvre." """
    if not first or not marks.within("cues.third_person", first, mention.start):
        return False
    if marks.within("cues.first_person", first, mention.start):
        return False
    before, ending = marks.sentence(first - 2) if first >= 2 else (0, 0)
    names = marks.within("cues.family", before, ending)
    return bool(names) and not marks.within("cues.first_person", before, ending)


def _comma_between(marks: Marks, start: int, end: int) -> bool:
    return any(token.kind is Kind.COMMA for token in marks.tokens[start:end])
