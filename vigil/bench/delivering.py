"""deliver: how fast what is due leaves, by the real job, against what can be sent without keeping any promise."""

import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from vigil import clock
from vigil.app import sender
from vigil.bench.apart import BenchFailed
from vigil.bench.limits import CONNECTIONS, Limit, Prepared, courier_alone, raw, smtp_source
from vigil.bench.mould import Cast, Mould
from vigil.bench.sink import Sink, Taste, sink
from vigil.bench.throwaway import throwaway
from vigil.bench.worker import Post, Turn, Workers, workers
from vigil.jobs import deliver
from vigil.mail.courier import Envelope
from vigil.mail.outcomes import Kind, Outcome
from vigil.mail.relay import Relay, Security
from vigil.settings import Settings

Figures = dict[str, Any]
Say = Callable[[str], None]

_PREPARED = 500
"""How many different messages the limits send in turn."""


class Path(StrEnum):
    """How the courier speaks to the relay, where the relay lets it choose."""

    PLAIN = "plain"
    PIPELINED = "pipelined"


@dataclass(frozen=True)
class Options:
    """``smtp`` is the relay's host and port, ``None`` for a sink of our own, whose answers take ``latency`` seconds.

    ``messages`` are divided among ``rounds``, with which the limits take turns.
    """

    messages: int
    database: str = ""
    smtp: tuple[str, int] | None = None
    workers: int = 1
    path: Path = Path.PIPELINED
    connections: int = CONNECTIONS
    latency: float = 0.0
    rounds: int = 5
    synchronous: str = "FULL"
    has_limits: bool = False


def measure(options: Options, say: Say) -> Figures:
    """Fill, deliver in rounds, and tell the figures; ``BenchFailed`` if a message did not leave."""
    with ExitStack() as opened:
        ours = None if options.smtp else opened.enter_context(sink(Taste(latency=options.latency)))
        host, port = options.smtp or ("127.0.0.1", ours.port if ours else 0)
        limits = _limits(opened, options, host, port, say) if options.has_limits else None
        ground = opened.enter_context(throwaway(options.database, synchronous=options.synchronous))
        say(f"filling {ground.kind} with {options.messages} due messages")
        now = clock.now()
        instants = [now + timedelta(seconds=place) for place in range(options.rounds)]
        casts = [Cast(n, instants[n % options.rounds]) for n in range(options.messages)]
        Mould(ground, now).fill(casts)
        ground.settle()
        post = Post(ground.settings, relay_at(host, port, options))
        at_work = opened.enter_context(workers(post, options.workers))
        rounds = [_round(at_work, instant, limits, options, say) for instant in instants]
        figures = _figures(options, rounds) | {"database": ground.kind}
        if ground.kind == "sqlite":
            figures["synchronous"] = options.synchronous
        _check(options, rounds, ours, has_limits=limits is not None)
        return figures


def relay_at(host: str, port: int, options: Options) -> Relay:
    return Relay(
        host, port, Security.PLAIN, connections=options.connections, is_pipelined=options.path is Path.PIPELINED
    )


@dataclass(frozen=True)
class _Limits:
    raw: Limit
    host: str
    port: int
    length: int


@dataclass(frozen=True)
class _Round:
    turns: Sequence[Turn]
    limit: float | None
    source: float | None

    @property
    def sent(self) -> int:
        return sum(turn.sent for turn in self.turns)

    @property
    def rate(self) -> float:
        """From when the first began to when the last had ended."""
        began, ended = min(turn.spent.began for turn in self.turns), max(turn.spent.ended for turn in self.turns)
        return self.sent / (ended - began)


