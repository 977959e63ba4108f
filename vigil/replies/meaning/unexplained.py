"""The words that no rule has read and that are not known to be harmless: a text that holds one goes to a person.

The other rules look for danger in words that somebody thought of. This one asks the reverse, so that what nobody has
thought of is not taken for harmless: in a text that is left alone every word is read, or calm (``calm.toml``).
"""

from collections.abc import Sequence

from vigil.replies.meaning.circumstances import is_earlier, is_of_another, is_supposed
from vigil.replies.meaning.clauses import clause_of_patient, is_done_by_clinic, qualifies_number
from vigil.replies.meaning.findings import Finding
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.negation import Denial, denial
from vigil.replies.meaning.numbers import numbers
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.requests import opt_outs
from vigil.replies.meaning.tokens import Kind
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.words import COULD_BE_URGENT, Status

_SHORTEST = 3
_BESIDE = 14
"""Tokens of the same sentence on either side of a reaction, in which a word may tell how it looks."""
_NAME_LINE = 4
_DENYING_REACH = 5
"""Tokens after a negation in which what it denies is named."""
_EXPLAINING = (
    "cues.negation", "cues.no_longer", "cues.no_negation", "cues.barrier", "cues.preposition", "cues.little",
    "cues.gone", "cues.all_gone", "cues.not_gone", "cues.persisting", "cues.hypothesis", "cues.fear",
    "cues.family", "cues.observing", "cues.earlier", "cues.as_earlier", "cues.again", "cues.now", "cues.yes",
    "cues.nope", "cues.second_person", "cues.no_reaction", "cues.slight", "cues.denied_after", "pain.score",
    "pain.stating", "pain.earlier", "pain.now", "pain.moving", "pain.varying", "pain.other_scale",
    "requests.small_talk", "requests.no_opt_out", "requests.not_uneasy", "requests.no_request",
)  # fmt: skip
_ALARMING = ("requests.alarm", "requests.danger", "requests.unable")
_HOW_IT_HURTS = ("pain.score", "pain.stating", "requests.small_talk")
_CLAUSE = 8
_ALONE = frozenset({"pain", "idiom"})


def unexplained(
    marks: Marks, found: Sequence[Finding], vocabulary: Vocabulary
) -> list[tuple[str, tuple[int, int] | None]]:
    """The first word that nothing explains, as a reason; nothing where there is none."""
    read = _read(marks, found)
    explained = read.union(*(marks.covered[name] for name in _EXPLAINING if name in marks.covered), _of_opt_out(marks))
    near = _beside(marks, read)
    calm = vocabulary.calm
    for place, token in enumerate(marks.tokens):
        if token.kind is not Kind.WORD or len(token.norm) < _SHORTEST or place in explained:
            continue
        is_never = calm.is_never(token.norm)
        is_calm = calm.everywhere.holds(token.norm) and not is_never
        is_calm |= place in near and calm.beside.holds(token.norm)
        is_calm |= marks.covers("pain.zone", place) and _is_scored(marks, *marks.sentence(place))
        if is_calm and not _is_lost(marks, place, vocabulary):
            continue
        is_told = not (
            _is_less(marks, place, vocabulary)
            or _is_denied(marks, place, vocabulary)
            or _counts(marks, place)
            or _is_name(marks, place)
            or is_done_by_clinic(marks, place)
            or (qualifies_number(marks, place) and not is_never)
        )
        if (
            is_told
            and not _is_elsewhere(marks, place)
            and (is_never or not _is_of_life(marks, found, place, vocabulary))
        ):
            is_alarming = _is_of_the_body(marks, place) and not _tells(marks, found, place)
            rule = COULD_BE_URGENT if is_alarming else "words that no rule has read"
            return [(rule, (place, place + 1))]
    return []


def _beside(marks: Marks, read: set[int]) -> set[int]:
    """The tokens near what was concluded, in the same sentence."""
    near: set[int] = set()
    for place in read:
        first, end = marks.sentence(place)
        near.update(range(max(first, place - _BESIDE), min(end, place + _BESIDE + 1)))
    return near


