"""A clinic changes its own rules (ladders, digest, secure domains, closing days): a new immutable version."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vigil.domain.instants import at_local, local_date
from vigil.domain.ladder import parse_clinic
from vigil.store import versions
from vigil.store.tables import Clinic

KIND = NAME = "clinic"
FILE = "clinic.toml"


def change_clinic_rules(session: Session, clinic_id: UUID, content: str, now: datetime) -> bool:
    """Keep ``content`` as the clinic's rules; whether that made a new version.

    ``ConfigurationError`` says what is wrong, and nothing is changed. Alerts that are open climb the new ladder from
    their next rung on; a digest whose hour changes leaves at its new hour, never twice a day.
    """
    rules = parse_clinic(FILE, content)
    current = versions.latest(session, clinic_id, KIND, NAME)
    if current is not None and current.digest == versions.digest(content):
        return False
    versions.add(session, clinic_id, KIND, NAME, content, now, is_seeded=False)
    clinic = session.get_one(Clinic, clinic_id)
    zone = ZoneInfo(clinic.zone)
    due_at = at_local(local_date(now, zone), rules.digest_at, zone)
    clinic.digest_due_at = (
        due_at if due_at > now else at_local(local_date(now, zone) + timedelta(days=1), rules.digest_at, zone)
    )
    session.flush()
    return True
