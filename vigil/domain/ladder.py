"""Ladders: who is told of an alert, and who next when nobody answers.

A ladder ends with a clinician and its last rung repeats until somebody acknowledges: none ends in silence.
"""

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum

from vigil.domain.closing import Closing, read_closing
from vigil.domain.configuration import Table, parse
from vigil.domain.words import Urgency


class Rung(StrEnum):
    """Who stands on a rung: the course's physician, another physician of the clinic, any physician or nurse."""

    PHYSICIAN = "physician"
    COLLEAGUE = "colleague"
    CLINICIAN = "clinician"
    SECRETARY = "secretary"


class InPlace(StrEnum):
    """Why somebody is told in place of the patient's physician: they are on call, or she is away."""

    ON_CALL = "on_call"
    AWAY = "away"


CLINICIANS = frozenset({Rung.PHYSICIAN, Rung.COLLEAGUE, Rung.CLINICIAN})


@dataclass(frozen=True)
class Step:
    """One rung: ``waits`` is how long it has before the next rung (or, on the last, the same again)."""

    rung: Rung
    waits: timedelta


@dataclass(frozen=True)
class Ladder:
    steps: tuple[Step, ...]

    def step(self, climbed: int) -> Step:
        """The rung after ``climbed`` climbs; the last repeats for ever."""
        return self.steps[min(climbed, len(self.steps) - 1)]


@dataclass(frozen=True)
class ClinicRules:
    """What a clinic decides about its alerts and digests; seeded by ``config/clinic.toml``."""

    ladders: dict[Urgency, Ladder]
    digest_at: time
    secure_mail_domains: tuple[str, ...]
    mailbox_may_hold_health_data: bool = False
    closing: Closing = field(default_factory=Closing)

    def ladder(self, urgency: Urgency) -> Ladder | None:
        """The ladder of an urgency; ``None`` for what waits for the digest."""
        return self.ladders.get(urgency)


def parse_clinic(file: str, text: str) -> ClinicRules:
    """Read ``clinic.toml``; ``ConfigurationError`` names what is wrong."""
    table = parse(file, text)
    ladders = table.table("ladder")
    found = {}
    for urgency in (Urgency.EMERGENCY, Urgency.SAME_DAY):
        found[urgency] = _ladder(ladders, urgency.code)
    ladders.done()
    rules = ClinicRules(
        ladders=found,
        digest_at=table.wall_time("digest_at"),
        secure_mail_domains=table.texts("secure_mail_domains", ()),
        mailbox_may_hold_health_data=table.boolean("mailbox_may_hold_health_data", False),
        closing=read_closing(table),
    )
    table.done()
    return rules


def _ladder(table: Table, key: str) -> Ladder:
    steps = []
    for rung in table.tables(key):
        steps.append(Step(rung.choice("who", Rung), rung.duration("waits", low=timedelta(minutes=5))))
        rung.done()
    if not steps or steps[0].rung not in CLINICIANS or steps[-1].rung not in CLINICIANS:
        raise table.wrong(key, "rungs that begin and end with physician, colleague or clinician")
    return Ladder(tuple(steps))
