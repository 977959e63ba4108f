"""To be written to no more, put together from an end and what we send: "vos relances me fatiguent", "assez de mails".

The terms of ``requests.opt_out`` name whole phrases. Here a word for an end, a refusal or weariness meets a word for
our mails with nothing between them but small words; what the patient ended, has lost or could not open is none.
"""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind, Token

_REACH = 8
_ENDED = frozenset({Kind.COMMA, Kind.END, Kind.QUESTION})


def leaves_mails(marks: Marks) -> Match | None:
    """The words that want no more of our mails, or ``None``."""
    for mail in marks.found.get("requests.mails", ()):
        if _is_of_others(marks, mail):
            continue
        first, end = marks.sentence(mail.start)
        near = max(first, mail.start - _REACH), min(end, mail.end + _REACH)
        for ending in marks.within("requests.ending", *near) + marks.within("requests.weary", *near):
            if _is_meant(marks, ending) and _is_joined(marks, ending, mail):
                start, last = min(ending.start, mail.start), max(ending.end, mail.end)
                return Match("requests.opt_out", tuple(range(start, last)), False)
    return None


def _is_of_others(marks: Marks, mail: Match) -> bool:
    """ "Mes mails", "100 mails": not what we send."""
    before = marks.tokens[max(0, mail.start - 2) : mail.start]
    return any(token.norm in marks.lists.leaving.own or token.kind is Kind.NUMBER for token in before)


def _is_meant(marks: Marks, ending: Match) -> bool:
    """Whether an end is asked for: not "j'ai fini", not "n'arrêtez pas"."""
    words = marks.lists.leaving
    before = marks.tokens[max(0, ending.start - 2) : ending.start]
    if marks.covers("requests.weary", ending.start):
        is_of_us = ending.end < len(marks.tokens) and marks.tokens[ending.end].norm in ("you", "vous")
        return not is_of_us and not any(token.norm in words.denying for token in before)
    if marks.tokens[ending.start].norm in words.doing and any(token.norm in ("je", "j'") for token in before):
        return False
    after = marks.tokens[ending.end : ending.end + 2]
    is_denied = any(token.norm in words.denying for token in before) and any(t.norm in ("pas", "jamais") for t in after)
    is_denied |= bool(before) and before[-1].norm in ("not", "never")
    is_done = marks.tokens[ending.start].norm not in words.none and any(token.norm in words.having for token in before)
    return not is_denied and not is_done


def _is_joined(marks: Marks, ending: Match, mail: Match) -> bool:
    """Whether nothing but small words lies between, and an end told after has no object of its own."""
    words = marks.lists.leaving
    if ending.start < mail.start:
        between = marks.tokens[ending.end : mail.start]
        is_final = marks.tokens[ending.end - 1].norm in words.final
        return all(_is_small(marks, token) or (is_final and token.kind is Kind.COMMA) for token in between)
    if marks.covers("requests.weary", ending.start):
        return all(_is_small(marks, token) for token in marks.tokens[mail.end : ending.start])
    after = marks.tokens[ending.end] if ending.end < len(marks.tokens) else None
    is_bare = after is None or after.kind in _ENDED or after.norm in words.polite
    return is_bare and all(
        _is_small(marks, token) or token.kind is Kind.COMMA for token in marks.tokens[mail.end : ending.start]
    )


def _is_small(marks: Marks, token: Token) -> bool:
    return token.norm in marks.lists.leaving.between
