"""What a patient asks for: to be written to no more, an answer, an appointment, an end of the treatment."""

from vigil.replies.meaning.circumstances import topic_answer
from vigil.replies.meaning.leaving import leaves_mails
from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind

_POLITE = frozenset(
    {
        "bonjour", "bonsoir", "svp", "stp", "s'", "il", "vous", "te", "plait", "merci", "cordialement", "please",
        "thanks", "madame", "monsieur", "docteur", "salut", "d'", "avance", "par", "tout", "bien", "beaucoup", "et",
        "bonne", "journee", "soiree",
    }
)  # fmt: skip
_CLOSINGS = frozenset({"cordialement", "cdlt", "salutations", "respectueusement", "sinceres", "mme", "mr", "regards"})
_STOPS = frozenset(
    {
        "stop", "stopp", "stopper", "arret", "arretez", "basta", "desinscription", "desabonnement", "unsubscribe",
    }
)  # fmt: skip


def opt_out(marks: Marks) -> Match | None:
    """The first words that ask to be written to no more, or ``None``."""
    return next(iter(opt_outs(marks)), None)


def opt_outs(marks: Marks) -> list[Match]:
    """All words that ask to be written to no more, in the order of the text."""
    refused = {place for match in marks.found.get("requests.no_opt_out", ()) for place in match.places}
    asked = [match for match in marks.found.get("requests.opt_out", ()) if refused.isdisjoint(match.places)]
    composed = leaves_mails(marks)
    if composed and refused.isdisjoint(composed.places):
        asked.append(composed)
    bare = None if asked else _bare_stop(marks)
    return sorted([*asked, bare] if bare else asked, key=lambda one: one.start)


def _bare_stop(marks: Marks) -> Match | None:
    """A text that says "STOP" and nothing else but politeness, or begins so in capitals: "STOP merci, douleur 3"."""
    if _begins_with_stop(marks):
        return Match("requests.opt_out", (0,), False)
    signed = next((place for place, token in enumerate(marks.tokens) if token.norm in _CLOSINGS), len(marks.tokens))
    words = [place for place in range(signed) if marks.tokens[place].kind in (Kind.WORD, Kind.NUMBER)]
    own = [place for place in words if marks.tokens[place].norm not in _POLITE]
    if own and len(own) <= 3 and all(marks.tokens[place].norm in _STOPS for place in own):
        return Match("requests.opt_out", (own[0],), False)
    return None


def _begins_with_stop(marks: Marks) -> bool:
    is_stop = len(marks.tokens) > 1 and marks.tokens[0].norm == "stop" and marks.words(0, 1).isupper()
    return is_stop and (marks.tokens[1].kind in (Kind.COMMA, Kind.END) or marks.tokens[1].norm in _POLITE)


def question(marks: Marks) -> tuple[int, int] | None:
    """The tokens of the first question put to the practice; a topic that the patient answers is none."""
    for match in marks.found.get("requests.question", ()):
        return match.start, match.end
    for end in marks.ends:
        if marks.tokens[end].kind is Kind.QUESTION:
            first, _ = marks.sentence(end)
            if not _is_answered(marks, first, end):
                return min(first, end), end + 1
    return None


def _is_answered(marks: Marks, first: int, end: int) -> bool:
    """ "Des bleus ? Oui." and "Avez-vous de la fièvre ? non" ask nothing of the practice."""
    if any(first <= match.start < end and topic_answer(marks, match) is not None for match in marks.mentions):
        return True
    following = end + 1
    if following < len(marks.tokens) and marks.tokens[following].kind is Kind.COLON:
        following += 1
    is_number = following < len(marks.tokens) and marks.tokens[following].kind is Kind.NUMBER
    is_answered = is_number or any(marks.covers(f"cues.{name}", following) for name in ("nope", "yes", "gone"))
    return is_answered and end - first <= 12


def first_of(marks: Marks, *names: str) -> Match | None:
    """The first match of any of these requests."""
    return next((match for name in names for match in marks.found.get(f"requests.{name}", ())), None)
