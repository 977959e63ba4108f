"""Courses as they are lived, for the pages of a record: Marie's has not helped after five sessions."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from tests.people import DAY, FABRE, HOUR, LYON, SENDER, WEEK, Cabinet, another_store, open_cabinet, open_store
from tests.web.desk.conftest import ADAM, ROY, Desk, PreparedDesk, give_accounts
from vigil.actions.receive_report import receive_report
from vigil.app import App
from vigil.clock import SimulatedClock
from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer
from vigil.domain.eva import Eva
from vigil.domain.recording.facts import ProductFacts
from vigil.domain.words import (
    AnalgesicUse,
    Bother,
    Evolution,
    Impression,
    News,
    Onset,
    ProductClass,
    ReactionCode,
    SessionState,
)
from vigil.settings import Settings
from vigil.store.tables import Ask, Course

MIXTURE = (
    ProductFacts("Lidocaïne 1 %", ProductClass.LOCAL_ANAESTHETIC, dose="2 ml", lot="L-2207", depth_mm=4),
    ProductFacts("Piroxicam", ProductClass.NSAID, dose="1 ml", lot="P-118"),
)


def say_of(cabinet: Cabinet, prefix: str, eva: float | None, **said: object) -> None:
    """Marie answers the latest of her questions of that kind."""
    with cabinet.writing() as session:
        asks = session.scalars(select(Ask).where(Ask.clinic_id == cabinet.clinic_id, Ask.key.startswith(prefix)))
        ask = max((each for each in asks if each.opens_at <= cabinet.now), key=lambda each: each.opens_at)
        course = session.scalars(select(Course).where(Course.id == ask.course_id)).one()
        evas = (EvaAnswer(course.id, Eva.of(eva)),) if eva is not None else ()
        given = {"has_no_reaction": True} if "reactions" not in said else {}
        receive_report(session, ask, Answers(evas=evas, **given, **said), cabinet.now, typed={})  # type: ignore[arg-type]


def five_sessions(
    cabinet: Cabinet, *, before: tuple[float, ...] = (7, 6.5, 7, 6.5, 7), ends: float | None = 6.5
) -> None:
    """Five weekly sessions; a haematoma after the first; at the end nothing has changed. One appointment is to come."""
    haematoma = ReactionAnswer(ReactionCode.HAEMATOMA, Onset.NEXT_DAY, Evolution.SAME, Bother.LITTLE)
    for number, eva in enumerate(before, start=1):
        cabinet.treats(f"S-{number}", eva_before=Eva.of(eva), products=named(number), depths_mm=(4.0,), operator="roux")
        cabinet.live(timedelta(hours=50), step=DAY / 2)
        if number == 1:
            say_of(cabinet, "followup", 8, reactions=(haematoma,))
        elif number != 3:
            say_of(cabinet, "followup", eva)
        if number < len(before):
            cabinet.live(WEEK - timedelta(hours=50), step=DAY / 2)
    cabinet.live(6 * DAY, step=DAY / 2)
    if ends is not None:
        told = {"impression": Impression.UNCHANGED, "analgesic_use": AnalgesicUse.SAME}
        say_of(cabinet, "end", ends, news=frozenset({News.PREGNANCY}), **told)
    held = frozenset({"session_held"})
    cabinet.treats("S-6", at=cabinet.now + 2 * DAY, state=SessionState.PLANNED, acknowledged=held)
    cabinet.wait(HOUR)


def named(number: int) -> tuple[ProductFacts, ...]:
    return tuple(
        ProductFacts(each.name, each.product_class, dose=each.dose, lot=each.lot, depth_mm=each.depth_mm,
                     external_id=f"S-{number}/{place}")
        for place, each in enumerate(MIXTURE, start=1)
    )  # fmt: skip


@cache
def _prepared() -> tuple[TemporaryDirectory[str], PreparedDesk]:
    """Made once in a process; the folder lives as long as what is cached."""
    folder = TemporaryDirectory()
    for store in open_store(Path(folder.name)):
        cabinet, other = open_cabinet(store), open_cabinet(store, clinic=LYON)
        for each in (ROY, ADAM):
            cabinet.staff(each)
        other.staff(FABRE)
        give_accounts(cabinet)
        give_accounts(other)
        five_sessions(cabinet)
    return folder, PreparedDesk(Path(folder.name) / "vigil.db", cabinet.clinic_id, other.clinic_id, cabinet.now)


def reviewed_desk(folder: Path) -> Iterator[Desk]:
    """The desk of the clinic on the day on which Marie's review waits, on a copy of its own in ``folder``."""
    _, prepared = _prepared()
    shutil.copy(prepared.file, folder / "vigil.db")
    store = another_store(folder, at=prepared.at)
    clock = SimulatedClock(prepared.at)
    cabinet, other = Cabinet(store, clock, prepared.clinic_id), Cabinet(store, clock, prepared.other_id)
    yield Desk(cabinet, other, App(Settings(home=folder), store, cabinet.courier, SENDER, clock))
    store.close()
