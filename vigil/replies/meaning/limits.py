"""When the reading of a text is not enough and a person must read it: asked, urgent, contradictory, not understood."""

from collections.abc import Mapping, Sequence

from vigil.domain.words import ReactionCode
from vigil.replies.meaning.alarms import HOW_IT_GOES, Why, alarms
from vigil.replies.meaning.asking import question
from vigil.replies.meaning.concluding import Reaction
from vigil.replies.meaning.findings import Finding
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.negation import Denial, denial
from vigil.replies.meaning.people import written_for_patient
from vigil.replies.meaning.requests import first_of, opt_out
from vigil.replies.meaning.tokens import LONGEST_TEXT, Kind
from vigil.replies.meaning.unexplained import unexplained
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
) -> Why:
    """Why a person must read the text, each with the tokens that show it; nothing where the reading is enough."""
    why: Why = []
    if level > Level.ROUTINE:
        why.append(("urgent", None))
    asked = question(marks)
    if asked and not _asks_to_stop(marks, asked):
        why.append(("question", asked))
    proxy = written_for_patient(marks)
    why += [("written for the patient", proxy)] if proxy else []
    if not is_answer and any(token.norm in marks.lists.limits.treated for token in marks.tokens):
        why += [("told of somebody else", one.place) for one in found if one.rule == "another person"][:1]
    for name in ("appointment", "stop_treatment"):
        match = first_of(marks, name)
        if match:
            why.append((name, (match.start, match.end)))
    why += [("contradictory", (one.start, one.end)) for one in told.values() if one.is_contradictory]
    why += [("unsure", (one.match.start, one.match.end)) for one in found if one.is_unsure]
    why += _uneasy(marks)
    why += _may_go_on(marks, found)
    why += [("fever that has passed", one.place) for one in found if _was_fever(one)]
    why += alarms(marks, found, level, vocabulary)
    if not is_answer and not _is_understood(marks, found, vocabulary):
        why.append(("not understood", None))
    if not why:
        why = unexplained(marks, found, vocabulary)
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


def _uneasy(marks: Marks) -> Why:
    calmed = {place for match in marks.found.get("requests.not_uneasy", ()) for place in match.places}
    for match in marks.found.get("requests.uneasy", ()):
        is_denied = len(match.places) == 1 and denial(marks, match) is Denial.DENIED
        if calmed.isdisjoint(match.places) and not is_denied:
            return [("uneasy", (match.start, match.end))]
    return []


def _may_go_on(marks: Marks, found: Sequence[Finding]) -> Why:
    """A bleeding told of now, and not as a small one, could be urgent."""
    for finding in found:
        if finding.concept.code is ReactionCode.BLEEDING and finding.status is Status.PRESENT:
            first, end = marks.sentence(finding.match.start)
            if not marks.within("cues.slight", first, end):
                return [("a bleeding that may go on", finding.place)]
    return []


def _was_fever(finding: Finding) -> bool:
    return finding.concept.code is ReactionCode.FEVER and finding.status is Status.RESOLVED


def _is_understood(marks: Marks, found: Sequence[Finding], vocabulary: Vocabulary) -> bool:
    """Whether a text that answers nothing says at least how it goes, in words most of which are known."""
    words = [token.norm for token in marks.tokens if token.kind is Kind.WORD and len(token.norm) >= _LONG_WORD]
    if not words:
        return marks.has("requests.small_talk") or not marks.tokens
    if not found and not any(marks.has(name) for name in HOW_IT_GOES):
        return False
    known = sum(vocabulary.patterns.is_known(word) for word in words)
    return known >= _KNOWN_SHARE * len(words)
