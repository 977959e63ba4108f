"""escalate: alerts whose time ran out unacknowledged climb to the next rung of their ladder."""

from datetime import datetime

from sqlalchemy.orm import Session

from vigil.actions.open_alert import climb
from vigil.jobs.summary import Summary
from vigil.store import alerts


def run(session: Session, now: datetime) -> Summary:
    """One turn; the worst first. An alert that nobody stands ready for keeps its place and is tried again."""
    summary = Summary()
    for alert in alerts.due_to_climb(session, now):
        told = climb(session, alert, now)
        summary.add("climbed", bool(told))
        summary.add("nobody to tell", not told and alert.climb_due_at is not None)
    return summary
