"""vigil bench: this machine measured; figures on standard output, progress on standard error."""

import json
import signal
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from vigil.bench import alerting, delivering, desking, planning, reading, replying, ticking
from vigil.bench.delivering import Figures, Path, Say
from vigil.cli.rooms import room
from vigil.domain.errors import Refused
from vigil.settings import Synchronous

bench = room("bench")
console = Console(stderr=True)

Database = Annotated[
    str, typer.Option(metavar="URL", help="an empty, throwaway database; without it SQLite in a temporary folder")
]
Json = Annotated[bool, typer.Option("--json", help="the figures as one JSON object")]
Smtp = Annotated[str, typer.Option(metavar="HOST:PORT", help="a sink to deliver to; without it, one of our own")]
Latency = Annotated[float, typer.Option(metavar="MS", min=0, help="how far away our own sink is, in milliseconds")]
Connections = Annotated[int, typer.Option(min=1, max=64, help="connections to the relay, at most")]
Rounds = Annotated[int, typer.Option(min=1, max=100, help="of which the medians are told")]


@bench.command()
def deliver(
    messages: Annotated[int, typer.Option(min=1, help="how many are due, each to another patient")] = 5000,
    database: Database = "",
    smtp: Smtp = "",
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes that share the database")] = 1,
    path: Annotated[Path, typer.Option(help="how the courier speaks to the relay")] = Path.PIPELINED,
    connections: Connections = 8,
    latency: Latency = 0,
    rounds: Rounds = 5,
    synchronous: Annotated[Synchronous, typer.Option(help="SQLite's")] = Synchronous.FULL,
    limit: Annotated[bool, typer.Option("--limit", help="raw aiosmtplib beside it, in turns")] = False,
    as_json: Json = False,
) -> None:
    """Messages a second by the real deliver job, with the real texts in plain and HTML."""
    options = delivering.Options(
        messages=messages,
        database=database,
        smtp=_place(smtp),
        workers=workers,
        path=path,
        connections=connections,
        latency=latency / 1000,
        rounds=min(rounds, messages),
        synchronous=synchronous,
        has_limits=limit,
    )
    _tell(lambda say: delivering.measure(options, say), as_json=as_json)


@bench.command()
def courier(
    messages: Annotated[int, typer.Option(min=1)] = 5000,
    smtp: Smtp = "",
    path: Annotated[Path, typer.Option(help="how it speaks to the relay")] = Path.PIPELINED,
    connections: Connections = 8,
    latency: Latency = 0,
    rounds: Rounds = 5,
    as_json: Json = False,
) -> None:
    """Messages a second by the courier alone, without a ledger, beside raw aiosmtplib."""
    options = delivering.Options(
        messages=messages,
        smtp=_place(smtp),
        path=path,
        connections=connections,
        latency=latency / 1000,
        rounds=min(rounds, messages),
    )
    _tell(lambda say: delivering.measure_courier(options, say), as_json=as_json)


@bench.command()
def tick(
    rows: Annotated[int, typer.Option(min=ticking.FEW, help="future messages, and as many sent ones")] = 100_000,
    database: Database = "",
    rounds: Rounds = 15,
    as_json: Json = False,
) -> None:
    """What a turn of the deliver job costs with 100 due, beside a ledger of 10,000 rows."""
    _tell(lambda say: ticking.measure(rows, database, rounds, say), as_json=as_json)


@bench.command()
def reply(
    answers: Annotated[int, typer.Option(min=1)] = 3000,
    clients: Annotated[int, typer.Option(min=1, max=256)] = 32,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Web answers a second against a real vigil serve, each committed before its page comes back."""
    _tell(lambda say: replying.measure(answers, clients, database, say), as_json=as_json)


@bench.command("alert-latency")
def alert_latency(
    alerts: Annotated[int, typer.Option(min=1)] = 100,
    queued: Annotated[int, typer.Option(min=0, help="messages due when the first answer comes")] = 50_000,
    every: Annotated[float, typer.Option(metavar="MS", min=0, help="between two answers")] = 100,
    database: Database = "",
    latency: Latency = 0,
    as_json: Json = False,
) -> None:
    """From an answer that tells of danger to the alert's mail at the relay, behind bulk mail."""
    _tell(lambda say: alerting.measure(alerts, queued, database, latency / 1000, every / 1000, say), as_json=as_json)


@bench.command()
def desk(
    patients: Annotated[int, typer.Option(min=1)] = 10_000,
    messages: Annotated[int, typer.Option(min=1, help="half of them sent, half to come")] = 100_000,
    database: Database = "",
    as_json: Json = False,
) -> None:
    """How long the desk's pages take with so many patients and messages behind them."""
    _tell(lambda say: desking.measure(patients, messages, database, say), as_json=as_json)


@bench.command()
def plan(courses: Annotated[int, typer.Option(min=1)] = 2000, database: Database = "", as_json: Json = False) -> None:
    """Planning what so many courses owe."""
    _tell(lambda say: planning.measure(courses, database, say), as_json=as_json)


@bench.command()
def understand(rounds: Rounds = 20, as_json: Json = False) -> None:
    """Reading patients' own words, and a raw message of 50 kB."""
    _tell(lambda say: reading.measure(rounds, say), as_json=as_json)


def _tell(measure: Callable[[Say], Figures], *, as_json: bool) -> None:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # what was started is ended with it
    figures = measure(lambda words: console.print(words, style="dim", highlight=False, markup=False))
    if as_json:
        print(json.dumps(figures))
        return
    width = max(map(len, figures))
    for name, figure in figures.items():
        print(f"{name:{width}}  {figure}")


def _place(written: str) -> tuple[str, int] | None:
    """``HOST:PORT``; ``None`` when nothing was written."""
    if not written:
        return None
    host, _, port = written.rpartition(":")
    if not host or not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise Refused(f"--smtp {written!r} is no relay: write it as HOST:PORT, such as 127.0.0.1:2525.")
    return host.strip("[]"), int(port)
