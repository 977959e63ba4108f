"""Writing the messages of a batch: which text, filled with what, in which envelope.

The first attempt freezes text version, language and date, so that another one is the same to the byte.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vigil.actions.fill_mail import Sender, Writing, patient_context, personal_of, staff_context
from vigil.actions.fill_sample import as_test, marked
from vigil.actions.send_test_mail import TEST
from vigil.domain.words import Language
from vigil.mail.addresses import checked_address, verp
from vigil.mail.contexts import Mail, MailContext, PatientContext
from vigil.mail.envelope import Envelope
from vigil.mail.message import Heading, compose
from vigil.mail.press import Personal, Run
from vigil.mail.texts import TextBundle
from vigil.store import tokens, versions
from vigil.store.database import kept_once, keyring
from vigil.store.outgoing import Outgoing
from vigil.store.tables import Clinic, Staff, Version

__all__ = ["Admitted", "Frozen", "Sender", "Writer", "text_of"]


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


class Writer:
    """Writes messages; the session only looks."""

    def __init__(self, session: Session, sender: Sender) -> None:
        self._session = session
        self._sender = sender
        self._clinics: dict[UUID, Clinic] = {}
        self._runs: dict[tuple[object, ...], Run | None] = {}

    def write(self, admitted: Sequence[Admitted]) -> list[Envelope]:
        """The envelopes of claimed messages: step by step for all of them, which takes half as long as one by one.

        ``VigilError`` when one of them cannot be written: a template at fault, an address that mail cannot go to.
        """
        writings = [
            Writing(self._session, self._sender, self._clinic(item.letter.clinic_id), item, frozen.dated_at)
            for item, _, frozen in admitted
        ]
        recipients = [checked_address(one.address) for one in admitted]
        personals = [_personal(*one) for one in zip(writings, recipients, strict=True)]
        contents = [self._content(*one) for one in zip(admitted, writings, personals, recipients, strict=True)]
        ring, domain = keyring(self._session), self._sender.domain
        ids = [one.item.letter.id for one in admitted]
        bounces = [verp(tokens.derive_bounce(ring, id), domain) for id in ids]
        return [Envelope(*one, is_canonical=True) for one in zip(ids, bounces, recipients, contents, strict=True)]

    def _content(self, admitted: Admitted, writing: Writing, personal: Personal | None, recipient: str) -> bytes:
        if personal is None:
            return self._to_staff(admitted, writing, recipient)
        letter, frozen = writing.letter, admitted.frozen
        if letter.mail == Mail.BEFORE_SESSION:  # each has its own appointments
            return self._to_patient(admitted, writing, personal)
        alike = letter.clinic_id.hex, frozen.text_version_id.hex, frozen.dated_at, letter.mail, personal.lengths
        try:
            run = self._runs[alike]
        except KeyError:
            run = self._runs[alike] = self._sender.press.run(*self._set(admitted, writing, personal))
        return self._to_patient(admitted, writing, personal) if run is None else run.write(personal)

    def _to_patient(self, admitted: Admitted, writing: Writing, personal: Personal) -> bytes:
        return self._sender.press.write(*self._set(admitted, writing, personal))

    def _set(
        self, admitted: Admitted, writing: Writing, personal: Personal
    ) -> tuple[TextBundle, Heading, PatientContext]:
        patient = admitted.item.patient
        assert patient is not None
        heading = self._heading(admitted, writing, personal.recipient)._replace(
            reply_to=personal.reply_to, unsubscribe_link=personal.unsubscribe_link
        )
        return self._bundle(admitted), heading, patient_context(writing, patient, personal)

    def _to_staff(self, admitted: Admitted, writing: Writing, recipient: str) -> bytes:
        press, bundle = self._sender.press, self._bundle(admitted)
        heading = self._heading(admitted, writing, recipient)
        if writing.letter.mail == TEST:
            return compose(heading, marked(press.renderer.render(bundle, self._sample(bundle, writing.clinic))))
        return press.write(bundle, heading, staff_context(writing))

    def _heading(self, admitted: Admitted, writing: Writing, recipient: str) -> Heading:
        letter, clinic = writing.letter, writing.clinic
        return Heading(
            id=letter.id,
            domain=self._sender.domain,
            sender_name=clinic.mail_name,
            sender_address=self._sender.address,
            recipient=recipient,
            written_at=writing.dated_at.astimezone(ZoneInfo(clinic.zone)),
            language=admitted.frozen.language,
            is_urgent=letter.alert_id is not None,
        )

    def _bundle(self, admitted: Admitted) -> TextBundle:
        id, session = admitted.frozen.text_version_id, self._session
        return kept_once(session, ("text", id), lambda: TextBundle.from_json(session.get_one(Version, id).content))

    def _sample(self, bundle: TextBundle, clinic: Clinic) -> MailContext:
        if self._sender.samples is None:
            raise LookupError("there are no samples to fill a test with")
        return as_test(self._sender.samples(bundle.mail, bundle.language), clinic, self._sender.base_url)

    def _clinic(self, id: UUID) -> Clinic:
        """Held on to: the session forgets what nobody holds, and would read it again for each message."""
        if id not in self._clinics:
            self._clinics[id] = self._session.get_one(Clinic, id)
        return self._clinics[id]


def _personal(writing: Writing, recipient: str) -> Personal | None:
    """``None`` for a mail to staff."""
    patient = writing.outgoing.patient
    return None if patient is None else personal_of(writing, patient, recipient)
