"""A clinic changes its schedule: a new version, and everyone who follows it planned anew."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.actions.practice import BACK, FIRST, MARIE, SHIPPED, WEEK, Practice, practice
from tests.people import NOON
from vigil.actions.change_schedule import ScheduleChanged, change_schedule
from vigil.actions.close_course import close_course
from vigil.domain.errors import ConfigurationError
from vigil.domain.states import MessageState
from vigil.domain.words import SessionState
from vigil.jobs.reconcile import reconcile
from vigil.store import ledger, versions
from vigil.store.database import Store
from vigil.store.tables import Course, Message, Version

STANDARD = SHIPPED.schedules["standard"]
LATER = STANDARD.replace('after = "48h"', 'after = "72h"')
ONE_MORE_CHECK = STANDARD.replace("[[reminder]]", '[[late_checks.check]]\nafter = "52w"\n\n[[reminder]]', 1)


def change(at: Practice, content: str = LATER, name: str = "standard") -> ScheduleChanged:
    return change_schedule(at.session, at.clinic_id, name, content, at.now)


def message(at: Practice, part: str) -> Message:
    return next(row for row in at.messages() if part in row.key)


def treated(at: Practice) -> Practice:
    at.patient()
    at.course()
    at.session_of()
    return at


def test_what_is_not_sent_moves_with_the_schedule_and_names_its_version(store: Store) -> None:
    with practice(store) as clinic:
        due_at = message(treated(clinic), "followup:").due_at
        done = change(clinic)
        row = message(clinic, "followup:")
        assert row.due_at == due_at + timedelta(hours=24)
        version = clinic.session.get_one(Version, row.schedule_version_id)
        assert (version.number, version.content, version.is_seeded) == (2, LATER, False)
    assert (done.number, done.is_new, done.patients) == (2, True, 1)
    assert done.messages.changed >= 1
    assert (done.messages.entered, done.messages.cancelled) == (0, 0)


def test_what_is_sent_is_never_touched(store: Store) -> None:
    with practice(store) as clinic:
        row = message(treated(clinic), "followup:")
        for state in (MessageState.CLAIMED, MessageState.SENT):
            ledger.move(clinic.session, row, state, NOON)
        before = (row.due_at, row.sent_at, row.schedule_version_id)
        change(clinic)
        assert (row.due_at, row.sent_at, row.schedule_version_id) == before


def test_a_further_late_check_is_entered_and_one_that_goes_is_cancelled(store: Store) -> None:
    with practice(store) as clinic:
        treated(clinic)
        assert change(clinic, ONE_MORE_CHECK).messages.entered == 1
        assert ":w52" in message(clinic, ":w52").key
        assert change(clinic, STANDARD).messages.cancelled == 1
        assert message(clinic, ":w52").state is MessageState.CANCELLED


def test_a_late_check_still_ahead_of_a_closed_course_follows_too(store: Store) -> None:
    """No closure ends a late check, so the schedule goes on to hold for it."""
    with practice(store) as clinic:
        clinic.patient()
        course = clinic.row(Course, clinic.course())
        clinic.session_of()
        close_course(clinic.session, course, "guérie", NOON + timedelta(days=1))
        due_at = message(clinic, ":w12").due_at
        moved = STANDARD.replace('[late_checks]\ngrace = "4w"', '[late_checks]\ngrace = "5w"')
        change(clinic, moved)
        row = message(clinic, ":w12")
        assert row.due_at == due_at
        assert row.expires_at is not None
        assert row.expires_at > due_at + 4 * WEEK


def test_a_course_of_long_ago_gets_its_row_so_that_the_ledger_reconciles(store: Store) -> None:
    long_ago = NOON - 80 * WEEK
    with practice(store) as clinic:
        clinic.patient()
        clinic.course(replace(BACK, opened_at=long_ago))
        clinic.session_of(replace(FIRST, at=long_ago))
        change(clinic, ONE_MORE_CHECK)
        row = message(clinic, ":w52")
        assert row.state is MessageState.EXPIRED
    assert reconcile(store, NOON).differences == []


def test_patients_of_another_schedule_or_clinic_stay_as_they_are(store: Store) -> None:
    with practice(store) as clinic:
        treated(clinic)
        clinic.patient(replace(MARIE, external_id="P-2"))
        clinic.course(replace(BACK, external_id="C-2", patient="P-2", schedule_name="large_dilution"))
        clinic.session_of(replace(FIRST, external_id="S-2", course="C-2"))
        before = {row.key: row.changes for row in clinic.messages()}
        done = change(clinic, SHIPPED.schedules["large_dilution"] + "\n# ours\n", "large_dilution")
        assert done.patients == 1
        assert {row.key: row.changes for row in clinic.messages()} == before


def test_appointments_follow_too(store: Store) -> None:
    with practice(store) as clinic:
        clinic.patient()
        clinic.course()
        clinic.session_of(replace(FIRST, at=NOON + 2 * WEEK, state=SessionState.PLANNED))
        again = message(clinic, ":72h")
        due_at = again.due_at
        change(clinic, STANDARD.replace('again = "72h"', 'again = "96h"'))
        assert again.due_at == due_at - timedelta(hours=24)


def test_the_same_content_changes_nothing(store: Store) -> None:
    with practice(store) as clinic:
        treated(clinic)
        events = clinic.count()
        assert change(clinic, STANDARD) == ScheduleChanged(1, is_new=False)
        assert clinic.count() == events
        change(clinic)
        assert change(clinic) == ScheduleChanged(2, is_new=False)


def test_changing_back_is_a_third_version_and_the_first_plan(store: Store) -> None:
    with practice(store) as clinic:
        due_at = message(treated(clinic), "followup:").due_at
        change(clinic)
        assert change(clinic, STANDARD).number == 3
        assert message(clinic, "followup:").due_at == due_at


def test_a_name_that_the_clinic_does_not_have_is_a_new_schedule(store: Store) -> None:
    with practice(store) as clinic:
        treated(clinic)
        done = change(clinic, STANDARD.replace('name = "standard"', 'name = "gentle"'), "gentle")
        assert (done.number, done.is_new, done.patients) == (1, True, 0)
        clinic.patient(replace(MARIE, external_id="P-2"))
        clinic.course(replace(BACK, external_id="C-2", patient="P-2", schedule_name="gentle"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (STANDARD.replace('"48h"', '"2h"'), r"schedules/standard\.toml: followup\.after is '2h'; allowed: "),
        (STANDARD.replace('name = "standard"', 'name = "other"'), "name is 'other'; allowed: 'standard'"),
        (STANDARD + "\nfolowup = 1\n", "folowup"),
        ("name = ", "schedules/standard"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_changes(store: Store, content: str, said: str) -> None:
    with practice(store) as clinic:
        treated(clinic)
        events = clinic.count()
        with pytest.raises(ConfigurationError, match=said):
            change(clinic, content)
        assert clinic.count() == events
        current = versions.latest(clinic.session, clinic.clinic_id, "schedule", "standard")
        assert current is not None
        assert current.number == 1


def test_after_a_change_the_ledger_reconciles(store: Store) -> None:
    with practice(store) as clinic:
        treated(clinic)
        change(clinic, ONE_MORE_CHECK.replace('after = "48h"', 'after = "72h"'))
    assert reconcile(store, NOON).differences == []
    with store.reading() as session:
        assert session.scalars(select(Message)).first() is not None
