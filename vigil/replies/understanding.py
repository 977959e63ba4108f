"""What a patient's own words say: a score, reactions and their status, an urgency, requests, what is not understood.

Pure rules over the vocabulary of ``config/vocabulary``; every finding keeps the exact words that it was read from.
Free text may raise an urgency and never lowers one; nothing read here closes anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from vigil.domain.eva import Eva
from vigil.domain.words import ReactionCode, Urgency
from vigil.replies.meaning.comparing import with_rebound
from vigil.replies.meaning.concluding import Reaction, reactions
from vigil.replies.meaning.eva import Score, score, tells_only_earlier
from vigil.replies.meaning.findings import findings
from vigil.replies.meaning.limits import reasons
from vigil.replies.meaning.marks import Marks, mark
from vigil.replies.meaning.none_told import with_none
from vigil.replies.meaning.requests import is_bare, opt_out, stops_something
from vigil.replies.meaning.tokens import LONGEST_TEXT, composed
from vigil.replies.meaning.urgency import urgency
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.words import COULD_BE_URGENT, Level, Status


@dataclass(frozen=True)
class Evidence:
    """Where a finding comes from: the field it fills, the exact words of the text, and the rule that read them."""

    field: str
    words: str
    rule: str

    def as_json(self) -> dict[str, str]:
        return {"field": self.field, "words": self.words, "rule": self.rule}


@dataclass(frozen=True)
class Understood:
    """What one reply says. ``eva`` holds both ends of a range; ``bounce`` is ``hard``, ``soft`` or ``None``.

    ``auto_reply``, ``bounce`` and ``message_ref`` are known from the message and not from its words.
    """

    reply_text: str
    eva: Eva | None
    reactions: Mapping[ReactionCode, Status]
    urgency: Level
    opt_out: bool
    needs_human: bool
    evidence: tuple[Evidence, ...]
    auto_reply: bool = False
    bounce: str | None = None
    message_ref: str | None = None

    @property
    def domain_urgency(self) -> Urgency:
        """The urgency that an alert would have; a routine one informs."""
        raised = {Level.EMERGENCY: Urgency.EMERGENCY, Level.SAME_DAY: Urgency.SAME_DAY}
        return raised.get(self.urgency, Urgency.INFORMATION)

    def as_json(self) -> dict[str, object]:
        """The object that ``vigil understand`` prints; of a range ``eva`` is the middle."""
        return {
            "reply_text": self.reply_text,
            "eva": self.eva.middle if self.eva else None,
            "reactions": {code.value: status.value for code, status in self.reactions.items()},
            "urgency": self.urgency.code,
            "opt_out": self.opt_out,
            "auto_reply": self.auto_reply,
            "bounce": self.bounce,
            "needs_human": self.needs_human,
            "evidence": [one.as_json() for one in self.evidence],
            "message_ref": self.message_ref,
        }


def understand_text(text: str, subject: str = "", *, vocabulary: Vocabulary) -> Understood:
    """What a reply says; total on any text, and bounded: what is too long to read whole goes to a person."""
    marks = mark(text, vocabulary)
    found = findings(marks, vocabulary)
    told = reactions(found, vocabulary)
    pain = score(marks)
    told = with_none(marks, found, with_rebound(marks, told, pain), vocabulary)
    level, causes = urgency(found, vocabulary)
    leaves = _opts_out(marks, subject, vocabulary)
    is_answer = bool(told or pain or leaves)
    why = reasons(marks, found, told, level, vocabulary, is_answer=is_answer)
    if (pain and pain.is_unsure) or (not pain and tells_only_earlier(marks)):
        why.append(("score to be confirmed", None))
    evidence = _of_score(pain)
    evidence += [_of_reaction(marks, one) for one in told.values()]
    evidence += [Evidence("urgency", marks.words(one.match.start, one.match.end), one.concept.name) for one in causes]
    if level is Level.ROUTINE and (alarming := [place for rule, place in why if rule == COULD_BE_URGENT and place]):
        level = Level.SAME_DAY
        evidence.append(Evidence("urgency", marks.words(*alarming[0]), COULD_BE_URGENT))
    evidence += [leaves] if leaves else []
    evidence += [Evidence("needs_human", marks.words(*place) if place else "", rule) for rule, place in why]
    return Understood(
        text if len(text) > LONGEST_TEXT else composed(text),
        Eva(round(pain.low * 10), round(pain.high * 10)) if pain else None,
        {code: one.status for code, one in told.items()},
        level,
        leaves is not None,
        bool(why),
        tuple(evidence),
    )


def _opts_out(marks: Marks, subject: str, vocabulary: Vocabulary) -> Evidence | None:
    match = opt_out(marks)
    if match:
        return Evidence("opt_out", marks.words(match.start, match.end), "asks to be written to no more")
    if subject:
        heading = mark(subject, vocabulary)
        match = opt_out(heading)
        if match and not (is_bare(match) and stops_something(marks)):
            return Evidence("opt_out", heading.words(match.start, match.end), "asks so in the subject")
    return None


def _of_score(pain: Score | None) -> list[Evidence]:
    if not pain:
        return []
    if pain.low == pain.high:
        return [Evidence("eva", pain.words, pain.rule)]
    return [Evidence("eva", pain.words, f"{pain.rule}, {pain.low:g} to {pain.high:g}")]


def _of_reaction(marks: Marks, one: Reaction) -> Evidence:
    return Evidence(f"reactions.{one.code}", marks.words(one.start, one.end), f"{one.status}: {one.rule}")
