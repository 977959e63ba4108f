"""A patient adds a photo to an answer: a further version of it, which a person looks at."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.actions.answer_by_mail import current_report
from vigil.actions.receive_report import receive_report
from vigil.domain.answers import WordsRead
from vigil.domain.answers_json import from_json
from vigil.domain.errors import Refused
from vigil.replies.photos import Picture
from vigil.store import photos
from vigil.store.tables import Ask, Photo, Report

MOST_PHOTOS = 5
"""How many photos an answer may have."""

REASON, CHANNEL = "photos", "photo"


def add_photo(session: Session, ask: Ask, picture: Picture, now: datetime, request_id: str = "") -> UUID:
    """Keep a photo with the answer to ``ask``; the same request again changes nothing. Gives the version's report.

    ``Refused`` when nothing was answered yet, or the answer has ``MOST_PHOTOS``.
    """
    before = current_report(session, ask)
    if before is None:
        raise Refused("A photo is added to an answer, and there is none yet.", field="answer")
    of_ask = (Report.clinic_id == ask.clinic_id, Report.ask_id == ask.id)
    kept = select(func.count()).select_from(Photo).join(Report, Photo.report_id == Report.id).where(*of_ask)
    if (session.scalar(kept) or 0) >= MOST_PHOTOS:
        raise Refused(f"An answer has at most {MOST_PHOTOS} photos.", field="photo")
    answers = from_json(before.answers or "")
    read = answers.words_read or WordsRead()
    seen = replace(read, reasons=tuple(dict.fromkeys((*read.reasons, REASON))))
    received = receive_report(
        session,
        ask,
        replace(answers, words_read=seen),
        now,
        typed={REASON: [sha256(picture.content).hexdigest()]},
        channel=CHANNEL,
        request_id=request_id or None,
        told_at=before.answered_at,  # a score is as old as when it was told
    )
    if not photos.of(session, ask.clinic_id, [], [received.report_id]):
        photos.keep(session, ask.clinic_id, picture, now, report_id=received.report_id)
    return received.report_id
