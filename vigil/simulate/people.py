"""Who plays: a person's facts, temper and body, and what they come to the clinic for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.domain.eva import Eva
from vigil.domain.recording.facts import CourseFacts, PatientFacts
from vigil.domain.words import Bother, Care, Sign
from vigil.simulate.answering import Manner
from vigil.simulate.body import Body, Course, Episode, Rebound


@dataclass(frozen=True)
class Temper:
    """How somebody deals with mail; chances from 0 to 1.

    ``answers`` a first message, ``reminded`` each reminder, ``on_phone`` a call. ``reads_within`` is the median time
    until they look at their mail. ``stops_after`` so many messages they opt out; from ``quiet_from`` they are silent.
    ``by_mail`` is how often who answers does so by replying to the mail, where nothing alarms them.
    """

    answers: float = 0.5
    reminded: float = 0.35
    on_phone: float = 0.7
    reads_within: timedelta = timedelta(hours=2)
    answers_late: float = 0.02
    amends: float = 0.02
    reads_pages: float = 0.15
    stops_after: int | None = None
    can_call: bool = True
    quiet_from: datetime | None = None
    by_mail: float = 0.0


@dataclass(frozen=True)
class Misfortune:
    """A reaction that is written into the play: after the session of that rank (0: after the last), not by chance."""

    rank: int
    keys: tuple[str, ...]
    begins_after: timedelta
    peaks_after: timedelta
    lasts: timedelta
    bother: Bother = Bother.MUCH
    signs: frozenset[Sign] = frozenset()
    danger: frozenset[Sign] = frozenset()
    past: frozenset[Sign] = frozenset()
    care: Care = Care.NOTHING
    count: int | None = None
    said: str = ""
    rebound: float = 0.0

    def after(self, at: datetime) -> Episode | Rebound:
        """What follows the session at ``at``; with ``rebound`` points, more pain that does not fade."""
        began_at = at + self.begins_after
        if self.rebound:
            return Rebound(began_at, began_at + self.lasts, self.rebound, fades=False)
        return Episode(
            self.keys,
            began_at,
            began_at + self.peaks_after,
            began_at + self.lasts,
            bother=self.bother,
            signs=self.signs,
            danger=self.danger,
            past=self.past,
            care=self.care,
            count=self.count,
            said=self.said,
        )


@dataclass(frozen=True)
class Treatment:
    """One course as it is to be: its facts, its appointments, and how the pain goes.

    ``is_as_told``: nothing is missed or moved, since the dates are a real patient's. ``exit_eva`` is then the score on
    record at the last session. ``stops_after`` so many sessions the patient does not come back.
    """

    course: CourseFacts
    appointments: tuple[datetime, ...]
    pain: Course
    exit_eva: Eva | None = None
    is_as_told: bool = False
    stops_after: int | None = None
    misfortunes: tuple[Misfortune, ...] = ()
    forgets_eva: float = 0.08


@dataclass
class Person:
    """One patient of the play. ``new_email`` is what they say when the practice asks for a working address."""

    facts: PatientFacts
    treatments: tuple[Treatment, ...]
    random: Random
    temper: Temper = field(default_factory=Temper)
    manner: Manner = field(default_factory=lambda: Manner("fr"))
    body: Body = field(default_factory=Body)
    reacts: float = 1.0
    new_email: str = ""
    id: UUID | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.facts.zone or "Europe/Paris")

    @property
    def arrives_at(self) -> datetime:
        """When the clinic first hears of them."""
        return min(opened_at for each in self.treatments if (opened_at := each.course.opened_at))
