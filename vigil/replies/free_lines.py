"""All that a form holds in words: the patient's own text, short descriptions, and what could not be read."""

from vigil.domain.errors import Refused
from vigil.replies.fields import FieldReader, cleaned
from vigil.replies.reaction_options import BY_KEY

WORDS_LIMIT = 20_000  # characters: some ten pages, more than anyone types on a phone
_NOTE_ROOM = 200
_ASKED_IN_WORDS = {"describe": "", "since": " (depuis quand)"}


def all_words(reader: FieldReader, *, may_refuse: bool) -> str:
    """The words of a form in which everything else has been read, at most ``WORDS_LIMIT`` characters.

    Longer text is ``Refused`` with its field named, so that the page can ask for less and keep what was typed; where
    that could hold up a danger sign (``may_refuse`` false) it is cut instead, and says so.
    """
    own = "\n".join(filter(None, [reader.line("words"), *_descriptions(reader)]))
    if len(own) > WORDS_LIMIT:
        if may_refuse:
            raise Refused(f"The text has {len(own)} characters; at most {WORDS_LIMIT} can be kept.", field="words")
        kept = WORDS_LIMIT - _NOTE_ROOM
        own = f"{own[:kept]}\n[texte coupé : {len(own) - kept} caractères de plus]"
    return cleaned(_with_unread(own, [f"[non reconnu] {name} : {value}" for name, value in reader.unread()]))


def _descriptions(reader: FieldReader) -> list[str]:
    """The short texts under a tick, each after the name of its reaction."""
    lines = []
    given = reader.subjects()
    for prefix, asked in _ASKED_IN_WORDS.items():
        for key, option in BY_KEY.items():
            if key in given and (text := reader.line(f"{prefix}.{key}")):
                lines.append(f"{option.label.fr.capitalize()}{asked} : {text}")
    return lines


def _with_unread(own: str, unread: list[str]) -> str:
    """The text with as many unreadable lines as fit, and the number of those that do not."""
    room = WORDS_LIMIT - _NOTE_ROOM - len(own)
    kept = []
    for line in unread:
        if len(line) + 1 > room:
            break
        kept.append(line)
        room -= len(line) + 1
    rest = len(unread) - len(kept)
    left_out = [f"[et {rest} réponses non reconnues]"] if rest else []
    return "\n".join(filter(None, [own, *kept, *left_out]))
