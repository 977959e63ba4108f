"""Printed sheets for patients whom no e-mail reaches: one per step, those of one day's appointments together."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.domain.instants import local_date
from vigil.domain.placing import Place
from vigil.domain.reasons import Reason
from vigil.domain.steps import Occasion, Step


class Printer:
    """Gives sheets their places: due when the session is recorded, to be handed over; no load, no hours."""

    def __init__(self, zone: ZoneInfo, at: datetime) -> None:
        self._zone = zone
        self._at = at
        self._by_day: dict[date, tuple[datetime, str]] = {}
        self._by_session: dict[UUID, tuple[datetime, str]] = {}

    def place(self, key: str, step: Step) -> Place:
        """One sheet lists all appointments made on one day, and serves the reminder of each as well."""
        if step.sheet_at > step.expires_at:
            if step.occasion is Occasion.BEFORE_SESSION:
                return Place(step.sheet_at, reason=Reason.APPOINTMENT_TOO_CLOSE)
            return Place(step.sheet_at, reason=Reason.ENTERED_TOO_LATE, is_expired=True)
        if self._at > step.expires_at:
            return Place(step.sheet_at, reason=Reason.TIME_PASSED, is_expired=True)
        if step.occasion is not Occasion.BEFORE_SESSION:
            return Place(step.sheet_at)
        leader = self._by_session.get(step.session.id) if step.is_again else self._announcement(key, step)
        if leader is None or leader[1] == key:
            return Place(step.sheet_at)
        return Place(leader[0], carrier=leader[1])

    def _announcement(self, key: str, step: Step) -> tuple[datetime, str]:
        leader = self._by_day.setdefault(local_date(step.sheet_at, self._zone), (step.sheet_at, key))
        self._by_session[step.session.id] = leader
        return leader
