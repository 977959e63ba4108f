"""vigil schedule: what a change of a clinic's schedule would do, then the same with --apply."""

from dataclasses import replace
from pathlib import Path

from rich.console import Console

from vigil import clock
from vigil.actions.change_schedule import ScheduleChanged, change_schedule
from vigil.actions.open_clinic import find_clinic
from vigil.actions.replan import Replanned
from vigil.actions.replan_followers import replan_followers
from vigil.app import build, visit
from vigil.cli.importing import DRY_RUN
from vigil.domain.errors import Refused
from vigil.domain.schedule import parse_schedule
from vigil.jobs import replan
from vigil.settings import Settings
from vigil.store.tables import Replanning


def change(settings: Settings, clinic_id: str, file: Path, *, apply: bool, console: Console) -> None:
    """Make a file the clinic's own version of the schedule that it names, and plan anew; kept only with ``apply``."""
    content = _read(file)
    name = parse_schedule(str(file), content).name
    app = build(settings, clock.now) if apply else visit(settings, clock.now)
    try:
        now = app.now()
        with app.store.writing(now, "schedule") as session:
            clinic = find_clinic(session, clinic_id)
            if clinic is None:
                raise Refused(f"There is no clinic {clinic_id!r}.")
            done = change_schedule(session, clinic.id, name, content, now)
            if not apply:
                if not done.is_over:
                    done = replace(done, messages=replan_followers(session, clinic.id, name, now)[1])
                session.rollback()
        if apply and not done.is_over:
            replan.run(app.store, now)
            with app.store.reading() as session:
                row = session.get_one(Replanning, (clinic.id, name))
                done = replace(done, messages=Replanned(row.entered, row.changed, row.cancelled))
    finally:
        app.close()
    print(_said(name, done))
    if not apply:
        console.print(DRY_RUN)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused(f"{file} is not a text in UTF-8.") from None


def _said(name: str, done: ScheduleChanged) -> str:
    if not done.is_new:
        return f"{name}: this is its version {done.number} already. Nothing changes."
    messages = done.messages
    return (
        f"{name}: version {done.number}. Patients who follow it: {done.patients}. "
        f"Messages entered: {messages.entered}, moved: {messages.changed}, cancelled: {messages.cancelled}."
    )