def _is_of_the_body(marks: Marks, place: int) -> bool:
    """Whether a part of the body stands beside, or the word is one.

    A treated one that a score is told of names what the score is of: the word beside goes to a person, and may wait.
    """
    first, end = marks.sentence(place)
    own = clause_of_patient(marks, place)
    if own and not marks.within("requests.body", *own):
        return False
    bodies = [body for body in marks.within("requests.body", first, end) if not is_of_another(marks, body)]
    is_score = _is_scored(marks, first, end) and all(marks.covers("pain.zone", body.end - 1) for body in bodies)
    return bool(bodies) and not is_score


def _tells(marks: Marks, found: Sequence[Finding], place: int) -> bool:
    """Whether something was read in the same sentence, so that the word most likely tells more of that."""
    first, end = marks.sentence(place)
    is_well = bool(marks.within("requests.small_talk", first, end))
    return is_well or any(first <= one.match.start < end and one.concept.name != "idiom" for one in found)


def _read(marks: Marks, found: Sequence[Finding]) -> set[int]:
    """The tokens of what was concluded; a sign that means something only beside another counts where it is denied."""
    places: set[int] = set()
    for one in found:
        is_concluded = one.concept.code is not None or one.concept.name in _ALONE or one.status is Status.ABSENT
        if is_concluded and one.rule != "named only":
            places.update(range(one.match.start, one.match.end))
    return places


def _of_opt_out(marks: Marks) -> set[int]:
    """All words of the sentences that ask to be written to no more."""
    return {place for leaving in opt_outs(marks) for place in range(*marks.sentence(leaving.start))}


def _is_denied(marks: Marks, place: int, vocabulary: Vocabulary) -> bool:
    """ "Pas de tuméfaction", and not "aucune force"."""
    if _is_lost(marks, place, vocabulary) or not place:
        return False
    if any(match.end == place for match in marks.within("cues.no_reaction", place - _DENYING_REACH, place)):
        return True  # "aucun effet fâcheux"
    is_noun = marks.tokens[place - 1].norm in marks.lists.unexplained.denying
    return is_noun and denial(marks, Match("", (place,), False)) is Denial.DENIED


def _is_less(marks: Marks, place: int, vocabulary: Vocabulary) -> bool:
    """ "Moins lourde", and not "moins sensible"."""
    words = marks.lists.unexplained
    is_lessened = place > 0 and marks.tokens[place - 1].norm in ("moins", "less")
    word = marks.tokens[place].norm
    return is_lessened and not vocabulary.calm.lost.holds(word) and not word.startswith(words.feeling)


def _is_lost(marks: Marks, place: int, vocabulary: Vocabulary) -> bool:
    """ "Plus de force", "aucune sensation": what it is no good news to be without."""
    words = marks.lists.unexplained
    before = [token.norm for token in marks.tokens[max(0, place - 2) : place]]
    is_lacking = bool(before) and (before[-1] in words.denying - {"de", "d'"} or before[0] in ("plus", "pas"))
    return is_lacking and vocabulary.calm.lost.holds(marks.tokens[place].norm)


def _is_elsewhere(marks: Marks, place: int) -> bool:
    """Told of somebody else, of another time, or supposed."""
    word = Match("", (place,), False)
    return is_of_another(marks, word) or is_earlier(marks, word) or is_supposed(marks, word)


def _is_of_life(marks: Marks, found: Sequence[Finding], place: int, vocabulary: Vocabulary) -> bool:
    """In a sentence that names no part of the body, nothing alarming, nothing impossible and nothing that is not: a
    common word, or any where everyday life is told.
    """
    first, end = clause_of_patient(marks, place) or marks.sentence(place)
    tokens = marks.tokens[first:end]
    is_common = marks.tokens[place].norm in vocabulary.calm.common
    if any(marks.within(name, first, end) for name in _ALARMING) or _lacks_something(marks, found, first, end):
        return False
    bodies = [match for match in marks.within("requests.body", first, end) if not marks.covers("idiom", match.start)]
    is_site = _names_a_site(marks, first, end)
    if (bodies or is_site) and is_common and _is_circumstance(marks, first, place):
        return True
    if is_site:
        return False
    if bodies:
        return is_common and _is_of_treated_pain(marks, bodies, first, end)
    is_living = any(vocabulary.calm.life.holds(token.norm) for token in tokens)
    return is_common or (is_living and not marks.within("pain.zone", first, end))


