"""A patient answers: the report is kept whatever else happens, then the rules read it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

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
from vigil.store import ledger
from vigil.store.database import new_id
from vigil.store.requests import once
from vigil.store.tables import Alert, Ask, AskSession, Eva, Message, Reaction, Report, Request


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
    rules: Rules = RULES,
) -> Received:
    """Keep an answer to an ask, close what it closes, and open the alerts that it calls for.

    A later answer is a new version; the earlier ones stay. ``typed`` is the form as it came, kept sealed beside the
    reading of it. The same ``request_id`` with the same content again, nothing else answered since, gives the first
    result; with another content (the patient went back and changed something) it is a later answer.
    """
    request_id = _once_key(session, ask, typed, request_id)

    def act() -> dict[str, Any]:
        report = _keep(session, ask, answers, now, typed, channel)
        is_to_replan = _close_ask(session, ask, answers, now)
        session.flush()
        findings = _judged(session, ask, report, answers, rules, now)
        if is_to_replan:
            guarded(session, lambda: _replanned(session, ask, now))
        advice = advise(findings, answers)
        report.urgency = min((int(finding.urgency) for finding in findings), default=None)
        told = min((int(finding.urgency) for finding in findings if finding.tells_patient), default=None)
        return {
            "report": report.id.hex,
            "advice": advice,
            "urgency": told,
            "late": report.is_late,
            "version": report.version,
        }

    result = once(session, ask.clinic_id, request_id, "receive_report", now, act)
    return Received(
        report_id=UUID(result["report"]),
        advice=Advice(result["advice"]),
        urgency=None if result["urgency"] is None else Urgency(result["urgency"]),
        is_late=result["late"],
        is_amendment=result["version"] > 1,
    )


def _judged(session: Session, ask: Ask, report: Report, answers: Answers, rules: Rules, now: datetime) -> list[Finding]:
    """What the rules find; else the alert that they could not; else at least a look at the course in the next turn."""
    urgency = Urgency.EMERGENCY if answers.danger_signs else Urgency.SAME_DAY
    return guarded(
        session,
        lambda: judge_report(session, ask.patient_id, report.id, now, rules),
        lambda: open_failure(session, ask.patient_id, ask.clinic_id, ask.course_id, ask.id, report.id, now, urgency),
        lambda: look_soon(session, ask.course_id, now),
    )


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


def _once_key(session: Session, ask: Ask, typed: Mapping[str, Sequence[str]], request_id: str | None) -> str | None:
    """Names one sending of one page: its id, the ask, what was typed, and the version that it was the next of."""
    if not request_id:
        return None
    said = json.dumps([request_id, ask.id.hex, sorted((name, list(values)) for name, values in typed.items())])
    digest = hashlib.sha256(said.encode()).hexdigest()[:40]
    latest = _latest(session, ask)
    again = f"{digest}:{latest - 1}"
    return again if session.get(Request, (ask.clinic_id, again)) else f"{digest}:{latest}"


def _latest(session: Session, ask: Ask) -> int:
    return session.scalar(select(func.max(Report.version)).where(_is_of(Report, ask))) or 0


def _keep(
    session: Session,
    ask: Ask,
    answers: Answers,
    now: datetime,
    typed: Mapping[str, Sequence[str]],
    channel: str,
) -> Report:
    version = 1 + _latest(session, ask)
    if version > 1:
        _retire(session, ask, answers)
    report = Report(
        id=new_id(session),
        clinic_id=ask.clinic_id,
        ask_id=ask.id,
        patient_id=ask.patient_id,
        version=version,
        is_current=True,
        channel=channel,
        answered_at=now,
        is_late=now > ask.late_at,
    )
    report.answers = to_json(answers)
    report.typed = json.dumps({name: list(values) for name, values in typed.items()}, ensure_ascii=False)
    session.add(report)
    session.flush()
    _keep_scores(session, ask, report, answers)
    _keep_reactions(session, ask, report, answers)
    return report


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


def _keep_scores(session: Session, ask: Ask, report: Report, answers: Answers) -> None:
    links = session.scalars(select(AskSession).where(AskSession.ask_id == ask.id)).all()
    sessions = {link.course_id: link.session_id for link in links}
    for answer in answers.evas:
        if answer.eva is not None and answer.course_id in sessions:
            session.add(
                Eva(
                    id=new_id(session),
                    clinic_id=ask.clinic_id,
                    course_id=answer.course_id,
                    session_id=sessions[answer.course_id],
                    report_id=report.id,
                    occasion=ask.kind,
                    low=answer.eva.low,
                    high=answer.eva.high,
                    instrument=Instrument.EN_0_10,
                    answered_at=report.answered_at,
                )
            )


def _keep_reactions(session: Session, ask: Ask, report: Report, answers: Answers) -> None:
    for reaction in conclude(answers):
        session.add(
            Reaction(
                id=new_id(session),
                clinic_id=ask.clinic_id,
                report_id=report.id,
                session_id=ask.session_id,
                code=reaction.code,
                status="resolved" if reaction.evolution is Evolution.GONE else "present",
                onset=reaction.onset,
                evolution=reaction.evolution,
                bother=reaction.bother,
                signs=sorted(reaction.signs),
                count=reaction.count,
                is_earlier=reaction.is_earlier,
            )
        )


_STOPPED = (MessageState.PLANNED, MessageState.CLAIMED)


def _close_ask(session: Session, ask: Ask, answers: Answers, now: datetime) -> bool:
    """Any human reply stops the reminders; only a score or a reaction (or "none") answers the ask.

    Returns whether a message was stopped that carried another, which now has to leave on its own.
    """
    ask.replied_at = ask.replied_at or now
    ask.remind_due_at = None
    if answers.is_answer:
        ask.state = AskState.ANSWERED
        ask.answered_at = ask.answered_at or now
        ask.silent_due_at = None
    waiting = session.scalars(select(Message).where(_is_of(Message, ask), Message.state.in_(_STOPPED))).all()
    for message in waiting:
        ledger.move(session, message, MessageState.CANCELLED, now, reason=Reason.ANSWERED)
    return any(message.carries for message in waiting)


def _replanned(session: Session, ask: Ask, now: datetime) -> list[Finding]:
    replan(session, ask.patient_id, now)
    return []


def _is_of(table: Any, ask: Ask) -> Any:
    return (table.clinic_id == ask.clinic_id) & (table.ask_id == ask.id)
