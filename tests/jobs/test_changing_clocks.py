"""The nights on which clocks change, in the life of real messages."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.people import HOUR, Cabinet, open_cabinet
from vigil.store.database import Store

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("treated", "sent"),
    [
        ("2026-03-28T11:00", "2026-03-30T12:00"),  # an hour later on the wall: 48 h are elapsed time
        ("2026-10-24T11:00", "2026-10-26T10:00"),  # an hour earlier
        ("2026-03-27T18:30", "2026-03-30T09:00"),  # 19:30 would be too late: the next morning
        ("2026-10-24T09:30", "2026-10-26T09:00"),  # 08:30 would be too early: at nine
    ],
    ids=["spring", "autumn", "spring, past closing", "autumn, before opening"],
)
def test_a_follow_up_over_the_night_leaves_48_hours_after_within_hours(store: Store, treated: str, sent: str) -> None:
    at = datetime.fromisoformat(treated).replace(tzinfo=PARIS)
    cabinet = open_cabinet(store, at=at)
    cabinet.treats()
    cabinet.live(timedelta(days=4), step=HOUR / 2)
    followup = cabinet.messages("followup")[0]
    assert followup.state == "sent"
    assert followup.sent_at.astimezone(PARIS) == datetime.fromisoformat(sent).replace(tzinfo=PARIS)
    assert followup.sent_at - at.astimezone(ZoneInfo("UTC")) >= 48 * HOUR
    assert cabinet.run("reconcile")["differences"] == 0


@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24"], ids=["spring", "autumn"])
def test_one_message_a_day_holds_on_days_of_23_and_25_hours(store: Store, day: str) -> None:
    at = datetime.fromisoformat(f"{day}T11:00").replace(tzinfo=PARIS)
    cabinet: Cabinet = open_cabinet(store, at=at)
    cabinet.treats()
    cabinet.live(timedelta(days=8), step=HOUR)
    sent = [row for row in cabinet.messages(channel="email") if row.patient_id and row.sent_at]
    days = [row.sent_at.astimezone(PARIS).date() for row in sent]
    assert len(days) == len(set(days)) >= 3
    assert all(9 <= row.sent_at.astimezone(PARIS).hour < 19 for row in sent)
