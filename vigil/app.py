"""The composition root: the only place that builds concrete things and puts them together."""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from vigil import jobs
from vigil.actions.replan_followers import begin_replanning
from vigil.actions.shipped import Shipped, seed
from vigil.actions.write_mail import Sender
from vigil.domain.errors import VigilError
from vigil.installed import reader, samples, shipped
from vigil.jobs import call_webhooks, deliver, digest, escalate, reconcile, remind, replan, review
from vigil.jobs.collect import Collector
from vigil.jobs.summary import Summary
from vigil.mail.calling import Caller
from vigil.mail.courier import Courier
from vigil.mail.press import Press
from vigil.opening import open_existing
from vigil.opening import open_store as open_store  # the time machine's stage opens its own
from vigil.receiving import collectors
from vigil.settings import Settings
from vigil.store.database import Store
from vigil.store.tables import Clinic, Fact

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from vigil.mail.mailbox import Mailbox

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

    def ticks(self, names: Collection[str] = jobs.NAMES) -> Mapping[str, Callable[[], object]]:
        """Each of the named jobs as the ticker calls it."""
        ticks: dict[str, Callable[[], object]] = {name: partial(self.run_job, name) for name in jobs.NAMES}
        ticks["reconcile"] = self._reconcile_daily
        return {name: tick for name, tick in ticks.items() if name in names}

    def _reconcile_daily(self) -> None:
        now = self.now()
        if is_reconciliation_due(last_reconciliation(self.store)["at"], now):
            self.run_job("reconcile", now)

    def web(self, mailbox: "Mailbox | None" = None) -> "Starlette":
        """The pages on this vigil; ``mailbox`` is the built-in one, where there is one to show."""
        from vigil.front import front  # takes longer to import than most commands to do their work

        return front(self.settings, self.store, self.now, self.sender, self.stopping, mailbox)

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


def _app(settings: Settings, store: Store, now: Callable[[], datetime], courier: deliver.Carrier | None) -> App:
    return App(
        settings=settings,
        store=store,
        courier=courier or courier_of(settings),
        sender=sender(settings),
        now=now,
        collectors=collectors(settings, store, reader(settings)) if settings.reads_replies else (),
    )


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
