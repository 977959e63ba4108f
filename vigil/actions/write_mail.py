"""Writing the messages of a batch: which text, filled with what, in which envelope.

The first writing freezes text version, language and date, so that another attempt is the same to the byte.
"""

from collections import defaultdict
from datetime import datetime
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
from vigil.store.outgoing import Letter, Outgoing
from vigil.store.tables import Clinic, Staff, Version

__all__ = ["Sender", "Writer"]

_Frozen = tuple[UUID, Language, datetime]


class Writer:
    """Writes the messages of one transaction; what it froze is kept by ``freeze``, all at once."""

    def __init__(self, session: Session, sender: Sender, now: datetime) -> None:
        self._session = session
        self._sender = sender
        self._dated_at = now.replace(microsecond=0)
        self._frozen: dict[_Frozen, list[UUID]] = defaultdict(list)
        self._clinics: dict[UUID, Clinic] = {}

    def write(self, outgoing: Outgoing, address: str) -> Envelope:
        """The envelope of a claimed message to ``address``.

        ``VigilError`` when it cannot be written: a template at fault, an address that mail cannot go to.
        """
        letter = outgoing.letter
        clinic = self._clinic(letter.clinic_id)
        version_id, language, dated_at = frozen = self._freeze(outgoing)
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
        envelope = Envelope(id=letter.id, sender=bounce, recipient=heading.recipient, content=content)
        if letter.text_version_id is None:
            self._frozen[frozen].append(letter.id)
        return envelope

    def freeze(self) -> None:
        """Keep which text was written, in which language and with which date."""
        for (version_id, language, dated_at), ids in self._frozen.items():
            leases.freeze(self._session, ids, text_version_id=version_id, language=language, dated_at=dated_at)
        self._frozen.clear()

    def _freeze(self, outgoing: Outgoing) -> _Frozen:
        letter = outgoing.letter
        if letter.text_version_id is not None and letter.language is not None and letter.dated_at is not None:
            return letter.text_version_id, letter.language, letter.dated_at
        language = outgoing.patient.language if outgoing.patient else self._reader(letter).language
        version_id = versions.latest_id(self._session, letter.clinic_id, "text", f"{letter.mail}/{language}")
        if version_id is None:
            raise LookupError(f"the clinic has no text {letter.mail}/{language}")
        return version_id, language, self._dated_at

    def _sample(self, bundle: TextBundle, clinic: Clinic) -> MailContext:
        if self._sender.samples is None:
            raise LookupError("there are no samples to fill a test with")
        return as_test(self._sender.samples(bundle.mail, bundle.language), clinic, self._sender.base_url)

    def _clinic(self, id: UUID) -> Clinic:
        """Held on to: the session forgets what nobody holds, and would read it again for each message."""
        if id not in self._clinics:
            self._clinics[id] = self._session.get_one(Clinic, id)
        return self._clinics[id]

    def _reader(self, letter: Letter) -> Staff:
        return self._session.get_one(Staff, letter.staff_id)


def _bundle(session: Session, version_id: UUID) -> TextBundle:
    return kept_once(
        session, ("text", version_id), lambda: TextBundle.from_json(session.get_one(Version, version_id).content)
    )
