"""What each page shows, as plain frozen values: a route fills one in, ``vigil.web.pages`` draws it.

Instants are aware; ``zone`` is where whoever reads the page lives. Addresses are paths on this server ("/r/…").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from vigil.domain.advice import Advice
from vigil.domain.findings import Bilingual
from vigil.domain.instructions import Moment
from vigil.domain.words import AlertState, Language, Urgency
from vigil.replies.fields import Fields
from vigil.replies.questionnaire import FormContext

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Clinic:
    """``phone`` as people write it ("03 80 00 00 00"). ``closed_note`` says who answers when nobody is there."""

    name: str
    phone: str
    closed_note: str = ""


@dataclass(frozen=True)
class Page:
    """What every page knows. ``clinic`` is ``None`` where the link did not say whose it is."""

    language: Language
    clinic: Clinic | None


class Trouble(StrEnum):
    """Why a form that was sent is shown again, with everything that was typed still in it."""

    NOT_SAVED = "not_saved"  # a fault of ours
    TOO_LONG = "too_long"  # the words passed their limit
    EMPTY = "empty"  # nothing was answered


@dataclass(frozen=True)
class FormPage(Page):
    """One of the three forms. ``fields`` is what was typed, when it is shown again because of ``trouble``.

    ``was_answered`` says that an earlier answer exists (it is never shown); ``is_late`` that the time is over and
    the answer still counts.
    """

    context: FormContext
    session_on: date | None
    action: str
    request_id: str
    is_late: bool = False
    was_answered: bool = False
    trouble: Trouble | None = None
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True)
class OtherAsk:
    """Another form that still waits for the same patient."""

    url: str
    session_on: date | None


@dataclass(frozen=True)
class AdvicePage(Page):
    """What to do now, after an answer. ``called_action`` takes "I called" or "I could not" (level "now" alone).

    ``has_reaction`` is false when nothing was told: the page then thanks and reassures without advice on bruises;
    otherwise ``photo_action`` takes a photo. ``wants_call`` and ``should_call_clinic`` add a line each (asked to be
    called back; a finding for within 72 hours). ``others`` are shown unless it is urgent. With ``tasks_url`` staff read
    the page out on the telephone.
    """

    level: Advice
    session_on: date | None
    amend_url: str
    called_action: str = ""
    request_id: str = ""
    has_reaction: bool = True
    wants_call: bool = False
    should_call_clinic: bool = False
    is_late: bool = False
    instructions_url: str = ""
    others: tuple[OtherAsk, ...] = ()
    tasks_url: str = ""
    photo_action: str = ""


class PhotoState(StrEnum):
    """What became of a photo."""

    KEPT = "kept"
    NO_PHOTO = "no_photo"
    TOO_MANY = "too_many"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class PhotoPage(Page):
    """After a photo was sent; ``photo_action`` takes another one."""

    state: PhotoState
    photo_action: str
    request_id: str
    amend_url: str


@dataclass(frozen=True)
class CalledPage(Page):
    """After "I called" or "I could not": what is left to do. Never says that somebody has read it."""

    has_called: bool
    session_on: date | None
    called_action: str = ""
    request_id: str = ""


class LinkState(StrEnum):
    """Why a link leads to no form."""

    CLOSED = "closed"
    UNKNOWN = "unknown"
    TOO_MANY = "too_many"
    EXPIRED = "expired"  # a link of staff
    FAILED = "failed"  # our fault
    KEPT = "kept"  # our fault, but the answer was saved


@dataclass(frozen=True)
class LinkPage(Page):
    """A link that leads to no form: why, who to call, and what to do.

    ``fields`` is what was typed, where not even its form could be drawn: the page sends it again, unseen.
    """

    state: LinkState
    retry_url: str = ""
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class InstructionsPage(Page):
    """The instructions of some moments. With ``session_at``, each duration also says until when it holds."""

    moments: tuple[Moment, ...]
    session_at: datetime | None = None
    zone: ZoneInfo = PARIS
    is_competitor: bool = False
    is_immunosuppressed: bool = False
    shows_danger_signs: bool = False


@dataclass(frozen=True)
class OptOutPage(Page):
    """A button to receive no more messages; or, once pressed, what stops and what does not."""

    action: str = ""
    request_id: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class SheetPage(Page):
    """A printed sheet for whoever has no e-mail: when we call, the questions on paper, the instructions.

    ``next_session_at`` is the next appointment, if there is one: what to leave before it then says from when.
    ``closed_note`` says who answers on closing days, whatever the day on which it is printed: it is read on others.
    """

    context: FormContext
    session_at: datetime
    next_session_at: datetime | None = None
    call_on: tuple[date, ...] = ()
    zone: ZoneInfo = PARIS
    is_competitor: bool = False
    reference: str = ""
    closed_note: str = ""


@dataclass(frozen=True)
class AlertLine:
    """One alert in a list; no name, only initials and file number."""

    url: str
    urgency: Urgency
    reason: Bilingual
    initials: str
    file_number: str
    waiting: timedelta
    state: AlertState = AlertState.OPEN


@dataclass(frozen=True)
class AlertsPage(Page):
    """The open alerts, in the order given by ``worst_first``."""

    alerts: tuple[AlertLine, ...]
    tasks_url: str = ""


@dataclass(frozen=True)
class ReadReaction:
    """One line of the form that corrects a reading; ``status`` is what was read: present, resolved, or neither."""

    code: str
    label: Bilingual
    status: str = ""


@dataclass(frozen=True)
class ReplyView:
    """A reply by e-mail: its words, what was read and from which words, and how to put that right.

    ``reading`` says of each thing its kind, a reaction's label, and the words; ``problems`` what could not be read of
    the message. ``match_action`` takes whether it is this patient's, ``correct_action`` the corrected reading; each is
    empty where there is nothing to do.
    """

    words: str
    reading: tuple[tuple[str, Bilingual | None, str], ...] = ()
    problems: tuple[Bilingual, ...] = ()
    match_action: str = ""
    correct_action: str = ""
    eva: str = ""
    reactions: tuple[ReadReaction, ...] = ()
    is_corrected: bool = False


@dataclass(frozen=True)
class AlertPage(Page):
    """One alert: the abnormal datum first, what caused it, and one button.

    ``could_not_call`` is true when the patient said that they could not reach 15/112.
    """

    alert: AlertLine
    rule: str
    opened_at: datetime
    evidence: tuple[Bilingual, ...] = ()
    words: tuple[str, ...] = ()  # the latest first
    phone: str = ""
    could_not_call: bool = False
    wants_call: bool = False
    holds_next_session: bool = False
    acknowledge_action: str = ""
    request_id: str = ""
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    alerts_url: str = ""
    zone: ZoneInfo = PARIS
    reply: ReplyView | None = None
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class TaskLine:
    """A telephone call or a sheet to print, with the reason why it is not an e-mail."""

    kind: str  # "phone" or "print"
    initials: str
    file_number: str
    reason: str
    due_at: datetime
    phone: str = ""
    url: str = ""
    done_action: str = ""
    request_id: str = ""


@dataclass(frozen=True)
class TasksPage(Page):
    tasks: tuple[TaskLine, ...]
    zone: ZoneInfo = PARIS
    alerts_url: str = ""


@dataclass(frozen=True)
class MailLine:
    url: str
    sent_at: datetime
    recipient: str
    subject: str


@dataclass(frozen=True)
class MailboxPage(Page):
    """The demo's mailbox: every mail that left, newest first. ``newer_url`` and ``older_url`` turn its pages."""

    mails: tuple[MailLine, ...]
    total: int
    zone: ZoneInfo = PARIS
    newer_url: str = ""
    older_url: str = ""


@dataclass(frozen=True)
class MailPage(Page):
    """One mail of the demo. ``html_url`` serves its HTML part, shown in a frame where nothing can run."""

    mail: MailLine
    headers: Mapping[str, str]
    text: str
    mailbox_url: str
    html_url: str = ""
    zone: ZoneInfo = PARIS


def worst_first(alerts: tuple[AlertLine, ...]) -> tuple[AlertLine, ...]:
    """By urgency, then the longest waiting first."""
    return tuple(sorted(alerts, key=lambda alert: (alert.urgency, -alert.waiting)))
