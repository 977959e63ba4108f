"""Questions told by their form: a verb and its subject turned around, a mark, and not what only sounds like one."""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.tokens import Kind
from vigil.replies.meaning.topics import topic_answer

_TOPIC_WORDS = 5


def question(marks: Marks) -> tuple[int, int] | None:
    """The tokens of the first question put to the practice; a topic that the patient answers is none."""
    vain = {place for match in marks.found.get("requests.no_request", ()) for place in match.places}
    for match in marks.found.get("requests.question", ()):
        if vain.isdisjoint(match.places):
            return match.start, match.end
    turned = _turned_around(marks, vain) or _ends_asking(marks)
    if turned:
        return turned
    for end in marks.ends:
        if marks.tokens[end].kind is Kind.QUESTION:
            first, _ = marks.sentence(end)
            if vain.isdisjoint(range(first, end)) and not _is_answered(marks, first, end):
                return min(first, end), end + 1
    return None


def _turned_around(marks: Marks, vain: set[int]) -> tuple[int, int] | None:
    """ "Peut-on nager", "une place se libère-t-elle", with or without its mark."""
    words = marks.lists.asking
    for place in range(1, len(marks.tokens)):
        token = marks.tokens[place]
        if token.norm not in words.subjects or marks.text[token.start - 1 : token.start] not in ("-", "‑"):
            continue
        verb = place - 2 if marks.tokens[place - 1].norm == "t" and place > 1 else place - 1
        before = marks.tokens[verb - 1].norm if verb else ""
        is_literary = before in words.before_inversion or place in vain or place - 1 in vain
        first, end = marks.sentence(place)
        is_marked = end < len(marks.tokens) and marks.tokens[end].kind is Kind.QUESTION
        is_literary |= is_marked and _is_answered(marks, first, end)
        if marks.tokens[verb].kind is Kind.WORD and not is_literary and not _is_no_verb(marks, verb, place):
            return verb, place + 1
    return None


def _ends_asking(marks: Marks) -> tuple[int, int] | None:
    """ "On se revoit quand." and "ça coûte combien": a question word that ends its sentence."""
    words = marks.lists.asking
    for place in range(1, len(marks.tokens)):
        is_last = place + 1 == len(marks.tokens) or marks.tokens[place + 1].kind is Kind.END
        if is_last and marks.tokens[place].norm in words.asking and marks.tokens[place - 1].norm not in words.no_matter:
            return place - 1, place + 1
    return None


def _is_no_verb(marks: Marks, verb: int, place: int) -> bool:
    """ "Rendez-vous", "dit-il", "reposez-vous"; but "peut-on" and "est-il" ask."""
    is_asked = marks.tokens[verb].norm in ("peut", "est") and marks.tokens[place].norm in ("on", "il", "elle", "ce")
    return marks.tokens[verb].norm in marks.lists.asking.no_verbs and not is_asked


def _is_answered(marks: Marks, first: int, end: int) -> bool:
    """ "Des bleus ? Oui.", "La douleur ? Je dirais 3.", "Avez-vous de la fièvre ? non": ask nothing of the practice."""
    if any(first <= match.start < end and topic_answer(marks, match) is not None for match in marks.mentions):
        return True
    following = end + 1
    if following < len(marks.tokens) and marks.tokens[following].kind is Kind.COLON:
        following += 1
    is_number = following < len(marks.tokens) and marks.tokens[following].kind is Kind.NUMBER
    is_answered = is_number or any(marks.covers(f"cues.{name}", following) for name in ("nope", "yes", "gone"))
    return (is_answered and end - first <= 12) or _is_topic(marks, first, end)


def _is_topic(marks: Marks, first: int, end: int) -> bool:
    """A short "la douleur ?" that is followed by a number or by how it goes."""
    if end - first > _TOPIC_WORDS or not marks.within("pain.score", first, end) + marks.within("pain.zone", first, end):
        return False
    _, until = marks.sentence(min(end + 1, len(marks.tokens) - 1))
    is_number = any(token.kind is Kind.NUMBER for token in marks.tokens[end + 1 : until])
    return is_number or bool(marks.within("requests.small_talk", end + 1, until))
