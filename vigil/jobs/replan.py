"""replan: after a schedule changed, the patients who follow it are planned anew, a few at a time."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from vigil.actions.replan_followers import replan_slice
from vigil.jobs.summary import Summary
from vigil.store.database import Store
from vigil.store.tables import Replanning

ACTOR = "job:replan"


def run(store: Store, now: datetime, *, is_stopping: Callable[[], bool] = lambda: False) -> Summary:
    """One turn: every change that is not planned through yet, in transactions of a few patients each.

    How far it has come is kept with what it did: whoever is cut off leaves nothing half done and nothing out.
    """
    summary = Summary()
    with store.reading() as session:
        unfinished = session.execute(
            select(Replanning.clinic_id, Replanning.schedule_name)
            .where(Replanning.finished_at.is_(None))
            .order_by(Replanning.begun_at, Replanning.clinic_id)
        ).all()
    for clinic_id, name in unfinished:
        while not is_stopping() and _goes_on(store, clinic_id, name, now, summary):
            pass
    return summary


def _goes_on(store: Store, clinic_id: UUID, name: str, now: datetime, summary: Summary) -> bool:
    with store.writing(now, ACTOR, clinic_id=clinic_id) as session:
        row = session.get(Replanning, (clinic_id, name))
        if row is None or row.finished_at is not None:
            return False
        summary.add("patients", replan_slice(session, row, now))
        return row.finished_at is None
