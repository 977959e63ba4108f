"""A schedule that many follow changes: they are planned anew a few at a time, whatever interrupts it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.people import DAY, MARIE, Cabinet, shipped_files
from vigil.actions.change_schedule import ScheduleChanged, change_schedule
from vigil.actions.importing import import_files, read_content
from vigil.actions.replan_followers import AT_ONCE, SLICE
from vigil.jobs import replan
from vigil.store.tables import Replanning

STANDARD = shipped_files().schedules["standard"]
LATER = STANDARD.replace('after = "48h"', 'after = "72h"')
LATEST = STANDARD.replace('after = "48h"', 'after = "96h"')
MANY = AT_ONCE + 5


@pytest.fixture
def followed(cabinet: Cabinet) -> Cabinet:
    """More patients follow the schedule than are planned anew while one waits."""
    for number in range(2, MANY + 1):
        cabinet.patient(replace(MARIE, external_id=f"P-{number}", email=f"p{number}@courrier.example"))
        cabinet.course(f"C-{number}", patient=f"P-{number}")
        cabinet.treats(f"S-{number}", course=f"C-{number}")
    cabinet.treats()
    return cabinet


def changed(cabinet: Cabinet, content: str) -> ScheduleChanged:
    with cabinet.writing() as session:
        return change_schedule(session, cabinet.clinic_id, "standard", content, cabinet.now)


def delays(cabinet: Cabinet) -> dict[int, int]:
    """After how many days the first questions are due, and for how many patients."""
    days = [(row.ideal_at - cabinet.now) // DAY for row in cabinet.messages("followup:")]
    return {day: days.count(day) for day in sorted(set(days))}


def slices(number: int) -> Callable[[], bool]:
    """Says stop after so many slices."""
    left = iter(range(number))
    return lambda: next(left, None) is None


def row(cabinet: Cabinet) -> Replanning:
    (one,) = cabinet.rows(Replanning)
    found: Replanning = one
    return found


@pytest.mark.on_both
def test_it_goes_on_where_it_was_cut_off_and_says_how_far_it_is(followed: Cabinet) -> None:
    done = changed(followed, LATER)
    assert (done.number, done.patients, done.is_over) == (2, MANY, False)
    assert delays(followed) == {2: MANY}
    replan.run(followed.store, followed.now, is_stopping=slices(1))
    assert (row(followed).done, row(followed).finished_at) == (SLICE, None)
    assert delays(followed) == {2: MANY - SLICE, 3: SLICE}
    assert replan.run(followed.store, followed.now)["patients"] == MANY - SLICE
    assert delays(followed) == {3: MANY}
    assert (row(followed).done, row(followed).changed >= MANY) == (MANY, True)
    assert not replan.run(followed.store, followed.now)
    assert followed.run("reconcile")["differences"] == 0


def test_another_change_meanwhile_begins_anew_with_the_latest(followed: Cabinet) -> None:
    changed(followed, LATER)
    replan.run(followed.store, followed.now, is_stopping=slices(2))
    changed(followed, LATEST)
    assert (row(followed).done, row(followed).patients) == (0, MANY)
    replan.run(followed.store, followed.now)
    assert delays(followed) == {4: MANY}


def test_few_are_planned_anew_at_once(cabinet: Cabinet) -> None:
    cabinet.treats()
    assert changed(cabinet, LATER).is_over
    assert (cabinet.rows(Replanning), delays(cabinet)) == ([], {3: 1})


def imported(cabinet: Cabinet, number: int) -> int:
    """So many patients come in by files, each with a course and a session of today; returns how many are planned."""
    files = {
        "patients.csv": (
            "clinic,external_id,family_name,email,consents_to_email",
            "dijon,X-{n},Nom,x{n}@courrier.example,oui",
        ),
        "courses.csv": ("clinic,external_id,patient,zone,opened_at", "dijon,XC-{n},X-{n},lombaire,2026-03-10"),
        "sessions.csv": ("clinic,external_id,course,at,state", "dijon,XS-{n},XC-{n},2026-03-10 10:00,performed"),
    }
    sheets = [
        read_content(name, "\n".join([head, *(line.format(n=n) for n in range(number))]).encode())
        for name, (head, line) in files.items()
    ]
    with cabinet.writing() as session:
        return import_files(session, sheets, None, cabinet.now).replanned


def test_many_who_are_imported_are_planned_by_the_job_and_few_at_once(cabinet: Cabinet) -> None:
    assert imported(cabinet, 3) == 3
    assert len(cabinet.messages("followup:")) == 3
    assert imported(cabinet, MANY) == MANY - 3  # the first three are on record already
    assert len(cabinet.messages("followup:")) == 3
    replan.run(cabinet.store, cabinet.now)
    assert len(cabinet.messages("followup:")) == MANY
    assert cabinet.run("reconcile")["differences"] == 0
