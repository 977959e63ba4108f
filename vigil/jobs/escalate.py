"""escalate: alerts whose time ran out unacknowledged climb to the next rung; what was put off comes back."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from vigil.actions.open_alert import climb
from vigil.actions.work_alert import wake
from vigil.jobs.attempt import attempted
from vigil.jobs.summary import Summary
from vigil.store import alerts
from vigil.store.tables import Alert

_PUT_OFF = timedelta(minutes=5)


def run(session: Session, now: datetime) -> Summary:
    """One turn; the worst first. An alert that nobody stands ready for keeps its place and is tried again."""
    summary = Summary()
    for alert in alerts.due_to_climb(session, now):
        if not attempted(session, "escalate", alert.id, partial(_climb, session, alert, now, summary)):
            alert.climb_due_at = now + _PUT_OFF
            summary.add("failed")
    return summary


def _climb(session: Session, alert: Alert, now: datetime, summary: Summary) -> None:
    if alert.snoozed_until is not None:
        wake(session, alert, now)
        summary.add("back from being put off")
        return
    told = climb(session, alert, now)
    session.flush()
    summary.add("climbed", bool(told))
    summary.add("nobody to tell", not told and alert.climb_due_at is not None)