def _round(at_work: Workers, now: datetime, limits: _Limits | None, options: Options, say: Say) -> _Round:
    turns = at_work.deliver(now)
    limit = source = None
    if limits is not None:
        count = max(options.messages // options.rounds, 1)
        limit = limits.raw.messages_per_second(count)
        source = smtp_source(limits.host, limits.port, count, limits.length)
    done = _Round(turns, limit, source)
    told = f", raw aiosmtplib {limit:.0f}/s" if limit else ""
    say(f"sent {done.sent} at {done.rate:.0f}/s{told}")
    return done


def _figures(options: Options, rounds: Sequence[_Round]) -> Figures:
    sent = sum(each.sent for each in rounds)
    cpu = sum(turn.spent.cpu for each in rounds for turn in each.turns)
    figures: Figures = {
        "messages_per_second": round(statistics.median(each.rate for each in rounds), 1),
        "cpu_us_per_message": round(cpu / max(sent, 1) * 1e6, 1),
        "sent": sent,
        "path": str(options.path),
        "workers": options.workers,
        "connections": options.connections,
        "latency_ms": round(options.latency * 1000, 1),
        "peak_rss_mb": max(turn.spent.peak_rss_mb for each in rounds for turn in each.turns),
    }
    for name, rates in (
        ("limit", [(each.rate, each.limit) for each in rounds]),
        ("smtp_source", [(each.rate, each.source) for each in rounds]),
    ):
        pairs = [(ours, theirs) for ours, theirs in rates if theirs]
        if pairs:
            figures[f"{name}_messages_per_second"] = round(statistics.median(theirs for _, theirs in pairs), 1)
            figures[f"ratio_to_{name}"] = round(statistics.median(ours / theirs for ours, theirs in pairs), 3)
    return figures


def _check(options: Options, rounds: Sequence[_Round], ours: Sink | None, *, has_limits: bool) -> None:
    """A figure counts only if everything left, once."""
    sent = sum(each.sent for each in rounds)
    if sent != options.messages:
        raise BenchFailed(f"Of {options.messages} messages {sent} were sent: the figures would mean nothing.")
    if ours is not None and not has_limits and ours.count() != sent:
        raise BenchFailed(f"{sent} messages were marked sent, and the sink took {ours.count()}.")


def _limits(opened: ExitStack, options: Options, host: str, port: int, say: Say) -> _Limits:
    say("preparing the limit's messages")
    envelopes = written(_PREPARED)
    length = round(statistics.mean(len(each.content) for each in envelopes))
    return _Limits(opened.enter_context(raw(Prepared(host, port, envelopes))), host, port, length)


def measure_courier(options: Options, say: Say) -> Figures:
    """The courier alone, without a ledger behind it, against raw aiosmtplib with the same bytes."""
    with ExitStack() as opened:
        ours = None if options.smtp else opened.enter_context(sink(Taste(latency=options.latency)))
        host, port = options.smtp or ("127.0.0.1", ours.port if ours else 0)
        say("preparing messages")
        prepared = Prepared(host, port, written(_PREPARED), relay_at(host, port, options))
        limit, courier = opened.enter_context(raw(prepared)), opened.enter_context(courier_alone(prepared))
        count = max(options.messages // options.rounds, 1)
        pairs = [(courier.messages_per_second(count), limit.messages_per_second(count)) for _ in range(options.rounds)]
    return {
        "messages_per_second": round(statistics.median(one for one, _ in pairs), 1),
        "path": str(options.path),
        "connections": options.connections,
        "latency_ms": round(options.latency * 1000, 1),
        "limit_messages_per_second": round(statistics.median(other for _, other in pairs), 1),
        "ratio_to_limit": round(statistics.median(one / other for one, other in pairs), 3),
    }


def written(count: int) -> list[Envelope]:
    """So many messages as the deliver job writes them, real templates and all."""
    with throwaway(synchronous="OFF") as ground:
        now = clock.now()
        Mould(ground, now).fill([Cast(n) for n in range(count)])
        taken = Taker()
        deliver.run(ground.store, taken, sender(Settings(home=ground.settings.home)), now)
        return taken.envelopes


class Taker:
    """A carrier that takes everything at once, and keeps the envelopes if it ``keeps``."""

    def __init__(self, *, keeps: bool = True) -> None:
        self.envelopes: list[Envelope] = []
        self._keeps = keeps

    def deliver(
        self,
        envelopes: Sequence[Envelope],
        is_still_mine: Callable[[UUID], bool] | None = None,
        *,
        is_urgent: bool = False,
    ) -> list[Outcome]:
        if self._keeps:
            self.envelopes += envelopes
        return [Outcome(each.id, Kind.SENT, 250, "2.0.0", "taken") for each in envelopes]
