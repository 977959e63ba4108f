"""What goes and is no end: a person, a needle, what goes from one place to another, and a time that goes on."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind

_BEEN_WITHIN = 5


def is_still_lasting(marks: Marks, gone: Match) -> bool:
    """ "I have been pressing for an hour", "for two days now": a time that goes on is no end."""
    words = marks.lists.ending
    if marks.tokens[gone.start].norm != "for":
        return False
    before = marks.tokens[max(0, gone.start - _BEEN_WITHIN) : gone.start]
    after = marks.tokens[gone.end : gone.end + 1]
    return any(token.norm in words.going_on for token in before) or any(
        token.norm in words.until_now for token in after
    )


def is_of_another_verb(marks: Marks, gone: Match) -> bool:
    """ "My glasses don't fit any more", "I can't lift it any more": what is no longer done ends nothing."""
    words = marks.lists.ending
    if not gone.start or tuple(token.norm for token in marks.tokens[gone.start : gone.end]) not in words.no_more:
        return False
    verbs = [token.norm for token in marks.tokens[max(0, gone.start - _BEEN_WITHIN) : gone.start]]
    if not {"not", "never", "no"}.intersection(verbs):
        return False
    return not any(verb.startswith(words.of_signs) for verb in verbs)


def is_of_a_person(marks: Marks, gone: Match) -> bool:
    """ "Je passe le gant", "je suis partie en vacances", "l'aiguille est passée": who goes is no reaction."""
    words = marks.lists.ending
    before = marks.tokens[max(0, gone.start - 2) : gone.start]
    if any(token.norm in words.needles for token in before) and before[-1].kind is Kind.WORD:
        return True
    if not marks.tokens[gone.start].norm.startswith(words.of_who_goes) or not gone.start:
        return False
    return marks.tokens[gone.start - 1].norm in words.persons or marks.tokens[gone.end - 1].norm in words.errands


def goes_from(marks: Marks, gone: Match) -> bool:
    """ "Il est passé du coude au poignet", "à part ça": what goes elsewhere, or "finit par" do so, is not over."""
    words = marks.lists.ending
    if marks.tokens[gone.start].norm == "part" and marks.tokens[gone.start - 1].norm in words.no_leaving:
        return True
    following = [token.norm for token in marks.tokens[gone.end : gone.end + 2]]
    if marks.tokens[gone.end - 1].norm == "rien" and following[:1] in (["ne"], ["n'"]):
        return True
    is_at_last = marks.tokens[gone.start].norm.startswith("fini") and following[:1] == ["par"]
    if is_at_last or not words.through.isdisjoint(following) or _starts_at_a_site(marks, gone):
        return True
    if marks.tokens[gone.end - 1].norm in ("part", "partent") and following and following[0] in words.away_from:
        return words.times.isdisjoint(token.norm for token in marks.tokens[gone.end : gone.end + 4])
    if marks.tokens[gone.end - 1].norm in ("part", "partent", "parti", "partie", "goes", "gone") and following:
        ahead = {token.norm for token in marks.tokens[gone.end : gone.end + 4] if token.kind is not Kind.NUMBER}
        has_time = not words.times.isdisjoint(ahead) or any(
            token.kind is Kind.NUMBER for token in marks.tokens[gone.end : gone.end + 4]
        )
        return following[0] in words.into and not has_time
    is_passed = marks.tokens[gone.end - 1].norm.startswith("pass")
    return (
        is_passed and len(following) > 1 and following[0] in words.away_from and following[1] not in words.from_itself
    )


def _starts_at_a_site(marks: Marks, gone: Match) -> bool:
    """ "Le rouge parti de la piqûre": that is where it begins."""
    if not marks.tokens[gone.end - 1].norm.startswith(("parti", "venu")):
        return False
    following = [token.norm for token in marks.tokens[gone.end : gone.end + 4]]
    is_from = following[:1] and following[0] in marks.lists.ending.away_from
    return bool(is_from) and not marks.lists.unexplained.sites.isdisjoint(following)


def is_a_moment(marks: Marks, gone: Match) -> bool:
    """ "Pas une seconde": what is denied so was not there at all."""
    first, last = marks.tokens[gone.start].norm, marks.tokens[gone.end - 1].norm
    return first in ("un", "une", "a") and last in marks.lists.ending.units


def is_since(marks: Marks, gone: Match) -> bool:
    """ "Depuis que je suis rentrée": since when, and no end."""
    before = [token.norm for token in marks.tokens[max(0, gone.start - 3) : gone.start]]
    return bool(before) and before[-1] in marks.lists.ending.persons and before[-3:-1] in (["depuis", "que"], ["since"])
