"""What a patient has told of and that has not gone since."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.domain.words import Evolution, ReactionCode
from vigil.store.prepared import Prepared
from vigil.store.tables import Ask, Reaction, Report


def unresolved(session: Session, ask: Ask) -> tuple[ReactionCode, ...]:
    """Reactions told on the answers to other asks and not gone since, as last told."""
    rows = _TOLD.all(session, clinic=ask.clinic_id, patient=ask.patient_id, ask=ask.id)
    last: dict[ReactionCode, str | None] = {row.code: row.evolution for row in rows}
    return tuple(
        code
        for code, evolution in last.items()
        if code is not ReactionCode.NONE_REPORTED and evolution != Evolution.GONE
    )


_TOLD = Prepared(
    select(Reaction.code, Reaction.evolution)
    .join(Report, (Report.clinic_id == Reaction.clinic_id) & (Report.id == Reaction.report_id))
    .where(
        Report.clinic_id == bindparam("clinic"),
        Report.patient_id == bindparam("patient"),
        Report.ask_id != bindparam("ask"),
        Reaction.is_current,
    )
    .order_by(Report.answered_at, Reaction.id)
)
