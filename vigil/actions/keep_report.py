"""Keeping answers as they came: reports with their scores and reactions, and what of the asks is thereby closed."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from vigil.domain.answers import Answers
from vigil.domain.answers_json import to_json
from vigil.domain.eva import Instrument
from vigil.domain.reactions import conclude
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.words import AskState, Evolution
from vigil.store import ledger
from vigil.store.database import new_id
from vigil.store.listed import Listed
from vigil.store.tables import Ask, AskSession, Eva, Message, Reaction, Report
from vigil.store.writes import change_all, enter


@dataclass(frozen=True)
class Given:
    """An answer to an ask, as it was given.

    ``typed`` is the form as it came, kept sealed beside the reading of it. ``request_id`` names the page that was sent.
    ``told_at`` is when the answers were given, where it is not now.
    """

    ask: Ask
    answers: Answers
    typed: Mapping[str, Sequence[str]]
    channel: str = "web"
    request_id: str | None = None
    told_at: datetime | None = None


@dataclass(frozen=True)
class Kept:
    """An answer on record as a version of its report.

    ``is_to_replan``: a message was stopped that carried another, which now has to leave on its own.
    """

    given: Given
    report_id: UUID
    version: int
    is_to_replan: bool

    @property
    def ask(self) -> Ask:
        return self.given.ask


def latest_versions(session: Session, asks: Sequence[Ask]) -> dict[UUID, int]:
    """How many versions the report of each ask has, by ask; asks of one clinic that nobody answered are left out."""
    rows = _LATEST.all(session, listed=[ask.id for ask in asks], clinic=asks[0].clinic_id)
    return {row.ask_id: row.version for row in rows}


def keep_reports(session: Session, given: Sequence[Given], versions: Mapping[UUID, int], now: datetime) -> list[Kept]:
    """Write answers to different asks of one clinic, each the version after ``versions``, and close what they close."""
    for each in given:
        if each.ask.id in versions:
            _retire(session, each)
    treated = _treated(session, [each.ask for each in given if each.answers.evas])
    ids = [new_id(session) for _ in given]
    reports: list[dict[str, Any]] = []
    scores: list[dict[str, Any]] = []
    reactions: list[dict[str, Any]] = []
    for id, each in zip(ids, given, strict=True):
        at = each.told_at or now
        reports.append(_report(id, each, versions.get(each.ask.id, 0) + 1, at))
        scores += _scores(session, each, id, at, treated[each.ask.id])
        reactions += _reactions(session, each, id)
    enter(session, Report, *reports)
    enter(session, Eva, *scores)
    enter(session, Reaction, *reactions)
    carried = _close(session, given, now)
    return [
        Kept(each, id, report["version"], each.ask.id in carried)
        for id, each, report in zip(ids, given, reports, strict=True)
    ]


def _report(id: UUID, given: Given, version: int, at: datetime) -> dict[str, Any]:
    typed = {name: list(values) for name, values in given.typed.items()}
    return {
        "id": id,
        "clinic_id": given.ask.clinic_id,
        "ask_id": given.ask.id,
        "patient_id": given.ask.patient_id,
        "version": version,
        "is_current": True,
        "channel": given.channel,
        "answered_at": at,
        "is_late": at > given.ask.late_at,
        "answers": to_json(given.answers),
        "typed": json.dumps(typed, ensure_ascii=False),
    }


def _retire(session: Session, given: Given) -> None:
    """The earlier versions stay, and what the new one answers anew no longer counts; what it leaves out still does."""
    ask, answers = given.ask, given.answers
    earlier = session.scalars(select(Report).where(Report.clinic_id == ask.clinic_id, Report.ask_id == ask.id)).all()
    for report in earlier:
        if report.is_current:
            report.is_current = False
    ids = [report.id for report in earlier]
    scores = select(Eva).where(Eva.clinic_id == ask.clinic_id, Eva.report_id.in_(ids), Eva.is_current)
    for score in session.scalars(scores.where(Eva.course_id.in_([answer.course_id for answer in answers.evas]))):
        score.is_current = False
    if conclude(answers):
        session.execute(
            update(Reaction)
            .where(Reaction.clinic_id == ask.clinic_id, Reaction.report_id.in_(ids))
            .values(is_current=False)
        )


def _treated(session: Session, asks: Sequence[Ask]) -> dict[UUID, dict[UUID, UUID]]:
    """The session that each ask is about, by course, by ask."""
    found: dict[UUID, dict[UUID, UUID]] = defaultdict(dict)
    if asks:
        for row in _ASKED.all(session, listed=[ask.id for ask in asks], clinic=asks[0].clinic_id):
            found[row.ask_id][row.course_id] = row.session_id
    return found


def _scores(
    session: Session, given: Given, report_id: UUID, at: datetime, treated: Mapping[UUID, UUID]
) -> list[dict[str, Any]]:
    """Those of the courses that were asked about; ``treated`` is the session that each was asked about."""
    return [
        {
            "id": new_id(session),
            "clinic_id": given.ask.clinic_id,
            "course_id": answer.course_id,
            "session_id": treated[answer.course_id],
            "report_id": report_id,
            "occasion": given.ask.kind,
            "low": answer.eva.low,
            "high": answer.eva.high,
            "instrument": Instrument.EN_0_10,
            "answered_at": at,
        }
        for answer in given.answers.evas
        if answer.eva is not None and answer.course_id in treated
    ]


def _reactions(session: Session, given: Given, report_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(session),
            "clinic_id": given.ask.clinic_id,
            "report_id": report_id,
            "session_id": given.ask.session_id,
            "code": reaction.code,
            "status": "resolved" if reaction.evolution is Evolution.GONE else "present",
            "onset": reaction.onset,
            "evolution": reaction.evolution,
            "bother": reaction.bother,
            "signs": sorted(reaction.signs),
            "count": reaction.count,
            "is_earlier": reaction.is_earlier,
        }
        for reaction in conclude(given.answers)
    ]


def _close(session: Session, given: Sequence[Given], now: datetime) -> set[UUID]:
    """Any human reply stops the reminders; only a score or a reaction (or "none") answers the ask.

    Returns the asks of which a message was stopped that carried another.
    """
    change_all(session, [(each.ask, _closing(each, now)) for each in given])
    asks = {each.ask.id for each in given}
    patients = [each.ask.patient_id for each in given]
    waiting = _WAITING.all(session, listed=patients, clinic=given[0].ask.clinic_id)
    stopped = [session.get_one(Message, row.id) for row in waiting if row.ask_id in asks]
    for message in stopped:
        ledger.move(session, message, MessageState.CANCELLED, now, reason=Reason.ANSWERED)
    session.flush()
    return {message.ask_id for message in stopped if message.carries and message.ask_id}


def _closing(given: Given, now: datetime) -> dict[str, Any]:
    ask = given.ask
    closing: dict[str, Any] = {"replied_at": ask.replied_at or now, "remind_due_at": None}
    if given.answers.is_answer:
        closing |= {"state": AskState.ANSWERED, "answered_at": ask.answered_at or now, "silent_due_at": None}
    return closing


_LATEST = Listed(
    lambda asks: (
        select(Report.ask_id, func.max(Report.version).label("version"))
        .where(Report.clinic_id == bindparam("clinic"), Report.ask_id.in_(asks))
        .group_by(Report.ask_id)
    )
)
_ASKED = Listed(
    lambda asks: select(AskSession.ask_id, AskSession.course_id, AskSession.session_id).where(
        AskSession.clinic_id == bindparam("clinic"), AskSession.ask_id.in_(asks)
    )
)
_WAITING = Listed(
    lambda patients: select(Message.id, Message.ask_id).where(
        Message.clinic_id == bindparam("clinic"),
        Message.patient_id.in_(patients),
        Message.ask_id.is_not(None),
        or_(Message.state == MessageState.PLANNED, Message.state == MessageState.CLAIMED),
    )
)
