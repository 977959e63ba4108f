"""What a clinic starts with: the shipped schedules, rules, reactions, texts and its own rules, kept as versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.store import versions


@dataclass(frozen=True)
class Shipped:
    """The contents of the shipped files, read by whoever composes the program.

    ``schedules`` by name (``standard``); ``texts`` by ``mail/language`` (``followup/fr``), each as a bundle's JSON.
    """

    schedules: Mapping[str, str]
    rules: str
    reactions: str
    clinic: str
    texts: Mapping[str, str]


def seed(session: Session, clinic_id: UUID, shipped: Shipped, now: datetime) -> list[str]:
    """Keep the shipped contents as the clinic's versions; what the clinic has written itself stays.

    Returns the names of the schedules that the clinic had and that are no longer the same.
    """
    renewed = []
    for name, content in shipped.schedules.items():
        before = versions.latest(session, clinic_id, "schedule", name)
        after = versions.seed(session, clinic_id, "schedule", name, content, now)
        if before is not None and after.id != before.id:
            renewed.append(name)
    for kind in ("rules", "reactions", "clinic"):
        versions.seed(session, clinic_id, kind, kind, getattr(shipped, kind), now)
    for name, content in shipped.texts.items():
        versions.seed(session, clinic_id, "text", name, content, now)
    return renewed
