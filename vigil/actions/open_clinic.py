"""A practice opens, or changes what it is called and how it is reached."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.actions.recording.recorded import Recorded, columns_of, differing, keep, record_once
from vigil.actions.shipped import Shipped, seed
from vigil.domain.errors import Refused
from vigil.domain.instants import at_local, local_date
from vigil.domain.ladder import parse_clinic
from vigil.domain.recording.facts import ClinicFacts
from vigil.domain.recording.texts import tidied
from vigil.mail.promises import betraying_words
from vigil.store import versions
from vigil.store.database import new_id
from vigil.store.tables import Clinic

NO_CLINIC = UUID(int=0)
"""Under which requests are remembered that come before their clinic."""


def open_clinic(
    session: Session, facts: ClinicFacts, shipped: Shipped, now: datetime, request_id: str | None = None
) -> Recorded:
    """Open a clinic with the shipped versions, or change the one of that external id."""
    return record_once(
        session, NO_CLINIC, request_id, "open_clinic", now, lambda: write_clinic(session, facts, shipped, now)
    )


def write_clinic(session: Session, facts: ClinicFacts, shipped: Shipped, now: datetime) -> Recorded:
    facts = tidied(facts)
    row = find_clinic(session, facts.external_id)
    _check(session, row, facts, shipped)
    if row is not None:
        changed = differing(facts_of(row), facts)
        keep(row, facts, changed)
        session.flush()
        return Recorded(row.id, changed=changed)
    row = Clinic(
        id=new_id(session),
        digest_due_at=_first_digest(facts, shipped, now),
        created_at=now,
    )
    keep(row, facts, ClinicFacts.__dataclass_fields__)
    session.add(row)
    session.flush()
    seed(session, row.id, shipped, now)
    return Recorded(row.id, is_new=True)


def find_clinic(session: Session, external_id: str) -> Clinic | None:
    return session.scalar(select(Clinic).where(Clinic.external_id == external_id))


def facts_of(row: Clinic) -> ClinicFacts:
    return ClinicFacts(**columns_of(ClinicFacts, row))


def _check(session: Session, row: Clinic | None, facts: ClinicFacts, shipped: Shipped) -> None:
    betraying = betraying_words(facts.mail_name)
    if betraying:
        raise Refused(
            f"mail_name {facts.mail_name!r} betrays the treatment ({', '.join(betraying)}): patients' mail shows it, "
            "choose a neutral name.",
            field="mail_name",
        )
    own = row and versions.latest(session, row.id, "schedule", facts.schedule_name)
    if facts.schedule_name not in shipped.schedules and not own:
        names = ", ".join(sorted(shipped.schedules))
        raise Refused(f"schedule_name {facts.schedule_name!r} is no schedule: {names}.", field="schedule_name")


def _first_digest(facts: ClinicFacts, shipped: Shipped, now: datetime) -> datetime:
    """The next time that the clinic's clocks show the hour of the digest."""
    zone, hour = ZoneInfo(facts.zone), parse_clinic("clinic.toml", shipped.clinic).digest_at
    today = local_date(now, zone)
    due_at = at_local(today, hour, zone)
    return due_at if due_at > now else at_local(today + timedelta(days=1), hour, zone)
