"""Each peer in its own environment, into one sink, beside raw aiosmtplib and our own deliver job (README.md)."""

import argparse
import json
import statistics
import subprocess
import sys
import venv
from pathlib import Path

from vigil.bench import delivering
from vigil.bench.limits import Prepared, raw
from vigil.bench.sink import sink

HERE = Path(__file__).parent
PEERS = ("apscheduler", "post_office", "procrastinate", "celery")


def main() -> None:
    told = _options()
    pythons = {peer: _python(told.folder / peer, peer) for peer in PEERS}
    seen: dict[str, list[float]] = {}
    with sink() as relay:
        prepared = Prepared("127.0.0.1", relay.port, delivering.written(200))
        ours = delivering.Options(messages=told.messages, smtp=("127.0.0.1", relay.port), rounds=1)
        for number in range(told.rounds):
            with raw(prepared) as limit:
                seen.setdefault("raw aiosmtplib", []).append(limit.messages_per_second(told.messages))
            figures = delivering.measure(ours, lambda words: None)
            seen.setdefault("vigil", []).append(figures["messages_per_second"])
            for peer, python in pythons.items():
                before = relay.count()
                seen.setdefault(peer, []).append(_run(python, peer, relay.port, told.messages))
                if relay.count() - before != told.messages:
                    raise SystemExit(f"{peer}: of {told.messages} messages {relay.count() - before} arrived.")
            sys.stderr.write(f"round {number + 1} of {told.rounds}\n")
    for name, rates in seen.items():
        ratio = statistics.median(rate / base for rate, base in zip(rates, seen["raw aiosmtplib"], strict=True))
        sys.stdout.write(f"{name:16} {statistics.median(rates):8.0f} messages/s  {ratio:5.2f} x raw\n")


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=3, help="in which all take turns; medians are told")
    options.add_argument("--folder", type=Path, default=Path("var/benchmarks"), help="where the environments are kept")
    return options.parse_args()


def _python(folder: Path, peer: str) -> Path:
    """The interpreter of a peer's own environment, made from its hashed requirements if it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        wanted = HERE / f"requirements-{peer}.txt"
        subprocess.run([python, "-m", "pip", "install", "-q", "--require-hashes", "-r", wanted], check=True)  # noqa: S603
    return python


def _run(python: Path, peer: str, port: int, count: int) -> float:
    command = [python, HERE / f"{peer}_peer.py", str(port), str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own script
    seconds: float = json.loads(done.stdout.splitlines()[-1])["seconds"]
    return count / seconds


if __name__ == "__main__":
    main()
