"""When the reading of a text is not enough and a person must read it: asked, urgent, contradictory, not understood."""

from collections.abc import Mapping, Sequence

from vigil.domain.words import ReactionCode
from vigil.replies.meaning.findings import Finding, Reaction
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.requests import first_of, opt_out, question
from vigil.replies.meaning.tokens import LONGEST_TEXT, Kind
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.words import Level, Status

_KNOWN_SHARE = 0.5
_LONG_WORD = 4


def reasons(
    marks: Marks,
    found: Sequence[Finding],
    told: Mapping[ReactionCode, Reaction],
    level: Level,
    vocabulary: Vocabulary,
    *,
    is_answer: bool,
) -> list[tuple[str, tuple[int, int] | None]]:
    """Why a person must read the text, each with the tokens that show it; nothing where the reading is enough."""
    why: list[tuple[str, tuple[int, int] | None]] = []
    if level > Level.ROUTINE:
        why.append(("urgent", None))
    asked = question(marks)
    if asked and not _asks_to_stop(marks, asked):
        why.append(("question", asked))
    proxy = marks.found.get("cues.proxy", ())
    why += [("written for the patient", (match.start, match.end)) for match in proxy[:1]]
    for name in ("appointment", "stop_treatment"):
        match = first_of(marks, name)
        if match:
            why.append((name, (match.start, match.end)))
    why += [("contradictory", (one.start, one.end)) for one in told.values() if one.is_contradictory]
    why += [("unsure", (one.match.start, one.match.end)) for one in found if one.is_unsure]
    why += _uneasy(marks)
    why += _may_go_on(marks, found)
    why += [("fever that has passed", _place(one)) for one in found if _was_fever(one)]
    why += _unread_danger(marks, found)
    if not is_answer and not _is_understood(marks, vocabulary):
        why.append(("not understood", None))
    if len(marks.text) >= LONGEST_TEXT:
        why.append(("too long to read whole", None))
    return why


def knows_every_word(marks: Marks, vocabulary: Vocabulary) -> bool:
    """Whether no word that could carry a meaning is unknown."""
    words = (token.norm for token in marks.tokens if token.kind is Kind.WORD and len(token.norm) >= _LONG_WORD)
    return all(vocabulary.patterns.is_known(word) for word in words)


def _asks_to_stop(marks: Marks, asked: tuple[int, int]) -> bool:
    """ "Pouvez-vous arrêter de m'écrire ?" is answered by writing no more."""
    first, end = marks.sentence(asked[0])
    leaving = opt_out(marks)
    return leaving is not None and first <= leaving.start < end


def _uneasy(marks: Marks) -> list[tuple[str, tuple[int, int] | None]]:
    calmed = {place for match in marks.found.get("requests.not_uneasy", ()) for place in match.places}
    for match in marks.found.get("requests.uneasy", ()):
        if calmed.isdisjoint(match.places):
            return [("uneasy", (match.start, match.end))]
    return []


def _may_go_on(marks: Marks, found: Sequence[Finding]) -> list[tuple[str, tuple[int, int] | None]]:
    """A bleeding told of now, and not as a small one, could be urgent."""
    for finding in found:
        if finding.concept.code is ReactionCode.BLEEDING and finding.status is Status.PRESENT:
            first, end = marks.sentence(finding.match.start)
            if not marks.within("cues.slight", first, end):
                return [("could be urgent", (finding.match.start, finding.match.end))]
    return []


def _was_fever(finding: Finding) -> bool:
    return finding.concept.code is ReactionCode.FEVER and finding.status is Status.RESOLVED


def _place(finding: Finding) -> tuple[int, int]:
    return finding.match.start, finding.match.end


def _unread_danger(marks: Marks, found: Sequence[Finding]) -> list[tuple[str, tuple[int, int] | None]]:
    """A word of danger that no rule has read, and a growth of what is not named."""
    read = {place for finding in found for place in finding.match.places}
    for match in marks.found.get("requests.danger", ()):
        if read.isdisjoint(match.places):
            return [("danger word not read", (match.start, match.end))]
    return []


def _is_understood(marks: Marks, vocabulary: Vocabulary) -> bool:
    """Whether most words of a text that answers nothing are known, and it says something."""
    words = [token.norm for token in marks.tokens if token.kind is Kind.WORD and len(token.norm) >= _LONG_WORD]
    if not words:
        return marks.has("requests.small_talk") or not marks.tokens
    known = sum(vocabulary.patterns.is_known(word) for word in words)
    return known >= _KNOWN_SHARE * len(words)
