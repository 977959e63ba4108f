"""A message as its patient will read it: written with the words in force, kept nowhere, its links opening nothing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.actions.fill_mail import Sender, Writing, patient_context, personal_of
from vigil.actions.write_mail import text_of
from vigil.domain.words import Language
from vigil.mail.rendering import Rendered
from vigil.mail.texts import TextBundle
from vigil.store import outgoing
from vigil.store.tables import Clinic, Version

LINK = "…"
"""Stands for what is the patient's alone: with their links, whoever looks could answer or opt out for them."""


def foresee_mail(session: Session, message_id: UUID, sender: Sender, now: datetime) -> tuple[Rendered, Language]:
    """The mail of a patient's message and its language; ``LookupError`` when there is no such message."""
    (item,) = outgoing.load(session, [message_id]) or (None,)
    if item is None or item.patient is None:
        raise LookupError(f"no message {message_id} to a patient")
    frozen = text_of(session, item, now)
    writing = Writing(session, sender, session.get_one(Clinic, item.letter.clinic_id), item, frozen.dated_at)
    personal = personal_of(writing, item.patient, "")
    shown = personal._replace(
        link=sender.link("answer", LINK),
        unsubscribe_link=sender.link("stop", LINK),
        also_before_link=sender.link("read", LINK) if personal.also_before_link else "",
    )
    bundle = TextBundle.from_json(session.get_one(Version, frozen.text_version_id).content)
    return sender.press.renderer.render(bundle, patient_context(writing, item.patient, shown)), frozen.language
