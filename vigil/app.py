"""The composition root: the only place that builds concrete things and puts them together."""

import importlib.util
import os
import sys
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from starlette.applications import Starlette

from vigil.actions.replan_followers import begin_replanning
from vigil.actions.shipped import Shipped, seed
from vigil.actions.write_mail import Sender
from vigil.domain.errors import VigilError
from vigil.domain.instructions import parse_instructions
from vigil.domain.ladder import parse_clinic
from vigil.domain.reactions import parse_catalogue
from vigil.domain.rules import parse_rules
from vigil.domain.schedule import parse_schedule
from vigil.domain.words import Language
from vigil.jobs import call_webhooks, deliver, digest, escalate, reconcile, remind, replan, review
from vigil.jobs.collect import Collector
from vigil.jobs.summary import Summary
from vigil.mail.calling import Caller
from vigil.mail.contexts import Mail, MailContext
from vigil.mail.courier import Courier
from vigil.mail.mailbox import Mailbox
from vigil.mail.press import Press
from vigil.mail.samples import load_sample
from vigil.mail.texts import load_all
from vigil.opening import open_existing
from vigil.opening import open_store as open_store  # the time machine's stage opens its own
from vigil.receiving import collectors
from vigil.replies.reader import Reader, load_reader
from vigil.settings import Settings
from vigil.store.database import Store
from vigil.store.tables import Clinic, Fact
from vigil.web.application import create_app
from vigil.web.desk.provider import BACK
from vigil.web.oidc.provider import Provider
from vigil.web.pages import Pages
from vigil.web.plays import Plays
from vigil.web.site import Site

_BESIDE = Path(__file__).parent.parent
_INSIDE = Path(__file__).parent / "_shipped"

JOBS = (
    *("urgent", "deliver", "call_webhooks", "collect", "remind", "review", "escalate", "digest", "replan"),
    "reconcile",
)

CARRYING = frozenset({"urgent", "deliver", "call_webhooks", "collect"})
"""The jobs of a worker, which speak with mail servers; the others are the scheduler's."""

RECONCILED_AT = time(3, 15)
"""When, in UTC, a day's reconciliation becomes due; a machine that was off then makes up for it when it is on."""


SLICE = timedelta(seconds=30)
"""How long messages leave by one look at the clock."""


class SimulatedDatabase(VigilError):
    """The database was played with a simulated clock; a real worker does not touch it."""


