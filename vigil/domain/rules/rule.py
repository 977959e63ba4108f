"""What a rule is: an id, a version, thresholds and a pure function; and how it words what it found."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from vigil.domain.findings import Bilingual, Cause, Finding
from vigil.domain.history import History
from vigil.domain.words import Urgency

T = TypeVar("T")


def _no_instant(_history: History, _thresholds: Any) -> Iterable[datetime]:
    return ()


@dataclass(frozen=True, eq=False)
class Rule(Generic[T]):
    """A clinical rule.

    ``reads_report``: evaluated when a report comes in. ``is_timed``: evaluated when a course is reviewed, because time
    or silence alone can make it true; ``due_at`` then lists the instants at which it may. ``yields_to`` names the rules
    that say the same thing better: when one of them found something at least as urgent, this finding is folded into it.
    """

    id: str
    version: int
    thresholds: type[T]
    evaluate: Callable[[History, T, datetime], Finding | None]
    reads_report: bool = True
    is_timed: bool = False
    due_at: Callable[[History, T], Iterable[datetime]] = _no_instant
    yields_to: frozenset[str] = frozenset()

    @property
    def sentence(self) -> str:
        """The docstring of the rule's module: what a physician would say, the source, the last review."""
        return (sys.modules[self.evaluate.__module__].__doc__ or "").strip()

    def on_ask(
        self,
        history: History,
        urgency: Urgency,
        reason: Bilingual,
        *evidence: Bilingual,
        tells_patient: bool = True,
        holds: bool = False,
        case: bool = False,
        rests_on: tuple[str, ...] = (),
    ) -> Finding:
        """A finding about the report: its alert is opened once per ask. An emergency rests on every danger sign."""
        assert history.report is not None, f"{self.id} speaks of a report and there is none"
        signs = history.report.answers.danger_signs if urgency is Urgency.EMERGENCY else frozenset()
        return Finding(
            self.id,
            self.version,
            urgency,
            Cause.ASK,
            history.report.ask.id,
            reason,
            evidence,
            tells_patient,
            holds,
            proposes_case=case,
            rests_on=(*rests_on, *sorted(signs)),
        )

    def on_course(
        self,
        history: History,
        urgency: Urgency,
        reason: Bilingual,
        *evidence: Bilingual,
        arming: str = "",
        tells_patient: bool = False,
    ) -> Finding:
        """A finding about the course: its alert is opened once per course and arming."""
        course = history.course.id
        return Finding(
            self.id, self.version, urgency, Cause.COURSE, course, reason, evidence, tells_patient, arming=arming
        )


@dataclass(frozen=True)
class NoThresholds:
    """For a rule that reads signs alone."""
