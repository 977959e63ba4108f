"""The free words of a form, read: whether a person has to read them the same day, or all was understood.

Stricter than for an e-mail, where the reading itself answers: here the ticks answered, and the words may wait only if
every one of them is known, nothing in them is urgent or asked, and they say nothing that was not ticked.
"""

from dataclasses import replace

from vigil.domain.answers import Answers, WordsRead
from vigil.domain.reactions import conclude
from vigil.domain.words import ReactionCode
from vigil.replies.answers import reasons_of
from vigil.replies.meaning.limits import knows_every_word
from vigil.replies.meaning.marks import mark
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.words import Status
from vigil.replies.understanding import Understood, understand_text

_MACHINE = ("[non reconnu]", "[texte coupé", "[et ")
"""How the lines begin that a form's reading adds: what nobody understood always goes to a person."""


def with_words_read(answers: Answers, vocabulary: Vocabulary | None) -> Answers:
    """The answers with the reading of their words; without a vocabulary they stay unread."""
    if vocabulary is None or not answers.words.strip():
        return answers
    try:
        said = understand_text(answers.words, vocabulary=vocabulary)
        reasons = [*reasons_of(said), *_more(answers, said, vocabulary)]
    except Exception:  # an answer is never lost to the reading of its words: a person reads them
        return answers
    return replace(answers, words_read=WordsRead(said.domain_urgency, tuple(dict.fromkeys(reasons))))


def _more(answers: Answers, said: Understood, vocabulary: Vocabulary) -> list[str]:
    more = []
    is_added = any(line.startswith(_MACHINE) for line in answers.words.splitlines())
    if is_added or not knows_every_word(mark(answers.words, vocabulary), vocabulary):
        more.append("not_understood")
    ticked = {reaction.code for reaction in conclude(answers)}
    if any(_is_news(code, status, ticked) for code, status in said.reactions.items()):
        more.append("not_ticked")
    if said.eva is not None and all(answer.eva != said.eva for answer in answers.evas):
        more.append("score_to_be_confirmed")
    return [*more, "opt_out"] if said.opt_out else more


def _is_news(code: ReactionCode, status: Status, ticked: set[ReactionCode]) -> bool:
    if code is ReactionCode.NONE_REPORTED:
        return bool(ticked - {code})
    return status in (Status.PRESENT, Status.RESOLVED) and code not in ticked
