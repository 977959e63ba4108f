"""What a raw message says: its author's own words (``words``) understood (``understanding``), or that nobody wrote it.

An automatic reply or a bounce is never a report: nothing is read from it. But danger in its words sends it to a person,
since what is taken for an absence may be somebody's cry.
"""

from dataclasses import replace

from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.words import Level
from vigil.replies.understanding import Evidence, Understood, understand_text
from vigil.replies.words.auto_replies import reads_automatic
from vigil.replies.words.message import ReadMessage
from vigil.replies.words.reading import read_message


def understand_message(raw: bytes, vocabulary: Vocabulary) -> Understood:
    """Read one raw message (RFC 5322) and understand it; never raises, whatever the bytes."""
    return understand_read(read_message(raw), vocabulary)


def understand_words(text: str, subject: str, vocabulary: Vocabulary) -> Understood:
    """Understand a text of which only the subject is known besides; an absence is told by its words alone."""
    said = understand_text(text, subject, vocabulary=vocabulary)
    return replace(_not_a_report(said), auto_reply=True) if reads_automatic(subject, text) else said


def understand_read(message: ReadMessage, vocabulary: Vocabulary) -> Understood:
    """Understand a message that was read; what could not be read of it goes to a person, with the reason."""
    said = understand_text(message.reply_text, message.subject, vocabulary=vocabulary)
    if message.is_auto_reply or message.bounce is not None:
        said = _not_a_report(said)
    problems = tuple(Evidence("needs_human", "", str(problem)) for problem in message.problems)
    return replace(
        said,
        needs_human=said.needs_human or bool(problems),
        evidence=said.evidence + problems,
        auto_reply=message.is_auto_reply,
        bounce=message.bounce.value if message.bounce else None,
        message_ref=message.message_ref,
    )


def _not_a_report(said: Understood) -> Understood:
    is_alarming = said.urgency is not Level.ROUTINE
    return replace(
        said,
        eva=None,
        reactions={},
        urgency=Level.ROUTINE,
        opt_out=False,
        needs_human=is_alarming,
        evidence=tuple(one for one in said.evidence if is_alarming and one.field == "urgency"),
    )
