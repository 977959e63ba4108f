"""A patient answers: the report is kept whatever else happens, then the rules read it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from vigil.actions.answer_from_elsewhere import tell_of_answer_from_elsewhere
from vigil.actions.judge import Rules, guarded, judge_report, look_soon, open_failure
from vigil.actions.open_alert import climb
from vigil.actions.replan import replan
from vigil.domain.advice import Advice, advise
from vigil.domain.answers import Answers
from vigil.domain.answers_json import to_json
from vigil.domain.eva import Instrument
from vigil.domain.findings import Finding
from vigil.domain.reactions import conclude
from vigil.domain.reasons import Reason
from vigil.domain.rules import RULES
from vigil.domain.states import MessageState
from vigil.domain.words import AlertState, AskState, Evolution, Urgency
from vigil.store import ledger, requests
from vigil.store.database import new_id
from vigil.store.prepared import Prepared
from vigil.store.tables import Alert, Ask, AskSession, Eva, Message, Reaction, Report
from vigil.store.writes import change, change_by_id, enter


@dataclass(frozen=True)
class Received:
    """What the patient is told next."""

    report_id: UUID
    advice: Advice
    urgency: Urgency | None  # the worst that concerns the patient
    is_late: bool
    is_amendment: bool


def receive_report(
    session: Session,
    ask: Ask,
    answers: Answers,
    now: datetime,
    *,
    typed: Mapping[str, Sequence[str]],
    channel: str = "web",
    request_id: str | None = None,
    told_at: datetime | None = None,
    rules: Rules = RULES,
) -> Received:
    """Keep an answer to an ask, close what it closes, and open the alerts that it calls for.

    A later answer is a new version; the earlier ones stay. ``typed`` is the form as it came, kept sealed beside the
    reading of it. The same ``request_id`` with the same content again, nothing else answered since, gives the first
    result; with another content (the patient went back and changed something) it is a later answer. ``told_at`` is when
    the answers were given, where it is not now.
    """
    session.flush()  # what follows reads and writes the tables themselves
    latest = _LATEST.scalar(session, clinic=ask.clinic_id, ask=ask.id) or 0
    request_id = _once_key(session, ask, typed, request_id, latest)

    def act() -> dict[str, Any]:
        report_id = _keep(session, ask, answers, told_at or now, typed, channel, latest + 1)
        is_to_replan = _close_ask(session, ask, answers, now)
        findings = _judged(session, ask, report_id, answers, rules, now)
        if is_to_replan:
            guarded(session, lambda: _replanned(session, ask, now))
        _note_urgency(session, ask, report_id, findings)
        guarded(session, lambda: tell_of_answer_from_elsewhere(session, ask, latest + 1, now))
        told = min((int(finding.urgency) for finding in findings if finding.tells_patient), default=None)
        return {
            "report": report_id.hex,
            "advice": advise(findings, answers),
            "urgency": told,
            "late": now > ask.late_at,
            "version": latest + 1,
        }

    result = requests.once(session, ask.clinic_id, request_id, "receive_report", now, act)
    return Received(
        report_id=UUID(result["report"]),
        advice=Advice(result["advice"]),
        urgency=None if result["urgency"] is None else Urgency(result["urgency"]),
        is_late=result["late"],
        is_amendment=result["version"] > 1,
    )


def _judged(
    session: Session, ask: Ask, report_id: UUID, answers: Answers, rules: Rules, now: datetime
) -> list[Finding]:
    """What the rules find; else the alert that they could not; else at least a look at the course in the next turn."""
    urgency = Urgency.EMERGENCY if answers.danger_signs else Urgency.SAME_DAY
    return guarded(
        session,
        lambda: judge_report(session, ask.patient_id, report_id, now, rules),
        lambda: open_failure(session, ask.patient_id, ask.clinic_id, ask.course_id, ask.id, report_id, now, urgency),
        lambda: look_soon(session, ask.course_id, now),
    )


def _note_urgency(session: Session, ask: Ask, report_id: UUID, findings: Sequence[Finding]) -> None:
    """The report keeps the worst that it gave."""
    worst = min((int(finding.urgency) for finding in findings), default=None)
    if worst is not None:
        change_by_id(session, Report, ask.clinic_id, report_id, urgency=worst)


def note_emergency_call(session: Session, ask: Ask, *, has_called: bool, now: datetime) -> bool:
    """« J'ai appelé » or « Je n'ai pas pu »: the latter comes first on the worklist, and its alerts climb at once.

    Said twice, it counts once. ``False`` when there is no answer to note it on.
    """
    report = session.scalar(select(Report).where(_is_of(Report, ask), Report.is_current))
    if report is None:
        return False
    said = "called" if has_called else "could_not"
    if report.emergency_call == said:
        return True
    report.emergency_call = said
    if not has_called:
        alerts = session.scalars(
            select(Alert).where(_is_of(Alert, ask), Alert.state == AlertState.OPEN, Alert.urgency == Urgency.EMERGENCY)
        ).all()
        for alert in alerts:
            climb(session, alert, now)
    return True


def _once_key(
    session: Session, ask: Ask, typed: Mapping[str, Sequence[str]], request_id: str | None, latest: int
) -> str | None:
    """Names one sending of one page: its id, the ask, what was typed, and the version that it was the next of."""
    if not request_id:
        return None
    said = json.dumps([request_id, ask.id.hex, sorted((name, list(values)) for name, values in typed.items())])
    digest = hashlib.sha256(said.encode()).hexdigest()[:40]
    again = f"{digest}:{latest - 1}"
    is_again = latest > 0 and requests.find(session, ask.clinic_id, again) is not None
    return again if is_again else f"{digest}:{latest}"


def _keep(
    session: Session,
    ask: Ask,
    answers: Answers,
    now: datetime,
    typed: Mapping[str, Sequence[str]],
    channel: str,
    version: int,
) -> UUID:
    """Write the report, with its scores and reactions; returns its id."""
    if version > 1:
        _retire(session, ask, answers)
    report_id = new_id(session)
    enter(
        session,
        Report,
        {
            "id": report_id,
            "clinic_id": ask.clinic_id,
            "ask_id": ask.id,
            "patient_id": ask.patient_id,
            "version": version,
            "is_current": True,
            "channel": channel,
            "answered_at": now,
            "is_late": now > ask.late_at,
            "answers": to_json(answers),
            "typed": json.dumps({name: list(values) for name, values in typed.items()}, ensure_ascii=False),
        },
    )
    enter(session, Eva, *_scores(session, ask, report_id, answers, now))
    enter(session, Reaction, *_reactions(session, ask, report_id, answers))
    return report_id


def _retire(session: Session, ask: Ask, answers: Answers) -> None:
    """The earlier versions stay, and what the new one answers anew no longer counts; what it leaves out still does."""
    earlier = session.scalars(select(Report).where(_is_of(Report, ask))).all()
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


def _scores(session: Session, ask: Ask, report_id: UUID, answers: Answers, now: datetime) -> list[dict[str, Any]]:
    links = _ASKED.all(session, clinic=ask.clinic_id, ask=ask.id) if answers.evas else ()
    sessions = {link.course_id: link.session_id for link in links}
    return [
        {
            "id": new_id(session),
            "clinic_id": ask.clinic_id,
            "course_id": answer.course_id,
            "session_id": sessions[answer.course_id],
            "report_id": report_id,
            "occasion": ask.kind,
            "low": answer.eva.low,
            "high": answer.eva.high,
            "instrument": Instrument.EN_0_10,
            "answered_at": now,
        }
        for answer in answers.evas
        if answer.eva is not None and answer.course_id in sessions
    ]


def _reactions(session: Session, ask: Ask, report_id: UUID, answers: Answers) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(session),
            "clinic_id": ask.clinic_id,
            "report_id": report_id,
            "session_id": ask.session_id,
            "code": reaction.code,
            "status": "resolved" if reaction.evolution is Evolution.GONE else "present",
            "onset": reaction.onset,
            "evolution": reaction.evolution,
            "bother": reaction.bother,
            "signs": sorted(reaction.signs),
            "count": reaction.count,
            "is_earlier": reaction.is_earlier,
        }
        for reaction in conclude(answers)
    ]


def _close_ask(session: Session, ask: Ask, answers: Answers, now: datetime) -> bool:
    """Any human reply stops the reminders; only a score or a reaction (or "none") answers the ask.

    Returns whether a message was stopped that carried another, which now has to leave on its own.
    """
    closing: dict[str, Any] = {"replied_at": ask.replied_at or now, "remind_due_at": None}
    if answers.is_answer:
        answered = {"state": AskState.ANSWERED, "answered_at": ask.answered_at or now, "silent_due_at": None}
        closing |= answered
    change(session, ask, **closing)
    waiting = _WAITING.all(session, clinic=ask.clinic_id, patient=ask.patient_id, ask=ask.id)
    stopped = [session.get_one(Message, row.id) for row in waiting]
    for message in stopped:
        ledger.move(session, message, MessageState.CANCELLED, now, reason=Reason.ANSWERED)
    session.flush()
    return any(message.carries for message in stopped)


def _replanned(session: Session, ask: Ask, now: datetime) -> list[Finding]:
    replan(session, ask.patient_id, now)
    return []


def _is_of(table: Any, ask: Ask) -> Any:
    return (table.clinic_id == ask.clinic_id) & (table.ask_id == ask.id)


_LATEST = Prepared(
    select(func.max(Report.version)).where(Report.clinic_id == bindparam("clinic"), Report.ask_id == bindparam("ask"))
)
_ASKED = Prepared(
    select(AskSession.course_id, AskSession.session_id).where(
        AskSession.clinic_id == bindparam("clinic"), AskSession.ask_id == bindparam("ask")
    )
)
_WAITING = Prepared(
    select(Message.id).where(
        Message.clinic_id == bindparam("clinic"),
        Message.patient_id == bindparam("patient"),
        Message.ask_id == bindparam("ask"),
        or_(Message.state == MessageState.PLANNED, Message.state == MessageState.CLAIMED),
    )
)