@dataclass
class App:
    """One running vigil: its store, its courier, its clock."""

    settings: Settings
    store: Store
    courier: deliver.Carrier
    sender: Sender
    now: Callable[[], datetime]
    collectors: tuple[Collector, ...] = ()
    stopping: threading.Event = field(default_factory=threading.Event)

    def run_job(self, name: str, at: datetime | None = None) -> Summary:
        """One turn of one job at ``at`` (now, if none is given)."""
        now = at or self.now()
        if name in ("deliver", "urgent"):
            return self._deliver(deliver.run if name == "deliver" else deliver.run_urgent, at)
        if name == "call_webhooks":
            caller = Caller(may_call_private=self.settings.webhook_private_addresses)
            return call_webhooks.run(self.store, caller, now, is_stopping=self.stopping.is_set)
        if name == "collect":
            return self._collect(now)
        if name == "review":
            return review.run(self.store, now)
        if name == "replan":
            return replan.run(self.store, now, is_stopping=self.stopping.is_set)
        if name == "reconcile":
            replan.run(self.store, now, is_stopping=self.stopping.is_set)  # what is known to lag is no difference
            return reconcile.run(self.store, now, is_stopping=self.stopping.is_set)
        in_session = {"remind": remind.run, "escalate": escalate.run, "digest": digest.run}
        with self.store.writing(now, f"job:{name}", is_long=True) as session:
            return in_session[name](session, now)

    def _deliver(self, run: Callable[..., Summary], at: datetime | None) -> Summary:
        """A long queue is sent in slices, each at the instant that it then is: sending hours end, messages expire."""
        summary = Summary()
        while True:
            now = at or self.now()

            def is_over(until: datetime = now + SLICE) -> bool:
                return self.stopping.is_set() or (at is None and self.now() >= until)

            summary.merge(run(self.store, self.courier, self.sender, now, is_stopping=is_over))
            if not is_over() or self.stopping.is_set():
                return summary

    def _collect(self, now: datetime) -> Summary:
        summary = Summary()
        for collector in self.collectors:
            summary.merge(collector.run(now, self.stopping.is_set))
        return summary

    def ticks(self, names: Collection[str] = JOBS) -> Mapping[str, Callable[[], object]]:
        """Each of the named jobs as the ticker calls it."""
        jobs: dict[str, Callable[[], object]] = {name: partial(self.run_job, name) for name in JOBS}
        jobs["reconcile"] = self._reconcile_daily
        return {name: job for name, job in jobs.items() if name in names}

    def _reconcile_daily(self) -> None:
        now = self.now()
        if is_reconciliation_due(last_reconciliation(self.store)["at"], now):
            self.run_job("reconcile", now)

    def web(self, mailbox: Mailbox | None = None) -> Starlette:
        """The pages on this vigil; ``mailbox`` is the built-in one, where there is one to show."""
        pages = _pages(folder_of(self.settings, "config"), folder_of(self.settings, "templates") / "web")
        words = reader(self.settings).vocabulary
        per_minute = self.settings.api_requests_per_minute
        site = Site(
            self.store,
            pages,
            self.now,
            mailbox,
            self.sender.base_url,
            words,
            api_requests_per_minute=per_minute,
            samples=samples(self.settings),
            plays=Plays(_SIMULATE, _apart(self.settings), self.stopping),
            provider=provider(self.settings),
            sender=self.sender,
        )
        return create_app(site)

    def close(self) -> None:
        if isinstance(self.courier, Courier):
            self.courier.close()
        for collector in self.collectors:
            collector.close()
        self.store.close()


def build(settings: Settings, now: Callable[[], datetime], *, courier: deliver.Carrier | None = None) -> App:
    """Everything that a real installation runs on; ``SimulatedDatabase`` if its database was played."""
    store = open_store(settings, now)
    try:
        refuse_simulated(store, settings)
        refresh_versions(store, shipped(settings), now())
        return _app(settings, store, now, courier)
    except BaseException:
        store.close()
        raise


def visit(settings: Settings, now: Callable[[], datetime], *, courier: deliver.Carrier | None = None) -> App:
    """The same on a database that is there, simulated or not, taken as it is: for commands that look."""
    store = open_existing(settings, now)
    try:
        return _app(settings, store, now, courier)
    except BaseException:
        store.close()
        raise


_SIMULATE = (sys.executable, "-m", "vigil", "simulate")


def _apart(settings: Settings) -> dict[str, str]:
    """All that a play in a process of its own is told of this machine: no database, no keys, no relay."""
    told = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "TZ") if name in os.environ}
    return told | ({"VIGIL_SHIPPED": str(settings.shipped.resolve())} if settings.shipped is not None else {})


def _app(settings: Settings, store: Store, now: Callable[[], datetime], courier: deliver.Carrier | None) -> App:
    return App(
        settings=settings,
        store=store,
        courier=courier or courier_of(settings),
        sender=sender(settings),
        now=now,
        collectors=collectors(settings, store, reader(settings)) if settings.reads_replies else (),
    )


def reader(settings: Settings) -> Reader:
    """What reads replies, with the vocabulary of these settings."""
    return _reader(folder_of(settings, "config") / "vocabulary")


@cache
def _reader(vocabulary: Path) -> Reader:
    return load_reader(vocabulary)


@cache
def _pages(config: Path, templates: Path) -> Pages:
    """The pages of these folders, whose templates are compiled once in a process."""
    instructions = {
        language: parse_instructions(name, (config / name).read_text(encoding="utf-8"))
        for language in Language
        for name in [f"instructions.{language}.toml"]
    }
    return Pages(templates, instructions)


def courier_of(settings: Settings) -> Courier:
    routes = settings.routes
    return Courier(routes.relays, domains=routes.domains)


