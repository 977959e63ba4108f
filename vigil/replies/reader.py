"""What reads raw messages: the vocabulary, and a name for it that readings are kept with."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from vigil.replies.meaning.vocabulary import FILES, Vocabulary, load_vocabulary
from vigil.replies.meaning.words import Level
from vigil.replies.received import understand_read
from vigil.replies.understanding import Understood
from vigil.replies.words.message import Problem, ReadMessage
from vigil.replies.words.own_text import OwnText
from vigil.replies.words.reading import read_message

NOTHING_READ = (
    ReadMessage(problems=(Problem.NOT_READ,)),
    Understood("", None, {}, Level.ROUTINE, opt_out=False, needs_human=True, evidence=()),
)
"""The reading of a message that nobody could read: a person has to."""


@dataclass(frozen=True)
class Reader:
    """``version`` changes with the vocabulary; ``own`` are the sentences of our mails, by default the shipped ones."""

    vocabulary: Vocabulary
    version: str
    own: OwnText | None = None

    def read(self, raw: bytes) -> tuple[ReadMessage, Understood]:
        """What one raw message holds and says; never raises, whatever the bytes."""
        message = read_message(raw, self.own)
        return message, understand_read(message, self.vocabulary)


def load_reader(folder: Path) -> Reader:
    """The reader with the vocabulary of a folder (``ConfigurationError`` for a wrong one)."""
    vocabulary = load_vocabulary(folder)
    written = b"\0".join((folder / name).read_bytes() for name in FILES)
    return Reader(vocabulary, hashlib.sha256(written).hexdigest()[:12])
