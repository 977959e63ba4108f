"""A patient answers: the report is kept whatever else happens, then the rules read it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.answer_from_elsewhere import tell_of_answer_from_elsewhere
from vigil.actions.judge import Rules, guarded, judge_report, look_soon, open_failure
from vigil.actions.keep_report import Given, Kept, keep_reports, latest_versions
from vigil.actions.open_alert import climb
from vigil.actions.replan import replan
from vigil.domain.advice import Advice, advise
from vigil.domain.answers import Answers
from vigil.domain.findings import Finding
from vigil.domain.rules import RULES
from vigil.domain.words import AlertState, Urgency
from vigil.store import requests
from vigil.store.histories import Facts, load, load_all
from vigil.store.savepoints import apart
from vigil.store.tables import Alert, Ask, Patient, Report
from vigil.store.writes import change_by_id

log = structlog.get_logger()

_ACTION = "receive_report"


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
    given = Given(ask, answers, typed, channel, request_id, told_at)
    return receive_reports(session, [given], now, rules=rules)[0]


def receive_reports(session: Session, given: Sequence[Given], now: datetime, *, rules: Rules = RULES) -> list[Received]:
    """The same for the answers of different patients of one clinic, read and written together; none of them is none."""
    if not given:
        return []
    session.flush()  # what follows reads and writes the tables themselves
    clinic_id = given[0].ask.clinic_id
    versions = latest_versions(session, [each.ask for each in given])
    keys, done = _once(session, clinic_id, given, versions)
    fresh = [each for each, key in zip(given, keys, strict=True) if key not in done]
    kept = keep_reports(session, fresh, versions, now) if fresh else []
    known = _facts(session, kept, now)
    results = {each.ask.id: _result(session, each, known, rules, now) for each in kept}
    new = {key: results[each.ask.id] for each, key in zip(given, keys, strict=True) if key and key not in done}
    requests.note(session, clinic_id, new, _ACTION, now)
    return [
        _received(requests.result_of(done[key], _ACTION) if key in done else results[each.ask.id])
        for each, key in zip(given, keys, strict=True)
    ]


def _result(session: Session, kept: Kept, known: Mapping[UUID, Facts], rules: Rules, now: datetime) -> dict[str, Any]:
    """What follows from an answer that was kept; noted, so that sending it again gives it again."""
    ask, answers = kept.ask, kept.given.answers
    findings = _judged(session, kept, known.get(ask.patient_id), rules, now)
    if kept.is_to_replan:
        guarded(session, lambda: _replanned(session, ask, now))
    _note_urgency(session, ask, kept.report_id, findings)
    guarded(session, lambda: tell_of_answer_from_elsewhere(session, ask, kept.version, now))
    told = min((int(finding.urgency) for finding in findings if finding.tells_patient), default=None)
    return {
        "report": kept.report_id.hex,
        "advice": advise(findings, answers),
        "urgency": told,
        "late": now > ask.late_at,
        "version": kept.version,
    }


def _received(result: Mapping[str, Any]) -> Received:
    return Received(
        report_id=UUID(result["report"]),
        advice=Advice(result["advice"]),
        urgency=None if result["urgency"] is None else Urgency(result["urgency"]),
        is_late=result["late"],
        is_amendment=result["version"] > 1,
    )


def _facts(session: Session, kept: Sequence[Kept], now: datetime) -> dict[UUID, Facts]:
    """What the rules read of the patients; none where that fails for one of them, and each is then read by itself."""
    if len(kept) < 2:
        return {}
    try:
        with apart(session):
            return load_all(session, [session.get_one(Patient, each.ask.patient_id) for each in kept], now)
    except Exception as error:  # its text may quote answers: only its type is logged
        log.error("patients could not be read together", action="judge_failed", error=type(error).__name__)
        return {}


def _judged(session: Session, kept: Kept, known: Facts | None, rules: Rules, now: datetime) -> list[Finding]:
    """What the rules find; else the alert that they could not; else at least a look at the course in the next turn."""
    ask, report_id = kept.ask, kept.report_id
    urgency = Urgency.EMERGENCY if kept.given.answers.danger_signs else Urgency.SAME_DAY
    return guarded(
        session,
        lambda: judge_report(session, known or load(session, ask.patient_id, now), report_id, now, rules),
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


def _once(
    session: Session, clinic_id: UUID, given: Sequence[Given], versions: Mapping[UUID, int]
) -> tuple[list[str | None], dict[str | None, Any]]:
    """The keys under which answers are noted once each, and those of them that were carried out before.

    A key names one sending of one page: its id, the ask, what was typed, and the version that it was the next of.
    """
    digests = [_digest(each) for each in given]
    latest = [versions.get(each.ask.id, 0) for each in given]
    again = [f"{digest}:{number - 1}" for digest, number in zip(digests, latest, strict=True)]
    anew = [f"{digest}:{number}" for digest, number in zip(digests, latest, strict=True)]
    named = [key for digest, *keys in zip(digests, again, anew, strict=True) if digest for key in keys]
    done: dict[str | None, Any] = dict(requests.find_all(session, clinic_id, named).items())
    sent = zip(digests, again, anew, strict=True)
    return [None if not digest else first if first in done else then for digest, first, then in sent], done


def _digest(given: Given) -> str:
    """Empty where the page has no id."""
    if not given.request_id:
        return ""
    typed = sorted((name, list(values)) for name, values in given.typed.items())
    said = json.dumps([given.request_id, given.ask.id.hex, typed])
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def _replanned(session: Session, ask: Ask, now: datetime) -> list[Finding]:
    replan(session, ask.patient_id, now)
    return []


def _is_of(table: Any, ask: Ask) -> Any:
    return (table.clinic_id == ask.clinic_id) & (table.ask_id == ask.id)
