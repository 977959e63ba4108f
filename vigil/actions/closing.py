"""What a clinic's pages say on a day on which nobody is there."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy.orm import Session

from vigil.actions.open_alert import clinic_rules
from vigil.domain.closing import Region
from vigil.domain.instants import local_date
from vigil.domain.words import Language
from vigil.store.tables import Clinic

_SUBDIVISIONS = {
    Region.METROPOLE: ("",),
    Region.ALSACE_MOSELLE: ("57", "6AE"),
    Region.GUADELOUPE: ("971",),
    Region.MARTINIQUE: ("972",),
    Region.GUYANE: ("973",),
    Region.REUNION: ("974",),
    Region.MAYOTTE: ("976",),
}
"""How ``holidays`` calls the regions; the two halves of Alsace-Moselle have the same."""


def closed_note(session: Session, clinic: Clinic, language: Language, now: datetime) -> str:
    """Who answers, where the clinic is closed on the day that its clocks show; empty on any other day."""
    closing = clinic_rules(session, clinic.id).closing
    today = local_date(now, ZoneInfo(clinic.zone))
    known = holidays_of(closing.region, today.year) if closing.region else frozenset()
    return closing.note[language] if closing.note and closing.is_closed(today, known) else ""


def note_for_paper(session: Session, clinic: Clinic, language: Language) -> str:
    """Who answers on days on which the clinic is closed, for what is read on other days than today."""
    note = clinic_rules(session, clinic.id).closing.note
    return note[language] if note else ""


@lru_cache(maxsize=64)
def holidays_of(region: Region, year: int) -> frozenset[date]:
    """The public holidays of a region in a year."""
    found: set[date] = set()
    for subdivision in _SUBDIVISIONS[region]:
        found.update(holidays.country_holidays("FR", subdiv=subdivision or None, years=year))
    return frozenset(found)
