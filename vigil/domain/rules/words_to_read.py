"""What a patient writes in their own words may be the most important line of the form: a person reads it the same day.

Words of danger are as urgent as what they name, and the patient is told so at once. Only words that are wholly
understood and routine ("merci, tout va bien") can wait: nobody is called for them, and they stay with the answer. What
is not understood, a question, a worry, a contradiction, or words that nothing has read, never wait. Free text may raise
an urgency and never lowers one.

Source: design of the answers (what is not understood goes to a person).
Last reviewed: 2026-11.
"""

from datetime import datetime
from hashlib import sha256

from vigil.domain.answers import WordsRead
from vigil.domain.findings import Bilingual, Finding
from vigil.domain.history import History
from vigil.domain.rules.labels import WHY_READ
from vigil.domain.rules.reading import answers, context
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import listed, say
from vigil.domain.words import Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """As urgent as the words are read to be, and the same day unless all was understood; they stay behind the link."""
    words, read = answers(history).words.strip(), answers(history).words_read
    if not words and not (read and read.reasons):
        return None
    if read is None:
        return _finding(history, Urgency.SAME_DAY, _reason(words))
    if read.urgency > Urgency.SAME_DAY and not read.reasons:
        return _finding(history, Urgency.INFORMATION, _understood(words))
    is_urgent = read.urgency <= Urgency.SAME_DAY
    urgency = min(read.urgency, Urgency.SAME_DAY)
    reason = _alarm(words) if is_urgent else _reason(words) if words else _OTHER
    return _finding(history, urgency, reason, *_why(read), tells_patient=is_urgent)


def _finding(
    history: History, urgency: Urgency, reason: Bilingual, *why: Bilingual, tells_patient: bool = False
) -> Finding:
    return RULE.on_ask(
        history, urgency, reason, *why, *context(history), tells_patient=tells_patient, rests_on=_seen(history)
    )


def _seen(history: History) -> tuple[str, ...]:
    """The words, and each time a photo came: as many other words, or another photo, are something new to read."""
    said, report = answers(history), history.report
    with_photo = said.words_read is not None and "photos" in said.words_read.reasons
    mark = sha256(said.words.strip().encode()).hexdigest()[:16]
    return (mark, report.id.hex) if with_photo and report is not None else (mark,)


_OTHER = say("Photo ou pièce jointe à regarder.", "A photo or an attachment to look at.")


def _reason(words: str) -> Bilingual:
    return say(
        f"Message libre à lire ({_counted(words, 'mot')}).", f"Free text to be read ({_counted(words, 'word')})."
    )


def _understood(words: str) -> Bilingual:
    fr, en = _counted(words, "mot"), _counted(words, "word")
    return say(f"Message libre, lu et compris ({fr}).", f"Free text, read and understood ({en}).")


def _alarm(words: str) -> Bilingual:
    return say(
        f"Mots d'alerte dans le message libre, à lire ({_counted(words, 'mot')}).",
        f"Words of danger in the free text, to be read ({_counted(words, 'word')}).",
    )


def _why(read: WordsRead) -> tuple[Bilingual, ...]:
    """One line of evidence: what keeps the reading from being enough."""
    known = [WHY_READ[reason] for reason in read.reasons if reason in WHY_READ]
    if not known:
        return ()
    both = listed(tuple(known))
    return (say(f"À lire par une personne : {both.fr}.", f"A person has to read it: {both.en}."),)


def _counted(words: str, noun: str) -> str:
    number = len(words.split())
    return f"{number} {noun}{'s' if number > 1 else ''}"


RULE = Rule("words_to_read", 2, NoThresholds, evaluate)
