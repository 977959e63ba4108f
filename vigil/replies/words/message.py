"""What reading a raw message gives, and the bounds within which it is read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vigil.domain.findings import Bilingual

RAW_LIMIT = 25 * 1024 * 1024  # bytes of a message that are looked at; providers refuse more
TEXT_LIMIT = 200_000  # characters of one text part that are looked at
REPLY_LIMIT = 20_000  # characters of a reply that are kept, as of a form's free words
PHOTO_LIMIT = 12 * 1024 * 1024  # bytes of one photo
PHOTO_COUNT = 10


class Bounce(StrEnum):
    """``hard``: the address does not exist. ``soft``: this message was refused or delayed, another may pass."""

    HARD = "hard"
    SOFT = "soft"


class Problem(StrEnum):
    """What kept a message from being read whole; each is a reason for a person to look."""

    OVERSIZED = "oversized"
    TRUNCATED = "truncated"
    BROKEN = "broken"
    TOO_MANY_PARTS = "too_many_parts"
    CHARSET = "charset"
    ENCRYPTED = "encrypted"
    TNEF = "tnef"
    CALENDAR = "calendar"
    ATTACHMENT_LEFT = "attachment_left"
    PHOTO_REFUSED = "photo_refused"
    FORWARDED = "forwarded"
    ANSWERS_IN_QUOTE = "answers_in_quote"
    BELOW_QUOTE = "below_quote"
    ONLY_QUOTED = "only_quoted"
    EMPTY = "empty"
    WANTS_PROOF = "wants_proof"
    NOT_READ = "not_read"


SENTENCES: dict[Problem, Bilingual] = {
    Problem.OVERSIZED: Bilingual("Le message dépasse 25 Mo.", "The message is larger than 25 MB."),
    Problem.TRUNCATED: Bilingual("Le texte est très long et a été coupé.", "The text is very long and was cut."),
    Problem.BROKEN: Bilingual("Le message est mal formé.", "The message is malformed."),
    Problem.TOO_MANY_PARTS: Bilingual("Le message a trop de parties.", "The message has too many parts."),
    Problem.CHARSET: Bilingual(
        "Certains caractères n’ont pas pu être lus.", "Some of its characters could not be read."
    ),
    Problem.ENCRYPTED: Bilingual(
        "Le message est chiffré ou scellé : ouvrez-le dans la messagerie.",
        "The message is encrypted or sealed: open it in the mailbox.",
    ),
    Problem.TNEF: Bilingual(
        "Un fichier winmail.dat n’a pas pu être ouvert.", "A winmail.dat file could not be opened."
    ),
    Problem.CALENDAR: Bilingual("Le message porte une invitation.", "The message carries an invitation."),
    Problem.ATTACHMENT_LEFT: Bilingual(
        "Une pièce jointe qui n’est pas une photo est restée dans la messagerie.",
        "An attachment that is no photo was left in the mailbox.",
    ),
    Problem.PHOTO_REFUSED: Bilingual(
        "Une photo, trop lourde ou d’un type non accepté, est restée dans la messagerie.",
        "A photo, too large or of a type that is not accepted, was left in the mailbox.",
    ),
    Problem.FORWARDED: Bilingual("Le message en transfère un autre.", "The message forwards another one."),
    Problem.ANSWERS_IN_QUOTE: Bilingual(
        "Le patient dit avoir répondu dans le texte cité.", "The patient says that the answers are in the quoted text."
    ),
    Problem.BELOW_QUOTE: Bilingual(
        "La réponse a été trouvée sous notre message cité.", "The reply was found below our quoted message."
    ),
    Problem.ONLY_QUOTED: Bilingual(
        "Le message ne contient qu’un texte cité.", "The message holds nothing but quoted text."
    ),
    Problem.EMPTY: Bilingual("Le message est vide.", "The message is empty."),
    Problem.WANTS_PROOF: Bilingual(
        "La messagerie du patient demande que l’expéditeur se fasse connaître.",
        "The patient's mailbox asks the sender to prove who they are.",
    ),
    Problem.NOT_READ: Bilingual(
        "Le message n’a pas pu être lu : ouvrez-le dans la messagerie.",
        "The message could not be read: open it in the mailbox.",
    ),
}
"""Each problem in a sentence for the staff."""


@dataclass(frozen=True)
class Attachment:
    """A photo: ``content_type`` is what its bytes are, ``content`` is without metadata (place, date, device)."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class ReadMessage:
    """One message, read.

    ``reply_text`` is what its author typed: no quoted text, no line that a program added; empty for a bounce.
    ``sender`` is the bare address of From, lower case. ``sent_at`` is UTC, as the sender's clock had it.
    ``message_ref`` is the token of our plus-address, else the Message-ID it answers (angle brackets included).
    ``references`` are all Message-IDs it names, the nearest first. ``is_auto_reply`` and ``bounce`` exclude each other.
    """

    reply_text: str = ""
    subject: str = ""
    sender: str = ""
    sent_at: datetime | None = None
    message_id: str | None = None
    is_auto_reply: bool = False
    bounce: Bounce | None = None
    bounce_token: str | None = None
    bounced_recipient: str | None = None
    reply_token: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def message_ref(self) -> str | None:
        return self.bounce_token or self.reply_token or next(iter(self.references), None)

    @property
    def is_oversized(self) -> bool:
        return Problem.OVERSIZED in self.problems

    @property
    def is_truncated(self) -> bool:
        return Problem.TRUNCATED in self.problems
