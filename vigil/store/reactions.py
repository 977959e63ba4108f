"""What a patient has told of and that has not gone since."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.domain.words import Evolution, ReactionCode
from vigil.store.listed import Listed
from vigil.store.tables import Ask, Reaction, Report


def unresolved(session: Session, ask: Ask) -> tuple[ReactionCode, ...]:
    """Reactions told on the answers to other asks and not gone since, as last told."""
    return unresolved_besides(ask, told(session, [ask])[ask.patient_id])


def told(session: Session, asks: Sequence[Ask]) -> dict[UUID, list[Any]]:
    """All that the patients of some asks of one clinic have told to any ask, by patient, the latest last."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in _TOLD.all(session, listed=[ask.patient_id for ask in asks], clinic=asks[0].clinic_id):
        found[row.patient_id].append(row)
    return found


def unresolved_besides(ask: Ask, rows: Iterable[Any]) -> tuple[ReactionCode, ...]:
    """What of all that an ask's patient has told was told to other asks, and has not gone since."""
    others = (row for row in rows if row.ask_id != ask.id)
    last: dict[ReactionCode, str | None] = {row.code: row.evolution for row in others}
    return tuple(
        code
        for code, evolution in last.items()
        if code is not ReactionCode.NONE_REPORTED and evolution != Evolution.GONE
    )


_TOLD = Listed(
    lambda patients: (
        select(Report.patient_id, Report.ask_id, Reaction.code, Reaction.evolution)
        .join(Report, (Report.clinic_id == Reaction.clinic_id) & (Report.id == Reaction.report_id))
        .where(Report.clinic_id == bindparam("clinic"), Report.patient_id.in_(patients), Reaction.is_current)
        .order_by(Report.answered_at, Reaction.id)
    )
)
