"""The stage of a play: a database of its own, a mail server on loopback, the pages, and one clinic with its people."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.actions.open_clinic import open_clinic
from vigil.actions.record_staff import record_staff
from vigil.actions.shipped import Shipped
from vigil.app import App, open_store, sender
from vigil.clock import SimulatedClock
from vigil.domain.recording.facts import ClinicFacts, StaffFacts
from vigil.domain.schedule import parse_schedule
from vigil.domain.words import Role
from vigil.installed import reader, shipped
from vigil.jobs.collect import Collector
from vigil.jobs.reconcile import reconcile
from vigil.mail.courier import Courier
from vigil.mail.letters import Letter
from vigil.mail.mailbox import Mailbox
from vigil.mail.relay import Relay, Security
from vigil.settings import Settings
from vigil.simulate.browser import Browser
from vigil.simulate.due import Lookout
from vigil.simulate.mailing import Postbox
from vigil.simulate.people import Person
from vigil.simulate.play import Play, Progress
from vigil.simulate.practice import Practice
from vigil.simulate.staff import Physician, Secretary
from vigil.simulate.summary import Summary, summarise
from vigil.store.tables import Fact

PARIS = ZoneInfo("Europe/Paris")
CLINIC = ClinicFacts("demo", "Cabinet du Parc (démonstration)", "Cabinet du Parc", "03 80 00 00 00")
STAFF = (
    StaffFacts("dr-martin", Role.PHYSICIAN, "Dr Claire Martin", "dr.martin@cabinet-du-parc.example"),
    StaffFacts("dr-petit", Role.PHYSICIAN, "Dr Paul Petit", "dr.petit@cabinet-du-parc.example"),
    StaffFacts("inf-leroy", Role.NURSE, "Lou Leroy", "lou.leroy@cabinet-du-parc.example"),
    StaffFacts("sec-roy", Role.SECRETARY, "Sacha Roy", "secretariat@cabinet-du-parc.example"),
)


@dataclass(frozen=True)
class Stage:
    """What a play runs on; ``people`` are found by the id that the database gives them."""

    app: App
    mailbox: Mailbox
    play: Play
    practice: Practice
    secretary: Secretary
    patients: dict[UUID, Person]
    begins_at: datetime

    def expects(self, people: Iterable[Person]) -> None:
        """Have these people come to the clinic when their time comes."""
        for person in people:
            self.practice.expects(person)
            self.secretary.files[person.facts.external_id] = person

    def perform(self, until: datetime, progress: Progress | None = None) -> Summary:
        """Play on to ``until``, reconcile, and count."""
        with rare_collections():
            self.play.run(until, progress)
        remember(self.app, until)
        differences = tuple(reconcile(self.app.store, until).differences)
        with self.app.store.reading() as session:
            return summarise(session, differences, self.begins_at, until)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect garbage seldom: looking through the many rows that a play makes took a third of its time."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@contextmanager
def stage(
    settings: Settings,
    start: datetime,
    seed: int,
    *,
    schedule: Path | None = None,
    mail_folder: Path | None = None,
    on_letter: Callable[[Letter], None] | None = None,
) -> Iterator[Stage]:
    """Set the stage at ``settings.home``, which holds nothing yet, at the instant ``start``."""
    clock = SimulatedClock(start)
    contents, name = _with(shipped(settings), schedule)
    arrived: list[Letter] = []

    def keep(letter: Letter) -> None:
        if on_letter is not None:
            on_letter(letter)
        arrived.append(letter)

    with ExitStack() as opened:
        store = open_store(settings, clock, Random(f"{seed} ids"))
        opened.callback(store.close)
        mailbox = opened.enter_context(Mailbox(clock, folder=mail_folder, refuse=_refusal, on_message=keep))
        relay = Relay("127.0.0.1", mailbox.port, security=Security.PLAIN)
        postbox = Postbox()
        collectors = (Collector(store, postbox, reader(settings), settings.mail_domain),)
        writes = replace(sender(settings), reads_replies=True)
        app = App(settings, store, opened.enter_context(Courier(relay)), writes, clock, collectors)
        remember(app, start)
        browser = opened.enter_context(Browser(app.web(mailbox), settings.public_url))
        lookout = opened.enter_context(Lookout(store.engine))
        yield _peopled(app, mailbox, Play(app, clock, browser, lookout, arrived, postbox), contents, name, seed)


def remember(app: App, until: datetime) -> None:
    """A database remembers that it was played, and until when; no real worker touches it after."""
    with app.store.writing(until, "play") as session:
        session.merge(Fact(name="simulated", value={"until": until.isoformat()}))


def _peopled(app: App, mailbox: Mailbox, play: Play, contents: Shipped, schedule: str, seed: int) -> Stage:
    """Open the clinic and have its people sit down."""
    now = play.now
    with app.store.writing(now, "play") as session:
        clinic = open_clinic(session, replace(CLINIC, schedule_name=schedule), contents, now).id
        ids = {facts.external_id: record_staff(session, clinic, facts, now).id for facts in STAFF}
    patients: dict[UUID, Person] = {}
    clinicians = [facts for facts in STAFF if facts.role in (Role.PHYSICIAN, Role.NURSE)]
    for facts in clinicians:
        play.readers[facts.email] = Physician(play, ids[facts.external_id], PARIS, seed, patients)
    secretary = Secretary(play, clinic, ids["sec-roy"], PARIS, seed)
    secretary.begin()
    operators = [facts.external_id for facts in STAFF if facts.role is Role.PHYSICIAN]
    return Stage(app, mailbox, play, Practice(play, clinic, operators, seed, patients), secretary, patients, now)


def _with(contents: Shipped, schedule: Path | None) -> tuple[Shipped, str]:
    """The shipped files with the schedule that is tried, and the name of the clinic's own."""
    if schedule is None:
        return contents, CLINIC.schedule_name
    text = schedule.read_text(encoding="utf-8")
    name = parse_schedule(str(schedule), text).name
    return replace(contents, schedules={**contents.schedules, name: text}), name


def _refusal(address: str) -> str | None:
    """What a mail server says of an address that does not exist (RFC 3463)."""
    return "550 5.1.1 no such user here" if address.startswith("refuse") else None
