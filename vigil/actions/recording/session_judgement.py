"""Whether a session may be recorded as it stands: refused, to be acknowledged first, or fine."""

from dataclasses import dataclass, replace
from datetime import datetime

from vigil.actions.recording.course_records import TAKES_PLACE, course_record, patient_record, same_day
from vigil.actions.recording.session_draft import Draft
from vigil.domain.recording.notices import Warned, refuse, require_acknowledged
from vigil.domain.recording.session_checks import deviations, hold_refusals, is_held, refusals, warnings
from vigil.domain.words import Role, SessionState
from vigil.store.shelf import Shelf
from vigil.store.tables import Patient

HARMLESS = frozenset(
    {
        "operator",
        "technique",
        "injector",
        "nozzle",
        "zone",
        "volume_ml",
        "room",
        "reaction_during",
        "eva_before",
        "eva_instrument",
        "deviation_reason",
        "state_reason",
    }
)
"""Facts that no warning reads: correcting one asks for nothing to be acknowledged again."""


@dataclass(frozen=True)
class Judgement:
    """The codes that the session's row keeps."""

    deviations: tuple[str, ...]
    acknowledged: tuple[str, ...]
    is_held: bool


def judge(shelf: Shelf, draft: Draft, now: datetime) -> Judgement:
    """``NotRecorded`` or ``Unacknowledged`` when it may not be recorded; nothing is written here."""
    facts, row = draft.facts, draft.row
    patient = shelf.session.get_one(Patient, draft.course.patient_id)
    course = course_record(shelf, draft.course, patient, facts.at, row)
    if facts.state is SessionState.PERFORMED and _adds(draft):
        course = replace(course, same_day=tuple(same_day(shelf, draft.course, course.zone, facts.at, row)))
    person = patient_record(shelf, patient, facts.at)
    refuse(refusals(facts, draft.given, course, now, reopens=_reopens(draft)))
    if row is not None and HARMLESS.issuperset(draft.changed):
        acknowledged = tuple(row.acknowledged)
    else:
        found = warnings(facts, draft.given, person, course)
        refuse(hold_refusals(facts, found, is_by_physician=_is_by_physician(draft)))
        known = facts.acknowledged | frozenset(draft.course.acknowledged) | _acknowledged_before(draft)
        acknowledged = require_acknowledged(found, known)
    departures = deviations(facts, draft.given) if facts.state is SessionState.PERFORMED else []
    return Judgement(
        deviations=tuple(sorted({departure.code.value for departure in departures})),
        acknowledged=acknowledged,
        is_held=facts.state is SessionState.PLANNED and is_held(facts, person),
    )


def _is_by_physician(draft: Draft) -> bool:
    return draft.operator is not None and draft.operator.role is Role.PHYSICIAN


def _reopens(draft: Draft) -> bool:
    """Whether it would add a session to a closed course, or move one; correcting details or voiding does not."""
    return draft.course.closed_at is not None and _adds(draft) and draft.facts.state in TAKES_PLACE


def _adds(draft: Draft) -> bool:
    return draft.row is None or "at" in draft.changed or "state" in draft.changed


def _acknowledged_before(draft: Draft) -> frozenset[str]:
    """What was acknowledged for this session already; a hold, and another session of the day, are asked about again."""
    if draft.row is None:
        return frozenset()
    before = frozenset(draft.row.acknowledged)
    if "state" in draft.changed:
        return before - {Warned.SESSION_HELD, Warned.SAME_DAY}
    return before - {Warned.SAME_DAY} if "at" in draft.changed else before
