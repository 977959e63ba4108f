"""Reactions as they lasted: one told on a form and asked about again until it is gone is one reaction."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.domain.answers import ReactionAnswer
from vigil.domain.history import Course, Report
from vigil.domain.instants import local_date
from vigil.domain.words import Bother, Evolution, Onset, ReactionCode, Sign


@dataclass(frozen=True)
class ReactionSpan:
    """One reaction from when it began to when it was told to be gone.

    ``began_on`` is the day that the patient gave or, where none was, the day of the first telling. ``gone_by`` is the
    day of the answer that said "gone": it lasted no longer than until then. While it is ``None`` it lasted at least
    until ``last_told_at``. ``bother`` is the worst that was told.
    """

    code: ReactionCode
    session_id: UUID | None
    began_on: date
    told_at: datetime
    last_told_at: datetime
    gone_by: date | None = None
    bother: Bother | None = None
    evolution: Evolution | None = None
    signs: frozenset[Sign] = frozenset()
    is_onset_known: bool = False

    @property
    def at_most_days(self) -> int | None:
        """How many days it lasted at most, both ends included; ``None`` while it is not known to be gone."""
        return None if self.gone_by is None else max(1, (self.gone_by - self.began_on).days + 1)

    def at_least_days(self, zone: ZoneInfo) -> int:
        """How many days it had lasted when it was last told."""
        return max(1, (local_date(self.last_told_at, zone) - self.began_on).days + 1)


_WORST_FIRST = (Bother.PREVENTS, Bother.MUCH, Bother.LITTLE)


def reaction_spans(course: Course, reports: Iterable[Report], zone: ZoneInfo) -> tuple[ReactionSpan, ...]:
    """The reactions told on the reports (oldest first), in the order in which they were first told."""
    spans: list[ReactionSpan] = []
    running: dict[ReactionCode, int] = {}
    for report in reports:
        for reaction in report.reactions:
            if reaction.code is ReactionCode.NONE_REPORTED:
                continue
            place = running.get(reaction.code)
            if place is None or not (reaction.is_earlier or _same_ask(spans[place], report, course)):
                running[reaction.code] = place = len(spans)
                spans.append(_begun(course, report, reaction, zone))
            spans[place] = _told_again(spans[place], report, reaction, zone)
            if reaction.evolution is Evolution.GONE:
                del running[reaction.code]
    return tuple(spans)


def _same_ask(span: ReactionSpan, report: Report, course: Course) -> bool:
    return span.session_id is not None and span.session_id == _session_of(course, report)


def _session_of(course: Course, report: Report) -> UUID | None:
    ranked = [id for id in report.ask.session_ids if course.rank(id) is not None]
    return ranked[0] if ranked else None


def _begun(course: Course, report: Report, reaction: ReactionAnswer, zone: ZoneInfo) -> ReactionSpan:
    session_id = _session_of(course, report)
    treated = next((each for each in course.performed if each.id == session_id), None)
    told_on = local_date(report.answered_at, zone)
    began_on, is_known = told_on, reaction.onset is Onset.TODAY
    if treated is not None and reaction.onset in (Onset.DURING, Onset.SAME_DAY, Onset.NEXT_DAY):
        began_on = local_date(treated.at, zone)
        if reaction.onset is Onset.NEXT_DAY:
            began_on = date.fromordinal(began_on.toordinal() + 1)
        is_known = True
    return ReactionSpan(
        reaction.code,
        session_id,
        min(began_on, told_on),
        report.answered_at,
        report.answered_at,
        is_onset_known=is_known,
    )


def _told_again(span: ReactionSpan, report: Report, reaction: ReactionAnswer, zone: ZoneInfo) -> ReactionSpan:
    bothers = {span.bother, reaction.bother}
    return replace(
        span,
        last_told_at=report.answered_at,
        gone_by=local_date(report.answered_at, zone) if reaction.evolution is Evolution.GONE else None,
        bother=next((bother for bother in _WORST_FIRST if bother in bothers), None),
        evolution=reaction.evolution or span.evolution,
        signs=span.signs | reaction.signs,
    )
