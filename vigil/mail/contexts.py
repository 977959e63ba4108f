"""What each mail is filled with: one frozen class per kind, so that a caller cannot forget a name or misspell it.

A patient's context has no room for health data, by construction. A staff context names an alert by an opaque reference;
the abnormal datum of a digest is dropped here unless the recipient's domain was listed as secure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from enum import StrEnum

from vigil.domain.errors import Refused
from vigil.domain.faults import Fault
from vigil.domain.ladder import InPlace, Rung
from vigil.domain.words import Urgency

DIGEST_LENGTH = 30
"""How many alerts a digest lists; it counts the others and links to the list."""


class Mail(StrEnum):
    """Every mail that vigil writes; each has a folder of this name under ``templates/email``."""

    SAME_DAY = "same_day"
    FOLLOWUP = "followup"
    BETWEEN = "between"
    BEFORE_SESSION = "before_session"
    END_OF_COURSE = "end_of_course"
    LATE_CHECK = "late_check"
    REMINDER = "reminder"
    OPT_OUT_CONFIRMED = "opt_out_confirmed"
    ACKNOWLEDGEMENT = "acknowledgement"
    ALERT = "alert"
    DIGEST = "digest"
    FAULT = "fault"
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  # the name of a mail
    SECOND_FACTOR_RESET = "second_factor_reset"

    @property
    def is_for_patient(self) -> bool:
        return self not in (Mail.ALERT, Mail.DIGEST, Mail.FAULT) and not self.is_for_account

    @property
    def is_for_account(self) -> bool:
        """Whether it goes to whoever signs in, and says how."""
        return self in (Mail.INVITATION, Mail.PASSWORD_RESET, Mail.SECOND_FACTOR_RESET)


@dataclass(frozen=True)
class PatientContext:
    """What a mail to a patient (or a guardian) may hold; links are absolute.

    ``minutes`` is how long the page takes. ``appointments`` are dates already written in the patient's language and
    zone ("mardi 17 mars à 14 h 30"). An empty ``first_name`` or ``also_before_link`` leaves its line out.
    ``reads_replies``: somebody reads what is replied; ``invites_replies``: the clinic says that its mailbox may hold
    health data.
    """

    clinic_name: str
    clinic_phone: str
    link: str
    unsubscribe_link: str
    minutes: int = 1
    first_name: str = ""
    appointments: tuple[str, ...] = ()
    also_before_link: str = ""
    reads_replies: bool = False
    invites_replies: bool = False

    def variables(self) -> dict[str, object]:
        return _one_line_each(self)

    @property
    def standing(self) -> tuple[object, ...]:
        """What is the same in many mails: everything but the name and the links."""
        told = (self.clinic_name, self.clinic_phone, self.minutes, self.appointments)
        return (*told, self.reads_replies, self.invites_replies)


@dataclass(frozen=True)
class AlertContext:
    """One alert, told at once to one member of staff; ``rung`` is where on the ladder they stand."""

    staff_name: str
    clinic_name: str
    urgency: Urgency
    reference: str
    waiting: timedelta
    link: str
    rung: Rung | InPlace

    def variables(self) -> dict[str, object]:
        return _one_line_each(self) | {"urgency": self.urgency.code, "rung": self.rung.value}


@dataclass(frozen=True)
class DigestItem:
    """One line of a digest; ``datum`` is the abnormal datum, for secure mail alone."""

    urgency: Urgency
    reference: str
    waiting: timedelta
    link: str
    datum: str = ""


@dataclass(frozen=True)
class DigestContext:
    """The daily digest of one member of staff; ``is_secure``: the clinic listed the recipient's domain."""

    staff_name: str
    clinic_name: str
    list_link: str
    items: tuple[DigestItem, ...]
    is_secure: bool = False

    def variables(self) -> dict[str, object]:
        """Worst first, the longest waiting first among equals."""
        ranked = sorted(self.items, key=lambda item: (item.urgency, -item.waiting))
        return _one_line_each(self) | {
            "items": tuple(self._line(item) for item in ranked[:DIGEST_LENGTH]),
            "count": len(ranked),
            "further": max(0, len(ranked) - DIGEST_LENGTH),
        }

    def _line(self, item: DigestItem) -> dict[str, object]:
        told = item if self.is_secure else replace(item, datum="")
        return _one_line_each(told) | {"urgency": item.urgency.code}


@dataclass(frozen=True)
class AccountContext:
    """A link with which somebody comes to the desk; ``until`` is already written ("mardi 17 mars à 14 h 30")."""

    staff_name: str
    clinic_name: str
    link: str
    until: str

    def variables(self) -> dict[str, object]:
        return _one_line_each(self)


@dataclass(frozen=True)
class FaultContext:
    """Something is wrong with vigil itself; ``since`` is already written ("mardi 17 mars à 14 h 30")."""

    staff_name: str
    clinic_name: str
    fault: Fault
    since: str
    link: str

    def variables(self) -> dict[str, object]:
        return _one_line_each(self)


MailContext = PatientContext | AlertContext | DigestContext | FaultContext | AccountContext

_FOR_STAFF: dict[Mail, type[AlertContext] | type[DigestContext] | type[FaultContext]] = {
    Mail.ALERT: AlertContext,
    Mail.DIGEST: DigestContext,
    Mail.FAULT: FaultContext,
}


def context_class(mail: Mail) -> type[MailContext]:
    """The class of context that a mail is filled with."""
    if mail.is_for_account:
        return AccountContext
    return PatientContext if mail.is_for_patient else _FOR_STAFF[mail]


def names_for(mail: Mail) -> frozenset[str]:
    """The names that the templates of a mail may use."""
    names = {field.name for field in fields(context_class(mail))}
    return frozenset(names | ({"count", "further"} if mail is Mail.DIGEST else set()))


def _one_line_each(context: "MailContext | DigestItem") -> dict[str, object]:
    """The fields by name; a control character in a text is refused, since a name is never two lines of a mail."""
    named: Mapping[str, object] = {field.name: getattr(context, field.name) for field in fields(context)}
    for name, value in named.items():
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                checked_line(name, text)
    return dict(named)


def checked_line(name: str, text: str) -> str:
    """A text that stays on its line; ``Refused`` names the one that holds a control character."""
    if not text.isprintable() and not _is_spaced(text):
        raise Refused(f"{name} of a mail holds a line break or a control character: {text!r}.", field=name)
    return text


def _is_spaced(text: str) -> bool:
    """Whether only typographic spaces (U+00A0, U+202F) keep it from being printable."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").isprintable()
