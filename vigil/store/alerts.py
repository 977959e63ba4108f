"""Finding alerts: by cause, by what is open, by what has to climb."""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, bindparam, func, select, text
from sqlalchemy.orm import Session

from vigil.domain.findings import Bilingual, Finding
from vigil.domain.words import AlertState, Urgency
from vigil.store.held import held, held_first
from vigil.store.prepared import Prepared
from vigil.store.tables import Alert
from vigil.store.tables.alerts import OPEN


def by_cause(session: Session, clinic_id: UUID, cause_key: str) -> Alert | None:
    return held_first(session, Alert, _BY_CAUSE, clinic=clinic_id, cause=cause_key)


def unresolved(session: Session, clinic_id: UUID, *, at_most: Urgency = Urgency.INFORMATION) -> Sequence[Alert]:
    """The clinic's alerts that are not resolved: worst first, the oldest first among equals."""
    return held(session, Alert, _UNRESOLVED, clinic=clinic_id, most=at_most)


def count_open(session: Session, clinic_id: UUID, patient_id: UUID) -> int:
    """How many alerts of a patient nobody has resolved."""
    mine = (Alert.clinic_id == clinic_id, Alert.patient_id == patient_id, Alert.state != AlertState.RESOLVED)
    return session.scalar(select(func.count()).select_from(Alert).where(*mine)) or 0


def due_to_climb(session: Session, now: datetime, limit: int = 500) -> Sequence[Alert]:
    return held(session, Alert, _DUE_TO_CLIMB, now=now, most=limit)


def write_finding(finding: Finding) -> str:
    """The sentences of a finding as an alert keeps them, and the marks of what they rest on."""
    lines = [[line.fr, line.en] for line in (finding.reason, *finding.evidence)]
    return json.dumps({"lines": lines, "marks": finding.marks}, ensure_ascii=False)


def read_finding(alert: Alert) -> tuple[Bilingual, tuple[Bilingual, ...]]:
    """The reason and the evidence of an alert."""
    reason, *evidence = [Bilingual(*line) for line in _kept(alert)["lines"]]
    return reason, tuple(evidence)


def marks_of(alert: Alert) -> tuple[str, ...]:
    """The marks of the finding that an alert shows (``Finding.marks``)."""
    return tuple(_kept(alert)["marks"])


def _kept(alert: Alert) -> dict[str, Any]:
    """An alert of an earlier program kept its lines alone."""
    kept = json.loads(alert.finding or '[["", ""]]')
    return kept if isinstance(kept, dict) else {"lines": kept, "marks": [kept[0][0]]}


def seen_of(alert: Alert) -> str:
    """What a page shows of an alert, in short: different once it was opened anew, got worse, or says something new."""
    shown = f"{alert.urgency} {alert.opened_at.isoformat()} {alert.finding}"
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def reference_of(alert_id: UUID) -> str:
    """An opaque reference that can be read out on the telephone: ``A-7K3P-QX2M``."""
    letters = base64.b32encode(alert_id.bytes[-5:]).decode()
    return f"A-{letters[:4]}-{letters[4:]}"


_BY_CAUSE = Prepared(select(Alert).where(Alert.clinic_id == bindparam("clinic"), Alert.cause_key == bindparam("cause")))
_UNRESOLVED = Prepared(
    select(Alert)
    .where(
        Alert.clinic_id == bindparam("clinic"),
        text(OPEN),
        Alert.urgency <= bindparam("most", type_=Integer),
    )
    .order_by(Alert.urgency, Alert.opened_at, Alert.id)
)
_DUE_TO_CLIMB = Prepared(
    select(Alert)
    .where(Alert.climb_due_at.is_not(None), Alert.climb_due_at <= bindparam("now"))
    .order_by(Alert.urgency, Alert.climb_due_at)
    .limit(bindparam("most", type_=Integer))
)
