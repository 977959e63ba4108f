"""What a patient asks for: to be written to no more, an answer, an appointment, an end of the treatment."""

from vigil.replies.meaning.leaving import leaves_mails
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.parting import parts_from_us
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.refusing import is_said_to_others, refuses_mails
from vigil.replies.meaning.tokens import Kind

_SHORT = 4


def opt_out(marks: Marks) -> Match | None:
    """The first words that ask to be written to no more, or ``None``."""
    return next(iter(opt_outs(marks)), None)


def opt_outs(marks: Marks) -> list[Match]:
    """All words that ask to be written to no more, in the order of the text."""
    refused = {place for match in marks.found.get("requests.no_opt_out", ()) for place in match.places}
    asked = [match for match in marks.found.get("requests.opt_out", ()) if refused.isdisjoint(match.places)]
    composed = (leaves_mails(marks), refuses_mails(marks), parts_from_us(marks))
    asked += [match for match in composed if match and refused.isdisjoint(match.places)]
    asked = [match for match in asked if not is_said_to_others(marks, match)]
    bare = None if asked else _bare_stop(marks)
    return sorted([*asked, bare] if bare else asked, key=lambda one: one.start)


def stops_something(marks: Marks) -> bool:
    """ "Stop au tramadol !": a text that tells what else is stopped, so that a bare "stop" in its subject is that."""
    return any(token.norm in marks.lists.requests.stops for token in marks.tokens)


def is_bare(match: Match) -> bool:
    """Whether nothing but "stop" was read."""
    return len(match.places) == 1


def _bare_stop(marks: Marks) -> Match | None:
    """A text that says "STOP" and nothing else but politeness, or begins so in capitals: "STOP merci, douleur 3"."""
    lists = marks.lists.requests
    if _begins_with_stop(marks):
        return Match("requests.opt_out", (0,), False)
    signed = next(
        (place for place, token in enumerate(marks.tokens) if token.norm in lists.closings), len(marks.tokens)
    )
    words = [place for place in range(signed) if marks.tokens[place].kind in (Kind.WORD, Kind.NUMBER)]
    own = [place for place in words if marks.tokens[place].norm not in lists.polite]
    if own and len(own) <= 3 and all(marks.tokens[place].norm in lists.stops for place in own):
        return Match("requests.opt_out", (own[0],), False)
    return _polite_stop(marks)


def _polite_stop(marks: Marks) -> Match | None:
    """A sentence of its own that asks to stop: "Please stop. I do not read these."."""
    lists = marks.lists.requests
    first = 0
    for end in (*marks.ends, len(marks.tokens)):
        words = [token.norm for token in marks.tokens[first:end] if token.kind is Kind.WORD]
        if (
            1 < len(words) <= _SHORT
            and any(word in lists.stops for word in words)
            and set(words) <= lists.stops | lists.polite
        ):
            return Match("requests.opt_out", (first,), False)
        first = end + 1
    return None


def _begins_with_stop(marks: Marks) -> bool:
    words = marks.lists.requests
    is_stop = len(marks.tokens) > 1 and marks.tokens[0].norm == "stop" and marks.words(0, 1).isupper()
    return is_stop and (marks.tokens[1].kind in (Kind.COMMA, Kind.END) or marks.tokens[1].norm in words.polite)


def first_of(marks: Marks, *names: str) -> Match | None:
    """The first match of any of these requests; "pas besoin d'ordonnance" is none."""
    vain = {place for match in marks.found.get("requests.no_request", ()) for place in match.places}
    asked = (match for name in names for match in marks.found.get(f"requests.{name}", ()))
    return next((match for match in asked if vain.isdisjoint(match.places)), None)
