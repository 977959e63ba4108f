"""Writing the messages of a batch: which text, filled with what, in which envelope.

The first attempt freezes text version, language and date, so that another one is the same to the byte.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vigil.actions.fill_mail import Sender, Writing, context_of, reply_to
from vigil.actions.fill_sample import as_test, marked
from vigil.actions.send_test_mail import TEST
from vigil.domain.words import Language
from vigil.mail.addresses import checked_address, verp
from vigil.mail.contexts import MailContext, PatientContext
from vigil.mail.envelope import Envelope
from vigil.mail.message import Heading, compose
from vigil.mail.texts import TextBundle
from vigil.store import leases, tokens, versions
from vigil.store.database import kept_once, keyring
from vigil.store.outgoing import Outgoing
from vigil.store.tables import Clinic, Staff, Version

__all__ = ["Admitted", "Frozen", "Sender", "Writer", "freeze", "text_of"]


class Frozen(NamedTuple):
    """What the first attempt fixes of a message."""

    text_version_id: UUID
    language: Language
    dated_at: datetime


class Admitted(NamedTuple):
    """A message that may leave, for the address."""

    item: Outgoing
    address: str
    frozen: Frozen


def text_of(session: Session, item: Outgoing, now: datetime) -> Frozen:
    """As it was frozen, else what it is to be written with at ``now``; ``LookupError`` without such a text."""
    letter = item.letter
    if letter.text_version_id is not None and letter.language is not None and letter.dated_at is not None:
        return Frozen(letter.text_version_id, letter.language, letter.dated_at)
    language = item.patient.language if item.patient else session.get_one(Staff, letter.staff_id).language
    version_id = versions.latest_id(session, letter.clinic_id, "text", f"{letter.mail}/{language}")
    if version_id is None:
        raise LookupError(f"the clinic has no text {letter.mail}/{language}")
    return Frozen(version_id, language, now.replace(microsecond=0))


def freeze(session: Session, admitted: Iterable[Admitted]) -> None:
    """Keep what those of them that were never tried are written with."""
    fixed: dict[Frozen, list[UUID]] = defaultdict(list)
    for item, _, frozen in admitted:
        if item.letter.text_version_id is None:
            fixed[frozen].append(item.letter.id)
    for (version_id, language, dated_at), ids in fixed.items():
        leases.freeze(session, ids, text_version_id=version_id, language=language, dated_at=dated_at)


class Writer:
    """Writes messages; the session only looks."""

    def __init__(self, session: Session, sender: Sender) -> None:
        self._session = session
        self._sender = sender
        self._clinics: dict[UUID, Clinic] = {}

    def write(self, admitted: Sequence[Admitted]) -> list[Envelope]:
        """The envelopes of claimed messages: step by step for all of them, which takes half as long as one by one.

        ``VigilError`` when one of them cannot be written: a template at fault, an address that mail cannot go to.
        """
        writings = [
            Writing(self._session, self._sender, self._clinic(item.letter.clinic_id), item, frozen.dated_at)
            for item, _, frozen in admitted
        ]
        bundles = [_bundle(self._session, one.frozen.text_version_id) for one in admitted]
        contexts = [self._context(*one) for one in zip(writings, bundles, strict=True)]
        headings = [self._heading(*one) for one in zip(admitted, writings, contexts, strict=True)]
        contents = [self._content(*one) for one in zip(bundles, headings, contexts, writings, strict=True)]
        ring, domain = keyring(self._session), self._sender.domain
        bounces = [verp(tokens.derive_bounce(ring, heading.id), domain) for heading in headings]
        return [
            Envelope(heading.id, bounce, heading.recipient, content)
            for heading, bounce, content in zip(headings, bounces, contents, strict=True)
        ]

    def _context(self, writing: Writing, bundle: TextBundle) -> MailContext:
        return self._sample(bundle, writing.clinic) if _is_test(writing) else context_of(writing)

    def _heading(self, admitted: Admitted, writing: Writing, context: MailContext) -> Heading:
        letter, clinic = writing.letter, writing.clinic
        patient = context if isinstance(context, PatientContext) and not _is_test(writing) else None
        return Heading(
            id=letter.id,
            domain=self._sender.domain,
            sender_name=clinic.mail_name,
            sender_address=self._sender.address,
            recipient=checked_address(admitted.address),
            written_at=writing.dated_at.astimezone(ZoneInfo(clinic.zone)),
            language=admitted.frozen.language,
            reply_to=reply_to(writing) if patient else None,
            unsubscribe_link=patient.unsubscribe_link if patient else None,
            is_urgent=letter.alert_id is not None,
        )

    def _content(self, bundle: TextBundle, heading: Heading, context: MailContext, writing: Writing) -> bytes:
        press = self._sender.press
        if _is_test(writing):
            return compose(heading, marked(press.renderer.render(bundle, context)))
        return press.write(bundle, heading, context)

    def _sample(self, bundle: TextBundle, clinic: Clinic) -> MailContext:
        if self._sender.samples is None:
            raise LookupError("there are no samples to fill a test with")
        return as_test(self._sender.samples(bundle.mail, bundle.language), clinic, self._sender.base_url)

    def _clinic(self, id: UUID) -> Clinic:
        """Held on to: the session forgets what nobody holds, and would read it again for each message."""
        if id not in self._clinics:
            self._clinics[id] = self._session.get_one(Clinic, id)
        return self._clinics[id]


def _is_test(writing: Writing) -> bool:
    return writing.letter.mail == TEST


def _bundle(session: Session, version_id: UUID) -> TextBundle:
    return kept_once(
        session, ("text", version_id), lambda: TextBundle.from_json(session.get_one(Version, version_id).content)
    )