def sender(settings: Settings) -> Sender:
    return Sender(
        base_url=settings.public_url,
        domain=settings.mail_domain,
        mailbox=settings.mailbox,
        press=Press(),
        reads_replies=settings.reads_replies,
        samples=samples(settings),
    )


def provider(settings: Settings) -> Provider | None:
    """Where people may sign in besides; ``None`` where none is set, or what it needs is not installed."""
    registration = settings.oidc
    if registration is None or not has_oidc():
        return None
    return Provider(registration, f"{settings.public_url}{BACK}")


def has_oidc() -> bool:
    """Whether the extra ``vigil[oidc]`` is installed."""
    return importlib.util.find_spec("joserfc") is not None


def samples(settings: Settings) -> Callable[[Mail, Language], MailContext]:
    """What previews and tests of mails are filled with."""
    return partial(load_sample, folder_of(settings, "templates") / "email")


def refuse_simulated(store: Store, settings: Settings) -> None:
    """A database remembers that it was simulated; a real worker would mail its invented patients."""
    if simulated_until(store) is not None:
        raise SimulatedDatabase(
            f"The database of {settings.home} was simulated, and no real worker touches it: look at it with vigil "
            "check, vigil worklist or vigil serve --only web, or choose another VIGIL_HOME."
        )


def simulated_until(store: Store) -> str | None:
    """The instant until which the database was played; ``None`` if it is a real one."""
    with store.reading() as session:
        played = session.get(Fact, "simulated")
        return None if played is None else str(played.value["until"])


def last_reconciliation(store: Store) -> dict[str, Any]:
    """When the ledger was last reconciled, and what differed; no differences when it never was."""
    with store.reading() as session:
        kept = session.get(Fact, "reconciliation")
        return kept.value if kept is not None else {"at": None, "messages": 0, "differences": []}


def is_reconciliation_due(last_at: str | None, now: datetime) -> bool:
    """Whether the reconciliation of the day (from ``RECONCILED_AT``) has not been done yet."""
    due_at = datetime.combine(now.astimezone(UTC), RECONCILED_AT, UTC)
    if due_at > now:
        due_at -= timedelta(days=1)
    return last_at is None or not due_at <= datetime.fromisoformat(last_at) <= now


def refresh_versions(store: Store, contents: Shipped, now: datetime) -> None:
    """Give each clinic the shipped files as they are now, where it has none of its own; re-plan what they change."""
    with store.writing(now, "upgrade", is_long=True) as session:
        for clinic_id in session.scalars(select(Clinic.id)).all():
            for name in seed(session, clinic_id, contents, now):
                begin_replanning(session, clinic_id, name, now)


def folder_of(settings: Settings, name: str) -> Path:
    """Where ``config`` or ``templates`` lies: where the settings say, else in the package, else in a checkout."""
    for base in (settings.shipped, _INSIDE, _BESIDE):
        if base is not None and (base / name).is_dir():
            return base / name
    raise VigilError(f"The folder {name} is missing from this installation; set VIGIL_SHIPPED to where it lies.")


def shipped(settings: Settings) -> Shipped:
    """The shipped files, each checked; ``ConfigurationError`` names file, key, value and what is allowed."""
    config = folder_of(settings, "config")
    schedules = {path.stem: path.read_text(encoding="utf-8") for path in sorted((config / "schedules").glob("*.toml"))}
    for name, text in schedules.items():
        parse_schedule(f"schedules/{name}.toml", text)
    rules, reactions, clinic = (
        (config / f"{name}.toml").read_text(encoding="utf-8") for name in ("rules", "reactions", "clinic")
    )
    parse_rules("rules.toml", rules)
    parse_catalogue("reactions.toml", reactions)
    parse_clinic("clinic.toml", clinic)
    bundles = load_all(folder_of(settings, "templates") / "email")
    texts = {f"{mail}/{language}": bundle.to_json() for (mail, language), bundle in bundles.items()}
    return Shipped(schedules=schedules, rules=rules, reactions=reactions, clinic=clinic, texts=texts)
