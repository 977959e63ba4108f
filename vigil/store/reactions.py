"""What a patient has told of and that has not gone since."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.domain.words import Evolution, ReactionCode
from vigil.store.tables import Ask, Reaction, Report


def unresolved(session: Session, ask: Ask) -> tuple[ReactionCode, ...]:
    """Reactions told on the answers to other asks and not gone since, as last told."""
    rows = session.execute(
        select(Reaction.code, Reaction.evolution)
        .join(Report, Report.id == Reaction.report_id)
        .where(
            Report.clinic_id == ask.clinic_id,
            Report.patient_id == ask.patient_id,
            Report.ask_id != ask.id,
            Reaction.is_current,
        )
        .order_by(Report.answered_at, Reaction.id)
    ).all()
    last: dict[ReactionCode, str | None] = {row.code: row.evolution for row in rows}
    return tuple(
        code
        for code, evolution in last.items()
        if code is not ReactionCode.NONE_REPORTED and evolution != Evolution.GONE
    )
