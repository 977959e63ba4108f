"""The words that no rule has read and that are not known to be harmless: a text that holds one goes to a person.

The other rules look for danger in words that somebody thought of. This one asks the reverse, so that what nobody has
thought of is not taken for harmless: in a text that is left alone every word is read, or calm (``calm.toml``).
"""

from collections.abc import Sequence

from vigil.replies.meaning.clauses import (
    clause_of_patient,
    is_done_by_clinic,
    qualifies_number,
    states_number,
)
from vigil.replies.meaning.earlier import is_earlier
from vigil.replies.meaning.findings import Finding
from vigil.replies.meaning.lacking import is_less, is_lost, is_word_denied, lacks_something
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.naming import counts, is_name, is_scored
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.people import is_of_another
from vigil.replies.meaning.requests import opt_outs
from vigil.replies.meaning.scopes import scope
from vigil.replies.meaning.supposing import is_supposed
from vigil.replies.meaning.things import is_at_a_place, is_mere_thing
from vigil.replies.meaning.tokens import Kind
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.words import COULD_BE_URGENT, Status
from vigil.replies.meaning.working import is_trade, is_work

_SHORTEST = 3
_BESIDE = 14
"""Tokens of the same sentence on either side of a reaction, in which a word may tell how it looks."""
_EXPLAINING = (
    "cues.negation", "cues.no_longer", "cues.no_negation", "cues.barrier", "cues.preposition", "cues.little",
    "cues.gone", "cues.all_gone", "cues.not_gone", "cues.persisting", "cues.hypothesis", "cues.fear",
    "cues.other_cause",
    "cues.family", "cues.observing", "cues.earlier", "cues.as_earlier", "cues.again", "cues.now", "cues.yes",
    "cues.nope", "cues.second_person", "cues.no_reaction", "cues.slight", "cues.denied_after", "pain.score",
    "pain.stating", "pain.earlier", "pain.now", "pain.moving", "pain.varying", "pain.other_scale",
    "requests.small_talk", "requests.no_opt_out", "requests.not_uneasy", "requests.no_request",
)  # fmt: skip
_ALARMING = ("requests.alarm", "requests.danger", "requests.unable")
_HOW_IT_HURTS = ("pain.score", "pain.stating", "requests.small_talk")
_CLAUSE = 8
_ALONE = frozenset({"pain", "idiom"})
_NOT_THERE = (None, Status.ABSENT, Status.PAST)


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
        is_calm |= marks.covers("pain.zone", place) and is_scored(marks, *marks.sentence(place))
        if is_calm and not is_lost(marks, place, vocabulary):
            continue
        is_told = not (
            is_less(marks, place, vocabulary)
            or is_word_denied(marks, place, vocabulary)
            or counts(marks, place)
            or is_name(marks, place)
            or is_done_by_clinic(marks, place)
            or (qualifies_number(marks, place) and not is_never)
            or (states_number(marks, place) and not is_never)
            or is_work(marks, place, vocabulary)
            or is_trade(marks, place, vocabulary)
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
    is_score = is_scored(marks, first, end) and all(marks.covers("pain.zone", body.end - 1) for body in bodies)
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


def _is_elsewhere(marks: Marks, place: int) -> bool:
    """Told of somebody else, of another time, or supposed."""
    word = Match("", (place,), False)
    return is_of_another(marks, word) or is_earlier(marks, word) or is_supposed(marks, word)


def _is_of_life(marks: Marks, found: Sequence[Finding], place: int, vocabulary: Vocabulary) -> bool:
    """In a sentence that names no part of the body, nothing alarming, nothing impossible and nothing that is not: a
    common word, any where everyday life is told, and what can only be a thing or a deed.
    """
    first, end = scope(marks, place, vocabulary)
    tokens = marks.tokens[first:end]
    is_common = marks.tokens[place].norm in vocabulary.calm.common
    if _is_alarming(marks, found, first, end) or lacks_something(marks, found, first, end):
        return False
    bodies = [match for match in marks.within("requests.body", first, end) if not marks.covers("idiom", match.start)]
    is_site = _names_a_site(marks, first, end)
    is_beside = is_common and (_is_circumstance(marks, first, place) or is_at_a_place(marks, place))
    if (bodies or is_site) and is_beside:
        return True
    if is_site:
        return False
    if bodies:
        return is_common and _is_of_treated_pain(marks, bodies, first, end)
    is_living = any(vocabulary.calm.life.holds(token.norm) for token in tokens)
    if is_common or (is_living and not marks.within("pain.zone", first, end)):
        return True
    return is_mere_thing(marks, place, vocabulary)


def _is_alarming(marks: Marks, found: Sequence[Finding], first: int, end: int) -> bool:
    """Whether something alarming is said that was not read as denied, supposed, or somebody else's."""
    calm = {place for one in found if one.status in _NOT_THERE for place in range(one.match.start, one.match.end)}
    return any(calm.isdisjoint(match.places) for name in _ALARMING for match in marks.within(name, first, end))


def _is_of_treated_pain(marks: Marks, bodies: Sequence[Match], first: int, end: int) -> bool:
    """Whether a sentence names no part of the body but zones that are treated, and tells how these do."""
    is_treated = all(marks.covers("pain.zone", match.end - 1) for match in bodies)
    return is_treated and (
        is_scored(marks, first, end) or any(marks.within(name, first, end) for name in _HOW_IT_HURTS)
    )


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


def _is_circumstance(marks: Marks, first: int, place: int) -> bool:
    """When it is or was: "quand je passe le gant", "devant la télé", up to the next comma."""
    for before in range(place - 1, max(first, place - _CLAUSE) - 1, -1):
        token = marks.tokens[before]
        if token.kind is not Kind.WORD or token.norm in ("et", "and", "mais", "but", "comme", "like"):
            return False
        if token.norm in marks.lists.unexplained.opening:
            return True
    return False
