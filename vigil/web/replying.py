"""The reply that an alert is about: its words, what was read from them, and what a person may put right."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.domain.answers_json import from_json
from vigil.domain.findings import Bilingual
from vigil.domain.inbound import Fate
from vigil.domain.rules.labels import REACTION
from vigil.domain.words import ReactionCode
from vigil.replies.keeping import from_kept, kept_object
from vigil.replies.meaning.words import Status
from vigil.replies.understanding import Understood
from vigil.replies.words.message import SENTENCES, Problem
from vigil.store import photos
from vigil.store.held import held_first
from vigil.store.prepared import Prepared
from vigil.store.tables import Alert, Inbound, ReadingExample, Report
from vigil.web import views

_STATUS = {
    Status.ABSENT: Bilingual(" (non)", " (no)"),
    Status.PAST: Bilingual(" (autrefois)", " (earlier)"),
    Status.RESOLVED: Bilingual(" (passé)", " (over)"),
    Status.PRESENT: Bilingual("", ""),
}
_SHOWN = (Status.PRESENT, Status.RESOLVED)

_HANDED_OVER = Prepared(
    select(Inbound).where(Inbound.clinic_id == bindparam("clinic"), Inbound.alert_id == bindparam("alert")).limit(1)
)
_LATEST = Prepared(
    select(Inbound)
    .where(
        Inbound.clinic_id == bindparam("clinic"),
        Inbound.patient_id == bindparam("patient"),
        Inbound.ask_id == bindparam("ask"),
        Inbound.fate == Fate.REPORT,
    )
    .order_by(Inbound.received_at.desc(), Inbound.id.desc())
    .limit(1)
)


def reply_of(session: Session, alert: Alert) -> Inbound | None:
    """The message that an alert hands over, else the latest reply to its ask."""
    handed = held_first(session, Inbound, _HANDED_OVER, clinic=alert.clinic_id, alert=alert.id)
    if handed is not None or alert.ask_id is None:
        return handed
    asked = {"clinic": alert.clinic_id, "patient": alert.patient_id, "ask": alert.ask_id}
    return held_first(session, Inbound, _LATEST, **asked)


def reply_view(session: Session, alert: Alert, place: str) -> views.ReplyView | None:
    """The reply of an alert; ``place`` is the address of its page. ``None`` where nobody wrote an e-mail."""
    row = reply_of(session, alert)
    if row is None or not row.reading:
        return None
    said, kept = from_kept(row.reading), kept_object(row.reading)
    corrected = select(ReadingExample.id).where(ReadingExample.inbound_id == row.id).limit(1)
    return views.ReplyView(
        words=said.reply_text,
        reading=tuple(_reading(said)),
        problems=tuple(SENTENCES[Problem(code)] for code in kept.get("problems", ())),
        match_action=f"{place}/match" if row.fate == Fate.PROVISIONAL else "",
        correct_action=f"{place}/reading" if row.fate == Fate.REPORT else "",
        eva=f"{said.eva.middle:g}" if said.eva else "",
        reactions=tuple(_choices(said)),
        is_corrected=session.scalar(corrected) is not None,
    )


def photos_of(session: Session, alert: Alert) -> list[UUID]:
    """The photos that came with the reply or the answers that an alert is about, and no others."""
    reply = reply_of(session, alert)
    reports = select(Report.id).where(Report.clinic_id == alert.clinic_id, Report.ask_id == alert.ask_id)
    answered = session.scalars(reports).all() if alert.ask_id is not None else []
    return photos.of(session, alert.clinic_id, [reply.id] if reply else [], answered)


@dataclass(frozen=True)
class Told:
    """What a patient has said so far on the question of an alert; ``words`` are the latest first."""

    words: tuple[str, ...] = ()
    wants_call: bool = False
    could_not_call: bool = False


def told_by(session: Session, alert: Alert) -> Told:
    """All that was answered on it, not only the version that opened the alert: later words are read as well."""
    if alert.ask_id is None:
        return Told()
    reports = session.scalars(
        select(Report)
        .where(Report.clinic_id == alert.clinic_id, Report.ask_id == alert.ask_id)
        .order_by(Report.version.desc())
    ).all()
    answered = [from_json(report.answers) for report in reports if report.answers]
    words: list[str] = []
    for answers in answered:
        if answers.words and not any(answers.words in later for later in words):
            words.append(answers.words)
    calls = [report.emergency_call for report in reports if report.emergency_call]
    return Told(tuple(words), bool(answered and answered[0].wants_call), calls[:1] == ["could_not"])


def _reading(said: Understood) -> Iterator[tuple[str, Bilingual | None, str]]:
    """What was read: the kind, the label of a reaction, and the words that it was read from."""
    for one in said.evidence:
        if one.words and one.field in ("eva", "urgency", "opt_out"):
            yield one.field, None, one.words
        elif one.words and one.field.startswith("reactions."):
            code = ReactionCode(one.field.removeprefix("reactions."))
            label, status = REACTION[code], _STATUS[said.reactions[code]]
            yield "reaction", Bilingual(label.fr + status.fr, label.en + status.en), one.words


def _choices(said: Understood) -> Iterator[views.ReadReaction]:
    for code in ReactionCode:
        status = said.reactions.get(code)
        yield views.ReadReaction(code, REACTION[code], status if status in _SHOWN and status else "")
