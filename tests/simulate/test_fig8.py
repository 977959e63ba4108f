"""The 25 real patients: nothing in the table is lost, and dates move by whole weeks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from vigil.domain.eva import Eva
from vigil.domain.schedule import Schedule, parse_schedule
from vigil.domain.words import AnalgesicLevel
from vigil.simulate import fig8
from vigil.simulate.fig8 import PARIS
from vigil.simulate.people import Person

NOW = datetime(2026, 11, 21, 11, 7, tzinfo=UTC)
FILE = Path(__file__).parents[2] / "config" / "schedules" / "large_dilution.toml"


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    return parse_schedule(str(FILE), FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def people(schedule: Schedule) -> list[Person]:
    return list(fig8.patients(schedule, NOW, seed=1))


def test_there_are_twenty_five_and_they_are_not_marked_as_invented(people: list[Person]) -> None:
    assert [person.facts.family_name for person in people] == [f"Patient {n} (Fig. 8)" for n in range(1, 26)]
    assert not any(person.facts.is_invented for person in people)
    assert all(person.facts.email.endswith(".example") for person in people)


def test_every_patient_keeps_weekday_indication_and_scores(people: list[Person]) -> None:
    for line, person in zip(fig8.read_table(), people, strict=True):
        (treatment,) = person.treatments
        first, last = (treatment.appointments[place].astimezone(PARIS).date() for place in (0, -1))
        assert (first - line.first_on).days % 7 == 0
        assert last - first == line.improved_on - line.first_on
        assert treatment.course.indication == line.indication
        assert treatment.course.baseline == line.entry
        assert treatment.exit_eva == line.exit
        assert treatment.course.lesion_age_months == line.lesion_age_months


def test_two_scores_stay_two(people: list[Person]) -> None:
    assert {n: people[n - 1].treatments[0].exit_eva for n in (2, 6, 7)} == {
        2: Eva(10, 20),
        6: Eva(10, 20),
        7: Eva(30, 40),
    }


def test_the_printed_dates_stay_in_the_record(people: list[Person]) -> None:
    record = people[0].treatments[0].course.previous_treatment
    for printed in (
        "2 infiltrations cortisoniques sous scanner",
        "2012-11-06",
        "2012-12-11",
        "2013-03-29",
        "5 semaines",
    ):
        assert printed in record


def test_courses_end_some_weeks_before_now(people: list[Person]) -> None:
    for person in people:
        weeks = (NOW - person.treatments[0].appointments[-1]) / timedelta(weeks=1)
        assert 1 < weeks < 18


def test_of_the_patient_with_only_a_year_the_weeks_are_kept(people: list[Person]) -> None:
    appointments = people[16].treatments[0].appointments
    assert (appointments[-1].astimezone(PARIS).date() - appointments[0].astimezone(PARIS).date()) == timedelta(weeks=52)
    assert "1re consultation 2002," in people[16].treatments[0].course.previous_treatment


def test_sessions_follow_the_study_s_rhythm(schedule: Schedule) -> None:
    line = fig8.read_table()[8]  # 44 weeks
    days = fig8.sessions(schedule, line.first_on, line.improved_on)
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    assert gaps[:6] == [7] * 6
    assert gaps[6:9] == [15] * 3
    assert set(gaps[9:-1]) == {30}
    assert 3 <= gaps[-1] <= 33


@pytest.mark.parametrize(
    ("number", "levels"),
    [
        (1, {AnalgesicLevel.NSAID}),
        (3, {AnalgesicLevel.LEVEL_1, AnalgesicLevel.LEVEL_2}),
        (4, set()),
        (7, {AnalgesicLevel.LEVEL_3, AnalgesicLevel.NSAID, AnalgesicLevel.OTHER}),
        (10, {AnalgesicLevel.LEVEL_2}),
        (22, {AnalgesicLevel.LEVEL_1}),
        (24, {AnalgesicLevel.LEVEL_1, AnalgesicLevel.LEVEL_2}),
    ],
)
def test_analgesics_are_read_onto_the_ladder(number: int, levels: set[AnalgesicLevel]) -> None:
    assert fig8.read_table()[number - 1].levels == levels
