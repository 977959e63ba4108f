"""Writing the messages of a batch: which text, filled with what, in which envelope.

The first attempt freezes text version, language and date, so that another one is the same to the byte.
"""

from collections import defaultdict
from collections.abc import Iterable
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

    def write(self, admitted: Admitted) -> Envelope:
        """The envelope of a claimed message.

        ``VigilError`` when it cannot be written: a template at fault, an address that mail cannot go to.
        """
        outgoing, address, (version_id, language, dated_at) = admitted
        letter = outgoing.letter
        clinic = self._clinic(letter.clinic_id)
        writing = Writing(self._session, self._sender, clinic, outgoing, dated_at)
        bundle, is_test = _bundle(self._session, version_id), letter.mail == TEST
        context = self._sample(bundle, clinic) if is_test else context_of(writing)
        patient = context if isinstance(context, PatientContext) and not is_test else None
        heading = Heading(
            id=letter.id,
            domain=self._sender.domain,
            sender_name=clinic.mail_name,
            sender_address=self._sender.address,
            recipient=checked_address(address),
            written_at=dated_at.astimezone(ZoneInfo(clinic.zone)),
            language=language,
            reply_to=reply_to(writing) if patient else None,
            unsubscribe_link=patient.unsubscribe_link if patient else None,
            is_urgent=letter.alert_id is not None,
        )
        press = self._sender.press
        if is_test:
            content = compose(heading, marked(press.renderer.render(bundle, context)))
        else:
            content = press.write(bundle, heading, context)
        bounce = verp(tokens.derive_bounce(keyring(self._session), letter.id), self._sender.domain)
        return Envelope(id=letter.id, sender=bounce, recipient=heading.recipient, content=content)

    def _sample(self, bundle: TextBundle, clinic: Clinic) -> MailContext:
        if self._sender.samples is None:
            raise LookupError("there are no samples to fill a test with")
        return as_test(self._sender.samples(bundle.mail, bundle.language), clinic, self._sender.base_url)

    def _clinic(self, id: UUID) -> Clinic:
        """Held on to: the session forgets what nobody holds, and would read it again for each message."""
        if id not in self._clinics:
            self._clinics[id] = self._session.get_one(Clinic, id)
        return self._clinics[id]


def _bundle(session: Session, version_id: UUID) -> TextBundle:
    return kept_once(
        session, ("text", version_id), lambda: TextBundle.from_json(session.get_one(Version, version_id).content)
    )