def _names_a_site(marks: Marks, first: int, end: int) -> bool:
    """Whether a place of an injection is spoken of; not "douze piqûres", nor where no reaction followed them."""
    words = marks.lists.unexplained
    is_harmless = bool(marks.within("cues.no_reaction", first, end))
    for place in range(first, end):
        norm = marks.tokens[place].norm
        is_counted = place > first and (_is_number(marks, place - 1) or is_harmless) and norm in words.pricks
        if norm in words.sites and not is_counted:
            return True
    return False


def _is_number(marks: Marks, place: int) -> bool:
    token = marks.tokens[place]
    return token.kind is Kind.NUMBER or token.norm in marks.lists.unexplained.numbers


def _lacks_something(marks: Marks, found: Sequence[Finding], first: int, end: int) -> bool:
    """Whether a sentence denies what is no reaction: "je ne trouve plus mes mots"."""
    words = marks.lists.unexplained
    absent = [one.match.start for one in found if one.status is Status.ABSENT and first <= one.match.start < end]
    for match in marks.within("cues.negation", first, end):
        norm = marks.tokens[match.start].norm
        if norm in words.undone or (norm in words.adding and marks.within("cues.no_reaction", first, match.start)):
            continue
        around = marks.tokens[max(first, match.start - 2) : min(end, match.end + 2)]
        if any(token.norm.startswith(words.harmlessly_denied) for token in around):
            continue
        is_of_reaction = any(marks.covers("cues.no_reaction", place) for place in match.places)
        is_turned = any(marks.covers("cues.no_negation", place) for place in match.places)
        if is_turned or not (is_of_reaction or any(0 < start - match.start <= _DENYING_REACH for start in absent)):
            return True
    return False


def _is_circumstance(marks: Marks, first: int, place: int) -> bool:
    """When it is or was: "quand je passe le gant", "devant la télé", up to the next comma."""
    for before in range(place - 1, max(first, place - _CLAUSE) - 1, -1):
        token = marks.tokens[before]
        if token.kind is not Kind.WORD or token.norm in ("et", "and", "mais", "but", "comme", "like"):
            return False
        if token.norm in marks.lists.unexplained.opening:
            return True
    return False


def _is_of_treated_pain(marks: Marks, bodies: Sequence[Match], first: int, end: int) -> bool:
    """Whether a sentence names no part of the body but zones that are treated, and tells how these do."""
    is_treated = all(marks.covers("pain.zone", match.end - 1) for match in bodies)
    return is_treated and (
        _is_scored(marks, first, end) or any(marks.within(name, first, end) for name in _HOW_IT_HURTS)
    )


def _is_scored(marks: Marks, first: int, end: int) -> bool:
    return any(first <= number.start < end for number in numbers(marks))


def _counts(marks: Marks, place: int) -> bool:
    """ "8 degrés", "12 kg"."""
    return marks.covers("pain.unit", place) and place > 0 and marks.tokens[place - 1].kind is Kind.NUMBER


def _is_name(marks: Marks, place: int) -> bool:
    """A capital inside a sentence, after a title, or on a last line of nothing but capitals."""
    first, end = marks.sentence(place)
    if place > first and marks.tokens[place - 1].norm in marks.lists.unexplained.titles:
        return True
    if not _is_title(marks, place):
        return False
    words = [other for other in range(first, end) if marks.tokens[other].kind is Kind.WORD]
    if all(_is_title(marks, other) for other in words):
        return first > 0 and len(words) <= _NAME_LINE
    return place > first


def _is_title(marks: Marks, place: int) -> bool:
    token = marks.tokens[place]
    written = marks.text[token.start : token.end]
    return written[:1].isupper() and written[1:].islower()
