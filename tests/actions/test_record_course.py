from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.actions.practice import BACK, DR_ROUX, FIRST, MARIE, practice
from tests.people import NOON
from vigil.actions.record_staff import record_staff
from vigil.domain.errors import Refused
from vigil.domain.eva import Eva, Instrument
from vigil.domain.recording.notices import Unacknowledged
from vigil.domain.words import AnalgesicLevel, Circumstance, Role
from vigil.store.database import Store
from vigil.store.tables import Course, Event
from vigil.store.tables import Eva as EvaRow

WHOLE = replace(
    BACK,
    circumstance=Circumstance.ON_EFFORT,
    baseline=Eva(60, 70),
    baseline_instrument=Instrument.EVA_MM,
    baseline_at=NOON - timedelta(days=1),
    lesion_age_months=16,
    previous_treatment="Kinésithérapie\nInfiltration",
    analgesics=frozenset({AnalgesicLevel.LEVEL_1, AnalgesicLevel.NSAID}),
    referring_doctor="Dr Blanc",
    protocol="mixte",
    is_competitor=True,
)


def test_a_course_is_kept_whole_and_again_changes_nothing(store: Store) -> None:
    with practice(store) as desk:
        desk.patient()
        done = desk.course(WHOLE)
        desk.session.expire_all()
        row = desk.row(Course, done)
        assert (row.schedule_name, row.intended_sessions, row.opened_at) == ("standard", 5, NOON)
        assert (row.indication, row.referring_doctor, row.analgesics) == ("Lombalgie", "Dr Blanc", ["level_1", "nsaid"])
        (score,) = desk.session.scalars(select(EvaRow))
        assert (score.occasion, score.low, score.high, score.instrument) == ("baseline", 60, 70, Instrument.EVA_MM)
        assert score.answered_at == NOON - timedelta(days=1)
        events = desk.count(Event)
        assert not desk.course(WHOLE).did_something
        assert desk.count(Event) == events
        assert desk.course(replace(WHOLE, zone="L5", baseline=None)).changed == (
            "zone",
            "baseline",
            "baseline_instrument",
            "baseline_at",
        )
        assert desk.count(EvaRow) == 0


def test_a_new_course_three_months_too_soon_is_acknowledged(store: Store) -> None:
    with practice(store) as desk:
        desk.patient()
        desk.course()
        desk.session_of()
        again = replace(BACK, external_id="C-2", opened_at=NOON + timedelta(days=91))
        with pytest.raises(Unacknowledged, match="course_too_soon"):
            desk.course(again)
        desk.course(replace(again, opened_at=NOON + timedelta(days=92)))
        done = desk.course(replace(again, external_id="C-3", acknowledged=frozenset({"course_too_soon"})))
        assert desk.row(Course, done).acknowledged == ["course_too_soon"]


def test_the_first_session_of_a_course_opened_in_time_may_still_come_too_soon(store: Store) -> None:
    with practice(store) as desk:
        desk.patient()
        desk.course()
        desk.course(replace(BACK, external_id="C-2"))
        desk.session_of()
        second = replace(FIRST, external_id="S-2", course="C-2")
        with pytest.raises(Unacknowledged, match="course_too_soon"):
            desk.session_of(second)
        assert desk.session_of(replace(second, acknowledged=frozenset({"course_too_soon"}))).is_new


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(BACK, patient="P-9"), "patient"),
        (replace(BACK, physician="nobody"), "physician"),
        (replace(BACK, physician="ida"), "physician"),
        (replace(BACK, schedule_name="weekly"), "schedule_name"),
        (replace(BACK, intended_sessions=0), "intended_sessions"),
        (replace(BACK, is_painful=False), "baseline"),
        (replace(BACK, zone=""), "zone"),
    ],
)
def test_a_course_that_is_refused(store: Store, facts: object, field: str) -> None:
    with practice(store) as desk:
        desk.patient()
        nurse = replace(DR_ROUX, external_id="ida", role=Role.NURSE)
        record_staff(desk.session, desk.clinic_id, nurse, NOON)
        with pytest.raises(Refused) as refused:
            desk.course(facts)  # type: ignore[arg-type]
        assert refused.value.field == field
        assert desk.count(Course) == 0


def test_a_course_stays_with_its_patient(store: Store) -> None:
    with practice(store) as desk:
        desk.patient()
        desk.patient(replace(MARIE, external_id="P-2"))
        desk.course()
        with pytest.raises(Refused, match="another patient"):
            desk.course(replace(BACK, patient="P-2"))


@pytest.mark.parametrize(("born_on", "is_asked"), [(date(2016, 3, 10), False), (date(2016, 3, 11), True)])
def test_a_child_under_ten_is_acknowledged_for_the_course(store: Store, born_on: date, is_asked: bool) -> None:
    with practice(store) as desk:
        desk.patient(replace(MARIE, born_on=born_on))
        if is_asked:
            with pytest.raises(Unacknowledged, match="under_10"):
                desk.course()
        else:
            assert desk.course().is_new
